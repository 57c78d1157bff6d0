//! The commands of the program.

mod copy;
mod export;
mod healthcheck;
mod import;
mod progress;
mod serve;
mod stores;
mod where_;

use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::telemetry;

/// Does what the command line says.
pub(crate) fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    telemetry::init(&cli.log)?;
    match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(args) => serve::run(args),
        Command::Healthcheck(args) => Ok(healthcheck::run(&args)),
        Command::Where(args) => where_::run(args),
        Command::Export(args) => export::run(args),
        Command::Import(args) => import::run(args),
        Command::Copy(args) => copy::run(args),
    }
}
