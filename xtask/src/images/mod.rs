//! `cargo xtask images`: the images that the compose files and the Dockerfile name, pulled, or built
//! as stand-ins where no registry answers.

mod stand_in;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use docker_engine::{CommandError, Docker};

use crate::engine;
use crate::say::say;
use stand_in::StandIn;

/// How long the download of an image may take.
const PULLS_WITHIN: Duration = Duration::from_secs(600);

/// Makes every image that is missing at the engine that answers, or at a private one.
pub(crate) fn run() -> Result<()> {
    make(&engine::ensure()?.docker())
}

/// Makes every image that is missing at an engine.
pub(crate) fn make(docker: &Docker) -> Result<()> {
    let missing: Vec<&StandIn> =
        StandIn::ALL.iter().filter(|image| !is_here(docker, image)).collect();
    // One that cannot be pulled tells of all: each further try could take half a minute.
    let registry_answers = AtomicBool::new(true);
    let mut to_build = Vec::new();
    for image in missing {
        if !registry_answers.load(Ordering::Relaxed) || !pull(docker, image) {
            registry_answers.store(false, Ordering::Relaxed);
            to_build.push(image);
        }
    }
    build(docker, &to_build)
}

fn is_here(docker: &Docker, image: &StandIn) -> bool {
    let format = format!("{{{{index .Config.Labels \"{}\"}}}}", stand_in::LABEL);
    let found =
        docker.run(["image", "inspect", "--format", &format, image.name], Duration::from_secs(20));
    if let Ok(label) = &found {
        let kind = if label == "true" { " (stand-in from Debian packages)" } else { "" };
        say(format!("{} is here{kind}", image.name));
    }
    found.is_ok()
}

fn pull(docker: &Docker, image: &StandIn) -> bool {
    let begun = Instant::now();
    say(format!("{} is missing: pulling it", image.name));
    match docker.run(["pull", "--quiet", image.name], PULLS_WITHIN) {
        Ok(_) => {
            say(format!("{} pulled in {:.0?}", image.name, begun.elapsed()));
            true
        }
        Err(CommandError::Failed { stderr, .. }) => {
            say(format!("No registry has it for us: {stderr}"));
            false
        }
        Err(error) => {
            say(error);
            false
        }
    }
}

/// Builds stand-ins side by side: each of them mostly waits for packages.
fn build(docker: &Docker, images: &[&StandIn]) -> Result<()> {
    if images.is_empty() {
        return Ok(());
    }
    stand_in::prepare()?;
    let failures: Vec<String> = thread::scope(|scope| {
        let builds: Vec<_> = images
            .iter()
            .map(|image| (image.name, scope.spawn(|| build_one(docker, image))))
            .collect();
        builds
            .into_iter()
            .filter_map(|(name, build)| {
                let result = build.join().unwrap_or_else(|_| Err(anyhow!("the build panicked")));
                result.err().map(|error| format!("{name}: {error:#}"))
            })
            .collect()
    });
    if failures.is_empty() { Ok(()) } else { bail!("{}", failures.join("\n")) }
}

fn build_one(docker: &Docker, image: &StandIn) -> Result<()> {
    let begun = Instant::now();
    image.build(docker)?;
    say(format!("{} built as a stand-in in {:.0?}", image.name, begun.elapsed()));
    Ok(())
}
