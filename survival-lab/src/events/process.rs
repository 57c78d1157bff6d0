//! A process dies or sleeps.

use std::time::Duration;

use anyhow::{Result, ensure};
use async_trait::async_trait;
use tokio::time::sleep;

use super::{Event, info, needs_backend};
use crate::results::{EventInfo, Family};
use crate::scenario::Scenario;
use crate::stage::{Stage, linger};

pub(super) struct Crash;

#[async_trait]
impl Event for Crash {
    fn info(&self) -> EventInfo {
        info(
            Family::Process,
            "crash",
            "crash",
            "The app's process is killed (kill -9), and its container started again.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        crash(stage, &stage.app()).await
    }
}

pub(super) struct BackendCrash;

#[async_trait]
impl Event for BackendCrash {
    fn info(&self) -> EventInfo {
        info(
            Family::Process,
            "backend-crash",
            "backend crash",
            "The backend's process is killed (kill -9), and its container started again.",
        )
    }

    fn fits(&self, scenario: &Scenario) -> Result<(), String> {
        needs_backend(scenario)
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        crash(stage, &stage.backend()?).await
    }
}

/// Kills by the process id: `docker kill` counts as the user's wish, and bypasses restart policies.
async fn crash(stage: &Stage, container: &str) -> Result<()> {
    let docker = stage.docker();
    let before = docker.inspect(container).await?.state;
    docker.on_machine(&stage.ground.tools, container, "kill -9 $PID").await?;
    revive(stage, container, &before.started_at).await
}

/// Starts a container whose process has died, unless its restart policy already did.
pub(super) async fn revive(stage: &Stage, container: &str, started_at: &str) -> Result<()> {
    for _ in 0..100 {
        let now = stage.docker().inspect(container).await?.state;
        if !now.running || now.started_at != started_at {
            // To start what runs already is no error.
            return stage.docker().run(&["start", container]).await.map(drop);
        }
        sleep(Duration::from_millis(50)).await;
    }
    ensure!(false, "{container} still runs although its process was killed");
    Ok(())
}

pub(super) struct Pause;

#[async_trait]
impl Event for Pause {
    fn info(&self) -> EventInfo {
        info(
            Family::Process,
            "pause",
            "pause, unpause",
            "Every container of the project is frozen for a while, and thawed.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.compose(&["pause"]).await?;
        linger().await;
        stage.project.compose(&["unpause"]).await.map(drop)
    }
}
