//! Markdown for `docs/`: only what two runs with the same outcome have in common, so that the file
//! changes when what was observed changes, and never otherwise.

use std::fmt::Write as _;

use anyhow::Result;

use crate::results::{Agreement, Cell, Outcome, Results};

/// The matrix, and why what is lost is lost.
pub(super) fn render(results: &Results) -> Result<String> {
    let mut text = String::from(
        "# What survives what\n\n\
         Observed on real Docker by `survival matrix`, which writes this file. In each cell the app\n\
         was written to before the event and through it, and every acknowledged write was looked up\n\
         afterwards, byte by byte.\n\n\
         ✓ everything acknowledged was there · ✗ nothing of what was written before was there ·\n\
         ◐ something in between · – cannot be done to this scenario\n\n",
    );
    let scenarios = &results.run.scenarios;
    text.push_str("| event |");
    for scenario in scenarios {
        write!(text, " {} |", scenario.name)?;
    }
    text.push_str("\n|---|");
    text.push_str(&":-:|".repeat(scenarios.len()));
    for event in &results.run.events {
        write!(text, "\n| {} |", event.title)?;
        for scenario in scenarios {
            write!(text, " {} |", results.cell(&scenario.name, &event.name).map_or("", sign))?;
        }
    }
    text.push_str("\n\n## The scenarios\n\n");
    for scenario in scenarios {
        writeln!(text, "- **{}**: {}", scenario.name, scenario.title)?;
    }
    text.push_str("\n## The events\n\n");
    for event in &results.run.events {
        writeln!(text, "- **{}** (`{}`): {}", event.title, event.name, event.description)?;
    }
    text.push_str("\n## Why it is lost\n");
    for scenario in scenarios {
        let lost: Vec<&Cell> = results
            .cells
            .iter()
            .filter(|cell| cell.scenario == scenario.name)
            .filter(|cell| matches!(cell.outcome, Outcome::Lost | Outcome::Partly))
            .collect();
        if lost.is_empty() {
            continue;
        }
        writeln!(text, "\n### {}\n", scenario.name)?;
        for cell in lost {
            writeln!(text, "- `{}`: {}", cell.event, cell.expectation.reason)?;
        }
    }
    text.push_str("\n## The controls\n\nA lab that calls these kept is blind.\n\n");
    for control in &results.controls {
        writeln!(
            text,
            "- `{}`: {} Seen: {}.",
            control.name,
            control.description,
            control.observed.name()
        )?;
    }
    Ok(text)
}

fn sign(cell: &Cell) -> &'static str {
    match (cell.outcome, cell.agreement) {
        (Outcome::Kept, Agreement::Agrees) => "✓",
        (Outcome::Lost, Agreement::Agrees) => "✗",
        (Outcome::Partly, Agreement::Agrees) => "◐",
        (Outcome::NotApplicable, Agreement::Agrees) => "–",
        (Outcome::Kept, _) => "✓ (unexpected)",
        (Outcome::Lost, _) => "✗ (unexpected)",
        (Outcome::Partly, _) => "◐ (unexpected)",
        (Outcome::Error, _) => "error",
        (Outcome::NotApplicable, _) => "not observed",
    }
}
