//! Where the feedback is kept, and what that survives, as plain text for a terminal.

use std::fmt::Write as _;

use storage_backends::{Durability, Event};

use super::Language;
use crate::mend::{Mend, mends};

/// The same as on [`super::WherePage`], in lines for a terminal.
#[must_use]
pub fn where_text(language: Language, durability: &Durability) -> String {
    let words = &language.messages().where_page;
    let mut text = format!(
        "{}\n{} {}\n{}\n\n{}\n",
        (words.place)(&durability.place),
        words.location,
        durability.location,
        (words.verdict)(durability.answer(Event::Removal)),
        words.events
    );
    for survival in &durability.survives {
        let (event, answer) = ((words.event)(survival.event), (words.answer)(survival.answer));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {answer:<8} {event}: {}", (words.reason)(survival.reason));
    }
    let _ = writeln!(text, "\n{}", words.evidence);
    if durability.evidence.is_empty() {
        let _ = writeln!(text, "  {}", words.no_evidence);
    } else {
        let _ = writeln!(text, "  {}", (words.confidence)(durability.confidence));
        for line in &durability.evidence {
            let _ = writeln!(text, "  {line}");
        }
    }
    let mends = mends(durability);
    if !mends.is_empty() {
        let _ = writeln!(text, "\n{}: {}", words.mend, words.mend_hint);
    }
    for Mend { tool, lines } in mends {
        let _ = writeln!(text, "\n{}\n  {}", (words.tool)(tool), lines.replace('\n', "\n  "));
    }
    text
}

/// Where the feedback is kept, and whether it outlives the container, in two sentences.
#[must_use]
pub fn where_verdict(language: Language, durability: &Durability) -> String {
    let words = &language.messages().where_page;
    let verdict = (words.verdict)(durability.answer(Event::Removal));
    format!("{} {verdict}", (words.place)(&durability.place))
}

#[cfg(test)]
mod tests {
    use storage_backends::{Answer, Confidence, Place, Reason, Survival};

    use super::*;

    #[test]
    fn a_terminal_is_told_the_same_as_the_page() {
        let (event, answer) = (Event::Removal, Answer::No);
        let durability = Durability {
            place: Place::ContainerLayer,
            location: "/data".to_owned(),
            confidence: Confidence::Certain,
            evidence: vec!["overlay on /".to_owned()],
            survives: vec![Survival { event, answer, reason: Reason::LayerDeleted }],
        };
        let text = where_text(Language::English, &durability);
        for told in ["/data", "It is lost with the container.", "overlay on /", "docker run"] {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert!(text.contains("\n  No       The container is removed"), "{text}");
    }

    #[test]
    fn a_place_of_which_nothing_is_known_is_told_so() {
        let text = where_text(Language::English, &Durability::unknown("?".to_owned()));
        assert!(text.contains("Nothing could be found out."), "{text}");
        assert_eq!(text.matches("\n  Unknown  ").count(), Event::ALL.len());
    }
}
