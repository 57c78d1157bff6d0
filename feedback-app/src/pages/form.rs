//! The form in which people write.

use askama::Template;
use storage_backends::{TextError, Title, TitleError};

use super::frame::{Frame, Place};
use crate::links;

/// The form, at first empty, and again with what was typed where it could not be kept.
#[derive(Debug, Template)]
#[template(path = "form.html")]
pub struct FormPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The title as it was typed; what is not UTF-8 in it replaced.
    pub title: String,
    /// The text as it was typed; what is not UTF-8 in it replaced.
    pub text: String,
    /// Why it is shown.
    pub state: FormState,
}

/// Why the form is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormState {
    /// To write a feedback.
    New,
    /// What was typed breaks a rule (422).
    Invalid {
        /// What is wrong with the title, if something is.
        title: Option<FieldError<TitleError>>,
        /// What is wrong with the text, if something is.
        text: Option<FieldError<TextError>>,
    },
    /// There is a feedback of this title already (409).
    Exists(Title),
    /// The store is away, and what was typed may have been kept or not (503).
    Unavailable,
    /// The store has no room (507).
    Full,
    /// The store failed in another way (500).
    Failed,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldError<E> {
    /// The field was not sent at all.
    Missing,
    /// The field was sent more than once.
    Repeated,
    /// The field is not UTF-8.
    NotUtf8,
    /// It breaks a rule of the store.
    Rule(E),
}

impl FormPage {
    /// The empty form.
    #[must_use]
    pub fn new(frame: Frame) -> Self {
        Self { frame, title: String::new(), text: String::new(), state: FormState::New }
    }

    fn place(&self) -> Place {
        Place::Form
    }

    fn title_error(&self) -> Option<String> {
        let words = &self.frame.words.form;
        match &self.state {
            FormState::Invalid { title, .. } => title.map(words.title_error),
            FormState::Exists(_) => Some(words.title_taken.to_owned()),
            _ => None,
        }
    }

    fn text_error(&self) -> Option<String> {
        match &self.state {
            FormState::Invalid { text, .. } => text.map(self.frame.words.form.text_error),
            _ => None,
        }
    }

    /// The feedback that has the title already: its address, and how the link to it is called.
    fn existing(&self) -> Option<(String, String)> {
        match &self.state {
            FormState::Exists(title) => {
                Some((links::raw(title), (self.frame.words.form.read_existing)(title.as_str())))
            }
            _ => None,
        }
    }

    /// Heading and text about a store that could not keep it.
    fn failure(&self) -> Option<(&'static str, &'static str)> {
        let words = &self.frame.words.form;
        match self.state {
            FormState::Unavailable => Some(words.unavailable),
            FormState::Full => Some(words.full),
            FormState::Failed => Some(words.failed),
            FormState::New | FormState::Invalid { .. } | FormState::Exists(_) => None,
        }
    }
}
