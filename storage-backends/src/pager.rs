//! Pages at a cost that does not grow with the store, the same way for every store.
//!
//! A page of everything is a walk down the keys. A page of a search has two ways: where few titles
//! begin so, all of them are taken and sorted; where many do, a stretch of the newest keys is
//! looked through, in which such titles are frequent. Either way a bounded number of keys is read.

use async_trait::async_trait;

use crate::error::StoreError;
use crate::feedback::{Cursor, Feedback, Key, Page, PageRequest, Title, TitlePrefix};

/// What a store must know to be paged through.
#[async_trait]
pub(crate) trait Keys: Sync {
    /// The `limit` greatest keys less than `after`, greatest first.
    async fn newest(&self, after: Option<&Key>, limit: usize) -> Result<Vec<Key>, StoreError>;

    /// Up to `limit` keys whose titles begin so, in any order.
    async fn beginning(&self, title: &TitlePrefix, limit: usize) -> Result<Vec<Key>, StoreError>;

    /// The feedbacks of these keys in the same order, without those that are damaged or have gone
    /// meanwhile.
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
    let items = store.fetch(&keys).await?;
    Ok(Page { unread: unread(&keys, &items), items, next: next.map(Cursor::after) })
}

/// The titles of the keys whose feedbacks were not fetched; both are in the same order.
fn unread(keys: &[Key], items: &[Feedback]) -> Vec<Title> {
    let mut items = items.iter().peekable();
    let is_unread = |key: &&Key| items.next_if(|item| item.title == key.title).is_none();
    keys.iter().filter(is_unread).map(|key| key.title.clone()).collect()
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::feedback::{CreatedAt, Text};

    /// A store of keys alone, which counts how many of them it was made to read.
    struct Model {
        keys: BTreeSet<Key>,
        damaged: BTreeSet<Title>,
        read: AtomicUsize,
    }

    impl Model {
        fn new(titles: impl Iterator<Item = String>) -> Self {
            let key = |(millis, title): (i64, String)| Key {
                // Two of each millisecond, so that ties are common.
                created_at: CreatedAt::from_millis(millis / 2).unwrap(),
                title: Title::parse(&title).unwrap(),
            };
            Self {
                keys: (0..).zip(titles).map(key).collect(),
                damaged: BTreeSet::new(),
                read: AtomicUsize::new(0),
            }
        }

        /// Walks through all pages and gives the titles, and the most keys that one page read.
        async fn walk(&self, prefix: &str) -> (Vec<Key>, usize) {
            let mut request =
                PageRequest { title: TitlePrefix::parse(prefix), ..PageRequest::default() };
            let (mut found, mut most) = (Vec::new(), 0);
            loop {
                self.read.store(0, Ordering::Relaxed);
                let page = page(self, &request).await.unwrap();
                most = most.max(self.read.load(Ordering::Relaxed));
                found.extend(page.items.iter().map(Feedback::key));
                match page.next {
                    Some(next) => request.after = Some(next),
                    None => return (found, most),
                }
            }
        }
    }

    #[async_trait]
    impl Keys for Model {
        async fn newest(&self, after: Option<&Key>, limit: usize) -> Result<Vec<Key>, StoreError> {
            let keys: Vec<Key> = match after {
                Some(after) => self.keys.range(..after).rev().take(limit).cloned().collect(),
                None => self.keys.iter().rev().take(limit).cloned().collect(),
            };
            self.read.fetch_add(keys.len(), Ordering::Relaxed);
            Ok(keys)
        }

        async fn beginning(
            &self,
            title: &TitlePrefix,
            limit: usize,
        ) -> Result<Vec<Key>, StoreError> {
            let matches = |key: &&Key| key.title.as_str().starts_with(title.as_str());
            let keys: Vec<Key> = self.keys.iter().filter(matches).take(limit).cloned().collect();
            self.read.fetch_add(keys.len(), Ordering::Relaxed);
            Ok(keys)
        }

        async fn fetch(&self, keys: &[Key]) -> Result<Vec<Feedback>, StoreError> {
            let feedback = |key: &Key| Feedback {
                title: key.title.clone(),
                text: Text::parse("text").unwrap(),
                created_at: key.created_at,
            };
            let is_whole = |key: &&Key| !self.damaged.contains(&key.title);
            Ok(keys.iter().filter(is_whole).map(feedback).collect())
        }
    }

    #[tokio::test]
    async fn a_walk_meets_every_key_once_newest_first() {
        for count in [0, 1, 49, 50, 51, 100, 101, 307] {
            let model = Model::new((0..count).map(|number| format!("title {number}")));
            let (found, _) = model.walk("").await;
            assert_eq!(found, model.keys.iter().rev().cloned().collect::<Vec<_>>(), "{count}");
        }
    }

    #[tokio::test]
    async fn a_page_tells_which_titles_it_could_not_read() {
        let mut model = Model::new((0..20).map(|number| format!("title {number:02}")));
        model.damaged = ["title 19", "title 07", "title 06", "title 00"]
            .map(|title| Title::parse(title).unwrap())
            .into();
        let page = page(&model, &PageRequest::default()).await.unwrap();
        assert_eq!(page.items.len(), 16);
        assert_eq!(page.unread, model.damaged.into_iter().rev().collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_search_finds_the_same_whether_matches_are_few_or_many() {
        for (count, one_in) in [(500, 3), (20_000, 2), (20_000, 7), (20_000, 19), (20_000, 9_000)] {
            let title = |number| match number % one_in {
                0 => format!("wanted {number}"),
                _ => format!("other {number}"),
            };
            let model = Model::new((0..count).map(title));
            let (found, _) = model.walk("Wanted").await;
            let wanted =
                model.keys.iter().rev().filter(|key| key.title.as_str().starts_with("wanted"));
            assert_eq!(found, wanted.cloned().collect::<Vec<_>>(), "1 in {one_in}");
        }
    }

    #[tokio::test]
    async fn the_cost_of_a_page_is_bounded_however_much_is_stored() {
        // The matches are the oldest of all: the worst case of a search among many.
        let title = |number| match number {
            0..2_000 => format!("wanted {number}"),
            _ => format!("other {number}"),
        };
        let model = Model::new((0..30_000).map(title));
        let (found, most) = model.walk("wanted").await;
        assert_eq!(found.len(), 2_000);
        assert!(most <= FEW + 1 + STRETCH, "{most}");
        let (_, most) = model.walk("").await;
        assert_eq!(most, 51);
    }
}
