//! `cargo xtask fuzz`: looks for input that breaks a parser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;

use crate::programs::{answers, cargo_install};
use crate::say::say;

/// Looks for input that breaks a parser, with cargo-fuzz.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The target, a file of `fuzz/fuzz_targets`; all of them, one after the other, if left out
    target: Option<String>,
    /// How long each target is tried
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let targets = chosen(arguments.target)?;
    provide()?;
    let mut broken = Vec::new();
    for target in targets {
        say(format!("\n--- {target}, for {} seconds", arguments.seconds));
        if !try_out(&target, arguments.seconds)? {
            broken.push(target);
        }
    }
    ensure!(
        broken.is_empty(),
        "broken: {}. The input is in fuzz/artifacts; copy it into fuzz/corpus, where the ordinary \
         tests try it from then on",
        broken.join(", ")
    );
    Ok(())
}

fn chosen(target: Option<String>) -> Result<Vec<String>> {
    let mut known: Vec<String> = fs::read_dir(folder("fuzz_targets"))?
        .flatten()
        .filter_map(|entry| Some(entry.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    known.sort_unstable();
    match target {
        None => Ok(known),
        Some(target) if known.contains(&target) => Ok(vec![target]),
        Some(target) => bail!("there is no target {target}, but {}", known.join(", ")),
    }
}

/// The compiler and the program that fuzzing needs.
fn provide() -> Result<()> {
    ensure!(
        answers("cargo", &["+nightly", "--version"]),
        "fuzzing needs a nightly compiler: rustup toolchain install nightly"
    );
    if !answers("cargo", &["fuzz", "--version"]) {
        cargo_install("cargo-fuzz")?;
    }
    // What is tried are the versions of dependencies that everything else is built with.
    fs::copy(folder("../Cargo.lock"), folder("Cargo.lock")).context("Cargo.lock is missing")?;
    Ok(())
}

/// Whether a target holds for so long.
fn try_out(target: &str, seconds: u32) -> Result<bool> {
    // What is found on the way goes to the first folder: the corpus that is kept stays small.
    let found = folder("target/found").join(target);
    fs::create_dir_all(&found)?;
    let mut command = Command::new("cargo");
    command.args(["+nightly", "fuzz", "run", "--fuzz-dir"]).arg(folder("")).arg(target);
    command.arg(found).arg(folder("corpus").join(target));
    command.args(["--", "-max_len=2048", "-timeout=10", "-print_final_stats=1"]);
    command.arg(format!("-max_total_time={seconds}"));
    Ok(command.status().context("cargo could not be started")?.success())
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz").join(name)
}
