//! The store goes away and comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::task::{JoinSet, block_in_place};

use super::Fixture;
use super::samples::{BOUND, fails, feedback, recovered, request, title, walk_items};
use crate::{ErrorKind, Feedback, FeedbackStore};

async fn every_call_is_unavailable(store: &dyn FeedbackStore) {
    let kind = ErrorKind::Unavailable;
    let (here, request) = (feedback("while away", 1), request("", 50));
    fails("create", kind, store.create(&here)).await;
    fails("get", kind, store.get(&here.title)).await;
    fails("list", kind, store.list(&request)).await;
    fails("delete", kind, store.delete(&title("before"))).await;
    fails("check", kind, store.check()).await;
    // It has no error, but must not hang either.
    let start = Instant::now();
    store.durability().await;
    assert!(start.elapsed() < BOUND);
}

/// The same store object, twice, and calls that come all at once do not hang either.
pub async fn a_store_that_is_away_is_unavailable_and_recovers_by_itself(mut fixture: impl Fixture) {
    let store = fixture.connect();
    let before = feedback("before", 0);
    store.create(&before).await.unwrap();
    for round in 0..2 {
        block_in_place(|| fixture.stop());
        every_call_is_unavailable(&*store).await;
        let mut crowd = JoinSet::new();
        for number in 0..32 {
            let store = Arc::clone(&store);
            crowd.spawn(async move {
                let name = title(&format!("crowd {number}"));
                fails("get in a crowd", ErrorKind::Unavailable, store.get(&name)).await;
            });
        }
        crowd.join_all().await;
        block_in_place(|| fixture.start());
        recovered(&*store).await;
        assert_eq!(store.get(&before.title).await.unwrap().as_ref(), Some(&before));
        let after = feedback(&format!("after {round}"), 10 + round);
        store.create(&after).await.unwrap();
        assert_eq!(store.list(&request("", 1)).await.unwrap().items, [after]);
    }
    assert!(store.delete(&before.title).await.unwrap());
    assert_eq!(walk_items(&*store, request("", 50)).await.len(), 2);
}

/// It answers from the moment at which the store is there.
pub async fn a_store_may_be_connected_while_it_is_away(mut fixture: impl Fixture) {
    let early = feedback("early", 0);
    fixture.connect().create(&early).await.unwrap();
    block_in_place(|| fixture.stop());
    let store = fixture.connect();
    every_call_is_unavailable(&*store).await;
    block_in_place(|| fixture.start());
    recovered(&*store).await;
    assert_eq!(store.get(&early.title).await.unwrap(), Some(early));
    store.create(&feedback("late", 1)).await.unwrap();
    assert_eq!(walk_items(&*store, request("", 50)).await.len(), 2);
}

/// Nor is anything there in part that was refused.
pub async fn nothing_that_was_acknowledged_is_lost_when_the_store_stops_in_mid_run(
    mut fixture: impl Fixture,
) {
    let done = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for writer in 0..8 {
        let (store, done) = (fixture.connect(), Arc::clone(&done));
        writers.spawn(async move {
            let (mut acknowledged, mut refused): (Vec<Feedback>, Vec<Feedback>) = (vec![], vec![]);
            for number in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                let feedback = feedback(&format!("{writer} wrote {number}"), number);
                match store.create(&feedback).await {
                    Ok(()) => acknowledged.push(feedback),
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
                        refused.push(feedback);
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                }
            }
            (acknowledged, refused)
        });
    }
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        block_in_place(|| fixture.stop());
        tokio::time::sleep(Duration::from_millis(200)).await;
        block_in_place(|| fixture.start());
        recovered(&*fixture.connect()).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    done.store(true, Ordering::Relaxed);
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for (of_one, not_of_one) in writers.join_all().await {
        kept.extend(of_one);
        refused.extend(not_of_one);
    }
    assert!(!kept.is_empty() && !refused.is_empty(), "the run met no fault, or nothing else");
    let store = fixture.connect();
    for feedback in &kept {
        let found = store.get(&feedback.title).await.unwrap();
        assert_eq!(found.as_ref(), Some(feedback), "an acknowledged feedback");
    }
    for feedback in &refused {
        let found = store.get(&feedback.title).await.unwrap();
        assert!(
            found.is_none_or(|found| found == *feedback),
            "a refused feedback is there in part"
        );
    }
}
