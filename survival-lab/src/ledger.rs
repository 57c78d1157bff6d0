//! The ledger: every write that was sent, and how it was answered.
//!
//! Titles and texts are made from a seed, so that a run can be repeated byte for byte.

use std::sync::{Arc, Mutex, PoisonError};

use fastrand::Rng;

use crate::results::{Fate, Phase, Span};

/// One write, as it was sent and answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Its title: unique in the ledger.
    pub title: String,
    /// Its text.
    pub text: String,
    /// When it was sent, in milliseconds since the cell began.
    pub sent_ms: u64,
    /// When its answer came, or was given up.
    pub answered_ms: u64,
    /// When it was sent, seen from the event.
    pub phase: Phase,
    /// How it was answered.
    pub fate: Fate,
    /// The answer in words.
    pub answer: String,
}

/// A ledger that the writers of a cell share.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    writes: Arc<Mutex<Vec<Write>>>,
}

impl Ledger {
    /// Enters an answered write.
    pub fn enter(&self, write: Write) {
        self.lock().push(write);
    }

    /// All writes, in the order of their answers.
    #[must_use]
    pub fn writes(&self) -> Vec<Write> {
        self.lock().clone()
    }

    /// How many writes sent in this phase were acknowledged.
    #[must_use]
    pub fn acknowledged(&self, phase: Phase) -> usize {
        let counts = |write: &&Write| write.phase == phase && write.fate == Fate::Acknowledged;
        self.lock().iter().filter(counts).count()
    }

    /// Alters one byte of the first acknowledged write, as if the app had been sent another text.
    /// A lab that then calls everything whole does not compare.
    ///
    /// Returns false when nothing was acknowledged.
    #[must_use]
    pub fn alter_one_byte(&self) -> bool {
        let mut writes = self.lock();
        let Some(write) = writes.iter_mut().find(|write| write.fate == Fate::Acknowledged) else {
            return false;
        };
        let last = write.text.pop();
        write.text.push(if last == Some('.') { '!' } else { '.' });
        true
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Write>> {
        self.writes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The title and the text of a write, from the seed of its cell and its number.
///
/// Titles are already as the app would make them: trimmed, lowercase and composed, so that what
/// comes back can be compared byte by byte. Together they use blanks, slashes, dots, per cent
/// signs, several scripts and emoji; texts have 1 to some 2,000 characters and several lines.
#[must_use]
pub fn content(seed: u64, number: u64) -> (String, String) {
    let mut rng = Rng::with_seed(seed.rotate_left(32) ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let word = rng.choice(WORDS).copied().unwrap_or("word");
    let title = format!("{word} {number:05}");
    let length = if rng.u8(..) < 16 { rng.usize(500..2000) } else { rng.usize(1..120) };
    let mut text = String::with_capacity(length * 2);
    for _ in 0..length {
        text.push(rng.choice(LETTERS).copied().unwrap_or('x'));
    }
    // The ends are letters: a text may be trimmed by an app without being altered in spirit.
    text.insert(0, 'a');
    text.push('z');
    (title, text)
}

/// Stretches of equal answers, in the order in which the writes were sent.
#[must_use]
pub fn spans(writes: &[Write]) -> Vec<Span> {
    let mut order: Vec<&Write> = writes.iter().collect();
    order.sort_by_key(|write| (write.sent_ms, write.answered_ms));
    let mut spans: Vec<Span> = Vec::new();
    for write in order {
        match spans.last_mut() {
            Some(span) if span.fate == write.fate => {
                span.to_ms = span.to_ms.max(write.answered_ms);
                span.writes += 1;
            }
            _ => spans.push(Span {
                from_ms: write.sent_ms,
                to_ms: write.answered_ms,
                fate: write.fate,
                writes: 1,
            }),
        }
    }
    spans
}

/// The longest time between two acknowledged answers that follow each other, from `since_ms` on.
#[must_use]
pub fn longest_gap_ms(writes: &[Write], since_ms: u64) -> u64 {
    let mut answers: Vec<u64> = writes
        .iter()
        .filter(|write| write.fate == Fate::Acknowledged)
        .map(|write| write.answered_ms)
        .collect();
    answers.sort_unstable();
    answers
        .windows(2)
        .filter(|pair| pair[1] >= since_ms)
        .map(|pair| pair[1] - pair[0])
        .max()
        .unwrap_or(0)
}

const WORDS: &[&str] = &[
    "awesome",
    "really good",
    "a/b",
    "100% sure",
    "v1.2",
    "straße",
    "naïve",
    "東京",
    "спасибо",
    "well done 🎉",
    "con",
    "c:\\temp",
    "what?",
    "<b>bold</b>",
    "it's \"fine\"",
    "..%2f",
];

const LETTERS: &[char] = &[
    'a', 'b', 'c', 'd', 'e', 'f', 'o', 'r', 's', 't', 'u', 'X', 'Y', '0', '1', '7', ' ', ' ', ' ',
    '.', ',', '\n', '\t', '&', '<', '>', '"', '\'', '\\', '/', '%', '+', 'é', 'ß', 'ж', '京', '🎉',
];

#[cfg(test)]
mod tests;
