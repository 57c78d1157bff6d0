use std::collections::HashSet;

use super::*;

fn write(sent_ms: u64, answered_ms: u64, fate: Fate) -> Write {
    Write {
        title: format!("t{sent_ms}"),
        text: "text".into(),
        sent_ms,
        answered_ms,
        phase: Phase::During,
        fate,
        answer: String::new(),
    }
}

#[test]
fn the_same_seed_writes_the_same_bytes() {
    for number in 0..500 {
        assert_eq!(content(7, number), content(7, number));
    }
    assert_ne!(content(7, 3), content(8, 3));
}

#[test]
fn titles_are_unique_and_come_back_as_they_were_sent() {
    let titles: HashSet<_> = (0..5000).map(|number| content(1, number).0).collect();
    assert_eq!(titles.len(), 5000);
    for title in titles {
        assert_eq!(title.trim().to_lowercase(), title);
        assert!(title.len() < 80, "{title}");
    }
}

#[test]
fn texts_stay_below_the_limit_of_the_app() {
    for number in 0..2000 {
        let (_, text) = content(3, number);
        assert!((1..=65_536).contains(&text.len()));
        assert!(!text.contains(['\r', '\0']));
        assert_eq!(text.trim(), text);
    }
}

#[test]
fn equal_answers_make_one_span() {
    let writes = [
        write(0, 1, Fate::Acknowledged),
        write(10, 11, Fate::Acknowledged),
        write(20, 90, Fate::Unknown),
        write(91, 92, Fate::Acknowledged),
    ];
    let spans = spans(&writes);
    assert_eq!(spans.iter().map(|span| span.writes).collect::<Vec<_>>(), [2, 1, 1]);
    assert_eq!((spans[0].from_ms, spans[0].to_ms), (0, 11));
}

#[test]
fn the_gap_is_between_acknowledged_answers_only() {
    let writes = [
        write(0, 1, Fate::Acknowledged),
        write(10, 11, Fate::Refused),
        write(20, 90, Fate::Unknown),
        write(91, 301, Fate::Acknowledged),
        write(302, 303, Fate::Acknowledged),
    ];
    assert_eq!(longest_gap_ms(&writes, 5), 300);
}

#[test]
fn gaps_before_the_event_do_not_count() {
    let writes = [
        write(0, 1, Fate::Acknowledged),
        write(10, 500, Fate::Acknowledged),
        write(510, 511, Fate::Acknowledged),
    ];
    assert_eq!(longest_gap_ms(&writes, 505), 11);
}

#[test]
fn exactly_one_acknowledged_text_is_altered() {
    let ledger = Ledger::default();
    assert!(!ledger.alter_one_byte());
    ledger.enter(write(0, 1, Fate::Refused));
    ledger.enter(write(2, 3, Fate::Acknowledged));
    ledger.enter(write(4, 5, Fate::Acknowledged));
    assert!(ledger.alter_one_byte());
    let texts: Vec<_> = ledger.writes().into_iter().map(|write| write.text).collect();
    assert_eq!(texts, ["text", "tex.", "text"]);
}
