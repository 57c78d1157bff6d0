//! Reports: one file per format, each made from [`Results`] alone.

mod junit;
mod markdown;
mod terminal;

use std::str::FromStr;

use crate::results::Results;

/// The formats of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// [`Results`] as they are.
    Json,
    /// For `docs/`: the same for two runs that saw the same.
    Markdown,
    /// For CI servers.
    Junit,
    /// A table for the terminal.
    Terminal,
}

/// A report that was asked for: `--report FORMAT=FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// In which format.
    pub format: Format,
    /// Where it is written to.
    pub file: std::path::PathBuf,
}

/// Makes one report.
///
/// # Errors
///
/// Fails when the results cannot be written in the format, which would be a fault of the report.
pub fn render(results: &Results, format: Format) -> anyhow::Result<String> {
    match format {
        Format::Json => Ok(serde_json::to_string_pretty(results)? + "\n"),
        Format::Markdown => markdown::render(results),
        Format::Junit => junit::render(results),
        Format::Terminal => terminal::render(results),
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "json" => Ok(Self::Json),
            "markdown" => Ok(Self::Markdown),
            "junit" => Ok(Self::Junit),
            "text" => Ok(Self::Terminal),
            other => Err(format!("no report format `{other}`; known: json, markdown, junit, text")),
        }
    }
}

impl FromStr for Request {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (format, file) =
            text.split_once('=').ok_or_else(|| format!("`{text}` is not FORMAT=FILE"))?;
        Ok(Self { format: format.parse()?, file: file.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{Agreement, Limit, Outcome};

    /// Three events on one scenario: as expected, lost against the expectation, and in error.
    fn results() -> Results {
        serde_json::from_str(include_str!("sample.json")).unwrap()
    }

    #[test]
    fn every_format_shows_a_difference() {
        for (format, sign) in [
            (Format::Markdown, "✗ (unexpected)"),
            (Format::Junit, "<failure message=\"kept was expected"),
            (Format::Terminal, "lost!"),
            (Format::Json, "\"differs\""),
        ] {
            let text = render(&results(), format).unwrap();
            assert!(text.contains(sign), "{format:?}: {text}");
        }
    }

    #[test]
    fn markdown_does_not_change_with_time_and_duration() {
        let (first, mut second) = (results(), results());
        second.run.duration_ms += 1;
        second.run.started_at = jiff::Timestamp::UNIX_EPOCH;
        second.run.versions.engine = "99".into();
        for cell in &mut second.cells {
            cell.total_ms += 7;
            cell.counts.acknowledged += 3;
        }
        let render = |results| render(&results, Format::Markdown).unwrap();
        assert_eq!(render(first), render(second));
    }

    #[test]
    fn what_could_not_be_done_is_skipped_and_not_passed() {
        let mut results = results();
        results.cells[0].outcome = Outcome::NotApplicable;
        results.cells[0].agreement = Agreement::NotObserved;
        results.cells[0].limit = Some(Limit::Machine);
        let text = render(&results, Format::Junit).unwrap();
        assert!(text.contains("skipped=\"1\""), "{text}");
        assert!(render(&results, Format::Markdown).unwrap().contains("not observed"));
    }

    #[test]
    fn what_a_container_logged_cannot_break_the_xml() {
        let mut results = results();
        results.cells[1].reason = Some("<&\"\u{1b}[31m>".into());
        let text = render(&results, Format::Junit).unwrap();
        assert!(text.contains("message=\"&lt;&amp;&quot; [31m&gt;\""), "{text}");
    }
}
