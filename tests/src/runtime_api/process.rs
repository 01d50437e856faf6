//! A function's process: what it prints is kept, and how it ends is told to whoever waits for it.

use std::io;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;

/// Ends with this value.
pub(super) struct Process {
    ended: watch::Receiver<Option<String>>,
    output: Arc<Mutex<Vec<u8>>>,
    kill: Arc<Notify>,
    task: AbortHandle,
}

impl Drop for Process {
    fn drop(&mut self) {
        // the task owns the child, which is killed when it is dropped
        self.task.abort();
    }
}

impl Process {
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let child = command.spawn()?;
        let (status, ended) = watch::channel(None);
        let (output, kill) = (Arc::default(), Arc::new(Notify::new()));
        let task = tokio::spawn(watch_over(child, Arc::clone(&output), Arc::clone(&kill), status)).abort_handle();
        Ok(Self { ended, output, kill, task })
    }

    /// What it printed so far, on both its outputs.
    pub(super) fn output(&self) -> String {
        String::from_utf8_lossy(&self.output.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    /// Waits for its end, and tells how it ended.
    pub(super) async fn ended(&self) -> String {
        let mut ended = self.ended.clone();
        let status = ended.wait_for(Option::is_some).await.map(|status| status.clone());
        status.ok().flatten().unwrap_or_else(|| "an unknown status".to_owned())
    }

    /// `kill -9`.
    pub(super) fn kill(&self) {
        self.kill.notify_one();
    }
}

async fn watch_over(
    mut child: Child,
    output: Arc<Mutex<Vec<u8>>>,
    kill: Arc<Notify>,
    ended: watch::Sender<Option<String>>,
) {
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let ending = async {
        tokio::select! {
            status = child.wait() => return status,
            () = kill.notified() => {}
        }
        child.start_kill()?;
        child.wait().await
    };
    // both pipes close with the process, so all of its output is there when its end is told
    let (end, ..) = tokio::join!(ending, keep(stdout, &output), keep(stderr, &output));
    ended.send_replace(Some(end.map_or_else(|error| error.to_string(), |status| status.to_string())));
}

/// Keeps everything that comes through a pipe, until it is closed.
async fn keep(pipe: Option<impl AsyncRead + Unpin>, kept: &Mutex<Vec<u8>>) {
    let Some(mut pipe) = pipe else { return };
    let mut buffer = Vec::with_capacity(4096);
    while let Ok(1..) = pipe.read_buf(&mut buffer).await {
        kept.lock().unwrap_or_else(PoisonError::into_inner).append(&mut buffer);
    }
}
