//! How long data stays that nobody looks at.

use super::*;

#[test]
fn what_nobody_looks_at_goes_after_five_minutes() {
    let mut world = World::new();
    world.client.set(&key("a"), 9u32);
    world.advance(5 * 60_000 - 1);
    assert!(world.client.state(&key("a")).is_some());
    world.advance(1);
    assert!(world.client.state(&key("a")).is_none());
}

#[test]
fn the_time_counts_from_the_last_observer() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).gc_time(ms(100));
    let observer = Observer::new(&world.client, query);
    let observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    world.advance(1_000);
    assert!(world.client.state(&key("a")).is_some());
    drop(observing);
    world.advance(99);
    assert!(world.client.state(&key("a")).is_some());
    world.advance(1);
    assert!(world.client.state(&key("a")).is_none());
}

#[test]
fn somebody_who_comes_in_time_keeps_it() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).gc_time(ms(100));
    let observer = Observer::new(&world.client, query);
    drop(observer.subscribe(|_| {}));
    server.answer(&mut world, Ok(1));
    world.advance(50);
    let _observing = observer.subscribe(|_| {});
    world.advance(1_000);
    assert!(world.client.state(&key("a")).is_some());
}

#[test]
fn the_longest_time_that_anybody_asked_for_counts() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let long = Observer::new(&world.client, server.query(key("a")).gc_time(ms(500)));
    let short = Observer::new(&world.client, server.query(key("a")).gc_time(ms(10)));
    drop((long.subscribe(|_| {}), short.subscribe(|_| {})));
    server.answer(&mut world, Ok(1));
    world.advance(499);
    assert!(world.client.state(&key("a")).is_some());
    world.advance(1);
    assert!(world.client.state(&key("a")).is_none());
}

#[test]
fn what_is_kept_for_good_stays() {
    let mut world = World::new();
    world
        .client
        .set_defaults(key("a"), Settings::new().gc_time(GcTime::Never));
    world.client.set(&key("a"), 9u32);
    world.advance(365 * 24 * 3_600_000);
    assert!(world.client.state(&key("a")).is_some());
}

#[test]
fn a_flight_keeps_its_query_and_the_time_counts_from_its_end() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).gc_time(ms(100));
    let fetched = world.client.fetch(&query);
    world.advance(1_000);
    server.answer(&mut world, Ok(1));
    assert_eq!(*world.get(fetched).unwrap(), 1);
    world.advance(99);
    assert!(world.client.state(&key("a")).is_some());
    world.advance(1);
    assert!(world.client.state(&key("a")).is_none());
}

#[test]
fn without_any_time_it_goes_with_the_last_observer() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).gc_time(Duration::ZERO);
    let observer = Observer::new(&world.client, query);
    let observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    assert!(world.client.state(&key("a")).is_some());
    drop(observing);
    world.advance(0);
    assert!(world.client.state(&key("a")).is_none());
}

#[test]
fn an_observer_whose_query_went_begins_anew_when_it_mounts() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")).gc_time(ms(1)));
    drop(observer.subscribe(|_| {}));
    server.answer(&mut world, Ok(1));
    world.advance(10);
    let _observing = observer.subscribe(|_| {});
    world.run();
    assert!(observer.current().is_loading());
    server.answer(&mut world, Ok(2));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&2));
}

#[test]
fn a_clock_that_jumps_neither_drops_nor_keeps_anything() {
    for jump in [-3_600_000, 3_600_000] {
        let mut world = World::new();
        world.client.set(&key("a"), 9u32);
        world.advance(60_000);
        let start = world.now();
        world.jump(jump);
        world.client.set(&key("b"), 9u32);
        world.advance(4 * 60_000 - 1);
        assert_eq!(
            world.client.keys(Filter::all()),
            [key("a"), key("b")],
            "{jump}"
        );
        // Late by no more than what was being slept.
        world.advance(6 * 60_000);
        assert!(world.client.keys(Filter::all()).is_empty(), "{jump}");
        assert!(world.now() - start - jump > 0);
    }
}

/// Browsers count no further than 24 days, and fire at once beyond that.
#[test]
fn a_time_longer_than_browsers_count_is_waited_for_in_parts() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
    let query = server
        .query(key("a"))
        .stale_time(days(60))
        .gc_time(days(90));
    let (observer, observing) = observe(&world, query);
    server.answer(&mut world, Ok(1));
    world.advance(59 * DAY);
    assert!(!observer.current().is_stale);
    world.advance(DAY);
    assert!(observer.current().is_stale);
    drop((observer, observing));
    world.advance(89 * DAY);
    assert!(world.client.get::<u32>(&key("a")).is_some());
    world.advance(DAY);
    assert!(world.client.get::<u32>(&key("a")).is_none());
}

#[test]
fn what_is_only_set_is_kept_as_the_defaults_say() {
    let mut world = World::new();
    let short = Settings::new().gc_time(ms(50));
    world.client.set_defaults(key("short"), short);
    world.client.set(&key("short"), 1u32);
    world.client.set(&key("a"), 1u32);
    world.advance(50);
    assert!(world.client.get::<u32>(&key("short")).is_none());
    assert!(world.client.get::<u32>(&key("a")).is_some());
}

#[test]
fn data_from_a_clock_that_was_far_ahead_counts_as_stale() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    // Kept while the device's clock was a day ahead, which was put right since.
    world
        .client
        .set_at(&key("a"), 1u32, world.now() + 24 * 60 * 60 * 1_000);
    let (observer, _observing) = observe(&world, server.query(key("a")).stale_time(ms(5_000)));
    world.run();
    assert_eq!(server.asked(), 1, "not fresh for a day");
    server.answer(&mut world, Ok(2));
    assert!(!observer.current().is_stale);
    // A clock that is put right by a little changes nothing.
    world.jump(-500);
    assert!(!observer.current().is_stale);
}

#[test]
fn what_somebody_looked_at_and_never_observed_goes_too() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")).gc_time(ms(100)));
    assert!(world.client.state(&key("a")).is_some());
    world.advance(100);
    assert!(world.client.state(&key("a")).is_none());
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}
