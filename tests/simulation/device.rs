//! A person's device: the real cache, outbox and live connection, run after run, and
//! the disks that outlive them.

use super::{
    disk::Disk,
    executor::{Executor, Group},
    ledger::Ledger,
    network::Line,
    random::Random,
    server::Server,
    watch::Watch,
};
use leadwire::{
    live::Link,
    model::{BusinessFilter, Failure, Sort, Uuid},
    outbox::Outbox,
    query::{Env, QueryClient},
    store::Keeper,
};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::{Rc, Weak},
};

/// A device. Whoever uses it comes back with their session.
pub struct Device {
    pub index: usize,
    pub executor: Executor,
    pub server: Rc<Server>,
    pub line: Line,
    /// Where the outbox is kept.
    pub disk: Disk,
    /// Where the cache is.
    cache_disk: Disk,
    pub ledger: Rc<Ledger>,
    random: Random,
    /// How far its clock is off.
    pub skew: Rc<Cell<i64>>,
    pub(super) token: RefCell<Option<String>>,
    /// Whoever used it last.
    pub(super) remembered: Cell<Option<Uuid>>,
    pub lists: Vec<(BusinessFilter, Sort)>,
    /// Whether it shows what everybody does and how the server is doing.
    pub follows: bool,
    run: RefCell<Option<Rc<Run>>>,
    /// What was said of its lists.
    pub told: RefCell<BTreeMap<String, String>>,
    /// Polls after which it loses power.
    pub crash_in: Cell<Option<u32>>,
}

/// One run of the app.
pub struct Run {
    pub group: Group,
    pub client: QueryClient,
    pub outbox: Outbox,
    /// Keeps the cache.
    pub keeper: Keeper,
    /// Who is signed in.
    pub user: Cell<Option<Uuid>>,
    /// Whether it asks who uses it: nobody does.
    pub(super) asks: Cell<bool>,
    /// In whose name calls are made.
    pub(super) calls_as: Cell<Option<Uuid>>,
    /// Grows when that changes: what was asked before is not answered any more.
    pub(super) turn: Cell<u32>,
    /// The newest connection, which may have ended: it is told of every answer.
    pub(super) noted: RefCell<Option<Link>>,
    /// The connection and the tasks that keep it up, while somebody is signed in.
    pub live: RefCell<Option<(Link, Group)>>,
    /// What has been seen on its screen.
    pub watch: Watch,
}

impl Run {
    /// Calls are made in the name of `user` from now on.
    pub(super) fn call_as(&self, user: Option<Uuid>) {
        if self.calls_as.replace(user) != user {
            self.turn.set(self.turn.get() + 1);
        }
    }
}

impl Device {
    pub fn new(
        index: usize,
        server: &Rc<Server>,
        ledger: Rc<Ledger>,
        random: &dyn Fn(u64) -> Random,
        token: String,
        (lists, follows): (Vec<(BusinessFilter, Sort)>, bool),
    ) -> Rc<Self> {
        let executor = server.executor.clone();
        let purpose = 100 + 10 * index as u64;
        let device = Rc::new(Self {
            index,
            line: Line::new(
                char::from(b'A' + index as u8),
                executor.clone(),
                server.clone(),
                random(purpose),
            ),
            disk: Disk::new(executor.clone(), random(purpose + 1)),
            cache_disk: Disk::new(executor.clone(), random(purpose + 3)),
            random: random(purpose + 2),
            executor,
            server: server.clone(),
            ledger,
            skew: Rc::default(),
            token: RefCell::new(Some(token)),
            remembered: Cell::default(),
            lists,
            follows,
            run: RefCell::default(),
            told: RefCell::default(),
            crash_in: Cell::default(),
        });
        device.start();
        device
    }

    /// Who its user is to the server.
    pub fn token(&self) -> String {
        self.token.borrow().clone().unwrap_or_default()
    }

    pub fn run(&self) -> Option<Rc<Run>> {
        self.run.borrow().clone()
    }

    /// The app starts, if it does not run.
    pub fn start(self: &Rc<Self>) {
        if self.run.borrow().is_some() {
            return;
        }
        let group = self.executor.group(self.skew.clone());
        let client = QueryClient::new(self.env(&group));
        let this = Rc::downgrade(self);
        let outbox = Outbox::new(
            client.clone(),
            Rc::new(self.disk.clone()),
            Rc::new(move |mutation| {
                let this = this.clone();
                Box::pin(async move { upgrade(&this)?.send(mutation).await })
            }),
        );
        let keeper = Keeper::new(client.clone(), Rc::new(self.cache_disk.clone()));
        keeper.let_write(true);
        let run = Rc::new(Run {
            group: group.clone(),
            client,
            outbox,
            keeper,
            user: Cell::default(),
            asks: Cell::default(),
            calls_as: Cell::default(),
            turn: Cell::default(),
            noted: RefCell::default(),
            live: RefCell::default(),
            watch: Watch::default(),
        });
        *self.run.borrow_mut() = Some(run.clone());
        let this = self.clone();
        self.executor
            .spawn(&group, async move { this.find_out(run).await });
    }

    /// The power goes.
    pub fn crash(&self) {
        self.crash_in.set(None);
        let Some(run) = self.run.borrow_mut().take() else {
            return;
        };
        self.executor.note("device down");
        self.disk.crash();
        self.cache_disk.crash();
        if let Some((_, group)) = run.live.take() {
            self.executor.kill(&group);
        }
        self.executor.kill(&run.group);
    }

    fn env(&self, group: &Group) -> Env {
        let (clock, skew) = (self.executor.clone(), self.skew.clone());
        let (spawner, sleeper) = (self.executor.clone(), self.executor.clone());
        let (group, random) = (group.clone(), self.random.clone());
        Env {
            now: Rc::new(move || clock.now() + skew.get()),
            spawn: Rc::new(move |task| spawner.spawn(&group, task)),
            sleep: Rc::new(move |time| Box::pin(sleeper.sleep(time))),
            random: Rc::new(move || random.unit()),
        }
    }
}

/// The device, from what must not hold it.
pub fn upgrade(this: &Weak<Device>) -> Result<Rc<Device>, Failure> {
    this.upgrade().ok_or(Failure::Unreachable)
}
