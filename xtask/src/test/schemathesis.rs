//! The API against its own description: schemathesis makes requests of all kinds from the OpenAPI
//! document of the running app, and checks every answer.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use super::cargo::{app, target, workspace};
use super::report::Count;
use super::{junit, python};
use crate::say::say;

/// Always the same requests, so that what fails can be repeated.
const SEED: &str = "20261124";

/// What allows deleting; it guards nothing but what this run has made.
const TOKEN: &str = "a-token-that-guards-nothing";

/// How long the app may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn run() -> Result<Count> {
    let program = python::environment("schemathesis")?.join("bin/schemathesis");
    let folder = target()?.join("schemathesis");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let app = App::start(&app()?, &folder)?;
    say(format!("What is said goes to {}", folder.display()));
    let report = folder.join("junit.xml");
    let log = File::create(folder.join("schemathesis.log"))?;
    let mut command = Command::new("timeout");
    command.arg("300").arg(program).arg("--config-file");
    command.arg(workspace().join("tests/schemathesis.toml"));
    command.args(["run", &format!("{}/openapi.json", app.url), "--checks", "all"]);
    command.args(["--header", &format!("Authorization: Bearer {TOKEN}")]);
    command.args(["--seed", SEED, "--max-examples", "100"]);
    command.args(["--report", "junit", "--report-junit-path"]).arg(&report);
    command.current_dir(&folder).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let status = command.status().context("timeout could not be started")?;
    let said = fs::read_to_string(folder.join("schemathesis.log"))?;
    let count = junit::read(&report);
    if !status.success() {
        say(&said);
    } else if let Some(summary) = said.split_once("= SUMMARY =").map(|(_, summary)| summary) {
        say(summary.trim_start_matches('=').trim());
    }
    let count = count?;
    ensure!(status.success() || count.failed > 0, "schemathesis ended with {status}");
    Ok(count)
}

/// The app on a free port and a folder of its own.
struct App {
    process: Child,
    url: String,
}

impl App {
    fn start(program: &Path, folder: &Path) -> Result<Self> {
        let log = folder.join("app.log");
        let process = Command::new(program)
            .env("FEEDBACK_LISTEN", "127.0.0.1:0")
            .env("FEEDBACK_STORE", format!("file:{}", folder.join("feedback").display()))
            .env("FEEDBACK_ADMIN_TOKEN", TOKEN)
            .env("FEEDBACK_LOG_FORMAT", "json")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        let mut app = Self { process, url: String::new() };
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let said = fs::read_to_string(&log)?;
            if let Some(address) = said.lines().find_map(address) {
                app.url = format!("http://{address}");
                return Ok(app);
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("the app does not listen: {}", fs::read_to_string(&log)?);
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // Where it has ended already, both fail, and nothing is left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The address in the line of the log that tells where the app listens.
fn address(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    line["message"].as_str()?.contains("listening on").then_some(())?;
    line["address"].as_str().map(str::to_owned)
}
