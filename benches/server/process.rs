//! The server as a process of its own.

use crate::Failure;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

/// Its program.
pub const SERVER: &str = env!("CARGO_BIN_EXE_leadwire-server");
/// Who signs in.
pub const EMAIL: &str = "bench@leadwire.local";
pub const PASSWORD: &str = "correct horse battery staple";

/// Runs a command of the server's to its end; what it printed.
pub fn command(arguments: &[&str]) -> Result<String, Failure> {
    let done = Command::new(SERVER).args(arguments).output()?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into());
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// A line of `/proc/PID/status`, in MB.
pub fn memory_of(id: u32, line: &str) -> f64 {
    std::fs::read_to_string(format!("/proc/{id}/status"))
        .ok()
        .and_then(|text| {
            let found = text.lines().find(|own| own.starts_with(line))?;
            found.split_whitespace().nth(1)?.parse::<f64>().ok()
        })
        .map_or(f64::NAN, |kib| kib * 1024.0 / 1e6)
}

/// The server; stopped when dropped.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub addr: String,
    /// From its start until it listens, all leads loaded.
    pub took: Duration,
    /// Kept open: the server may write more.
    _lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    pub fn start(url: &str, uploads: &Path) -> Result<Self, Failure> {
        let started = Instant::now();
        let mut child = Command::new(SERVER)
            .args(["serve", "--database-url", url])
            .env("LEADWIRE_ADDR", "127.0.0.1:0")
            .env("LEADWIRE_ADMIN_EMAIL", EMAIL)
            .env("LEADWIRE_ADMIN_PASSWORD", PASSWORD)
            .env("LEADWIRE_LOG", "warn")
            .env("LEADWIRE_UPLOADS", uploads)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let addr = loop {
            let line = lines.next().ok_or("the server did not start")??;
            if let Some((_, addr)) = line.split_once("http://") {
                break addr.to_owned();
            }
        };
        let took = started.elapsed();
        Ok(Self {
            child,
            addr,
            took,
            _lines: lines,
        })
    }

    /// A line of `/proc/PID/status`, in MB.
    pub fn memory(&self, line: &str) -> f64 {
        memory_of(self.child.id(), line)
    }

    /// The body of `POST /session`.
    pub fn credentials() -> String {
        format!(r#"{{"email":"{EMAIL}","password":"{PASSWORD}","client":"app"}}"#)
    }
}
