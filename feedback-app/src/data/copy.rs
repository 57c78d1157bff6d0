//! Copies what one store holds into another.

use std::sync::Arc;

use storage_backends::{Feedback, FeedbackStore, StoreError, Title};

use super::beside::Beside;
use super::job::Job;
use super::keep::{Keeper, Kept};
use super::line::Entry;
use super::walk::{Found, Walk};

/// Which of the two stores has stopped a copy.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "there are two")]
pub enum CopyError {
    /// The one that is copied from.
    #[error("the source cannot be read")]
    Source(#[source] StoreError),
    /// The one that is copied to.
    #[error("the destination does not take it")]
    Destination(#[source] StoreError),
}

/// Creates in the destination what it lacks, with titles, texts and times as they are. What is
/// there stays as it is: under the same title something else is told and counted as a conflict, and
/// the copy goes on. So does it with what is damaged in the source.
///
/// Both stores are walked side by side, so that a copy which is run again passes what is there
/// already a page at a time.
///
/// # Errors
///
/// [`CopyError`], where only a part was copied. The same copy can be run again.
pub async fn copy(
    from: Arc<dyn FeedbackStore>,
    to: Arc<dyn FeedbackStore>,
    job: &Job,
) -> Result<(), CopyError> {
    let mut source = Walk::start(from, job);
    let mut destination = Beside::start(Arc::clone(&to), job);
    let mut keeper = Keeper::new(to, job);
    while let Some(found) = source.next().await.map_err(CopyError::Source)? {
        match found {
            Found::Feedback(feedback) => {
                let copied = copy_one(feedback, &mut destination, &mut keeper, job).await;
                copied.map_err(CopyError::Destination)?;
            }
            Found::Damaged(title) => {
                job.tally.damaged.add_one();
                let title = title.as_str();
                job.observer
                    .problem(&format!("{title:?} is damaged in the source, and not copied"));
            }
        }
    }
    while let Some((title, kept)) = keeper.next().await.map_err(CopyError::Destination)? {
        account(job, &title, kept);
    }
    Ok(())
}

async fn copy_one(
    feedback: Feedback,
    destination: &mut Beside,
    keeper: &mut Keeper<Title>,
    job: &Job,
) -> Result<(), StoreError> {
    if destination.meet(&feedback).await?.is_some_and(|met| met == feedback) {
        job.tally.present.add_one();
        return Ok(());
    }
    let title = feedback.title.clone();
    let entry = Entry { feedback, is_dated: true };
    if let Some((title, kept)) = keeper.keep(title, entry).await? {
        account(job, &title, kept);
    }
    Ok(())
}

fn account(job: &Job, title: &Title, kept: Kept) {
    match kept {
        Kept::Created => job.tally.done.add_one(),
        Kept::Present => job.tally.present.add_one(),
        Kept::Conflict(conflict) => {
            job.tally.conflicting.add_one();
            let title = title.as_str();
            job.observer.problem(&format!("{title:?} {conflict}; it is left as it is"));
        }
    }
}

#[cfg(test)]
mod tests {
    use storage_backends::ErrorKind;

    use super::*;
    use crate::data::memory::{Fault, MemoryStore, feedback, feedbacks, job};

    /// What was copied, there already, conflicting and damaged.
    async fn copied(from: &Arc<MemoryStore>, to: &Arc<MemoryStore>) -> [u64; 4] {
        let (job, _) = job();
        copy(from.clone(), to.clone(), &job).await.unwrap();
        let tally = &job.tally;
        [&tally.done, &tally.present, &tally.conflicting, &tally.damaged].map(|count| count.get())
    }

    #[tokio::test]
    async fn titles_texts_and_times_are_copied() {
        for count in [0, 1, 64, 100, 101, 999] {
            let (from, to) = (MemoryStore::with(feedbacks(count)), MemoryStore::with([]));
            assert_eq!(copied(&from, &to).await, [count.unsigned_abs(), 0, 0, 0]);
            assert_eq!(to.all(), from.all());
        }
    }

    #[tokio::test]
    async fn what_is_there_is_passed_a_page_at_a_time() {
        let from = MemoryStore::with(feedbacks(1_000));
        let there = feedbacks(1_000).into_iter().skip(400);
        let others = (0..50).map(|number| feedback(&format!("other {number}"), "x", number * 20));
        let to = MemoryStore::with(there.chain(others));
        assert_eq!(copied(&from, &to).await, [400, 600, 0, 0]);
        assert_eq!((to.calls("create"), to.calls("get")), (400, 0));
        assert!(to.calls("list") <= 12, "{}", to.calls("list"));
    }

    #[tokio::test]
    async fn what_differs_stays_as_it_is_and_the_rest_is_copied() {
        let from = MemoryStore::with(feedbacks(10));
        let to = MemoryStore::with([
            feedback("title 1", "other text", 0),
            feedback("title 2", "text", 500),
            feedback("title 3", "text", 1),
        ]);
        let (job, notes) = job();
        copy(from, to.clone(), &job).await.unwrap();
        assert_eq!((job.tally.done.get(), job.tally.present.get()), (7, 1));
        let mut problems = notes.problems.lock().unwrap().clone();
        problems.sort();
        assert_eq!(
            problems,
            [
                "\"title 1\" is there with another text; it is left as it is",
                "\"title 2\" is there with another time; it is left as it is",
            ]
        );
        assert!(to.all().contains(&feedback("title 1", "other text", 0)));
    }

    #[tokio::test]
    async fn damaged_feedback_is_told_and_the_rest_is_copied() {
        let (from, to) = (MemoryStore::with(feedbacks(5)), MemoryStore::with([]));
        from.damage("title 3");
        assert_eq!(copied(&from, &to).await, [4, 0, 0, 1]);
    }

    #[tokio::test]
    async fn a_copy_goes_on_after_outages_on_both_sides() {
        let (from, to) = (MemoryStore::with(feedbacks(500)), MemoryStore::with([]));
        from.fail(|_, number| match number {
            2..5 => Fault::Before(ErrorKind::Unavailable),
            _ => Fault::Nothing,
        });
        to.fail(|call, number| match (call, number) {
            ("create", 90..120) => Fault::After(ErrorKind::Unavailable),
            ("create" | "get", 120..200) | ("list", 1..3) => Fault::Before(ErrorKind::Unavailable),
            _ => Fault::Nothing,
        });
        assert_eq!(copied(&from, &to).await, [500, 0, 0, 0]);
        assert_eq!(to.all(), from.all());
    }

    #[tokio::test]
    async fn a_copy_that_was_stopped_is_finished_by_the_next() {
        let (from, to) = (MemoryStore::with(feedbacks(500)), MemoryStore::with([]));
        to.fail(|call, number| match (call, number) {
            ("create", 251..) => Fault::Before(ErrorKind::Full),
            _ => Fault::Nothing,
        });
        let stopped = copy(from.clone(), to.clone(), &job().0).await;
        assert!(matches!(stopped, Err(CopyError::Destination(_))), "{stopped:?}");
        to.fail(|_, _| Fault::Nothing);
        let there = to.all().len();
        assert!((1..500).contains(&there), "{there}");
        let [done, present, ..] = copied(&from, &to).await;
        assert_eq!((done + present, present), (500, there as u64));
        assert_eq!(to.all(), from.all());
    }

    #[tokio::test]
    async fn it_is_told_which_side_has_stopped_it() {
        let from = MemoryStore::with(feedbacks(5));
        from.fail(|_, _| Fault::Before(ErrorKind::Denied));
        let stopped = copy(from, MemoryStore::with([]), &job().0).await;
        assert!(matches!(stopped, Err(CopyError::Source(_))), "{stopped:?}");
    }
}
