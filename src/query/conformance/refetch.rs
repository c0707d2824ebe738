//! Refetching what is meant.

use super::*;

#[test]
fn refetch_fetches_observed_and_unobserved_stale_and_fresh() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _one = loaded(&mut world, &server, "a");
    drop(loaded(&mut world, &server, "b"));
    drop(world.client.refetch(Filter::all()));
    world.run();
    assert_eq!(server.keys()[2..], [key("a"), key("b")]);
}

#[test]
fn refetch_goes_by_filters() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _one = loaded(&mut world, &server, "a");
    drop(loaded(&mut world, &server, "b"));
    drop(world.client.refetch(Filter::all().active()));
    drop(world.client.refetch(Filter::all().inactive()));
    world.run();
    assert_eq!(server.keys()[2..], [key("a"), key("b")]);
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(1));
    let query = server.query(key("c")).stale_time(StaleTime::Never);
    let fresh = Observer::new(&world.client, query);
    let _observing = fresh.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    let before = server.asked();
    drop(world.client.refetch(Filter::all().stale().active()));
    world.run();
    assert_eq!(server.keys()[before as usize..], [key("a")]);
}

#[test]
fn refetch_leaves_alone_what_was_only_set_and_never_fetched() {
    let mut world = World::new();
    world.client.set(&key("a"), 1u32);
    drop(world.client.refetch(Filter::all()));
    world.run();
    assert!(world.client.snapshot::<u32>(&key("a")).is_success());
}

#[test]
fn refetch_calls_off_a_refetch_unless_told_to_share_it() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = loaded(&mut world, &server, "a");
    drop(observer.refetch());
    world.run();
    drop(world.client.refetch_with(key("a"), Running::Share));
    world.run();
    assert_eq!(server.asked(), 2);
    drop(world.client.refetch(key("a")));
    world.run();
    assert_eq!(server.asked(), 3);
}

#[test]
fn refetch_never_calls_off_a_first_fetch() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let _observing = observer.subscribe(|_| {});
    world.run();
    drop(observer.refetch());
    drop(world.client.refetch(key("a")));
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn refetch_uses_what_observers_say_whoever_fetched_last() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_observer, _observing) = loaded(&mut world, &server, "a");
    drop(world.client.fetch(&server.query(key("a"))));
    server.answer(&mut world, Ok(2));
    drop(world.client.refetch(key("a")));
    server.answer(&mut world, Err(unreachable()));
    world.advance(1_000);
    assert_eq!(server.asked(), 4, "tried again, as observers are");
}

#[test]
fn retry_failed_fetches_what_is_observed_and_failed() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_observer, _observing) = loaded(&mut world, &server, "a");
    let query = server.query(key("b")).retry(false);
    let observer = Observer::new(&world.client, query);
    let _other = observer.subscribe(|_| {});
    server.answer(&mut world, Err(unreachable()));
    drop(world.client.retry_failed());
    server.answer(&mut world, Ok(5));
    assert_eq!(observer.current().data.as_deref(), Some(&5));
    assert_eq!(server.asked(), 3);
}

#[test]
fn retry_failed_fetches_what_failed_and_had_something_added_to_it_since() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).retry(false);
    let observer = Observer::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    drop(world.client.invalidate(key("a")));
    server.answer(&mut world, Err(unreachable()));
    // As a stream does.
    world.client.update::<u32>(&key("a"), |known| *known += 1);
    assert!(observer.current().error.is_none());
    drop(world.client.retry_failed());
    server.answer(&mut world, Ok(5));
    assert_eq!(observer.current().data.as_deref(), Some(&5));
    drop(world.client.retry_failed());
    assert_eq!(server.asked(), 3, "nothing is left to ask for");
}
