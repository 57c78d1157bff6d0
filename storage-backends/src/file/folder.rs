//! An open data folder.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{
    Access, AtFlags, CWD, FileType, Mode, OFlags, StatVfsMountFlags, Statx, StatxFlags, accessat,
    fstatvfs, openat, statx,
};
use rustix::io::Errno;

use super::error::Error;
use super::syncs::Syncs;

/// A folder that is open, so that names in it lead into it and nowhere else, whatever happens to
/// its path.
#[derive(Debug)]
pub(super) struct Folder {
    fd: OwnedFd,
    path: PathBuf,
    identity: Identity,
    /// The syncs of its entries.
    pub(super) syncs: Syncs,
}

/// Tells one folder from another at the same path, and one mount from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: (u32, u32),
    inode: u64,
    mount: Option<u64>,
}

impl Folder {
    /// Opens what is at this path now. The path may be a symlink: its owner has set it up so.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let error = || Error::call("open the folder", path.display());
        let fd = openat(CWD, path, flags, Mode::empty()).map_err(error())?;
        let identity = Identity::of_fd(fd.as_fd()).map_err(error())?;
        Ok(Self { fd, path: path.to_owned(), identity, syncs: Syncs::default() })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn identity(&self) -> Identity {
        self.identity
    }

    /// What is at this name, without following a symlink; None where nothing is.
    pub(super) fn look(&self, name: &str) -> Result<Option<Statx>, Errno> {
        let mask = StatxFlags::TYPE | StatxFlags::SIZE | StatxFlags::MTIME;
        match statx(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW, mask) {
            Ok(found) => Ok(Some(found)),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a create would be expected to work.
    pub(super) fn check(&self) -> Result<(), Error> {
        let what = || self.path.display();
        let error = || Error::call("write to the folder", what());
        let space = fstatvfs(&self.fd).map_err(error())?;
        if space.f_flag.contains(StatVfsMountFlags::RDONLY) {
            return Err(error()(Errno::ROFS));
        }
        accessat(&self.fd, ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS)
            .map_err(error())?;
        // File systems that do not count blocks or files tell that they have none at all.
        let is_root = rustix::process::geteuid().is_root();
        let free = if is_root { space.f_bfree } else { space.f_bavail };
        if (space.f_blocks > 0 && free == 0) || (space.f_files > 0 && space.f_ffree == 0) {
            return Err(Error::Full(self.path.clone()));
        }
        // Only trying tells of a disk that has failed. A file without a name is seen by nobody.
        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        match openat(&self.fd, ".", flags, Mode::RUSR | Mode::WUSR) {
            Ok(_) | Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::NOENT | Errno::INVAL) => Ok(()),
            Err(cause) => Err(error()(cause)),
        }
    }
}

impl AsFd for Folder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl Identity {
    /// Of the folder to which a path leads now.
    pub(super) fn of_path(path: &Path) -> Result<Self, Errno> {
        let found = statx(CWD, path, AtFlags::empty(), Self::mask())?;
        if FileType::from_raw_mode(found.stx_mode.into()) != FileType::Directory {
            return Err(Errno::NOTDIR);
        }
        Ok(Self::of(&found))
    }

    fn of_fd(fd: BorrowedFd<'_>) -> Result<Self, Errno> {
        Ok(Self::of(&statx(fd, "", AtFlags::EMPTY_PATH, Self::mask())?))
    }

    fn mask() -> StatxFlags {
        StatxFlags::TYPE | StatxFlags::INO | StatxFlags::MNT_ID
    }

    fn of(found: &Statx) -> Self {
        let tells_mount = found.stx_mask & StatxFlags::MNT_ID.bits() != 0;
        Self {
            device: (found.stx_dev_major, found.stx_dev_minor),
            inode: found.stx_ino,
            mount: tells_mount.then_some(found.stx_mnt_id),
        }
    }
}
