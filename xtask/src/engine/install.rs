//! Installing Docker from Debian's packages.
//!
//! Debian 12's own engine is too old, so its machines take Debian 13's, pinned so that nothing else
//! comes from there: they run on Debian 12's C library, and with its runc.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::debian;
use crate::say::say;

/// What a machine needs for this project, private engines and stand-ins for images included.
const PACKAGES: [&str; 8] = [
    "docker.io",
    "docker-cli",
    "docker-compose",
    "docker-buildx",
    "runc",
    "iptables",
    "iproute2",
    "mmdebstrap",
];

/// Those that Debian 12 takes from Debian 13.
const NEWER: &str = "docker.io docker-cli docker-compose docker-buildx containerd";

/// Installs Docker Engine and its plugins; what is there already stays.
pub(super) fn install() -> Result<()> {
    let Some(release) = debian::release() else {
        bail!("This is not Debian: please install Docker Engine, Compose and Buildx.");
    };
    ensure!(rustix::process::geteuid().is_root(), "Installing packages needs root.");
    match release.as_str() {
        "bookworm" => take_docker_from_trixie()?,
        "buster" | "bullseye" => bail!("Debian {release} is too old: 12 or newer is needed."),
        _ => {}
    }
    for package in PACKAGES.iter().filter(|package| debian::is_installed(package)) {
        say(format!("{package} is installed"));
    }
    debian::install(&PACKAGES)
}

/// Whether the program is there that an engine is.
pub(super) fn has_daemon() -> bool {
    Command::new("dockerd").arg("--version").output().is_ok_and(|output| output.status.success())
}

fn take_docker_from_trixie() -> Result<()> {
    let mirror = debian::mirror("bookworm")?;
    let source = format!(
        "Types: deb\nURIs: {mirror}\nSuites: trixie\nComponents: main\n\
         Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
    );
    let pins = format!(
        "Package: *\nPin: release n=trixie\nPin-Priority: -1\n\n\
         Package: {NEWER}\nPin: release n=trixie\nPin-Priority: 990\n"
    );
    // The pins first: a source without them would offer Debian 13 for everything.
    write("/etc/apt/preferences.d/docker-trixie", &pins)?;
    write("/etc/apt/sources.list.d/docker-trixie.sources", &source)
}

fn write(path: &str, text: &str) -> Result<()> {
    if fs::read_to_string(Path::new(path)).is_ok_and(|found| found == text) {
        say(format!("{path} is as it should be"));
        return Ok(());
    }
    say(format!("Writing {path}"));
    fs::write(path, text).with_context(|| format!("{path} could not be written"))
}
