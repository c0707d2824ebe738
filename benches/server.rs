//! How quick the server is with a million leads: lists with filter, order and
//! search, and counts, asked for by 16 clients at once; its memory; CSV.
//!
//! `cargo bench --features server --bench server -- [LEADS] [REQUESTS]`. The server is
//! a process of its own, on loopback, with a database in a temporary folder.

use std::{
    error::Error,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
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

type Failure = Box<dyn Error + Send + Sync>;

const SERVER: &str = env!("CARGO_BIN_EXE_leadwire-server");
const EMAIL: &str = "bench@leadwire.local";
const PASSWORD: &str = "correct horse battery staple";
const CLIENTS: usize = 16;

/// A kind of query, and what differs from one to the next.
const QUERIES: &[(&str, &str, &[&str])] = &[
    ("first page", "", &[""]),
    ("by name", "sort=name", &[""]),
    ("by city, 200 rows", "sort=city&limit=200", &[""]),
    ("by category, down", "sort=-category", &[""]),
    ("by stage", "sort=stage", &[""]),
    (
        "nearest",
        "sort=distance&near=",
        &["60.17,24.94", "52.5,13.4", "48.85,2.35", "0,0"],
    ),
    (
        "within 2 km, nearest",
        "sort=distance&radius_m=2000&near=",
        &["60.17,24.94", "52.5,13.4"],
    ),
    (
        "map",
        "bbox=24.9,60.15,25.0,60.2&sort=name&stage=",
        &["new", "won"],
    ),
    (
        "city, stage, by name",
        "stage=new&sort=name&city=",
        &["Helsinki", "Berlin", "Essen", "Nice"],
    ),
    (
        "category, by creation",
        "sort=-created_at&category=",
        &["cafe", "museum", "restaurant"],
    ),
    ("tag", "tag=", &["vip", "call%20back"]),
    (
        "search, one letter",
        "q=",
        &["a", "b", "c", "i", "k", "m", "r", "s", "w", "1"],
    ),
    (
        "search, a start",
        "sort=name&q=",
        &["rest", "gast", "mul", "hel", "koh", "caf", "str", "ber"],
    ),
    (
        "search, a word",
        "sort=name&q=",
        &["restaurant", "muller", "hamburg", "info", "https"],
    ),
    (
        "search, words and filter",
        "stage=new&sort=city&q=",
        &[
            "caf%C3%A9%20ber",
            "muller%20bak",
            "bist%20lub%20schm",
            "www%20par%20fr",
        ],
    ),
    (
        "search, a number",
        "q=",
        &["%2B358%209%20123", "040%2012", "%2B49%2030%20555"],
    ),
    ("search, nothing", "q=", &["xyzzy", "qqq%20cafe"]),
    (
        "page 10,000, by name",
        "sort=name&page=10000&limit=50",
        &[""],
    ),
    (
        "page 4,000, by distance",
        "sort=distance&near=52.5,13.4&limit=200&page=4000",
        &[""],
    ),
    (
        "page 1,000, by city",
        "sort=city&limit=200&page=1000&stage=new",
        &[""],
    ),
    ("after a cursor, by name", "sort=name&cursor=", &[]),
    ("after a cursor, by city", "sort=city&q=ca&cursor=", &[]),
];

fn main() -> Result<(), Failure> {
    let numbers: Vec<usize> = std::env::args()
        .filter_map(|text| text.parse().ok())
        .collect();
    let leads = numbers.first().copied().unwrap_or(1_000_000);
    let requests = numbers.get(1).copied().unwrap_or(800);
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("bench.db").display());
    let seeded = Command::new(SERVER)
        .args([
            "seed",
            "--count",
            &leads.to_string(),
            "--database-url",
            &url,
        ])
        .output()?;
    if !seeded.status.success() {
        return Err(String::from_utf8_lossy(&seeded.stderr).into());
    }
    print!("{}", String::from_utf8_lossy(&seeded.stdout));
    import(&url, folder.path())?;
    let mut server = Running::start(&url)?;
    tokio::runtime::Runtime::new()?.block_on(measure(&mut server, requests))
}

/// Writes the leads as CSV and imports that into an empty database.
fn import(url: &str, folder: &Path) -> Result<(), Failure> {
    let file = folder.join("leads.csv");
    let other = format!("sqlite://{}", folder.join("import.db").display());
    for (what, arguments) in [
        (
            "CSV export",
            vec!["export", "--database-url", url, "--output"],
        ),
        ("CSV import", vec!["import", "--database-url", &other]),
    ] {
        let started = Instant::now();
        let done = Command::new(SERVER).args(arguments).arg(&file).output()?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into());
        }
        println!("{what} in {:.1} s", started.elapsed().as_secs_f64());
    }
    Ok(())
}

