//! GET /api/where.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::super::state::AppState;
use super::answer;
use super::models::WhereJson;

/// Where the data live, and what that survives
///
/// It is inferred from the mounts of the app or from the settings of the server. `survives` has an
/// answer for each event, among them `removal`: the container is removed and another one run.
#[utoipa::path(
    get,
    path = "/api/where",
    tag = "where",
    operation_id = "where",
    responses((
        status = 200,
        description = "What is known",
        body = WhereJson,
        example = json!({
            "place": { "kind": "named-volume", "name": "feedback" },
            "location": "/app/feedback",
            "confidence": "certain",
            "evidence": ["/var/lib/docker/volumes/feedback/_data on /app/feedback"],
            "survives": [{ "event": "removal", "answer": "yes", "reason": "volume-stays" }]
        })
    ))
)]
pub(in super::super) async fn where_(state: Data<AppState>) -> HttpResponse {
    answer(StatusCode::OK, &state.verdict.ask(&state.store).await)
}
