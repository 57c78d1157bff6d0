//! What is stored: a [`Feedback`] of a [`Title`], a [`Text`] and a [`CreatedAt`].
//!
//! Each is validated when it is made, so that whoever holds one need not check it again.

mod created_at;
mod page;
mod text;
mod title;

pub use created_at::{CreatedAt, CreatedAtError};
pub use page::{Cursor, CursorError, Key, Page, PageLimit, PageRequest};
pub use text::{Text, TextError};
pub use title::{Title, TitleError, TitlePrefix};

/// One feedback, as every store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// Names the feedback; there is at most one of each title in a store.
    pub title: Title,
    /// What the person wrote.
    pub text: Text,
    /// When it was written; set once, by the app.
    pub created_at: CreatedAt,
}

impl Feedback {
    /// The place of this feedback in the order of the list.
    #[must_use]
    pub fn key(&self) -> Key {
        Key { created_at: self.created_at, title: self.title.clone() }
    }
}
