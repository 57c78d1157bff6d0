//! Engines of one's own.
//!
//! A private engine is a Docker daemon with its own data root, run-time state, socket, process id
//! file, cgroup parent, host name and network namespace. Nothing that it does touches another
//! engine on the machine: neither its containers nor its firewall rules. Several of them are
//! several hosts on one bridge, which can be joined into a Swarm.
//!
//! It needs Linux, root, and the programs `dockerd`, `ip`, `iptables`, `nsenter`, `setsid` and
//! `unshare`. What a container publishes is reached at the engine's own
//! [`address`](PrivateEngine::address) and not at `localhost`, because its ports are its own too.

mod error;
mod layout;
mod lease;
mod name;
mod network;
mod process;
mod sweep;

use std::fs::{self, File};
use std::net::Ipv4Addr;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

pub use error::EngineError;
pub use lease::Lease;
pub use name::Name;

use crate::cli::Docker;
use crate::command::run;
use error::Context as _;
use layout::Layout;
use process::Daemon;

/// How long a new engine has until it answers.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// How long an engine has to stop its containers and itself before it is killed.
const STOPS_WITHIN: Duration = Duration::from_secs(60);

/// How often an engine that starts or stops is looked at.
const GLANCE: Duration = Duration::from_millis(50);

/// A private engine, running or not.
#[derive(Clone, Debug)]
pub struct PrivateEngine {
    name: Name,
    layout: Layout,
}

impl PrivateEngine {
    /// The engine called `name` on this machine, which may not have been started yet.
    #[must_use]
    pub fn named(name: Name) -> Self {
        let layout = Layout::of(&name);
        Self { name, layout }
    }

    /// Every private engine that has been started on this machine and not removed.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut names = Layout::names();
        names.sort();
        names.into_iter().map(Self::named).collect()
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The `docker` command for it.
    #[must_use]
    pub fn docker(&self) -> Docker {
        Docker::at(self.host())
    }

    /// What `DOCKER_HOST` must be to speak to it.
    #[must_use]
    pub fn host(&self) -> String {
        format!("unix://{}", self.layout.socket().display())
    }

    /// Where the ports that its containers publish are reached from this machine; `None` while it
    /// has no network.
    #[must_use]
    pub fn address(&self) -> Option<Ipv4Addr> {
        network::address(&self.layout)
    }

