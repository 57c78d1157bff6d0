//! Containers stop, start, go and come back.

use anyhow::Result;
use async_trait::async_trait;

use super::{Event, info, needs_backend};
use crate::app::App;
use crate::ports::Port;
use crate::results::{EventInfo, Family};
use crate::scenario::Scenario;
use crate::stage::Stage;

pub(super) struct Restart;

#[async_trait]
impl Event for Restart {
    fn info(&self) -> EventInfo {
        info(
            Family::Lifecycle,
            "restart",
            "restart",
            "Every container of the project is restarted: docker compose restart.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.compose(&["restart"]).await.map(drop)
    }
}

pub(super) struct StopStart;

#[async_trait]
impl Event for StopStart {
    fn info(&self) -> EventInfo {
        info(
            Family::Lifecycle,
            "stop-start",
            "stop, start",
            "Every container of the project is stopped, and then started again.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.compose(&["stop"]).await?;
        stage.project.compose(&["start"]).await.map(drop)
    }
}

pub(super) struct Remove;

#[async_trait]
impl Event for Remove {
    fn info(&self) -> EventInfo {
        info(
            Family::Lifecycle,
            "remove",
            "remove, run anew",
            "The app's container is removed, and a new one is run.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.docker().run(&["rm", "-f", &stage.app()]).await?;
        stage.project.up().await
    }
}

pub(super) struct RemoveBackend;

#[async_trait]
impl Event for RemoveBackend {
    fn info(&self) -> EventInfo {
        info(
            Family::Lifecycle,
            "backend-remove",
            "backend anew",
            "The backend's container is removed, and a new one is run.",
        )
    }

    fn fits(&self, scenario: &Scenario) -> Result<(), String> {
        needs_backend(scenario)
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.docker().run(&["rm", "-f", &stage.backend()?]).await?;
        stage.project.up().await
    }
}

pub(super) struct SecondContainer;

#[async_trait]
impl Event for SecondContainer {
    fn info(&self) -> EventInfo {
        info(
            Family::Lifecycle,
            "second-container",
            "second container",
            "A second container of the same image is run beside the first, and asked for the data.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        let port = Port::take()?;
        let publish = format!("{}:{}:80", stage.ground.bind, port.number);
        let service = stage.scenario.app.clone();
        let name = format!("{}-second", stage.project.name);
        let run = ["run", "-d", "--no-deps", "--name", &name, "--publish", &publish, &service];
        stage.project.compose(&run).await?;
        stage.reader = App::at(&[format!("http://{}:{}", stage.ground.address, port.number)])?;
        stage.held_ports.push(port);
        Ok(())
    }
}
