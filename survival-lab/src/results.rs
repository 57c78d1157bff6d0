//! What a run observed: the types of `results.json`, from which every report is made.
//!
//! A run is a table of [`Cell`]s, one for each scenario and event, and of [`Control`]s, which prove
//! that the lab would notice a loss. Rows and columns stand in [`Run::scenarios`] and
//! [`Run::events`], in the order in which they are to be shown. Durations are whole milliseconds,
//! and moments are milliseconds since their cell began, so that a report needs no clock.

use std::fmt;

use serde::{Deserialize, Serialize};

mod cell;
mod control;
mod run;

pub use cell::{
    Agreement, Cell, ContainerLog, Counts, Entry, Expectation, Fate, LedgerSummary, Limit, Moment,
    MomentKind, Outcome, Phase, PhaseCounts, Span,
};
pub use control::Control;
pub use run::{EventInfo, Family, Run, ScenarioInfo, Versions};

/// The version of the shape of `results.json`; it grows when a field changes its meaning.
pub const SCHEMA: u32 = 1;

/// All that one run observed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// [`SCHEMA`] of the tool that wrote it.
    pub schema: u32,
    /// When, with what and for how long it ran.
    pub run: Run,
    /// One for each scenario and event of the run, scenario by scenario.
    pub cells: Vec<Cell>,
    /// The proofs that the lab is not blind.
    pub controls: Vec<Control>,
}

/// How many cells ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Everything acknowledged was there and whole.
    pub kept: usize,
    /// Nothing acknowledged before the event was there.
    pub lost: usize,
    /// Something in between.
    pub partly: usize,
    /// The lab could not do its work.
    pub error: usize,
    /// The event makes no sense for the scenario, or cannot be done on this machine.
    pub not_applicable: usize,
    /// Cells whose outcome is not the expected one.
    pub differences: usize,
    /// Cells and controls that this machine could not do.
    pub beyond_machine: usize,
    /// Controls in which the lab did not notice what it must notice.
    pub failed_controls: usize,
}

/// In one line, for a terminal.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kept, {} lost, {} partly, {} not applicable, {} in error; {} not as expected",
            self.kept, self.lost, self.partly, self.not_applicable, self.error, self.differences
        )?;
        if self.failed_controls > 0 {
            write!(f, "; {} controls failed: the lab is blind", self.failed_controls)?;
        }
        if self.beyond_machine > 0 {
            write!(f, "; {} cannot be done on this machine", self.beyond_machine)?;
        }
        Ok(())
    }
}

impl Results {
    /// The cell of a scenario and an event, by their names.
    #[must_use]
    pub fn cell(&self, scenario: &str, event: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.scenario == scenario && cell.event == event)
    }

    /// How many cells ended in which way.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally {
            failed_controls: self.controls.iter().filter(|control| control.failed()).count(),
            ..Tally::default()
        };
        for cell in &self.cells {
            match cell.outcome {
                Outcome::Kept => tally.kept += 1,
                Outcome::Lost => tally.lost += 1,
                Outcome::Partly => tally.partly += 1,
                Outcome::Error => tally.error += 1,
                Outcome::NotApplicable => tally.not_applicable += 1,
            }
            tally.differences += usize::from(cell.agreement == Agreement::Differs);
            tally.beyond_machine += usize::from(cell.limit == Some(Limit::Machine));
        }
        let beyond = |control: &&Control| control.limit == Some(Limit::Machine);
        tally.beyond_machine += self.controls.iter().filter(beyond).count();
        tally
    }

    /// The exit status of a run that ended like this.
    ///
    /// A lab that is blind, or that did nothing, cannot say anything (2). A difference that was
    /// seen is a finding (1), whatever else went wrong. An error, or with `--require-all` a cell
    /// that this machine cannot do, leaves the question open (2).
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        let tally = self.tally();
        let blind = tally.failed_controls > 0 || !self.run.finished;
        let idle = tally.kept + tally.lost + tally.partly == 0;
        let open = tally.error > 0 || (self.run.require_all && tally.beyond_machine > 0);
        match tally.differences {
            _ if blind => 2,
            0 if idle || open => 2,
            0 => 0,
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests;
