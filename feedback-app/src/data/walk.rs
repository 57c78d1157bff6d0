//! A walk through all feedbacks of a store, newest first, which reads ahead.

use std::sync::Arc;
use std::vec;

use storage_backends::{
    ErrorKind, Feedback, FeedbackStore, Page, PageLimit, PageRequest, StoreError, Title,
};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinSet;

use super::job::Job;

/// The walk. A feedback that is there during the whole of it is met at least once; one that is
/// created after its beginning is not, as it is newer than where the walk has begun.
pub(super) struct Walk {
    stretches: Receiver<Result<Stretch, StoreError>>,
    found: vec::IntoIter<Found>,
    is_at_end: bool,
    // The reader ends with the walk.
    _reader: JoinSet<()>,
}

/// What the walk meets.
#[derive(Debug)]
pub(super) enum Found {
    Feedback(Feedback),
    /// Something that is not a feedback is stored under this title.
    Damaged(Title),
}

/// A page, with its unread titles asked for one by one.
struct Stretch {
    found: Vec<Found>,
    is_last: bool,
}

/// So many pages may be read ahead; with texts as long as they may be, a page is 6.4 MB.
const PAGES_AHEAD: usize = 2;

impl Walk {
    /// Begins to read.
    pub(super) fn start(store: Arc<dyn FeedbackStore>, job: &Job) -> Self {
        let (sender, stretches) = mpsc::channel(PAGES_AHEAD);
        let job = job.clone();
        let mut reader = JoinSet::new();
        reader.spawn(async move {
            if let Err(error) = read(store.as_ref(), &job, &sender).await {
                // Where nobody listens any more, nobody misses it.
                let _ = sender.send(Err(error)).await;
            }
        });
        Self { stretches, found: Vec::new().into_iter(), is_at_end: false, _reader: reader }
    }

    /// What comes next; None at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Found>, StoreError> {
        loop {
            if let Some(found) = self.found.next() {
                return Ok(Some(found));
            }
            if self.is_at_end {
                return Ok(None);
            }
            // A reader that has gone without telling the end must not be taken for the end.
            let stretch = self.stretches.recv().await.unwrap_or_else(|| {
                Err(StoreError::new(ErrorKind::Internal, "the reader of the store has ended"))
            })?;
            self.found = stretch.found.into_iter();
            self.is_at_end = stretch.is_last;
        }
    }
}

async fn read(
    store: &dyn FeedbackStore,
    job: &Job,
    sender: &Sender<Result<Stretch, StoreError>>,
) -> Result<(), StoreError> {
    let limit = PageLimit::new(PageLimit::MAX).unwrap_or_default();
    let mut request = PageRequest { limit, ..PageRequest::default() };
    loop {
        let page = job.ask(|| store.list(&request)).await?;
        let next = page.next.clone();
        let stretch = Stretch { found: resolve(store, job, page).await?, is_last: next.is_none() };
        if sender.send(Ok(stretch)).await.is_err() || next.is_none() {
            return Ok(());
        }
        request.after = next;
    }
}

/// Asks for the titles that the page could not read: they may have been changed or deleted while it
/// was made, or be damaged.
async fn resolve(
    store: &dyn FeedbackStore,
    job: &Job,
    page: Page,
) -> Result<Vec<Found>, StoreError> {
    let mut found: Vec<_> = page.items.into_iter().map(Found::Feedback).collect();
    for title in page.unread {
        match job.ask(|| store.get(&title)).await {
            Ok(Some(feedback)) => found.push(Found::Feedback(feedback)),
            Ok(None) => {}
            Err(error) if error.kind() == ErrorKind::Damaged => found.push(Found::Damaged(title)),
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::memory::{Fault, MemoryStore, feedbacks, job};

    async fn titles(store: &Arc<MemoryStore>) -> Result<Vec<String>, StoreError> {
        let (job, _) = job();
        let mut walk = Walk::start(Arc::clone(store) as Arc<dyn FeedbackStore>, &job);
        let mut titles = Vec::new();
        while let Some(found) = walk.next().await? {
            titles.push(match found {
                Found::Feedback(feedback) => feedback.title.to_string(),
                Found::Damaged(title) => format!("damaged {title}"),
            });
        }
        Ok(titles)
    }

    #[tokio::test]
    async fn every_feedback_is_met_once_newest_first_across_outages() {
        for count in [0, 1, 99, 100, 101, 250] {
            let store = MemoryStore::with(feedbacks(count));
            store.fail(|_, number| match number % 2 {
                0 => Fault::Nothing,
                _ => Fault::Before(ErrorKind::Unavailable),
            });
            let expected = store.all().into_iter().map(|feedback| feedback.title.to_string());
            assert_eq!(titles(&store).await.unwrap(), expected.collect::<Vec<_>>());
        }
    }

    #[tokio::test]
    async fn damaged_feedbacks_are_told() {
        let store = MemoryStore::with(feedbacks(3));
        store.damage("title 1");
        assert_eq!(titles(&store).await.unwrap(), ["title 2", "title 0", "damaged title 1"]);
    }

    #[tokio::test]
    async fn an_error_is_not_the_end() {
        let store = MemoryStore::with(feedbacks(150));
        store.fail(|_, number| match number {
            1 => Fault::Nothing,
            _ => Fault::Before(ErrorKind::Denied),
        });
        assert_eq!(titles(&store).await.unwrap_err().kind(), ErrorKind::Denied);
    }
}
