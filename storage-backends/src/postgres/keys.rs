//! How the table is paged through.

use std::collections::HashMap;
use std::time::SystemTime;

use async_trait::async_trait;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::PostgresStore;
use crate::error::StoreError;
use crate::feedback::{CreatedAt, Feedback, Key, Text, Title, TitlePrefix};
use crate::pager::Keys;

#[async_trait]
impl Keys for PostgresStore {
    async fn newest(&self, after: Option<&Key>, limit: usize) -> Result<Vec<Key>, StoreError> {
        let mut after =
            after.map(|key| (key.created_at.to_system_time(), key.title.as_str().to_owned()));
        let mut keys = Vec::new();
        // Rows that somebody else has written may have titles that are none. They are left out, and
        // what is missing for them is taken from behind.
        while keys.len() < limit {
            let wanted = limit - keys.len();
            let rows = self.rows(after.as_ref(), wanted).await?;
            keys.extend(rows.iter().filter_map(key));
            if rows.len() < wanted {
                break;
            }
            after = rows.last().and_then(place);
        }
        Ok(keys)
    }

    async fn beginning(&self, title: &TitlePrefix, limit: usize) -> Result<Vec<Key>, StoreError> {
        // Not LIKE, in which % and _ would have to be escaped. In the collation "C" the titles that
        // begin so are those from the prefix up to the first that is greater than all of them.
        let end = successor(title.as_str());
        let mut start = title.as_str().to_owned();
        let mut keys = Vec::new();
        while keys.len() < limit {
            let wanted = limit - keys.len();
            let rows = self.range(&start, end.as_deref(), wanted).await?;
            keys.extend(rows.iter().filter_map(key));
            match rows.last().and_then(place) {
                // The least string behind this one: PostgreSQL's strings hold no NUL.
                Some((_, last)) if rows.len() == wanted => start = last + "\u{1}",
                _ => break,
            }
        }
        Ok(keys)
    }

    async fn fetch(&self, keys: &[Key]) -> Result<Vec<Feedback>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let titles: Vec<&str> = keys.iter().map(|key| key.title.as_str()).collect();
        let sql = "SELECT created_at, title, \"text\" FROM feedback WHERE title = ANY($1)";
        let rows = self.read(sql, &[(&titles, Type::TEXT_ARRAY)]).await?;
        let mut found: HashMap<Key, Text> = rows
            .iter()
            .filter_map(|row| Some((key(row)?, Text::parse(row.try_get(2).ok()?).ok()?)))
            .collect();
        // One that was deleted and created again meanwhile has another place in the list.
        let feedback = |key: &Key| {
            let Key { created_at, title } = key.clone();
            found.remove(key).map(|text| Feedback { title, text, created_at })
        };
        Ok(keys.iter().filter_map(feedback).collect())
    }
}

impl PostgresStore {
    /// The places of the titles from `start` up to `end`, in their order.
    async fn range(
        &self,
        start: &str,
        end: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        match end {
            Some(end) => {
                let sql = "SELECT created_at, title FROM feedback \
                           WHERE title >= $1 AND title < $2 ORDER BY title LIMIT $3";
                let parameters = [
                    (&start as _, Type::TEXT),
                    (&end as _, Type::TEXT),
                    (&count(limit) as _, Type::INT8),
                ];
                self.read(sql, &parameters).await
            }
            None => {
                let sql = "SELECT created_at, title FROM feedback \
                           WHERE title >= $1 ORDER BY title LIMIT $2";
                self.read(sql, &[(&start, Type::TEXT), (&count(limit), Type::INT8)]).await
            }
        }
    }

    /// The places behind `after`, newest first.
    async fn rows(
        &self,
        after: Option<&(SystemTime, String)>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        match after {
            None => {
                let sql = "SELECT created_at, title FROM feedback \
                           ORDER BY created_at DESC, title DESC LIMIT $1";
                self.read(sql, &[(&count(limit), Type::INT8)]).await
            }
            Some((created_at, title)) => {
                let sql = "SELECT created_at, title FROM feedback \
                           WHERE (created_at, title) < ($1, $2) \
                           ORDER BY created_at DESC, title DESC LIMIT $3";
                let parameters = [
                    (created_at as _, Type::TIMESTAMPTZ),
                    (title as _, Type::TEXT),
                    (&count(limit) as _, Type::INT8),
                ];
                self.read(sql, &parameters).await
            }
        }
    }
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn place(row: &Row) -> Option<(SystemTime, String)> {
    Some((row.try_get(0).ok()?, row.try_get(1).ok()?))
}

/// The key of a row, if its title is one that this program has written.
fn key(row: &Row) -> Option<Key> {
    let (created_at, stored) = place(row)?;
    let title = Title::parse(&stored).ok().filter(|title| title.as_str() == stored)?;
    Some(Key { created_at: CreatedAt::from_system_time(created_at), title })
}

/// The least string that is greater than all that begin so. In UTF-8 the order of bytes is that of
/// code points, so that the last one is raised; None where none can be.
fn successor(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        let next = match last {
            // Behind this one lie the surrogates, which are no characters.
            '\u{d7ff}' => Some('\u{e000}'),
            last => char::from_u32(u32::from(last) + 1),
        };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_prefix_that_nothing_follows_has_no_end() {
        assert_eq!(successor("a"), Some("b".to_owned()));
        assert_eq!(successor("a\u{d7ff}"), Some("a\u{e000}".to_owned()));
        assert_eq!(successor("a\u{10ffff}"), Some("b".to_owned()));
        assert_eq!(successor("\u{10ffff}"), None);
    }

    proptest! {
        #[test]
        fn a_string_lies_in_the_range_of_a_prefix_if_it_begins_so(
            prefix in "[a-c%_\u{d7ff}\u{e000}\u{10ffff}]{1,3}",
            other in "[a-c%_\u{d7ff}\u{e000}\u{10ffff}]{0,5}",
        ) {
            let in_range = other >= prefix && successor(&prefix).is_none_or(|end| other < end);
            prop_assert_eq!(in_range, other.starts_with(&prefix));
        }
    }
}
