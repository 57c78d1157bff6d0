//! GET / and POST /create: the form, and what people send with it.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use storage_backends::{CreatedAt, ErrorKind, Feedback, StoreError};

use super::super::body::{self, BodyType};
use super::super::envelope::{RETRY_AFTER_SECONDS, log};
use super::super::failure::{Failure, store_status};
use super::super::form::{self, Form, Invalid};
use super::super::same_site;
use super::super::state::AppState;
use super::{frame, page_of};
use crate::links;
use crate::pages::{FormPage, FormState};

pub(in super::super) async fn show(request: HttpRequest) -> Result<HttpResponse, Failure> {
    page_of(&request, StatusCode::OK, &FormPage::new(frame(&request)))
}

pub(in super::super) async fn create(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, Failure> {
    same_site::check(request.headers())?;
    let form = form::parse(&body::read(&request, payload, BodyType::Form).await?);
    let (title, text) = match form.check() {
        Ok(checked) => checked,
        Err(Invalid { title, text }) => {
            let state = FormState::Invalid { title, text };
            return again(&request, form, StatusCode::UNPROCESSABLE_ENTITY, state);
        }
    };
    let feedback = Feedback { title, text, created_at: CreatedAt::now() };
    match state.store.create(&feedback).await {
        Ok(()) => Ok(HttpResponse::SeeOther()
            .insert_header((LOCATION, links::created(&feedback.title)))
            .finish()),
        Err(error) => not_kept(&request, form, feedback, error),
    }
}

/// The form with what was typed, and why the store did not keep it.
fn not_kept(
    request: &HttpRequest,
    form: Form,
    feedback: Feedback,
    error: StoreError,
) -> Result<HttpResponse, Failure> {
    let state = match error.kind() {
        ErrorKind::AlreadyExists => FormState::Exists(feedback.title),
        ErrorKind::Unavailable => FormState::Unavailable,
        ErrorKind::Full => FormState::Full,
        ErrorKind::Denied | ErrorKind::Damaged | ErrorKind::Configuration | ErrorKind::Internal => {
            FormState::Failed
        }
    };
    let status = store_status(error.kind());
    log(&error.into());
    let mut page = again(request, form, status, state)?;
    if status == StatusCode::SERVICE_UNAVAILABLE {
        page.headers_mut().insert(actix_web::http::header::RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    Ok(page)
}

fn again(
    request: &HttpRequest,
    form: Form,
    status: StatusCode,
    state: FormState,
) -> Result<HttpResponse, Failure> {
    let (title, text) = (form.title.into_readable(), form.text.into_readable());
    page_of(request, status, &FormPage { frame: frame(request), title, text, state })
}
