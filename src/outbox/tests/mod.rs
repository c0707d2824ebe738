//! The outbox on devices whose time stands until a test moves it, against a server
//! that answers by a script.

mod chaos;
mod contacts;
mod drain;
mod jobs;
mod leading;
mod parked;
mod sending;
mod tabs;
mod trouble;
mod undo;

use super::*;
use crate::{
    model::{Problem, ProblemCode, Stage},
    query::{Env, Overlay},
    store::{Entry, Memory, Write},
};
use futures::{executor::LocalPool, task::LocalSpawnExt};
use std::{
    cell::Cell,
    collections::{BTreeMap, HashMap, VecDeque},
};

const ADA: Uuid = Uuid::from_u128(1);
const GRACE: Uuid = Uuid::from_u128(2);

/// Who waits until when.
type Timers = BTreeMap<(i64, u64), oneshot::Sender<()>>;

/// The changes of each lead, in the order in which the server took them.
fn by_lead(taken: &[Mutation]) -> HashMap<Uuid, Vec<Uuid>> {
    let mut by_lead: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for mutation in taken {
        let of_lead = by_lead.entry(mutation.business).or_default();
        of_lead.push(mutation.id);
    }
    by_lead
}

/// A clock that stands until it is moved; clones are the same.
#[derive(Clone, Default)]
struct Clock {
    now: Rc<Cell<i64>>,
    /// By how much the device's clock is wrong.
    skew: Rc<Cell<i64>>,
    timers: Rc<RefCell<Timers>>,
    count: Rc<Cell<u64>>,
}

impl Clock {
    fn sleep(&self, milliseconds: i64) -> oneshot::Receiver<()> {
        let (sender, over) = oneshot::channel();
        self.count.set(self.count.get() + 1);
        let at = (self.now.get() + milliseconds, self.count.get());
        self.timers.borrow_mut().insert(at, sender);
        over
    }

    /// Moves to the next moment that somebody waits for, `until` at most. Whether
    /// there was one.
    fn tick(&self, until: i64) -> bool {
        let mut timers = self.timers.borrow_mut();
        let Some(first) = timers.first_entry() else {
            return false;
        };
        let (at, _) = *first.key();
        if at > until {
            return false;
        }
        self.now.set(at.max(self.now.get()));
        // Whoever waited may have given up.
        let _ = first.remove().send(());
        true
    }
}

/// What a server answers.
type Answer = LocalBoxFuture<'static, Outcome>;

/// Who answers; notes what it was sent.
#[derive(Clone)]
struct Server {
    sent: Rc<RefCell<Vec<Mutation>>>,
    answer: Rc<dyn Fn(&Mutation) -> Answer>,
}

impl Server {
    /// Answers by a script; beyond it, not at all.
    fn scripted(script: Vec<Outcome>) -> Self {
        let script = RefCell::new(VecDeque::from(script));
        Self::answering(move |_| match script.borrow_mut().pop_front() {
            Some(answer) => Box::pin(std::future::ready(answer)),
            None => Box::pin(std::future::pending()),
        })
    }

    /// Takes every change once, however often it comes.
    fn taking() -> (Self, Rc<RefCell<Vec<Mutation>>>) {
        let taken: Rc<RefCell<Vec<Mutation>>> = Rc::default();
        let (made, answers) = (taken.clone(), RefCell::new(HashMap::new()));
        let versions: RefCell<HashMap<Uuid, i64>> = RefCell::default();
        let server = Self::answering(move |mutation| {
            let mut answers = answers.borrow_mut();
            let answer = answers.entry(mutation.id).or_insert_with(|| {
                made.borrow_mut().push(mutation.clone());
                let mut versions = versions.borrow_mut();
                let version = versions.entry(mutation.business).or_insert(1);
                *version += 1;
                let mut lead = lead(*version, Stage::Won);
                lead.id = mutation.business;
                lead
            });
            Box::pin(std::future::ready(Ok(answer.clone())))
        });
        (server, taken)
    }

    fn answering(answer: impl Fn(&Mutation) -> Answer + 'static) -> Self {
        Self {
            sent: Rc::default(),
            answer: Rc::new(answer),
        }
    }

    fn send(&self) -> Send {
        let server = self.clone();
        Rc::new(move |mutation| {
            let answer = (server.answer)(&mutation);
            server.sent.borrow_mut().push(mutation);
            answer
        })
    }
}

