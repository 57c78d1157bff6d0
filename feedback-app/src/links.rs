//! The addresses within the app, in one place, so that no page and no handler spells one of its own.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use storage_backends::{Cursor, Title, TitlePrefix};

/// The form.
pub const FORM: &str = "/";
/// Where the form is sent.
pub const CREATE: &str = "/create";
/// The list.
pub const LIST: &str = "/feedback";
/// The list of the API, and where programs create.
pub const API: &str = "/api/feedback";
/// Where the data live.
pub const WHERE: &str = "/where";
/// The same for programs.
pub const WHERE_JSON: &str = "/api/where";
/// The description of the API, to read and to try.
pub const DOCS: &str = "/docs";

/// The raw text of the feedback of this title.
///
/// The address holds the name of its file, percent-encoded. File names may hold `%` themselves, so
/// that some of them are encoded twice: the title `a/b` is the file `a%2Fb.txt`, and its address
/// `/feedback/a%252Fb.txt`.
#[must_use]
pub fn raw(title: &Title) -> String {
    format!("{LIST}/{}", encode(&title.file_name()))
}

/// A page of the list: of the titles that begin so, after this cursor.
#[must_use]
pub fn list(title: Option<&TitlePrefix>, after: Option<&Cursor>) -> String {
    let title = title.map(|title| format!("title={}", encode(title.as_str())));
    // A cursor is written in characters that need no encoding.
    let after = after.map(|after| format!("after={after}"));
    let query: Vec<String> = title.into_iter().chain(after).collect();
    if query.is_empty() { LIST.to_owned() } else { format!("{LIST}?{}", query.join("&")) }
}

/// The list with the confirmation that the feedback of this title is kept.
#[must_use]
pub fn created(title: &Title) -> String {
    format!("{LIST}?created={}", encode(title.as_str()))
}

/// The feedback of this title in the API.
#[must_use]
pub fn api(title: &Title) -> String {
    format!("{API}/{}", encode(title.as_str()))
}

/// All but the characters that no address needs to have encoded (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use storage_backends::{CreatedAt, Key};

    use super::*;

    fn title(title: &str) -> Title {
        Title::parse(title).unwrap()
    }

    #[test]
    fn a_file_name_that_holds_percent_signs_is_encoded_again() {
        assert_eq!(raw(&title("awesome")), "/feedback/awesome.txt");
        assert_eq!(raw(&title("a/b")), "/feedback/a%252Fb.txt");
        assert_eq!(raw(&title("..")), "/feedback/%252E..txt");
        assert_eq!(raw(&title("é #1?")), "/feedback/%C3%A9%20%231%253F.txt");
    }

    #[test]
    fn the_list_keeps_the_search_from_page_to_page() {
        let prefix = TitlePrefix::parse("a&b").unwrap();
        let created_at = CreatedAt::from_millis(0).unwrap();
        let cursor = Cursor::after(Key { created_at, title: title("x") });
        assert_eq!(list(None, None), "/feedback");
        assert_eq!(list(Some(&prefix), None), "/feedback?title=a%26b");
        let next = list(Some(&prefix), Some(&cursor));
        assert_eq!(next, format!("/feedback?title=a%26b&after={cursor}"));
        assert!(next.is_ascii() && !next.contains(['"', '<', ' ']));
    }
}
