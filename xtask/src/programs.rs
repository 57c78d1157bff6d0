//! Programs of this machine that are started for what they do, not for what they tell.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::say::say;

/// Whether a program is there, runs and is content.
pub(crate) fn answers(program: impl AsRef<OsStr>, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Builds a program of cargo's from its crate.
pub(crate) fn cargo_install(name: &str) -> Result<()> {
    say(format!("Building {name} by `cargo install {name} --locked`; this takes some minutes"));
    let status = Command::new("cargo").args(["install", name, "--locked", "--quiet"]).status();
    ensure!(status.context("cargo could not be started")?.success(), "{name} could not be built");
    Ok(())
}
