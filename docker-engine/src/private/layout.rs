//! Where a private engine keeps what.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use super::error::{Context as _, EngineError};
use super::name::Name;

/// Sockets and process ids. A socket's path may have 107 bytes, so this cannot be anywhere.
const RUN: &str = "/run/feedback-engine";

/// Images, containers and volumes.
const DATA: &str = "/var/lib/feedback-engine";

/// The paths of one engine.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    run: PathBuf,
    data: PathBuf,
}

impl Layout {
    pub(super) fn of(name: &Name) -> Self {
        Self { run: Path::new(RUN).join(name.as_str()), data: Path::new(DATA).join(name.as_str()) }
    }

    /// The names of all engines that have folders.
    pub(super) fn names() -> Vec<Name> {
        let Ok(entries) = fs::read_dir(DATA) else { return Vec::new() };
        entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
    }

    /// The layouts of all engines that have folders.
    pub(super) fn all() -> Vec<Self> {
        Self::names().iter().map(Self::of).collect()
    }

    pub(super) fn make(&self) -> Result<(), EngineError> {
        for folder in [&self.run, &self.data] {
            fs::create_dir_all(folder).context(folder)?;
        }
        Ok(())
    }

    pub(super) fn remove(&self) -> Result<(), EngineError> {
        for folder in [&self.run, &self.data] {
            match fs::remove_dir_all(folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).context(folder);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Held by whoever starts this engine, until the file is dropped.
    pub(super) fn lock(&self) -> Result<File, EngineError> {
        exclusively(&self.run.join("starting.lock"))
    }

    /// Held by whoever changes the network that all private engines share.
    pub(super) fn lock_network() -> Result<File, EngineError> {
        exclusively(&Path::new(RUN).join("network.lock"))
    }

    pub(super) fn data(&self) -> &Path {
        &self.data
    }

    pub(super) fn run(&self) -> &Path {
        &self.run
    }

    pub(super) fn exec_root(&self) -> PathBuf {
        self.run.join("exec")
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.run.join("docker.sock")
    }

    pub(super) fn pid_file(&self) -> PathBuf {
        self.run.join("docker.pid")
    }

    /// The files in which the daemon and its containerd note who they are.
    pub(super) fn pid_files(&self) -> [PathBuf; 2] {
        [self.pid_file(), self.exec_root().join("containerd/containerd.pid")]
    }

    pub(super) fn config(&self) -> PathBuf {
        self.run.join("daemon.json")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.run.join("dockerd.log")
    }

    /// Which address of the bridge is this engine's.
    pub(super) fn address(&self) -> PathBuf {
        self.run.join("address")
    }

    /// Locked by everyone who uses the engine only for a while.
    pub(super) fn users(&self) -> PathBuf {
        self.run.join("users.lock")
    }

    /// There while the engine runs only because somebody uses it for a while.
    pub(super) fn leased(&self) -> PathBuf {
        self.run.join("leased")
    }
}

fn exclusively(path: &Path) -> Result<File, EngineError> {
    let file = open_lock(path)?;
    file.lock().context(path)?;
    Ok(file)
}

/// A file that is there to be locked.
pub(super) fn open_lock(path: &Path) -> Result<File, EngineError> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path).context(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_still_gives_a_socket_path_that_the_kernel_takes() {
        let layout = Layout::of(&"abcdefghijkl".parse().unwrap());
        // containerd puts the longest one, with the 64 digits of a container in its name.
        assert!(layout.socket().as_os_str().len() <= 107);
        assert!(
            layout.exec_root().join("containerd/containerd.sock.ttrpc").as_os_str().len() <= 107
        );
    }
}
