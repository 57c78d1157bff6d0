//! GET /assets/…: what the pages refer to.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;

use crate::pages::Asset;

/// For ever, as its path changes with its content.
const FOR_EVER: (actix_web::http::header::HeaderName, &str) =
    (CACHE_CONTROL, "public, max-age=31536000, immutable");

pub(in super::super) async fn asset(asset: &'static Asset) -> HttpResponse {
    HttpResponse::Ok().content_type(asset.content_type).insert_header(FOR_EVER).body(asset.bytes)
}
