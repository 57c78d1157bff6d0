//! Percent-encoding, strictly: what it stands for, or that it stands for nothing.

/// Bytes that are not the percent-encoding of UTF-8: a `%` without two digits behind it, or bytes
/// that are no character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Undecodable {
    /// What can be read of them, with U+FFFD for what cannot.
    pub(super) readable: String,
}

/// What `+` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plus {
    /// Itself, as in paths.
    Plus,
    /// A blank, as in forms and queries.
    Blank,
}

pub(super) fn decode(encoded: &[u8], plus: Plus) -> Result<String, Undecodable> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut is_whole = true;
    let mut rest = encoded.iter();
    while let Some(&byte) = rest.next() {
        match (byte, rest.as_slice()) {
            (b'%', [high, low, ..])
                if let (Some(high), Some(low)) = (digit(*high), digit(*low)) =>
            {
                bytes.push(high << 4 | low);
                rest.nth(1);
            }
            (b'%', _) => {
                is_whole = false;
                bytes.push(byte);
            }
            (b'+', _) if plus == Plus::Blank => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) if is_whole => Ok(text),
        Ok(readable) => Err(Undecodable { readable }),
        Err(error) => {
            Err(Undecodable { readable: String::from_utf8_lossy(error.as_bytes()).into() })
        }
    }
}

/// The value of a hexadecimal digit.
fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;

    use super::*;

    fn readable(encoded: &[u8]) -> String {
        decode(encoded, Plus::Blank).unwrap_err().readable
    }

    #[test]
    fn a_plus_is_a_blank_in_forms_only() {
        assert_eq!(decode(b"a+%2B%c3%A9", Plus::Blank), Ok("a +é".to_owned()));
        assert_eq!(decode(b"a+%2B%c3%A9", Plus::Plus), Ok("a++é".to_owned()));
    }

    #[test]
    fn what_stands_for_nothing_is_refused_and_kept_readable() {
        assert_eq!(readable(b"100%"), "100%");
        assert_eq!(readable(b"%4"), "%4");
        assert_eq!(readable(b"%zz+x"), "%zz x");
        assert_eq!(readable(b"a%FFb"), "a\u{fffd}b");
        assert_eq!(readable(b"a\xffb"), "a\u{fffd}b");
        assert_eq!(readable(b"%ed%a0%80"), "\u{fffd}\u{fffd}\u{fffd}");
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_read_back(text in "\\PC*|.*") {
            let encoded = utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
            prop_assert_eq!(decode(encoded.as_bytes(), Plus::Blank), Ok(text));
        }
    }
}
