//! Debian's packages: what this machine is, where its mirror is, and installing.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::say::say;

/// The code name of the Debian release that this machine runs; `None` when it runs something else.
pub(crate) fn release() -> Option<String> {
    let text = fs::read_to_string("/etc/os-release").ok()?;
    let field = |name: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
        Some(value.trim_matches('"').to_owned())
    };
    if field("ID")? != "debian" {
        return None;
    }
    // Testing and unstable may have no code name in this file.
    Some(field("VERSION_CODENAME").unwrap_or_else(|| "sid".to_owned()))
}

/// Whether packages can be installed here without asking anybody.
pub(crate) fn can_install() -> bool {
    release().is_some() && rustix::process::geteuid().is_root()
}

/// Where this machine gets the packages of `release` from.
pub(crate) fn mirror(release: &str) -> Result<String> {
    let listing = Command::new("apt-get")
        .args(["indextargets", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)"])
        .output()
        .context("apt-get could not be started")?;
    String::from_utf8_lossy(&listing.stdout)
        .lines()
        .find_map(|line| line.strip_prefix(release)?.strip_prefix(" main "))
        .map(|uri| uri.trim_end_matches('/').to_owned())
        .with_context(|| format!("apt's sources name no mirror for {release} main"))
}

/// Whether a package is installed.
pub(crate) fn is_installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Status}", package])
        .output()
        .is_ok_and(|output| output.stdout == b"installed")
}

/// Installs those of `packages` that are not installed, and says so. What is installed stays at its
/// version.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|name| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    ensure!(can_install(), "Not installed: {}. Please install it.", missing.join(", "));
    say(format!("Installing {}", missing.join(", ")));
    apt_get(&["update", "--quiet", "--quiet"])?;
    let mut arguments = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    arguments.extend(missing);
    apt_get(&arguments)
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let output = Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .output()
        .context("apt-get could not be started")?;
    if !output.status.success() {
        // Its complaints go to standard error, and the reason for one often stands before it.
        let said = [output.stdout, output.stderr].concat();
        bail!("apt-get {} failed:\n{}", arguments.join(" "), String::from_utf8_lossy(&said));
    }
    Ok(())
}
