//! What is common to an export, an import and a copy: its counts, who is told what happens, and how
//! long it waits for a store that is away.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable as _};
use storage_backends::{ErrorKind, StoreError};
use tokio::time::Instant;

/// One run of an export, an import or a copy.
#[derive(Clone)]
pub struct Job {
    /// What was done so far.
    pub tally: Arc<Tally>,
    /// Who is told what happens.
    pub observer: Arc<dyn Observer>,
    /// For so long a call is tried again while its store is away.
    pub patience: Duration,
}

/// Is told what a person should know at once.
pub trait Observer: Send + Sync {
    /// A feedback was not taken, or another is there: one sentence, without control characters.
    fn problem(&self, sentence: &str);

    /// A store is away, and is tried again. Each call in flight tells so with each try.
    fn waiting(&self, error: &StoreError);
}

/// What was done so far; it can be read while the job runs.
#[derive(Debug, Default)]
pub struct Tally {
    /// Feedbacks that were written, or kept.
    pub done: Count,
    /// Feedbacks that were there already, with the same text and time.
    pub present: Count,
    /// Titles under which something else was there; it was left as it is.
    pub conflicting: Count,
    /// Lines that are not a feedback.
    pub refused: Count,
    /// Feedbacks that the source holds but cannot give whole.
    pub damaged: Count,
    /// Feedbacks that were compared at the end.
    pub compared: Count,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// The number.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Job {
    /// Calls until the store answers, or has been away for too long. `uncertain` is called with each
    /// try after which nobody knows whether it took place.
    ///
    /// Only [`ErrorKind::Unavailable`] is waited for. A full disk and a wrong password mend
    /// themselves as little as a wrong name: there somebody must do something first.
    pub(super) async fn persist<T, F>(
        &self,
        call: impl FnMut() -> F,
        mut uncertain: impl FnMut(),
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let start = Instant::now();
        call.retry(backoff())
            .when(|error| error.kind() == ErrorKind::Unavailable && start.elapsed() < self.patience)
            .notify(|error, _| {
                uncertain();
                self.observer.waiting(error);
            })
            .await
    }

    /// The same for calls that change nothing.
    pub(super) async fn ask<T, F>(&self, call: impl FnMut() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        self.persist(call, || {}).await
    }
}

/// Jitter, as all calls in flight meet the same outage.
fn backoff() -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(50))
        .with_max_delay(Duration::from_secs(2))
        .without_max_times()
        .with_jitter()
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut job = f.debug_struct("Job");
        job.field("tally", &self.tally).field("patience", &self.patience).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::memory::job;

    async fn tries(kind: ErrorKind, patience: Duration) -> (usize, usize) {
        let (job, notes) = job();
        let job = Job { patience, ..job };
        let mut tries = 0;
        let call = || {
            tries += 1;
            async move { Err::<(), _>(StoreError::new(kind, "as the test says")) }
        };
        assert_eq!(job.ask(call).await.unwrap_err().kind(), kind);
        let waits = *notes.waits.lock().unwrap();
        (tries, waits)
    }

    #[tokio::test]
    async fn a_store_that_is_away_is_tried_until_patience_ends() {
        let start = Instant::now();
        let (tries, waits) = tries(ErrorKind::Unavailable, Duration::from_millis(300)).await;
        assert!(start.elapsed() >= Duration::from_millis(300));
        assert!((3..10).contains(&tries) && waits == tries - 1, "{tries} {waits}");
    }

    #[tokio::test]
    async fn what_does_not_mend_itself_is_not_tried_again() {
        for kind in [ErrorKind::Full, ErrorKind::Denied, ErrorKind::AlreadyExists] {
            assert_eq!(tries(kind, Duration::from_secs(60)).await, (1, 0));
        }
        assert_eq!(tries(ErrorKind::Unavailable, Duration::ZERO).await, (1, 0));
    }
}
