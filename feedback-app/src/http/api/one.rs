//! GET and DELETE /api/feedback/{title}.

use actix_web::http::StatusCode;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use storage_backends::Title;

use super::super::failure::Failure;
use super::super::path;
use super::super::state::AppState;
use super::answer;
use super::models::FeedbackJson;

pub(in super::super) async fn get(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, Failure> {
    let feedback = state.store.get(&title(&request)?).await?.ok_or(Failure::NoFeedback)?;
    Ok(answer(StatusCode::OK, &FeedbackJson::from(feedback)))
}

pub(in super::super) async fn delete(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, Failure> {
    authorize(&request, &state)?;
    let title = title(&request)?;
    if state.store.delete(&title).await? {
        tracing::info!(title = title.as_str(), "deleted");
        Ok(HttpResponse::NoContent().finish())
    } else {
        Err(Failure::NoFeedback)
    }
}

/// The title in the path as it was sent: the router decodes `%2F`, by which a title with a `/` would
/// be another route.
fn title(request: &HttpRequest) -> Result<Title, Failure> {
    let (_, part) = request.uri().path().rsplit_once('/').ok_or(Failure::NotFound)?;
    path::title(part).ok_or(Failure::NoFeedback)
}

fn authorize(request: &HttpRequest, state: &AppState) -> Result<(), Failure> {
    let admin = state.admin_token.as_ref().ok_or(Failure::DeletingIsOff)?;
    let given = request.headers().get(AUTHORIZATION).and_then(|given| given.to_str().ok());
    let (scheme, token) =
        given.and_then(|given| given.split_once(' ')).ok_or(Failure::Unauthorized)?;
    if scheme.eq_ignore_ascii_case("Bearer") && admin.is(token.trim()) {
        Ok(())
    } else {
        Err(Failure::Unauthorized)
    }
}
