//! The trait that every store implements. Its documentation is the durability contract.

use std::fmt;

use async_trait::async_trait;

use crate::durability::Durability;
use crate::error::StoreError;
use crate::feedback::{Feedback, Page, PageRequest, Title};

/// Where feedback is kept.
///
/// # What every store promises
///
/// - **Kept means kept.** When [`create`](Self::create) or [`delete`](Self::delete) returns `Ok`,
///   what it did is as durable as the store can make it: files and their folder are synced, a
///   transaction is committed, Redis has answered as its `appendfsync` says.
///   [`durability`](Self::durability) tells what that survives.
/// - **Whole or not at all.** A reader sees a feedback with all of its text, or none. What fails
///   leaves nothing half done behind.
/// - **At once.** What one caller was told is kept, every other caller sees, in this process and in
///   each other one that uses the same store.
/// - **Bounded.** Each call answers within the deadline of [`crate::Options`], and none costs more
///   because more is stored.
/// - **Errors are not answers.** `None`, `false` and an empty page are said only by a store that
///   looked. After an error of [`create`](Self::create) or [`delete`](Self::delete) with the kind
///   [`Unavailable`](crate::ErrorKind::Unavailable) the change may have taken place or not; after
///   any other kind it has not.
///
/// A store is connected lazily: it can be made while its server or folder is away, answers
/// [`Unavailable`](crate::ErrorKind::Unavailable) until it is there, and recovers by itself.
///
/// Dropping the future of a call is safe at any time; whether the call took place is then unknown.
#[async_trait]
pub trait FeedbackStore: fmt::Debug + Send + Sync {
    /// Keeps a new feedback. Of any number of callers who create the same title at the same time,
    /// in any number of processes, exactly one gets `Ok`, and its bytes are the ones that are kept.
    ///
    /// # Errors
    ///
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists): exactly one writer has won, and it was
    /// not this one; nothing was changed. [`Full`](crate::ErrorKind::Full): nothing was stored and
    /// nothing half-written is left.
    async fn create(&self, feedback: &Feedback) -> Result<(), StoreError>;

    /// The feedback of this title, whole, or None where there is none.
    ///
    /// # Errors
    ///
    /// [`Damaged`](crate::ErrorKind::Damaged) where something is stored under this title that is
    /// not a feedback.
    async fn get(&self, title: &Title) -> Result<Option<Feedback>, StoreError>;

    /// A page of the feedbacks, newest first.
    ///
    /// A feedback that is there during the whole of a walk from page to page is on exactly one of
    /// them, whatever is created and deleted meanwhile. Damaged feedbacks are not among the items; their
    /// titles are told in [`Page::unread`].
    ///
    /// # Errors
    ///
    /// Those of every call.
    async fn list(&self, request: &PageRequest) -> Result<Page, StoreError>;

    /// Deletes the feedback of this title, durably. True if it was there, false if it was not.
    ///
    /// # Errors
    ///
    /// Those of every call.
    async fn delete(&self, title: &Title) -> Result<bool, StoreError>;

    /// Ok only if a create would be expected to work now. Stores nothing that could be seen.
    ///
    /// # Errors
    ///
    /// The error that a create would be expected to meet.
    async fn check(&self) -> Result<(), StoreError>;

    /// Where the bytes live and what they survive, with the evidence. What cannot be found out is
    /// told as unknown, so that this has no error.
    async fn durability(&self) -> Durability;

    /// Where the store is, for people and logs, without secrets: a folder's path, or a server's
    /// host, port and database.
    fn location(&self) -> String;
}
