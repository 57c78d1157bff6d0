//! Where the feedback is kept, and what that survives, in plain words.

use askama::Template;
use storage_backends::{Answer, Durability, Event};

use super::frame::{Frame, Place};
use super::messages::WhereMessages;
use crate::mend::{Mend, mends};

/// The page that tells where the bytes are, and what happens to them.
#[derive(Debug, Template)]
#[template(path = "where.html")]
pub struct WherePage {
    /// What surrounds it.
    pub frame: Frame,
    /// What the store says.
    pub durability: Durability,
}

/// What one event does.
struct Row {
    event: &'static str,
    answer: &'static str,
    /// The class of the answer in the stylesheet.
    class: &'static str,
    reason: &'static str,
}

impl WherePage {
    fn place(&self) -> Place {
        Place::Where
    }

    fn words(&self) -> &'static WhereMessages {
        &self.frame.words.where_page
    }

    fn place_words(&self) -> String {
        (self.words().place)(&self.durability.place)
    }

    /// What the removal of the container does, and its class.
    fn verdict(&self) -> (&'static str, &'static str) {
        let answer = self.durability.answer(Event::Removal);
        ((self.words().verdict)(answer), class(answer))
    }

    fn confidence(&self) -> &'static str {
        (self.words().confidence)(self.durability.confidence)
    }

    fn rows(&self) -> impl Iterator<Item = Row> {
        let words = self.words();
        self.durability.survives.iter().map(|survival| Row {
            event: (words.event)(survival.event),
            answer: (words.answer)(survival.answer),
            class: class(survival.answer),
            reason: (words.reason)(survival.reason),
        })
    }

    /// What the lines to copy are for, and the lines.
    fn mends(&self) -> Vec<(&'static str, String)> {
        let mends = mends(&self.durability).into_iter();
        mends.map(|Mend { tool, lines }| ((self.words().tool)(tool), lines)).collect()
    }
}

/// The class of an answer in the stylesheet.
fn class(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use storage_backends::{Confidence, Place as StoragePlace, Reason, Survival};

    use super::super::Language;
    use super::*;

    fn html(place: StoragePlace, answer: Answer, loses: bool) -> String {
        let frame = Frame::new(Language::English, loses);
        let survival = Survival { event: Event::Removal, answer, reason: Reason::LayerDeleted };
        let durability = Durability {
            place,
            location: "/data".to_owned(),
            confidence: Confidence::Likely,
            evidence: vec!["a line <of> the system".to_owned()],
            survives: vec![survival],
        };
        WherePage { frame, durability }.render().unwrap()
    }

    #[test]
    fn a_place_that_is_lost_with_the_container_comes_with_lines_that_mend_it() {
        let page = html(StoragePlace::ContainerLayer, Answer::No, true);
        assert!(page.contains("It is lost with the container."), "{page}");
        assert!(page.contains("<span class=\"answer no\">No</span>"), "{page}");
        assert!(page.contains("-v feedback:/data feedback-app</code>"), "{page}");
        assert!(page.contains("- feedback:/data\nvolumes:"), "{page}");
        assert!(page.contains("a line &#60;of&#62; the system"), "{page}");
        assert!(page.contains("<aside class=\"banner\""), "{page}");
    }

    #[test]
    fn a_place_that_outlives_the_container_needs_no_mending() {
        let place = StoragePlace::NamedVolume { name: "my feedback".to_owned() };
        let page = html(place, Answer::Yes, false);
        assert!(page.contains("In the volume “\u{2068}my feedback\u{2069}” of Docker."), "{page}");
        assert!(page.contains("It outlives the container."), "{page}");
        assert!(!page.contains("docker run") && !page.contains("banner"), "{page}");
    }

    #[test]
    fn what_nobody_knows_is_told_as_unknown() {
        let frame = Frame::new(Language::English, false);
        let durability = Durability::unknown("somewhere".to_owned());
        let page = WherePage { frame, durability }.render().unwrap();
        assert_eq!(page.matches("<span class=\"answer unknown\">Unknown</span>").count(), 7);
        assert!(page.contains("Nothing could be found out."), "{page}");
    }
}
