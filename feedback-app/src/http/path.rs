//! Which feedback the path of a request names.

use percent_encoding::percent_decode_str;
use storage_backends::Title;

use super::percent::{Plus, decode};

/// What the last part of a path such as `/feedback/awesome.txt` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The feedback of this title, by the one name that its file has.
    Feedback(Title),
    /// The feedback of this title, by a name that its file does not have, such as `Awesome.txt`:
    /// whoever asks is sent to the right one.
    Misspelt(Title),
    /// Nothing.
    Nothing,
}

/// What this part of a path names, as it stands in the request: percent-encoded once, by which an
/// encoded `/` does not become the border of a folder.
#[must_use]
pub fn file(part: &str) -> Named {
    let Ok(name) = decode(part.as_bytes(), Plus::Plus) else { return Named::Nothing };
    if let Some(title) = Title::from_file_name(&name) {
        return Named::Feedback(title);
    }
    let Some(stem) = name.strip_suffix(".txt") else { return Named::Nothing };
    // What could be meant to lead out of the folder, or to a hidden file, is not helped along.
    if stem.starts_with('.') || stem.contains(['/', '\\']) {
        return Named::Nothing;
    }
    let title = percent_decode_str(stem).decode_utf8().ok();
    title.and_then(|title| Title::parse(&title).ok()).map_or(Named::Nothing, Named::Misspelt)
}

/// The title in a path such as `/api/feedback/a%2Fb`, as it stands in the request; None where it is
/// no title.
#[must_use]
pub fn title(part: &str) -> Option<Title> {
    decode(part.as_bytes(), Plus::Plus).ok().and_then(|title| Title::parse(&title).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::links;

    fn a_title(title: &str) -> Title {
        Title::parse(title).unwrap()
    }

    #[test]
    fn a_file_name_is_decoded_once() {
        assert_eq!(file("awesome.txt"), Named::Feedback(a_title("awesome")));
        assert_eq!(file("a%252Fb.txt"), Named::Feedback(a_title("a/b")));
        assert_eq!(file("a+b%20c.txt"), Named::Feedback(a_title("a+b c")));
    }

    #[test]
    fn another_spelling_leads_to_the_feedback_that_is_meant() {
        assert_eq!(file("Awesome.txt"), Named::Misspelt(a_title("awesome")));
        assert_eq!(file("%20awesome%20.txt"), Named::Misspelt(a_title("awesome")));
        assert_eq!(file("a%252fb.txt"), Named::Misspelt(a_title("a/b")));
        assert_eq!(file("con.txt"), Named::Misspelt(a_title("con")));
        assert_eq!(file("what%3F.txt"), Named::Misspelt(a_title("what?")));
    }

    #[test]
    fn what_leads_elsewhere_names_nothing() {
        for part in [
            "awesome",
            "",
            ".txt",
            "..%2fx.txt",
            "%2e%2e%2fx.txt",
            "..%5Cx.txt",
            "%2Fetc%2Fpasswd",
            "a%2Fb.txt",
            ".hidden.txt",
            "%00.txt",
            "a%0Ab.txt",
            "%FF.txt",
            "100%.txt",
            "%2500.txt",
            "awesome.txt%00",
        ] {
            assert_eq!(file(part), Named::Nothing, "{part}");
        }
    }

    #[test]
    fn a_title_in_a_path_may_hold_anything_that_titles_may() {
        assert_eq!(title("a%2Fb"), Some(a_title("a/b")));
        assert_eq!(title("%2E%2E"), Some(a_title("..")));
        assert_eq!(title("Awesome"), Some(a_title("awesome")));
        assert_eq!(title("a%00"), None);
        assert_eq!(title("%zz"), None);
    }

    proptest! {
        #[test]
        fn every_feedback_is_named_by_its_link(typed in "\\PC{1,60}|.{1,60}|[./\\\\%:a-z]{1,12}") {
            if let Ok(title) = Title::parse(&typed) {
                let link = links::raw(&title);
                let part = link.strip_prefix("/feedback/").unwrap();
                prop_assert_eq!(file(part), Named::Feedback(title));
            }
        }

        #[test]
        fn a_misspelt_name_leads_to_a_right_one_at_once(part in "[%./\\\\a-zA-Z0-9 +:]{0,20}(\\.txt)?|.{0,30}") {
            if let Named::Misspelt(title) = file(&part) {
                let link = links::raw(&title);
                prop_assert_eq!(file(link.strip_prefix("/feedback/").unwrap()), Named::Feedback(title));
            }
        }
    }
}
