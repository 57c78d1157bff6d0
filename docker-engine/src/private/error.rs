//! What can go wrong with a private engine.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::command::CommandError;

/// Why a private engine could not be started, stopped or removed.
#[derive(Debug, Error)]
pub enum EngineError {
    /// Namespaces, mounts and a daemon take root.
    #[error("A private engine needs root on Linux.")]
    NotRoot,
    /// A program is not installed.
    #[error("{program} is needed for a private engine and could not be started: {source}")]
    Missing {
        /// The program.
        program: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A program that makes the network or the namespace failed.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// A file or folder of the engine could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The name would not fit where it has to stand.
    #[error("{0:?} cannot name an engine: 1 to 12 small letters, digits and inner hyphens can.")]
    Name(String),
    /// All addresses of the bridge are taken.
    #[error("All addresses for private engines are taken: remove some.")]
    NoAddress,
    /// It did not answer in time.
    #[error("The private engine {name} did not start. The end of its log:\n{log}")]
    DidNotStart {
        /// Its name.
        name: String,
        /// The last lines of its log.
        log: String,
    },
    /// It was to be killed, but does not run.
    #[error("The private engine {name} is not running.")]
    NotRunning {
        /// Its name.
        name: String,
    },
    /// Its process did not end.
    #[error("The process {pid} could not be ended.")]
    Immortal {
        /// The process.
        pid: u32,
    },
}

impl EngineError {
    pub(super) fn missing(program: &'static str, source: io::Error) -> Self {
        Self::Missing { program, source }
    }
}

/// Adds the path to an error of the file system, which does not know it.
pub(super) trait Context<T> {
    fn context(self, path: impl AsRef<Path>) -> Result<T, EngineError>;
}

impl<T> Context<T> for io::Result<T> {
    fn context(self, path: impl AsRef<Path>) -> Result<T, EngineError> {
        self.map_err(|source| EngineError::File { path: path.as_ref().to_owned(), source })
    }
}
