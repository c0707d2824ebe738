//! How the server is doing, every two seconds, in memory; and what of it crosses the
//! limits that an administrator set, which is kept and told.

mod alerts;
mod judge;
mod meter;

pub use alerts::{limits, list, set_limits};

use super::{AppState, db::now, jobs};
use crate::model::{METRICS_KEPT, Metrics, Threshold, Timestamp, Uuid};
use judge::Judge;
use meter::{Meter, Reading};
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::broadcast,
    time::{MissedTickBehavior, interval},
};

/// How often is measured.
const EVERY: Duration = Duration::from_secs(2);

/// What was measured last, and its limits.
pub struct Vitals {
    run: Uuid,
    kept: Mutex<VecDeque<Metrics>>,
    limits: Mutex<Vec<Threshold>>,
    sender: broadcast::Sender<Metrics>,
}

impl Default for Vitals {
    fn default() -> Self {
        Self {
            run: Uuid::now_v7(),
            kept: Mutex::default(),
            limits: Mutex::default(),
            sender: broadcast::Sender::new(16),
        }
    }
}

impl Vitals {
    /// Another with every start: times of one say nothing of what another measured.
    pub fn run(&self) -> Uuid {
        self.run
    }

    /// What was measured after `since`, oldest first.
    pub fn since(&self, since: Timestamp) -> Vec<Metrics> {
        let kept = lock(&self.kept);
        kept.iter().filter(|one| one.at > since).cloned().collect()
    }

    /// What is measured from now on.
    pub fn listen(&self) -> broadcast::Receiver<Metrics> {
        self.sender.subscribe()
    }

    /// What is measured from now on is held against these.
    pub fn judge_by(&self, limits: Vec<Threshold>) {
        *lock(&self.limits) = limits;
    }

    /// Keeps what was measured and tells it. It is told when: a clock that was put back
    /// would make it older than what whoever listens has had.
    pub fn keep(&self, mut metrics: Metrics) {
        {
            let mut kept = lock(&self.kept);
            if let Some(last) = kept.back() {
                metrics.at = metrics.at.max(last.at + 1);
            }
            if kept.len() == METRICS_KEPT {
                kept.pop_front();
            }
            kept.push_back(metrics.clone());
        }
        // Nobody listens: it is kept all the same.
        let _ = self.sender.send(metrics);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing in here panics half-way through a change.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Measures until it is dropped.
pub async fn measure(state: AppState) {
    let start = now();
    match limits(state.db.readers()).await {
        Ok(limits) => state.vitals.judge_by(limits.data),
        Err(error) => tracing::error!(%error, "limits of metrics not read"),
    }
    let active = alerts::active(state.db.readers()).await;
    let active = active.unwrap_or_else(|error| {
        tracing::error!(%error, "alerts not read");
        Vec::new()
    });
    let mut judge = Judge::new(start, active);
    let mut meter = Meter::new(read(&state, start).await);
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let metrics = meter.measure(read(&state, now()).await);
        let limits = lock(&state.vitals.limits).clone();
        let mut judged = judge.clone();
        let told = judged.judge(&limits, &metrics);
        state.vitals.keep(metrics);
        // What could not be told is judged again.
        match alerts::tell(&state.db, &told).await {
            Ok(()) => judge = judged,
            Err(error) => tracing::error!(%error, "alerts not told"),
        }
    }
}

async fn read(state: &AppState, at: Timestamp) -> Reading {
    let (clients, people) = state.presence.connections();
    Reading {
        at,
        clients,
        people,
        events: state.db.events.count(),
        flowed: state.db.flow.so_far(),
        waited: state.db.flow.take_waited(),
        slowest: state.db.events.take_slowest(),
        jobs: jobs::counts(&state.db).await.unwrap_or_default(),
    }
}
