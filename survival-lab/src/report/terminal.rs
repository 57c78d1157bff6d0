//! A table for the terminal: scenarios by events, in letters that say all without their colour.

use std::fmt::Write as _;

use anyhow::Result;
use console::Style;

use crate::results::{Agreement, Cell, Outcome, Results};

/// The matrix with one line for each event, a legend, and every cell that needs a look.
pub(super) fn render(results: &Results) -> Result<String> {
    let mut text = String::new();
    let widest = results.run.events.iter().map(|event| event.title.chars().count()).max();
    let (first, names) = (widest.unwrap_or(0), &results.run.scenarios);
    write!(text, "{:first$}", "")?;
    for scenario in names {
        write!(text, "  {}", scenario.name)?;
    }
    let mut family = None;
    for event in &results.run.events {
        if family.replace(event.family) != Some(event.family) {
            write!(text, "\n{}", Style::new().bold().apply_to(event.family.title()))?;
        }
        write!(text, "\n{:first$}", event.title)?;
        for scenario in names {
            let cell = results.cell(&scenario.name, &event.name);
            let (word, style) = cell.map_or(("", Style::new()), word);
            let width = scenario.name.chars().count();
            write!(text, "  {}", style.apply_to(format!("{word:width$}")))?;
        }
    }
    text.push_str("\n\n");
    for cell in results.cells.iter().filter(|cell| cell.agreement != Agreement::Agrees) {
        let reason = cell.reason.as_deref().unwrap_or_default();
        writeln!(text, "{}, {}: {}: {reason}", cell.scenario, cell.event, cell.outcome.name())?;
    }
    for control in results.controls.iter().filter(|control| control.failed()) {
        let reason = control.reason.as_deref().unwrap_or_default();
        writeln!(text, "control {}: {}: {reason}", control.name, control.observed.name())?;
    }
    writeln!(text, "{}", results.tally())?;
    Ok(text)
}

/// Five letters at most, so that they fit below every scenario's name; `!` marks a difference.
fn word(cell: &Cell) -> (&'static str, Style) {
    let differs = cell.agreement == Agreement::Differs;
    let (word, style) = match (cell.outcome, differs) {
        (Outcome::Kept, false) => ("kept", Style::new().green()),
        (Outcome::Lost, false) => ("lost", Style::new().yellow()),
        (Outcome::Partly, false) => ("part", Style::new().yellow()),
        (Outcome::Kept, true) => ("kept!", Style::new().red().bold()),
        (Outcome::Lost, true) => ("lost!", Style::new().red().bold()),
        (Outcome::Partly, true) => ("part!", Style::new().red().bold()),
        (Outcome::Error, _) => ("error", Style::new().magenta().bold()),
        (Outcome::NotApplicable, false) => ("-", Style::new().dim()),
        (Outcome::NotApplicable, true) => ("-!", Style::new().red().bold()),
    };
    (word, style)
}
