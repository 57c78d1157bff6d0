//! Whether the engine that answers can run this project, and a sentence when it cannot.

use std::time::Duration;

use thiserror::Error;

use crate::cli::Docker;
use crate::command::CommandError;
use crate::version::Version;

/// Health checks with `start_interval`, named build contexts, and a `volume prune` that spares named
/// volumes.
pub const OLDEST_ENGINE: Version = Version::new(25, 0, 0);

/// `include`, `develop.watch`, and `!override`, by which `scenarios/all.yaml` replaces ports.
pub const OLDEST_COMPOSE: Version = Version::new(2, 24, 4);

/// Bundled with every engine that is new enough; older ones know no build contexts.
pub const OLDEST_BUILDX: Version = Version::new(0, 11, 0);

/// The versions of an engine that can run this project, and of its plugins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// Docker Engine.
    pub engine: Version,
    /// The compose plugin.
    pub compose: Version,
    /// The buildx plugin.
    pub buildx: Version,
}

/// Why Docker, as it is on this machine, cannot run this project.
#[derive(Debug, Error)]
pub enum Unfit {
    /// There is no `docker` command.
    #[error(
        "The docker command is not installed: Docker Engine {OLDEST_ENGINE} or newer is needed."
    )]
    NotInstalled,
    /// There is a command, but no engine behind it.
    #[error("No Docker engine answers: {}", reason(.0))]
    NoEngine(#[source] CommandError),
    /// A plugin is not installed.
    #[error("The docker command has no `{plugin}`: install its plugin, {oldest} or newer.")]
    NoPlugin {
        /// `compose` or `buildx`.
        plugin: &'static str,
        /// The oldest version that will do.
        oldest: Version,
    },
    /// Something is older than the oldest that will do.
    #[error("{what} is version {found}, and {oldest} or newer is needed.")]
    TooOld {
        /// What is too old.
        what: &'static str,
        /// The version that was found.
        found: Version,
        /// The oldest version that will do.
        oldest: Version,
    },
    /// Something says no version that can be understood.
    #[error("{what} tells no version that can be understood: {said:?}.")]
    Unreadable {
        /// What was asked.
        what: &'static str,
        /// What it said.
        said: String,
    },
}

/// Checks the engine that answers and the plugins of the `docker` command.
///
/// # Errors
///
/// Says in a sentence what is missing or too old.
pub fn check(docker: &Docker) -> Result<Versions, Unfit> {
    let engine = docker.hello().map_err(|error| {
        if error.is_not_installed() { Unfit::NotInstalled } else { Unfit::NoEngine(error) }
    })?;
    let compose = plugin(docker, "compose", &["compose", "version", "--short"], OLDEST_COMPOSE)?;
    let buildx = plugin(docker, "buildx", &["buildx", "version"], OLDEST_BUILDX)?;
    Ok(Versions {
        engine: new_enough("Docker Engine", &engine, OLDEST_ENGINE)?,
        compose: new_enough("Docker Compose", &compose, OLDEST_COMPOSE)?,
        buildx: new_enough("Docker Buildx", &buildx, OLDEST_BUILDX)?,
    })
}

/// What the docker command itself said, without how it was asked.
fn reason(error: &CommandError) -> String {
    match error {
        CommandError::Failed { stderr, .. } => stderr.clone(),
        CommandError::NotStarted { .. } | CommandError::TooSlow { .. } => error.to_string(),
    }
}

fn plugin(
    docker: &Docker,
    plugin: &'static str,
    arguments: &[&str],
    oldest: Version,
) -> Result<String, Unfit> {
    docker.run(arguments, Duration::from_secs(20)).map_err(|_| Unfit::NoPlugin { plugin, oldest })
}

fn new_enough(what: &'static str, said: &str, oldest: Version) -> Result<Version, Unfit> {
    match Version::find(said) {
        Some(found) if found >= oldest => Ok(found),
        Some(found) => Err(Unfit::TooOld { what, found, oldest }),
        None => Err(Unfit::Unreadable { what, said: said.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_engine_is_refused_in_a_sentence() {
        let error = new_enough("Docker Engine", "20.10.24+dfsg1", OLDEST_ENGINE).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Docker Engine is version 20.10.24, and 25.0.0 or newer is needed."
        );
    }

    #[test]
    fn the_oldest_versions_that_will_do_are_accepted() {
        new_enough("Docker Engine", "25.0.0", OLDEST_ENGINE).unwrap();
        new_enough("Docker Compose", "v2.24.4", OLDEST_COMPOSE).unwrap();
    }

    #[test]
    fn an_engine_that_does_not_answer_is_named() {
        let nowhere = tempfile::tempdir().unwrap();
        let host = format!("unix://{}/docker.sock", nowhere.path().display());
        let error = check(&Docker::at(host)).unwrap_err();
        assert!(matches!(error, Unfit::NoEngine(_) | Unfit::NotInstalled), "{error}");
    }
}
