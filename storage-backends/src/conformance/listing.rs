//! Pages of everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Fixture;
use super::samples::{create_all, feedback, request, title, titles, walk, walk_items};
use crate::{Cursor, ErrorKind, Feedback, Page};

/// Which is the last.
pub async fn an_empty_store_has_one_empty_page(fixture: impl Fixture) {
    let store = fixture.connect();
    assert_eq!(store.list(&request("", 50)).await.unwrap(), Page::default());
    assert_eq!(store.list(&request("awe", 1)).await.unwrap(), Page::default());
}

/// Whether they fill no page, just one or several, in whatever order they were created.
pub async fn a_walk_meets_every_feedback_once_newest_first(fixture: impl Fixture) {
    let store = fixture.connect();
    let mut all: Vec<Feedback> = Vec::new();
    for count in [1_usize, 49, 50, 51, 100, 101, 235] {
        let more: Vec<Feedback> = (all.len()..count)
            // 7919 is prime to each count: the times come in no order.
            .map(|number| (number, i64::try_from(number * 7_919 % 10_007).expect("it is small")))
            .map(|(number, millis)| feedback(&format!("title {number}"), millis))
            .collect();
        create_all(&*store, &more).await;
        all.extend(more);
        all.sort_by_key(|feedback| std::cmp::Reverse(feedback.key()));
        let pages = walk(&*store, request("", 50)).await;
        assert_eq!(pages.len(), count.div_ceil(50), "{count}");
        assert!(pages.iter().flat_map(|page| &page.items).eq(&all), "{count}");
        assert!(pages.iter().all(|page| page.unread.is_empty()));
    }
}

/// Also where a page ends between them.
pub async fn feedbacks_of_one_millisecond_are_ordered_by_title(fixture: impl Fixture) {
    let store = fixture.connect();
    // The order of the titles is that of their bytes, and of no language.
    let names = ["zebra", "éclair", "eclair", "10", "9", "a b", "a-b", "ab", "_", "🎉", "\u{e000}"];
    let mut all: Vec<Feedback> = names.iter().map(|name| feedback(name, 5)).collect();
    all.push(feedback("older", 4));
    all.push(feedback("newer", 6));
    create_all(&*store, &all).await;
    all.sort_by_key(|feedback| std::cmp::Reverse(feedback.key()));
    for limit in [1, 2, 3, 7, 13, 100] {
        assert_eq!(walk_items(&*store, request("", limit)).await, all, "{limit}");
    }
}

/// Until the last, which holds the rest; a page that is full to the end has no next one.
pub async fn a_page_holds_as_many_as_were_asked_for(fixture: impl Fixture) {
    let store = fixture.connect();
    let all: Vec<Feedback> =
        (0..120).map(|number| feedback(&format!("title {number}"), number)).collect();
    create_all(&*store, &all).await;
    for limit in [1_u8, 7, 50, 60, 100] {
        for prefix in ["", "title"] {
            let sizes: Vec<usize> =
                walk(&*store, request(prefix, limit)).await.iter().map(|p| p.items.len()).collect();
            let limit = usize::from(limit);
            let expected: Vec<usize> =
                (0..120).step_by(limit).map(|start| limit.min(120 - start)).collect();
            assert_eq!(sizes, expected);
        }
    }
}

/// It names a place and not a feedback, and passes through its text form.
pub async fn a_cursor_stays_valid_when_its_feedback_is_deleted(fixture: impl Fixture) {
    let store = fixture.connect();
    let all: Vec<Feedback> =
        (0..6).map(|number| feedback(&format!("title {number}"), number / 3)).collect();
    create_all(&*store, &all).await;
    let mut request = request("", 2);
    let first = store.list(&request).await.unwrap();
    for feedback in &first.items {
        assert!(store.delete(&feedback.title).await.unwrap());
    }
    let cursor: Cursor = first.next.unwrap().to_string().parse().unwrap();
    request.after = Some(cursor);
    let rest = walk_items(&*fixture.connect(), request).await;
    assert!(rest.iter().rev().eq(&all[..4]), "{:?}", titles(&rest));
}

/// Those that come are newer, older and between; those that go are on every page.
pub async fn what_stays_is_met_once_while_others_come_and_go(fixture: impl Fixture) {
    let store = fixture.connect();
    let name = |kind: &str, number: i64| format!("{kind} {number}");
    let stay: Vec<Feedback> =
        (0..200).map(|number| feedback(&name("stay", number), 10 * number)).collect();
    let go: Vec<Feedback> =
        (0..200).map(|number| feedback(&name("go", number), 10 * number + 5)).collect();
    create_all(&*store, &stay).await;
    create_all(&*store, &go).await;
    let (other, done) = (fixture.connect(), Arc::new(AtomicBool::new(false)));
    let changes = tokio::spawn({
        let done = Arc::clone(&done);
        async move {
            for number in (0..200).cycle() {
                if done.load(Ordering::Relaxed) {
                    return;
                }
                let gone = title(&name("go", (number * 7) % 200));
                other.delete(&gone).await.unwrap();
                let come = feedback(&name("come", number), number * 11 - 50);
                match other.create(&come).await {
                    Ok(()) => (),
                    Err(error) => assert_eq!(error.kind(), ErrorKind::AlreadyExists),
                }
            }
        }
    });
    for limit in [3, 10, 50, 3, 10, 50] {
        let met = walk_items(&*store, request("", limit)).await;
        let met: Vec<&Feedback> =
            met.iter().filter(|feedback| feedback.title.as_str().starts_with("stay")).collect();
        assert!(met.into_iter().rev().eq(&stay), "a walk by {limit} missed or repeated some");
        let found = walk_items(&*store, request("stay", limit)).await;
        assert!(found.iter().rev().eq(&stay), "a search by {limit} missed or repeated some");
    }
    done.store(true, Ordering::Relaxed);
    changes.await.unwrap();
}
