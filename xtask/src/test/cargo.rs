//! The tests that cargo builds, run by cargo-nextest, and the examples of the documentation.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::report::Count;
use super::{axe, junit};
use crate::say::say;

/// Builds and runs every test that the filters leave, those that need a server included.
pub(super) fn run(filters: &[String]) -> Result<Count> {
    let app = app()?;
    let wanted = count(filters)?;
    let report = target()?.join("nextest/default/junit.xml");
    // An old report would be counted where the runner does not come as far as to write one.
    let _ = std::fs::remove_file(&report);
    let mut command = nextest("run", filters);
    command.args(["--no-tests", "fail"]);
    command.env("FEEDBACK_AXE_JS", axe::script()?).env("FEEDBACK_APP", app);
    let status = command.status().context("cargo-nextest could not be started")?;
    let counted = junit::read(&report)?;
    ensure!(
        counted.passed + counted.failed == wanted,
        "{wanted} tests were to be run, and {} were",
        counted.passed + counted.failed
    );
    ensure!(status.success() || counted.failed > 0, "cargo-nextest ended with {status}");
    Ok(counted)
}

/// Builds the app as the tests use it, and tells where it is.
pub(super) fn app() -> Result<PathBuf> {
    say("Building the app");
    // With the whole workspace named, dependencies have the features that they have for the tests.
    let mut command = Command::new("cargo");
    command.args(["build", "--quiet", "--workspace", "--bin", "feedback-app"]);
    let status = command.current_dir(workspace()).status().context("cargo could not be started")?;
    ensure!(status.success(), "the app could not be built");
    Ok(target()?.join("debug/feedback-app"))
}

/// The folder into which cargo builds: this program is in there.
pub(super) fn target() -> Result<PathBuf> {
    let program = env::current_exe().context("this program does not know where it is")?;
    let target = program.ancestors().nth(2).context("this program is in no folder")?;
    Ok(target.to_owned())
}

/// The folder of the workspace.
pub(super) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Builds the tests, and counts those that are to be run.
fn count(filters: &[String]) -> Result<usize> {
    say("Building the tests");
    let mut command = nextest("list", filters);
    command.args(["--message-format", "json", "--cargo-quiet"]).stderr(Stdio::inherit());
    let output = command.output().context("cargo-nextest could not be started")?;
    ensure!(output.status.success(), "the tests could not be built");
    let list: Value = serde_json::from_slice(&output.stdout)?;
    let suites = list["rust-suites"].as_object().context("cargo-nextest lists no tests")?;
    let cases = suites.values().filter_map(|suite| suite["testcases"].as_object());
    let matches = |case: &&Value| case["filter-match"]["status"] == "matches";
    Ok(cases.flat_map(|cases| cases.values()).filter(matches).count())
}

fn nextest(action: &str, filters: &[String]) -> Command {
    let mut command = Command::new("cargo");
    command.args(["nextest", action, "--workspace", "--run-ignored", "all"]).args(filters);
    command.current_dir(workspace()).stdin(Stdio::null());
    command
}
