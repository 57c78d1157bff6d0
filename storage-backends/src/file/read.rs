//! Reading a feedback.

use std::io::Read as _;
use std::time::{Duration, UNIX_EPOCH};

use rustix::fs::{FileType, Mode, OFlags, Statx, openat};
use rustix::io::Errno;

use super::error::Error;
use super::folder::Folder;
use crate::feedback::{CreatedAt, Feedback, Text, TextError, Title};

/// The feedback of this title; None where there is no regular file of its name.
pub(super) fn feedback(folder: &Folder, title: &Title) -> Result<Option<Feedback>, Error> {
    let name = title.file_name();
    let error = || Error::call("read", &name);
    // Looked at before it is opened: to open a FIFO would make its writer go on.
    let Some(found) = folder.look(&name).map_err(error())? else { return Ok(None) };
    if !is_file(&found) {
        return Ok(None);
    }
    // It may have become something else meanwhile.
    let flags =
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let open = match openat(folder, &name, flags, Mode::empty()) {
        Ok(fd) => std::fs::File::from(fd),
        Err(Errno::NOENT | Errno::LOOP) => return Ok(None),
        Err(cause) => return Err(error()(cause)),
    };
    let io_error =
        |cause: std::io::Error| error()(Errno::from_io_error(&cause).unwrap_or(Errno::IO));
    let metadata = open.metadata().map_err(io_error)?;
    if !metadata.is_file() {
        return Ok(None);
    }
    let modified = metadata.modified().map_err(io_error)?;
    let limit = u64::try_from(Text::MAX_BYTES).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or(0));
    open.take(limit).read_to_end(&mut bytes).map_err(io_error)?;
    let text = text(bytes).map_err(|why| Error::Damaged { name: name.clone(), why })?;
    let created_at = CreatedAt::from_system_time(modified);
    Ok(Some(Feedback { title: title.clone(), text, created_at }))
}

fn text(bytes: Vec<u8>) -> Result<Text, &'static str> {
    if bytes.len() > Text::MAX_BYTES {
        return Err("it is longer than 65,536 bytes");
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    Text::parse(&text).map_err(|error| match error {
        TextError::Empty => "it is empty",
        TextError::Nul => "it holds a NUL character",
        TextError::TooLong => "it is longer than 65,536 bytes",
    })
}

pub(super) fn is_file(found: &Statx) -> bool {
    FileType::from_raw_mode(found.stx_mode.into()) == FileType::RegularFile
}

/// The time of creation of a file that was looked at.
pub(super) fn created_at(found: &Statx) -> CreatedAt {
    let nanoseconds = Duration::from_nanos(found.stx_mtime.tv_nsec.into());
    let since_epoch = u64::try_from(found.stx_mtime.tv_sec).map(Duration::from_secs);
    // A time before 1970 is the same to us as its beginning.
    let since_epoch = since_epoch.map_or(Duration::ZERO, |seconds| seconds + nanoseconds);
    CreatedAt::from_system_time(UNIX_EPOCH.checked_add(since_epoch).unwrap_or(UNIX_EPOCH))
}
