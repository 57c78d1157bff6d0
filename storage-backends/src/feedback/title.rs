//! The title of a feedback, and the name of the file that holds it.

use std::fmt;
use std::fmt::Write as _;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;

/// The title that names a feedback: trimmed, NFC-normalised and lowercased, so that `Awesome` and
/// `awesome` are one.
///
/// Any script, blanks, emoji and `/` are fine. Titles are ordered by their bytes.
///
/// # File names
///
/// Each title has one file name and each file name one title ([`Title::file_name`],
/// [`Title::from_file_name`]). What some file system cannot hold is percent-encoded: the characters
/// `/ \ : * ? " < > | %`, a leading dot, and the first letter of Windows' device names. The name
/// must fit 255 bytes on every store, so that feedback can move between them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Title(Box<str>);

/// The beginning of a title, normalised as titles are, to search by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitlePrefix(Box<str>);

/// Why a title was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "the app has a message for each")]
pub enum TitleError {
    /// Nothing was written, or nothing that can be seen.
    #[error("the title is empty")]
    Empty,
    /// Its file name would be longer than [`Title::MAX_FILE_NAME_BYTES`].
    #[error("the title is too long: its file name passes {} bytes", Title::MAX_FILE_NAME_BYTES)]
    TooLong,
    /// It holds a control character, such as NUL, a tab or a line end.
    #[error("the title holds a control character")]
    Control,
}

impl Title {
    /// The longest file name, in bytes; Linux, macOS and Windows allow no longer ones.
    pub const MAX_FILE_NAME_BYTES: usize = 255;

    /// A title as a person typed it.
    ///
    /// # Errors
    ///
    /// [`TitleError`] tells which rule it breaks.
    pub fn parse(title: &str) -> Result<Self, TitleError> {
        // Normalising at most triples the length, so that longer input need not be looked at.
        if title.trim().len() > 4 * Self::MAX_FILE_NAME_BYTES {
            return Err(TitleError::TooLong);
        }
        let title = Self(normalise(title).into_boxed_str());
        if title.0.chars().all(is_invisible) {
            return Err(TitleError::Empty);
        }
        if title.0.chars().any(char::is_control) {
            return Err(TitleError::Control);
        }
        if title.file_name().len() > Self::MAX_FILE_NAME_BYTES {
            return Err(TitleError::TooLong);
        }
        Ok(title)
    }

    /// The title whose file has this name, or None where no title has it.
    #[must_use]
    pub fn from_file_name(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(EXTENSION)?;
        let title = percent_decode_str(stem).decode_utf8().ok()?;
        Self::parse(&title).ok().filter(|title| title.file_name() == name)
    }

    /// The name of the file that holds the feedback of this title: `awesome.txt`.
    #[must_use]
    pub fn file_name(&self) -> String {
        let mut name = String::with_capacity(self.0.len() + EXTENSION.len());
        let escape_first = self.0.starts_with('.') || is_device_name(&self.0);
        for (place, character) in self.0.char_indices() {
            if RESERVED.contains(character) || (place == 0 && escape_first) {
                let mut utf8 = [0; 4];
                for byte in character.encode_utf8(&mut utf8).bytes() {
                    // Writing to a String cannot fail.
                    let _ = write!(name, "%{byte:02X}");
                }
            } else {
                name.push(character);
            }
        }
        name.push_str(EXTENSION);
        name
    }

    /// The title itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TitlePrefix {
    /// The beginning of a title as a person typed it; None where nothing was typed, so that every
    /// title begins so. One that is longer than any title is cut, as are control characters.
    #[must_use]
    pub fn parse(prefix: &str) -> Option<Self> {
        let typed: String = prefix
            .chars()
            .filter(|character| !character.is_control())
            .take(Title::MAX_FILE_NAME_BYTES + 1)
            .collect();
        let prefix = normalise(&typed);
        (!prefix.is_empty()).then(|| Self(prefix.into_boxed_str()))
    }

