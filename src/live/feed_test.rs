use super::{super::testing::World, *};
use crate::model::{Problem, ProblemCode};
use futures::{channel::mpsc, stream};
use std::cell::{Cell, RefCell};

fn list(world: &World) -> Vec<u32> {
    world
        .client
        .get::<Vec<u32>>(&Key::metrics())
        .unwrap()
        .to_vec()
}

#[test]
fn an_item_goes_to_its_place_once_and_the_oldest_goes() {
    let world = World::new();
    let put = |item: u32| append(&world.client, &Key::metrics(), item, 3, |item| *item);
    put(1);
    assert!(
        world.client.get::<Vec<u32>>(&Key::metrics()).is_none(),
        "not known yet"
    );
    world.client.set(&Key::metrics(), vec![1u32, 2]);
    put(2);
    put(3);
    put(4);
    assert_eq!(list(&world), [2, 3, 4]);
    put(3);
    assert_eq!(list(&world), [2, 3, 4]);
}

#[test]
fn what_a_stream_that_is_behind_tells_does_not_stand_before_what_was_fetched_since() {
    let world = World::new();
    world.client.set(&Key::metrics(), vec![9u32, 8, 6]);
    let put = |item: u32| prepend(&world.client, &Key::metrics(), item, 3, |item| *item);
    (3..=8).for_each(put);
    assert_eq!(list(&world), [9, 8, 7]);
}

#[test]
fn activity_is_listed_newest_first_and_asked_for_again_where_it_was_let_go_of() {
    let world = World::new();
    let one = |seq| Activity {
        seq,
        at: 0,
        actor: None,
        event: "business:created".into(),
        business: None,
        job: None,
        count: None,
    };
    let told = |event: &str, data: String| Message {
        id: "7@log".into(),
        event: event.into(),
        data,
    };
    let key = Key::activity();
    world.client.set(&key, vec![one(4)]);
    assert_eq!(after_activity(&[one(4), one(2)]), "4");
    assert_eq!(after_activity(&[]), "0");
    let news = told("activity", serde_json::to_string(&one(5)).unwrap());
    take_activity(&world.client, &news, 2);
    take_activity(&world.client, &news, 2);
    let seqs = || -> Vec<_> {
        let list = world.client.get::<Vec<Activity>>(&key).unwrap();
        list.iter().map(|one| one.seq).collect()
    };
    assert_eq!(seqs(), [5, 4]);
    assert!(!world.client.state(&key).unwrap().is_invalidated);
    take_activity(&world.client, &told("reset", "null".into()), 2);
    assert!(world.client.state(&key).unwrap().is_invalidated);
    assert_eq!(seqs(), [5, 4], "shown until there is an answer");
}

#[test]
fn items_go_in_front_or_behind_and_a_whole_goes_in_place_of_what_was() {
    let world = World::new();
    replace(&world.client, &Key::metrics(), vec![2u32]);
    prepend(&world.client, &Key::metrics(), 3u32, 3, |item| *item);
    assert_eq!(list(&world), [3, 2]);
    replace(&world.client, &Key::metrics(), vec![2u32]);
    append(&world.client, &Key::metrics(), 3u32, 3, |item| *item);
    assert_eq!(list(&world), [2, 3]);
    replace(&world.client, &Key::metrics(), vec![9u32]);
    assert_eq!(list(&world), [9]);
    let later = Metrics {
        at: 5,
        ..Metrics::default()
    };
    assert_eq!(after_metrics(&[Metrics::default(), later]), "5");
}

/// Streams as the test opens and ends them.
#[derive(Default)]
struct Server {
    asked: RefCell<Vec<(i64, Option<String>)>>,
    open: RefCell<Option<mpsc::UnboundedSender<Message>>>,
    refusal: RefCell<Option<Failure>>,
    heard: RefCell<Vec<String>>,
    ended: Cell<bool>,
}

impl Server {
    fn tell(&self, world: &mut World, id: &str) {
        let message = Message {
            id: id.into(),
            event: "activity".into(),
            data: id.into(),
        };
        let open = self.open.borrow().clone().expect("a stream");
        let _ = open.unbounded_send(message);
        world.run();
    }

    fn ids(&self) -> Vec<Option<String>> {
        self.asked
            .borrow()
            .iter()
            .map(|(_, last)| last.clone())
            .collect()
    }
}