    /// The process id of its daemon; `None` when it is not running.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        Daemon::of(&self.layout).map(Daemon::pid)
    }

    /// The path of its network namespace, for `nsenter --net=PATH`.
    #[must_use]
    pub fn network_namespace(&self) -> String {
        network::namespace_path(&self.name)
    }

    /// Starts it if it is not running, and waits until it answers. `extra` are more arguments for
    /// the daemon, such as `--live-restore`.
    ///
    /// What an engine that was killed has left behind is no hindrance.
    ///
    /// # Errors
    ///
    /// When this is not root on Linux, a program is missing, the network cannot be made, or the
    /// engine does not answer within a minute; the error then carries the end of its log.
    pub fn start(&self, extra: &[&str]) -> Result<(), EngineError> {
        process::must_be_root()?;
        self.layout.make()?;
        let _only_one_starts = self.layout.lock()?;
        if Daemon::of(&self.layout).is_none() {
            self.forget_the_dead();
            network::make(&self.name, &self.layout)?;
            self.spawn(extra)?;
        }
        self.wait_until_it_answers()
    }

    /// Stops it and its containers. Its images, containers and volumes are kept.
    ///
    /// # Errors
    ///
    /// When it neither stops nor can be killed.
    pub fn stop(&self) -> Result<(), EngineError> {
        if let Some(daemon) = Daemon::of(&self.layout) {
            daemon.terminate();
            if !daemon.is_gone_within(STOPS_WITHIN) {
                daemon.kill()?;
            }
        }
        sweep::processes(&self.name, &self.layout);
        self.forget_the_dead();
        network::remove(&self.name, &self.layout)
    }

    /// Kills its daemon as a crash would: without a chance to say goodbye. Containers keep running.
    ///
    /// # Errors
    ///
    /// When it is not running, or cannot be killed.
    pub fn kill(&self) -> Result<(), EngineError> {
        let daemon = Daemon::of(&self.layout)
            .ok_or_else(|| EngineError::NotRunning { name: self.name.to_string() })?;
        daemon.kill()?;
        self.forget_the_dead();
        Ok(())
    }

    /// Stops it, and removes everything that it ever kept.
    ///
    /// # Errors
    ///
    /// When it cannot be stopped, or its folders cannot be removed.
    pub fn remove(&self) -> Result<(), EngineError> {
        self.stop()?;
        sweep::mounts(&self.layout);
        sweep::cgroups(&self.name);
        self.layout.remove()
    }

    /// The files that keep a new daemon from starting, or make it wait ten seconds, after its
    /// predecessor was killed.
    fn forget_the_dead(&self) {
        for file in self.layout.pid_files() {
            if process::running(&file).is_none() {
                // It may never have been there.
                let _ = fs::remove_file(file);
            }
        }
    }

    fn spawn(&self, extra: &[&str]) -> Result<(), EngineError> {
        let config = self.layout.config();
        fs::write(&config, "{}\n").context(&config)?;
        let log = File::create(self.layout.log()).context(self.layout.log())?;
        let log_too = log.try_clone().context(self.layout.log())?;
        let mut command = Command::new("setsid");
        // Forked into a session of its own: a Ctrl-C here is not meant for it, and it never becomes
        // a zombie that waits for us.
        command.arg("--fork").arg("nsenter").arg(format!("--net={}", self.network_namespace()));
        command.args(["unshare", "--uts", "sh", "-c", "hostname \"$0\" && exec dockerd \"$@\""]);
        command.arg(self.name.as_str());
        // Its own configuration file, or the machine's /etc/docker/daemon.json would apply.
        command.arg("--config-file").arg(config);
        command.arg("--data-root").arg(self.layout.data());
        command.arg("--exec-root").arg(self.layout.exec_root());
        command.arg("--pidfile").arg(self.layout.pid_file());
        command.arg("--host").arg(self.host());
        command.arg("--cgroup-parent").arg(format!("/{}", self.name.prefixed()));
        // The same on a machine with and without systemd.
        command.args(["--exec-opt", "native.cgroupdriver=cgroupfs", "--log-level", "warn"]);
        command.args(extra).stdin(Stdio::null()).stdout(log).stderr(log_too);
        let status = command.status().map_err(|source| EngineError::missing("setsid", source))?;
        if status.success() { Ok(()) } else { Err(self.did_not_start()) }
    }

    fn wait_until_it_answers(&self) -> Result<(), EngineError> {
        let begun = Instant::now();
        let docker = self.docker();
        let mut was_seen = false;
        while begun.elapsed() < STARTS_WITHIN {
            if docker.hello().is_ok() {
                return Ok(());
            }
            match Daemon::of(&self.layout) {
                Some(_) => was_seen = true,
                None if was_seen => break,
                // It writes its process id only after it has read its arguments.
                None if begun.elapsed() > Duration::from_secs(10) => break,
                None => {}
            }
            thread::sleep(GLANCE);
        }
        Err(self.did_not_start())
    }

    fn did_not_start(&self) -> EngineError {
        let log = fs::read_to_string(self.layout.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(8).collect();
        let end = lines.into_iter().rev().collect::<Vec<_>>().join("\n");
        EngineError::DidNotStart { name: self.name.to_string(), log: end }
    }
}

/// A program that only does its work: its output is of no interest.
fn just_run(program: &str, arguments: &[&str]) -> Result<(), EngineError> {
    run(Command::new(program).args(arguments), Duration::from_secs(20))?;
    Ok(())
}
