//! JUnit XML, as CI servers read it: one test suite per scenario, one test case per event.

use std::fmt::Write as _;

use anyhow::Result;

use crate::results::{Agreement, Cell, Outcome, Results};

/// All cells, and the controls as a suite of their own.
pub(super) fn render(results: &Results) -> Result<String> {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for scenario in &results.run.scenarios {
        let cells: Vec<&Cell> =
            results.cells.iter().filter(|cell| cell.scenario == scenario.name).collect();
        let count = |is: &dyn Fn(&Cell) -> bool| cells.iter().filter(|cell| is(cell)).count();
        writeln!(
            text,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
            escaped(&scenario.name),
            cells.len(),
            count(&|cell| cell.agreement == Agreement::Differs),
            count(&|cell| cell.outcome == Outcome::Error),
            count(&is_skipped),
        )?;
        for cell in cells {
            case(&mut text, cell)?;
        }
        text.push_str("  </testsuite>\n");
    }
    let failures = results.controls.iter().filter(|control| control.failed()).count();
    writeln!(
        text,
        "  <testsuite name=\"controls\" tests=\"{}\" failures=\"{failures}\">",
        results.controls.len()
    )?;
    for control in &results.controls {
        write!(text, "    <testcase classname=\"controls\" name=\"{}\"", escaped(&control.name))?;
        let reason = escaped(control.reason.as_deref().unwrap_or("the lab is blind"));
        match (control.failed(), control.limit) {
            (true, _) => writeln!(text, "><failure message=\"{reason}\"/></testcase>")?,
            (false, Some(_)) => writeln!(text, "><skipped message=\"{reason}\"/></testcase>")?,
            (false, None) => text.push_str("/>\n"),
        }
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    Ok(text)
}

fn case(text: &mut String, cell: &Cell) -> Result<()> {
    let (seconds, millis) = (cell.total_ms / 1000, cell.total_ms % 1000);
    write!(
        text,
        "    <testcase classname=\"{}\" name=\"{}\" time=\"{seconds}.{millis:03}\"",
        escaped(&cell.scenario),
        escaped(&cell.event)
    )?;
    let reason = escaped(cell.reason.as_deref().unwrap_or_default());
    let details = || {
        let logs = cell.logs.iter().map(|log| format!("{}:\n{}\n", log.container, log.text));
        escaped(&logs.collect::<String>())
    };
    if cell.outcome == Outcome::Error {
        writeln!(text, "><error message=\"{reason}\">{}</error></testcase>", details())?;
    } else if cell.agreement == Agreement::Differs {
        writeln!(text, "><failure message=\"{reason}\">{}</failure></testcase>", details())?;
    } else if is_skipped(cell) {
        writeln!(text, "><skipped message=\"{reason}\"/></testcase>")?;
    } else {
        text.push_str("/>\n");
    }
    Ok(())
}

fn is_skipped(cell: &Cell) -> bool {
    cell.outcome == Outcome::NotApplicable && cell.agreement != Agreement::Differs
}

/// Text as XML takes it; control characters, which it does not take at all, become blanks.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(letter),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}
