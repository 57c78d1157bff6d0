//! What orchestrators and Prometheus ask.

use actix_web::HttpResponse;
use actix_web::http::header::RETRY_AFTER;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

use super::envelope::RETRY_AFTER_SECONDS;
use super::site::NO_STORE;
use super::state::AppState;
use crate::metrics as measured;

/// Whether it works.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`, or the kind of the reason why not: `unavailable`, `denied`, `full`, …
    #[schema(example = "ok")]
    status: &'static str,
}

/// The process is alive. It does not ask the store: restarting the app mends no store that is away.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "health",
    operation_id = "isAlive",
    responses((status = 200, description = "The process is alive", body = Health))
)]
pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().insert_header(NO_STORE).json(Health { status: "ok" })
}

/// The store would keep what is written now.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    operation_id = "isReady",
    responses(
        (status = 200, description = "The store works", body = Health),
        (
            status = 503,
            description = "The store does not work, for this reason",
            body = Health,
            headers(("retry-after" = u32, description = "Seconds after which to ask again")),
        ),
    )
)]
pub(super) async fn ready(state: Data<AppState>) -> HttpResponse {
    match state.readiness.ask(&state.store).await {
        Ok(()) => HttpResponse::Ok().insert_header(NO_STORE).json(Health { status: "ok" }),
        Err(kind) => HttpResponse::ServiceUnavailable()
            .insert_header(NO_STORE)
            .insert_header((RETRY_AFTER, RETRY_AFTER_SECONDS))
            .json(Health { status: kind.as_str() }),
    }
}

/// What was measured, for Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "health",
    operation_id = "metrics",
    responses((status = 200, description = "The metrics, as text", body = String, content_type = "text/plain"))
)]
pub(super) async fn metrics(state: Data<AppState>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("content-type", "text/plain; version=0.0.4; charset=utf-8"))
        .insert_header(NO_STORE)
        .body(measured::render(&state.metrics))
}
