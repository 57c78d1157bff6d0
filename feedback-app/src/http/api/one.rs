//! GET and DELETE /api/feedback/{title}.

use actix_web::http::StatusCode;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use storage_backends::Title;

use super::super::failure::Failure;
use super::super::openapi::StoreFailures;
use super::super::path;
use super::super::problem::{PROBLEM, ProblemDetails};
use super::super::state::AppState;
use super::answer;
use super::models::FeedbackJson;

/// One feedback
#[utoipa::path(
    get,
    path = "/api/feedback/{title}",
    tag = "feedback",
    operation_id = "getFeedback",
    params(("title" = String, Path, description = "The title, percent-encoded: `a%2Fb` is the title `a/b`", min_length = 1, example = "awesome")),
    responses(
        (status = 200, description = "The feedback", body = FeedbackJson),
        (status = 404, description = "There is no feedback of this title", body = ProblemDetails, content_type = PROBLEM),
        StoreFailures,
    )
)]
pub(in super::super) async fn get(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, Failure> {
    let feedback = state.store.get(&title(&request)?).await?.ok_or(Failure::NoFeedback)?;
    Ok(answer(StatusCode::OK, &FeedbackJson::from(feedback)))
}

/// Delete a feedback
///
/// Only where the app runs with an admin token.
#[utoipa::path(
    delete,
    path = "/api/feedback/{title}",
    tag = "feedback",
    operation_id = "deleteFeedback",
    params(("title" = String, Path, description = "The title, percent-encoded: `a%2Fb` is the title `a/b`", min_length = 1, example = "awesome")),
    responses(
        (status = 204, description = "It was there, and is gone durably"),
        (
            status = 401,
            description = "The admin token is missing or wrong",
            body = ProblemDetails,
            content_type = PROBLEM,
            headers(("www-authenticate" = String, description = "Bearer")),
        ),
        (status = 403, description = "Deleting is switched off here", body = ProblemDetails, content_type = PROBLEM),
        (status = 404, description = "There is no feedback of this title", body = ProblemDetails, content_type = PROBLEM),
        StoreFailures,
        (status = 507, description = "The store has no room left, even to delete; nothing was changed", body = ProblemDetails, content_type = PROBLEM),
    ),
    security(("admin" = [])),
)]
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
