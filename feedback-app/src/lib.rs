//! The web app: an HTTP request becomes a domain type, one store call, and a page or a JSON answer.
//!
//! [`run`] is the whole program; [`startup`] builds the server, [`http`] answers requests with it,
//! and [`pages`] are what people see.

pub mod cli;
mod commands;
mod connection;
pub mod http;
mod limits;
pub mod links;
pub mod mend;
mod metrics;
pub mod pages;
pub mod settings;
pub mod startup;
mod telemetry;
mod verdict;
mod watch;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::Cli;
use crate::settings::SettingsError;

/// The exit status where the settings make no sense (`EX_CONFIG` of sysexits.h). What the command
/// line itself does not allow ends with 2, and everything else that fails with 1.
const BAD_SETTINGS: u8 = 78;

/// Runs the program with the arguments and the environment of this process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match commands::run(cli) {
        Ok(status) => status,
        Err(error) => {
            // Nothing is left to be done where standard error is closed.
            let _ = writeln!(std::io::stderr(), "feedback-app: {error:#}");
            if error.is::<SettingsError>() {
                ExitCode::from(BAD_SETTINGS)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}
