//! `cargo xtask test`: every test of this project, on this machine.
//!
//! What the tests need is installed first, so that each of them can run: one that cannot is a
//! failure here, not a skip.

mod axe;
mod cargo;
mod junit;
mod needs;
mod parts;
mod python;
mod report;
mod schemathesis;

use std::time::Instant;

use anyhow::{Result, bail, ensure};
use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::say::say;
use needs::Need;
use parts::{PARTS, Part};
use report::Report;

/// Runs every test; installs what they need, on Debian and as root.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Installs nothing: where something is missing, it is listed, and nothing runs
    #[arg(long)]
    no_install: bool,
    /// Runs this part alone; may be repeated
    #[arg(long, value_name = "PART", value_parser = PossibleValuesParser::new(PARTS.iter().map(|part| part.name)))]
    only: Vec<String>,
    /// What cargo-nextest gets: parts of names, or -E and an expression
    #[arg(last = true, value_name = "FILTER")]
    filter: Vec<String>,
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let chosen: Vec<&Part> = PARTS.iter().filter(|part| arguments.chooses(part)).collect();
    ensure!(!chosen.is_empty(), "no part knows filters, so that none would run");
    let needs: Vec<&Need> = chosen.iter().flat_map(|part| part.needs).collect();
    needs::provide(&needs, !arguments.no_install)?;
    let mut report = Report::default();
    for part in chosen {
        say(format!("\n--- {}: {}", part.name, part.about));
        let begun = Instant::now();
        let result = (part.run)(&arguments.filter);
        if let Err(error) = &result {
            say(format!("error: {error:#}"));
        }
        report.add(part.name, result, begun.elapsed());
    }
    report.tell();
    if report.is_good() { Ok(()) } else { bail!("some tests failed, or could not be run") }
}

impl Arguments {
    fn chooses(&self, part: &Part) -> bool {
        let named = self.only.is_empty() || self.only.iter().any(|name| name == part.name);
        named && (self.filter.is_empty() || part.takes_filters)
    }
}
