//! What a person sees while a run goes on: on stderr, and only on a terminal.

use std::io::Write as _;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::results::{Agreement, Cell};

/// The bars of a run.
#[derive(Debug)]
pub struct Progress {
    all: MultiProgress,
    total: ProgressBar,
}

/// The line of a cell that is being played.
#[derive(Debug)]
pub struct Line {
    all: MultiProgress,
    total: ProgressBar,
    bar: ProgressBar,
    name: String,
}

impl Progress {
    /// Bars for this many cells.
    #[must_use]
    pub fn start(cells: usize) -> Self {
        let all = MultiProgress::new();
        let total = all.add(ProgressBar::new(u64::try_from(cells).unwrap_or(u64::MAX)));
        // A template that is not understood would be a fault here; the plain bar does as well.
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} cells  {elapsed}") {
            total.set_style(style);
        }
        total.enable_steady_tick(Duration::from_millis(500));
        Self { all, total }
    }

    /// A cell begins.
    #[must_use]
    pub fn begin(&self, scenario: &str, event: &str) -> Line {
        let name = format!("{scenario}: {event}");
        let bar = self.all.insert_before(&self.total, ProgressBar::new_spinner());
        bar.set_message(name.clone());
        bar.enable_steady_tick(Duration::from_millis(200));
        Line { all: self.all.clone(), total: self.total.clone(), bar, name }
    }

    /// Says something above the bars.
    pub fn say(&self, text: &str) {
        say(&self.all, text);
    }

    /// Takes the bars away.
    pub fn finish(&self) {
        self.total.finish_and_clear();
        let _ = self.all.clear();
    }
}

impl Line {
    /// Takes the line away without counting it.
    pub fn clear(self) {
        self.bar.finish_and_clear();
    }

    /// The cell is done; it is mentioned only when it is not as expected.
    pub fn end(self, cell: &Cell) {
        self.bar.finish_and_clear();
        self.total.inc(1);
        if cell.agreement != Agreement::Agrees {
            let reason = cell.reason.as_deref().unwrap_or_default();
            let outcome = cell.outcome.name();
            say(&self.all, &format!("{}: {outcome}: {reason}", self.name));
        }
    }
}

/// Above the bars, or, where there is no terminal and so no bar, just so.
fn say(bars: &MultiProgress, text: &str) {
    // Whoever has gone away cannot be told.
    let _ =
        if bars.is_hidden() { writeln!(std::io::stderr(), "{text}") } else { bars.println(text) };
}