/// The server; stopped when dropped.
struct Running {
    child: Child,
    addr: String,
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
    fn start(url: &str) -> Result<Self, Failure> {
        let started = Instant::now();
        let mut child = Command::new(SERVER)
            .args(["serve", "--database-url", url])
            .env("LEADWIRE_ADDR", "127.0.0.1:0")
            .env("LEADWIRE_ADMIN_EMAIL", EMAIL)
            .env("LEADWIRE_ADMIN_PASSWORD", PASSWORD)
            .env("LEADWIRE_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let addr = loop {
            let line = lines.next().ok_or("the server did not start")??;
            if let Some((_, addr)) = line.split_once("http://") {
                break addr.to_owned();
            }
        };
        println!("Started in {:.1} s", started.elapsed().as_secs_f64());
        Ok(Self {
            child,
            addr,
            _lines: lines,
        })
    }

    /// A line of `/proc/PID/status`, in MB.
    fn memory(&self, line: &str) -> f64 {
        std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .ok()
            .and_then(|text| {
                let found = text.lines().find(|own| own.starts_with(line))?;
                found.split_whitespace().nth(1)?.parse::<f64>().ok()
            })
            .map_or(f64::NAN, |kib| kib * 1024.0 / 1e6)
    }
}

/// One connection that is kept.
struct Client {
    stream: tokio::io::BufReader<TcpStream>,
    token: String,
}

impl Client {
    async fn connect(addr: &str, token: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: tokio::io::BufReader::new(stream),
            token: token.to_owned(),
        })
    }

    async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: &str,
    ) -> Result<serde_json::Value, Failure> {
        let auth = if self.token.is_empty() {
            String::new()
        } else {
            format!("Authorization: Bearer {}\r\n", self.token)
        };
        let request = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nHost: bench\r\n{auth}Content-Type: application/json\r\n\
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
        // Reading the answer is the client's work, not the server's.
        if method == "GET" && body.len() > 2 && !path.contains("limit=1&") {
            return Ok(serde_json::Value::Null);
        }
        Ok(serde_json::from_slice(&body)?)
    }
}

async fn measure(server: &mut Running, requests: usize) -> Result<(), Failure> {
    let sign_in = format!(r#"{{"email":"{EMAIL}","password":"{PASSWORD}","client":"app"}}"#);
    let session = Client::connect(&server.addr, "")
        .await?
        .send("POST", "/session", &sign_in)
        .await?;
    let token = session["token"].as_str().ok_or("no token")?.to_owned();
    println!("{:.0} MB resident after the start", server.memory("VmRSS"));
    println!("{CLIENTS} clients, {requests} requests each kind; milliseconds");
    println!(
        "{:<28}{:>10}{:>9}{:>9}{:>9}",
        "", "total", "p50", "p99", "max"
    );
    let mut first = Client::connect(&server.addr, &token).await?;
    let mut all = Vec::new();
    for (name, query, values) in QUERIES {
        let mut paths: Vec<String> = values
            .iter()
            .map(|value| format!("/businesses?{query}{value}"))
            .collect();
        if paths.is_empty() {
            let before = query.trim_end_matches("&cursor=");
            let page = first
                .send("GET", &format!("/businesses?limit=1&{before}"), "")
                .await?;
            let cursor = page["meta"]["next_cursor"].as_str().ok_or("no cursor")?;
            paths.push(format!("/businesses?{query}{cursor}"));
        }
        let separator = if paths[0].ends_with('?') { "" } else { "&" };
        let (_, rest) = paths[0].split_once('?').ok_or("no query")?;
        let total = if rest.contains("limit=") || rest.contains("cursor=") {
            String::new()
        } else {
            let page = first
                .send("GET", &format!("/businesses?limit=1&{rest}{separator}"), "")
                .await?;
            page["meta"]["total"].to_string()
        };
        let times = run(&server.addr, &token, paths, requests).await?;
        report(name, &total, &times);
        all.extend(times);
    }
    let times = run(&server.addr, &token, vec!["/stats".into()], requests).await?;
    report("stats", "", &times);
    all.extend(times);
    all.sort_unstable();
    report("all", "", &all);
    println!(
        "{:.0} MB resident, {:.0} MB at most",
        server.memory("VmRSS"),
        server.memory("VmHWM")
    );
    Ok(())
}

/// Asks `requests` times from [`CLIENTS`] connections; how long each took, sorted.
async fn run(
    addr: &str,
    token: &str,
    paths: Vec<String>,
    requests: usize,
) -> Result<Vec<Duration>, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let paths = Arc::new(paths);
    let mut tasks = Vec::new();
    for _ in 0..CLIENTS {
        let mut client = Client::connect(addr, token).await?;
        let (next, paths) = (next.clone(), paths.clone());
        tasks.push(tokio::spawn(async move {
            let mut times = Vec::new();
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
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    times.sort_unstable();
    Ok(times)
}

fn report(name: &str, total: &str, sorted: &[Duration]) {
    let at = |percent: usize| {
        let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted
            .get(place)
            .map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    };
    println!(
        "{name:<28}{total:>10}{:>9.1}{:>9.1}{:>9.1}",
        at(50),
        at(99),
        at(100)
    );
}
