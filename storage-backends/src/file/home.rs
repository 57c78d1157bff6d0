//! The path of the data folder, and the folder to which it leads.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::{CWD, Mode, OFlags, fsync, mkdirat, openat};
use rustix::io::Errno;

use super::error::Error;
use super::folder::{Folder, Identity};

/// Follows a path from folder to folder: the one that it led to a moment ago may have been moved
/// away, deleted and made anew, or covered by a mount.
#[derive(Debug)]
pub(super) struct Home {
    path: PathBuf,
    current: Mutex<Option<Arc<Folder>>>,
}

impl Home {
    pub(super) fn new(path: &Path) -> Self {
        // An absolute path tells people more. It fails only without a working directory.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { path, current: Mutex::new(None) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder to which the path leads now. It may block.
    pub(super) fn folder(&self) -> Result<Arc<Folder>, Error> {
        let now = Identity::of_path(&self.path);
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(folder), Ok(now)) = (current.as_ref(), now)
            && folder.identity() == now
        {
            return Ok(Arc::clone(folder));
        }
        // A folder that was there once and is not there now has been taken away by somebody. To make
        // another would hide that, and would fill the disk below a mount point.
        if now == Err(Errno::NOENT) && current.is_none() {
            make(&self.path)?;
        }
        let folder = Arc::new(Folder::open(&self.path)?);
        if current.replace(Arc::clone(&folder)).is_some() {
            tracing::warn!(folder = %self.path.display(), "the data folder is another one now");
        }
        Ok(folder)
    }

    /// An error where the path does not lead to this folder any more.
    pub(super) fn is_still(&self, folder: &Folder) -> Result<(), Error> {
        match Identity::of_path(&self.path) {
            Ok(now) if now == folder.identity() => Ok(()),
            _ => Err(Error::Replaced(self.path.clone())),
        }
    }
}

/// Makes the folder, durably. Its parent must be there: a missing one is a mount that is away, or
/// a mistyped path.
fn make(path: &Path) -> Result<(), Error> {
    match mkdirat(CWD, path, Mode::RWXU) {
        Ok(()) | Err(Errno::EXIST) => (),
        Err(cause) => return Err(Error::call("make the folder", path.display())(cause)),
    }
    let parent = path.parent().unwrap_or(Path::new("/"));
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let synced = openat(CWD, parent, flags, Mode::empty()).and_then(fsync);
    // A parent that may not be read cannot be synced either; its owner has made it so.
    match synced {
        Ok(()) | Err(Errno::ACCESS | Errno::INVAL) => Ok(()),
        Err(cause) => Err(Error::call("sync the folder", parent.display())(cause)),
    }
}
