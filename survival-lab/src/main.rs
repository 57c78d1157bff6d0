//! `survival`: reads the command line, and turns the end of a command into an exit status.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser as _;
use survival_lab::cli::{self, Cli, Command};
use survival_lab::matrix::{Lab, NoRun};
use survival_lab::report;

/// What `sysexits.h` calls EX_USAGE; clap's own 2 means something else here.
const WRONG_USAGE: u8 = 64;

/// The lab itself could not do its work.
const LAB_FAILED: u8 = 2;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let status = if error.use_stderr() { WRONG_USAGE } else { 0 };
            // A closed stderr is no reason for another exit status.
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(cli.command)),
        Err(error) => Err(NoRun::Lab(error.into())),
    };
    ExitCode::from(outcome.unwrap_or_else(|error| {
        // As above.
        let _ = writeln!(std::io::stderr(), "survival: {error}");
        match error {
            NoRun::Usage(_) => WRONG_USAGE,
            NoRun::Lab(_) => LAB_FAILED,
        }
    }))
}

async fn run(command: Command) -> Result<u8, NoRun> {
    match command {
        Command::Matrix(options) => matrix(options).await,
    }
}

async fn matrix(options: cli::Matrix) -> Result<u8, NoRun> {
    let reports = options.report.clone();
    let results = Lab::prepare(options).await?.run().await?;
    for request in &reports {
        let text = report::render(&results, request.format)?;
        std::fs::write(&request.file, text)
            .with_context(|| format!("{} cannot be written", request.file.display()))?;
    }
    // What was seen stands in the exit status too, if nobody listens any more.
    let table = report::render(&results, report::Format::Terminal)?;
    let _ = write!(std::io::stdout(), "{table}");
    Ok(results.exit_status())
}
