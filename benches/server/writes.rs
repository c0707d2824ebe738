//! Changes by a person, alone and while others read and a file is imported; and
//! what the import makes of it.

use crate::{
    Failure,
    client::{CLIENTS, Client, Times, ask, sign_in},
    process::Running,
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinHandle;

/// Between two changes of the same person.
const PAUSE: Duration = Duration::from_millis(10);

/// Somebody who changes a lead again and again.
pub struct Person {
    stop: Arc<AtomicBool>,
    task: JoinHandle<Result<Times, Failure>>,
}

impl Person {
    /// Starts.
    pub async fn start(addr: &str, token: &str) -> Result<Self, Failure> {
        let mut client = Client::connect(addr, token).await?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopping = stop.clone();
        let made = client
            .json("POST", "/businesses", r#"{"name":"Bench"}"#)
            .await?;
        let path = format!("/businesses/{}", made["id"].as_str().ok_or("no id")?);
        let mut version = made["version"].as_i64().ok_or("no version")?;
        let task = tokio::spawn(async move {
            let mut times = Times::default();
            let mut n = 0;
            while !stopping.load(Ordering::Relaxed) {
                n += 1;
                let body = format!(r#"{{"base_version":{version},"phone":"+358 9 {n}"}}"#);
                let started = Instant::now();
                let changed = client.json("PATCH", &path, &body).await?;
                times.push(started.elapsed());
                version = changed["version"].as_i64().ok_or("no version")?;
                tokio::time::sleep(PAUSE).await;
            }
            Ok(times)
        });
        Ok(Self { stop, task })
    }

    /// Stops; how long each change took.
    pub async fn stop(self) -> Result<Times, Failure> {
        self.stop.store(true, Ordering::Relaxed);
        self.task.await?
    }
}

/// Changes while nobody does anything, and while lists are read.
pub async fn beside_readers(
    addr: &str,
    token: &str,
    requests: usize,
    unit: f64,
) -> Result<(), Failure> {
    let person = Person::start(addr, token).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    person.stop().await?.print("change", "", unit);
    let person = Person::start(addr, token).await?;
    ask(addr, token, mixed(), requests * 4).await?;
    let name = format!("change beside {CLIENTS} readers");
    person.stop().await?.print(&name, "", unit);
    Ok(())
}

/// One change to every lead, in one call, while a person changes one.
pub async fn bulk(addr: &str, token: &str, unit: f64) -> Result<(), Failure> {
    let mut client = Client::connect(addr, token).await?;
    let person = Person::start(addr, token).await?;
    let started = Instant::now();
    let change = r#"{"filter":{},"add_tags":["bench"]}"#;
    let done = client.json("POST", "/businesses/bulk", change).await?;
    let took = started.elapsed().as_secs_f64();
    let changed = done["changed"].as_f64().unwrap_or(f64::NAN);
    println!(
        "One change to all: {:.0} leads/s ({changed} leads in {took:.1} s)",
        changed / took
    );
    person.stop().await?.print("change beside it", "", unit);
    Ok(())
}

fn mixed() -> Vec<String> {
    ["sort=name", "sort=city&q=ca", "q=a&stage=new", "sort=-name"]
        .map(|query| format!("/api/v1/businesses?{query}"))
        .into()
}

/// Uploads `csv` to a server with an empty database; `busy`: while a person
/// changes a lead and lists are read.
pub async fn live_import(folder: &Path, csv: &Path, busy: bool, unit: f64) -> Result<(), Failure> {
    let name = if busy { "busy.db" } else { "live.db" };
    let url = format!("sqlite://{}", folder.join(name).display());
    let server = Running::start(&url, &folder.join("uploads"))?;
    let token = sign_in(&server.addr).await?;
    let mut client = Client::connect(&server.addr, &token).await?;
    let body = tokio::fs::read_to_string(csv).await?;
    let started = Instant::now();
    let job = client
        .json("POST", "/import?file_name=leads.csv", &body)
        .await?;
    drop(body);
    let uploaded = started.elapsed().as_secs_f64();
    let path = format!("/jobs/{}", job["id"].as_str().ok_or("no id")?);
    let person = match busy {
        true => Some(Person::start(&server.addr, &token).await?),
        false => None,
    };
    let mut reads = Times::default();
    let job = loop {
        if busy {
            reads.extend(&ask(&server.addr, &token, mixed(), 200).await?);
        } else {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let job = client.json("GET", &path, "").await?;
        if job["finished_at"].is_i64() {
            break job;
        }
    };
    if job["status"] != "completed" {
        return Err(format!("import: {job}").into());
    }
    let took = job["finished_at"].as_f64().unwrap_or(f64::NAN)
        - job["started_at"].as_f64().unwrap_or(f64::NAN);
    let rows = job["done"].as_f64().unwrap_or(f64::NAN);
    println!(
        "CSV import, serving{}: {:.0} rows/s ({rows} rows in {:.1} s, uploaded in {uploaded:.1} s); \
         {:.0} MB resident, {:.0} MB at most",
        if busy { ", busy" } else { "" },
        rows / took * 1e3,
        took / 1e3,
        server.memory("VmRSS"),
        server.memory("VmHWM")
    );
    if let Some(person) = person {
        person
            .stop()
            .await?
            .print("change while importing", "", unit);
        reads.print("lists while importing", "", unit);
    }
    Ok(())
}
