//! Developer chores, run as `cargo xtask COMMAND`.

mod debian;
mod engine;
mod images;
mod say;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Developer chores.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Checks the Docker engine, installs one, or runs private ones
    Engine(engine::Arguments),
    /// Makes the images that are missing: pulled, or built from Debian packages
    Images,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Engine(arguments) => engine::run(arguments),
        Command::Images => images::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::say(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
