//! A version of three numbers, found in what a program says of itself.

use std::fmt;

/// A version such as 26.1.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The number before the first dot.
    pub major: u32,
    /// The number after it.
    pub minor: u32,
    /// The last number.
    pub patch: u32,
}

impl Version {
    /// Names a version.
    #[must_use]
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Finds the first version in `text`: `v2.26.1-4`, `26.1.5+dfsg1`, and the one in a sentence.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::parse)
    }

    fn parse(word: &str) -> Option<Self> {
        let mut numbers = word.strip_prefix('v').unwrap_or(word).splitn(3, '.');
        let major = numbers.next()?.parse().ok()?;
        let minor = numbers.next()?.parse().ok()?;
        let rest = numbers.next().unwrap_or("0");
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        Some(Self { major, minor, patch: rest[..digits].parse().ok()? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_as_the_tools_write_them() {
        for (text, version) in [
            ("26.1.5+dfsg1", Version::new(26, 1, 5)),
            ("28.2.2", Version::new(28, 2, 2)),
            ("v2.40.3", Version::new(2, 40, 3)),
            ("2.26.1-4", Version::new(2, 26, 1)),
            ("2.20.2-desktop.1", Version::new(2, 20, 2)),
            ("github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3", Version::new(0, 13, 1)),
            ("github.com/docker/buildx v0.29.1 a32761a", Version::new(0, 29, 1)),
            ("rustc 1.95.0 (59807616e 2026-04-14)", Version::new(1, 95, 0)),
            ("1.92", Version::new(1, 92, 0)),
        ] {
            assert_eq!(Version::find(text), Some(version), "{text}");
        }
        assert_eq!(Version::find("no version here."), None);
    }

    #[test]
    fn versions_compare_by_number_and_not_by_letter() {
        assert!(Version::new(2, 9, 0) < Version::new(2, 20, 0));
        assert!(Version::new(26, 0, 0) > Version::new(25, 9, 9));
    }
}
