//! The name of a private engine.

use std::fmt;
use std::str::FromStr;

use super::error::EngineError;

/// Everything that belongs to private engines begins with this, so that it can be told apart.
const PREFIX: &str = "feedback-";

/// The name of a private engine: 1 to 12 small letters, digits and inner hyphens. It becomes part of
/// paths, of a cgroup, and the host name that its containers' engine has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// The name as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name where it stands among the names of others: namespaces and cgroups.
    pub(super) fn prefixed(&self) -> String {
        format!("{PREFIX}{}", self.0)
    }
}

impl FromStr for Name {
    type Err = EngineError;

    fn from_str(text: &str) -> Result<Self, EngineError> {
        let known = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let inner = !text.starts_with('-') && !text.ends_with('-');
        if (1..=12).contains(&text.len()) && text.bytes().all(known) && inner {
            Ok(Self(text.to_owned()))
        } else {
            Err(EngineError::Name(text.to_owned()))
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_fit_everywhere_are_accepted() {
        for name in ["a", "test", "node-3", "abcdefghijkl"] {
            assert_eq!(name.parse::<Name>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn names_that_could_leave_their_folder_are_refused() {
        for name in ["", "..", "a/b", "A", "-a", "a-", "a b", "abcdefghijklm", "ä"] {
            assert!(name.parse::<Name>().is_err(), "{name:?}");
        }
    }
}
