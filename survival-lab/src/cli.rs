//! The command line of `survival`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::report::Request;

/// As many writes as make a loss plain, and few enough that they take no time.
const DEFAULT_WRITES: u32 = 100;

/// The one image of the scenarios that has a shell and the tools of the machine.
const DEFAULT_TOOLS: &str = "postgres:17";

/// Does to containers what happens to them in real life, and says which data survived.
///
/// Exit status: 0 all as expected, 1 a difference or something at risk, 2 the lab could not do its
/// work, 64 wrong usage.
#[derive(Clone, Debug, Parser)]
#[command(name = "survival", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
#[expect(clippy::exhaustive_enums, reason = "the binary has a branch for each")]
pub enum Command {
    /// Puts every scenario through every event, and compares what is left with what is expected
    Matrix(Matrix),
}

/// `survival matrix`.
#[derive(Clone, Debug, Args)]
pub struct Matrix {
    /// Only these scenarios (names of files in scenarios/, without .yaml)
    #[arg(long, value_delimiter = ',')]
    pub scenario: Vec<String>,
    /// Only these events
    #[arg(long, value_delimiter = ',')]
    pub event: Vec<String>,
    /// How many writes are made before each event
    #[arg(long, default_value_t = DEFAULT_WRITES, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub writes: u32,
    /// How many cells are worked on at once [default: twice the number of cores]
    #[arg(long, value_parser = parse_jobs)]
    pub jobs: Option<usize>,
    /// Leaves containers, volumes and networks of every cell as they are, to look at the wreck
    #[arg(long)]
    pub keep: bool,
    /// From which titles and texts are made; the same seed writes the same bytes
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Fails when this machine cannot do an event, such as without root
    #[arg(long)]
    pub require_all: bool,
    /// The folder with the compose files of the scenarios
    #[arg(long, value_name = "FOLDER", default_value = "scenarios")]
    pub scenarios: PathBuf,
    /// What is expected, instead of the expectations that come with the lab
    #[arg(long, value_name = "FILE")]
    pub expected: Option<PathBuf>,
    /// An image with a shell, mount and findmnt, for what is done to the engine's machine
    #[arg(long, value_name = "IMAGE", default_value = DEFAULT_TOOLS)]
    pub tools_image: String,
    /// Writes a report, such as html=matrix.html; may be given several times
    #[arg(long, value_name = "FORMAT=FILE")]
    pub report: Vec<Request>,
}

impl Matrix {
    /// The command line that chooses these scenarios and events, all of them where a list is empty,
    /// from a folder of scenarios.
    #[must_use]
    pub fn of(scenarios: PathBuf, scenario: &[&str], event: &[&str]) -> Self {
        Self {
            scenario: scenario.iter().map(|&name| name.to_owned()).collect(),
            event: event.iter().map(|&name| name.to_owned()).collect(),
            writes: DEFAULT_WRITES,
            jobs: None,
            keep: false,
            seed: 1,
            require_all: true,
            scenarios,
            expected: None,
            tools_image: DEFAULT_TOOLS.to_owned(),
            report: Vec::new(),
        }
    }
}

fn parse_jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(jobs @ 1..=64) => Ok(jobs),
        _ => Err("a number from 1 to 64 is needed".to_owned()),
    }
}
