//! Endpoints and their turns: one question at a time each, and rest for one that asked
//! for it or failed.

use crate::{
    model::Timestamp,
    server::scrape::{Clock, outside},
};
use futures::future::{FutureExt, select_all};
use reqwest::Client;
use std::{
    sync::{Mutex as Plain, PoisonError},
    time::Duration,
};
use tokio::sync::{Mutex, MutexGuard};

/// How long an endpoint rests that failed once, in seconds; doubles up to the last.
const REST: u64 = 5;
const MAX_REST: u64 = 60;
/// How long its status may take, and how large that is.
const STATUS_TIME: Duration = Duration::from_secs(10);
const MAX_STATUS: usize = 64 * 1024;
/// The longest that a status may have us wait, in seconds.
const MAX_WAIT: u64 = 600;

/// An endpoint.
#[derive(Debug)]
pub struct Endpoint {
    url: String,
    name: String,
    /// Held while it is asked.
    turn: Mutex<()>,
    state: Plain<State>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// Nobody asks before.
    rests_until: Timestamp,
    /// Failures since it last went well.
    failures: u32,
    /// It refused for its slots: its status is asked before the next question.
    ask_status: bool,
}

impl Endpoint {
    /// At this URL.
    pub fn new(url: &str) -> Self {
        let host = url.split("://").nth(1).unwrap_or(url);
        let host = host.split(['/', '?']).next().unwrap_or(host);
        Self {
            url: url.to_owned(),
            name: host.rsplit('@').next().unwrap_or(host).to_owned(),
            turn: Mutex::default(),
            state: Plain::default(),
        }
    }

    fn state(&self) -> State {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Where its status is: beside the interpreter.
    fn status_url(&self) -> String {
        let base = self.url.trim_end_matches('/');
        let folder = base.rsplit_once('/').map_or(base, |(folder, _)| folder);
        format!("{folder}/status")
    }
}

/// The turn of one question at an endpoint; the next has its own when this is dropped.
pub struct Turn<'a> {
    endpoint: &'a Endpoint,
    clock: &'a dyn Clock,
    _alone: MutexGuard<'a, ()>,
}

impl Turn<'_> {
    /// Where to ask.
    pub fn url(&self) -> &str {
        &self.endpoint.url
    }

    /// Whom, for people.
    pub fn name(&self) -> &str {
        &self.endpoint.name
    }

    /// It answered.
    pub fn went_well(&self) {
        self.endpoint.set(|state| *state = State::default());
    }

    /// It is left alone for as long as it wants, or longer with every failure. Zero
    /// seconds: its status tells how long.
    pub fn rest(&self, wait_s: Option<u64>) {
        let now = self.clock.now();
        self.endpoint.set(|state| {
            state.failures += 1;
            let doubled = REST << state.failures.saturating_sub(1).min(10);
            let seconds = match wait_s {
                Some(0) => {
                    state.ask_status = true;
                    0
                }
                Some(seconds) => seconds,
                None => doubled.min(MAX_REST),
            };
            state.rests_until = now + i64::try_from(seconds * 1000).unwrap_or(i64::MAX);
        });
    }
}

/// Waits for the turn at the endpoint that is free and rested first.
pub async fn turn<'a>(
    endpoints: &'a [Endpoint],
    client: &Client,
    clock: &'a dyn Clock,
) -> Turn<'a> {
    loop {
        // Those that are free now, then whichever becomes free first.
        let free = endpoints
            .iter()
            .filter_map(|endpoint| Some((endpoint, endpoint.turn.try_lock().ok()?)))
            .min_by_key(|(endpoint, _)| endpoint.state().rests_until);
        let (endpoint, alone) = match free {
            Some(free) => free,
            None => {
                let waiting = endpoints.iter().map(|endpoint| {
                    let alone = endpoint.turn.lock();
                    async move { (endpoint, alone.await) }.boxed()
                });
                select_all(waiting).await.0
            }
        };
        let wait = endpoint.state().rests_until - clock.now();
        if wait > 0 {
            // It stays its turn: nobody else asks there meanwhile either.
            clock
                .sleep(Duration::from_millis(wait.unsigned_abs()))
                .await;
        }
        if endpoint.state().ask_status {
            let wait_s = status(endpoint, client).await;
            let now = clock.now();
            endpoint.set(|state| {
                state.ask_status = false;
                // Nobody knows: as after any other failure.
                let seconds = wait_s
                    .unwrap_or(REST << state.failures.min(6))
                    .min(MAX_WAIT);
                state.rests_until = now + i64::try_from(seconds * 1000).unwrap_or(i64::MAX);
            });
            if wait_s != Some(0) {
                // Another may be rested sooner.
                continue;
            }
        }
        return Turn {
            endpoint,
            clock,
            _alone: alone,
        };
    }
}

/// Seconds until a slot is free, by the endpoint's status.
async fn status(endpoint: &Endpoint, client: &Client) -> Option<u64> {
    let request = client.get(endpoint.status_url());
    let answer = outside::ask(request, STATUS_TIME, MAX_STATUS).await.ok()?;
    let text = String::from_utf8(answer.body).ok()?;
    answer.status.is_success().then(|| slots(&text)).flatten()
}

/// Reads «2 slots available now.» and «Slot available after: …, in 23 seconds.».
fn slots(text: &str) -> Option<u64> {
    if text.lines().any(|line| line.trim() == "Rate limit: 0") {
        return Some(0);
    }
    let free = text.lines().find_map(|line| {
        let (count, rest) = line.split_once(' ')?;
        (rest.contains("available now")).then(|| count.parse::<u32>().ok())?
    });
    if free.is_some_and(|count| count > 0) {
        return Some(0);
    }
    text.lines()
        .filter(|line| line.starts_with("Slot available after"))
        .filter_map(|line| {
            let (_, rest) = line.rsplit_once("in ")?;
            rest.split(' ').next()?.parse::<i64>().ok()
        })
        // A second more: its clock and ours tick apart.
        .map(|seconds| seconds.max(0).unsigned_abs() + 1)
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_tells_when_a_slot_is_free() {
        let head = "Connected as: 1\nCurrent time: 2026-11-21T15:00:00Z\nRate limit: 2\n";
        assert_eq!(slots(&format!("{head}2 slots available now.\n")), Some(0));
        let later = "Slot available after: 2026-11-21T15:00:23Z, in 23 seconds.\n\
                     Slot available after: 2026-11-21T15:00:05Z, in 5 seconds.\n";
        assert_eq!(slots(&format!("{head}{later}")), Some(6));
        assert_eq!(slots("Rate limit: 0\n"), Some(0));
        assert_eq!(slots("<html>busy</html>"), None);
    }

    #[test]
    fn endpoints_have_names_and_a_status() {
        let endpoint = Endpoint::new("https://overpass-api.de/api/interpreter");
        assert_eq!(endpoint.name, "overpass-api.de");
        assert_eq!(endpoint.status_url(), "https://overpass-api.de/api/status");
    }
}
