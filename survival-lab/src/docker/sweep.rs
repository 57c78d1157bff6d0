//! What belongs to the lab, and removing what a broken run has left.
//!
//! Everything that a run makes has a label with the path of a file that the run keeps locked. When
//! nobody holds the lock, the run is gone, and what it made may go too; nothing else ever may.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Docker;

/// The name of the label.
pub const LABEL: &str = "survival-lab.lease";

/// The lease of a run: as long as it lives, its containers are in use.
#[derive(Debug)]
pub struct Lease {
    path: PathBuf,
    _locked: File,
}

impl Lease {
    /// Takes a new lease.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be made.
    pub fn take(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join("lease");
        let file = File::create(&path).with_context(|| format!("{}", path.display()))?;
        file.try_lock().context("the lease of a new run is taken")?;
        Ok(Self { path, _locked: file })
    }

    /// The label for what the run makes.
    #[must_use]
    pub fn label(&self) -> (String, String) {
        (LABEL.to_owned(), self.path.to_string_lossy().into_owned())
    }
}

/// Removes what runs on this machine have left behind that no longer live.
///
/// # Errors
///
/// Fails when Docker cannot be asked, or something cannot be removed.
pub async fn sweep(docker: &Docker) -> Result<()> {
    remove(docker, is_dead).await
}

/// Removes what a living run has made: its own last act.
///
/// # Errors
///
/// As [`sweep`].
pub async fn remove_labelled(docker: &Docker, lease: &Lease) -> Result<()> {
    remove(docker, |path| path == lease.path).await
}

async fn remove(docker: &Docker, is_due: impl Fn(&Path) -> bool) -> Result<()> {
    for (kind, list, id, remove) in [
        ("container", &["ps", "-a"][..], "{{.ID}}", &["rm", "-f", "-v"][..]),
        ("network", &["network", "ls"][..], "{{.ID}}", &["network", "rm"][..]),
        ("volume", &["volume", "ls"][..], "{{.Name}}", &["volume", "rm"][..]),
    ] {
        let filter = format!("label={LABEL}");
        let format = format!("{id} {{{{.Label \"{LABEL}\"}}}}");
        let args = [list, &["--filter", &filter, "--format", &format]].concat();
        let lines = docker.ask(&args).await?;
        let due: Vec<&str> = lines
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter(|(_, lease)| is_due(Path::new(lease)))
            .map(|(id, _)| id)
            .collect();
        if !due.is_empty() {
            docker
                .ask(&[remove, &due].concat())
                .await
                .with_context(|| format!("a {kind} of an earlier run cannot be removed"))?;
        }
    }
    Ok(())
}

/// Whether nobody holds the lease. A folder that is not there may be another machine's, with which
/// an engine is shared: its leases are left alone.
pub(crate) fn is_dead(lease: &Path) -> bool {
    let Some(folder) = lease.parent() else { return false };
    if !folder.starts_with(base()) {
        return false;
    }
    match OpenOptions::new().write(true).open(lease) {
        Ok(file) => file.try_lock().is_ok(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// The folder in which runs have theirs.
#[must_use]
pub fn base() -> PathBuf {
    std::env::temp_dir().join("survival-lab")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_dead_only_when_nobody_holds_it() {
        let folder = base().join(format!("test-{}", std::process::id()));
        let lease = Lease::take(&folder).unwrap();
        let path = lease.path.clone();
        assert!(!is_dead(&path));
        drop(lease);
        assert!(is_dead(&path));
        fs::remove_dir_all(&folder).unwrap();
        assert!(is_dead(&path));
        assert!(!is_dead(Path::new("/somewhere/else/lease")));
    }
}
