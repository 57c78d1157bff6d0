//! What the API takes and gives.

use serde::Serialize;
use storage_backends::{CreatedAt, Feedback, Page};
use utoipa::ToSchema;

/// A feedback that is kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Feedback)]
pub(crate) struct FeedbackJson {
    /// The title, trimmed, NFC-normalised and lowercased.
    #[schema(min_length = 1, max_length = 251, example = "awesome")]
    title: String,
    /// What was written.
    #[schema(min_length = 1, max_length = 65_536, example = "It works.\nThank you!")]
    text: String,
    /// When it was written: UTC, to the millisecond.
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T08:40:00.125Z")]
    created_at: CreatedAt,
}

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Page)]
pub(crate) struct PageJson {
    /// The feedbacks, newest first. A page of a search may hold fewer than asked for, even none,
    /// and still have a next page.
    #[schema(max_items = 100)]
    items: Vec<FeedbackJson>,
    /// What to send as `after` to get the next page; null where there is none.
    #[schema(example = "AAABl4jWUeB3b3c")]
    next: Option<String>,
}

impl From<Feedback> for FeedbackJson {
    fn from(feedback: Feedback) -> Self {
        Self {
            title: feedback.title.to_string(),
            text: feedback.text.to_string(),
            created_at: feedback.created_at,
        }
    }
}

impl From<Page> for PageJson {
    fn from(page: Page) -> Self {
        Self {
            items: page.items.into_iter().map(FeedbackJson::from).collect(),
            next: page.next.map(|next| next.to_string()),
        }
    }
}
