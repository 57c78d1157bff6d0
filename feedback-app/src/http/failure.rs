//! Requests that are not answered as they were meant: which status each has, and in which words it
//! is told. [`super::envelope`] makes a page or a problem document of it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use storage_backends::{ErrorKind, StoreError, Title};

use super::problem::FieldProblem;
use crate::pages::Problem;

/// Why a request is not answered as it was meant.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// What does not follow the rules of HTTP.
    #[error("{0}")]
    BadRequest(&'static str),
    /// The token that allows it is missing or wrong.
    #[error("Send the admin token as Authorization: Bearer TOKEN.")]
    Unauthorized,
    /// Nothing allows it.
    #[error("Deleting is switched off here, as the app runs without an admin token.")]
    DeletingIsOff,
    /// A form of another site.
    #[error("The form was sent from another site.")]
    OtherSite,
    /// There is no such route.
    #[error("There is nothing at this address.")]
    NotFound,
    /// There is no feedback of this title.
    #[error("There is no feedback of this title.")]
    NoFeedback,
    /// The route knows other methods only: these.
    #[error("The methods of this address are {0}.")]
    WrongMethod(&'static str),
    /// The request did not arrive in time.
    #[error("The request did not arrive in time.")]
    Timeout,
    /// The feedback exists already.
    #[error("A feedback with the title {:?} exists already.", .0.as_str())]
    Exists(Title),
    /// The body is too long.
    #[error("The body is longer than {} bytes.", super::body::MAX_BYTES)]
    TooLarge,
    /// The body is of another type than this.
    #[error("The body must be {0}.")]
    WrongType(&'static str),
    /// A cursor that no page has given.
    #[error("The cursor is not one that a page has given.")]
    BadCursor,
    /// Values that break a rule.
    #[error("{}", summary(.0))]
    Invalid(Vec<FieldProblem>),
    /// The store failed.
    #[error("{}", store_detail(.0.kind()))]
    Store(#[from] StoreError),
    /// A defect of the app.
    #[error("The app has a defect; its log tells more.")]
    Internal,
}

impl Failure {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::DeletingIsOff | Self::OtherSite => StatusCode::FORBIDDEN,
            Self::NotFound | Self::NoFeedback => StatusCode::NOT_FOUND,
            Self::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::Exists(_) => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadCursor | Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Store(error) => store_status(error.kind()),
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// How a page tells it. The status of the page is that of the failure.
    pub(crate) fn for_people(&self) -> Problem {
        match self {
            Self::BadRequest(_) | Self::Invalid(_) => Problem::BadRequest,
            Self::Unauthorized | Self::DeletingIsOff | Self::WrongMethod(_) => Problem::WrongMethod,
            Self::OtherSite => Problem::OtherSite,
            Self::NotFound => Problem::NotFound,
            Self::NoFeedback => Problem::NoFeedback,
            Self::Timeout => Problem::Timeout,
            Self::TooLarge => Problem::TooLarge,
            Self::WrongType(_) => Problem::WrongType,
            Self::BadCursor => Problem::BadCursor,
            Self::Store(error) => match error.kind() {
                ErrorKind::Unavailable | ErrorKind::Denied => Problem::Unavailable,
                ErrorKind::Full => Problem::Full,
                ErrorKind::Damaged => Problem::Damaged,
                ErrorKind::AlreadyExists | ErrorKind::Configuration | ErrorKind::Internal => {
                    Problem::Internal
                }
            },
            Self::Exists(_) | Self::Internal => Problem::Internal,
        }
    }

    /// Whether the same request may succeed a little later.
    pub(crate) fn is_temporary(&self) -> bool {
        self.status() == StatusCode::SERVICE_UNAVAILABLE
    }
}

/// The status that tells of an error of the store.
pub(crate) fn store_status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::AlreadyExists => StatusCode::CONFLICT,
        ErrorKind::Unavailable | ErrorKind::Denied => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Full => StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Damaged | ErrorKind::Configuration | ErrorKind::Internal => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

fn store_detail(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::AlreadyExists => "A feedback with this title exists already.",
        ErrorKind::Unavailable => "The store is away. Whether something was kept is not known.",
        ErrorKind::Denied => "The store does not let the app in. Nothing was kept.",
        ErrorKind::Full => "The store has no room left. Nothing was kept.",
        ErrorKind::Damaged => "What is stored under this title is not a feedback.",
        ErrorKind::Configuration | ErrorKind::Internal => {
            "The store has failed; the app's log tells more."
        }
    }
}

fn summary(problems: &[FieldProblem]) -> String {
    let told: Vec<&str> = problems.iter().map(|problem| problem.detail.as_str()).collect();
    told.join(" ")
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// The envelope writes the rest, as it knows for whom it is.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status())
    }
}
