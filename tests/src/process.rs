//! The local system as a process of its own, started as `cargo run` starts it: the one that tests kill.

use std::net::TcpListener;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use crate::binaries::binary;
use crate::client::Client;

/// How long a process may take to start or to end: far more than it needs, so that one that hangs fails its test.
const PATIENCE: Duration = Duration::from_mins(1);
/// What the program prints last before it answers.
const GREETED: &str = "Ctrl-C stops it.";
const SIGABRT: i32 = 6;

/// Below the ports that the kernel gives away by itself, so that nobody takes one between two starts.
const FIRST_PORT: u16 = 12_000;
const LAST_PORT: u16 = 31_000;

/// A port that is free and was not given to another test of this run.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let span = LAST_PORT - FIRST_PORT;
    let start = u16::try_from(std::process::id() % u32::from(span)).unwrap();
    loop {
        let offset = (start + NEXT.fetch_add(1, Ordering::Relaxed)) % span;
        let port = FIRST_PORT + offset;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A data folder and a port, which outlive the processes that are started on them.
pub struct Place {
    folder: TempDir,
    port: u16,
}

/// The running program.
pub struct Nintei {
    child: Child,
    output: JoinHandle<String>,
    errors: JoinHandle<String>,
}

/// How a process ended, and what it had said.
#[derive(Debug)]
pub struct Ended {
    /// Its status.
    pub status: ExitStatus,
    /// Standard output.
    pub output: String,
    /// Standard error.
    pub errors: String,
}

impl Default for Place {
    fn default() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), port: free_port() }
    }
}

impl Place {
    /// Its port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The folder around the data: where the program is started.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A client of whatever runs here.
    pub fn client(&self) -> Client {
        Client::new(&format!("http://localhost:{}", self.port))
    }

    /// Starts the program, and waits until it has greeted.
    pub async fn start(&self) -> Nintei {
        self.start_with("").await
    }

    /// The same with a fault armed; see `Fault::parse`.
    pub async fn start_with(&self, fault: &str) -> Nintei {
        let mut command = self.command(&["--data", "data", "--port", &self.port.to_string()]);
        command.env("NINTEI_FAULT", fault);
        Nintei::start(command).await
    }

    /// The program with these arguments, in this folder, with nothing else in its environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary("nintei"));
        command.args(arguments).current_dir(self.folder()).env_clear().env("TMPDIR", self.folder());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }
}

impl Nintei {
    /// Starts the program, and waits until it has greeted.
    pub async fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut errors = child.stderr.take().unwrap();
        let errors = tokio::spawn(async move {
            let mut text = String::new();
            errors.read_to_string(&mut text).await.unwrap();
            text
        });
        let mut said = Vec::new();
        let greeting = async {
            while let Some(line) = output.next_line().await.unwrap() {
                said.push(line);
                if said.last().is_some_and(|line| line == GREETED) {
                    return;
                }
            }
            panic!("it ended without a greeting: {said:?}");
        };
        tokio::time::timeout(PATIENCE, greeting).await.expect("it starts");
        let output = tokio::spawn(async move {
            while let Some(line) = output.next_line().await.unwrap() {
                said.push(line);
            }
            said.join("\n")
        });
        Self { child, output, errors }
    }

    /// Waits until it ends by itself.
    pub async fn ended(mut self) -> Ended {
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it ends").unwrap();
        Ended { status, output: self.output.await.unwrap(), errors: self.errors.await.unwrap() }
    }

    /// Waits until it dies of the fault that it was started with.
    pub async fn died(self) {
        let ended = self.ended().await;
        assert_eq!(ended.status.signal(), Some(SIGABRT), "{ended:?}");
    }

    /// `kill -9`.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// What Ctrl-C does.
    pub async fn interrupt(self) -> Ended {
        let id = self.child.id().expect("it runs");
        // a shell's own `kill`: not every machine has the program
        let sent = Command::new("sh").args(["-c", &format!("kill -INT {id}")]).status().await.unwrap();
        assert!(sent.success());
        self.ended().await
    }
}
