//! Writes to disk, in order: as many at a time as there are while the last are
//! being written.
//!
//! What cannot be written is owed: the app goes on in memory, says so, and tries
//! again later.

use crate::{
    query::Env,
    store::{Store, StoreError, Write},
};
use futures::channel::oneshot;
use std::{cell::RefCell, collections::BTreeMap, mem::take, rc::Rc, time::Duration};

/// How often what is owed is tried again.
const TRY_EVERY: Duration = Duration::from_secs(30);

/// What follows a write.
type Then = Box<dyn FnOnce()>;
/// Who is told of trouble, and of its end.
type OnTrouble = Rc<dyn Fn(Option<StoreError>)>;

/// The way to disk; clones share it.
#[derive(Clone)]
pub(super) struct Journal {
    store: Rc<dyn Store>,
    env: Env,
    state: Rc<RefCell<State>>,
}

#[derive(Default)]
struct State {
    queued: Vec<(Vec<Write>, Then)>,
    is_writing: bool,
    /// What could not be written, by key; nothing where a key is to go.
    owed: BTreeMap<String, Option<Vec<u8>>>,
    is_in_trouble: bool,
    on_trouble: Option<OnTrouble>,
}

impl Journal {
    pub fn new(store: Rc<dyn Store>, env: Env) -> Self {
        Self {
            store,
            env,
            state: Rc::default(),
        }
    }

    pub fn store(&self) -> &Rc<dyn Store> {
        &self.store
    }

    pub fn on_trouble(&self, told: OnTrouble) {
        self.state.borrow_mut().on_trouble = Some(told);
    }

    /// Writes, all of it or nothing; `then` follows when it is on disk, or when the
    /// disk has refused it.
    pub fn write(&self, writes: Vec<Write>, then: impl FnOnce() + 'static) {
        self.state
            .borrow_mut()
            .queued
            .push((writes, Box::new(then)));
        self.start();
    }

    /// Writes, and waits until it is on disk or the disk has refused it.
    pub async fn written(&self, writes: Vec<Write>) {
        let (told, written) = oneshot::channel();
        // Whoever waited may have ended.
        self.write(writes, move || {
            let _ = told.send(());
        });
        let _ = written.await;
    }

    /// Tries again now to write what is owed.
    pub fn retry(&self) {
        if self.state.borrow().is_in_trouble {
            self.start();
        }
    }

    /// Says that the disk could not be read.
    pub fn report(&self, error: StoreError) {
        self.settle(BTreeMap::new(), Some(error));
    }

    /// Whether a key differs on disk from what it should be.
    pub fn owes(&self, key: &str) -> bool {
        self.state.borrow().owed.contains_key(key)
    }

    /// Lets go of what is owed to a key: another tab has written it since.
    pub fn forgive(&self, key: &str) {
        self.state.borrow_mut().owed.remove(key);
    }

    fn start(&self) {
        if !std::mem::replace(&mut self.state.borrow_mut().is_writing, true) {
            (self.env.spawn)(Box::pin(self.clone().run()));
        }
    }

    async fn run(self) {
        loop {
            let (writes, then) = {
                let mut state = self.state.borrow_mut();
                let (writes, then): (Vec<_>, Vec<_>) = take(&mut state.queued).into_iter().unzip();
                // Only the last of several to the same key matters.
                for write in writes.into_iter().flatten() {
                    match write {
                        Write::Put(key, bytes) => state.owed.insert(key, Some(bytes)),
                        Write::Delete(key) => state.owed.insert(key, None),
                    };
                }
                if state.owed.is_empty() && then.is_empty() && !state.is_in_trouble {
                    state.is_writing = false;
                    return;
                }
                (take(&mut state.owed), then)
            };
            let as_write = |(key, bytes): (&String, &Option<Vec<u8>>)| match bytes {
                Some(bytes) => Write::Put(key.clone(), bytes.clone()),
                None => Write::Delete(key.clone()),
            };
            let written = self
                .store
                .write(writes.iter().map(as_write).collect())
                .await;
            let failed = written.is_err();
            self.settle(writes, written.err());
            then.into_iter().for_each(|then| then());
            let mut state = self.state.borrow_mut();
            if failed && state.queued.is_empty() {
                state.is_writing = false;
                return;
            }
        }
    }

    /// Notes how a write ended.
    fn settle(&self, writes: BTreeMap<String, Option<Vec<u8>>>, error: Option<StoreError>) {
        let news = {
            let mut state = self.state.borrow_mut();
            let was_in_trouble = state.is_in_trouble;
            state.is_in_trouble = error.is_some();
            if error.is_some() {
                state.owed.extend(writes);
            }
            // Once: it is not going to be better with the next change.
            (was_in_trouble != error.is_some()).then(|| state.on_trouble.clone())
        };
        if let Some(error) = &error {
            tracing::error!(%error, "changes are not kept");
        }
        let Some(told) = news else { return };
        if error.is_some() {
            (self.env.spawn)(Box::pin(self.clone().keep_trying()));
        }
        if let Some(told) = told {
            told(error);
        }
    }

    async fn keep_trying(self) {
        while self.state.borrow().is_in_trouble {
            (self.env.sleep)(TRY_EVERY).await;
            self.retry();
        }
    }
}
