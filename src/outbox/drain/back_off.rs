//! How long is waited before a change is sent again.

use super::{IN_FLIGHT, Outbox, Pause, State};
use crate::{
    model::{Failure, Timestamp, Uuid},
    query::backoff,
};
use futures::{
    channel::oneshot,
    future::{Either, select},
};
use std::time::Duration;

impl Outbox {
    /// Waits before the next try: with everything if the server is away, else with
    /// this lead alone. Back-off is TanStack Query's, for ever.
    pub(super) fn back_off(&self, lead: Uuid, failure: &Failure, named: Option<Duration>) {
        // «0» would be asked again and again.
        let named = named.map(|named| named.max(Duration::from_secs(1)));
        let random = (self.client.env().random)();
        let (tries, is_away) = {
            let mut inner = self.inner.borrow_mut();
            let drain = &mut inner.drain;
            drain.streak += 1;
            let is_away = is_away(failure) || drain.streak >= IN_FLIGHT;
            let started = drain.started.get_mut(&lead);
            (
                started.map_or(1, |started| {
                    started.tries += 1;
                    started.tries
                }),
                is_away,
            )
        };
        if is_away {
            self.set_ready(lead);
            let mut inner = self.inner.borrow_mut();
            let wait = named.unwrap_or_else(|| backoff(inner.drain.attempt, random));
            let until = (self.client.env().now)() + wait.as_millis() as Timestamp;
            let waits_already = |pause: &Pause| named.is_none() || pause.until >= until;
            if inner.drain.pause.as_ref().is_some_and(waits_already) {
                return;
            }
            inner.drain.attempt += 1;
            let (_over, over) = oneshot::channel();
            inner.drain.pause = Some(Pause { until, _over });
            drop(inner);
            self.after(wait, over, |outbox| {
                outbox.inner.borrow_mut().drain.pause = None;
            });
        } else {
            let wait = named.unwrap_or_else(|| backoff(tries - 1, random));
            let (rest, over) = oneshot::channel();
            if let Some(started) = self.inner.borrow_mut().drain.started.get_mut(&lead) {
                started.state = State::Resting(rest);
            }
            self.after(wait, over, move |outbox| outbox.set_ready(lead));
        }
        tracing::debug!(%failure, "trying again later");
    }

    /// Does something after a time, and goes on; not if `over` ends before.
    fn after(
        &self,
        wait: Duration,
        over: oneshot::Receiver<()>,
        then: impl FnOnce(&Self) + 'static,
    ) {
        let outbox = self.clone();
        let sleep = (self.client.env().sleep)(wait);
        self.spawn(async move {
            if let Either::Left(_) = select(sleep, over).await {
                then(&outbox);
                outbox.pump();
            }
        });
    }
}

/// Whether it is the server that is away or busy, rather than this change that it
/// cannot deal with.
fn is_away(failure: &Failure) -> bool {
    match failure {
        Failure::Unreachable => true,
        Failure::Refused(problem) => matches!(problem.status, 429 | 502..=504),
        Failure::Unreadable(_) => false,
    }
}
