//! `survival`: reads the command line, and turns the end of a command into an exit status.

use std::process::ExitCode;

use clap::Parser as _;
use survival_lab::cli::{Cli, Command};

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
    match cli.command {
        Command::Matrix(_) => ExitCode::from(LAB_FAILED),
    }
}
