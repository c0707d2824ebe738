//! Those who change leads, at a steady rate.

use crate::{Failure, PATIENCE, times::Times};
use serde_json::{Value, json};
use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

/// People who change leads in turn: one whose change takes long holds nobody up.
const PEOPLE: usize = 16;

/// When the request of each change was sent.
pub type Sent = Arc<[OnceLock<Instant>]>;

/// Changes that are to be made.
pub struct Changes {
    http: reqwest::Client,
    token: String,
    leads: Vec<String>,
    /// When each was sent.
    pub sent: Sent,
}

impl Changes {
    /// Makes the leads that are to be changed `count` times in all, each `size` bytes
    /// larger than it need be.
    pub async fn new(addr: &str, token: &str, count: u64, size: usize) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .tcp_nodelay(true)
            .timeout(PATIENCE)
            .build()?;
        let mut leads = Vec::new();
        for n in 0..PEOPLE {
            let website = format!("https://example.com/{}", "x".repeat(size));
            let lead = json!({"name": format!("Bench {n}"), "website": website});
            let url = format!("http://{addr}/api/v1/businesses");
            let made = http
                .post(&url)
                .bearer_auth(token)
                .json(&lead)
                .send()
                .await?;
            let made: Value = serde_json::from_slice(&made.error_for_status()?.bytes().await?)?;
            leads.push(format!("{url}/{}", made["id"].as_str().ok_or("no id")?));
        }
        Ok(Self {
            http,
            token: token.to_owned(),
            leads,
            sent: (0..count).map(|_| OnceLock::new()).collect(),
        })
    }

    /// Makes `rate` changes a second until all are made; how long the requests took.
    /// The phone number of change n is [`marker`]`(n)`.
    pub async fn make(self, rate: u64) -> Result<Times, Failure> {
        let this = Arc::new(self);
        let start = tokio::time::Instant::now();
        let mut people = Vec::new();
        for person in 0..PEOPLE {
            let this = this.clone();
            people.push(tokio::spawn(async move {
                let mut times = Times::default();
                for n in (person..this.sent.len()).step_by(PEOPLE) {
                    let due = Duration::from_secs_f64(n as f64 / rate as f64);
                    tokio::time::sleep_until(start + due).await;
                    times.push(this.change(person, n).await?);
                }
                Ok::<_, Failure>(times)
            }));
        }
        let mut all = Times::default();
        for person in people {
            all.extend(&person.await??);
        }
        Ok(all)
    }

    async fn change(&self, person: usize, n: usize) -> Result<Duration, Failure> {
        // Nobody else changes this lead: its versions are counted along.
        let base_version = 1 + n / PEOPLE;
        let change = json!({"base_version": base_version, "phone": marker(n)});
        let sent = Instant::now();
        // Each is sent once: nothing was noted before.
        let _ = self.sent[n].set(sent);
        let answer = self
            .http
            .patch(&self.leads[person])
            .bearer_auth(&self.token)
            .json(&change)
            .send()
            .await?;
        answer.error_for_status()?.bytes().await?;
        Ok(sent.elapsed())
    }
}

/// What a listener knows change `n` by.
fn marker(n: usize) -> String {
    format!("bench-{n:08}")
}

/// The changes that a frame tells of.
pub fn marked(frame: &str) -> impl Iterator<Item = usize> {
    let marks = frame.split("\"bench-").skip(1);
    marks.filter_map(|mark| mark.get(..8)?.parse().ok())
}
