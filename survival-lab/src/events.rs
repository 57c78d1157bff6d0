//! The columns of the matrix: what happens to containers. One file for each family, one
//! implementation of [`Event`] for each event.

use anyhow::Result;
use async_trait::async_trait;

use crate::results::{EventInfo, Family};
use crate::rig::Rig;
use crate::scenario::Scenario;
use crate::stage::Stage;

mod compose;
mod engine;
mod lifecycle;
mod network;
mod node;
mod power;
mod process;
mod resource;

/// On what kind of engine an event may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the matrix has a place for each")]
pub enum Needs {
    /// On the user's engine: it touches one project alone.
    AnyEngine,
    /// On a private engine, whose data are on a disk of their own.
    PrivateEngine,
    /// On several private engines that are one Swarm.
    Swarm,
}

/// Something that happens to a project.
///
/// What happens to an engine happens to all projects on it at once: the lab then plays all
/// scenarios on one private engine, and each has its part before and after.
#[async_trait]
pub trait Event: Send + Sync {
    /// Its name, and what to say of it.
    fn info(&self) -> EventInfo;

    /// Where it may be done.
    fn needs(&self) -> Needs {
        Needs::AnyEngine
    }

    /// Whether it can be done to a scenario; otherwise why not, in a sentence.
    ///
    /// # Errors
    ///
    /// The sentence.
    fn fits(&self, _scenario: &Scenario) -> Result<(), String> {
        Ok(())
    }

    /// First, for each project: what happens to it before it happens to the engine.
    ///
    /// # Errors
    ///
    /// Fails when it cannot be done, which makes the cell an error.
    async fn before_engine(&self, _stage: &mut Stage) -> Result<()> {
        Ok(())
    }

    /// Then, once: what happens to the engine.
    ///
    /// # Errors
    ///
    /// Fails when it cannot be done, which makes every cell on the engine an error.
    async fn on_engine(&self, _rig: &mut Rig) -> Result<()> {
        Ok(())
    }

    /// Last, for each project: what happens to it, or what its owner does to have it back.
    ///
    /// # Errors
    ///
    /// Fails when it cannot be done, which makes the cell an error.
    async fn on_project(&self, stage: &mut Stage) -> Result<()>;
}

/// All events, family by family, in the order in which they are shown.
#[must_use]
pub fn all() -> Vec<Box<dyn Event>> {
    vec![
        Box::new(lifecycle::Restart),
        Box::new(lifecycle::StopStart),
        Box::new(lifecycle::Remove),
        Box::new(lifecycle::RemoveBackend),
        Box::new(lifecycle::SecondContainer),
        Box::new(compose::Recreate),
        Box::new(compose::RecreateRenewVolumes),
        Box::new(compose::NewImage),
        Box::new(compose::DownUp),
        Box::new(compose::DownVolumesUp),
        Box::new(compose::VolumePrune),
        Box::new(compose::Rename),
        Box::new(process::Crash),
        Box::new(process::BackendCrash),
        Box::new(process::Pause),
        Box::new(network::Cut),
        Box::new(resource::OutOfMemory),
        Box::new(resource::DiskFull),
        Box::new(resource::ReadOnly),
        Box::new(engine::Restart),
        Box::new(engine::Kill),
        Box::new(power::Loss),
        Box::new(node::Move),
    ]
}

fn info(family: Family, name: &str, title: &str, description: &str) -> EventInfo {
    EventInfo {
        name: name.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        family,
    }
}

/// Refuses scenarios whose data are with the app itself.
fn needs_backend(scenario: &Scenario) -> Result<(), String> {
    match scenario.backend {
        Some(_) => Ok(()),
        None => Err("the app keeps the data itself: there is no backend".to_owned()),
    }
}
