//! The server as a process of its own.

use crate::Failure;
use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};
use tokio::{sync::oneshot, task::JoinHandle};

const EMAIL: &str = "bench@leadwire.local";
const PASSWORD: &str = "correct horse battery staple";

/// The server with an empty database; stopped when dropped.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub addr: String,
    /// Kept open: the server may write more.
    _lines: std::io::Lines<BufReader<ChildStdout>>,
    _folder: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    /// Starts it.
    pub fn start() -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite://{}", folder.path().join("bench.db").display());
        let mut child = Command::new(env!("CARGO_BIN_EXE_leadwire-server"))
            .args(["serve", "--database-url", &url])
            .env("LEADWIRE_ADDR", "127.0.0.1:0")
            .env("LEADWIRE_ADMIN_EMAIL", EMAIL)
            .env("LEADWIRE_ADMIN_PASSWORD", PASSWORD)
            .env("LEADWIRE_LOG", "warn")
            .env("LEADWIRE_UPLOADS", folder.path().join("uploads"))
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let addr = loop {
            let line = lines.next().ok_or("the server did not start")??;
            if let Some((_, addr)) = line.split_once("http://") {
                break addr.to_owned();
            }
        };
        Ok(Self {
            child,
            addr,
            _lines: lines,
            _folder: folder,
        })
    }

    /// Signs in; the token.
    pub async fn sign_in(&self) -> Result<String, Failure> {
        let body = serde_json::json!({"email": EMAIL, "password": PASSWORD, "client": "app"});
        let session = reqwest::Client::new()
            .post(format!("http://{}/api/v1/session", self.addr))
            .json(&body)
            .send()
            .await?
            .error_for_status()?;
        let session: serde_json::Value = serde_json::from_slice(&session.bytes().await?)?;
        Ok(session["token"].as_str().ok_or("no token")?.to_owned())
    }

    /// Bytes resident, once what is free had time to go back to the system.
    pub async fn settled(&self) -> f64 {
        tokio::time::sleep(Duration::from_secs(3)).await;
        resident(self.child.id())
    }

    /// Looks at the memory until it is [stopped](Watch::stop).
    pub fn watch(&self) -> Watch {
        let id = self.child.id();
        let (stop, mut stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let mut most: f64 = 0.0;
            let mut every = tokio::time::interval(Duration::from_millis(50));
            loop {
                tokio::select! {
                    _ = every.tick() => most = most.max(resident(id)),
                    _ = &mut stopped => return most,
                }
            }
        });
        Watch { stop, task }
    }

    /// Seconds of processor time used so far, of all cores together.
    pub fn cpu(&self) -> f64 {
        /// `USER_HZ` is 100 on every Linux that counts.
        const TICKS: f64 = 100.0;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        // Behind the name in brackets, which may hold anything: fields 14 and 15.
        let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let fields = after.split_whitespace().skip(11).take(2);
        fields
            .filter_map(|ticks| ticks.parse::<f64>().ok())
            .sum::<f64>()
            / TICKS
    }
}

/// Somebody who looks at the server's memory.
pub struct Watch {
    stop: oneshot::Sender<()>,
    task: JoinHandle<f64>,
}

impl Watch {
    /// The most that was resident, in bytes.
    pub async fn stop(self) -> f64 {
        let _ = self.stop.send(());
        self.task.await.unwrap_or(f64::NAN)
    }
}

/// Bytes of memory resident, by `/proc`.
fn resident(id: u32) -> f64 {
    std::fs::read_to_string(format!("/proc/{id}/status"))
        .ok()
        .and_then(|text| {
            let found = text.lines().find(|own| own.starts_with("VmRSS"))?;
            found.split_whitespace().nth(1)?.parse::<f64>().ok()
        })
        .map_or(f64::NAN, |kib| kib * 1024.0)
}
