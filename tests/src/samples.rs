//! Feedback to test with.

#![expect(clippy::expect_used, reason = "a helper of tests fails by failing the test")]

use std::sync::Arc;

use storage_backends::{
    CreatedAt, Feedback, FeedbackStore, Options, Text, Title, TitlePrefix, connect,
};

/// The store of this URL, with the deadline that the app has.
#[must_use]
pub fn store(url: &str) -> Arc<dyn FeedbackStore> {
    let url = url.parse().expect("the URL is one of a store");
    connect(&url, Options::default()).expect("the URL makes sense to its store")
}

/// A feedback of this title that was written so many milliseconds after a fixed time.
#[must_use]
pub fn feedback(name: &str, millis: i64) -> Feedback {
    Feedback {
        title: title(name),
        text: Text::parse(&format!("what was written of {name}")).expect("it is a text"),
        created_at: CreatedAt::from_millis(1_795_509_600_000 + millis).expect("it is a time"),
    }
}

/// This title.
#[must_use]
pub fn title(name: &str) -> Title {
    Title::parse(name).expect("it is a title")
}

/// This beginning of titles.
#[must_use]
pub fn prefix(name: &str) -> TitlePrefix {
    TitlePrefix::parse(name).expect("it is a beginning")
}
