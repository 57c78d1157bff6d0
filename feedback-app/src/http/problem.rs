//! Failures for programs: `application/problem+json` (RFC 9457).

use actix_web::http::StatusCode;
use serde::Serialize;
use storage_backends::{TextError, TitleError};
use utoipa::ToSchema;

use super::failure::Failure;
use crate::links;
use crate::pages::FieldError;

/// The type of problem documents.
pub(super) const PROBLEM: &str = "application/problem+json";

/// What went wrong, as RFC 9457 writes it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDetails {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[schema(example = "about:blank")]
    r#type: &'static str,
    /// The name of the status.
    #[schema(example = "Unprocessable Entity")]
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    status: u16,
    /// What went wrong, in a sentence for people.
    #[schema(example = "the text is empty")]
    detail: String,
    /// The path of the request.
    #[schema(example = "/api/feedback")]
    instance: String,
    /// The id of the request, the same as in the header `x-request-id`; the log has it too.
    #[schema(example = "0193a5b2-7c1e-7d3a-9f00-2b6d1c9e4f10")]
    request_id: String,
    /// What is wrong with the fields, where fields are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldProblem>,
    /// The address of what exists already, where something does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "/api/feedback/awesome")]
    existing: Option<String>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldProblem {
    /// The name of the field, or `body` where it is the body as a whole.
    #[schema(example = "text")]
    pub(crate) field: &'static str,
    /// What is wrong, in a word for programs.
    #[schema(example = "empty")]
    pub(crate) code: &'static str,
    /// What is wrong, in a sentence for people.
    #[schema(example = "the text is empty")]
    pub(crate) detail: String,
}

impl ProblemDetails {
    pub(super) fn new(failure: &Failure, instance: String, request_id: String) -> Self {
        let status = failure.status();
        let errors = match failure {
            Failure::Invalid(errors) => errors.clone(),
            _ => Vec::new(),
        };
        let existing = match failure {
            Failure::Exists(title) => Some(links::api(title)),
            _ => None,
        };
        Self {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: failure.to_string(),
            instance,
            request_id,
            errors,
            existing,
        }
    }
}

impl FieldProblem {
    pub(super) fn new(field: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { field, code, detail: detail.into() }
    }

    pub(super) fn title(error: FieldError<TitleError>) -> Self {
        let code = |error| match error {
            TitleError::Empty => "empty",
            TitleError::TooLong => "too_long",
            TitleError::Control => "control_character",
        };
        Self::of("title", error, code)
    }

    pub(super) fn text(error: FieldError<TextError>) -> Self {
        let code = |error| match error {
            TextError::Empty => "empty",
            TextError::TooLong => "too_long",
            TextError::Nul => "nul_character",
        };
        Self::of("text", error, code)
    }

    pub(super) fn of<E: Copy + std::fmt::Display>(
        field: &'static str,
        error: FieldError<E>,
        code: impl FnOnce(E) -> &'static str,
    ) -> Self {
        match error {
            FieldError::Missing => Self::new(field, "missing", format!("the {field} is missing")),
            FieldError::Repeated => {
                Self::new(field, "repeated", format!("the {field} is given more than once"))
            }
            FieldError::NotUtf8 => {
                Self::new(field, "not_utf8", format!("the {field} is not percent-encoded UTF-8"))
            }
            FieldError::Rule(rule) => Self::new(field, code(rule), rule.to_string()),
        }
    }
}

/// The failure that a bare status stands for, where actix-web itself has refused a request.
pub(super) fn of_status(status: StatusCode) -> Failure {
    match status {
        StatusCode::NOT_FOUND => Failure::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        StatusCode::REQUEST_TIMEOUT => Failure::Timeout,
        status if status.is_client_error() => Failure::BadRequest("The request makes no sense."),
        _ => Failure::Internal,
    }
}
