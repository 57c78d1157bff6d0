//! What can go wrong in a store.

use std::error::Error as StdError;
use std::fmt;

/// An error of a store: what kind it is, which operation met it, and the cause for the log.
///
/// `Display` is a sentence for an operator. People who use the app see only what the app makes of
/// [`StoreError::kind`]; the causes stay in the log.
#[derive(Debug)]
pub struct StoreError {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of [`StoreError`], each of which asks for another reaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the app must decide on an answer for each kind")]
pub enum ErrorKind {
    /// Somebody else has created a feedback of this title; nothing was changed.
    AlreadyExists,
    /// The store cannot be reached, or does not answer in time. A create may have taken place.
    Unavailable,
    /// The store has no room left; nothing was stored.
    Full,
    /// The store answers, but this app may not use it so: wrong owner, password or privileges.
    Denied,
    /// What is stored under the title is not a feedback: it is empty, too long or not UTF-8.
    Damaged,
    /// The settings of the store make no sense.
    Configuration,
    /// Anything else: a defect of the app or of the store.
    Internal,
}

impl StoreError {
    /// An error of this kind, told in one sentence.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// The same with its cause, which is kept for the log.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether the same call may succeed later without anybody changing the request.
    ///
    /// A create that is retried may answer [`ErrorKind::AlreadyExists`] because the first try took
    /// place after all.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.kind {
            ErrorKind::Unavailable | ErrorKind::Full | ErrorKind::Denied => true,
            ErrorKind::AlreadyExists
            | ErrorKind::Damaged
            | ErrorKind::Configuration
            | ErrorKind::Internal => false,
        }
    }
}

impl ErrorKind {
    /// The kind as one word, for metrics, logs and `/readyz`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AlreadyExists => "already_exists",
            Self::Unavailable => "unavailable",
            Self::Full => "full",
            Self::Denied => "denied",
            Self::Damaged => "damaged",
            Self::Configuration => "configuration",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
