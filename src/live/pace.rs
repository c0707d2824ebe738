//! How much of the page's time events may take.
//!
//! A page draws what it is told as soon as it can, and somebody works on it meanwhile.
//! So what events cost, from putting them into the cache to the frame that shows them,
//! is paid for with time in which none are applied, as far as it is more than a frame
//! has to spare: in a storm a page has most of its time for the person in front of it.
//! What costs little, because nothing of it is in sight or because it is a few rows, and
//! what comes now and then waits for nothing; only a storm on screen waits, and never
//! longer than [`Context`](super::context::Context) lets it. Its events are then applied
//! together, which costs no more than a few of them: a quick page follows more closely,
//! a phone less, and nobody has to say which it is.

use std::time::Duration;

/// What every frame may cost, a fifth of it, for which nothing is to be paid.
const SPARE: Duration = Duration::from_millis(3);
/// Time that pays for a unit of work beyond that.
const PRICE: u32 = 16;
/// So much quiet pays for work that comes later: what is rare need not wait.
const SAVED: Duration = Duration::from_millis(100);

/// What was worked, and whether it is paid for.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When all the work so far is paid for.
    paid_at: Duration,
}

impl Pace {
    /// Notes that `work` was done up to `now`. How long to rest.
    pub fn rest(&mut self, now: Duration, work: Duration) -> Duration {
        let earliest = now.saturating_sub(SAVED);
        self.paid_at = self.paid_at.max(earliest) + work.saturating_sub(SPARE) * PRICE;
        self.paid_at.saturating_sub(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn what_is_rare_waits_for_nothing_and_a_storm_leaves_most_of_the_time() {
        let mut pace = Pace::default();
        assert_eq!(
            pace.rest(ms(5_000), ms(9)),
            ms(0),
            "paid by the quiet before"
        );
        assert_eq!(pace.rest(ms(6_000), ms(9)), ms(0));
        // One after the other, as soon as each may.
        let (mut now, mut worked) = (ms(7_000), ms(0));
        while now < ms(9_000) {
            let work = ms(13);
            now += work;
            worked += work;
            now += pace.rest(now, work);
        }
        assert!(worked >= ms(150) && worked <= ms(200), "{worked:?} of 2 s");
    }

    #[test]
    fn what_costs_little_never_waits() {
        let mut pace = Pace::default();
        for n in 0..1_000 {
            assert_eq!(pace.rest(ms(5_000 + 17 * n), SPARE), ms(0), "{n}");
        }
    }
}
