//! How much is written at a time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// The first batch is small, so that something shows at once; none is smaller, but the last.
const SMALLEST: usize = 200;
/// Rows in a batch, at most.
const LARGEST: usize = 4_000;
/// A batch should take about so long: others write in between.
const BATCH_TIME: Duration = Duration::from_millis(20);

/// How many rows go into a transaction of much work: follows how long they take.
#[derive(Clone, Debug)]
pub struct Pace(Arc<AtomicUsize>);

impl Default for Pace {
    fn default() -> Self {
        Self(Arc::new(AtomicUsize::new(SMALLEST)))
    }
}

impl Pace {
    /// Notes how long a batch took; the next is as large as fits into the time.
    pub fn took(&self, time: Duration) {
        let size = self.0.load(Ordering::Relaxed);
        let fits = size as f64 * BATCH_TIME.as_secs_f64() / time.as_secs_f64().max(1e-6);
        let next = (fits as usize).clamp(size / 2, size * 2);
        self.0
            .store(next.clamp(SMALLEST, LARGEST), Ordering::Relaxed);
    }

    /// Rows of the next batch.
    pub fn size(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}
