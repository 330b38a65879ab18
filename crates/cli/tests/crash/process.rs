//! The server as a process.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::{client, rules};

/// A server that runs.
pub(crate) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts one on a folder, and waits until it listens.
    pub(crate) fn start(folder: &Path) -> Self {
        let mut child = spawn(folder);
        let stderr = child.stderr.take().expect("standard error");
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut said = String::new();
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(port) = line.rsplit_once("listening on http://127.0.0.1:").map(|(_, port)| port) {
                    let _ = sender.send(Ok(port.trim().parse().expect("a port")));
                }
                said.push_str(&line);
                said.push('\n');
            }
            let _ = sender.send(Err(said));
        });
        match receiver.recv_timeout(Duration::from_secs(120)) {
            Ok(Ok(port)) => Self { child, port },
            Ok(Err(said)) => panic!("the server ended: {said}"),
            Err(_) => panic!("the server does not listen"),
        }
    }

    /// Starts one, and kills it after so long, which may be while it recovers.
    pub(crate) fn start_and_kill(folder: &Path, after: Duration) {
        let mut child = spawn(folder);
        // Closed, so that it is not held up by what it says.
        drop(child.stderr.take());
        std::thread::sleep(after);
        child.kill().expect("a process to kill");
        child.wait().expect("its end");
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Ends it as a crash would: at once, in whatever it is doing.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("a process to kill");
        self.child.wait().expect("its end");
    }

    /// Tells it to end, and waits for that.
    pub(crate) fn stop(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("kill").success());
        let status = self.child.wait().expect("its end");
        assert!(status.success(), "the server ended with {status}");
    }

    /// Whether no stored event waits for its evaluation.
    pub(crate) fn has_evaluated_everything(&self) -> bool {
        let metrics = client::get(u64::from(self.port), "/metrics").unwrap_or_default();
        let value = |name: &str| {
            let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.and_then(|value| value.trim().parse::<f64>().ok())
        };
        value("tripline_detection_lag_events") == Some(0.0)
            && value("tripline_detection_checkpoint").is_some_and(|checkpoint| checkpoint > 0.0)
    }
}

fn spawn(folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_tripline"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .arg("--rules")
        .arg(rules())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process")
}
