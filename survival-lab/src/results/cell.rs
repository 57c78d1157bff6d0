//! What was seen in one cell of the matrix.

use serde::{Deserialize, Serialize};

/// One scenario, one event, and what became of the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the event.
    pub event: String,
    /// What `expected.toml` says.
    pub expectation: Expectation,
    /// What was seen.
    pub outcome: Outcome,
    /// Whether the two are the same.
    pub agreement: Agreement,
    /// One sentence: why it is an error, is not applicable, or differs from the expectation.
    pub reason: Option<String>,
    /// For [`Outcome::NotApplicable`]: what stands in the way.
    pub limit: Option<Limit>,
    /// How many writes ended how.
    pub counts: Counts,
    /// The longest time in which no write was acknowledged while the event was under way and until
    /// the service was back.
    pub longest_gap_ms: u64,
    /// How long the event took, from its first command until the service answered again.
    pub event_ms: u64,
    /// How long the whole cell took, cleaning up included.
    pub total_ms: u64,
    /// What happened when, in order.
    pub timeline: Vec<Moment>,
    /// How the service answered the writers, as stretches of equal answers in order: made to be
    /// drawn under the timeline.
    pub service: Vec<Span>,
    /// The ledger in short.
    pub ledger: LedgerSummary,
    /// Shell commands that do the same by hand, from the first container to the cleaning up.
    pub commands: Vec<String>,
    /// What the containers had logged; only of cells that differ or are in error.
    pub logs: Vec<ContainerLog>,
}

/// What is expected of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectation {
    /// The expected outcome; none when `expected.toml` has no line for the cell.
    pub outcome: Option<Outcome>,
    /// Why; every loss has a reason, and so has every cell that is not applicable.
    pub reason: String,
}

/// What became of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "reports have words for each")]
pub enum Outcome {
    /// Every acknowledged write is present and whole.
    Kept,
    /// Of the writes that were acknowledged before the event, none is there.
    Lost,
    /// Neither: some are gone, or some are not what was written.
    Partly,
    /// The lab could not do its work, so that nothing is known.
    Error,
    /// The event cannot be done to this scenario, or not on this machine.
    NotApplicable,
}

impl Outcome {
    /// As it stands in `results.json` and `expected.toml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Lost => "lost",
            Self::Partly => "partly",
            Self::Error => "error",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// Whether a cell was as expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "reports have words for each")]
pub enum Agreement {
    /// Seen and expected are the same.
    Agrees,
    /// They are not, or nothing was expected: a finding.
    Differs,
    /// Nothing was seen: an error, or this machine cannot do it. Neither a pass nor a finding.
    NotObserved,
}

/// What stands in the way of a cell that is not applicable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "reports have words for each")]
pub enum Limit {
    /// The scenario has nothing that the event could be done to, such as no backend to crash.
    Scenario,
    /// This machine cannot do it, such as without root. `--require-all` makes it a failure.
    Machine,
}

/// How many writes ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The app said that it keeps them.
    pub acknowledged: u64,
    /// Acknowledged, and there afterwards, whole.
    pub present: u64,
    /// Acknowledged, and not there afterwards.
    pub lost: u64,
    /// Acknowledged, and there with other bytes than were written.
    pub corrupted: u64,
    /// There afterwards, although they were refused or their answer never came. No promise is
    /// broken by them.
    pub present_without_acknowledgement: u64,
    /// The app said that it does not keep them.
    pub refused: u64,
    /// No answer came.
    pub unknown: u64,
}

/// Something that happened in a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Milliseconds since the cell began.
    pub at_ms: u64,
    /// What kind of thing.
    pub kind: MomentKind,
    /// In words, or the command.
    pub text: String,
}

/// Kinds of moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "reports have words for each")]
pub enum MomentKind {
    /// The project's containers began to be brought up.
    Up,
    /// The service was ready for its first write.
    Ready,
    /// The writes before the event were done.
    Written,
    /// The event began.
    EventStarted,
    /// A command of the event.
    EventStep,
    /// The event was over; the service may still be away.
    EventEnded,
    /// The service answered again.
    ServiceBack,
    /// Each write was looked up.
    LookedUp,
    /// Everything that the cell had made is removed.
    CleanedUp,
    /// Something went wrong.
    Problem,
}

/// A stretch of time in which every write got the same kind of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// When its first write was sent, in milliseconds since the cell began.
    pub from_ms: u64,
    /// When its last answer came.
    pub to_ms: u64,
    /// How these writes were answered.
    pub fate: Fate,
    /// How many they were.
    pub writes: u64,
}

/// How one write was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "reports have words for each")]
pub enum Fate {
    /// The app promised to keep it.
    Acknowledged,
    /// The app, or the network before it was reached, said no: nothing is promised.
    Refused,
    /// No answer came, so that it may have been kept or not.
    Unknown,
}

/// The ledger of a cell in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerSummary {
    /// Of the writes before the event, of those while it was under way, and of those after.
    pub phases: Vec<PhaseCounts>,
    /// Up to ten entries that broke a promise: lost ones, and ones with other bytes.
    pub broken: Vec<Entry>,
    /// Up to three entries that are there as promised.
    pub samples: Vec<Entry>,
}

/// The counts of one phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseCounts {
    /// Which writes these are.
    pub phase: Phase,
    /// How they ended.
    pub counts: Counts,
}

/// When a write was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "reports have words for each")]
pub enum Phase {
    /// Answered before the event began.
    Before,
    /// Sent before the event was over.
    During,
    /// Sent after it was over.
    After,
}

/// One write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its title.
    pub title: String,
    /// When it was sent, in milliseconds since the cell began.
    pub sent_ms: u64,
    /// When it was sent, seen from the event.
    pub phase: Phase,
    /// How it was answered.
    pub fate: Fate,
    /// What was there afterwards, in words: `present`, `absent`, or how its bytes differ.
    pub found: String,
}

/// What a container had logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerLog {
    /// Its name.
    pub container: String,
    /// The last lines of it.
    pub text: String,
}
