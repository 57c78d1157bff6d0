//! What the tests need of the machine, and how it gets there.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail, ensure};

use crate::debian;
use crate::programs::{answers, cargo_install};
use crate::say::say;

/// Something that must be on the machine.
#[derive(Clone, Copy)]
pub(super) struct Need {
    /// Its name, for people.
    what: &'static str,
    /// What it is for.
    why: &'static str,
    /// Tries whether it really works here.
    works: fn() -> bool,
    source: Source,
}

/// Where it is to be had.
#[derive(Clone, Copy)]
enum Source {
    /// These packages of Debian.
    Debian(&'static [&'static str]),
    /// This crate, built by `cargo install`.
    Cargo(&'static str),
}

pub(super) const NEXTEST: Need = Need {
    what: "cargo-nextest",
    why: "runs the tests, and ends those that hang",
    works: || answers("cargo", &["nextest", "--version"]),
    source: Source::Cargo("cargo-nextest"),
};
pub(super) const POSTGRES: Need = Need {
    what: "PostgreSQL",
    why: "the store on PostgreSQL is tested on a real server",
    works: || {
        let programs = ["postgres", "initdb", "psql"].map(postgres_program);
        programs.iter().all(|program| answers(program, VERSION))
    },
    source: Source::Debian(&["postgresql"]),
};
pub(super) const REDIS: Need = Need {
    what: "Redis",
    why: "the store on Redis is tested on a real server",
    works: || answers("redis-server", VERSION),
    source: Source::Debian(&["redis-server"]),
};
pub(super) const CHROMIUM: Need = Need {
    what: "Chromium",
    why: "the pages are tried in a real browser",
    works: || answers("chromium", VERSION),
    source: Source::Debian(&["chromium"]),
};
pub(super) const CHROMEDRIVER: Need = Need {
    what: "ChromeDriver",
    why: "tests drive the browser by it",
    works: || answers("chromedriver", VERSION),
    source: Source::Debian(&["chromium-driver"]),
};
pub(super) const FONTS: Need = Need {
    what: "fonts",
    why: "titles of any script and emoji are shown",
    works: || [":lang=ar", ":lang=hi", ":family=Noto Color Emoji"].into_iter().all(has_font),
    source: Source::Debian(&["fontconfig", "fonts-noto-core", "fonts-noto-color-emoji"]),
};
pub(super) const PYTHON: Need = Need {
    what: "Python with venv",
    why: "schemathesis and axe-core come as Python packages",
    works: || {
        answers(
            "python3",
            &["-c", "import ensurepip, sys, venv; assert sys.version_info >= (3, 11)"],
        )
    },
    source: Source::Debian(&["python3", "python3-venv"]),
};
pub(super) const SETPRIV: Need = Need {
    what: "setpriv",
    why: "servers of tests end with the tests, and PostgreSQL does not run as root",
    works: || answers("setpriv", VERSION),
    source: Source::Debian(&["util-linux"]),
};
pub(super) const PS: Need = Need {
    what: "ps",
    why: "tests find the processes of a server by it",
    works: || answers("ps", VERSION),
    source: Source::Debian(&["procps"]),
};

const VERSION: &[&str] = &["--version"];

/// Sees to it that all of this is here: what is missing is installed where that can be done without
/// asking, and listed where it cannot.
pub(super) fn provide(needs: &[&Need], may_install: bool) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().copied().filter(|need| !(need.works)()).collect();
    let (here, elsewhere): (Vec<&Need>, Vec<&Need>) =
        missing.iter().partition(|need| may_install && need.source.is_open());
    if !elsewhere.is_empty() {
        let list: String = elsewhere.iter().map(|need| need.line()).collect();
        let reason = if may_install {
            "Only on Debian and as root are packages installed from here."
        } else {
            "--no-install forbids installing it."
        };
        bail!("this machine lacks what the tests need. {reason} Please install:\n{list}");
    }
    for need in &here {
        say(format!("{} is missing: {}", need.what, need.why));
    }
    let packages: Vec<&str> =
        here.iter().flat_map(|need| need.source.packages()).copied().collect();
    debian::install(&packages)?;
    for need in here {
        if let Source::Cargo(name) = need.source {
            cargo_install(name)?;
        }
        ensure!((need.works)(), "{} was installed and does not work", need.what);
    }
    Ok(())
}

impl Need {
    fn line(&self) -> String {
        let how = match self.source {
            Source::Debian(packages) => format!("Debian: {}", packages.join(", ")),
            Source::Cargo(name) => format!("cargo install {name} --locked"),
        };
        format!("  {}: {}\n      {how}\n", self.what, self.why)
    }
}

impl Source {
    /// Whether it can be installed here without asking anybody.
    fn is_open(self) -> bool {
        match self {
            Self::Debian(_) => debian::can_install(),
            Self::Cargo(_) => true,
        }
    }

    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Debian(packages) => packages,
            Self::Cargo(_) => &[],
        }
    }
}

/// Debian keeps the server's programs out of the PATH, in a folder for each version.
fn postgres_program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut programs = versions.map(|version| version.path().join("bin").join(name));
    programs.find(|program| program.exists()).unwrap_or_else(|| name.into())
}

/// Whether a font of this kind is installed.
fn has_font(pattern: &str) -> bool {
    Command::new("fc-list").arg(pattern).output().is_ok_and(|output| !output.stdout.is_empty())
}
