//! Runs every task of a world on one thread: which goes next is drawn from the
//! seed, and time passes only when nobody can go on.

use super::{determinism, random::Random};
use futures::future::LocalBoxFuture;
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    pin::Pin,
    rc::Rc,
    sync::{Arc, Mutex},
    task::{Context, Poll, Wake, Waker},
    thread::ThreadId,
    time::Duration,
};

/// When worlds begin, in Unix milliseconds.
pub const BEGINNING: i64 = 1_760_000_000_000;

/// One run of a program: what ends together, and whose clock it reads.
#[derive(Clone)]
pub struct Group {
    /// Never used twice.
    pub id: u64,
    /// How far its device's clock is off, in milliseconds.
    pub skew: Rc<Cell<i64>>,
}

/// A handle to the executor; clones share it.
#[derive(Clone)]
pub struct Executor(Rc<Inner>);

struct Inner {
    now: Cell<i64>,
    next: Cell<u64>,
    tasks: RefCell<BTreeMap<u64, Task>>,
    ready: Arc<Mutex<BTreeSet<u64>>>,
    timers: RefCell<BTreeMap<(i64, u64), Waker>>,
    random: Random,
    /// Which task is polled.
    polled: Cell<u64>,
    /// What happened, in short: equal for equal runs.
    trace: Cell<u64>,
    steps: Cell<u64>,
    /// Whether everything is told.
    is_loud: bool,
}

struct Task {
    group: Group,
    /// Nothing while it is polled.
    future: Option<LocalBoxFuture<'static, ()>>,
    waker: Waker,
}

/// Wakes a task of the world. Threads of the database wake at a time of their own:
/// whoever waits for them asks until they are done, and does not hear them.
struct Awake {
    task: u64,
    world: ThreadId,
    ready: Arc<Mutex<BTreeSet<u64>>>,
}

impl Wake for Awake {
    fn wake(self: Arc<Self>) {
        if std::thread::current().id() == self.world {
            self.ready.lock().unwrap().insert(self.task);
        }
    }
}

impl Executor {
    pub fn new(random: Random, is_loud: bool) -> Self {
        Self(Rc::new(Inner {
            now: Cell::new(BEGINNING),
            next: Cell::new(1),
            tasks: RefCell::default(),
            ready: Arc::default(),
            timers: RefCell::default(),
            random,
            polled: Cell::new(0),
            trace: Cell::new(0xcbf2_9ce4_8422_2325),
            steps: Cell::new(0),
            is_loud,
        }))
    }

    /// True time, in Unix milliseconds.
    pub fn now(&self) -> i64 {
        self.0.now.get()
    }

    /// Tasks polled so far.
    pub fn steps(&self) -> u64 {
        self.0.steps.get()
    }

    fn number(&self) -> u64 {
        self.0.next.replace(self.0.next.get() + 1)
    }

    /// A new run of a program on a device with this clock.
    pub fn group(&self, skew: Rc<Cell<i64>>) -> Group {
        let id = self.number();
        Group { id, skew }
    }

    /// Runs a task until it is over or its group ends.
    pub fn spawn(&self, group: &Group, future: impl Future<Output = ()> + 'static) {
        let id = self.number();
        let waker = Waker::from(Arc::new(Awake {
            task: id,
            world: std::thread::current().id(),
            ready: self.0.ready.clone(),
        }));
        let task = Task {
            group: group.clone(),
            future: Some(Box::pin(future)),
            waker,
        };
        self.0.tasks.borrow_mut().insert(id, task);
        self.0.ready.lock().unwrap().insert(id);
    }

    /// Ends a run: its tasks are gone wherever they waited.
    pub fn kill(&self, group: &Group) {
        loop {
            let mut tasks = self.0.tasks.borrow_mut();
            let found = tasks.iter().find(|(_, task)| task.group.id == group.id);
            let Some(id) = found.map(|(id, _)| *id) else {
                return;
            };
            let task = tasks.remove(&id);
            drop(tasks);
            // What ends with it may wake and spawn others.
            drop(task);
        }
    }

    /// Waits in true time.
    pub fn sleep(&self, time: Duration) -> Sleep {
        let time = i64::try_from(time.as_millis()).unwrap_or(i64::MAX / 4);
        Sleep {
            executor: self.clone(),
            key: (self.now() + time, self.number()),
        }
    }

    /// Whether everything is told.
    pub fn is_loud(&self) -> bool {
        self.0.is_loud
    }

    /// Notes something that has to be the same when the seed runs again.
    pub fn note(&self, what: &str) {
        if self.0.is_loud && what.contains(' ') {
            let time = self.now() - BEGINNING;
            eprintln!("{time:>7} {}", what.chars().take(300).collect::<String>());
        }
        let mut hash = self.0.trace.get();
        for byte in what.bytes().chain(self.now().to_le_bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
        self.0.trace.set(hash);
    }

    /// What happened so far, in short.
    pub fn trace(&self) -> u64 {
        self.0.trace.get()
    }

    /// Polls a task that can go on, if there is one; whose it was.
    pub fn step(&self) -> Option<Group> {
        let id = {
            let mut ready = self.0.ready.lock().unwrap();
            let tasks = self.0.tasks.borrow();
            ready.retain(|id| tasks.contains_key(id));
            if ready.is_empty() {
                return None;
            }
            let at = self.0.random.index(ready.len());
            let id = *ready.iter().nth(at)?;
            ready.remove(&id);
            id
        };
        let (mut future, waker, group) = {
            let mut tasks = self.0.tasks.borrow_mut();
            let task = tasks.get_mut(&id)?;
            (task.future.take()?, task.waker.clone(), task.group.clone())
        };
        self.0.steps.set(self.0.steps.get() + 1);
        self.note(&format!("{id}"));
        determinism::set_clock(self.now() + group.skew.get());
        self.0.polled.set(id);
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        let mut tasks = self.0.tasks.borrow_mut();
        match polled {
            Poll::Ready(()) => {
                let task = tasks.remove(&id);
                drop(tasks);
                drop((task, future));
            }
            Poll::Pending => {
                if let Some(task) = tasks.get_mut(&id) {
                    task.future = Some(future);
                }
            }
        }
        Some(group)
    }

    /// Forgets what woke the task that is polled, as it is about to look again.
    pub fn calm(&self) {
        let mut ready = self.0.ready.lock().unwrap();
        ready.remove(&self.0.polled.get());
    }

    /// Whether nobody can go on before time passes.
    pub fn is_idle(&self) -> bool {
        self.0.ready.lock().unwrap().is_empty()
    }

    /// When the next sleeper wakes.
    pub fn next_timer(&self) -> Option<i64> {
        let timers = self.0.timers.borrow();
        timers.first_key_value().map(|((at, _), _)| *at)
    }

    /// Lets time pass until `at`, and wakes whoever waited for it.
    pub fn pass(&self, at: i64) {
        self.0.now.set(at);
        loop {
            let mut timers = self.0.timers.borrow_mut();
            let Some(first) = timers.first_entry().filter(|first| first.key().0 <= at) else {
                return;
            };
            let waker = first.remove();
            drop(timers);
            waker.wake();
        }
    }
}

/// Waits until a time.
pub struct Sleep {
    executor: Executor,
    key: (i64, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut timers = self.executor.0.timers.borrow_mut();
        if self.key.0 <= self.executor.now() {
            timers.remove(&self.key);
            return Poll::Ready(());
        }
        timers.insert(self.key, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.executor.0.timers.borrow_mut().remove(&self.key);
    }
}
