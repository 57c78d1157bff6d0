//! The engine goes away and comes back.

use anyhow::Result;
use async_trait::async_trait;

use super::{Event, Needs, info};
use crate::results::{EventInfo, Family};
use crate::rig::Rig;
use crate::stage::Stage;

pub(super) struct Restart;

#[async_trait]
impl Event for Restart {
    fn info(&self) -> EventInfo {
        info(
            Family::Engine,
            "engine-restart",
            "engine restarted",
            "The Docker engine is stopped, as by an update of it, and started again.",
        )
    }

    fn needs(&self) -> Needs {
        Needs::PrivateEngine
    }

    async fn before_engine(&self, stage: &mut Stage) -> Result<()> {
        stage.docker().recorder().command("systemctl restart docker");
        Ok(())
    }

    async fn on_engine(&self, rig: &mut Rig) -> Result<()> {
        rig.restart().await
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.up().await
    }
}

pub(super) struct Kill;

#[async_trait]
impl Event for Kill {
    fn info(&self) -> EventInfo {
        info(
            Family::Engine,
            "engine-kill",
            "engine killed",
            "The Docker engine is killed (kill -9), and started again.",
        )
    }

    fn needs(&self) -> Needs {
        Needs::PrivateEngine
    }

    async fn before_engine(&self, stage: &mut Stage) -> Result<()> {
        stage.docker().recorder().command("systemctl kill -s KILL docker");
        Ok(())
    }

    async fn on_engine(&self, rig: &mut Rig) -> Result<()> {
        rig.kill_and_start().await
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.docker().recorder().command("systemctl start docker");
        stage.project.up().await
    }
}
