//! The text of a feedback.

use std::fmt;

/// The text of a feedback: 1 to 65,536 bytes of UTF-8 without NUL, not only blanks, with LF as
/// its line ends.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(Box<str>);

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "the app has a message for each")]
pub enum TextError {
    /// Nothing was written, or only blanks.
    #[error("the text is empty")]
    Empty,
    /// It is longer than [`Text::MAX_BYTES`].
    #[error("the text is longer than {} bytes", Text::MAX_BYTES)]
    TooLong,
    /// It holds a NUL character, which not every store can keep.
    #[error("the text holds a NUL character")]
    Nul,
}

impl Text {
    /// The longest text, in bytes of UTF-8.
    pub const MAX_BYTES: usize = 65_536;

    /// A text as a person or a file gave it. CRLF and lone CR become LF, as forms send CRLF.
    ///
    /// # Errors
    ///
    /// [`TextError`] tells which rule it breaks.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            text.to_owned()
        };
        if text.trim().is_empty() {
            return Err(TextError::Empty);
        }
        if text.contains('\0') {
            return Err(TextError::Nul);
        }
        if text.len() > Self::MAX_BYTES {
            return Err(TextError::TooLong);
        }
        Ok(Self(text.into_boxed_str()))
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Logs get the length only: what people write is theirs.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn line_ends_become_lf() {
        assert_eq!(Text::parse("a\r\nb\rc\nd").unwrap().as_str(), "a\nb\nc\nd");
    }

    #[test]
    fn the_limit_counts_bytes_after_line_ends_were_changed() {
        let longest = "é".repeat(Text::MAX_BYTES / 2);
        assert!(Text::parse(&longest).is_ok());
        assert_eq!(Text::parse(&format!("{longest}x")), Err(TextError::TooLong));
        assert!(Text::parse(&"x\r\n".repeat(Text::MAX_BYTES / 2)).is_ok());
    }

    #[test]
    fn blanks_and_nul_are_refused() {
        assert_eq!(Text::parse(""), Err(TextError::Empty));
        assert_eq!(Text::parse(" \r\n\t\u{a0}"), Err(TextError::Empty));
        assert_eq!(Text::parse("a\0b"), Err(TextError::Nul));
    }

    proptest! {
        #[test]
        fn a_stored_text_is_stored_again_unchanged(text in "\\PC*|(?s).{0,200}") {
            if let Ok(once) = Text::parse(&text) {
                prop_assert_eq!(Text::parse(once.as_str()).unwrap(), once);
            }
        }
    }
}
