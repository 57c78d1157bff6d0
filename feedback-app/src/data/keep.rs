//! Keeps feedbacks in a store, many at a time.

use std::fmt;
use std::sync::Arc;

use storage_backends::{ErrorKind, Feedback, FeedbackStore, StoreError, Text};
use tokio::task::JoinSet;

use super::job::Job;
use super::line::Entry;

/// So many creates are in flight: enough for a server to commit them in groups.
const IN_FLIGHT: usize = 64;

/// Keeps feedbacks. `T` is what the caller needs to tell of which one something became.
pub(super) struct Keeper<T> {
    store: Arc<dyn FeedbackStore>,
    job: Job,
    creates: JoinSet<Result<(T, Kept), StoreError>>,
}

/// What became of a feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    Created,
    /// It was there already, with the same text and time.
    Present,
    Conflict(Conflict),
}

/// What else was there under its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conflict {
    OtherText,
    OtherTime,
    OtherTextAndTime,
    Damaged,
    /// Something that is no feedback has its name.
    Unreadable,
}

impl<T: Send + 'static> Keeper<T> {
    pub(super) fn new(store: Arc<dyn FeedbackStore>, job: &Job) -> Self {
        Self { store, job: job.clone(), creates: JoinSet::new() }
    }

    /// Begins to keep it. Where so many creates are in flight that one must be waited for first,
    /// what became of that one.
    pub(super) async fn keep(
        &mut self,
        tag: T,
        entry: Entry,
    ) -> Result<Option<(T, Kept)>, StoreError> {
        let done = if self.creates.len() < IN_FLIGHT { None } else { self.next().await? };
        let (store, job) = (Arc::clone(&self.store), self.job.clone());
        self.creates.spawn(async move {
            let kept = keep(store.as_ref(), &job, &entry).await?;
            Ok((tag, kept))
        });
        Ok(done)
    }

    /// What became of one that is in flight; None where none is.
    pub(super) async fn next(&mut self) -> Result<Option<(T, Kept)>, StoreError> {
        match self.creates.join_next().await {
            None => Ok(None),
            Some(Ok(done)) => done.map(Some),
            Some(Err(error)) => {
                Err(StoreError::new(ErrorKind::Internal, "a create was broken off")
                    .with_source(error))
            }
        }
    }
}

/// A feedback that is deleted and created by others all the time is given up after so many tries.
const TRIES: usize = 3;

async fn keep(store: &dyn FeedbackStore, job: &Job, entry: &Entry) -> Result<Kept, StoreError> {
    let wanted = &entry.feedback;
    let mut is_uncertain = false;
    for _ in 0..TRIES {
        match job.persist(|| store.create(wanted), || is_uncertain = true).await {
            Ok(()) => return Ok(Kept::Created),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        match job.ask(|| store.get(&wanted.title)).await {
            Ok(Some(found)) => {
                return Ok(match differ(wanted, &found, entry.is_dated) {
                    // A try that seemed to fail took place after all.
                    None if is_uncertain => Kept::Created,
                    None => Kept::Present,
                    Some(conflict) => Kept::Conflict(conflict),
                });
            }
            // Deleted in between, so that it can be created.
            Ok(None) => {}
            Err(error) if error.kind() == ErrorKind::Damaged => {
                return Ok(Kept::Conflict(Conflict::Damaged));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Kept::Conflict(Conflict::Unreadable))
}

/// In what the feedback that was found differs; None where it does not.
pub(super) fn differ(wanted: &Feedback, found: &Feedback, is_dated: bool) -> Option<Conflict> {
    let has_same_time = !is_dated || wanted.created_at == found.created_at;
    let same = |a: &Text, b: &Text| a == b;
    match (same(&wanted.text, &found.text), has_same_time) {
        (true, true) => None,
        (false, true) => Some(Conflict::OtherText),
        (true, false) => Some(Conflict::OtherTime),
        (false, false) => Some(Conflict::OtherTextAndTime),
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherText => "is there with another text",
            Self::OtherTime => "is there with another time",
            Self::OtherTextAndTime => "is there with another text and another time",
            Self::Damaged => "is there, and damaged",
            Self::Unreadable => "cannot be created, as something that is no feedback has its name",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::memory::{Fault, MemoryStore, feedback, job};

    async fn kept(store: &MemoryStore, text: &str, millis: i64, is_dated: bool) -> Kept {
        let entry = Entry { feedback: feedback("awesome", text, millis), is_dated };
        keep(store, &job().0, &entry).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_there_is_told_from_what_differs() {
        let store = MemoryStore::with([]);
        assert_eq!(kept(&store, "a", 1, true).await, Kept::Created);
        for (text, millis, is_dated, expected) in [
            ("a", 1, true, Kept::Present),
            ("a", 2, false, Kept::Present),
            ("b", 1, true, Kept::Conflict(Conflict::OtherText)),
            ("b", 2, false, Kept::Conflict(Conflict::OtherText)),
            ("a", 2, true, Kept::Conflict(Conflict::OtherTime)),
            ("b", 2, true, Kept::Conflict(Conflict::OtherTextAndTime)),
        ] {
            assert_eq!(kept(&store, text, millis, is_dated).await, expected, "{text} {millis}");
        }
        store.damage("awesome");
        assert_eq!(kept(&store, "a", 1, true).await, Kept::Conflict(Conflict::Damaged));
    }

    #[tokio::test]
    async fn a_create_that_took_place_although_it_seemed_to_fail_counts_as_created() {
        let store = MemoryStore::with([]);
        store.fail(|call, number| match (call, number) {
            ("create", 1) => Fault::After(ErrorKind::Unavailable),
            _ => Fault::Nothing,
        });
        assert_eq!(kept(&store, "a", 1, true).await, Kept::Created);
        assert_eq!(store.all(), [feedback("awesome", "a", 1)]);
    }

    #[tokio::test]
    async fn a_name_that_is_taken_by_nothing_readable_is_given_up() {
        let store = MemoryStore::with([]);
        store.fail(|call, _| match call {
            "create" => Fault::Before(ErrorKind::AlreadyExists),
            _ => Fault::Nothing,
        });
        assert_eq!(kept(&store, "a", 1, true).await, Kept::Conflict(Conflict::Unreadable));
        assert_eq!(store.calls("create"), TRIES);
    }
}
