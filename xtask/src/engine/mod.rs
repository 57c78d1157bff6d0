//! `cargo xtask engine`: is there a Docker engine that can run this project, and if not, get one.

mod install;
mod private;
mod ready;

use anyhow::{Result, bail};
use clap::Args;
use docker_engine::{Docker, Unfit, check};

use crate::say::answer;

pub(crate) use ready::ensure;

/// Checks the Docker engine and its plugins, or does more with a command.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    /// Installs what is missing, on Debian and as root
    #[arg(long)]
    install: bool,
    #[command(subcommand)]
    command: Option<private::Command>,
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    if let Some(command) = arguments.command {
        return private::run(command);
    }
    if arguments.install {
        install::install()?;
    }
    match check(&Docker::of_the_environment()) {
        Ok(versions) => {
            answer(format!("Docker Engine {}", versions.engine));
            answer(format!("Docker Compose {}", versions.compose));
            answer(format!("Docker Buildx {}", versions.buildx));
            Ok(())
        }
        Err(unfit) => bail!("{unfit} {}", advice(&unfit)),
    }
}

/// What can be done about an engine that will not do.
fn advice(unfit: &Unfit) -> &'static str {
    match unfit {
        Unfit::NoEngine(_) => {
            "Start it, or `cargo xtask engine up` for a private one (Linux, as root)."
        }
        Unfit::NotInstalled | Unfit::NoPlugin { .. } | Unfit::TooOld { .. } => {
            "On Debian, `cargo xtask engine --install` as root installs what is needed."
        }
        Unfit::Unreadable { .. } => "Is it Docker?",
    }
}
