//! POST /api/feedback.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use storage_backends::{CreatedAt, ErrorKind, Feedback};

use super::super::body::{self, BodyType};
use super::super::failure::Failure;
use super::super::state::AppState;
use super::models::FeedbackJson;
use super::{answer, json};
use crate::links;

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
