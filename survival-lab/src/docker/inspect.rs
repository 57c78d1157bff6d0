//! What Docker tells of containers and of itself.

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::{Docker, Labels};
use crate::results::Versions;

/// The parts of `docker inspect` that the lab reads.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Container {
    /// Its full id.
    pub id: String,
    /// Its name, with the slash that the engine puts before it.
    pub name: String,
    /// Whether it runs, and how it ended.
    pub state: State,
    /// What it was made from.
    pub config: Config,
}

/// The state of a container.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct State {
    /// Its process in the eyes of the engine's machine; 0 when it does not run.
    pub pid: u32,
    /// Whether it runs.
    pub running: bool,
    /// Whether the kernel killed it for want of memory.
    #[serde(rename = "OOMKilled")]
    pub oom_killed: bool,
    /// The status with which it ended.
    pub exit_code: i64,
    /// When it was started last.
    pub started_at: String,
}

/// The configuration of a container.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Config {
    /// Its labels.
    #[serde(default)]
    pub labels: Option<Labels>,
}

/// What an engine tells of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Versions for the report.
    pub versions: Versions,
    /// Its own id for itself.
    pub id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Info {
    #[serde(rename = "ID", default)]
    id: String,
    server_version: String,
    kernel_version: String,
    operating_system: String,
}

impl Docker {
    /// Inspects a container by name or id.
    ///
    /// # Errors
    ///
    /// Fails when there is none, or when Docker cannot be asked.
    pub async fn inspect(&self, container: &str) -> Result<Container> {
        let json = self.ask(&["container", "inspect", container]).await?;
        let mut list: Vec<Container> =
            serde_json::from_str(&json).context("docker inspect answered something else")?;
        list.pop().context("docker inspect answered an empty list")
    }

    /// The process of a running container.
    ///
    /// # Errors
    ///
    /// Fails when it does not run.
    pub async fn pid(&self, container: &str) -> Result<u32> {
        let state = self.inspect(container).await?.state;
        anyhow::ensure!(state.running && state.pid > 0, "container {container} does not run");
        Ok(state.pid)
    }

    /// The end of what a container has logged, its stderr included.
    pub async fn logs(&self, container: &str, lines: u32) -> String {
        let tail = format!("--tail={lines}");
        let both = ["logs", "--timestamps", &tail, container];
        match self.ask_both(&both).await {
            Ok(text) => text,
            Err(error) => format!("(no logs: {error:#})"),
        }
    }

    /// Asks the engine what it is.
    ///
    /// # Errors
    ///
    /// Fails when no engine answers.
    pub async fn engine(&self) -> Result<Engine> {
        let json = self.ask(&["info", "--format", "{{json .}}"]).await?;
        let info: Info =
            serde_json::from_str(&json).with_context(|| format!("docker info said: {json}"))?;
        let compose = self.ask(&["compose", "version", "--short"]).await?;
        Ok(Engine {
            versions: Versions {
                engine: info.server_version,
                compose,
                kernel: info.kernel_version,
                system: info.operating_system,
            },
            id: info.id,
        })
    }
}
