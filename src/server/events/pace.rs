//! How often a connection is told of events.

use std::time::Duration;
use tokio::time::Instant;

/// What a frame with a single event is worth: more than 125 of them a second, for
/// longer than a moment, are too many.
const SINGLE: Duration = Duration::from_millis(8);
/// What a frame with several events is worth: so far apart they come in a flood. A page
/// is busier with the coming of a frame than with reading it, and shows nothing more
/// often than its screen, every 17 ms.
const SEVERAL: Duration = Duration::from_millis(16);
/// Frames that may come as quickly as they like after a quiet time.
const BURST: u32 = 8;

/// A connection's pace: a leaky bucket, kept as a clock (the generic cell rate
/// algorithm of ITU-T I.371). Who is told something now and then is told at once; of a
/// flood, what came meanwhile in one frame every [`SEVERAL`].
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// When the next frame would come at a steady pace.
    steady: Instant,
}

impl Pace {
    /// Of a connection that was told nothing yet.
    pub fn new() -> Self {
        Self {
            steady: Instant::now(),
        }
    }

    /// Waits until it is time for a frame. Dropped before, it has done nothing.
    pub async fn turn(self) {
        if let Some(from) = self.steady.checked_sub(SINGLE * BURST)
            && from > Instant::now()
        {
            // Boxed, as it is rare: a connection that waits for events is small.
            Box::pin(tokio::time::sleep_until(from)).await;
        }
    }

    /// Notes that so many events were told together.
    pub fn told(&mut self, events: usize) {
        let worth = match events {
            0 => return,
            1 => SINGLE,
            _ => SEVERAL,
        };
        self.steady = self.steady.max(Instant::now()) + worth;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test(start_paused = true)]
    async fn what_comes_now_and_then_comes_at_once_and_a_flood_together() {
        let mut pace = Pace::new();
        for _ in 0..100 {
            pace.turn().now_or_never().expect("at once");
            pace.told(1);
            tokio::time::advance(SINGLE).await;
        }
        let start = Instant::now();
        for _ in 0..=BURST {
            pace.turn().now_or_never().expect("a burst");
            pace.told(1);
        }
        assert!(pace.turn().now_or_never().is_none());
        pace.turn().await;
        assert_eq!(start.elapsed(), SINGLE);
        for n in 1..=5 {
            pace.told(20);
            pace.turn().await;
            let apart = SINGLE + SEVERAL * n;
            assert_eq!(start.elapsed(), apart, "frame {n} of a flood");
        }
        tokio::time::advance(SINGLE * BURST * 2).await;
        pace.turn().now_or_never().expect("quiet again");
    }
}
