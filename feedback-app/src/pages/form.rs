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

    /// The heading of the window, which screen readers read first.
    fn heading(&self) -> &'static str {
        let words = &self.frame.words.form;
        match self.state {
            FormState::New => words.heading,
            FormState::Invalid { .. } | FormState::Exists(_) => words.errors,
            FormState::Unavailable => words.unavailable.0,
            FormState::Full => words.full.0,
            FormState::Failed => words.failed.0,
        }
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

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::*;

    fn html(title: &str, text: &str, state: FormState) -> String {
        let frame = Frame::new(Language::English, false);
        FormPage { frame, title: title.into(), text: text.into(), state }.render().unwrap()
    }

    #[test]
    fn what_was_typed_is_kept_and_shown_as_text() {
        let state = FormState::Exists(Title::parse("x").unwrap());
        let page = html("\"><script>", "\n</textarea><script>", state);
        assert!(page.contains("value=\"&#34;&#62;&#60;script&#62;\""), "{page}");
        // A textarea drops one line end at its beginning; the typed one is the second.
        assert!(page.contains(">\n\n&#60;/textarea&#62;&#60;script&#62;</textarea>"), "{page}");
        assert!(!page.contains("<script"));
    }

    #[test]
    fn an_error_is_told_at_its_field_and_in_the_summary() {
        let invalid = |title, text| html("", "", FormState::Invalid { title, text });
        let page = invalid(Some(FieldError::Missing), None);
        assert_eq!(page.matches("Enter a title.").count(), 2);
        assert!(page.contains("aria-describedby=\"title-hint title-error\" aria-invalid=\"true\""));
        assert!(page.contains("id=\"title-error\"") && page.contains("<a href=\"#title\">"));
        assert_eq!(page.matches("aria-invalid").count(), 1);
        assert!(page.contains("<title>Not sent yet"));
        let page = invalid(None, Some(FieldError::Rule(TextError::TooLong)));
        assert!(page.contains("aria-describedby=\"text-hint text-error\" aria-invalid=\"true\""));
        assert!(page.contains("<a href=\"#text\">"));
        assert!(!html("", "", FormState::New).contains("error"));
    }

    #[test]
    fn a_taken_title_leads_to_the_feedback_that_has_it() {
        let page = html("A/B", "x", FormState::Exists(Title::parse("a/b").unwrap()));
        assert!(page.contains("<a href=\"/feedback/a%252Fb.txt\">Read the feedback"), "{page}");
    }

    #[test]
    fn only_a_store_that_is_away_may_have_kept_it() {
        assert!(html("", "", FormState::Unavailable).contains("Look in the list"));
        assert!(!html("", "", FormState::Full).contains("Look in the list"));
        assert!(!html("", "", FormState::Failed).contains("Look in the list"));
    }
}
