//! The machine loses its power.

use anyhow::Result;
use async_trait::async_trait;

use super::{Event, Needs, info};
use crate::results::{EventInfo, Family};
use crate::rig::Rig;
use crate::stage::Stage;

pub(super) struct Loss;

#[async_trait]
impl Event for Loss {
    fn info(&self) -> EventInfo {
        info(
            Family::Power,
            "power-loss",
            "power loss",
            "From one moment to the next nothing more reaches the disk; then the machine starts \
             again from what the disk has.",
        )
    }

    fn needs(&self) -> Needs {
        Needs::PrivateEngine
    }

    async fn before_engine(&self, stage: &mut Stage) -> Result<()> {
        stage.docker().recorder().command("echo b > /proc/sysrq-trigger");
        Ok(())
    }

    async fn on_engine(&self, rig: &mut Rig) -> Result<()> {
        rig.lose_power().await
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.up().await
    }
}
