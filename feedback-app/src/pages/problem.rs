//! What is shown instead of a page that cannot be shown.

use actix_web::http::StatusCode;
use askama::Template;

use super::frame::{Frame, Place};
use super::messages::ProblemWords;
use crate::links;

/// A page that says what went wrong and what to do.
#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// What surrounds it.
    pub frame: Frame,
    /// What went wrong.
    pub problem: Problem,
    /// The same as in the header `x-request-id`, to tell whoever runs the app.
    pub request_id: String,
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The request makes no sense.
    BadRequest,
    /// There is no such page.
    NotFound,
    /// There is no feedback of this title.
    NoFeedback,
    /// A form was sent from another site.
    OtherSite,
    /// The page is not used that way.
    WrongMethod,
    /// The request did not arrive in time.
    Timeout,
    /// The request is too large.
    TooLarge,
    /// The form is of a wrong kind.
    WrongType,
    /// The address of a page of the list holds a cursor that no page has given.
    BadCursor,
    /// A defect of the app or of its store.
    Internal,
    /// What is stored as this feedback is none.
    Damaged,
    /// The store is away.
    Unavailable,
    /// The store has no room.
    Full,
}

impl Problem {
    /// All problems.
    pub const ALL: [Self; 13] = [
        Self::BadRequest,
        Self::NotFound,
        Self::NoFeedback,
        Self::OtherSite,
        Self::WrongMethod,
        Self::Timeout,
        Self::TooLarge,
        Self::WrongType,
        Self::BadCursor,
        Self::Internal,
        Self::Damaged,
        Self::Unavailable,
        Self::Full,
    ];

    /// The status that its page is sent with.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::NotFound | Self::NoFeedback => StatusCode::NOT_FOUND,
            Self::OtherSite => StatusCode::FORBIDDEN,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadCursor => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Internal | Self::Damaged => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
        }
    }
}

impl ProblemPage {
    fn place(&self) -> Place {
        Place::Nowhere
    }

    fn words(&self) -> ProblemWords {
        (self.frame.words.problem.of)(self.problem)
    }

    fn status(&self) -> u16 {
        self.problem.status().as_u16()
    }

    /// Where to go on, and how the link is called.
    fn way_on(&self) -> (&'static str, &'static str) {
        let words = &self.frame.words.problem;
        match self.problem {
            Problem::OtherSite
            | Problem::Timeout
            | Problem::TooLarge
            | Problem::WrongType
            | Problem::Full => (links::FORM, words.to_form),
            Problem::BadRequest
            | Problem::NotFound
            | Problem::NoFeedback
            | Problem::WrongMethod
            | Problem::BadCursor
            | Problem::Internal
            | Problem::Damaged
            | Problem::Unavailable => (links::LIST, words.to_list),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::*;

    #[test]
    fn every_problem_is_told_in_every_language_with_the_number_of_its_request() {
        for language in Language::ALL {
            let frame = Frame::new(language, false);
            for problem in Problem::ALL {
                let request_id = "0193-<7b1c>".to_owned();
                let page = ProblemPage { frame, problem, request_id }.render().unwrap();
                let heading = (frame.words.problem.of)(problem).heading;
                assert!(page.contains(&format!("<h1>{heading}</h1>")), "{page}");
                assert!(page.contains(problem.status().as_str()), "{page}");
                assert!(page.contains("0193-&#60;7b1c&#62;"), "{page}");
            }
        }
    }
}
