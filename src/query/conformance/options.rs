//! Initial data.

use super::*;

#[test]
fn initial_data_is_kept_and_stale_at_once() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")).initial_data(5));
    let _observing = observer.subscribe(|_| {});
    world.run();
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&5));
    assert!(observer.current().is_refetching() && !observer.current().is_placeholder);
}

#[test]
fn initial_data_is_as_fresh_as_if_it_came_now_or_as_it_is_said() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).stale_time(ms(500)).initial_data(5);
    let fresh = Observer::new(&world.client, query);
    let _fresh = fresh.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 0);
    let query = server
        .query(key("b"))
        .stale_time(ms(500))
        .initial_data_at(5, 400);
    let old = Observer::new(&world.client, query);
    let _old = old.subscribe(|_| {});
    world.run();
    assert_eq!(server.keys(), [key("b")]);
}

#[test]
fn initial_data_does_not_replace_what_is_there() {
    let (world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let observer = Observer::new(&world.client, server.query(key("a")).initial_data(5));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}

#[test]
fn initial_data_that_comes_late_serves_a_query_without_any() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let plain = Observer::new(&world.client, server.query(key("a")));
    let _plain = plain.subscribe(|_| {});
    world.run();
    let _with = Observer::new(&world.client, server.query(key("a")).initial_data(5));
    assert_eq!(plain.current().data.as_deref(), Some(&5));
    server.answer(&mut world, Ok(6));
    assert_eq!(plain.current().data.as_deref(), Some(&6));
}

#[test]
fn initial_data_may_be_worked_out_or_missing() {
    let (world, server) = (World::new(), Server::<u32>::default());
    let asked = Rc::new(Cell::new(0));
    let count = asked.clone();
    let query = server.query(key("a")).initial_data_with(move || {
        count.set(count.get() + 1);
        (count.get() > 1).then_some((5, None))
    });
    let observer = Observer::new(&world.client, query.clone());
    assert!(
        observer.current().data.is_some(),
        "asked when made, and when observed"
    );
    let before = asked.get();
    Observer::new(&world.client, query);
    assert_eq!(asked.get(), before, "not when there is data");
}

#[test]
fn a_query_may_be_put_under_another_key() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    drop(world.client.fetch(&query.keyed(key("b"))));
    world.run();
    assert_eq!(server.keys(), [key("b")]);
}

#[test]
fn settings_can_be_given_together() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let patient = Settings::new().retry(Retry::Never).enabled(Enabled::No);
    let observer = Observer::new(&world.client, server.query(key("a")).settings(&patient));
    let _observing = observer.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 0);
}

#[test]
fn initial_data_that_comes_late_leaves_alone_how_often_fetching_failed() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")).retry(false));
    server.answer(&mut world, Err(unreachable()));
    observer.set_options(server.query(key("a")).initial_data(4));
    let seen = observer.current();
    assert!(seen.is_success() && seen.error.is_none() && seen.is_fetched());
    assert_eq!((seen.data.as_deref(), seen.error_updates), (Some(&4), 1));
}
