//! Pages at a cost that does not grow with the store, the same way for every store.
//!
//! A page of everything is a walk down the keys. A page of a search has two ways: where few titles
//! begin so, all of them are taken and sorted; where many do, a stretch of the newest keys is
//! looked through, in which such titles are frequent. Either way a bounded number of keys is read.

use async_trait::async_trait;

use crate::error::StoreError;
use crate::feedback::{Cursor, Feedback, Key, Page, PageRequest, TitlePrefix};

/// What a store must know to be paged through.
#[async_trait]
pub(crate) trait Keys: Sync {
    /// The `limit` greatest keys less than `after`, greatest first.
    async fn newest(&self, after: Option<&Key>, limit: usize) -> Result<Vec<Key>, StoreError>;

    /// Up to `limit` keys whose titles begin so, in any order.
    async fn beginning(&self, title: &TitlePrefix, limit: usize) -> Result<Vec<Key>, StoreError>;

    /// The feedbacks of these keys in the same order, without those that have gone meanwhile.
    async fn fetch(&self, keys: &[Key]) -> Result<Vec<Feedback>, StoreError>;
}

/// So many matches are sorted; more are looked for among the newest.
const FEW: usize = 1_000;

/// So many of the newest keys are looked through for one page of a search.
const STRETCH: usize = 5_000;

pub(crate) async fn page(store: &impl Keys, request: &PageRequest) -> Result<Page, StoreError> {
    let after = request.after.as_ref().map(Cursor::key);
    let limit = request.limit.get();
    let (mut keys, end) = match &request.title {
        None => (store.newest(after, limit + 1).await?, None),
        Some(prefix) => search(store, prefix, after).await?,
    };
    let next = if keys.len() > limit { keys.get(limit - 1).cloned() } else { end };
    keys.truncate(limit);
    Ok(Page { items: store.fetch(&keys).await?, next: next.map(Cursor::after) })
}

/// The matching keys behind `after`, and where to go on looking when they are not enough.
async fn search(
    store: &impl Keys,
    prefix: &TitlePrefix,
    after: Option<&Key>,
) -> Result<(Vec<Key>, Option<Key>), StoreError> {
    let mut matching = store.beginning(prefix, FEW + 1).await?;
    if matching.len() <= FEW {
        matching.retain(|key| after.is_none_or(|after| key < after));
        matching.sort_unstable_by(|a, b| b.cmp(a));
        return Ok((matching, None));
    }
    let mut keys = store.newest(after, STRETCH).await?;
    let end = if keys.len() == STRETCH { keys.last().cloned() } else { None };
    keys.retain(|key| key.title.as_str().starts_with(prefix.as_str()));
    Ok((keys, end))
}
