//! A process of the command that goes on, and what it says meanwhile.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// No test waits that long unless something is broken.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A process that ends with the test.
pub struct Process {
    pub child: Child,
    /// What it says on standard output.
    pub said: Receiver<String>,
    /// What it says on standard error.
    pub told: Receiver<String>,
}

impl Process {
    /// Starts `whosays` with these arguments and nothing on standard input.
    pub fn start(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Process {
        let mut child = Command::new(env!("CARGO_BIN_EXE_whosays"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = lines(child.stdout.take().unwrap());
        let told = lines(child.stderr.take().unwrap());
        Process { child, said, told }
    }

    /// Sends a signal, such as `INT`.
    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads lines in a thread of their own, so that one can wait for the next with a deadline.
pub fn lines(reader: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(reader).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}
