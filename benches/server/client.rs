//! Clients: plain connections that are kept, and the clock beside them.

use crate::{Failure, process::Running};
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How many ask at once.
pub const CLIENTS: usize = 16;

/// One connection that is kept.
pub struct Client {
    stream: tokio::io::BufReader<TcpStream>,
    token: String,
}

impl Client {
    pub async fn connect(addr: &str, token: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: tokio::io::BufReader::new(stream),
            token: token.to_owned(),
        })
    }

    pub async fn send(&mut self, method: &str, path: &str, body: &str) -> Result<Vec<u8>, Failure> {
        let auth = if self.token.is_empty() {
            String::new()
        } else {
            format!("Authorization: Bearer {}\r\n", self.token)
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: bench\r\n{auth}Content-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        let mut status = String::new();
        self.stream.read_line(&mut status).await?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        if !status.contains(" 20") {
            return Err(format!("{path}: {status}{}", String::from_utf8_lossy(&body)).into());
        }
        Ok(body)
    }

    /// A call under `/api/v1`, its answer read.
    pub async fn json(&mut self, method: &str, path: &str, body: &str) -> Result<Value, Failure> {
        let answer = self.send(method, &format!("/api/v1{path}"), body).await?;
        Ok(serde_json::from_slice(&answer)?)
    }
}

/// Signs in; the token.
pub async fn sign_in(addr: &str) -> Result<String, Failure> {
    let session = Client::connect(addr, "")
        .await?
        .json("POST", "/session", &Running::credentials())
        .await?;
    Ok(session["token"].as_str().ok_or("no token")?.to_owned())
}

/// How long calls took.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Notes one.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Notes all of `other`.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// Milliseconds that `percent` of the calls took at most.
    pub fn at(&mut self, percent: usize) -> f64 {
        self.0.sort_unstable();
        let place = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        let time = self.0.get(place);
        time.map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    }

    /// A row of the table; the last column is the median in times of `unit`.
    pub fn print(&mut self, name: &str, total: &str, unit: f64) {
        println!(
            "{name:<32}{total:>9}{:>9.1}{:>9.1}{:>9.1}{:>9.0}",
            self.at(50),
            self.at(99),
            self.at(100),
            self.at(50) / unit
        );
    }
}

/// Asks `requests` times from [`CLIENTS`] connections.
pub async fn ask(
    addr: &str,
    token: &str,
    paths: Vec<String>,
    requests: usize,
) -> Result<Times, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let paths = Arc::new(paths);
    let mut tasks = Vec::new();
    for _ in 0..CLIENTS {
        let mut client = Client::connect(addr, token).await?;
        let (next, paths) = (next.clone(), paths.clone());
        tasks.push(tokio::spawn(async move {
            let mut times = Times::default();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= requests {
                    return Ok::<_, Failure>(times);
                }
                let started = Instant::now();
                client.send("GET", &paths[n % paths.len()], "").await?;
                times.push(started.elapsed());
            }
        }));
    }
    let mut times = Times::default();
    for task in tasks {
        times.extend(&task.await??);
    }
    Ok(times)
}
