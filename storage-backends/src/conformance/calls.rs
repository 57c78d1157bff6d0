//! Each call alone.

use super::Fixture;
use super::samples::{at, create_all, feedback, request, title, walk_items};
use crate::{CreatedAt, ErrorKind, Event, Feedback, Text};

/// What create was given, get and list give back, byte by byte.
pub async fn a_feedback_that_was_created_is_read_back_whole(fixture: impl Fixture) {
    let store = fixture.connect();
    let awesome = feedback("awesome", 125);
    store.create(&awesome).await.unwrap();
    assert_eq!(store.get(&awesome.title).await.unwrap(), Some(awesome.clone()));
    assert_eq!(walk_items(&*store, request("", 50)).await, [awesome]);
}

/// None, and not an error.
pub async fn what_was_never_created_is_not_there(fixture: impl Fixture) {
    let store = fixture.connect();
    assert_eq!(store.get(&title("awesome")).await.unwrap(), None);
    assert!(!store.delete(&title("awesome")).await.unwrap());
}

/// The first stays as it is.
pub async fn a_second_create_of_a_title_changes_nothing(fixture: impl Fixture) {
    let store = fixture.connect();
    let first = feedback("awesome", 0);
    store.create(&first).await.unwrap();
    let second = Feedback { text: Text::parse("another text").unwrap(), ..feedback("awesome", 9) };
    for _ in 0..2 {
        let error = store.create(&second).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
        assert!(!error.is_retryable());
    }
    assert_eq!(store.get(&first.title).await.unwrap(), Some(first.clone()));
    assert_eq!(walk_items(&*store, request("", 50)).await, [first]);
}

/// Upper and lower case, composed and decomposed letters, blanks around it.
pub async fn a_title_is_the_same_however_it_is_written(fixture: impl Fixture) {
    let store = fixture.connect();
    let cafe = feedback("Cafe\u{301} Ångström", 0);
    store.create(&cafe).await.unwrap();
    let error = store.create(&feedback("  CAFÉ ÅNGSTRÖM ", 1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert_eq!(store.get(&title("café ångström")).await.unwrap(), Some(cafe));
}

/// Delete tells whether it was there, and frees the title.
pub async fn a_feedback_that_was_deleted_is_gone_and_can_be_created_again(fixture: impl Fixture) {
    let store = fixture.connect();
    let (first, other) = (feedback("awesome", 0), feedback("other", 1));
    create_all(&*store, &[first.clone(), other.clone()]).await;
    assert!(store.delete(&first.title).await.unwrap());
    assert!(!store.delete(&first.title).await.unwrap());
    assert_eq!(store.get(&first.title).await.unwrap(), None);
    assert_eq!(walk_items(&*store, request("", 50)).await, std::slice::from_ref(&other));
    assert_eq!(walk_items(&*store, request("awe", 50)).await, []);
    let again =
        Feedback { text: Text::parse("second thoughts").unwrap(), ..feedback("awesome", 2) };
    store.create(&again).await.unwrap();
    assert_eq!(store.get(&again.title).await.unwrap(), Some(again.clone()));
    assert_eq!(walk_items(&*store, request("", 50)).await, [again, other]);
}

/// 1 and 65,536 bytes, of one and of several bytes a character, with blanks and lines.
pub async fn the_shortest_and_the_longest_texts_are_kept(fixture: impl Fixture) {
    let store = fixture.connect();
    let texts = [
        "x".to_owned(),
        "é".to_owned(),
        "x".repeat(Text::MAX_BYTES),
        "🎉".repeat(Text::MAX_BYTES / 4),
        "\u{5d0}\u{202e}\u{200d}\n\n\t end \n".to_owned(),
        "'; drop table feedback; -- \\ \" <script>%s$1{}\u{feff}\u{fffd}\u{10ffff}".to_owned(),
        format!("a{}b", "\n".repeat(Text::MAX_BYTES - 2)),
    ];
    for (number, text) in (0..).zip(&texts) {
        let text = Text::parse(text).unwrap();
        let feedback = Feedback { text, ..feedback(&format!("text {number}"), number) };
        store.create(&feedback).await.unwrap();
        let kept = store.get(&feedback.title).await.unwrap().unwrap();
        assert!(kept == feedback, "text {number} came back changed");
    }
    let listed = walk_items(&*store, request("", 50)).await;
    let kept: Vec<&str> = listed.iter().rev().map(|feedback| feedback.text.as_str()).collect();
    assert!(kept == texts, "a listed text is not the one that was created");
}

/// From 1970 to 9999.
pub async fn the_time_of_creation_is_kept_to_the_millisecond(fixture: impl Fixture) {
    let store = fixture.connect();
    let far = CreatedAt::from_millis(4_102_444_800_999).unwrap();
    let times = [CreatedAt::from_millis(0).unwrap(), CreatedAt::from_millis(1).unwrap()];
    let times = times.into_iter().chain([at(0), at(1), at(999), at(1_001), CreatedAt::now(), far]);
    for (number, created_at) in times.enumerate() {
        let feedback = Feedback { created_at, ..feedback(&format!("time {number}"), 0) };
        store.create(&feedback).await.unwrap();
        assert_eq!(store.get(&feedback.title).await.unwrap(), Some(feedback.clone()));
        let found = walk_items(&*store, request(feedback.title.as_str(), 1)).await;
        assert_eq!(found, [feedback]);
    }
}

/// And the check leaves nothing behind.
pub async fn a_store_that_is_there_passes_its_check(fixture: impl Fixture) {
    let store = fixture.connect();
    for _ in 0..3 {
        store.check().await.unwrap();
    }
    assert_eq!(walk_items(&*store, request("", 50)).await, []);
}

/// Each event has one answer, and what is said has its evidence.
pub async fn where_the_bytes_live_is_told_for_every_event(fixture: impl Fixture) {
    let store = fixture.connect();
    store.check().await.unwrap();
    let durability = store.durability().await;
    let events: Vec<Event> = durability.survives.iter().map(|survival| survival.event).collect();
    assert_eq!(events, Event::ALL);
    assert_eq!(durability.location, store.location());
    assert!(!durability.location.is_empty());
    assert!(!durability.evidence.is_empty(), "{durability:?}");
}
