//! The stores of commands that take data in or out.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use storage_backends::{ErrorKind, FeedbackStore, Options, StoreError, StoreUrl};

use crate::settings::SettingsError;

/// Nobody waits for a page here, so that a busy store may take its time.
const DEADLINE: Duration = Duration::from_secs(30);

/// Connects a store.
pub(super) fn connect(url: &StoreUrl) -> Result<Arc<dyn FeedbackStore>, StoreError> {
    storage_backends::connect(url, Options { deadline: DEADLINE })
}

/// Connects a store that must be there already: a folder with a mistyped name would be made, and
/// look as if it had been empty.
pub(super) fn connect_existing(url: &StoreUrl) -> anyhow::Result<Arc<dyn FeedbackStore>> {
    if let Some(folder) = url.folder() {
        let metadata = fs::metadata(folder).map_err(|error| {
            let message = format!("the folder {} cannot be read", folder.display());
            StoreError::new(ErrorKind::Internal, message).with_source(error)
        })?;
        if !metadata.is_dir() {
            let message = format!("{} is not a folder", folder.display());
            return Err(StoreError::new(ErrorKind::Internal, message).into());
        }
    }
    Ok(connect(url)?)
}

/// Refuses two URLs of one store, as far as can be seen from here: one server may have many names.
/// A copy of a store into itself would find all of it there, and change nothing.
pub(super) fn refuse_same(
    (from_url, from): (&StoreUrl, &dyn FeedbackStore),
    (to_url, to): (&StoreUrl, &dyn FeedbackStore),
) -> Result<(), SettingsError> {
    let is_same = match (from_url.folder(), to_url.folder()) {
        (Some(from), Some(to)) => is_same_folder(from, to),
        (None, None) => from.location() == to.location(),
        _ => false,
    };
    if is_same {
        let message = format!("both URLs are of one store, {}", from.location());
        return Err(SettingsError::new(message));
    }
    Ok(())
}

/// Whether both are one folder, by whatever name: through a link, or a bind mount.
fn is_same_folder(one: &Path, other: &Path) -> bool {
    let identity =
        |folder: &Path| fs::metadata(folder).map(|metadata| (metadata.dev(), metadata.ino()));
    matches!((identity(one), identity(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_the_same_by_whatever_name() {
        let folder = tempfile::tempdir().unwrap();
        let (one, link) = (folder.path().join("one"), folder.path().join("link"));
        fs::create_dir(&one).unwrap();
        std::os::unix::fs::symlink(&one, &link).unwrap();
        assert!(is_same_folder(&one, &folder.path().join("./one/../one/")));
        assert!(is_same_folder(&one, &link));
        assert!(!is_same_folder(&one, folder.path()));
        assert!(!is_same_folder(&one, &folder.path().join("none")));
    }

    #[test]
    fn a_source_that_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        let url = format!("file:{}", missing.display()).parse().unwrap();
        let error = connect_existing(&url).unwrap_err();
        assert!(error.to_string().contains("cannot be read"), "{error}");
        assert!(!missing.exists());
    }
}
