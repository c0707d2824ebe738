//! Fetching: one flight for each key, shared by all who want it.

use super::{
    Attempts, Direction, Failure, FetchContext, FetchStatus, Patience, Progress, QueryClient,
    Retry, RetryDelay, Signal, State, attempt, backoff,
    doubt::Doubt,
    entry::Entry,
    grounding::answer,
    plan::Plan,
    state::{Action, Data},
};
use futures::{
    FutureExt,
    channel::oneshot,
    future::{AbortHandle, Abortable},
};
use std::{cell::Cell, rc::Rc, time::Duration};

/// Why there is no data to be had from a fetch.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FetchError {
    /// It failed.
    #[error("{0}")]
    Failed(Rc<Failure>),
    /// It was called off.
    #[error("the fetch was cancelled")]
    Cancelled,
    /// Nobody said how to fetch it.
    #[error("nothing says how to fetch this")]
    NoFetch,
    /// The key holds data of another type.
    #[error("the key holds data of another type")]
    OtherType,
}

/// What becomes of a fetch that is under way when another is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Running {
    /// It is called off, if there is older data to show meanwhile, and another begins
    /// (TanStack Query's `cancelRefetch: true`).
    #[default]
    Restart,
    /// It serves both.
    Share,
    /// It serves both if it was only just asked for; else another follows: what it
    /// brings may be older than the reason for asking again. For events that come
    /// often: restarting at each would never end.
    Follow,
}

/// What a fetch brought.
pub(super) type Landing = Result<Data, FetchError>;

/// A fetch under way.
pub(super) struct Flight {
    pub(super) number: u64,
    pub(super) abort: AbortHandle,
    pub(super) patience: Patience,
    pub(super) signal: Signal,
    pub(super) waiting: Vec<oneshot::Sender<Landing>>,
    /// The state before it, of which what it changed is put back when it is cancelled.
    pub(super) before: State,
    /// Whether the server was asked and has not answered.
    pub(super) in_air: Rc<Cell<bool>>,
    /// Its answer is older than what is known by now.
    pub(super) superseded: bool,
    /// Another follows.
    pub(super) again: bool,
}

/// How a fetch is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Go {
    pub running: Running,
    pub direction: Option<Direction>,
}

impl Go {
    pub fn running(running: Running) -> Self {
        Self {
            running,
            direction: None,
        }
    }
}

impl QueryClient {
    /// Sees to it that an entry is being fetched. Whether it is: not if nobody says how.
    pub(super) fn fly(&self, entry: &Rc<Entry>, plan: Option<Plan>, go: Go) -> bool {
        let mut waiting = Vec::new();
        {
            let mut flight = entry.flight.borrow_mut();
            if let Some(known) = flight.as_mut() {
                if go.running != Running::Restart || entry.data().is_none() {
                    known.patience.renew();
                    // What has not asked yet will bring what is new by then.
                    let follows = go.running == Running::Follow;
                    known.again |= follows && known.in_air.get();
                    return true;
                }
                // Whoever waits for it gets what the new one brings.
                waiting = std::mem::take(&mut known.waiting);
            }
        }
        if let Some(plan) = plan {
            self.adopt(entry, plan);
        }
        if entry.plan.borrow().fetch.is_none() {
            let wanted = entry
                .watchers()
                .iter()
                .map(|one| one.plan())
                .find(|plan| plan.fetch.is_some());
            match wanted {
                Some(plan) => entry.adopt(plan),
                None => return false,
            }
        }
        self.take_down(entry);
        self.take_off(entry, go.direction, waiting);
        true
    }

    fn take_off(
        &self,
        entry: &Rc<Entry>,
        direction: Option<Direction>,
        waiting: Vec<oneshot::Sender<Landing>>,
    ) {
        let plan = entry.plan.borrow().clone();
        // It was seen to be there.
        let Some(fetch) = plan.fetch else { return };
        let settings = plan.settings;
        let attempts = Attempts {
            retry: settings.retry.unwrap_or(Retry::Times(3)),
            delay: settings.retry_delay.unwrap_or(RetryDelay::Backoff),
            network: settings.network_mode.unwrap_or_default(),
        };
        let number = self.next_flight();
        let (abort, registration) = AbortHandle::new_pair();
        let (patience, signal, in_air) = (Patience::default(), Signal::default(), Rc::default());
        let before = State {
            fetch_status: FetchStatus::Idle,
            ..entry.state().clone()
        };
        let context = FetchContext {
            key: entry.key.clone(),
            client: self.clone(),
            meta: settings.meta.clone(),
            direction,
            known: before.data.clone(),
            so_far: Rc::default(),
            signal: signal.clone(),
        };
        *entry.flight.borrow_mut() = Some(Flight {
            number,
            abort,
            patience: patience.clone(),
            signal: signal.clone(),
            waiting,
            before,
            in_air: Rc::clone(&in_air),
            superseded: false,
            again: false,
        });
        let may_start = attempts.network.may_start(&self.conditions);
        self.act(
            entry,
            Action::Fetch {
                may_start,
                direction,
            },
        );
        let (client, entry) = (self.clone(), entry.clone());
        let flight = async move {
            let progress = Telling {
                client: client.clone(),
                entry: entry.clone(),
                number,
            };
            let run = || {
                signal.renew();
                in_air.set(true);
                let (answer, in_air) = (fetch(context.clone()), Rc::clone(&in_air));
                async move {
                    let answer = answer.await;
                    in_air.set(false);
                    answer
                }
                .boxed_local()
            };
            let (env, conditions) = (client.env().clone(), client.conditions.clone());
            let result = attempt(&env, &conditions, &attempts, &patience, &progress, run).await;
            client.land(&entry, number, result);
        };
        (self.env().spawn)(Box::pin(Abortable::new(flight, registration).map(drop)));
    }

