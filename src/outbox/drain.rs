//! Sends what waits, as long as this tab leads: oldest first, one change at a time
//! for each lead, several leads at a time.

mod back_off;

use super::{Change, Mutation, Outbox, queue::Queue, settle::Taken};
use crate::model::{Failure, RetryKind, Timestamp, Uuid};
use futures::{
    channel::oneshot,
    future::{Either, LocalBoxFuture, select},
};
use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

/// How many requests are under way at a time. A browser has six connections to a
/// server over HTTP/1.1; somebody may want to read something meanwhile.
pub const IN_FLIGHT: usize = 6;

/// What is not answered within this long is sent again: its connection is dead.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What is being sent, and why not.
#[derive(Default)]
pub(super) struct Drain {
    /// Whether this tab leads: only then it sends.
    pub leads: bool,
    /// Grows when it begins or ends to lead; answers to what was sent before are
    /// no longer its to judge.
    pub reign: u32,
    /// The first change of each lead that may be sent now; those that were tried
    /// least and then the oldest go first.
    ready: BTreeSet<(u32, Uuid, Uuid)>,
    /// What has been sent at least once, by lead.
    started: HashMap<Uuid, Started>,
    flying: usize,
    /// While the server is away: dropping it ends the wait.
    pause: Option<Pause>,
    /// How often the server was found away since it last answered.
    attempt: u32,
    /// Failures since anything was last answered.
    streak: usize,
    /// Only whoever made the changes may send them: they sign in first.
    pub is_signed_out: bool,
    /// Sent since there was last nothing to send.
    pub sent: usize,
}

struct Pause {
    until: Timestamp,
    _over: oneshot::Sender<()>,
}

/// A change that the server may have had. It stays first of its lead, with the
/// same body under the same key, until there is an answer.
struct Started {
    mutation: Mutation,
    tries: u32,
    state: State,
}

enum State {
    /// Nothing keeps it from being sent again.
    Ready,
    /// Its answer is awaited.
    Flying,
    /// It rests before its next try: dropping it ends the rest.
    Resting(#[expect(dead_code, reason = "held for its end")] oneshot::Sender<()>),
}

impl Drain {
    /// Begins or ends to lead.
    pub fn begin(&mut self, leads: bool) {
        *self = Self {
            leads,
            reign: self.reign + 1,
            sent: self.sent,
            ..Self::default()
        };
    }

    /// What is being sent.
    pub fn sending(&self) -> impl Iterator<Item = Uuid> {
        let flying = self.started.values();
        let flying = flying.filter(|started| matches!(started.state, State::Flying));
        flying.map(|started| started.mutation.id)
    }

    /// Whether a change may have reached the server.
    pub fn has_started(&self, lead: Uuid, id: Uuid) -> bool {
        let started = self.started.get(&lead);
        started.is_some_and(|started| started.mutation.id == id)
    }

    /// When the server is tried again, if it is away.
    pub fn retry_at(&self) -> Option<Timestamp> {
        self.pause.as_ref().map(|pause| pause.until)
    }

    /// **Order**: lines the first change of a lead up to be sent, if nothing keeps
    /// it back; whatever comes after it waits until it is answered.
    pub fn line_up(&mut self, queue: &Queue, lead: Uuid) {
        let (tries, id) = match self.started.get(&lead) {
            Some(started) if matches!(started.state, State::Ready) => {
                (started.tries, started.mutation.id)
            }
            Some(_) => return,
            None => match queue.waiting_of(lead).next() {
                Some(first) if first.is_due => (0, first.mutation.id),
                _ => return,
            },
        };
        self.ready.insert((tries, id, lead));
    }

    /// Lets go of a change that was answered.
    pub fn end(&mut self, queue: &Queue, lead: Uuid) {
        self.started.remove(&lead);
        self.line_up(queue, lead);
    }

