//! What `docker compose` does to a project.

use anyhow::{Context as _, Result};
use async_trait::async_trait;

use super::{Event, Needs, info};
use crate::results::{EventInfo, Family};
use crate::rig::Rig;
use crate::stage::Stage;

pub(super) struct Recreate;

#[async_trait]
impl Event for Recreate {
    fn info(&self) -> EventInfo {
        info(
            Family::Compose,
            "recreate",
            "recreate",
            "Every container is made anew: docker compose up --force-recreate.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.compose(&["up", "-d", "--force-recreate"]).await.map(drop)
    }
}

pub(super) struct RecreateRenewVolumes;

#[async_trait]
impl Event for RecreateRenewVolumes {
    fn info(&self) -> EventInfo {
        info(
            Family::Compose,
            "recreate-renew",
            "recreate -V",
            "Every container is made anew, with new anonymous volumes: \
             docker compose up --force-recreate -V.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.compose(&["up", "-d", "--force-recreate", "-V"]).await.map(drop)
    }
}

pub(super) struct NewImage;

#[async_trait]
impl Event for NewImage {
    fn info(&self) -> EventInfo {
        info(
            Family::Compose,
            "new-image",
            "new image",
            "A new version of the app's image is built, and compose recreates what it changes.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        let service = stage.scenario.app.clone();
        let old = stage.model.image(&service)?.to_owned();
        let new = format!("{}:new", stage.project.name);
        // A label is enough: an image that has not changed a byte would not be recreated.
        let dockerfile = stage.project.file.with_file_name("Dockerfile.new");
        std::fs::write(&dockerfile, format!("FROM {old}\nLABEL version=new\n"))?;
        let build = ["build", "-q", "-t", &new, "-"];
        stage.docker().recorder().command(format!(
            "printf 'FROM {old}\\nLABEL version=new\\n' | docker build -q -t {new} -"
        ));
        stage.leftovers.images.push(new.clone());
        stage.docker().feed(&build, Some(&dockerfile)).await.context("the new image")?;
        let model = stage.model.with_image(&service, &new);
        stage.rewrite(model)?;
        stage.project.up().await
    }
}

pub(super) struct DownUp;

#[async_trait]
impl Event for DownUp {
    fn info(&self) -> EventInfo {
        info(
            Family::Compose,
            "down-up",
            "down, up",
            "The project is taken down and brought up again.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.compose(&["down"]).await?;
        stage.project.up().await
    }
}

pub(super) struct DownVolumesUp;

#[async_trait]
impl Event for DownVolumesUp {
    fn info(&self) -> EventInfo {
        info(
            Family::Compose,
            "down-volumes-up",
            "down -v, up",
            "The project is taken down with its volumes, and brought up again.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.compose(&["down", "-v"]).await?;
        stage.project.up().await
    }
}

pub(super) struct VolumePrune;

#[async_trait]
impl Event for VolumePrune {
    fn info(&self) -> EventInfo {
        info(
            Family::Compose,
            "volume-prune",
            "prune while down",
            "The project is taken down, docker volume prune removes what no container uses, and \
             the project is brought up again.",
        )
    }

    /// A prune spares nobody on the engine.
    fn needs(&self) -> Needs {
        Needs::PrivateEngine
    }

    async fn before_engine(&self, stage: &mut Stage) -> Result<()> {
        stage.project.compose(&["down"]).await?;
        stage.docker().recorder().command("docker volume prune -f");
        Ok(())
    }

    async fn on_engine(&self, rig: &mut Rig) -> Result<()> {
        rig.docker().ask(&["volume", "prune", "-f"]).await.map(drop)
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.up().await
    }
}

pub(super) struct Rename;

#[async_trait]
impl Event for Rename {
    fn info(&self) -> EventInfo {
        info(
            Family::Compose,
            "rename",
            "project renamed",
            "The project is taken down, and brought up under another name.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.project.compose(&["down"]).await?;
        stage.leftovers.projects.push(stage.project.clone());
        stage.project.name.push_str("-renamed");
        stage.project.up().await
    }
}
