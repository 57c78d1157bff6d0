//! One command of another program, with an end to its patience.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;

/// How often a running command is looked at.
const GLANCE: Duration = Duration::from_millis(10);

/// How long the output of a command that has ended may still trickle in, because something that it
/// left behind holds the pipe open.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Why a command did not do its work.
#[derive(Debug, Error)]
pub enum CommandError {
    /// The program could not be started.
    #[error("{program} could not be started: {source}")]
    NotStarted {
        /// The program's name.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The program ended with an error.
    #[error("`{command}` failed ({status}): {stderr}")]
    Failed {
        /// The command as one would type it.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// What it said of it.
        stderr: String,
    },
    /// The program did not end in time, and was stopped.
    #[error("`{command}` did not end within {limit:?} and was stopped")]
    TooSlow {
        /// The command as one would type it.
        command: String,
        /// How long it had.
        limit: Duration,
    },
}

impl CommandError {
    /// Whether the program is not installed.
    #[must_use]
    pub fn is_not_installed(&self) -> bool {
        matches!(self, Self::NotStarted { source, .. } if source.kind() == std::io::ErrorKind::NotFound)
    }
}

/// Runs `command` to its end and returns what it wrote to its standard output, without blanks
/// around it. Nothing is read from the terminal.
///
/// # Errors
///
/// When it cannot be started, ends with an error, or is still running after `limit`.
pub fn run(command: &mut Command, limit: Duration) -> Result<String, CommandError> {
    let shown = shown(command);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|source| CommandError::NotStarted {
        program: command.get_program().to_string_lossy().into_owned(),
        source,
    })?;
    let stdout = read_aside(child.stdout.take());
    let stderr = read_aside(child.stderr.take());
    let Some(status) = wait(&mut child, limit) else {
        return Err(CommandError::TooSlow { command: shown, limit });
    };
    let text = |pipe: Receiver<String>| pipe.recv_timeout(LAST_WORDS).unwrap_or_default();
    if status.success() {
        return Ok(text(stdout));
    }
    let mut said = text(stderr);
    if said.is_empty() {
        said = text(stdout);
    }
    Err(CommandError::Failed { command: shown, status, stderr: said })
}

fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + limit;
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if Instant::now() >= end {
            // It may have ended by itself in the meantime.
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        thread::sleep(GLANCE);
    }
}

/// Reads a pipe in a thread of its own, so that a command that says much never waits for us.
fn read_aside(pipe: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read before an error is all that can be told.
            let _ = pipe.read_to_end(&mut bytes);
        }
        let _ = sender.send(String::from_utf8_lossy(&bytes).trim().to_owned());
    });
    receiver
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn what_a_command_says_comes_back_without_blanks_around_it() {
        let said = run(&mut sh("printf '\\n a b \\n'"), Duration::from_secs(10)).unwrap();
        assert_eq!(said, "a b");
    }

    #[test]
    fn more_output_than_a_pipe_holds_does_not_block() {
        let said = run(&mut sh("seq 100000"), Duration::from_secs(20)).unwrap();
        assert_eq!(said.lines().count(), 100_000);
    }

    #[test]
    fn a_failure_carries_the_reason_that_the_command_gave() {
        let error = run(&mut sh("echo broken >&2; exit 3"), Duration::from_secs(10)).unwrap_err();
        assert!(error.to_string().ends_with("(exit status: 3): broken"), "{error}");
    }

    #[test]
    fn a_command_that_never_ends_is_stopped() {
        let begun = Instant::now();
        let error = run(&mut sh("exec sleep 60"), Duration::from_millis(100)).unwrap_err();
        assert!(matches!(error, CommandError::TooSlow { .. }), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_program_that_is_not_installed_is_told_apart() {
        let mut command = Command::new("no-such-program-anywhere");
        assert!(run(&mut command, Duration::from_secs(1)).unwrap_err().is_not_installed());
    }
}
