//! The `docker` command, aimed at one engine.

use std::ffi::OsStr;
use std::process::Command;
use std::time::Duration;

use crate::command::{CommandError, run};

/// How long an engine has to say that it is there.
const HELLO: Duration = Duration::from_secs(10);

/// One engine, spoken to through the `docker` command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docker {
    host: Option<String>,
}

impl Docker {
    /// The engine that a `docker` typed in this shell would speak to: by `DOCKER_HOST`, by the
    /// chosen context, or the one on the default socket.
    #[must_use]
    pub fn of_the_environment() -> Self {
        Self::default()
    }

    /// The engine at `host`, such as `unix:///var/run/docker.sock`.
    #[must_use]
    pub fn at(host: impl Into<String>) -> Self {
        Self { host: Some(host.into()) }
    }

    /// A `docker` command for this engine, to be completed and run by the caller.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new("docker");
        if let Some(host) = &self.host {
            // A context outranks nothing when DOCKER_HOST is set, but a warning would be printed.
            command.env("DOCKER_HOST", host).env_remove("DOCKER_CONTEXT");
        }
        command
    }

    /// Runs a `docker` command and returns what it printed.
    ///
    /// # Errors
    ///
    /// When `docker` is not installed, fails, or takes longer than `limit`.
    pub fn run<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
        limit: Duration,
    ) -> Result<String, CommandError> {
        run(self.command().args(arguments), limit)
    }

    /// The version of the engine, which also tells whether there is one that answers.
    ///
    /// # Errors
    ///
    /// When no engine answers within ten seconds.
    pub fn hello(&self) -> Result<String, CommandError> {
        self.run(["version", "--format", "{{.Server.Version}}"], HELLO)
    }
}
