//! The real program, started on a free port, for tests from outside.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a helper of tests fails by failing the test, and tells why"
)]

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::{Client, Response, redirect};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A server of its own, which ends when it is dropped.
#[derive(Debug)]
pub struct App {
    process: Child,
    address: SocketAddr,
    log: Log,
    client: Client,
    // Removed after the process has ended.
    folder: TempDir,
}

/// How a server is set up.
#[derive(Debug, Default)]
pub struct Builder {
    store: Option<String>,
    environment: Vec<(String, String)>,
}

/// The lines of the log so far, each a JSON object.
#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<Value>>>);

/// What the program does at once takes no longer than this, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

impl App {
    /// A server that keeps its data in a folder of its own.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// A server on this store.
    pub async fn on(store: &str) -> Self {
        Self::builder().store(store).start().await
    }

    /// A server that is set up otherwise.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of one of its pages.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The folder in which it runs; the file store, where nothing else was said, is its folder
    /// `feedback`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A client that follows no redirect and keeps no cookie.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().await.expect("the app answers")
    }

    /// Sends the form of the page, as a browser would.
    pub async fn post_form(&self, title: &str, text: &str) -> Response {
        let form = self.client.post(self.url("/create")).form(&[("title", title), ("text", text)]);
        form.send().await.expect("the app answers")
    }

    /// Sends a feedback to the API.
    pub async fn post_json(&self, title: &str, text: &str) -> Response {
        let body = json!({ "title": title, "text": text });
        let request = self.client.post(self.url("/api/feedback")).json(&body);
        request.send().await.expect("the app answers")
    }

    /// Creates a feedback that must be new.
    pub async fn create(&self, title: &str, text: &str) {
        let answer = self.post_json(title, text).await;
        assert_eq!(answer.status(), 201, "{title:?}: {:?}", answer.text().await);
    }

    /// The lines of its log so far, each a JSON object.
    #[must_use]
    pub fn log(&self) -> Vec<Value> {
        self.log.lines().clone()
    }

    /// Waits until the log has a line whose message contains this.
    pub async fn logged(&self, message: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(line) = self.log.find(message) {
                return line;
            }
            assert!(Instant::now() < deadline, "no line {message:?} in the log: {:#?}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let process = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw);
        kill_process(process.expect("a process has an id"), signal).expect("the app runs");
    }

    /// Waits until it has ended by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        ended(&mut self.process).await
    }
}

impl Builder {
    /// The URL of the store.
    #[must_use]
    pub fn store(mut self, url: &str) -> Self {
        self.store = Some(url.to_owned());
        self
    }

    /// A variable of its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts it, and waits until it listens.
    pub async fn start(self) -> App {
        let (mut process, log, folder) = self.spawn();
        let deadline = Instant::now() + PATIENCE;
        let address = loop {
            if let Some(line) = log.find("listening on") {
                let address = line["address"].as_str().expect("the first line has the address");
                break address.parse().expect("an address");
            }
            let status = process.try_wait().expect("the process is asked");
            assert_eq!(status, None, "the app has ended: {:#?}", log.lines());
            if Instant::now() > deadline {
                let _ = process.kill();
                panic!("the app does not listen: {:#?}", log.lines());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        };
        let client = Client::builder().redirect(redirect::Policy::none()).timeout(PATIENCE);
        let client = client.build().expect("a client");
        App { process, address, log, client, folder }
    }

    /// Starts it, and waits until it ends by itself. What it has told comes line by line: objects of
    /// its log, and strings.
    pub async fn run(self) -> (ExitStatus, Vec<Value>) {
        let (mut process, log, _folder) = self.spawn();
        let status = ended(&mut process).await;
        // The last lines may still be on their way.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let lines = log.lines().clone();
        (status, lines)
    }

    fn spawn(self) -> (Child, Log, TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = command();
        command.arg("serve").current_dir(folder.path());
        command.env("FEEDBACK_LISTEN", "127.0.0.1:0").env("FEEDBACK_LOG_FORMAT", "json");
        if let Some(store) = &self.store {
            command.env("FEEDBACK_STORE", store);
        }
        command.envs(self.environment);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the app starts");
        let log = Log::of(process.stderr.take().expect("its log is piped"));
        (process, log, folder)
    }
}

/// The program, without the settings of the one who runs the tests.
#[must_use]
pub fn command() -> Command {
    let mut command = Command::new(program());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FEEDBACK_") {
            command.env_remove(name);
        }
    }
    command
}

/// The program that `FEEDBACK_APP` names, as `cargo xtask test` does, or one that is built once for
/// all tests of this process.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(program) = std::env::var_os("FEEDBACK_APP") {
            return program.into();
        }
        // The whole workspace is named so that its dependencies have the features that they have for
        // the tests, and need not be built twice.
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
        let build = escargot::CargoBuild::new().manifest_path(workspace).arg("--workspace");
        // What cargo tells this process of the tests, build scripts would take for a change.
        let cargo = std::env::vars_os().map(|(name, _)| name).filter(|name| {
            let name = name.to_string_lossy();
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        let build = cargo.fold(build.bin("feedback-app"), escargot::CargoBuild::env_remove);
        build.run().expect("the app is built").path().to_owned()
    })
}

async fn ended(process: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = process.try_wait().expect("the process is asked") {
            return status;
        }
        if Instant::now() > deadline {
            let _ = process.kill();
            panic!("the app does not end");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

impl Log {
    fn of(output: ChildStderr) -> Self {
        let log = Self::default();
        let lines = log.clone();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // What is not part of the log, such as the last words of a program that refuses its
                // settings, is kept as a string.
                let line = serde_json::from_str(&line).unwrap_or(Value::String(line));
                lines.lines().push(line);
            }
        });
        log
    }

    fn lines(&self) -> MutexGuard<'_, Vec<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, message: &str) -> Option<Value> {
        let has_it =
            |line: &&Value| line["message"].as_str().is_some_and(|it| it.contains(message));
        self.lines().iter().find(has_it).cloned()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // Where it has ended already, both fail, and nothing is left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
        if thread::panicking() {
            for line in self.log.lines().iter() {
                eprintln!("{line}");
            }
        }
    }
}