/// An app on a device: what it keeps, and the server that it talks to.
struct Device {
    pool: LocalPool,
    clock: Clock,
    store: Rc<dyn Store>,
    outbox: Outbox,
    sent: Rc<RefCell<Vec<Mutation>>>,
}

impl Device {
    /// With Ada signed in, who knows one lead.
    fn new(script: Vec<Outcome>) -> Self {
        let mut device = Self::with(Rc::new(Memory::default()), script);
        device.open(ADA);
        device.learn();
        device
    }

    /// The app as it starts.
    fn with(store: Rc<dyn Store>, script: Vec<Outcome>) -> Self {
        Self::start(
            Clock::default(),
            store,
            &Server::scripted(script),
            Rc::new(Alone),
        )
    }

    fn start(clock: Clock, store: Rc<dyn Store>, server: &Server, tabs: Rc<dyn Tabs>) -> Self {
        let pool = LocalPool::new();
        let spawner = pool.spawner();
        let (shown, sleeping) = (clock.clone(), clock.clone());
        // The same in every run, and each another.
        let random = clock.count.clone();
        let env = Env {
            now: Rc::new(move || shown.now.get() + shown.skew.get()),
            spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
            sleep: Rc::new(move |time| {
                let over = sleeping.sleep(i64::try_from(time.as_millis()).unwrap());
                Box::pin(async { over.await.unwrap() })
            }),
            random: Rc::new(move || {
                random.set(random.get() + 1);
                let mut bits = random.get().wrapping_mul(0x9e37_79b9_7f4a_7c15);
                bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                (bits >> 11) as f64 / 2f64.powi(53)
            }),
        };
        let outbox = Outbox::new(QueryClient::new(env), store.clone(), server.send()).among(tabs);
        Self {
            pool,
            clock,
            store,
            outbox,
            sent: server.sent.clone(),
        }
    }

    fn open(&mut self, user: Uuid) {
        self.pool.run_until(self.outbox.open(user));
    }

    fn learn(&self) {
        self.outbox.client.upsert_businesses([lead(1, Stage::New)]);
    }

    /// The app ends at once, and starts again.
    fn crash(self, script: Vec<Outcome>) -> Self {
        let Self { clock, store, .. } = self;
        Self::start(clock, store, &Server::scripted(script), Rc::new(Alone))
    }

    fn run(&mut self) {
        self.pool.run_until_stalled();
    }

    /// Lets time pass.
    fn advance(&mut self, milliseconds: i64) {
        self.run();
        let until = self.clock.now.get() + milliseconds;
        while self.clock.tick(until) {
            self.run();
        }
        self.clock.now.set(until);
        self.run();
    }

    fn sent(&self) -> usize {
        self.sent.borrow().len()
    }

    /// The keys of the changes that are on disk.
    fn kept(&mut self) -> Vec<Entry> {
        let mut kept = self.pool.run_until(self.store.read("")).unwrap();
        kept.retain(|(key, _)| !key.contains("/own/"));
        kept
    }

    fn shown(&self) -> Business {
        Business::clone(&self.outbox.client.business(Uuid::nil()).unwrap())
    }

    /// The versions that the changes sent were made on.
    fn bases(&self) -> Vec<i64> {
        let sent = self.sent.borrow();
        let bases = sent.iter().map(|mutation| match &mutation.change {
            Change::Update(patch) => patch.base_version,
            other => panic!("{other:?}"),
        });
        bases.collect()
    }

    /// How many wait, how many are parked.
    fn counts(&self) -> (usize, usize) {
        let counts = self.outbox.counts();
        (counts.waiting, counts.parked)
    }
}

fn lead(version: i64, stage: Stage) -> Business {
    let mut lead = NewBusiness::named("A").into_business(Uuid::nil(), 0);
    (lead.version, lead.stage) = (version, stage);
    lead
}

fn stage(stage: Stage) -> BusinessChanges {
    BusinessChanges {
        stage: Some(stage),
        ..Default::default()
    }
}

fn phone() -> BusinessChanges {
    BusinessChanges {
        phone: Some(Some("+358 1".into())),
        ..Default::default()
    }
}

fn refused() -> Outcome {
    problem(422, ProblemCode::Validation)
}

fn problem(status: u16, code: ProblemCode) -> Outcome {
    let refusal = Problem::new(status, code, "no");
    Err(Failure::Refused(Box::new(refusal)))
}
