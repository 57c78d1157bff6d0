//! The parts of the test command, in the order in which they run.

use anyhow::Result;

use super::needs::{self, Need};
use super::report::Count;
use super::{cargo, schemathesis};

/// A part of the tests that is run by one program.
pub(super) struct Part {
    /// Its name, for `--only`.
    pub(super) name: &'static str,
    /// What it shows.
    pub(super) about: &'static str,
    /// What must be on the machine.
    pub(super) needs: &'static [Need],
    /// Whether it can be narrowed down to some tests.
    pub(super) takes_filters: bool,
    /// Runs it, narrowed down by these filters.
    pub(super) run: fn(&[String]) -> Result<Count>,
}

/// All parts. The runner of the ordinary tests comes last, as it tells most.
pub(super) const PARTS: [Part; 2] = [
    Part {
        name: "api",
        about: "the API does what its description says (schemathesis)",
        needs: &[needs::PYTHON],
        takes_filters: false,
        run: |_| schemathesis::run(),
    },
    Part {
        name: "rust",
        about: "units, stores, HTTP, commands, pages, and the corpus of the fuzzers",
        needs: &[
            needs::NEXTEST,
            needs::SETPRIV,
            needs::PS,
            needs::POSTGRES,
            needs::REDIS,
            needs::CHROMIUM,
            needs::CHROMEDRIVER,
            needs::FONTS,
            needs::PYTHON,
        ],
        takes_filters: true,
        run: cargo::run,
    },
];
