//! Fetches that are called off, or overtaken by what came another way.

use super::{
    FetchError, FetchStatus, OnLeave, QueryClient, Status,
    entry::Entry,
    flight::{Flight, Landing},
    state::{Action, Data},
};
use futures::channel::oneshot;
use std::rc::Rc;

impl QueryClient {
    /// Ends a flight without a trace. Who waited for it.
    pub(super) fn take_down(&self, entry: &Entry) -> Option<Flight> {
        let flight = entry.flight.take()?;
        flight.abort.abort();
        flight.signal.cancel();
        Some(flight)
    }

    /// Calls off a flight, as if it had never been.
    pub(super) fn revert(&self, entry: &Rc<Entry>) {
        let Some(flight) = self.take_down(entry) else {
            return;
        };
        self.act(entry, Action::Revert(Box::new(flight.before)));
        let landing = entry.data().ok_or(FetchError::Cancelled);
        answer(flight.waiting, &landing);
        self.schedule_gc(entry);
    }

    /// Calls off a flight for good: nobody gets anything by it.
    pub(super) fn silence(&self, entry: &Entry) {
        if let Some(flight) = self.take_down(entry) {
            self.act(entry, Action::Revert(Box::new(flight.before)));
            answer(flight.waiting, &Err(FetchError::Cancelled));
        }
    }

    /// Calls off a flight, after which another may begin. Who waited for it.
    pub(super) fn ground(&self, entry: &Entry) -> Grounded {
        let flight = self.take_down(entry);
        Grounded(flight.map_or_else(Vec::new, |flight| flight.waiting))
    }

    /// Data was put while a flight may be on its way: an answer to a question that
    /// was asked before is older, and dropped. Whether a flight ended. If the data was
    /// made from `older` data, it is asked for once more instead.
    pub(super) fn overtake(&self, entry: &Rc<Entry>, from_older: bool) -> Option<Grounded> {
        let mut flight = entry.flight.borrow_mut();
        let known = flight.as_mut().filter(|flight| flight.in_air.get())?;
        if from_older {
            known.superseded = true;
            return None;
        }
        drop(flight);
        Some(self.ground(entry))
    }

    /// What a flight brings may lack something that happened meanwhile: another follows it.
    pub(super) fn follow_up(&self, entry: &Entry) {
        if let Some(flight) = entry.flight.borrow_mut().as_mut() {
            flight.again |= flight.in_air.get();
        }
    }

    /// The last observer left.
    pub(super) fn leave(&self, entry: &Rc<Entry>) {
        let on_leave = entry.plan.borrow().settings.on_leave.unwrap_or_default();
        let cancels = match (&*entry.flight.borrow(), on_leave) {
            (None, _) | (_, OnLeave::Keep) => return,
            (Some(_), OnLeave::Cancel) => true,
            (Some(flight), OnLeave::Auto) => {
                let state = entry.state();
                let never_left =
                    state.fetch_status == FetchStatus::Paused && state.status == Status::Pending;
                if !flight.signal.is_taken() && !never_left {
                    flight.patience.end();
                }
                flight.signal.is_taken() || never_left
            }
        };
        if cancels {
            self.revert(entry);
        }
    }
}

/// Those who waited for a flight that was called off.
pub(super) struct Grounded(Vec<oneshot::Sender<Landing>>);

impl Grounded {
    /// They get what came instead.
    pub fn give(self, data: &Data) {
        answer(self.0, &Ok(data.clone()));
    }

    /// They wait for the flight that began instead, if one did.
    pub fn board(self, entry: &Entry) {
        match entry.flight.borrow_mut().as_mut() {
            Some(next) => next.waiting.extend(self.0),
            None => answer(self.0, &Err(FetchError::Cancelled)),
        }
    }
}

pub(super) fn answer(waiting: Vec<oneshot::Sender<Landing>>, landing: &Landing) {
    for waiting in waiting {
        // Whoever gave up waiting is gone.
        let _ = waiting.send(landing.clone());
    }
}
