//! Using a private engine for a while: started by the first who needs it, stopped after the last.

use std::fs::{self, File};

use super::PrivateEngine;
use super::error::{Context as _, EngineError};
use super::layout::open_lock;
use super::process::must_be_root;

/// A private engine that runs at least as long as this exists.
///
/// Several processes may hold leases of one engine. One that was started by hand keeps running after
/// the last lease.
#[derive(Debug)]
pub struct Lease {
    engine: PrivateEngine,
    /// Locked by every holder at once, so that the last can tell that it is the last. The kernel
    /// takes the lock back from a process that ends without a word.
    users: File,
}

impl PrivateEngine {
    /// Starts the engine if it is not running, for as long as the lease exists.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub fn lease(&self) -> Result<Lease, EngineError> {
        must_be_root()?;
        self.layout.make()?;
        let users = open_lock(&self.layout.users())?;
        users.lock_shared().context(self.layout.users())?;
        if self.pid().is_none() {
            fs::write(self.layout.leased(), "").context(self.layout.leased())?;
        }
        self.start(&[])?;
        Ok(Lease { engine: self.clone(), users })
    }

    /// From now on it runs until it is stopped by hand, whoever has leases of it.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub fn start_for_good(&self) -> Result<(), EngineError> {
        self.start(&[])?;
        match fs::remove_file(self.layout.leased()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).context(self.layout.leased())
            }
            _ => Ok(()),
        }
    }
}

impl Lease {
    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &PrivateEngine {
        &self.engine
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let is_last = self.users.try_lock().is_ok();
        if is_last && self.engine.layout.leased().exists() {
            // Whatever is left is found by the next start.
            let _ = self.engine.stop();
            let _ = fs::remove_file(self.engine.layout.leased());
        }
    }
}
