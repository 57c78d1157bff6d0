//! Reports: one file per format, each made from [`Results`] alone.

use std::str::FromStr;

use crate::results::Results;

/// The formats of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// [`Results`] as they are.
    Json,
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
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "json" => Ok(Self::Json),
            other => Err(format!("no report format `{other}`; known: json")),
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
