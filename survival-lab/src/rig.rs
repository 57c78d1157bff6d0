//! A private engine on a disk of its own, which the lab may starve, fill and cut off.
//!
//! Its data are on an ext4 file system in a file, so that "nothing more reaches the disk" can be
//! said to the kernel without hurting anything else on the machine.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use docker_engine::private::PrivateEngine;
use tokio::process::Command;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::docker::Docker;
use crate::docker::sweep::{base, is_dead};
use crate::recorder::Recorder;
use crate::stage::Ground;
use crate::swarm::{FOR_APPS, Nodes};

/// How the names of the lab's private engines begin; then follows the run's.
pub(crate) const PREFIX: &str = "lab-";

/// How much the disk of a private engine holds at most; the file is sparse.
const DISK: &str = "6G";

/// What has to be installed, besides Docker.
const PROGRAMS: [&str; 7] =
    ["dockerd", "ip", "mkfs.ext4", "mount", "umount", "fallocate", "xfs_io"];

/// No command takes this long on a machine that is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// A private engine and its disk.
#[derive(Debug)]
pub struct Rig {
    engine: PrivateEngine,
    folder: PathBuf,
    docker: Docker,
    nodes: Option<Nodes>,
}

/// Why this machine cannot have private engines; none when it can.
#[must_use]
pub fn obstacle() -> Option<String> {
    if !cfg!(target_os = "linux") {
        return Some("private engines need Linux".to_owned());
    }
    if !rustix::process::geteuid().is_root() {
        return Some("private engines need root".to_owned());
    }
    let missing = PROGRAMS.iter().find(|program| !is_installed(program))?;
    Some(format!("private engines need {missing}, which is not installed"))
}

/// Removes the private engines of runs that no longer live.
///
/// # Errors
///
/// Fails when one cannot be removed.
pub async fn sweep() -> Result<()> {
    if obstacle().is_some() {
        return Ok(());
    }
    for engine in PrivateEngine::all() {
        let name = engine.name().as_str().to_owned();
        if let Some(run) = name.strip_prefix(PREFIX) {
            let run = run.split('-').next().unwrap_or(run);
            let folder = base().join(format!("run-{run}"));
            if is_dead(&folder.join("lease")) {
                Rig::of(&name, &folder)?.remove().await?;
            }
        }
    }
    Ok(())
}

/// Removes the private engines of a run: its own last act.
///
/// # Errors
///
/// Fails when one cannot be removed.
pub async fn remove_of(run: &str, folder: &Path) -> Result<()> {
    if obstacle().is_some() {
        return Ok(());
    }
    for engine in PrivateEngine::all() {
        let name = engine.name().as_str().to_owned();
        if name.starts_with(&format!("{PREFIX}{run}")) {
            Rig::of(&name, folder)?.remove().await?;
        }
    }
    Ok(())
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path);
    places.chain(["/usr/sbin".into(), "/sbin".into()]).any(|place| place.join(program).is_file())
}

impl Rig {
    fn of(name: &str, folder: &Path) -> Result<Self> {
        let engine = PrivateEngine::named(name.parse()?);
        let docker = Docker::at(Some(engine.host()), Recorder::start());
        Ok(Self { engine, folder: folder.join(name), docker, nodes: None })
    }

    /// Makes a disk below a folder, and starts an engine on it.
    ///
    /// # Errors
    ///
    /// Fails when the disk cannot be made, or the engine does not start.
    pub async fn start(name: &str, folder: &Path) -> Result<Self> {
        let rig = Self::of(name, folder)?;
        std::fs::create_dir_all(rig.disk())?;
        let image = rig.image();
        run("truncate", &["-s", DISK, &image]).await?;
        // No block is set aside for root, so that a full disk is full for everybody.
        run(
            "mkfs.ext4",
            &["-q", "-m", "0", "-E", "lazy_itable_init=1,lazy_journal_init=1", &image],
        )
        .await?;
        rig.mount().await?;
        std::fs::create_dir_all(rig.binds())?;
        rig.start_engine().await?;
        Ok(rig)
    }

