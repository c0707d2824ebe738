//! A device's disk: it keeps what was synced; what was under way when the power
//! went may be there or not, in order.

use super::{executor::Executor, random::Random};
use futures::future::LocalBoxFuture;
use leadwire::{
    model::Uuid,
    store::{Entry, Store, StoreError, Write},
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
    rc::Rc,
    time::Duration,
};

/// A disk; clones share it. It outlives the programs that use it.
#[derive(Clone)]
pub struct Disk {
    executor: Executor,
    random: Random,
    state: Rc<RefCell<State>>,
}

#[derive(Default)]
struct State {
    kept: BTreeMap<String, Vec<u8>>,
    /// Writes under way, in order.
    under_way: VecDeque<(u64, Vec<Write>)>,
    next: u64,
}

impl Disk {
    pub fn new(executor: Executor, random: Random) -> Self {
        Self {
            executor,
            random,
            state: Rc::default(),
        }
    }

    /// The power goes: each write under way landed, or it and those after it did not.
    pub fn crash(&self) {
        let mut state = self.state.borrow_mut();
        while let Some((_, writes)) = state.under_way.pop_front() {
            if self.random.chance(0.5) {
                state.under_way.clear();
                return;
            }
            state.apply(writes);
        }
    }

    /// Everything that is synced.
    pub fn kept(&self) -> BTreeMap<String, Vec<u8>> {
        self.state.borrow().kept.clone()
    }

    /// Whether a change stands on it.
    pub fn keeps(&self, change: Uuid) -> bool {
        let name = format!("/{change}");
        let state = self.state.borrow();
        state.kept.keys().any(|key| key.ends_with(&name))
    }

    fn latency(&self) -> Duration {
        Duration::from_millis(match self.random.index(10) {
            0 => self.random.of(5..400),
            1..=4 => self.random.of(1..20),
            _ => 0,
        })
    }
}

impl State {
    fn apply(&mut self, writes: Vec<Write>) {
        for write in writes {
            match write {
                Write::Put(key, text) => self.kept.insert(key, text),
                Write::Delete(key) => self.kept.remove(&key),
            };
        }
    }

    /// Lands everything up to and with a write.
    fn land(&mut self, number: u64) {
        while self
            .under_way
            .front()
            .is_some_and(|(first, _)| *first <= number)
        {
            if let Some((_, writes)) = self.under_way.pop_front() {
                self.apply(writes);
            }
        }
    }
}

impl Store for Disk {
    fn read(&self, prefix: &str) -> LocalBoxFuture<'static, Result<Vec<Entry>, StoreError>> {
        let (disk, prefix) = (self.clone(), prefix.to_owned());
        Box::pin(async move {
            disk.executor.sleep(disk.latency()).await;
            let mut state = disk.state.borrow_mut();
            let last = state.next;
            state.land(last);
            let under = state
                .kept
                .range(prefix.clone()..)
                .take_while(|(key, _)| key.starts_with(&prefix));
            Ok(under.map(|(k, v)| (k.clone(), v.clone())).collect())
        })
    }

    fn write(&self, writes: Vec<Write>) -> LocalBoxFuture<'static, Result<(), StoreError>> {
        let disk = self.clone();
        let number = {
            let mut state = disk.state.borrow_mut();
            state.next += 1;
            let number = state.next;
            state.under_way.push_back((number, writes));
            number
        };
        Box::pin(async move {
            disk.executor.sleep(disk.latency()).await;
            disk.state.borrow_mut().land(number);
            Ok(())
        })
    }
}
