//! What the pages say: one table for each language.
//!
//! A text that is missing in a language does not compile, as each table is a struct without
//! defaults. Texts that depend on something are functions, and exhaustive ones.

mod form;
mod frame;
mod list;
mod problem;
mod where_page;

pub(super) use problem::ProblemWords;
pub(super) use where_page::WhereMessages;

/// All that the pages say in one language.
#[derive(Debug)]
pub struct Messages {
    pub(super) frame: frame::FrameMessages,
    pub(super) form: form::FormMessages,
    pub(super) list: list::ListMessages,
    pub(super) problem: problem::ProblemMessages,
    pub(super) where_page: WhereMessages,
}

pub(super) static ENGLISH: Messages = Messages {
    frame: frame::ENGLISH,
    form: form::ENGLISH,
    list: list::ENGLISH,
    problem: problem::ENGLISH,
    where_page: where_page::ENGLISH,
};

pub(super) static BRAZILIAN_PORTUGUESE: Messages = Messages {
    frame: frame::BRAZILIAN_PORTUGUESE,
    form: form::BRAZILIAN_PORTUGUESE,
    list: list::BRAZILIAN_PORTUGUESE,
    problem: problem::BRAZILIAN_PORTUGUESE,
    where_page: where_page::BRAZILIAN_PORTUGUESE,
};

/// A title in quotation marks, within a sentence. Its own direction of writing is kept from
/// turning the rest of the sentence round (FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE).
pub(super) fn quoted(title: &str) -> String {
    format!("“\u{2068}{title}\u{2069}”")
}
