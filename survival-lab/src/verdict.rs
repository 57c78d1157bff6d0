//! From a ledger and what was found afterwards to an outcome. Pure: no clock, no network.

use crate::ledger::Write;
use crate::results::{Counts, Entry, Fate, LedgerSummary, Outcome, Phase, PhaseCounts};

/// How many broken promises a report shows in full.
const BROKEN_SHOWN: usize = 10;

/// How many kept promises a report shows in full.
const SAMPLES_SHOWN: usize = 3;

/// What is under a title after the event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a look-up has these two answers")]
pub enum Found {
    /// Nothing.
    Absent,
    /// This text.
    Text(String),
}

/// An outcome and the counts behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Kept, lost or partly.
    pub outcome: Outcome,
    /// Over all phases.
    pub counts: Counts,
    /// For the report.
    pub summary: LedgerSummary,
}

/// Judges what was found.
///
/// Kept: every acknowledged write, whenever it was sent, is present and whole. Lost: of the writes
/// acknowledged before the event none is there. Partly: everything else.
///
/// # Errors
///
/// Fails when no write was acknowledged before the event: then nothing was put at stake, and any
/// outcome would be an invention.
pub fn judge(looked_up: &[(Write, Found)]) -> anyhow::Result<Verdict> {
    let phases = [Phase::Before, Phase::During, Phase::After].map(|phase| {
        let of_phase = looked_up.iter().filter(|(write, _)| write.phase == phase);
        PhaseCounts { phase, counts: count(of_phase) }
    });
    let counts = count(looked_up.iter());
    let before = phases[0].counts;
    anyhow::ensure!(before.acknowledged > 0, "no write was acknowledged before the event");
    let outcome = if counts.lost == 0 && counts.corrupted == 0 {
        Outcome::Kept
    } else if before.lost == before.acknowledged {
        Outcome::Lost
    } else {
        Outcome::Partly
    };
    let broken = |(write, found): &&(Write, Found)| match found {
        _ if write.fate != Fate::Acknowledged => false,
        Found::Absent => true,
        Found::Text(text) => *text != write.text,
    };
    let kept = |(write, found): &&(Write, Found)| {
        write.fate == Fate::Acknowledged && *found == Found::Text(write.text.clone())
    };
    let summary = LedgerSummary {
        phases: phases.to_vec(),
        broken: looked_up.iter().filter(broken).take(BROKEN_SHOWN).map(entry).collect(),
        samples: looked_up.iter().filter(kept).take(SAMPLES_SHOWN).map(entry).collect(),
    };
    Ok(Verdict { outcome, counts, summary })
}

fn count<'a>(looked_up: impl Iterator<Item = &'a (Write, Found)>) -> Counts {
    let mut counts = Counts::default();
    for (write, found) in looked_up {
        match write.fate {
            Fate::Acknowledged => {
                counts.acknowledged += 1;
                match found {
                    Found::Absent => counts.lost += 1,
                    Found::Text(text) if *text == write.text => counts.present += 1,
                    Found::Text(_) => counts.corrupted += 1,
                }
                continue;
            }
            Fate::Refused => counts.refused += 1,
            Fate::Unknown => counts.unknown += 1,
        }
        counts.present_without_acknowledgement += u64::from(*found != Found::Absent);
    }
    counts
}

fn entry((write, found): &(Write, Found)) -> Entry {
    Entry {
        title: write.title.clone(),
        sent_ms: write.sent_ms,
        phase: write.phase,
        fate: write.fate,
        found: match found {
            Found::Absent => "absent".to_owned(),
            Found::Text(text) => describe(&write.text, text),
        },
    }
}

/// How two texts differ: where their bytes part, and how long they are.
fn describe(written: &str, found: &str) -> String {
    if written == found {
        return "present".to_owned();
    }
    let same = written.bytes().zip(found.bytes()).take_while(|(a, b)| a == b).count();
    format!(
        "differs from byte {same} on; {} bytes were written, {} were found",
        written.len(),
        found.len()
    )
}

#[cfg(test)]
mod tests;
