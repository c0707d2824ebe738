//! How many are asked at a time. Whoever waits for the next turn at a host asks nobody, and
//! leaves the slot to others: with a pause of a second that is most of what it does.

use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many at a time, or as many as there are.
#[derive(Clone, Debug, Default)]
pub struct Slots(Option<Arc<Semaphore>>);

/// One of them, until it is dropped.
#[derive(Debug)]
pub struct Slot {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Slots {
    /// So many.
    pub fn of(count: usize) -> Self {
        Self(Some(Arc::new(Semaphore::new(count))))
    }

    /// Waits for one, in the order of asking. At once if they are not counted.
    pub async fn one(&self) -> Slot {
        let permit = match &self.0 {
            // An error if nobody gives any more; nobody says so.
            Some(all) => all.clone().acquire_owned().await.ok(),
            None => None,
        };
        Slot { _permit: permit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn there_are_so_many_and_one_that_is_dropped_is_somebody_elses() {
        let slots = Slots::of(2);
        let first = slots.one().await;
        let _second = slots.clone().one().await;
        assert!(slots.one().now_or_never().is_none());
        drop(first);
        assert!(slots.one().now_or_never().is_some());
        let uncounted = Slots::default();
        let _many = [uncounted.one().await, uncounted.one().await];
        assert!(uncounted.one().now_or_never().is_some());
    }
}
