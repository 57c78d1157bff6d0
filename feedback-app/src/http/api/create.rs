//! POST /api/feedback.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use storage_backends::{CreatedAt, ErrorKind, Feedback};

use super::super::body::{self, BodyType};
use super::super::failure::Failure;
use super::super::openapi::StoreFailures;
use super::super::problem::{PROBLEM, ProblemDetails};
use super::super::state::AppState;
use super::models::{FeedbackJson, NewFeedback};
use super::{answer, json};
use crate::links;

/// Keep a new feedback
///
/// Of any number of callers who create the same title at the same time, exactly one gets 201. What
/// was answered with 201 is kept as durably as the store can.
#[utoipa::path(
    post,
    path = "/api/feedback",
    tag = "feedback",
    operation_id = "createFeedback",
    request_body = NewFeedback,
    responses(
        (
            status = 201,
            description = "It is kept",
            body = FeedbackJson,
            headers(("location" = String, description = "Its address in the API")),
            links(
                ("read" = (operation_id = "getFeedback", parameters(("title" = "$response.body#/title")))),
                ("delete" = (operation_id = "deleteFeedback", parameters(("title" = "$response.body#/title")))),
            ),
        ),
        (status = 400, description = "The request is broken off", body = ProblemDetails, content_type = PROBLEM),
        (status = 408, description = "The body did not arrive within 10 seconds", body = ProblemDetails, content_type = PROBLEM),
        (status = 409, description = "A feedback of this title exists already; nothing was changed", body = ProblemDetails, content_type = PROBLEM),
        (status = 413, description = "The body is longer than 256 KiB", body = ProblemDetails, content_type = PROBLEM),
        (status = 415, description = "The body is not application/json in UTF-8", body = ProblemDetails, content_type = PROBLEM),
        (status = 422, description = "The body is not the JSON of a feedback, or fields of it break a rule; each that does is told", body = ProblemDetails, content_type = PROBLEM),
        StoreFailures,
        (status = 507, description = "The store has no room left; nothing was kept", body = ProblemDetails, content_type = PROBLEM),
    )
)]
pub(in super::super) async fn create(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, Failure> {
    let (title, text) = json::parse(&body::read(&request, payload, BodyType::Json).await?)?;
    let feedback = Feedback { title, text, created_at: CreatedAt::now() };
    state.store.create(&feedback).await.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Exists(feedback.title.clone()),
        _ => error.into(),
    })?;
    let location = links::api(&feedback.title);
    let mut created = answer(StatusCode::CREATED, &FeedbackJson::from(feedback));
    if let Ok(location) = location.try_into() {
        created.headers_mut().insert(LOCATION, location);
    }
    Ok(created)
}
