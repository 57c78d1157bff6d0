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
