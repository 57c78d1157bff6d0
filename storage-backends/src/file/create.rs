//! Creating and deleting files so that they are whole, exclusive and durable.

use std::io::Write as _;

use rustix::fs::{
    AtFlags, Mode, OFlags, RenameFlags, Timespec, Timestamps, UTIME_OMIT, fsync, futimens, linkat,
    openat, renameat_with, unlinkat,
};
use rustix::io::Errno;
use uuid::Uuid;

use super::error::Error;
use super::folder::Folder;
use crate::feedback::{Feedback, Title};

/// A file to be: what the folder needs to know of a feedback.
#[derive(Debug)]
pub(super) struct File {
    name: String,
    text: String,
    times: Timestamps,
}

/// How the names of files begin that are not yet complete. No feedback's name begins with a dot.
pub(super) const TEMPORARY: &str = ".feedback-";

impl File {
    pub(super) fn of(feedback: &Feedback) -> Self {
        let millis = feedback.created_at.as_millis();
        let omit = Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT };
        let written = Timespec { tv_sec: millis / 1_000, tv_nsec: millis % 1_000 * 1_000_000 };
        Self {
            name: feedback.title.file_name(),
            text: feedback.text.as_str().to_owned(),
            times: Timestamps { last_access: omit, last_modification: written },
        }
    }
}

/// Creates the file, whole or not at all, unless there is something of its name. True if it was
/// created; the folder has to be synced in either case.
pub(super) fn create(folder: &Folder, file: &File) -> Result<bool, Error> {
    let error = || Error::call("create", &file.name);
    // The usual way to lose is to be late by more than a moment: that needs no writing.
    if folder.look(&file.name).map_err(error())?.is_some() {
        return Ok(false);
    }
    // In the same folder: a link across mounts fails, be it from one volume to itself.
    let temporary = format!("{TEMPORARY}{}.tmp", Uuid::new_v4().simple());
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mode = Mode::RUSR | Mode::WUSR | Mode::RGRP | Mode::ROTH;
    let fd = openat(folder, &temporary, flags, mode).map_err(error())?;
    let mut open = std::fs::File::from(fd);
    let written = open
        .write_all(file.text.as_bytes())
        .map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))
        .and_then(|()| futimens(&open, &file.times))
        .and_then(|()| fsync(&open))
        .and_then(|()| publish(folder, &temporary, &file.name));
    // It has gone already where it was renamed. One that stays is swept at the next start.
    let _ = unlinkat(folder, &temporary, AtFlags::empty());
    match written {
        Ok(()) => Ok(true),
        Err(Errno::EXIST) => Ok(false),
        Err(cause) => Err(error()(cause)),
    }
}

/// Gives the complete file its name, unless that is taken.
fn publish(folder: &Folder, temporary: &str, name: &str) -> Result<(), Errno> {
    match linkat(folder, temporary, folder, name, AtFlags::empty()) {
        // Not every file system has hard links.
        Err(Errno::PERM | Errno::OPNOTSUPP | Errno::NOSYS | Errno::MLINK) => {
            renameat_with(folder, temporary, folder, name, RenameFlags::NOREPLACE)
        }
        linked => linked,
    }
}

/// Deletes the file. True if it was there; the folder has to be synced in either case.
pub(super) fn delete(folder: &Folder, title: &Title) -> Result<bool, Error> {
    let name = title.file_name();
    let error = || Error::call("delete", &name);
    match folder.look(&name).map_err(error())? {
        Some(found) if super::read::is_file(&found) => {}
        // Something else has the name: it is no feedback, and is left alone.
        Some(_) | None => return Ok(false),
    }
    match unlinkat(folder, &name, AtFlags::empty()) {
        Ok(()) => Ok(true),
        Err(Errno::NOENT) => Ok(false),
        Err(cause) => Err(error()(cause)),
    }
}
