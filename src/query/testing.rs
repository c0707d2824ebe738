//! A world that tests drive by hand: time stands until it is moved.

use super::{Env, Failure, FetchContext, Key, Query, QueryClient, Snapshot};
use crate::model::{Problem, ProblemCode};
use futures::{
    channel::oneshot,
    executor::{LocalPool, LocalSpawner},
    future::LocalBoxFuture,
    task::LocalSpawnExt,
};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::Duration,
};

/// Who waits until when.
type Timers = Vec<(i64, oneshot::Sender<()>)>;
/// Questions that wait for their answers.
type Asked<T> = VecDeque<oneshot::Sender<Result<T, Failure>>>;

pub struct World {
    pool: LocalPool,
    now: Rc<Cell<i64>>,
    timers: Rc<RefCell<Timers>>,
    pub client: QueryClient,
}

impl World {
    pub fn new() -> Self {
        let pool = LocalPool::new();
        let spawner: LocalSpawner = pool.spawner();
        let now = Rc::new(Cell::new(1_000));
        let timers: Rc<RefCell<Timers>> = Rc::default();
        let (clock, clock2, waiting) = (now.clone(), now.clone(), timers.clone());
        let env = Env {
            now: Rc::new(move || clock.get()),
            spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
            sleep: Rc::new(move |time: Duration| {
                let (sender, receiver) = oneshot::channel();
                waiting
                    .borrow_mut()
                    .push((clock2.get() + time.as_millis() as i64, sender));
                Box::pin(async move { receiver.await.unwrap() })
            }),
            random: Rc::new(|| 0.0),
        };
        Self {
            pool,
            now,
            timers,
            client: QueryClient::new(env),
        }
    }

    /// Runs tasks until all of them wait.
    pub fn run(&mut self) {
        self.pool.run_until_stalled();
    }

    /// The clock.
    pub fn now(&self) -> i64 {
        self.now.get()
    }

    /// Moves time on, step by step, and wakes whoever waited for it.
    pub fn advance(&mut self, milliseconds: i64) {
        self.run();
        let end = self.now.get() + milliseconds;
        loop {
            let next = self.timers.borrow().iter().map(|(at, _)| *at).min();
            let Some(next) = next.filter(|next| *next <= end) else {
                break;
            };
            self.now.set(next.max(self.now.get()));
            let due = self
                .timers
                .take()
                .into_iter()
                .partition(|(at, _)| *at <= next);
            let (due, mut later): (Timers, Timers) = due;
            self.timers.borrow_mut().append(&mut later);
            for (_, sender) in due {
                // Some gave up waiting.
                let _ = sender.send(());
            }
            self.run();
        }
        self.now.set(end);
        self.run();
    }

    /// Sets the clock without time passing: whoever sleeps sleeps on.
    pub fn jump(&self, milliseconds: i64) {
        self.now.set(self.now.get() + milliseconds);
        for (at, _) in &mut *self.timers.borrow_mut() {
            *at += milliseconds;
        }
    }

    /// What a future brings, which must not need more than running.
    pub fn get<T>(&mut self, future: impl Future<Output = T> + 'static) -> T
    where
        T: 'static,
    {
        self.run();
        let result = Rc::new(RefCell::new(None));
        let place = result.clone();
        let task = async move {
            let value = future.await;
            *place.borrow_mut() = Some(value);
        };
        self.pool.spawner().spawn_local(task).unwrap();
        self.run();
        result.take().expect("it still waits")
    }
}

/// A server whose answers the test gives one by one.
pub struct Server<T = u32> {
    waiting: Rc<RefCell<Asked<T>>>,
    asked: Rc<Cell<u32>>,
    keys: Rc<RefCell<Vec<Key>>>,
    takes_signal: bool,
}

impl<T> Clone for Server<T> {
    fn clone(&self) -> Self {
        Self {
            waiting: self.waiting.clone(),
            asked: self.asked.clone(),
            keys: self.keys.clone(),
            takes_signal: self.takes_signal,
        }
    }
}

impl<T> Default for Server<T> {
    fn default() -> Self {
        Self {
            waiting: Rc::default(),
            asked: Rc::default(),
            keys: Rc::default(),
            takes_signal: false,
        }
    }
}

impl<T: PartialEq + 'static> Server<T> {
    /// One whose questions can be called off.
    pub fn that_takes_the_signal() -> Self {
        Self {
            takes_signal: true,
            ..Self::default()
        }
    }

    /// A question under a key.
    pub fn query(&self, key: Key) -> Query<T> {
        Query::new(key, self.fetch())
    }

    pub fn fetch(
        &self,
    ) -> impl Fn(FetchContext) -> LocalBoxFuture<'static, Result<T, Failure>> + 'static {
        let server = self.clone();
        move |context| {
            if server.takes_signal {
                let _ = context.signal();
            }
            let (sender, receiver) = oneshot::channel();
            server.asked.set(server.asked.get() + 1);
            server.keys.borrow_mut().push(context.key);
            server.waiting.borrow_mut().push_back(sender);
            Box::pin(async move { receiver.await.unwrap() })
        }
    }

    /// How often it was asked.
    pub fn asked(&self) -> u32 {
        self.asked.get()
    }

    /// For what, in order.
    pub fn keys(&self) -> Vec<Key> {
        self.keys.borrow().clone()
    }

    /// Answers the question that waits longest. Whether anybody still listens.
    pub fn answer(&self, world: &mut World, answer: Result<T, Failure>) -> bool {
        world.run();
        let asked = self.waiting.borrow_mut().pop_front();
        let is_heard = asked.expect("nobody asked").send(answer).is_ok();
        world.run();
        is_heard
    }
}

/// What an observer's subscribers were told.
pub struct Heard<S>(Rc<RefCell<Vec<Snapshot<S>>>>);

impl<S> Default for Heard<S> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

impl<S> Heard<S> {
    pub fn listener(&self) -> impl Fn(&Snapshot<S>) + 'static
    where
        S: 'static,
    {
        let heard = self.0.clone();
        move |seen| heard.borrow_mut().push(seen.clone())
    }

    pub fn count(&self) -> usize {
        self.0.borrow().len()
    }

    pub fn all<R>(&self, of: impl Fn(&Snapshot<S>) -> R) -> Vec<R> {
        self.0.borrow().iter().map(of).collect()
    }
}

/// A key for tests.
pub fn key(name: &str) -> Key {
    Key::new(["test", name])
}

/// Milliseconds.
pub fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A refusal that would come again.
pub fn forbidden() -> Failure {
    Failure::Refused(Box::new(Problem::new(403, ProblemCode::Forbidden, "no")))
}

/// A server that does not answer.
pub fn unreachable() -> Failure {
    Failure::Unreachable
}
