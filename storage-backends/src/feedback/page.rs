//! Pages of the list: newest first, by keyset.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;

use super::{CreatedAt, Feedback, Title, TitlePrefix};

/// The place of a feedback in the list. The order of keys is from the oldest to the newest, and by
/// the bytes of the title among feedbacks of one millisecond; the list goes from the greatest down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// When the feedback was written.
    pub created_at: CreatedAt,
    /// Its title.
    pub title: Title,
}

/// Where a page ends and the next begins: opaque to those who use it, valid for any replica of the
/// app and after any change of the store, as it names a place and not a number of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(Key);

/// A cursor that no page has given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor that a page has given")]
pub struct CursorError;

/// How many feedbacks a page holds at most: 1 to 100, by default 50.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLimit(u8);

/// Which page is asked for. The default is the first 50 feedbacks, of any title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// The end of the page before.
    pub after: Option<Cursor>,
    /// Only titles that begin so.
    pub title: Option<TitlePrefix>,
    /// How many at most.
    pub limit: PageLimit,
}

/// A page of the list.
///
/// A page of a search may hold fewer feedbacks than asked for, even none, and still have a `next`:
/// so that its cost is bounded, a search looks at a limited stretch of the list at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The feedbacks, newest first.
    pub items: Vec<Feedback>,
    /// Titles of this page that could not be read: damaged ones, and ones that went while the page
    /// was made. [`FeedbackStore::get`](crate::FeedbackStore::get) tells which. A list for people
    /// leaves them out; what must lose nothing, such as an export, looks at them.
    pub unread: Vec<Title>,
    /// Where the next page begins; None where there is none.
    pub next: Option<Cursor>,
}

impl Cursor {
    /// A cursor behind this key.
    #[must_use]
    pub fn after(key: Key) -> Self {
        Self(key)
    }

    /// The key behind which the page begins.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.0.created_at.as_millis().to_be_bytes().to_vec();
        bytes.extend_from_slice(self.0.title.as_str().as_bytes());
        f.write_str(&BASE64URL_NOPAD.encode(&bytes))
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(cursor: &str) -> Result<Self, CursorError> {
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| CursorError)?;
        let (millis, title) = bytes.split_first_chunk().ok_or(CursorError)?;
        let created_at =
            CreatedAt::from_millis(i64::from_be_bytes(*millis)).map_err(|_| CursorError)?;
        let text = std::str::from_utf8(title).map_err(|_| CursorError)?;
        let title = Title::parse(text).map_err(|_| CursorError)?;
        // Only the one form that a page gives, so that a cursor has one meaning.
        if title.as_str() != text {
            return Err(CursorError);
        }
        Ok(Self(Key { created_at, title }))
    }
}

impl PageLimit {
    /// The largest page.
    pub const MAX: u8 = 100;

    /// A page of this many feedbacks; None where it is 0 or more than [`PageLimit::MAX`].
    #[must_use]
    pub fn new(limit: u8) -> Option<Self> {
        (1..=Self::MAX).contains(&limit).then_some(Self(limit))
    }

    /// How many.
    #[must_use]
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for PageLimit {
    fn default() -> Self {
        Self(50)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back() {
        let title = Title::parse("awesome 🎉").unwrap();
        let key = Key { created_at: CreatedAt::from_millis(1_795_509_600_120).unwrap(), title };
        let cursor = Cursor::after(key);
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
    }

    #[test]
    fn what_no_page_has_given_is_refused() {
        for cursor in
            ["", "x", "AAAA", "AAAAAAAAAAA", "AAAAAAAAAABB=", "__________8", "AAAAAAAAAABB"]
        {
            assert_eq!(cursor.parse::<Cursor>(), Err(CursorError), "{cursor:?}");
        }
    }

    #[test]
    fn a_page_has_1_to_100_feedbacks() {
        assert_eq!(PageLimit::new(0), None);
        assert_eq!(PageLimit::new(101), None);
        assert_eq!(PageLimit::new(100).map(PageLimit::get), Some(100));
        assert_eq!(PageLimit::default().get(), 50);
    }
}
