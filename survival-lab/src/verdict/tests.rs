use proptest::prelude::*;

use super::*;

fn write(phase: Phase, fate: Fate) -> Write {
    Write {
        title: "title".into(),
        text: "text".into(),
        sent_ms: 1,
        answered_ms: 2,
        phase,
        fate,
        answer: String::new(),
    }
}

fn whole() -> Found {
    Found::Text("text".into())
}

const BEFORE: (Phase, Fate) = (Phase::Before, Fate::Acknowledged);
const DURING: (Phase, Fate) = (Phase::During, Fate::Acknowledged);
const AFTER: (Phase, Fate) = (Phase::After, Fate::Acknowledged);

fn judged(rows: &[((Phase, Fate), Found)]) -> Verdict {
    let rows: Vec<_> =
        rows.iter().map(|((phase, fate), found)| (write(*phase, *fate), found.clone())).collect();
    judge(&rows).unwrap()
}

#[test]
fn kept_needs_every_acknowledged_write_whole() {
    assert_eq!(judged(&[(BEFORE, whole()), (AFTER, whole())]).outcome, Outcome::Kept);
}

#[test]
fn one_lost_write_during_the_event_is_not_kept() {
    let verdict = judged(&[(BEFORE, whole()), (DURING, Found::Absent)]);
    assert_eq!((verdict.outcome, verdict.counts.lost), (Outcome::Partly, 1));
}

#[test]
fn lost_looks_at_the_writes_before_the_event() {
    let verdict = judged(&[(BEFORE, Found::Absent), (DURING, Found::Absent), (AFTER, whole())]);
    assert_eq!(verdict.outcome, Outcome::Lost);
}

#[test]
fn one_survivor_makes_a_loss_partial() {
    let verdict = judged(&[(BEFORE, Found::Absent), (BEFORE, whole())]);
    assert_eq!(verdict.outcome, Outcome::Partly);
}

#[test]
fn one_altered_byte_is_found() {
    let verdict = judged(&[(BEFORE, whole()), (BEFORE, Found::Text("tex.".into()))]);
    assert_eq!((verdict.outcome, verdict.counts.corrupted), (Outcome::Partly, 1));
    let found = &verdict.summary.broken[0].found;
    assert_eq!(found, "differs from byte 3 on; 4 bytes were written, 4 were found");
}

#[test]
fn a_torn_or_empty_text_is_corrupted_and_not_present() {
    for torn in ["", "tex", "textt", "TEXT"] {
        let verdict = judged(&[(BEFORE, whole()), (BEFORE, Found::Text(torn.into()))]);
        assert_eq!((verdict.counts.present, verdict.counts.corrupted), (1, 1), "{torn}");
    }
}

#[test]
fn what_is_there_without_a_promise_breaks_none() {
    let verdict = judged(&[
        (BEFORE, whole()),
        ((Phase::During, Fate::Unknown), whole()),
        ((Phase::During, Fate::Refused), Found::Absent),
    ]);
    assert_eq!(verdict.outcome, Outcome::Kept);
    let counts = verdict.counts;
    assert_eq!((counts.present_without_acknowledgement, counts.unknown, counts.refused), (1, 1, 1));
}

#[test]
fn without_an_acknowledged_write_there_is_no_verdict() {
    assert!(judge(&[]).is_err());
    assert!(judge(&[(write(Phase::Before, Fate::Refused), Found::Absent)]).is_err());
    assert!(judge(&[(write(Phase::After, Fate::Acknowledged), whole())]).is_err());
}

fn row() -> impl Strategy<Value = ((Phase, Fate), Found)> {
    let phase = prop_oneof![Just(Phase::Before), Just(Phase::During), Just(Phase::After)];
    let fate = prop_oneof![Just(Fate::Acknowledged), Just(Fate::Refused), Just(Fate::Unknown)];
    let found = prop_oneof![Just(Found::Absent), Just(whole()), Just(Found::Text("x".into()))];
    ((phase, fate), found)
}

proptest! {
    #[test]
    fn counts_add_up_and_kept_means_that_no_promise_is_broken(
        rows in proptest::collection::vec(row(), 0..40),
    ) {
        let rows: Vec<_> = std::iter::once((BEFORE, whole())).chain(rows).collect();
        let verdict = judged(&rows);
        let counts = verdict.counts;
        prop_assert_eq!(counts.acknowledged, counts.present + counts.lost + counts.corrupted);
        let all = usize::try_from(counts.acknowledged + counts.refused + counts.unknown).unwrap();
        prop_assert_eq!(all, rows.len());
        prop_assert_eq!(verdict.outcome == Outcome::Kept, verdict.summary.broken.is_empty());
    }
}
