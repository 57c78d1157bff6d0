//! Titles that trip file systems, databases and search patterns.

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, TestRunner};

use super::Fixture;
use super::samples::{at, create_all, feedback, request, titles, walk_items};
use crate::{Feedback, Text, Title};

/// Titles that are awkward somewhere; each is another title than all others.
fn awkward() -> Vec<String> {
    let mut all: Vec<String> = [
        "a/b",
        "a\\b",
        "a",
        "b",
        "..",
        ".",
        "../x",
        "../../etc/passwd",
        "/etc/passwd",
        "..%2fx",
        "%00",
        "%",
        "%25",
        "100%",
        "_",
        "a_b",
        "a%b",
        "*",
        "a*",
        "?",
        "[a-z]*",
        "{a,b}",
        "^a",
        "\\*",
        "\\",
        "\\\\",
        "con",
        "con.txt",
        "nul",
        "aux.c",
        "com1",
        "lpt¹",
        "conin$",
        ".hidden",
        "a.txt",
        "a.txt.txt",
        "-",
        "--",
        "-rf",
        "a b",
        "a  b",
        "a\u{a0}b",
        "'",
        "''",
        "\"",
        "`",
        "$1",
        "$(id)",
        "${x}",
        "%s%n",
        "'; drop table feedback; --",
        "' or '1'='1",
        "<script>alert(1)</script>",
        "&amp;",
        "#",
        "a#b",
        "a?b=c&d",
        "a:b",
        "feedback:a",
        "a|b",
        "{}",
        "null",
        "true",
        "0",
        "1e3",
        "überraschung",
        "ß",
        "ss",
        "ı",
        "i",
        "привет",
        "你好",
        "こんにちは",
        "שלום",
        "مرحبا",
        "a\u{202e}b",
        "👍",
        "👍🏽",
        "👨‍👩‍👧‍👦",
        "e\u{301}\u{302}",
        "\u{fb03}",
        "ﬀ",
        "\u{1f600}\u{fe0f}",
        "z\u{200b}z",
        "zz",
        "\u{10ffff}",
        "\u{e000}",
        "\u{fffd}",
        "a,b",
        "a;b",
        "a=b",
        "~",
        "~root",
        "@",
        "!",
        "(",
        ")",
        "+",
        "a+b",
        "index.html",
        "create",
        "feedback",
        "where",
        "healthz",
    ]
    .map(str::to_owned)
    .into();
    all.extend(["x".repeat(251), "é".repeat(125), "👍".repeat(62), "%".repeat(83)]);
    all
}

/// None of them is taken for another, by get, list, search or delete.
pub async fn awkward_titles_are_kept_apart_and_read_back(fixture: impl Fixture) {
    let store = fixture.connect();
    let all: Vec<Feedback> =
        (0..).zip(awkward()).map(|(number, title)| feedback(&title, number)).collect();
    assert_eq!(titles(&all).len(), all.len(), "the samples are not apart");
    create_all(&*store, &all).await;
    for feedback in &all {
        assert_eq!(store.get(&feedback.title).await.unwrap().as_ref(), Some(feedback));
        let found = walk_items(&*store, request(feedback.title.as_str(), 100)).await;
        assert!(found.contains(feedback), "{} is not found", feedback.title);
    }
    let listed = walk_items(&*store, request("", 100)).await;
    assert!(listed.iter().rev().eq(&all), "the list is not what was created");
    let (gone, left) = all.split_at(all.len() / 2);
    for feedback in gone {
        assert!(store.delete(&feedback.title).await.unwrap(), "{}", feedback.title);
    }
    let listed = walk_items(&*store, request("", 100)).await;
    assert!(listed.iter().rev().eq(left), "the list is not what was left");
}

/// Whatever a person may type, in hundreds of random cases.
pub async fn any_title_and_text_that_is_accepted_is_read_back(fixture: impl Fixture) {
    let store = fixture.connect();
    let mut runner = TestRunner::new(Config::default());
    let title = "\\PC{1,60}|.{1,60}|[./\\\\%:_*a-c ]{1,10}|(con|nul|com1)[. a-z]{0,3}";
    let typed = (title, "\\PC{1,80}|(?s).{1,80}|[\\r\\n\\t a]{1,20}");
    let mut known = std::collections::BTreeMap::new();
    for number in 0..300 {
        let (title, text) = typed.new_tree(&mut runner).expect("it is simple").current();
        let (Ok(title), Ok(text)) = (Title::parse(&title), Text::parse(&text)) else { continue };
        let feedback = Feedback { title, text, created_at: at(number) };
        if known.contains_key(&feedback.title) {
            continue;
        }
        let created = store.create(&feedback).await;
        created.unwrap_or_else(|error| panic!("{feedback:?}: {error}"));
        assert_eq!(store.get(&feedback.title).await.unwrap().as_ref(), Some(&feedback));
        known.insert(feedback.title.clone(), feedback);
    }
    assert!(known.len() > 100, "{} were accepted: too few to tell", known.len());
    let mut listed = walk_items(&*store, request("", 100)).await;
    listed.sort_by(|a, b| a.title.cmp(&b.title));
    assert!(listed.iter().eq(known.values()), "the list is not what was created");
}