    /// Gives the engine images of another one.
    ///
    /// # Errors
    ///
    /// Fails when one of them is not there, or the disk is too small.
    pub async fn load(&self, from: &Docker, images: &[String]) -> Result<()> {
        let file = self.folder.join("images.tar");
        let path = file.to_string_lossy();
        let mut save = vec!["save", "-o", &path];
        save.extend(images.iter().map(String::as_str));
        from.ask(&save).await.context("an image is missing")?;
        let loaded = self.docker.ask(&["load", "-q", "-i", &path]).await;
        std::fs::remove_file(&file)?;
        loaded.map(drop)
    }

    /// Its command line.
    #[must_use]
    pub fn docker(&self) -> &Docker {
        &self.docker
    }

    /// The ground for cells that are played on it.
    ///
    /// # Errors
    ///
    /// Fails when the engine has no network.
    pub fn ground(&self, label: (String, String), tools: &str) -> Result<Ground> {
        Ok(Ground {
            host: Some(self.engine.host()),
            address: self.engine.address().context("the engine has no address")?.to_string(),
            bind: "0.0.0.0".to_owned(),
            folder: self.binds(),
            nodes: self.nodes.clone(),
            label,
            tools: tools.to_owned(),
        })
    }

    /// Makes a Swarm of this engine and a second one. Apps go to the second first.
    ///
    /// # Errors
    ///
    /// Fails when the engines cannot be joined.
    pub async fn join(&mut self, second: &Self) -> Result<()> {
        let address = |rig: &Self| -> Result<String> {
            Ok(rig.engine.address().context("the engine has no address")?.to_string())
        };
        let (here, there) = (address(self)?, address(second)?);
        self.docker.ask(&["swarm", "init", "--advertise-addr", &here]).await?;
        let token = self.docker.ask(&["swarm", "join-token", "-q", "worker"]).await?;
        let manager = format!("{here}:2377");
        let join = ["swarm", "join", "--advertise-addr", &there, "--token", &token, &manager];
        second.docker.ask(&join).await?;
        let nodes = Nodes {
            first: self.engine.name().as_str().to_owned(),
            second: second.engine.name().as_str().to_owned(),
            second_address: there,
            second_docker: second.docker.clone(),
        };
        let label = format!("{FOR_APPS}=yes");
        self.docker.ask(&["node", "update", "--label-add", &label, &nodes.second]).await?;
        self.nodes = Some(nodes);
        Ok(())
    }

    /// Lets apps run on the first node too, and sends everything away from the second.
    ///
    /// # Errors
    ///
    /// Fails when there is no Swarm.
    pub async fn drain_second_node(&self) -> Result<()> {
        let nodes = self.nodes.as_ref().context("the engine is no node of a Swarm")?;
        let label = format!("{FOR_APPS}=yes");
        self.docker.ask(&["node", "update", "--label-add", &label, &nodes.first]).await?;
        let drain = ["node", "update", "--availability", "drain", &nodes.second];
        self.docker.ask(&drain).await.map(drop)
    }

    /// Sends everything that waits in memory to the disk, as time does by itself: what a cell did
    /// long before the event is not what is at stake.
    ///
    /// # Errors
    ///
    /// Fails when the disk does not take it.
    pub async fn settle(&self) -> Result<()> {
        run("sync", &["-f", &self.disk().to_string_lossy()]).await
    }

    /// Stops the engine as an update does, and starts it again.
    ///
    /// # Errors
    ///
    /// Fails when it does not stop or start.
    pub async fn restart(&self) -> Result<()> {
        let engine = self.engine.clone();
        spawn_blocking(move || engine.stop()).await??;
        self.start_engine().await
    }

    /// Kills the engine, and starts it again.
    ///
    /// # Errors
    ///
    /// Fails when it does not start.
    pub async fn kill_and_start(&self) -> Result<()> {
        let engine = self.engine.clone();
        spawn_blocking(move || engine.kill()).await??;
        self.start_engine().await
    }

