//! GET /api/where.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::super::state::AppState;
use super::answer;

pub(in super::super) async fn where_(state: Data<AppState>) -> HttpResponse {
    answer(StatusCode::OK, &state.verdict.ask(&state.store).await)
}
