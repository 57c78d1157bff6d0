//! Processes that somebody else has started, known by a file with their id.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, geteuid, kill_process};

use super::error::EngineError;
use super::layout::Layout;

/// How long a killed process has to be gone: the kernel may have to end what it was writing.
const DIES_WITHIN: Duration = Duration::from_secs(20);

/// A running daemon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Daemon(u32);

impl Daemon {
    /// The daemon of an engine, if it runs.
    pub(super) fn of(layout: &Layout) -> Option<Self> {
        running(&layout.pid_file()).map(Self)
    }

    pub(super) fn pid(self) -> u32 {
        self.0
    }

    pub(super) fn terminate(self) {
        send(self.0, Signal::TERM);
    }

    pub(super) fn kill(self) -> Result<(), EngineError> {
        send(self.0, Signal::KILL);
        if self.is_gone_within(DIES_WITHIN) {
            Ok(())
        } else {
            Err(EngineError::Immortal { pid: self.0 })
        }
    }

    pub(super) fn is_gone_within(self, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        while is_alive(self.0) {
            if Instant::now() >= end {
                return false;
            }
            thread::sleep(Duration::from_millis(20));
        }
        true
    }
}

/// The process whose id stands in `pid_file`, if it runs and is the one that wrote it: ids are used
/// again, and a file may have outlived a reboot.
pub(super) fn running(pid_file: &Path) -> Option<u32> {
    let pid = fs::read_to_string(pid_file).ok()?.trim().parse().ok()?;
    let folder = pid_file.parent()?.to_str()?;
    (is_alive(pid) && command_line(pid).contains(folder)).then_some(pid)
}

/// Whether a process runs. One that has ended and waits for its parent to notice does not.
pub(super) fn is_alive(pid: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    // The program's name may hold blanks and brackets: the state follows the last bracket.
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    !matches!(state, None | Some('Z' | 'X'))
}

/// The words with which a process was started.
pub(super) fn command_line(pid: u32) -> String {
    let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).replace('\0', " ")
}

/// The ids of all processes.
pub(super) fn all() -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

pub(super) fn send(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        // It may have ended just now.
        let _ = kill_process(pid, signal);
    }
}

pub(super) fn must_be_root() -> Result<(), EngineError> {
    if cfg!(target_os = "linux") && geteuid().is_root() {
        Ok(())
    } else {
        Err(EngineError::NotRoot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, id};

    #[test]
    fn a_zombie_is_not_alive() {
        let mut child = Command::new("true").spawn().unwrap();
        let end = Instant::now() + Duration::from_secs(10);
        while is_alive(child.id()) {
            assert!(Instant::now() < end, "a process that has ended counts as alive");
            thread::sleep(Duration::from_millis(5));
        }
        assert!(Path::new(&format!("/proc/{}", child.id())).exists(), "it is a zombie by now");
        child.wait().unwrap();
        assert!(is_alive(id()));
    }

    #[test]
    fn the_process_of_a_stale_file_is_not_taken_for_the_one_that_wrote_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("docker.pid");
        fs::write(&file, id().to_string()).unwrap();
        assert_eq!(running(&file), None, "this test was not started with that folder");
        fs::write(&file, "garbage").unwrap();
        assert_eq!(running(&file), None);
    }
}
