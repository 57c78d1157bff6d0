//! A real PostgreSQL server.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests fails by failing the test, and tells why"
)]

use std::fmt::Write as _;
use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::fs::{FlockOperation, flock};
use rustix::process::Signal;
use tempfile::TempDir;

use super::certificates::Certificates;
use super::{PATIENCE, Process, free_port, guarded, is_root, program, random_password, within};

/// A PostgreSQL server of its own. It holds the database `feedback`, which belongs to the user
/// `feedback`, an ordinary one with a random password.
#[derive(Debug)]
pub struct Postgres {
    // Ended before its folder is removed.
    process: Option<Process>,
    folder: TempDir,
    port: u16,
    password: String,
    options: PostgresOptions,
}

/// How a PostgreSQL server is set up.
#[derive(Clone, Debug, Default)]
pub struct PostgresOptions {
    /// Settings beside the usual ones, for example `("max_connections", "10")`.
    pub settings: Vec<(String, String)>,
    /// Allow TLS, showing this certificate.
    pub tls: Option<Certificates>,
}

impl Postgres {
    /// A server.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(PostgresOptions::default())
    }

    /// A server that is set up otherwise.
    #[must_use]
    pub fn start_with(options: PostgresOptions) -> Self {
        let folder = TempDir::with_prefix("feedback-postgres-").expect("a folder can be made");
        let password = copy_template(folder.path());
        let mut server = Self { process: None, folder, port: 0, password, options };
        for _ in 0..20 {
            server.port = free_port();
            if server.launch().is_ok() {
                return server;
            }
        }
        panic!("PostgreSQL does not start:\n{}", server.log());
    }

    /// Its URL as a store.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("feedback", &self.password)
    }

    /// The same with another user and password.
    #[must_use]
    pub fn url_of(&self, user: &str, password: &str) -> String {
        format!("postgres://{user}:{password}@{}/feedback", self.address())
    }

    /// The URL of its superuser, for what a test does behind the store's back.
    #[must_use]
    pub fn admin_url(&self) -> String {
        self.url_of("admin", &self.password)
    }

    /// Where it listens: host and port.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The password of its users.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Ends it in good order, together with the connections that are open.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.end(Signal::INT);
        }
    }

    /// Ends it at once: its memory is gone, and it recovers from its log when it starts again.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Starts it again with the same port and data.
    pub fn restart(&mut self) {
        self.stop();
        // After a kill its children need a moment to see that they are alone.
        assert!(within(PATIENCE, || self.launch().is_ok()), "PostgreSQL:\n{}", self.log());
    }

    /// Ends it, and starts another on the same port that knows nothing of its data. Its users and
    /// their password are the same.
    pub fn replace_with_empty(&mut self) {
        self.stop();
        fs::remove_dir_all(self.data()).expect("its files can be removed");
        copy_template(self.folder.path());
        self.restart();
    }

    /// Stops it and all its connections in the middle of what they do; nobody answers.
    pub fn pause(&self) {
        self.signal_all(Signal::STOP);
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.signal_all(Signal::CONT);
    }

    /// Runs SQL as the superuser, and tells its answer without decoration.
    #[must_use]
    pub fn sql(&self, sql: &str) -> String {
        let output = Command::new(tool("psql"))
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
            .args(["--set", "ON_ERROR_STOP=1", "--command", sql, &self.admin_url()])
            .output()
            .expect("psql can be started");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "psql fails with {sql:?}: {told}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn signal_all(&self, signal: Signal) {
        let process = self.process.as_ref().expect("it runs");
        let parent = process.0.id().to_string();
        let children = Command::new("ps").args(["-o", "pid=", "--ppid", &parent]).output();
        let children = children.expect("ps can be started").stdout;
        process.signal(signal);
        for child in String::from_utf8_lossy(&children).split_whitespace() {
            let id = child.parse().ok().and_then(rustix::process::Pid::from_raw);
            // One that has ended meanwhile needs no signal.
            let _ = rustix::process::kill_process(id.expect("ps lists ids"), signal);
        }
    }

    fn launch(&mut self) -> Result<(), ()> {
        let mut command = guarded(&tool("postgres"), server_user());
        command.arg("-D").arg(self.data());
        for (name, value) in self.settings() {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        let log = File::options().create(true).append(true).open(self.log_file());
        command.stdout(Stdio::null()).stderr(log.expect("its log can be written"));
        let mut process = Process::start(command).expect("PostgreSQL can be started");
        let pid_file = self.data().join("postmaster.pid");
        // Its first line tells whose it is, as a server that was killed leaves its own behind; the
        // last one how far it has come.
        let id = process.0.id().to_string();
        let ready = || {
            let file = fs::read_to_string(&pid_file).unwrap_or_default();
            file.lines().next() == Some(id.as_str()) && file.trim().ends_with("ready")
        };
        if !within(PATIENCE, || process.has_ended() || ready()) || process.has_ended() {
            return Err(());
        }
        self.process = Some(process);
        Ok(())
    }

    fn settings(&self) -> Vec<(String, String)> {
        let mut settings: Vec<(String, String)> = [
            ("port", self.port.to_string().as_str()),
            ("listen_addresses", "127.0.0.1"),
            ("unix_socket_directories", ""),
            // These tests cut no power: what the kernel has taken over is safe from a kill.
            ("fsync", "off"),
            ("shared_buffers", "16MB"),
            ("autovacuum", "off"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        if let Some(tls) = &self.options.tls {
            // PostgreSQL takes no key that others than its user can read.
            let (certificate, key) = (self.data().join("tls.pem"), self.data().join("tls.key"));
            fs::copy(tls.certificate(), &certificate).expect("a file can be copied");
            fs::copy(tls.key(), &key).expect("a file can be copied");
            give_to_server(&certificate);
            give_to_server(&key);
            for (name, value) in
                [("ssl", "on"), ("ssl_cert_file", "tls.pem"), ("ssl_key_file", "tls.key")]
            {
                settings.push((name.to_owned(), value.to_owned()));
            }
        }
        settings.extend(self.options.settings.iter().cloned());
        settings
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// What the server has logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // Not a kill: it would leave its piece of shared memory behind for good.
            process.end(Signal::QUIT);
        }
    }
}

/// Copies a fresh cluster to the folder's `data`, and tells the password of its users. Making one
/// takes seconds, so that one is made per machine and user, and copied.
fn copy_template(folder: &Path) -> String {
    let user = server_user().map_or_else(|| "own".to_owned(), |(user, _)| user.to_string());
    let version = fs::metadata(tool("postgres")).expect("it is there").mtime();
    let cache = cache_folder();
    fs::create_dir_all(&cache).expect("a folder can be made");
    let template = cache.join(format!("postgres-{user}-{version}"));
    let lock = File::create(cache.join("postgres.lock")).expect("a lock can be made");
    flock(&lock, FlockOperation::LockExclusive).expect("a lock can be taken");
    if !template.exists() {
        let made = cache.join("postgres.new");
        let _ = fs::remove_dir_all(&made);
        fs::create_dir(&made).expect("a folder can be made");
        make_template(&made);
        fs::rename(&made, &template).expect("a folder can be renamed");
    }
    let data = folder.join("data");
    let copied = Command::new("cp").arg("-a").arg(template.join("data")).arg(&data).status();
    assert!(copied.expect("cp can be started").success(), "the template cannot be copied");
    // The server's user must be able to enter what only we could.
    fs::set_permissions(folder, Permissions::from_mode(0o711)).expect("it is ours");
    fs::read_to_string(template.join("password")).expect("the template has a password")
}

/// Makes a cluster with the users `admin` and `feedback`.
fn make_template(folder: &Path) {
    let password = random_password();
    // The server's user may not be able to enter our cache.
    let place = TempDir::with_prefix("feedback-initdb-").expect("a folder can be made");
    let (data, password_file) = (place.path().join("data"), place.path().join("password"));
    fs::create_dir(&data).expect("a folder can be made");
    fs::write(&password_file, &password).expect("a file can be written");
    give_to_server(place.path());
    give_to_server(&data);
    give_to_server(&password_file);
    let mut initdb = guarded(&tool("initdb"), server_user());
    initdb.arg("--pgdata").arg(&data).arg("--pwfile").arg(&password_file);
    initdb.args(["--username=admin", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]);
    initdb.args(["--wal-segsize=1", "--no-sync"]);
    run(initdb, "");
    let mut single = guarded(&tool("postgres"), server_user());
    single.args(["--single", "-c", "fsync=off", "-D"]).arg(&data).arg("postgres");
    run(
        single,
        &format!(
            "CREATE ROLE feedback LOGIN PASSWORD '{password}';\n\
             CREATE DATABASE feedback OWNER feedback;\n"
        ),
    );
    fs::write(folder.join("password"), &password).expect("a file can be written");
    let _ = fs::set_permissions(folder.join("password"), Permissions::from_mode(0o600));
    let copied = Command::new("cp").arg("-a").arg(&data).arg(folder.join("data")).status();
    assert!(copied.expect("cp can be started").success(), "the template cannot be kept");
}

fn run(mut command: Command, input: &str) {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("setpriv can be started: it is in util-linux");
    let mut pipe = child.stdin.take().expect("it has an input");
    pipe.write_all(input.as_bytes()).expect("it reads its input");
    drop(pipe);
    let output = child.wait_with_output().expect("it ends");
    let mut told = String::from_utf8_lossy(&output.stdout).into_owned();
    let _ = write!(told, "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && !told.contains("ERROR"), "{command:?}:\n{told}");
}

/// Beside what cargo builds, so that `cargo clean` removes it.
fn cache_folder() -> PathBuf {
    let program = std::env::current_exe().expect("a test has a program");
    let target = program.ancestors().find(|it| it.join("CACHEDIR.TAG").is_file());
    target.map_or_else(std::env::temp_dir, Path::to_path_buf).join("tmp")
}

/// PostgreSQL refuses to run as root; then it runs as the user of Debian's package, or nobody.
fn server_user() -> Option<(u32, u32)> {
    if !is_root() {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody")).or(Some((65_534, 65_534)))
}

fn give_to_server(path: &Path) {
    if let Some((user, group)) = server_user() {
        std::os::unix::fs::chown(path, Some(user), Some(group)).expect("root gives files away");
    }
    let mode = if path.is_dir() { 0o700 } else { 0o600 };
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
}

/// A program of the newest PostgreSQL that is installed.
fn tool(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|it| it.path()).collect();
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    versions.sort_by_key(number);
    let folders: Vec<PathBuf> = versions.iter().rev().map(|it| it.join("bin")).collect();
    program(name, "FEEDBACK_POSTGRES_BIN", &folders, "the package postgresql")
}
