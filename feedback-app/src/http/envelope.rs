//! What every answer has, whatever route gave it: an id, the security headers, a place in the log
//! and in the metrics; and failures made readable for those who asked.

use std::rc::Rc;
use std::time::Instant;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse};
use metrics::{counter, histogram};
use storage_backends::ErrorKind;
use tracing::Instrument as _;

use super::failure::Failure;
use super::problem::{PROBLEM, ProblemDetails, of_status};
use super::request_id::{RequestId, X_REQUEST_ID};
use super::{security, site};
use crate::connection::Progress;
use crate::metrics::{REQUEST_DURATION, REQUESTS};
use crate::telemetry::causes;

/// So many seconds later the same request is worth another try.
pub(super) const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("2");

/// The middleware that puts every answer into its envelope.
pub(crate) async fn envelope(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, Error> {
    let start = Instant::now();
    let _answering = request.conn_data().map(Progress::answering);
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let method = method_label(request.method());
    let path = beginning(request.path());
    let span = tracing::info_span!("request", request_id = %id, method, path);
    async {
        let (request, answer) = next.call(request).await?.into_parts();
        let mut answer = readable(&request, answer, &id);
        if answer.status() == StatusCode::REQUEST_TIMEOUT
            && let Some(progress) = request.conn_data::<Rc<Progress>>()
        {
            progress.hurry();
        }
        answer.headers_mut().insert(X_REQUEST_ID, id.header());
        security::add(answer.headers_mut());
        measure(&request, method, answer.status(), start);
        Ok(ServiceResponse::new(request, answer))
    }
    .instrument(span)
    .await
}

/// The answer itself, or the failure that it stands for as a page or a problem document.
fn readable(request: &HttpRequest, answer: HttpResponse, id: &RequestId) -> HttpResponse {
    let status = answer.status();
    let by_itself;
    let failure = match answer.error().map(|error| error.as_error::<Failure>()) {
        Some(Some(failure)) => failure,
        Some(None) => {
            by_itself = of_status(status);
            &by_itself
        }
        None => return answer,
    };
    log(failure);
    let mut readable = if is_for_programs(request.path()) {
        problem(failure, request.path(), id)
    } else {
        site::problem(request, failure, id)
    };
    let headers = readable.headers_mut();
    if failure.is_temporary() {
        headers.insert(RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    match failure {
        Failure::WrongMethod(methods) => {
            headers.insert(ALLOW, HeaderValue::from_static(methods));
        }
        Failure::Unauthorized => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"feedback\""));
        }
        _ => {}
    }
    readable
}

/// Whether programs ask there, which cannot read pages.
fn is_for_programs(path: &str) -> bool {
    const PATHS: [&str; 5] = ["/api", "/openapi.json", "/healthz", "/readyz", "/metrics"];
    path.starts_with("/api/") || PATHS.contains(&path)
}

fn problem(failure: &Failure, path: &str, id: &RequestId) -> HttpResponse {
    let details = ProblemDetails::new(failure, path.to_owned(), id.to_string());
    match serde_json::to_vec(&details) {
        Ok(body) => HttpResponse::build(failure.status())
            .insert_header((CONTENT_TYPE, PROBLEM))
            .insert_header(site::NO_STORE)
            .body(body),
        Err(_) => HttpResponse::new(failure.status()),
    }
}

/// People see what they can do; the log has the causes. That the store is away is told once when it
/// happens, and not for every request.
pub(super) fn log(failure: &Failure) {
    match failure {
        Failure::Store(error) => match error.kind() {
            ErrorKind::Damaged | ErrorKind::Configuration | ErrorKind::Internal => {
                tracing::error!(kind = error.kind().as_str(), "{}", causes(error));
            }
            ErrorKind::AlreadyExists
            | ErrorKind::Unavailable
            | ErrorKind::Full
            | ErrorKind::Denied => {
                tracing::debug!(kind = error.kind().as_str(), "{}", causes(error));
            }
        },
        Failure::Internal => tracing::error!("{failure}"),
        refused => tracing::debug!("refused: {refused}"),
    }
}

fn measure(request: &HttpRequest, method: &'static str, status: StatusCode, start: Instant) {
    let elapsed = start.elapsed();
    let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
    tracing::debug!(status = status.as_u16(), route, ?elapsed, "answered");
    histogram!(REQUEST_DURATION, "route" => route.clone()).record(elapsed.as_secs_f64());
    let status = status.as_str().to_owned();
    counter!(REQUESTS, "method" => method, "route" => route, "status" => status).increment(1);
}

/// As much of a path as the log takes: a head may be as long as 128 KiB.
fn beginning(path: &str) -> &str {
    const MAX_BYTES: usize = 256;
    path.get(..path.floor_char_boundary(MAX_BYTES)).unwrap_or(path)
}

/// Methods as they are measured: clients may make up any number of them.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
