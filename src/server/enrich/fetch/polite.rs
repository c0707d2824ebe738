//! One request at a time per host, and a pause between two.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::OwnedMutexGuard, time::Instant};

/// Hosts that are remembered before those that nobody waits for are let go.
const MAX_HOSTS: usize = 4_096;

type Slot = Arc<tokio::sync::Mutex<Option<Instant>>>;

/// Whose turn it is at each host.
#[derive(Debug, Default)]
pub struct Hosts(Mutex<HashMap<String, Slot>>);

/// A turn at a host: until it is dropped nobody else has one, and for the pause after.
#[derive(Debug)]
pub struct Turn {
    /// When the host may be asked next.
    slot: OwnedMutexGuard<Option<Instant>>,
    pause: Duration,
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.slot = Some(Instant::now() + self.pause);
    }
}

impl Hosts {
    /// Waits for a turn at `host`.
    pub async fn turn(&self, host: &str, pause: Duration) -> Turn {
        let slot = self.slot(host).lock_owned().await;
        if let Some(next) = *slot {
            tokio::time::sleep_until(next).await;
        }
        Turn { slot, pause }
    }

    fn slot(&self, host: &str) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MAX_HOSTS {
            let now = Instant::now();
            slots.retain(|_, slot| {
                Arc::strong_count(slot) > 1
                    || slot
                        .try_lock()
                        .is_ok_and(|next| next.is_some_and(|next| next > now))
            });
        }
        slots.entry(host.to_owned()).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn turns_at_a_host_come_one_after_the_other_with_a_pause_between() {
        let hosts = Arc::new(Hosts::default());
        let pause = Duration::from_secs(1);
        let start = Instant::now();
        let waiting: Vec<_> = (0..3)
            .map(|_| {
                let hosts = hosts.clone();
                tokio::spawn(async move {
                    let _turn = hosts.turn("a.fi", pause).await;
                    let began = start.elapsed();
                    tokio::time::sleep(Duration::from_millis(500)).await;
                    began
                })
            })
            .collect();
        let mut began = Vec::new();
        for turn in waiting {
            began.push(turn.await.expect("no panic").as_millis());
        }
        began.sort_unstable();
        assert!(
            began[0] < 100 && (1_500..1_600).contains(&began[1]),
            "{began:?}"
        );
        assert!((3_000..3_100).contains(&began[2]), "{began:?}");
        let other = start.elapsed();
        drop(hosts.turn("b.fi", pause).await);
        assert!(
            start.elapsed() - other < Duration::from_millis(100),
            "another host need not wait"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn hosts_that_nobody_waits_for_are_let_go() {
        let hosts = Hosts::default();
        for n in 0..MAX_HOSTS * 2 {
            drop(hosts.turn(&format!("{n}.fi"), Duration::ZERO).await);
        }
        assert!(hosts.0.lock().expect("whole").len() <= MAX_HOSTS);
    }
}
