//! GET /docs: a page to read about the API and to try it. All of it is served by the app itself.

use std::io::Read as _;
use std::sync::Arc;

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ContentType, VARY,
};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;
use utoipa_swagger_ui::{Config, SwaggerFile, serve};

use super::super::failure::Failure;

/// What this page may do, unlike the others: run scripts of this app, talk to its API, and show the
/// small pictures that stand in its stylesheet.
const POLICY: (actix_web::http::header::HeaderName, &str) = (
    CONTENT_SECURITY_POLICY,
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
);

pub(in super::super) async fn page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header(POLICY)
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(include_str!("../../../assets/docs.html"))
}

pub(in super::super) async fn file(
    request: HttpRequest,
    name: Path<String>,
) -> Result<HttpResponse, Failure> {
    match name.as_str() {
        "docs.js" => Ok(HttpResponse::Ok()
            .content_type("text/javascript; charset=utf-8")
            .insert_header((CACHE_CONTROL, "no-cache"))
            .body(include_str!("../../../assets/docs.js"))),
        name @ ("swagger-ui.css" | "swagger-ui-bundle.js") => {
            let file = serve(name, Arc::new(Config::default())).ok().flatten();
            vendored(&request, file.ok_or(Failure::Internal)?)
        }
        _ => Err(Failure::NotFound),
    }
}

/// A file of Swagger UI, which is built in compressed.
fn vendored(request: &HttpRequest, file: SwaggerFile<'_>) -> Result<HttpResponse, Failure> {
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(file.content_type)
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .insert_header((VARY, "accept-encoding"));
    if accepts_gzip(request) {
        return Ok(answer.insert_header((CONTENT_ENCODING, "gzip")).body(file.bytes.into_owned()));
    }
    let mut plain = Vec::new();
    GzDecoder::new(file.bytes.as_ref()).read_to_end(&mut plain).map_err(|_| Failure::Internal)?;
    Ok(answer.body(plain))
}

fn accepts_gzip(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|it| it.to_str().ok());
    accepted.is_some_and(|accepted| {
        accepted.split(',').any(|coding| coding.split(';').next().map(str::trim) == Some("gzip"))
    })
}
