//! The web app: an HTTP request becomes a domain type, one store call, and a page or a JSON answer.
//!
//! [`run`] is the whole program; [`startup`] builds the server, [`http`] answers requests with it,
//! and [`pages`] are what people see. [`data`] takes feedback in and out without a server.

pub mod cli;
mod commands;
mod connection;
pub mod data;
mod exit;
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

/// Runs the program with the arguments and the environment of this process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match commands::run(cli) {
        Ok(status) => status,
        Err(error) => {
            if !exit::nobody_reads(&error) {
                // Nothing is left to be done where standard error is closed.
                let _ = writeln!(std::io::stderr(), "feedback-app: {error:#}");
            }
            exit::status(&error)
        }
    }
}
