//! Docker, through its own command line: the one module that talks to it.
//!
//! The command line, and not the engine's API, because compose is a part of it, because it knows
//! the user's contexts, and because every command that the lab runs can then be shown to a person
//! who wants to repeat it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::process::Command;
use tokio::time::timeout;

use crate::recorder::Recorder;

mod inspect;
mod model;
mod project;
pub mod sweep;

pub use inspect::{Container, Engine, State};
pub use model::{Model, Mount, Placement};
pub(crate) use model::{SHOWN_NAME, open_to_all};
pub use project::Project;

/// No command of the lab takes this long on a machine that is well.
const PATIENCE: Duration = Duration::from_secs(120);

/// An engine, and the diary in which commands to it are written down.
#[derive(Clone, Debug)]
pub struct Docker {
    /// `-H`; without it the user's own settings decide.
    host: Option<String>,
    recorder: Recorder,
}

impl Docker {
    /// The engine at a socket (`unix:///…`), or the one that the user's settings name.
    #[must_use]
    pub fn at(host: Option<String>, recorder: Recorder) -> Self {
        Self { host, recorder }
    }

    /// The same engine with another diary.
    #[must_use]
    pub fn recorded_by(&self, recorder: &Recorder) -> Self {
        Self { host: self.host.clone(), recorder: recorder.clone() }
    }

    /// The diary.
    #[must_use]
    pub fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// Runs a command that belongs to what the cell does, and writes it down. Returns its output.
    ///
    /// # Errors
    ///
    /// Fails when it cannot be run, takes longer than two minutes, or ends with another status
    /// than 0; the error holds what it had to say.
    pub async fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<String> {
        self.recorder.command(shell_line(args));
        self.ask(args).await
    }

    /// Runs a command that only looks, or that is no part of the story.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn ask<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<String> {
        self.feed(args, None).await
    }

    /// Runs a command with this standard input.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn feed<S: AsRef<OsStr>>(&self, args: &[S], input: Option<&Path>) -> Result<String> {
        let output = self.output(args, input).await?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Runs a command and returns what it wrote to stdout and stderr, one after the other.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn ask_both<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<String> {
        let output = self.output(args, None).await?;
        let text = [output.stdout, output.stderr].concat();
        Ok(String::from_utf8_lossy(&text).trim().to_owned())
    }

    async fn output<S: AsRef<OsStr>>(
        &self,
        args: &[S],
        input: Option<&Path>,
    ) -> Result<std::process::Output> {
        let line = shell_line(args);
        let mut command = Command::new("docker");
        if let Some(host) = &self.host {
            command.args(["-H", host]);
        }
        let stdin = match input {
            Some(path) => Stdio::from(std::fs::File::open(path)?),
            None => Stdio::null(),
        };
        // Ctrl-C goes to the whole foreground group: in a group of its own a command can end its
        // work, and the lab cleans up after it.
        command.args(args).stdin(stdin).kill_on_drop(true).process_group(0);
        let output = timeout(PATIENCE, command.output())
            .await
            .with_context(|| format!("`{line}` took longer than {} s", PATIENCE.as_secs()))?
            .context("the docker command line cannot be run")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("`{line}` ended with {}: {}", output.status, said.trim());
        }
        Ok(output)
    }

    /// Runs a shell script with root's rights over the engine's machine, in a container of an
    /// image that has a shell. In the script `$PID` is the process of `container`. It works
    /// wherever the engine is, without root on this side.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), and when `container` does not run.
    pub async fn on_machine(&self, image: &str, container: &str, script: &str) -> Result<String> {
        let pid = format!("PID={}", self.pid(container).await?);
        let head = "docker run --rm --privileged --pid=host --cgroupns=host --entrypoint=/bin/sh";
        let find = format!("$(docker inspect -f '{{{{.State.Pid}}}}' {container})");
        self.recorder.command(format!("{head} -e PID=\"{find}\" {image} -c {}", quoted(script)));
        let args: Vec<&str> = head.split(' ').skip(1).collect();
        let rest = ["--network=none", "--user=0", "-e", &pid, image, "-c", script];
        self.ask(&[&args[..], &rest[..]].concat()).await
    }
}

/// A `docker` command as a line for a POSIX shell.
fn shell_line<S: AsRef<OsStr>>(args: &[S]) -> String {
    let mut line = "docker".to_owned();
    for arg in args {
        line.push(' ');
        line.push_str(&quoted(&arg.as_ref().to_string_lossy()));
    }
    line
}

/// A word as a shell reads it back.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Labels by name.
pub type Labels = BTreeMap<String, String>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_a_shell_reads_it() {
        let line = shell_line(&["run", "-e", "A=b c", "--filter=x=y", "it's", ""]);
        assert_eq!(line, r"docker run -e 'A=b c' --filter=x=y 'it'\''s' ''");
    }
}