    /// From now on nothing reaches the disk; then everything that runs dies, and the engine starts
    /// again on what the disk has.
    ///
    /// # Errors
    ///
    /// Fails when the disk cannot be cut off or mounted, or the engine does not start.
    pub async fn lose_power(&self) -> Result<()> {
        let disk = self.disk();
        run("xfs_io", &["-x", "-c", "shutdown", &disk.to_string_lossy()]).await?;
        let engine = self.engine.clone();
        // Without a goodbye: first the daemon, then what it left.
        spawn_blocking(move || engine.kill().and_then(|()| engine.stop())).await??;
        self.unmount().await?;
        self.mount().await?;
        self.start_engine().await
    }

    /// Fills the disk to its last block.
    ///
    /// # Errors
    ///
    /// Fails when blocks stay free.
    pub async fn fill_disk(&self) -> Result<()> {
        for round in 0..64 {
            let room = rustix::fs::statvfs(self.disk())?;
            let free = room.f_bavail.saturating_mul(room.f_frsize);
            if room.f_bavail == 0 {
                return Ok(());
            }
            // The list of the file's own blocks may need some of what is free.
            let piece = if round % 2 == 0 { free } else { room.f_frsize };
            let file = self.disk().join(format!("ballast-{round}"));
            let _ = run("fallocate", &["-l", &piece.to_string(), &file.to_string_lossy()]).await;
        }
        bail!("the disk could not be filled")
    }

    /// Removes what filled it.
    ///
    /// # Errors
    ///
    /// Fails when that cannot be removed.
    pub async fn empty_disk(&self) -> Result<()> {
        for entry in std::fs::read_dir(self.disk())? {
            let path = entry?.path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ballast")) {
                std::fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Removes the engine and its disk.
    ///
    /// # Errors
    ///
    /// Fails when something is still in use.
    pub async fn remove(&self) -> Result<()> {
        let engine = self.engine.clone();
        let stopped = spawn_blocking(move || engine.stop()).await?;
        self.unmount().await?;
        let engine = self.engine.clone();
        spawn_blocking(move || engine.remove()).await??;
        if self.folder.exists() {
            std::fs::remove_dir_all(&self.folder)?;
        }
        Ok(stopped?)
    }

    async fn start_engine(&self) -> Result<()> {
        let engine = self.engine.clone();
        let data = self.disk().join("docker").to_string_lossy().into_owned();
        Ok(spawn_blocking(move || engine.start(&["--data-root", &data])).await??)
    }

    async fn mount(&self) -> Result<()> {
        let (image, disk) = (self.image(), self.disk());
        // The journal is written every ten minutes instead of every five seconds: what is on the
        // disk is there because somebody asked for it, and not because time went by.
        run("mount", &["-o", "loop,commit=600", &image, &disk.to_string_lossy()]).await
    }

    /// Unmounts the disk and whatever is mounted on it, the innermost first.
    async fn unmount(&self) -> Result<()> {
        for _ in 0..100 {
            let table = std::fs::read_to_string("/proc/self/mountinfo")?;
            let disk = self.disk();
            let mut points: Vec<&str> = table
                .lines()
                .filter_map(|line| line.split(' ').nth(4))
                .filter(|point| Path::new(point).starts_with(&disk))
                .collect();
            points.sort_unstable();
            if points.is_empty() {
                return Ok(());
            }
            for point in points.iter().rev() {
                // What has just been killed may still hold it for a moment.
                let _ = run("umount", &[point]).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the disk of the private engine is still in use")
    }

    fn image(&self) -> String {
        self.folder.join("disk.img").to_string_lossy().into_owned()
    }

    fn disk(&self) -> PathBuf {
        self.folder.join("disk")
    }

    fn binds(&self) -> PathBuf {
        self.disk().join("binds")
    }
}

async fn run(program: &str, args: &[&str]) -> Result<()> {
    let mut command = Command::new(program);
    command.args(args).stdin(std::process::Stdio::null()).kill_on_drop(true).process_group(0);
    let output = timeout(PATIENCE, command.output())
        .await
        .with_context(|| format!("{program} took longer than {} s", PATIENCE.as_secs()))?
        .with_context(|| format!("{program} cannot be run"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{program} {}: {}", args.join(" "), said.trim());
    Ok(())
}
