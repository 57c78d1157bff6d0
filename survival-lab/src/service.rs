//! What the lab asks of a service whose data it watches.

use std::time::Duration;

use async_trait::async_trait;

use crate::results::Fate;

/// How long the lab waits for one answer before it calls it unknown.
///
/// It is short enough that a paused container is noticed, and long enough for a disk that syncs
/// while the machine is busy.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);

/// A service that keeps texts under titles. The app is one; `survival check` makes others.
#[async_trait]
pub trait Service: Send + Sync + std::fmt::Debug {
    /// Writes a text under a title that was never written before; never sends it twice.
    async fn create(&self, title: &str, text: &str) -> Answer;

    /// Reads it back: its text, or none when the service says that there is none.
    ///
    /// # Errors
    ///
    /// Fails when the service gave no such answer: it is away, or it refuses to look.
    async fn get(&self, title: &str) -> Result<Option<String>, Unanswered>;

    /// Whether it would take a write now.
    async fn ready(&self) -> bool;
}

/// How a write was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it amounts to.
    pub fate: Fate,
    /// The answer in words.
    pub words: String,
}

/// A read that was not answered, and why.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unanswered(pub String);
