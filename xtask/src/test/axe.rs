//! axe-core, the rules of accessibility that the pages are checked against.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::python;

/// The script that a page runs to check itself. A package for Python carries it, so that no other
/// package manager is needed.
pub(super) fn script() -> Result<PathBuf> {
    let folder = python::environment("axe")?.join("lib");
    let versions = fs::read_dir(&folder)?.flatten();
    let mut scripts =
        versions.map(|python| python.path().join("site-packages/axe_playwright_python/axe.min.js"));
    scripts.find(|script| script.is_file()).context("the package of axe-core has no script")
}
