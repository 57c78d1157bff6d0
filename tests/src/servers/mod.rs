//! Real servers for tests, each private to the test that starts it: its own folder, its own free
//! port of 127.0.0.1, its own random password.
//!
//! A server ends when its value is dropped, and also when the tests themselves are killed: it is
//! started through `setpriv --pdeathsig KILL`, so that the kernel ends it with its parent.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests fails by failing the test, and tells why"
)]

pub mod certificates;
mod fixture;
mod postgres;
mod redis;

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, getuid, kill_process};

pub use postgres::{Postgres, PostgresOptions};
pub use redis::{Redis, RedisOptions};

/// What a server does at once takes no longer than this, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process of a server, which ends when it is dropped.
#[derive(Debug)]
struct Process(Child);

impl Process {
    /// Starts a process that cannot outlive these tests.
    fn start(command: Command) -> io::Result<Self> {
        type Order = (Command, Sender<io::Result<Child>>);
        static SPAWNER: OnceLock<Mutex<Sender<Order>>> = OnceLock::new();
        // The signal comes when the *thread* ends that has started the process, and each test has
        // a thread of its own. One that never ends starts them all.
        let spawner = SPAWNER.get_or_init(|| {
            let (orders, inbox) = channel::<Order>();
            thread::spawn(move || {
                for (mut command, answer) in inbox {
                    // Nobody waits for the answer any more: then the process ends at once.
                    if let Err(unwanted) = answer.send(command.spawn())
                        && let Ok(mut child) = unwanted.0
                    {
                        let _ = child.kill();
                    }
                }
            });
            Mutex::new(orders)
        });
        let (answer, inbox) = channel();
        let sent = spawner.lock().unwrap_or_else(PoisonError::into_inner).send((command, answer));
        sent.expect("the thread that starts processes is there");
        inbox.recv().expect("the thread that starts processes answers").map(Self)
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw).expect("it has an id");
        kill_process(id, signal).expect("a process that runs can be sent a signal");
    }

    fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a process can be waited for").is_some()
    }

    /// Asks it to end, and waits until it has.
    fn end(&mut self, signal: Signal) {
        if self.has_ended() {
            return;
        }
        // A paused process would sleep over the request.
        self.signal(Signal::CONT);
        self.signal(signal);
        if !within(PATIENCE, || self.has_ended()) {
            self.kill();
        }
    }

    /// Ends it at once.
    fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A command that the kernel ends together with these tests, run as this user and group.
fn guarded(program: &Path, as_user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new("setpriv");
    if let Some((user, group)) = as_user {
        command.arg(format!("--reuid={user}")).arg(format!("--regid={group}"));
        command.arg("--clear-groups");
    }
    command.arg("--pdeathsig").arg("KILL").arg("--").arg(program);
    command
}

/// Whether something comes true in time.
fn within(time: Duration, mut come_true: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if come_true() {
            return true;
        }
        if start.elapsed() > time {
            return false;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// A port of 127.0.0.1 that nobody listens on. Somebody else may take it before the server does;
/// the caller then tries another.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there are free ports");
    listener.local_addr().expect("a listener has an address").port()
}

/// A password that nobody can guess.
fn random_password() -> String {
    let mut bytes = [0; 16];
    let mut source = File::open("/dev/urandom").expect("the system has random numbers");
    source.read_exact(&mut bytes).expect("the system has random numbers");
    bytes.iter().fold(String::new(), |mut password, byte| {
        let _ = write!(password, "{byte:02x}");
        password
    })
}

/// The program of this name: where the variable says, or in one of the folders, or on the PATH.
fn program(name: &str, variable: &str, folders: &[PathBuf], package: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os(variable) {
        let program = Path::new(&folder).join(name);
        assert!(program.is_file(), "{variable} names a folder without {name}: {folder:?}");
        return program;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(OsStr::new(&path));
    let found =
        folders.iter().cloned().chain(on_path).map(|it| it.join(name)).find(|it| it.is_file());
    found.unwrap_or_else(|| {
        panic!(
            "this test needs {name}, which is not installed: install {package}, or name its \
             folder in {variable}"
        )
    })
}

fn is_root() -> bool {
    getuid().is_root()
}
