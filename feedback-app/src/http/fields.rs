//! The fields of forms and queries (`application/x-www-form-urlencoded`), strictly.

use super::percent::{Plus, Undecodable, decode};
use crate::pages::FieldError;

/// What was sent as a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Field {
    /// Nothing.
    #[default]
    Missing,
    /// This, which may be empty.
    Given(String),
    /// More than one value; this is the first, as far as it can be read.
    Repeated(String),
    /// What is not UTF-8, or not percent-encoded as it should be; this can be read of it.
    NotUtf8(String),
}

impl Field {
    /// The field as a type of the domain, or what is wrong with it.
    pub(super) fn parse<T, E>(
        &self,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, FieldError<E>> {
        match self {
            Self::Missing => Err(FieldError::Missing),
            Self::Given(value) => parse(value).map_err(FieldError::Rule),
            Self::Repeated(_) => Err(FieldError::Repeated),
            Self::NotUtf8(_) => Err(FieldError::NotUtf8),
        }
    }

    /// What can be read of it, to show it to whoever typed it.
    pub(super) fn into_readable(self) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Given(value) | Self::Repeated(value) | Self::NotUtf8(value) => value,
        }
    }
}

/// The fields of these names. Others are passed over.
pub(super) fn fields<const N: usize>(encoded: &[u8], names: [&str; N]) -> [Field; N] {
    let mut fields = [const { Field::Missing }; N];
    for pair in encoded.split(|byte| *byte == b'&') {
        let mut parts = pair.splitn(2, |byte| *byte == b'=');
        let (name, value) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let Ok(name) = decode(name, Plus::Blank) else { continue };
        let known = names.iter().zip(&mut fields).find(|(known, _)| **known == name);
        if let Some((_, field)) = known {
            *field = match std::mem::take(field) {
                Field::Missing => match decode(value, Plus::Blank) {
                    Ok(value) => Field::Given(value),
                    Err(Undecodable { readable }) => Field::NotUtf8(readable),
                },
                before => Field::Repeated(before.into_readable()),
            };
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(value: &str) -> Field {
        Field::Given(value.to_owned())
    }

    #[test]
    fn names_and_values_are_decoded() {
        let [title, text] = fields(b"text=a%3Db=c&%74itle=a+b", ["title", "text"]);
        assert_eq!((title, text), (given("a b"), given("a=b=c")));
    }

    #[test]
    fn unknown_fields_are_passed_over() {
        let [title] = fields(b"x=1&&=&%FF=2&%zz=3&title=a&titles=b", ["title"]);
        assert_eq!(title, given("a"));
    }

    #[test]
    fn a_field_that_is_missing_is_not_one_that_is_empty() {
        assert_eq!(fields(b"", ["title"]), [Field::Missing]);
        assert_eq!(fields(b"title", ["title"]), [given("")]);
        assert_eq!(fields(b"title=", ["title"]), [given("")]);
    }

    #[test]
    fn a_repeated_field_is_told_however_it_is_spelt() {
        let repeated = Field::Repeated("a".to_owned());
        assert_eq!(fields(b"title=a&t%69tle=b&title=c", ["title"]), [repeated]);
    }

    #[test]
    fn what_is_not_utf8_is_told_and_kept_readable() {
        let [title] = fields(b"title=a%FFb", ["title"]);
        assert_eq!(title, Field::NotUtf8("a\u{fffd}b".to_owned()));
        let [title] = fields(b"title=100%", ["title"]);
        assert_eq!(title, Field::NotUtf8("100%".to_owned()));
    }
}
