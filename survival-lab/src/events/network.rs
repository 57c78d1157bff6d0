//! A connection is gone.

use anyhow::{Context as _, Result};
use async_trait::async_trait;

use super::{Event, info, needs_backend};
use crate::results::{EventInfo, Family};
use crate::scenario::Scenario;
use crate::stage::{Stage, linger};

pub(super) struct Cut;

#[async_trait]
impl Event for Cut {
    fn info(&self) -> EventInfo {
        info(
            Family::Network,
            "network-cut",
            "network cut",
            "The backend is taken off the network that it shares with the app, and put back.",
        )
    }

    fn fits(&self, scenario: &Scenario) -> Result<(), String> {
        needs_backend(scenario)
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        let service = stage.scenario.backend.clone().context("the scenario has no backend")?;
        let (docker, backend) = (stage.docker(), stage.backend()?);
        let network = stage.model.network(&service, &stage.project.name);
        docker.run(&["network", "disconnect", &network, &backend]).await?;
        linger().await;
        // The alias is what the app looks for; compose gives it, and a plain connect does not.
        docker.run(&["network", "connect", "--alias", &service, &network, &backend]).await.map(drop)
    }
}