    fn land(&self, entry: &Rc<Entry>, number: u64, result: Result<Data, Rc<Failure>>) {
        let is_meant = |flight: &mut Flight| flight.number == number;
        let Some(flight) = entry.flight.borrow_mut().take_if(is_meant) else {
            return;
        };
        let at = (self.env().now)();
        let mut again = flight.again && result.is_ok();
        let dropped = match flight.superseded && result.is_ok() {
            true => entry.superseded.get() + 1,
            false => 0,
        };
        entry.superseded.set(dropped);
        let landing = match result {
            Ok(_) if flight.superseded => {
                again = true;
                let state = State {
                    fetch_status: FetchStatus::Idle,
                    // It was made of older data than the answer that is dropped.
                    is_invalidated: true,
                    ..entry.state().clone()
                };
                self.act(entry, Action::Put(Box::new(state)));
                entry.data().ok_or(FetchError::Cancelled)
            }
            Ok(data) => {
                let data = self.share(entry, data);
                self.act(
                    entry,
                    Action::Success {
                        data: data.clone(),
                        at,
                        by_hand: false,
                        // What it is asked for again later is not known by this.
                        is_invalidated: again || entry.doubt.get() == Doubt::Again,
                    },
                );
                Ok(data)
            }
            Err(reason) => {
                let failed = FetchError::Failed(reason.clone());
                self.act(entry, Action::Error { reason, at });
                Err(failed)
            }
        };
        answer(flight.waiting, &landing);
        match dropped {
            _ if !again || !entry.is_active() => {}
            0 | 1 => drop(self.fly(entry, None, Go::running(Running::Share))),
            // Changes come as often as answers: asking at once would never end.
            more => self.fly_later(entry, backoff(more - 2, 0.0)),
        }
        self.schedule_gc(entry);
        self.notify();
    }

    /// Asks again after a rest for what somebody still looks at and is still stale.
    fn fly_later(&self, entry: &Rc<Entry>, rest: Duration) {
        let (client, resting) = (self.clone_weakly(), Rc::downgrade(entry));
        self.timers().after(rest, move || {
            let (Some(client), Some(entry)) = (client(), resting.upgrade()) else {
                return;
            };
            if entry.state().is_invalidated && entry.is_active() {
                client.fly(&entry, None, Go::running(Running::Share));
                client.notify();
            }
        });
    }

    /// Data as it is kept: what is equal to what is there stays the same object.
    pub(super) fn share(&self, entry: &Entry, data: Data) -> Data {
        let (sharing, known) = (entry.plan.borrow().sharing.clone(), entry.data());
        sharing.share(known.as_ref(), data)
    }

    /// What the flight of an entry will bring; nothing if there is none.
    pub(super) fn join(&self, entry: &Entry) -> Option<oneshot::Receiver<Landing>> {
        let mut flight = entry.flight.borrow_mut();
        let flight = flight.as_mut()?;
        let (sender, receiver) = oneshot::channel();
        flight.waiting.push(sender);
        Some(receiver)
    }
}

/// Tells the entry how its flight is going.
struct Telling {
    client: QueryClient,
    entry: Rc<Entry>,
    number: u64,
}

impl Telling {
    fn act(&self, action: Action) {
        let is_current = |flight: &Flight| flight.number == self.number;
        if self.entry.flight.borrow().as_ref().is_some_and(is_current) {
            self.client.act(&self.entry, action);
            self.client.notify();
        }
    }
}

impl Progress for Telling {
    fn failed(&self, failures: u32, reason: &Rc<Failure>) {
        let reason = reason.clone();
        self.act(Action::Failed { failures, reason });
    }

    fn paused(&self) {
        if self.entry.fetch_status() != FetchStatus::Paused {
            self.act(Action::Pause);
        }
    }

    fn continued(&self) {
        self.act(Action::Continue);
    }
}
