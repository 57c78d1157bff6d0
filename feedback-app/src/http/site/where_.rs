//! GET /where: where the data live.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::super::failure::Failure;
use super::super::state::AppState;
use super::{frame, page_of};
use crate::pages::WherePage;

pub(in super::super) async fn where_(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, Failure> {
    let durability = state.verdict.ask(&state.store).await;
    page_of(&request, StatusCode::OK, &WherePage { frame: frame(&request), durability })
}
