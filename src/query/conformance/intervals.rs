//! Fetching again and again, at intervals.

use super::*;

#[test]
fn an_interval_fetches_while_somebody_observes() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server
        .query(key("a"))
        .refetch_interval(ms(100))
        .stale_time(StaleTime::Never);
    let observer = Observer::new(&world.client, query);
    let observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    for n in 2..5 {
        world.advance(100);
        assert_eq!(server.asked(), n);
        server.answer(&mut world, Ok(n));
    }
    drop(observing);
    world.advance(1_000);
    assert_eq!(server.asked(), 4, "it stops with the last observer");
    let _observing = observer.subscribe(|_| {});
    world.advance(99);
    assert_eq!(server.asked(), 4);
    world.advance(1);
    assert_eq!(server.asked(), 5, "and begins anew with the next");
}

#[test]
fn an_interval_pauses_in_the_background_unless_told_not_to() {
    for in_background in [false, true] {
        let (mut world, server) = (World::new(), Server::<u32>::default());
        let query = server
            .query(key("a"))
            .refetch_interval(ms(100))
            .refetch_in_background(in_background);
        let observer = Observer::new(&world.client, query.refetch_on_focus(false));
        let _observing = observer.subscribe(|_| {});
        server.answer(&mut world, Ok(1));
        world.client.set_focused(false);
        world.advance(100);
        assert_eq!(server.asked() == 2, in_background);
        if in_background {
            continue;
        }
        world.advance(250);
        world.client.set_focused(true);
        world.advance(100);
        assert_eq!(server.asked(), 2, "it goes on when somebody looks again");
    }
}

#[test]
fn an_interval_may_depend_on_data_and_stop() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server
        .query(key("a"))
        .refetch_interval_by(|data| data.is_none_or(|data| *data < 2).then_some(ms(50)));
    let _seen = observe(&world, query);
    server.answer(&mut world, Ok(1));
    world.advance(50);
    server.answer(&mut world, Ok(2));
    world.advance(1_000);
    assert_eq!(server.asked(), 2, "enough");
    world.client.set(&key("a"), 0u32);
    world.advance(50);
    assert_eq!(server.asked(), 3, "until it is not");
}

#[test]
fn an_interval_stops_while_disabled_and_follows_its_options() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).stale_time(StaleTime::Never);
    let (observer, _observing) = observe(&world, query.clone().refetch_interval(ms(100)));
    server.answer(&mut world, Ok(1));
    observer.set_options(query.clone().refetch_interval(ms(100)).enabled(false));
    world.advance(1_000);
    assert_eq!(server.asked(), 1);
    observer.set_options(query.clone().refetch_interval(ms(10)));
    world.advance(10);
    assert_eq!(server.asked(), 2);
    server.answer(&mut world, Ok(1));
    observer.set_options(query.refetch_interval(Interval::Never));
    world.advance(1_000);
    assert_eq!(server.asked(), 2);
}

#[test]
fn an_interval_goes_on_after_errors() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server
        .query(key("a"))
        .retry(false)
        .refetch_interval(ms(100));
    let (observer, _observing) = observe(&world, query);
    server.answer(&mut world, Err(unreachable()));
    world.advance(100);
    server.answer(&mut world, Ok(1));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}

#[test]
fn an_interval_does_not_ask_while_an_answer_is_on_its_way() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _seen = observe(&world, server.query(key("a")).refetch_interval(ms(100)));
    world.advance(1_000);
    assert_eq!(server.asked(), 1);
}

#[test]
fn an_interval_stops_with_its_observer_and_starts_anew_with_the_next() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = || {
        let query = server.query(key("a")).stale_time(StaleTime::Never);
        query.refetch_interval(ms(100))
    };
    let (_observer, observing) = observe(&world, query());
    server.answer(&mut world, Ok(1));
    world.advance(90);
    drop(observing);
    world.advance(1_000);
    assert_eq!(server.asked(), 1);
    let (_observer, _observing) = observe(&world, query());
    world.advance(99);
    assert_eq!(server.asked(), 1, "counted from the new observer");
    world.advance(1);
    assert_eq!(server.asked(), 2);
}

#[test]
fn each_observer_has_its_own_interval() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = |time| server.query(key("a")).refetch_interval(ms(time));
    let (_slow, _one) = observe(&world, query(1_000));
    server.answer(&mut world, Ok(1));
    let (_quick, other) = observe(&world, query(100).refetch_on_mount(false));
    world.advance(100);
    server.answer(&mut world, Ok(2));
    drop(other);
    world.advance(999);
    assert_eq!(server.asked(), 2);
    world.advance(1);
    assert_eq!(server.asked(), 3);
}

/// A component that is drawn more often than it polls gives its options each time.
#[test]
fn an_interval_is_not_put_off_by_the_same_options_again_nor_by_data_that_turns_stale() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server
        .query(key("a"))
        .stale_time(ms(55))
        .refetch_interval(ms(100));
    let (observer, _observing) = observe(&world, query.clone());
    server.answer(&mut world, Ok(1));
    for _ in 0..3 {
        world.advance(30);
        observer.set_options(query.clone());
    }
    assert!(observer.current().is_stale);
    assert_eq!(server.asked(), 1);
    world.advance(10);
    assert_eq!(server.asked(), 2);
}
