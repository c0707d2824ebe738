//! Data put by hand.

use super::*;

#[test]
fn what_is_set_is_there() {
    let world = World::new();
    let kept = world.client.set(&key("a"), 1u32);
    assert!(Rc::ptr_eq(
        &kept,
        &world.client.get::<u32>(&key("a")).unwrap()
    ));
    assert!(world.client.snapshot::<u32>(&key("a")).is_success());
}

#[test]
fn setting_counts_as_having_come_now_or_when_it_is_said() {
    let mut world = World::new();
    world.advance(5);
    world.client.set(&key("a"), 1u32);
    assert_eq!(
        world.client.state(&key("a")).unwrap().data_updated_at,
        1_005
    );
    world.client.set_at(&key("a"), 2u32, 77);
    assert_eq!(world.client.state(&key("a")).unwrap().data_updated_at, 77);
}

#[test]
fn what_is_set_during_a_flight_wins_over_its_older_answer() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let fetched = world.client.fetch(&server.query(key("a")));
    world.run();
    world.client.set(&key("a"), 9u32);
    let is_heard = server.answer(&mut world, Ok(1));
    assert!(!is_heard, "the request is called off");
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&9));
    assert_eq!(*world.get(fetched).unwrap(), 9, "who waits gets what won");
    let state = world.client.state(&key("a")).unwrap();
    assert_eq!(state.fetch_status, FetchStatus::Idle);
}

#[test]
fn what_is_set_while_a_fetch_is_paused_is_replaced_by_what_it_brings_later() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set_online(false);
    drop(world.client.fetch(&server.query(key("a"))));
    world.run();
    world.client.set(&key("a"), 9u32);
    let state = world.client.state(&key("a")).unwrap();
    assert_eq!(state.fetch_status, FetchStatus::Paused);
    world.client.set_online(true);
    server.answer(&mut world, Ok(10));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&10));
}

#[test]
fn what_is_set_between_tries_is_replaced_by_what_the_next_brings() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    drop(world.client.fetch(&server.query(key("a")).retry(1)));
    server.answer(&mut world, Err(unreachable()));
    world.client.set(&key("a"), 9u32);
    world.advance(1_000);
    server.answer(&mut world, Ok(10));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&10));
}

#[test]
fn an_update_during_a_flight_wins_and_the_server_is_asked_again() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let observer = Observer::new(&world.client, server.query(key("a")));
    let _observing = observer.subscribe(|_| {});
    world.run();
    world.client.update::<u32>(&key("a"), |data| *data += 10);
    assert_eq!(observer.current().data.as_deref(), Some(&11));
    server.answer(&mut world, Ok(2));
    assert_eq!(
        observer.current().data.as_deref(),
        Some(&11),
        "older than the change"
    );
    assert_eq!(server.asked(), 2);
    server.answer(&mut world, Ok(12));
    assert_eq!(observer.current().data.as_deref(), Some(&12));
}

#[test]
fn equal_data_keeps_its_identity_and_wakes_nobody() {
    let world = World::new();
    let before = world.client.set(&key("a"), 9u32);
    let (heard, observer) = (
        Heard::default(),
        Observer::new(&world.client, Query::<u32>::cached(key("a"))),
    );
    let _observing = observer.subscribe(heard.listener());
    let after = world.client.set(&key("a"), 9u32);
    assert!(Rc::ptr_eq(&before, &after));
    assert_eq!(heard.count(), 0);
    world.client.set(&key("a"), 10u32);
    assert_eq!(heard.all(|seen| *seen.data.clone().unwrap()), [10]);
}

#[test]
fn setting_clears_an_error_and_an_invalidation() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    drop(world.client.fetch(&server.query(key("a"))));
    server.answer(&mut world, Err(forbidden()));
    world.client.set(&key("a"), 1u32);
    let state = world.client.state(&key("a")).unwrap();
    assert!(state.error.is_none() && !state.is_invalidated && state.status == Status::Success);
}