fn following() -> (World, Rc<Server>) {
    let mut world = World::new();
    let server = Rc::new(Server::default());
    let (asked, shared) = (server.clone(), world.shared.clone());
    let open: Open = Rc::new(move |last| {
        asked.asked.borrow_mut().push((shared.now.get(), last));
        let refusal = asked.refusal.borrow().clone();
        if let Some(refusal) = refusal {
            return futures::future::ready(Err(refusal)).boxed_local();
        }
        let (sender, receiver) = mpsc::unbounded();
        *asked.open.borrow_mut() = Some(sender);
        futures::future::ready(Ok(receiver.chain(stream::empty()).boxed_local())).boxed_local()
    });
    let (client, heard) = (world.client.clone(), server.clone());
    (world.client.env().spawn)(Box::pin(async move {
        let take = |message: &Message| heard.heard.borrow_mut().push(message.data.clone());
        follow(
            &client,
            &open,
            &|| futures::future::ready(()).boxed_local(),
            Some("7".into()),
            take,
        )
        .await;
        heard.ended.set(true);
    }));
    world.run();
    (world, server)
}

#[test]
fn a_stream_that_ends_is_opened_again_after_its_last_message() {
    let (mut world, server) = following();
    server.tell(&mut world, "8");
    server.tell(&mut world, "9");
    server.open.take();
    world.pass(2_000);
    assert_eq!(server.ids(), [Some("7".into()), Some("9".into())]);
    server.tell(&mut world, "10");
    assert_eq!(*server.heard.borrow(), ["8", "9", "10"]);
}

#[test]
fn tries_grow_rarer_while_the_server_is_away() {
    let (mut world, server) = following();
    *server.refusal.borrow_mut() = Some(Failure::Unreachable);
    server.open.take();
    world.pass(20_000);
    let times: Vec<_> = server.asked.borrow().iter().map(|(at, _)| *at).collect();
    let gaps: Vec<_> = times
        .windows(2)
        .map(|two| (two[1] - two[0]) / 1_000)
        .collect();
    assert_eq!(gaps, [1, 2, 4, 8]);
}

#[test]
fn there_is_no_stream_while_nobody_looks_and_nothing_is_missed() {
    let (mut world, server) = following();
    server.tell(&mut world, "8");
    world.client.set_focused(false);
    world.run();
    assert!(server.open.borrow().as_ref().unwrap().is_closed());
    world.pass(600_000);
    assert_eq!(server.ids().len(), 1);
    world.client.set_focused(true);
    world.run();
    assert_eq!(server.ids()[1], Some("8".into()), "at once");
}

fn refuse(server: &Server, status: u16, code: ProblemCode) {
    let problem = Problem::new(status, code, "no");
    *server.refusal.borrow_mut() = Some(Failure::Refused(Box::new(problem)));
    server.open.take();
}

#[test]
fn who_is_shut_out_and_let_in_again_before_the_app_finds_out_misses_nothing() {
    let (mut world, server) = following();
    server.tell(&mut world, "8");
    refuse(&server, 401, ProblemCode::Unauthenticated);
    world.pass(20_000);
    server.refusal.take();
    world.pass(30_000);
    assert_eq!(*server.ids().last().unwrap(), Some("8".into()));
    server.tell(&mut world, "9");
    assert_eq!(*server.heard.borrow(), ["8", "9"]);
}

#[test]
fn a_refusal_ends_it() {
    let (mut world, server) = following();
    refuse(&server, 403, ProblemCode::Forbidden);
    world.pass(600_000);
    assert!(server.ended.get());
    assert_eq!(server.ids().len(), 2);
}

#[test]
fn a_stream_that_falls_silent_is_opened_again_though_nobody_ended_it() {
    let (mut world, server) = following();
    server.tell(&mut world, "8");
    world.pass(30_000);
    let alive = Message {
        id: "8".into(),
        event: ALIVE_EVENT.into(),
        data: "1".into(),
    };
    let silent = server.open.borrow().clone().unwrap();
    silent.unbounded_send(alive).unwrap();
    world.pass(30_000);
    assert_eq!(server.ids().len(), 1, "the server says that it is there");
    assert_eq!(*server.heard.borrow(), ["8"], "which is no news");
    world.pass(10_000);
    assert_eq!(server.ids()[1], Some("8".into()));
    assert!(silent.is_closed());
}
