//! The conformance suite on folders.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::fs;
use std::path::PathBuf;

use storage_backends::conformance::Fixture;
use tempfile::TempDir;

/// A folder on a disk that can be taken away.
struct Disk {
    root: TempDir,
}

fn disk() -> Disk {
    let root = TempDir::with_prefix("feedback-files-").unwrap();
    fs::create_dir(root.path().join("disk")).unwrap();
    Disk { root }
}

impl Disk {
    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }
}

impl Fixture for Disk {
    fn url(&self) -> String {
        format!("file:{}", self.path("disk/feedback").display())
    }

    fn stop(&mut self) {
        fs::rename(self.path("disk"), self.path("away")).unwrap();
    }

    fn start(&mut self) {
        fs::rename(self.path("away"), self.path("disk")).unwrap();
    }
}

storage_backends::conformance!(disk);
