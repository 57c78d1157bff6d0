//! Programs from the Python Package Index, each at the version and with the digest that a list in
//! `xtask/requirements` names, in environments under `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::cargo::target;
use crate::say::say;

/// The environment that holds what `xtask/requirements/NAME.txt` lists. It is made where it is
/// missing or was made from another list.
pub(super) fn environment(name: &str) -> Result<PathBuf> {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("requirements/{name}.txt"));
    let folder = target()?.join("python").join(name);
    let made_from = folder.join("made-from.txt");
    let wanted = fs::read(&list).with_context(|| format!("{} is missing", list.display()))?;
    if fs::read(&made_from).is_ok_and(|found| found == wanted) {
        return Ok(folder);
    }
    say(format!("Installing {name} and what it needs into {}", folder.display()));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    // The list is whole: nothing is looked for that it does not name.
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]);
    run(pip.args(["--no-deps", "--require-hashes", "--requirement"]).arg(&list))?;
    fs::write(&made_from, wanted)?;
    Ok(folder)
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("{command:?} could not be started"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed:\n{said}");
    Ok(())
}
