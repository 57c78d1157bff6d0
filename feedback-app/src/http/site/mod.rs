//! The pages for people, and the files that belong to them.

pub(super) mod assets;
pub(super) mod docs;
pub(super) mod form;
pub(super) mod list;
pub(super) mod raw;
pub(super) mod where_;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, ContentType, HeaderName, VARY,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::failure::Failure;
use super::request_id::RequestId;
use super::state::AppState;
use crate::pages::{Frame, Language, ProblemPage};

/// The header that keeps an answer out of every cache.
pub(super) const NO_STORE: (HeaderName, &str) = (CACHE_CONTROL, "no-store");

/// The page of a failure.
pub(super) fn problem(request: &HttpRequest, failure: &Failure, id: &RequestId) -> HttpResponse {
    let page = ProblemPage {
        frame: frame(request),
        problem: failure.for_people(),
        request_id: id.to_string(),
    };
    page_of(request, failure.status(), &page)
        .unwrap_or_else(|_| HttpResponse::new(failure.status()))
}

/// What surrounds a page, in the language that its reader likes best.
fn frame(request: &HttpRequest) -> Frame {
    let state = request.app_data::<Data<AppState>>();
    Frame::new(language(request), state.is_some_and(|state| state.verdict.loses()))
}

fn language(request: &HttpRequest) -> Language {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    header.map_or(Language::default(), Language::from_accept_language)
}

/// A page, as HTML.
fn page_of(
    request: &HttpRequest,
    status: StatusCode,
    page: &impl Template,
) -> Result<HttpResponse, Failure> {
    let html = page.render().map_err(|_| Failure::Internal)?;
    Ok(HttpResponse::build(status)
        .content_type(ContentType::html())
        .insert_header((CONTENT_LANGUAGE, language(request).tag()))
        .insert_header((VARY, "accept-language"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(html))
}
