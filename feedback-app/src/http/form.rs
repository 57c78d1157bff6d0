//! The form in which people write, as browsers send it.

use storage_backends::{Text, TextError, Title, TitleError};

use super::fields::{Field, fields};
use crate::pages::FieldError;

/// The fields of a form, as they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The title.
    pub title: Field,
    /// The text.
    pub text: Field,
}

/// What is wrong with the fields of a form; with one of them at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// What is wrong with the title, if something is.
    pub title: Option<FieldError<TitleError>>,
    /// What is wrong with the text, if something is.
    pub text: Option<FieldError<TextError>>,
}

/// The form that these bytes are; any bytes are one.
#[must_use]
pub fn parse(body: &[u8]) -> Form {
    let [title, text] = fields(body, ["title", "text"]);
    Form { title, text }
}

impl Form {
    /// What it says, or all that is wrong with it.
    ///
    /// # Errors
    ///
    /// [`Invalid`] where a field is missing, repeated, not UTF-8, or breaks a rule of its type.
    pub fn check(&self) -> Result<(Title, Text), Invalid> {
        match (self.title.parse(Title::parse), self.text.parse(Text::parse)) {
            (Ok(title), Ok(text)) => Ok((title, text)),
            (title, text) => Err(Invalid { title: title.err(), text: text.err() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrong(body: &[u8]) -> (Option<FieldError<TitleError>>, Option<FieldError<TextError>>) {
        let invalid = parse(body).check().unwrap_err();
        (invalid.title, invalid.text)
    }

    #[test]
    fn a_form_becomes_a_title_and_a_text() {
        let (title, text) = parse(b"title=+Awesome%21+&text=one%0D%0Atwo").check().unwrap();
        assert_eq!((title.as_str(), text.as_str()), ("awesome!", "one\ntwo"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let (empty, nul) = (TitleError::Empty, TextError::Nul);
        assert_eq!(wrong(b""), (Some(FieldError::Missing), Some(FieldError::Missing)));
        let expected = (Some(FieldError::Rule(empty)), Some(FieldError::Rule(nul)));
        assert_eq!(wrong(b"title=+&text=a%00"), expected);
        assert_eq!(wrong(b"title=a&text=b&text=c"), (None, Some(FieldError::Repeated)));
        assert_eq!(wrong(b"title=%FF&text=b"), (Some(FieldError::NotUtf8), None));
    }

    proptest! {
        #[test]
        fn what_a_browser_sends_is_what_was_typed(title in "\\PC{1,40}", text in "\\PC{1,40}") {
            let mut body = url::form_urlencoded::Serializer::new(String::new());
            body.append_pair("title", &title).append_pair("text", &text);
            let form = parse(body.finish().as_bytes());
            prop_assert_eq!(form, Form { title: Field::Given(title), text: Field::Given(text) });
        }

        #[test]
        fn any_bytes_are_a_form_or_tell_what_is_wrong(body in "(title|text|=|&|%|[0-9A-F]{2}|\\PC){0,40}") {
            if let Err(invalid) = parse(body.as_bytes()).check() {
                prop_assert!(invalid.title.is_some() || invalid.text.is_some());
            }
        }
    }
}
