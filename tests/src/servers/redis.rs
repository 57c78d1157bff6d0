//! A real Redis server.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests fails by failing the test, and tells why"
)]

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use super::certificates::Certificates;
use super::{PATIENCE, Process, free_port, guarded, program, random_password, within};

/// A Redis server of its own, protected by a random password.
#[derive(Debug)]
pub struct Redis {
    // Ended before its folder is removed.
    process: Option<Process>,
    folder: TempDir,
    port: u16,
    password: String,
    options: RedisOptions,
}

/// How a Redis server is set up.
#[derive(Clone, Debug, Default)]
pub struct RedisOptions {
    /// Lines of its configuration, for example `appendonly yes`. By default it keeps nothing on a
    /// disk.
    pub settings: Vec<String>,
    /// Listen with TLS, and only so, showing this certificate.
    pub tls: Option<Certificates>,
}

impl Redis {
    /// A server that keeps each write on its disk before it says so.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(RedisOptions {
            settings: vec!["appendonly yes".into(), "appendfsync always".into()],
            tls: None,
        })
    }

    /// A server that is set up otherwise.
    #[must_use]
    pub fn start_with(options: RedisOptions) -> Self {
        let folder = TempDir::with_prefix("feedback-redis-").expect("a folder can be made");
        let mut server =
            Self { process: None, folder, port: 0, password: random_password(), options };
        for _ in 0..20 {
            server.port = free_port();
            if server.launch().is_ok() {
                return server;
            }
        }
        panic!("Redis does not start:\n{}", server.log());
    }

    /// Its URL as a store.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.options.tls.is_some() { "rediss" } else { "redis" };
        format!("{scheme}://:{}@{}/0", self.password, self.address())
    }

    /// Where it listens: host and port.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The password of its default user.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }

    /// The folder that holds its files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Ends it in good order.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.end(Signal::TERM);
        }
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Starts it again with the same port and data.
    pub fn restart(&mut self) {
        self.stop();
        assert!(within(PATIENCE, || self.launch().is_ok()), "Redis:\n{}", self.log());
    }

    /// Ends it, and starts another on the same port that knows nothing of its data.
    pub fn replace_with_empty(&mut self) {
        self.stop();
        for entry in fs::read_dir(self.folder.path()).expect("it has a folder") {
            let path = entry.expect("a folder can be read").path();
            if path.is_dir() {
                fs::remove_dir_all(path).expect("its files can be removed");
            } else if path.extension().is_some_and(|it| it == "rdb" || it == "aof") {
                fs::remove_file(path).expect("its files can be removed");
            }
        }
        self.restart();
    }

    /// Stops it in the middle of what it does; connections stay open and nobody answers.
    pub fn pause(&self) {
        self.process.as_ref().expect("it runs").signal(Signal::STOP);
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.process.as_ref().expect("it runs").signal(Signal::CONT);
    }

    fn launch(&mut self) -> Result<(), ()> {
        let redis = program("redis-server", "FEEDBACK_REDIS_BIN", &[], "the package redis-server");
        let configuration = self.folder.path().join("redis.conf");
        fs::write(&configuration, self.configuration()).expect("its configuration can be written");
        let mut command = guarded(&redis, None);
        command.arg(&configuration);
        let mut process = Process::start(command).expect("Redis can be started");
        let ready = within(PATIENCE, || process.has_ended() || self.answers());
        if !ready || process.has_ended() {
            return Err(());
        }
        self.process = Some(process);
        Ok(())
    }

    fn configuration(&self) -> String {
        let mut lines = format!(
            "bind 127.0.0.1\ndir {folder}\nlogfile {folder}/redis.log\nrequirepass {password}\n\
             save \"\"\ndaemonize no\n",
            folder = self.folder.path().display(),
            password = self.password,
        );
        let _ = match &self.options.tls {
            None => writeln!(lines, "port {}", self.port),
            Some(tls) => writeln!(
                lines,
                "port 0\ntls-port {}\ntls-cert-file {}\ntls-key-file {}\ntls-ca-cert-file {}\n\
                 tls-auth-clients no",
                self.port,
                tls.certificate().display(),
                tls.key().display(),
                tls.authority().display(),
            ),
        };
        for setting in &self.options.settings {
            let _ = writeln!(lines, "{setting}");
        }
        lines
    }

    /// Whether it has loaded its data and takes commands; with TLS, whether it listens.
    fn answers(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) else {
            return false;
        };
        if self.options.tls.is_some() {
            return true;
        }
        let _ = stream.set_read_timeout(Some(Duration::from_secs(1)));
        let asked = write!(stream, "AUTH {}\r\nPING\r\nQUIT\r\n", self.password);
        let mut answer = String::new();
        asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.contains("+PONG")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("redis.log")).unwrap_or_default()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}
