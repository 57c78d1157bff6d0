//! Another machine takes over.

use anyhow::Result;
use async_trait::async_trait;

use super::{Event, Needs, info};
use crate::results::{EventInfo, Family};
use crate::rig::Rig;
use crate::stage::Stage;
use crate::swarm::drain_command;

pub(super) struct Move;

#[async_trait]
impl Event for Move {
    fn info(&self) -> EventInfo {
        info(
            Family::Node,
            "move",
            "another node",
            "The app's node is drained, and Swarm starts the app on another one; a backend stays \
             where it is.",
        )
    }

    fn needs(&self) -> Needs {
        Needs::Swarm
    }

    async fn before_engine(&self, stage: &mut Stage) -> Result<()> {
        stage.docker().recorder().command(drain_command());
        Ok(())
    }

    async fn on_engine(&self, rig: &mut Rig) -> Result<()> {
        rig.drain_second_node().await
    }

    /// Swarm does the rest.
    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        // The drained node's container may answer until it has stopped: what it still says is true,
        // but the question is what the other node knows.
        stage.wait_until_off_second_node().await
    }
}
