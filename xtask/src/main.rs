//! Developer chores, run as `cargo xtask COMMAND`.

mod debian;
mod engine;
mod fuzz;
mod images;
mod programs;
mod say;
mod test;

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
    /// Looks for input that breaks a parser, with cargo-fuzz
    Fuzz(fuzz::Arguments),
    /// Makes the images that are missing: pulled, or built from Debian packages
    Images,
    /// Runs every test; installs what they need, on Debian and as root
    Test(test::Arguments),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Engine(arguments) => engine::run(arguments),
        Command::Fuzz(arguments) => fuzz::run(arguments),
        Command::Images => images::run(),
        Command::Test(arguments) => test::run(arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::say(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
