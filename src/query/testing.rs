//! A world that tests drive by hand: time stands until it is moved.

use super::{Env, Failure, Fetch, Key, QueryClient, Target};
use crate::model::{Problem, ProblemCode};
use futures::{
    channel::oneshot,
    executor::{LocalPool, LocalSpawner},
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
type Asked = VecDeque<oneshot::Sender<Result<u32, Failure>>>;

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

    /// Moves time on, and wakes whoever waited for it.
    pub fn advance(&mut self, milliseconds: i64) {
        self.now.set(self.now.get() + milliseconds);
        let now = self.now.get();
        let (due, later) = self
            .timers
            .take()
            .into_iter()
            .partition(|(at, _)| *at <= now);
        *self.timers.borrow_mut() = later;
        for (_, sender) in Timers::from_iter::<Timers>(due) {
            // Whoever slept may have been stopped.
            let _ = sender.send(());
        }
        self.run();
    }
}

/// A server whose answers the test gives one by one.
#[derive(Clone, Default)]
pub struct Server {
    waiting: Rc<RefCell<Asked>>,
    asked: Rc<Cell<u32>>,
}

impl Server {
    pub fn fetch(&self) -> Fetch {
        let server = self.clone();
        Rc::new(move || {
            let (sender, receiver) = oneshot::channel();
            server.asked.set(server.asked.get() + 1);
            server.waiting.borrow_mut().push_back(sender);
            Box::pin(async move { Ok(Rc::new(receiver.await.unwrap()?) as _) })
        })
    }

    pub fn asked(&self) -> u32 {
        self.asked.get()
    }

    pub fn answer(&self, world: &mut World, answer: Result<u32, Failure>) {
        self.waiting
            .borrow_mut()
            .pop_front()
            .expect("nobody asked")
            .send(answer)
            .unwrap();
        world.run();
    }
}

fn stats() -> Key {
    Key::stats()
}

#[test]
fn observers_share_one_flight() {
    let (mut world, server) = (World::new(), Server::default());
    world.client.ensure(&stats(), server.fetch());
    world.client.ensure(&stats(), server.fetch());
    world.run();
    assert_eq!(server.asked(), 1);
    server.answer(&mut world, Ok(7));
    assert_eq!(*world.client.get::<u32>(&stats()).unwrap(), 7);
    world.client.ensure(&stats(), server.fetch());
    world.run();
    assert_eq!(server.asked(), 1, "fresh data is not asked for again");
}

#[test]
fn a_failed_refetch_keeps_the_data() {
    let (mut world, server) = (World::new(), Server::default());
    world.client.ensure(&stats(), server.fetch());
    world.run();
    server.answer(&mut world, Ok(7));
    world.client.refetch(&stats());
    world.run();
    let refusal = Problem::new(403, ProblemCode::Forbidden, "no");
    server.answer(&mut world, Err(Failure::Refused(Box::new(refusal))));
    let snapshot = world.client.snapshot::<u32>(&stats());
    assert_eq!(snapshot.data.as_deref(), Some(&7));
    assert!(snapshot.error.is_some() && !snapshot.is_fetching);
}

#[test]
fn a_fetch_that_cannot_reach_the_server_is_tried_again_with_backoff() {
    let (mut world, server) = (World::new(), Server::default());
    world.client.ensure(&stats(), server.fetch());
    world.run();
    server.answer(&mut world, Err(Failure::Unreachable));
    assert_eq!(server.asked(), 1);
    world.advance(999);
    assert_eq!(server.asked(), 1);
    world.advance(1);
    assert_eq!(server.asked(), 2);
    server.answer(&mut world, Err(Failure::Unreachable));
    world.advance(2_000);
    assert_eq!(server.asked(), 3);
    server.answer(&mut world, Ok(1));
    assert_eq!(*world.client.get::<u32>(&stats()).unwrap(), 1);
}

#[test]
fn invalidation_refetches_only_what_is_observed() {
    let (mut world, server) = (World::new(), Server::default());
    world.client.ensure(&stats(), server.fetch());
    world.run();
    server.answer(&mut world, Ok(1));
    world.client.invalidate(&stats());
    world.run();
    assert_eq!(server.asked(), 1);
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    let target = Target::Key(stats());
    let id = world
        .client
        .observe(target.clone(), move || count.set(count.get() + 1));
    world.client.ensure(&stats(), server.fetch());
    world.run();
    server.answer(&mut world, Ok(2));
    assert_eq!(
        (server.asked(), told.get()),
        (2, 2),
        "told of the start and of the end"
    );
    world.client.unobserve(&target, id);
}

#[test]
fn an_invalidation_during_a_flight_fetches_once_more() {
    let (mut world, server) = (World::new(), Server::default());
    world.client.observe(Target::Key(stats()), || {});
    world.client.ensure(&stats(), server.fetch());
    world.run();
    world.client.invalidate(&stats());
    world.client.invalidate(&stats());
    server.answer(&mut world, Ok(1));
    assert_eq!(server.asked(), 2);
    server.answer(&mut world, Ok(2));
    assert_eq!(
        (server.asked(), *world.client.get::<u32>(&stats()).unwrap()),
        (2, 2)
    );
}

#[test]
fn what_is_set_during_a_flight_wins_over_its_older_answer() {
    let (mut world, server) = (World::new(), Server::default());
    world.client.ensure(&stats(), server.fetch());
    world.run();
    world.client.set(&stats(), 9u32);
    server.answer(&mut world, Ok(1));
    assert_eq!(*world.client.get::<u32>(&stats()).unwrap(), 9);
}

#[test]
fn equal_data_keeps_its_identity_and_wakes_nobody() {
    let world = World::new();
    world.client.set(&stats(), 9u32);
    let before = world.client.get::<u32>(&stats()).unwrap();
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    world
        .client
        .observe(Target::Key(stats()), move || count.set(count.get() + 1));
    world.client.set(&stats(), 9u32);
    assert!(Rc::ptr_eq(
        &before,
        &world.client.get::<u32>(&stats()).unwrap()
    ));
    assert_eq!(told.get(), 0);
}

#[test]
fn a_batch_tells_once() {
    let world = World::new();
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    world
        .client
        .observe(Target::Key(stats()), move || count.set(count.get() + 1));
    world
        .client
        .batch(|| (0..10u32).for_each(|n| world.client.set(&stats(), n)));
    assert_eq!(told.get(), 1);
}

#[test]
fn what_nobody_looks_at_goes_after_five_minutes() {
    let mut world = World::new();
    world.client.set(&stats(), 9u32);
    let target = Target::Key(stats());
    let id = world.client.observe(target.clone(), || {});
    world.client.unobserve(&target, id);
    assert!(world.client.get::<u32>(&stats()).is_some());
    world.advance(5 * 60 * 1000);
    let other = Target::Key(Key::users());
    let id = world.client.observe(other.clone(), || {});
    world.client.unobserve(&other, id);
    assert!(world.client.get::<u32>(&stats()).is_none());
}
