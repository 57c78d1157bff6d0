//! What the API takes and gives.

use serde::Serialize;
use storage_backends::{CreatedAt, Feedback, Page};
use utoipa::ToSchema;

/// A feedback to be kept. Other fields are passed over.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes what `json::parse` reads")]
pub(in super::super) struct NewFeedback {
    /// Names the feedback. It is trimmed, NFC-normalised and lowercased, must show something, holds
    /// no control character, and its file name (percent-encoded where a file system needs it, plus
    /// `.txt`) must fit 255 bytes of UTF-8.
    #[schema(
        min_length = 1,
        max_length = 251,
        pattern = r"^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*[^\u0000-\u001f\u007f-\u009f]*[^\u0000-\u0020\u007f-\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufe00-\ufe0f\ufeff][^\u0000-\u001f\u007f-\u009f]*[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$",
        example = "Awesome"
    )]
    title: String,
    /// What to say: 1 to 65,536 bytes of UTF-8, not only blanks, without NUL. CRLF becomes LF.
    #[schema(
        min_length = 1,
        max_length = 65_536,
        pattern = r"^[^\u0000]*[^\u0000\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000][^\u0000]*$",
        example = "It works.\nThank you!"
    )]
    text: String,
}

/// A feedback that is kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Feedback)]
pub(in super::super) struct FeedbackJson {
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
pub(in super::super) struct PageJson {
    /// The feedbacks, newest first. A page of a search may hold fewer than asked for, even none,
    /// and still have a next page.
    #[schema(max_items = 100)]
    items: Vec<FeedbackJson>,
    /// What to send as `after` to get the next page; null where there is none.
    #[schema(required, example = "AAABogzkHBhhd2Vzb21l")]
    next: Option<String>,
}

/// Where the data live, and what that survives.
#[derive(ToSchema)]
#[schema(as = Where)]
#[expect(dead_code, reason = "it describes how `storage_backends::Durability` is written")]
pub(in super::super) struct WhereJson {
    /// What kind of place it is.
    place: PlaceJson,
    /// Where it is: a folder, or a server and its database.
    #[schema(example = "/app/feedback")]
    location: String,
    /// How sure that is.
    confidence: ConfidenceJson,
    /// What it was inferred from.
    evidence: Vec<String>,
    /// For each event, whether the feedback is there afterwards.
    survives: Vec<SurvivalJson>,
}

#[derive(ToSchema)]
#[schema(as = Place)]
#[expect(dead_code, reason = "it describes how `storage_backends::Place` is written")]
struct PlaceJson {
    /// The kind, such as `container-layer`, `named-volume` or `postgres`.
    #[schema(example = "named-volume")]
    kind: String,
    /// The name of a volume that has one.
    #[schema(nullable = false, example = "feedback")]
    name: Option<String>,
}

#[derive(ToSchema)]
#[schema(as = Confidence, rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes how `storage_backends::Confidence` is written")]
enum ConfidenceJson {
    Certain,
    Likely,
    Unsure,
}

/// Whether the feedback is there after an event.
#[derive(ToSchema)]
#[schema(as = Survival)]
#[expect(dead_code, reason = "it describes how `storage_backends::Survival` is written")]
struct SurvivalJson {
    /// What happens.
    event: EventJson,
    /// Whether the feedback is there afterwards.
    answer: AnswerJson,
    /// Why, as a word such as `volume-stays`.
    #[schema(example = "volume-stays")]
    reason: String,
}

#[derive(ToSchema)]
#[schema(as = Event, rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes how `storage_backends::Event` is written")]
enum EventJson {
    Restart,
    Removal,
    DownWithVolumes,
    NewCode,
    HostReboot,
    AnotherNode,
    PowerLoss,
}

#[derive(ToSchema)]
#[schema(as = Answer, rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes how `storage_backends::Answer` is written")]
enum AnswerJson {
    Yes,
    No,
    Unknown,
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
