//! Private engines: `cargo xtask engine up`, `down`, `env` and `list`.

use std::ffi::OsString;

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use docker_engine::private::{Name, PrivateEngine};

use super::ready::ensure;
use crate::say::{answer, say};

/// The engine that is meant when none is named, and that a test run uses when no other answers.
pub(super) const USUAL: &str = "feedback";

#[derive(Subcommand)]
pub(super) enum Command {
    /// Starts a private engine, with its own data, socket and network (Linux, as root)
    Up {
        #[arg(default_value = USUAL)]
        name: Name,
    },
    /// Stops a private engine
    Down {
        #[arg(default_value = USUAL)]
        name: Name,
        /// Removes its images, containers and volumes too
        #[arg(long)]
        purge: bool,
    },
    /// Prints what a shell must set to use a private engine: eval "$(cargo xtask engine env)"
    Env {
        #[arg(default_value = USUAL)]
        name: Name,
    },
    /// Lists the private engines of this machine
    List,
    /// Runs a command with the engine that answers, or with a private one as long as it takes
    Run {
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
}

pub(super) fn run(command: Command) -> Result<()> {
    match command {
        Command::Up { name } => {
            let engine = PrivateEngine::named(name);
            engine.start_for_good()?;
            say(format!("The private engine {} runs. A shell uses it after", engine.name()));
            say(format!("  eval \"$(cargo xtask engine env {})\"", engine.name()));
            Ok(())
        }
        Command::Down { name, purge } => {
            let engine = PrivateEngine::named(name);
            if purge {
                engine.remove()?
            } else {
                engine.stop()?
            }
            Ok(())
        }
        Command::Env { name } => {
            let engine = PrivateEngine::named(name);
            engine.pid().with_context(|| format!("{} is not running", engine.name()))?;
            for (variable, value) in environment(&engine) {
                answer(format!("export {variable}={value}"));
            }
            Ok(())
        }
        Command::List => {
            for engine in PrivateEngine::all() {
                let state = if engine.pid().is_some() { "running" } else { "stopped" };
                answer(format!("{}\t{state}\t{}", engine.name(), engine.host()));
            }
            Ok(())
        }
        Command::Run { command } => with_engine(&command),
    }
}

fn with_engine(command: &[OsString]) -> Result<()> {
    let (program, arguments) = command.split_first().context("no command is given")?;
    let ready = ensure()?;
    let status = std::process::Command::new(program)
        .args(arguments)
        .envs(ready.environment())
        .status()
        .with_context(|| format!("{} could not be started", program.display()))?;
    if status.success() { Ok(()) } else { bail!("{} failed ({status})", program.display()) }
}

/// What programs must have in their environment to use the engine: where its socket is, and at
/// which address what is published can be reached.
pub(super) fn environment(engine: &PrivateEngine) -> Vec<(&'static str, String)> {
    let mut environment = vec![("DOCKER_HOST", engine.host())];
    environment.extend(engine.address().map(|address| ("FEEDBACK_ADDRESS", address.to_string())));
    environment
}
