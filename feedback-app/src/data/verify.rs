//! Reads two stores side by side, and tells where the second lacks what the first holds.

use std::fmt;
use std::io;
use std::sync::Arc;

use storage_backends::{ErrorKind, Feedback, FeedbackStore, StoreError, Title};

use super::beside::Beside;
use super::copy::CopyError;
use super::digest::Digest;
use super::job::Job;
use super::keep::differ;
use super::line;
use super::walk::{Found, Walk};

/// What a comparison has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What the source holds.
    pub source: Content,
    /// What the destination holds of these titles.
    pub destination: Content,
    /// How many titles of the source are missing in the destination, or have something else there.
    pub differing: u64,
    /// The first of them, at most [`Verified::NAMED`].
    pub differences: Vec<Difference>,
    /// How many feedbacks only the destination holds, which is not a fault.
    pub only_in_destination: u64,
}

/// How many feedbacks, and the SHA-256 of their lines, newest first, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// How many.
    pub count: u64,
    /// The digest: where it is of a whole store, the SHA-256 of what `export` writes.
    pub digest: String,
}

/// A title whose feedback is not the same in the destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The title.
    pub title: Title,
    /// What is there instead.
    pub how: How,
}

/// What is in the destination instead of the same feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no other way to differ")]
pub enum How {
    /// Nothing.
    Missing,
    /// A feedback with another text or time.
    Different,
    /// Something that is not a feedback.
    Damaged,
}

impl Verified {
    /// So many differences are named; all are counted.
    pub const NAMED: usize = 10;

    /// Whether the destination holds all that the source holds.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.differing == 0 && self.source == self.destination
    }
}

/// Compares each feedback of the source with the one of the same title in the destination, as both
/// are while this reads them. What is damaged in the source is not compared.
///
/// # Errors
///
/// [`CopyError`], where not all was compared.
pub async fn verify(
    from: Arc<dyn FeedbackStore>,
    to: Arc<dyn FeedbackStore>,
    job: &Job,
) -> Result<Verified, CopyError> {
    let mut walk = Walk::start(from, job);
    let mut beside = Beside::start(Arc::clone(&to), job);
    let mut comparison = Comparison::default();
    while let Some(found) = walk.next().await.map_err(CopyError::Source)? {
        let Found::Feedback(feedback) = found else { continue };
        let met = beside.meet(&feedback).await.map_err(CopyError::Destination)?;
        let there = match met {
            Some(met) => Ok(Some(met)),
            None => {
                let there = job.ask(|| to.get(&feedback.title)).await;
                comparison.elsewhere += u64::from(matches!(there, Ok(Some(_))));
                there
            }
        };
        comparison.add(&feedback, there).map_err(CopyError::Destination)?;
        job.tally.compared.add_one();
    }
    let only_there = beside.finish().await.map_err(CopyError::Destination)?;
    Ok(comparison.finish(only_there))
}

#[derive(Default)]
struct Comparison {
    source: Side,
    destination: Side,
    differing: u64,
    differences: Vec<Difference>,
    /// Feedbacks with the title of one of the source, which the walk meets at another place.
    elsewhere: u64,
}

#[derive(Default)]
struct Side {
    count: u64,
    digest: Digest,
    line: Vec<u8>,
}

