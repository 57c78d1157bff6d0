//! The JSON API.

pub(super) mod create;
mod json;
pub(super) mod list;
mod models;
pub(super) mod one;
pub(super) mod where_;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::site::NO_STORE;

/// An answer that no cache keeps, as the next one may differ.
fn answer(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    HttpResponse::build(status).insert_header(NO_STORE).json(body)
}
