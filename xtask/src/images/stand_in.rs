//! Images from Debian packages that stand in for official ones under the same name.
//!
//! Each has a folder in `xtask/stand-ins`: the packages, a script to run before and one to run after
//! they are installed, and what the image says of itself in the words of a Dockerfile. `mmdebstrap`
//! makes the file system on this machine, so that its mirror and proxy count and a build needs no
//! network.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use docker_engine::{Docker, Version};

use crate::debian;

/// The label that tells a stand-in from the image whose name it has.
pub(super) const LABEL: &str = "org.feedback-app.stand-in";

/// The Debian release that stand-ins are made of.
const SUITE: &str = "trixie";

/// The toolchain that builds the app in a container.
const RUST: Version = Version::new(1, 95, 0);

/// What nobody reads in a container.
const UNREAD: [&str; 4] = [
    "path-exclude=/usr/share/man/*",
    "path-exclude=/usr/share/doc/*",
    "path-exclude=/usr/share/locale/*",
    "path-exclude=/usr/share/i18n/*",
];

/// An image that can be made without a registry.
pub(super) struct StandIn {
    /// The name and tag of the official image.
    pub(super) name: &'static str,
    /// Its folder in `xtask/stand-ins`.
    folder: &'static str,
}

impl StandIn {
    /// All images that this project does not make itself.
    pub(super) const ALL: [Self; 3] = [
        Self { name: "postgres:17", folder: "postgres" },
        Self { name: "redis:8", folder: "redis" },
        Self { name: "rust:1.95-trixie", folder: "rust" },
    ];

    /// Makes the file system and gives it to the engine as an image.
    pub(super) fn build(&self, docker: &Docker) -> Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stand-ins").join(self.folder);
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).with_context(|| format!("{} is not readable", path.display()))
        };
        let packages = read("packages")?.split_whitespace().collect::<Vec<_>>().join(",");
        let mut debian = self.make_root(&folder, &packages)?;
        let mut import = docker.command();
        import.arg("import");
        let label = format!("LABEL {LABEL}=true");
        let said = format!(
            "LABEL org.opencontainers.image.description=\"Stand-in for {}, from Debian packages\"",
            self.name
        );
        for change in read("image")?.lines().chain([label.as_str(), said.as_str()]) {
            import.arg("--change").arg(change);
        }
        import.arg("-").arg(self.name).stdout(Stdio::null());

        let mut root = debian.spawn().context("mmdebstrap could not be started")?;
        let complaints = read_aside(root.stderr.take());
        let tar = root.stdout.take().context("mmdebstrap has no output")?;
        let import = import.stdin(tar).stderr(Stdio::piped()).spawn();
        let import = import.context("docker could not be started")?.wait_with_output()?;
        if !root.wait()?.success() {
            bail!("mmdebstrap failed:\n{}", complaints.join().unwrap_or_default());
        }
        ensure!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr).trim());
        Ok(())
    }

    fn make_root(&self, folder: &Path, packages: &str) -> Result<Command> {
        let mut command = Command::new("mmdebstrap");
        command.args([
            "--quiet",
            "--variant=minbase",
            "--aptopt=APT::Install-Recommends \"false\"",
        ]);
        command.arg(format!("--include={packages}"));
        command.args(UNREAD.map(|option| format!("--dpkgopt={option}")));
        command.arg(format!("--essential-hook={}", folder.join("before.sh").display()));
        command.arg(format!("--customize-hook={}", folder.join("after.sh").display()));
        // The machine's own name servers and name have no place in an image.
        command.arg("--customize-hook=rm -f \"$1/etc/resolv.conf\" \"$1/etc/hostname\"");
        command.args([SUITE, "-"]).arg(mirror()?);
        if self.folder == "rust" {
            command.env("TOOLCHAIN", toolchain()?);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }
}

/// Checks that stand-ins can be built here, and installs what that takes.
pub(super) fn prepare() -> Result<()> {
    ensure!(
        debian::release().is_some(),
        "Without a registry the images can be built on Debian only, from its packages."
    );
    debian::install(&["mmdebstrap"])
}

/// Where this machine gets Debian's packages from.
fn mirror() -> Result<String> {
    let release = debian::release().context("this is not Debian")?;
    debian::mirror(&release)
}

/// The folder of this machine's Rust toolchain, which must be the one that the image is named after.
fn toolchain() -> Result<PathBuf> {
    let rustc = |argument: &str| -> Result<String> {
        let said = Command::new("rustc").args(argument.split(' ')).output()?;
        Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned())
    };
    let said = rustc("--version")?;
    let found = Version::find(&said).with_context(|| format!("rustc says {said:?}"))?;
    ensure!(
        (found.major, found.minor) == (RUST.major, RUST.minor),
        "Rust {RUST} is needed for it, and this machine has {found}."
    );
    Ok(PathBuf::from(rustc("--print sysroot")?))
}

fn read_aside(
    pipe: Option<impl std::io::Read + Send + 'static>,
) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(mut pipe) = pipe {
            // What came before an error is all there is to tell.
            let _ = pipe.read_to_end(&mut text);
        }
        String::from_utf8_lossy(&text).trim().to_owned()
    })
}