    /// The beginning itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const EXTENSION: &str = ".txt";
const RESERVED: &str = "/\\:*?\"<>|%";

fn normalise(title: &str) -> String {
    let mut title = title.trim().to_owned();
    // Lowercasing can undo NFC and the other way round, in few scripts and once; the bound is there
    // because nobody has proved it.
    for _ in 0..4 {
        let next = title.nfc().collect::<String>().to_lowercase().nfc().collect::<String>();
        let next = next.trim();
        if next == title {
            break;
        }
        title = next.to_owned();
    }
    title
}

/// Whether nothing of it can be seen alone: blanks, joiners, marks of direction.
fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether Windows would open a device instead of a file of this name, whatever follows its first
/// dot (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
fn is_device_name(title: &str) -> bool {
    let stem = title.split('.').next().unwrap_or(title).trim_end();
    let numbered = |stem: &str| {
        ["com", "lpt"].iter().filter_map(|device| stem.strip_prefix(device)).any(|number| {
            let mut digits = number.chars();
            matches!(digits.next(), Some('0'..='9' | '¹' | '²' | '³')) && digits.next().is_none()
        })
    };
    matches!(stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered(stem)
}

impl AsRef<str> for Title {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file_name(title: &str) -> String {
        Title::parse(title).unwrap().file_name()
    }

    #[test]
    fn a_plain_title_is_its_file_name() {
        assert_eq!(file_name("  Awesome "), "awesome.txt");
        assert_eq!(file_name("Überraschung 🎉"), "überraschung 🎉.txt");
    }

    #[test]
    fn what_a_file_system_cannot_hold_is_encoded() {
        assert_eq!(file_name("a/b"), "a%2Fb.txt");
        assert_eq!(file_name("../x"), "%2E.%2Fx.txt");
        assert_eq!(file_name("100%"), "100%25.txt");
        assert_eq!(file_name("con"), "%63on.txt");
        assert_eq!(file_name("AUX.c"), "%61ux.c.txt");
        assert_eq!(file_name("com1"), "%63om1.txt");
        assert_eq!(file_name("com10"), "com10.txt");
        assert_eq!(file_name("console"), "console.txt");
    }

    #[test]
    fn a_name_that_no_title_has_names_nothing() {
        for name in [
            "awesome",
            "Awesome.txt",
            "a%2fb.txt",
            "%61wesome.txt",
            ".txt",
            ".hidden.txt",
            "con.txt",
            " a.txt",
            "a .txt",
            "a\tb.txt",
            "%FF.txt",
            "%00.txt",
            "a%.txt",
            "e\u{301}.txt",
        ] {
            assert_eq!(Title::from_file_name(name), None, "{name:?}");
        }
    }

    #[test]
    fn letter_case_and_composition_do_not_make_another_title() {
        assert_eq!(Title::parse("AWESOME"), Title::parse("awesome"));
        assert_eq!(Title::parse("cafe\u{301}"), Title::parse("caf\u{e9}"));
    }

    #[test]
    fn titles_of_nothing_to_see_are_empty() {
        for title in ["", "   ", "\u{200b}", "\u{feff}\u{2060}", "\n"] {
            assert_eq!(Title::parse(title), Err(TitleError::Empty), "{title:?}");
        }
    }

    #[test]
    fn control_characters_are_refused() {
        for title in ["a\0b", "a\nb", "a\tb", "a\u{7f}b", "a\u{85}b"] {
            assert_eq!(Title::parse(title), Err(TitleError::Control), "{title:?}");
        }
    }

    #[test]
    fn the_limit_counts_the_bytes_of_the_file_name() {
        assert!(Title::parse(&"x".repeat(251)).is_ok());
        assert_eq!(Title::parse(&"x".repeat(252)), Err(TitleError::TooLong));
        assert!(Title::parse(&"/".repeat(83)).is_ok());
        assert_eq!(Title::parse(&"/".repeat(84)), Err(TitleError::TooLong));
        assert_eq!(Title::parse(&"x".repeat(1_000_000)), Err(TitleError::TooLong));
    }

    proptest! {
        #[test]
        fn every_title_is_found_again_by_its_file_name(typed in "\\PC{1,80}|.{1,80}|[./\\\\%:a-z]{1,12}") {
            if let Ok(title) = Title::parse(&typed) {
                let name = title.file_name();
                prop_assert_eq!(Title::from_file_name(&name), Some(title));
                prop_assert!(name.len() <= Title::MAX_FILE_NAME_BYTES);
                prop_assert!(!name.starts_with('.') && !name.contains(['/', '\0', '\\']));
            }
        }

        #[test]
        fn a_title_is_normal_already(typed in "\\PC{1,80}|.{1,80}") {
            if let Ok(title) = Title::parse(&typed) {
                prop_assert_eq!(Title::parse(title.as_str()), Ok(title));
            }
        }

        #[test]
        fn a_title_begins_with_each_beginning_of_itself(typed in "[a-zA-Z0-9éÜ ]{1,40}", cut in 1usize..40) {
            if let Ok(title) = Title::parse(&typed) {
                let beginning: String = title.as_str().chars().take(cut).collect();
                let prefix = TitlePrefix::parse(&beginning).unwrap();
                prop_assert!(title.as_str().starts_with(prefix.as_str()));
            }
        }
    }
}
