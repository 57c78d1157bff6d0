//! Many callers at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::Fixture;
use super::samples::{at, feedback, request, title, walk_items};
use crate::{ErrorKind, Feedback, FeedbackStore, Text};

/// A long text that nobody else writes, so that a mixture of two would be seen.
fn text_of(writer: i64) -> Text {
    Text::parse(&format!("writer {writer} ").repeat(3_000)).unwrap()
}

/// The others get `AlreadyExists`, and the winner's bytes are the ones that are kept.
pub async fn of_64_concurrent_creates_exactly_one_wins(fixture: impl Fixture) {
    let stores: Vec<_> = (0..4).map(|_| fixture.connect()).collect();
    for round in 0..8 {
        let name = format!("awesome {round}");
        let start = Arc::new(Barrier::new(64));
        let mut writers = JoinSet::new();
        for (writer, store) in (0..64).zip(stores.iter().cycle().cloned()) {
            let (text, start) = (text_of(writer), Arc::clone(&start));
            let feedback = Feedback { title: title(&name), text, created_at: at(writer) };
            writers.spawn(async move {
                start.wait().await;
                match store.create(&feedback).await {
                    Ok(()) => Some(feedback),
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => None,
                    Err(error) => panic!("{error}"),
                }
            });
        }
        let won: Vec<Feedback> = writers.join_all().await.into_iter().flatten().collect();
        assert_eq!(won.len(), 1, "writers {:?} won", won.iter().map(|it| it.created_at));
        for store in &stores {
            let kept = store.get(&title(&name)).await.unwrap();
            assert!(kept.as_ref() == won.first(), "what is kept is not the winner's");
        }
        let listed = walk_items(&*stores[0], request(&name, 50)).await;
        assert!(listed == won, "what is listed is not the winner's");
    }
}

/// Neither by get nor by list, from no other process.
pub async fn a_reader_never_sees_a_feedback_in_part(fixture: impl Fixture) {
    const ROUNDS: i64 = 100;
    let (writer, done) = (fixture.connect(), Arc::new(AtomicBool::new(false)));
    let text = Text::parse(&"x".repeat(Text::MAX_BYTES)).unwrap();
    let mut readers = JoinSet::new();
    for listing in [false, true] {
        let (store, done, text) = (fixture.connect(), Arc::clone(&done), text.clone());
        readers.spawn(async move {
            let (mut round, mut seen) = (0, 0_u32);
            while !done.load(Ordering::Relaxed) {
                let title = title(&format!("round {round}"));
                let found = if listing {
                    let page = store.list(&request("", 3)).await.unwrap();
                    page.items.into_iter().map(|item| item.text).collect()
                } else {
                    round = (round + 1) % ROUNDS;
                    store.get(&title).await.unwrap().map_or(vec![], |found| vec![found.text])
                };
                seen += u32::from(!found.is_empty());
                assert!(found.iter().all(|found| *found == text), "a part was seen");
            }
            seen
        });
    }
    for round in 0..ROUNDS {
        let feedback =
            Feedback { text: text.clone(), ..feedback(&format!("round {round}"), round) };
        writer.create(&feedback).await.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    assert!(readers.join_all().await.iter().all(|seen| *seen > 0), "a reader saw nothing");
}

/// Each success of one is followed by a success of the other kind.
pub async fn creates_and_deletes_of_one_title_take_turns(fixture: impl Fixture) {
    let mut callers = JoinSet::new();
    for caller in 0..8 {
        let store = fixture.connect();
        callers.spawn(async move {
            let mut balance = 0_i32;
            for turn in 0..50 {
                if (caller + turn) % 2 == 0 {
                    match store.create(&feedback("contended", turn)).await {
                        Ok(()) => balance += 1,
                        Err(error) => assert_eq!(error.kind(), ErrorKind::AlreadyExists),
                    }
                } else {
                    balance -= i32::from(store.delete(&title("contended")).await.unwrap());
                }
            }
            balance
        });
    }
    let created_less_deleted: i32 = callers.join_all().await.iter().sum();
    let store: Arc<dyn FeedbackStore> = fixture.connect();
    let there = store.get(&title("contended")).await.unwrap().is_some();
    assert_eq!(created_less_deleted, i32::from(there));
    assert_eq!(walk_items(&*store, request("", 50)).await.len(), usize::from(there));
}