impl Comparison {
    fn add(
        &mut self,
        feedback: &Feedback,
        there: Result<Option<Feedback>, StoreError>,
    ) -> Result<(), StoreError> {
        self.source.add(feedback)?;
        match there {
            Ok(Some(there)) => {
                self.destination.add(&there)?;
                if differ(feedback, &there, true).is_some() {
                    self.note(feedback, How::Different);
                }
            }
            Ok(None) => self.note(feedback, How::Missing),
            Err(error) if error.kind() == ErrorKind::Damaged => self.note(feedback, How::Damaged),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn note(&mut self, feedback: &Feedback, how: How) {
        self.differing += 1;
        if self.differences.len() < Verified::NAMED {
            self.differences.push(Difference { title: feedback.title.clone(), how });
        }
    }

    fn finish(self, only_there: u64) -> Verified {
        Verified {
            source: self.source.finish(),
            destination: self.destination.finish(),
            differing: self.differing,
            differences: self.differences,
            only_in_destination: only_there.saturating_sub(self.elsewhere),
        }
    }
}

impl Side {
    fn add(&mut self, feedback: &Feedback) -> Result<(), StoreError> {
        self.line.clear();
        line::write(feedback, &mut self.line).map_err(unwritable)?;
        self.digest.add(&self.line);
        self.count += 1;
        Ok(())
    }

    fn finish(self) -> Content {
        Content { count: self.count, digest: self.digest.finish() }
    }
}

fn unwritable(error: io::Error) -> StoreError {
    StoreError::new(ErrorKind::Internal, "a feedback cannot be written as JSON").with_source(error)
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.how {
            How::Missing => "is missing",
            How::Different => "has another text or time",
            How::Damaged => "is damaged",
        };
        write!(f, "{:?} {how}", self.title.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::memory::{MemoryStore, feedback, feedbacks, job};

    async fn verified(from: &Arc<MemoryStore>, to: &Arc<MemoryStore>) -> Verified {
        verify(from.clone(), to.clone(), &job().0).await.unwrap()
    }

    #[tokio::test]
    async fn equal_stores_are_the_same_with_the_digest_of_their_export() {
        for count in [0, 1, 100, 250] {
            let from = MemoryStore::with(feedbacks(count));
            let to = MemoryStore::with(feedbacks(count).into_iter().rev());
            let verified = verified(&from, &to).await;
            assert!(verified.is_same() && verified.only_in_destination == 0);
            let exported = crate::data::export(to, &mut Vec::new(), &job().0).await.unwrap();
            let content = Content { count: exported.count, digest: exported.digest };
            assert_eq!((&verified.source, &verified.destination), (&content, &content));
        }
    }

    #[tokio::test]
    async fn each_way_to_differ_is_found_and_named() {
        let (from, to) = (MemoryStore::with(feedbacks(250)), MemoryStore::with(feedbacks(250)));
        to.replace(feedback("title 249", "tex\u{442}", 124));
        to.replace(feedback("title 120", "text", 999));
        to.replace(feedback("title 7", "text", 0));
        to.remove(&Title::parse("title 3").unwrap());
        to.damage("title 2");
        let verified = verified(&from, &to).await;
        let told: Vec<_> = verified.differences.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "\"title 249\" has another text or time",
                "\"title 120\" has another text or time",
                "\"title 7\" has another text or time",
                "\"title 3\" is missing",
                "\"title 2\" is damaged",
            ]
        );
        assert_eq!((verified.differing, verified.only_in_destination), (5, 0));
        assert!(!verified.is_same());
        assert_ne!(verified.source.digest, verified.destination.digest);
        assert_eq!((verified.source.count, verified.destination.count), (250, 248));
    }

    #[tokio::test]
    async fn what_only_the_destination_holds_is_counted_and_no_fault() {
        let others = (0..7).map(|number| feedback(&format!("other {number}"), "x", number * 30));
        let from = MemoryStore::with(feedbacks(250));
        let to = MemoryStore::with(feedbacks(250).into_iter().chain(others));
        let verified = verified(&from, &to).await;
        assert!(verified.is_same());
        assert_eq!((verified.only_in_destination, verified.destination.count), (7, 250));
    }

    #[tokio::test]
    async fn a_destination_that_lost_everything_names_the_first_and_counts_all() {
        let verified = verified(&MemoryStore::with(feedbacks(30)), &MemoryStore::with([])).await;
        assert_eq!(verified.differing, 30);
        assert_eq!(verified.differences.len(), Verified::NAMED);
        assert_eq!(verified.differences[0].title.as_str(), "title 29");
    }
}