    /// Takes the next change to be sent, as it is to be sent.
    fn next(&mut self, queue: &Queue) -> Option<Mutation> {
        let is_free = self.leads && self.pause.is_none() && !self.is_signed_out;
        // One finds out whether the server is back.
        let most = if self.attempt > 0 { 1 } else { IN_FLIGHT };
        if !is_free || self.flying >= most {
            return None;
        }
        while let Some((_, id, lead)) = self.ready.pop_first() {
            if let Some(started) = self.started.get_mut(&lead) {
                if started.mutation.id == id && matches!(started.state, State::Ready) {
                    started.state = State::Flying;
                    self.flying += 1;
                    // **One key**: the same body under the same name, each time.
                    return Some(started.mutation.clone());
                }
                continue;
            }
            match queue.waiting_of(lead).next() {
                Some(first) if first.mutation.id == id && first.is_due => {
                    let mutation = first
                        .mutation
                        .to_send(queue.own.get(&first.mutation.owner()));
                    let started = Started {
                        mutation: mutation.clone(),
                        tries: 0,
                        state: State::Flying,
                    };
                    self.started.insert(lead, started);
                    self.flying += 1;
                    return Some(mutation);
                }
                // Another has come before it.
                _ => self.line_up(queue, lead),
            }
        }
        None
    }

    /// Ends every wait.
    fn hurry(&mut self, queue: &Queue) {
        self.pause = None;
        self.is_signed_out = false;
        let resting = self.started.iter_mut();
        let resting = resting.filter(|(_, started)| matches!(started.state, State::Resting(_)));
        let leads: Vec<_> = resting
            .map(|(lead, started)| {
                started.state = State::Ready;
                *lead
            })
            .collect();
        leads.into_iter().for_each(|lead| self.line_up(queue, lead));
    }
}

impl Outbox {
    /// Tries now what waits for its next try.
    pub fn nudge(&self) {
        self.journal.retry();
        {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            inner.drain.hurry(&inner.queue);
        }
        self.pump();
    }

    /// Sends as much as may be under way.
    pub(super) fn pump(&self) {
        loop {
            let (next, reign) = {
                let mut inner = self.inner.borrow_mut();
                let inner = &mut *inner;
                (inner.drain.next(&inner.queue), inner.drain.reign)
            };
            let Some(next) = next else { break };
            self.spawn(self.clone().fly(next, reign));
        }
        self.tell();
    }

    /// Sends a change once.
    async fn fly(self, mutation: Mutation, reign: u32) {
        if mutation.change == Change::Delete {
            self.mark_sent(mutation.id).await;
        }
        if self.inner.borrow().drain.reign != reign {
            return;
        }
        let answer: LocalBoxFuture<'_, _> = if !mutation.change.is_of_lead() {
            let done = (self.send_other)(mutation.clone());
            Box::pin(async { done.await.map(Taken::Other) })
        } else {
            let made = (self.send)(mutation.clone());
            Box::pin(async { made.await.map(|lead| Taken::Lead(Box::new(lead))) })
        };
        let late = (self.client.env().sleep)(ANSWER_WITHIN);
        let answer = match select(answer, late).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(Failure::Unreachable),
        };
        if self.inner.borrow().drain.reign == reign {
            self.answered(&mutation, answer);
        }
    }

    /// Notes on disk that a deletion may have reached the server, before it does:
    /// from then on it is undone by restoring.
    async fn mark_sent(&self, id: Uuid) {
        let write = {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            let item = inner.queue.get_mut(id).filter(|item| !item.mutation.sent);
            let Some((keys, item)) = inner.keys.zip(item) else {
                return;
            };
            item.mutation.sent = true;
            keys.put(&item.mutation)
        };
        self.journal.written(vec![write]).await;
    }

    fn answered(&self, sent: &Mutation, answer: Result<Taken, Failure>) {
        {
            let mut inner = self.inner.borrow_mut();
            let drain = &mut inner.drain;
            drain.flying = drain.flying.saturating_sub(1);
        }
        match answer {
            Ok(taken) => {
                self.is_back();
                self.confirm(sent, taken);
            }
            Err(failure) => match failure.retry_kind() {
                RetryKind::Permanent => {
                    self.is_back();
                    if !self.let_go(sent, &failure) {
                        self.park(sent, failure);
                    }
                }
                RetryKind::SignIn => {
                    self.set_ready(sent.business);
                    self.inner.borrow_mut().drain.is_signed_out = true;
                }
                RetryKind::Transient(wait) => self.back_off(sent.business, &failure, wait),
            },
        }
        self.pump();
    }

    fn is_back(&self) {
        let mut inner = self.inner.borrow_mut();
        (inner.drain.attempt, inner.drain.streak) = (0, 0);
    }

    fn set_ready(&self, lead: Uuid) {
        let mut inner = self.inner.borrow_mut();
        let inner = &mut *inner;
        if let Some(started) = inner.drain.started.get_mut(&lead) {
            started.state = State::Ready;
        }
        inner.drain.line_up(&inner.queue, lead);
    }
}
