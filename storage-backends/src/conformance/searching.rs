//! Pages of titles that begin in one way.

use super::Fixture;
use super::samples::{create_all, feedback, request, titles, walk_items};
use crate::Feedback;

/// However the beginning is written, and in pages.
pub async fn a_search_finds_the_titles_that_begin_so(fixture: impl Fixture) {
    let store = fixture.connect();
    let names = ["awesome", "Awe", "awful", "a", "b awe", "café", "cafe", "awe some", "ÅWE"];
    let all: Vec<Feedback> =
        (0..).zip(names).map(|(number, name)| feedback(name, number)).collect();
    create_all(&*store, &all).await;
    let expected: [(&str, &[&str]); 9] = [
        ("awe", &["awe some", "awe", "awesome"]),
        ("  AWE", &["awe some", "awe", "awesome"]),
        ("aw", &["awe some", "awful", "awe", "awesome"]),
        ("awesome", &["awesome"]),
        ("awesomer", &[]),
        ("cafe\u{301}", &["café"]),
        ("cafe", &["cafe"]),
        ("", &["åwe", "awe some", "cafe", "café", "b awe", "a", "awful", "awe", "awesome"]),
        ("we", &[]),
    ];
    for (prefix, expected) in expected {
        for limit in [1, 2, 100] {
            let found = walk_items(&*store, request(prefix, limit)).await;
            let found: Vec<&str> = found.iter().map(|feedback| feedback.title.as_str()).collect();
            assert_eq!(found, expected, "{prefix:?} by {limit}");
        }
    }
}

/// None of them is a pattern.
pub async fn a_search_takes_special_characters_as_they_are(fixture: impl Fixture) {
    let store = fixture.connect();
    let special = [
        "%",
        "_",
        "*",
        "?",
        "[",
        "]",
        "[a-z]",
        "\\",
        "\\%",
        "^",
        "$",
        ".",
        ".*",
        "'",
        "\"",
        "(",
        "{",
        "}",
        "|",
        "+",
        "-",
        "/",
        "%2f",
        "\u{10ffff}",
        "\u{fffd}",
        "é",
    ];
    let mut all = Vec::new();
    for (number, beginning) in (0..).zip(special) {
        all.push(feedback(&format!("{beginning}one"), 2 * number));
        all.push(feedback(&format!("x{beginning}"), 2 * number + 1));
    }
    create_all(&*store, &all).await;
    for beginning in special {
        for prefix in [beginning.to_owned(), format!("x{beginning}")] {
            let begins = |feedback: &&Feedback| feedback.title.as_str().starts_with(&prefix);
            let found = walk_items(&*store, request(&prefix, 100)).await;
            assert_eq!(titles(&found), titles(all.iter().filter(begins)), "{prefix:?}");
        }
    }
}

/// Also where they are the oldest of many, so that single pages may hold none.
pub async fn a_search_with_many_matches_finds_them_all(fixture: impl Fixture) {
    let store = fixture.connect();
    let old = (0..1_100).map(|number| feedback(&format!("wanted {number}"), number));
    let new = (0..5_300).map(|number| feedback(&format!("other {number}"), 10_000 + number));
    let mixed = (0..200).map(|number| feedback(&format!("wanted too {number}"), 11_000 + number));
    let all: Vec<Feedback> = old.chain(new).chain(mixed).collect();
    create_all(&*store, &all).await;
    let mut wanted: Vec<&Feedback> =
        all.iter().filter(|feedback| feedback.title.as_str().starts_with("wanted")).collect();
    wanted.sort_by_key(|feedback| std::cmp::Reverse(feedback.key()));
    let found = walk_items(&*store, request("wanted", 100)).await;
    assert!(found.iter().eq(wanted), "{} were found", found.len());
    let few = walk_items(&*store, request("wanted 10", 7)).await;
    assert_eq!(few.len(), 111, "10, 100 to 109 and 1000 to 1099");
}
