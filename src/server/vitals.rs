//! How the server is doing, every two seconds, in memory.

use super::{AppState, db::now, jobs};
use crate::model::{METRICS_KEPT, Metrics, Timestamp};
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{broadcast, broadcast::error::RecvError},
    time::{MissedTickBehavior, interval},
};

/// How often is measured.
const EVERY: Duration = Duration::from_secs(2);

/// What was measured last.
pub struct Vitals {
    kept: Mutex<VecDeque<Metrics>>,
    sender: broadcast::Sender<Metrics>,
}

impl Default for Vitals {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            sender: broadcast::Sender::new(16),
        }
    }
}

impl Vitals {
    /// What was measured after `since`, oldest first.
    pub fn since(&self, since: Timestamp) -> Vec<Metrics> {
        let kept = self.lock();
        kept.iter().filter(|one| one.at > since).cloned().collect()
    }

    /// What is measured from now on.
    pub fn listen(&self) -> broadcast::Receiver<Metrics> {
        self.sender.subscribe()
    }

    fn keep(&self, metrics: Metrics) {
        {
            let mut kept = self.lock();
            if kept.len() == METRICS_KEPT {
                kept.pop_front();
            }
            kept.push_back(metrics.clone());
        }
        // Nobody listens: it is kept all the same.
        let _ = self.sender.send(metrics);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Metrics>> {
        // Nothing in here panics half-way through a change.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Measures until it is dropped.
pub async fn measure(state: AppState) {
    let mut events = state.db.events.listen();
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.tick().await;
    let mut count = 0u64;
    let mut latencies: Vec<i64> = Vec::new();
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                latencies.sort_unstable();
                let at = |share: f64| {
                    let index = (latencies.len().saturating_sub(1) as f64 * share) as usize;
                    latencies.get(index).copied()
                };
                let jobs = jobs::counts(&state.db).await.unwrap_or_default();
                let (clients, people) = state.presence.connections();
                state.vitals.keep(Metrics {
                    at: now(),
                    clients,
                    people,
                    events_per_second: count as f64 / EVERY.as_secs_f64(),
                    latency_p50_ms: at(0.5),
                    latency_p99_ms: at(0.99),
                    jobs_queued: jobs.queued,
                    jobs_running: jobs.running,
                });
                count = 0;
                latencies.clear();
            }
            delivery = events.recv() => match delivery {
                Ok(delivery) => {
                    count += delivery.len() as u64;
                    let durable = delivery.iter().filter(|sent| sent.event.seq.is_some());
                    let told = now();
                    latencies.extend(durable.map(|sent| (told - sent.event.at).max(0)));
                }
                // Too many to count: the next ones are.
                Err(RecvError::Lagged(missed)) => count += missed,
                Err(RecvError::Closed) => return,
            },
        }
    }
}
