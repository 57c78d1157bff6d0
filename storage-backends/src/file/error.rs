//! What the file system's errors mean to a store.

use std::path::PathBuf;

use rustix::io::Errno;

use crate::error::{ErrorKind, StoreError};
use crate::feedback::Title;

/// What can go wrong in a folder. It is private to this store and becomes a [`StoreError`] once.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("there is a feedback of the title {0:?} already")]
    AlreadyExists(Title),
    #[error("cannot {doing} {what}: {cause}")]
    Call { doing: &'static str, what: String, cause: Errno },
    #[error("cannot sync {what}, so that nobody knows whether it is kept: {cause}")]
    Unsynced { what: PathBuf, cause: Errno },
    #[error("the folder {0} was taken away during the call")]
    Replaced(PathBuf),
    #[error("the disk of {0} is full")]
    Full(PathBuf),
    #[error("{name} is not a feedback: {why}")]
    Damaged { name: String, why: &'static str },
    #[error("a call was lost")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// For `map_err`: an error of a system call that was to do this to that.
    pub(super) fn call(
        doing: &'static str,
        what: impl std::fmt::Display,
    ) -> impl FnOnce(Errno) -> Self {
        move |cause| Self::Call { doing, what: what.to_string(), cause }
    }

    pub(super) fn internal(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Internal(Box::new(cause))
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::AlreadyExists(_) => ErrorKind::AlreadyExists,
            Self::Call { cause, .. } => kind(*cause),
            // What was written may be there or not, whatever the cause.
            Self::Unsynced { .. } | Self::Replaced(_) => ErrorKind::Unavailable,
            Self::Full(_) => ErrorKind::Full,
            Self::Damaged { .. } => ErrorKind::Damaged,
            Self::Internal(_) => ErrorKind::Internal,
        }
    }
}

/// The kind of an error after which nothing has been changed.
fn kind(errno: Errno) -> ErrorKind {
    match errno {
        Errno::NOSPC | Errno::DQUOT => ErrorKind::Full,
        Errno::ACCESS | Errno::PERM | Errno::ROFS => ErrorKind::Denied,
        // The folder or its disk is away: missing, moved, unmounted, or a server that is down.
        Errno::NOENT
        | Errno::NOTDIR
        | Errno::STALE
        | Errno::IO
        | Errno::NODEV
        | Errno::NXIO
        | Errno::TIMEDOUT
        | Errno::HOSTDOWN
        | Errno::HOSTUNREACH
        | Errno::NETUNREACH
        | Errno::NETDOWN
        | Errno::NOTCONN
        | Errno::CONNREFUSED
        | Errno::CONNRESET
        | Errno::CONNABORTED
        | Errno::SHUTDOWN
        | Errno::REMOTEIO
        // The system is short of something for now.
        | Errno::MFILE
        | Errno::NFILE
        | Errno::NOMEM
        | Errno::NOBUFS
        | Errno::AGAIN
        | Errno::BUSY
        | Errno::INTR => ErrorKind::Unavailable,
        _ => ErrorKind::Internal,
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        Self::new(error.kind(), error.to_string()).with_source(error)
    }
}
