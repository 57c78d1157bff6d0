//! What the behaviours are tried with.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};

use crate::{
    CreatedAt, ErrorKind, Feedback, FeedbackStore, Page, PageLimit, PageRequest, StoreError, Text,
    Title, TitlePrefix,
};

/// Every call ends within this time, whatever happens to the store.
pub(super) const BOUND: Duration = Duration::from_secs(2);

/// A store that is back is found within this time.
pub(super) const RECOVERY: Duration = Duration::from_secs(10);

/// 2026-11-24T08:40:00Z, when the tests' time begins.
const START_MILLIS: i64 = 1_795_509_600_000;

pub(super) fn title(title: &str) -> Title {
    Title::parse(title).unwrap_or_else(|error| panic!("{title:?}: {error}"))
}

pub(super) fn at(millis: i64) -> CreatedAt {
    CreatedAt::from_millis(START_MILLIS + millis).expect("the time is in range")
}

/// A feedback of this title, written so many milliseconds after the start.
pub(super) fn feedback(name: &str, millis: i64) -> Feedback {
    let text = Text::parse(&format!("What I think of {name}:\n\u{2764}")).expect("it is a text");
    Feedback { title: title(name), text, created_at: at(millis) }
}

/// Creates all of them, many at a time.
pub(super) async fn create_all(store: &dyn FeedbackStore, all: &[Feedback]) {
    stream::iter(all)
        .map(|feedback| async move {
            let created = store.create(feedback).await;
            created.unwrap_or_else(|error| panic!("{}: {error}", feedback.title));
        })
        .buffer_unordered(32)
        .collect::<()>()
        .await;
}

pub(super) fn request(prefix: &str, limit: u8) -> PageRequest {
    let limit = PageLimit::new(limit).expect("the limit is in range");
    PageRequest { title: TitlePrefix::parse(prefix), limit, after: None }
}

/// All pages of a walk.
pub(super) async fn walk(store: &dyn FeedbackStore, mut request: PageRequest) -> Vec<Page> {
    let mut pages = Vec::new();
    loop {
        let page = store.list(&request).await.expect("the store is there");
        assert!(page.items.len() <= request.limit.get());
        request.after.clone_from(&page.next);
        pages.push(page);
        if request.after.is_none() {
            return pages;
        }
    }
}

/// The feedbacks of all pages.
pub(super) async fn walk_items(store: &dyn FeedbackStore, request: PageRequest) -> Vec<Feedback> {
    walk(store, request).await.into_iter().flat_map(|page| page.items).collect()
}

pub(super) fn titles<'a>(all: impl IntoIterator<Item = &'a Feedback>) -> BTreeSet<&'a str> {
    all.into_iter().map(|feedback| feedback.title.as_str()).collect()
}

/// Fails unless the call ends in time with an error of this kind.
pub(super) async fn fails<T>(
    what: &str,
    kind: ErrorKind,
    call: impl Future<Output = Result<T, StoreError>>,
) {
    let start = Instant::now();
    let result = tokio::time::timeout(2 * BOUND, call).await;
    let took = start.elapsed();
    assert!(took < BOUND, "{what} took {took:?}");
    match result.expect("it took less than the bound") {
        Ok(_) => panic!("{what} worked"),
        Err(error) => assert_eq!(error.kind(), kind, "{what}: {error}"),
    }
}

/// Waits until the store passes its check.
pub(super) async fn recovered(store: &dyn FeedbackStore) {
    let start = Instant::now();
    while let Err(error) = store.check().await {
        assert!(start.elapsed() < RECOVERY, "the store is not back: {error}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
