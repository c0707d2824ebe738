//! How many changes there are, and who is told.

use super::Outbox;
use crate::model::Timestamp;
use std::time::Duration;

/// How often is said how many changes there are, at most, in milliseconds.
const TOLD_EVERY: Timestamp = 100;

/// How many changes there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// That wait to be sent or answered.
    pub waiting: usize,
    /// That the server refused, and what waits for those.
    pub parked: usize,
    /// That were sent since there was last nothing to send: of `sent + waiting`.
    pub sent: usize,
    /// When the server is tried again, if it is away.
    pub retry_at: Option<Timestamp>,
}

/// What was said last.
#[derive(Default)]
pub(super) struct Told {
    counts: Counts,
    at: Timestamp,
    /// It is going to be said again soon.
    is_planned: bool,
}

impl Outbox {
    /// How many changes there are.
    pub fn counts(&self) -> Counts {
        let inner = self.inner.borrow();
        Counts {
            waiting: inner.queue.waiting_count(),
            parked: inner.queue.parked_count(),
            sent: inner.drain.sent,
            retry_at: inner.drain.retry_at(),
        }
    }

    /// Says which deletions that were found on disk can still be taken back.
    pub(super) fn tell_undoable(&self) {
        let now = (self.client.env().now)();
        let (told, leads) = {
            let inner = self.inner.borrow();
            let items = inner.queue.items().map(|item| &item.mutation);
            let left = items.filter(|it| !it.is_parked() && it.undo_left(now) > 0);
            let leads: Vec<_> = left.map(|it| it.business).collect();
            (inner.on_undoable.clone(), leads)
        };
        if let (Some(told), false) = (told, leads.is_empty()) {
            told(leads);
        }
    }

    /// Says how many changes there are: at once if it matters, else soon.
    pub(super) fn tell(&self) {
        let now = (self.client.env().now)();
        if self.inner.borrow().queue.waiting_count() == 0 {
            self.inner.borrow_mut().drain.sent = 0;
        }
        let counts = self.counts();
        {
            let mut inner = self.inner.borrow_mut();
            let told = &mut inner.told;
            let is_same = counts == told.counts;
            let was_quiet = told.counts.waiting == 0 || (now - told.at).abs() >= TOLD_EVERY;
            let is_urgent = was_quiet || counts.waiting == 0 || counts.parked != told.counts.parked;
            if is_same || (!is_urgent && told.is_planned) {
                return;
            }
            if !is_urgent {
                told.is_planned = true;
                drop(inner);
                return self.tell_later();
            }
            (told.counts, told.at) = (counts, now);
        }
        let told = self.inner.borrow().on_change.clone();
        if let Some(told) = told {
            told(counts);
        }
        self.announce_progress();
    }

    fn tell_later(&self) {
        let outbox = self.clone();
        let soon = Duration::from_millis(TOLD_EVERY.unsigned_abs());
        let sleep = (self.client.env().sleep)(soon);
        self.spawn(async move {
            sleep.await;
            outbox.inner.borrow_mut().told.is_planned = false;
            outbox.tell();
        });
    }
}