#[test]
fn update_changes_only_what_is_there() {
    let world = World::new();
    assert!(
        world
            .client
            .update::<u32>(&key("a"), |data| *data += 1)
            .is_none()
    );
    assert!(world.client.state(&key("a")).is_none());
    world.client.set(&key("a"), 1u32);
    let updated = world.client.update::<u32>(&key("a"), |data| *data += 1);
    assert_eq!(updated.as_deref(), Some(&2));
}

#[test]
fn an_updater_may_make_something_of_nothing_or_leave_it() {
    let world = World::new();
    world.client.update_with(&key("a"), |known: Option<&u32>| {
        Some(known.copied().unwrap_or(4))
    });
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&4));
    world.client.update_with(&key("a"), |_: Option<&u32>| None);
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&4));
    world.client.update_with(&key("b"), |_: Option<&u32>| None);
    assert!(
        world.client.state(&key("b")).is_none(),
        "nothing is made of nothing"
    );
}

#[test]
fn update_matching_changes_all_that_are_meant_and_of_the_type_at_once() {
    let world = World::new();
    world.client.set(&key("a"), 1u32);
    world.client.set(&key("b"), 2u32);
    world.client.set(&key("c"), "text".to_owned());
    let (heard, observer) = (
        Heard::default(),
        Observer::new(&world.client, Query::<u32>::cached(key("a"))),
    );
    let _observing = observer.subscribe(heard.listener());
    world
        .client
        .update_matching::<u32>(Key::new(["test"]), |data| *data *= 10);
    let all = world.client.get_matching::<u32>(Key::new(["test"]));
    let all: Vec<u32> = all.iter().map(|(_, data)| **data).collect();
    assert_eq!((all, heard.count()), (vec![10, 20], 1));
}

#[test]
fn a_batch_tells_once() {
    let world = World::new();
    let (heard, observer) = (
        Heard::default(),
        Observer::new(&world.client, Query::<u32>::cached(key("a"))),
    );
    let _observing = observer.subscribe(heard.listener());
    world
        .client
        .batch(|| (0..10u32).for_each(|n| drop(world.client.set(&key("a"), n))));
    assert_eq!(heard.all(|seen| *seen.data.clone().unwrap()), [9]);
}

#[test]
fn a_listener_may_change_the_cache() {
    let world = World::new();
    let observer = Observer::new(&world.client, Query::<u32>::cached(key("a")));
    let client = world.client.clone();
    let _observing = observer.subscribe(move |seen| {
        let data = *seen.data.clone().unwrap();
        client.set(&key("b"), data * 2);
        client.set(&key("a"), data.max(5));
    });
    world.client.set(&key("a"), 1u32);
    assert_eq!(world.client.get::<u32>(&key("b")).as_deref(), Some(&10));
}

#[test]
fn an_update_during_the_first_flight_lets_another_follow_it() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    world.run();
    // There is nothing to change yet, and the answer was perhaps given before.
    let updated = world.client.update::<u32>(&key("a"), |data| *data += 1);
    assert!(updated.is_none());
    server.answer(&mut world, Ok(1));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
    assert_eq!(server.asked(), 2);
    server.answer(&mut world, Ok(2));
    assert_eq!(observer.current().data.as_deref(), Some(&2));
    assert_eq!(server.asked(), 2);
}

#[test]
fn updates_as_often_as_answers_do_not_ask_the_server_without_rest() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = loaded(&mut world, &server, "a");
    drop(observer.refetch());
    for asked in [2, 3] {
        world.run();
        assert_eq!(server.asked(), asked, "the first time at once");
        world.client.update::<u32>(&key("a"), |data| *data += 1);
        server.answer(&mut world, Ok(0));
    }
    assert_eq!(server.asked(), 3);
    let seen = observer.current();
    assert!(seen.is_stale && !seen.is_fetching());
    world.advance(999);
    assert_eq!(server.asked(), 3);
    world.advance(1);
    server.answer(&mut world, Ok(9));
    assert_eq!(server.asked(), 4);
    assert_eq!(observer.current().data.as_deref(), Some(&9));
    assert!(!world.client.state(&key("a")).unwrap().is_invalidated);
}
