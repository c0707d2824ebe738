//! All that happens later, in one queue with one sleeper: a cache of a thousand
//! queries waits once, not a thousand times.

use super::Env;
use crate::model::Timestamp;
use futures::future::{AbortHandle, Abortable};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Duration};

/// Names what was put off, to call it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TimerId {
    due: Timestamp,
    number: u64,
}

/// The longest that is slept at a time, in milliseconds: browsers count no further than 24 days.
const LONGEST: Timestamp = 24 * 60 * 60 * 1000;

type Due = Rc<dyn Fn()>;

/// What happens later.
#[derive(Clone)]
pub(super) struct Timers {
    env: Env,
    queue: Rc<RefCell<Queue>>,
}

#[derive(Default)]
struct Queue {
    numbers: u64,
    waiting: BTreeMap<TimerId, Due>,
    /// Time as the timers count it, at `since` on the clock. It counts what was
    /// slept, not what the clock says: that may be set back or forth at any time.
    passed: Timestamp,
    since: Timestamp,
    sleeping: Option<Sleep>,
}

struct Sleep {
    until: Timestamp,
    abort: AbortHandle,
}

impl Queue {
    /// The timers' own time. While nobody sleeps it stands still, which nobody notices.
    fn now(&self, clock: Timestamp) -> Timestamp {
        let slept = match &self.sleeping {
            Some(sleep) => (clock - self.since).clamp(0, sleep.until - self.passed),
            None => 0,
        };
        self.passed + slept
    }
}

impl Timers {
    pub fn new(env: Env) -> Self {
        Self {
            env,
            queue: Rc::default(),
        }
    }

    /// Does something after a while.
    pub fn after(&self, wait: Duration, due: impl Fn() + 'static) -> TimerId {
        let wait = Timestamp::try_from(wait.as_millis()).unwrap_or(Timestamp::MAX / 2);
        let id = {
            let mut queue = self.queue.borrow_mut();
            queue.numbers += 1;
            let id = TimerId {
                due: queue.now((self.env.now)()).saturating_add(wait),
                number: queue.numbers,
            };
            queue.waiting.insert(id, Rc::new(due));
            id
        };
        self.sleep();
        id
    }

    /// Does not do it after all.
    pub fn cancel(&self, id: TimerId) {
        self.queue.borrow_mut().waiting.remove(&id);
    }

    /// How many things wait.
    pub fn len(&self) -> usize {
        self.queue.borrow().waiting.len()
    }

    /// Sleeps until the first is due, if nobody does.
    fn sleep(&self) {
        let clock = (self.env.now)();
        let task = {
            let mut queue = self.queue.borrow_mut();
            let Some(first) = queue.waiting.keys().next().copied() else {
                return;
            };
            if queue
                .sleeping
                .as_ref()
                .is_some_and(|sleep| sleep.until <= first.due)
            {
                return;
            }
            queue.passed = queue.now(clock);
            queue.since = clock;
            let until = first.due.min(queue.passed + LONGEST);
            let (abort, registration) = AbortHandle::new_pair();
            let sleep = Sleep { until, abort };
            if let Some(before) = queue.sleeping.replace(sleep) {
                before.abort.abort();
            }
            // Not negative: what was due is gone from the queue.
            let wait = u64::try_from(until - queue.passed).unwrap_or_default();
            let slept = (self.env.sleep)(Duration::from_millis(wait));
            let timers = self.clone();
            Abortable::new(
                async move {
                    slept.await;
                    timers.wake(until);
                },
                registration,
            )
        };
        (self.env.spawn)(Box::pin(async move {
            // Aborted: somebody else sleeps, and shorter.
            let _ = task.await;
        }));
    }

    fn wake(&self, until: Timestamp) {
        let clock = (self.env.now)();
        let due: Vec<TimerId> = {
            let mut queue = self.queue.borrow_mut();
            queue.passed = until;
            queue.since = clock;
            queue.sleeping = None;
            let due = queue.waiting.keys().take_while(|id| id.due <= until);
            due.copied().collect()
        };
        for id in due {
            // An earlier one may have called this one off.
            let due = self.queue.borrow_mut().waiting.remove(&id);
            if let Some(due) = due {
                due();
            }
        }
        self.sleep();
    }
}

impl std::fmt::Debug for Timers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let queue = self.queue.borrow();
        f.debug_struct("Timers")
            .field("waiting", &queue.waiting.len())
            .finish()
    }
}
