//! An engine that can run this project, wherever it comes from.

use anyhow::Result;
use docker_engine::private::{Lease, PrivateEngine};
use docker_engine::{Docker, Unfit, Versions, check};

use super::{install, private};
use crate::debian;
use crate::say::say;

/// An engine that answers and is new enough. A private one runs at least as long as this exists.
pub(crate) struct Ready {
    lease: Option<Lease>,
}

impl Ready {
    /// The engine.
    pub(crate) fn docker(&self) -> Docker {
        match &self.lease {
            Some(lease) => lease.engine().docker(),
            None => Docker::of_the_environment(),
        }
    }

    /// What a program that is to use the engine must have in its environment besides this one's.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        self.lease.as_ref().map(|lease| private::environment(lease.engine())).unwrap_or_default()
    }
}

/// The engine that answers already; where none does, a private one. What is not installed is
/// installed on Debian as root, and said.
pub(crate) fn ensure() -> Result<Ready> {
    let docker = Docker::of_the_environment();
    let mut found = check(&docker);
    let is_missing = matches!(found, Err(Unfit::NotInstalled | Unfit::NoPlugin { .. }));
    let has_no_daemon = matches!(found, Err(Unfit::NoEngine(_))) && !install::has_daemon();
    if (is_missing || has_no_daemon) && debian::can_install() {
        install::install()?;
        found = check(&docker);
    }
    match found {
        Ok(versions) => {
            introduce(&versions);
            Ok(Ready { lease: None })
        }
        Err(Unfit::NoEngine(_)) if rustix::process::geteuid().is_root() => {
            let name = private::USUAL.parse()?;
            say("No Docker engine answers: a private one is used as long as it is needed.");
            let lease = PrivateEngine::named(name).lease()?;
            introduce(&check(&lease.engine().docker())?);
            Ok(Ready { lease: Some(lease) })
        }
        Err(unfit) => Err(anyhow::anyhow!("{unfit} {}", super::advice(&unfit))),
    }
}

fn introduce(versions: &Versions) {
    let Versions { engine, compose, buildx } = versions;
    say(format!("Docker Engine {engine}, Compose {compose}, Buildx {buildx}"));
}
