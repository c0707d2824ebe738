//! Reading and counting.

use super::*;

#[test]
fn getting_does_not_make_anything() {
    let world = World::new();
    assert!(world.client.get::<u32>(&key("a")).is_none());
    assert!(world.client.state(&key("a")).is_none());
    assert!(world.client.snapshot::<u32>(&key("a")).is_pending());
    assert!(world.client.keys(Filter::all()).is_empty());
}

#[test]
fn is_fetching_counts_what_is_meant() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    drop(world.client.fetch(&server.query(key("a"))));
    drop(world.client.fetch(&server.query(key("b"))));
    assert_eq!(world.client.is_fetching(Filter::all()), 2);
    assert_eq!(world.client.is_fetching(key("a")), 1);
    server.answer(&mut world, Ok(1));
    assert_eq!(world.client.is_fetching(Filter::all()), 1);
    world.client.set_online(false);
    drop(world.client.fetch(&server.query(key("c"))));
    assert_eq!(
        world.client.is_fetching(Filter::all()),
        1,
        "paused is not fetching"
    );
    assert_eq!(world.client.keys(Filter::all().paused()), [key("c")]);
    assert_eq!(world.client.keys(Filter::all().idle()), [key("a")]);
}

#[test]
fn filters_tell_active_from_inactive_and_stale_from_fresh() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(
        &world.client,
        server.query(key("a")).stale_time(StaleTime::Never),
    );
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    let off = Observer::new(&world.client, server.query(key("b")).enabled(false));
    let _off = off.subscribe(|_| {});
    world.client.set(&key("c"), 1u32);
    world.client.invalidate(key("c"));
    let keys = |filter| world.client.keys(filter);
    assert_eq!(keys(Filter::all().active()), [key("a")]);
    assert_eq!(keys(Filter::all().inactive()), [key("b"), key("c")]);
    assert_eq!(keys(Filter::all().fresh()), [key("a"), key("b")]);
    assert_eq!(keys(Filter::all().stale()), [key("c")]);
}

#[test]
fn filters_are_joined_by_and() {
    let world = World::new();
    for (n, name) in ["a", "b", "c"].into_iter().enumerate() {
        world.client.set(&key(name), n as u32);
    }
    world.client.invalidate(key("a"));
    world.client.invalidate(key("b"));
    let meant = Filter::under(&Key::new(["test"]))
        .stale()
        .matching(|_, state| state.data::<u32>().as_deref() == Some(&1));
    assert_eq!(world.client.keys(meant), [key("b")]);
}

#[test]
fn a_prefix_means_whole_parts() {
    let world = World::new();
    for name in ["todo", "todos", "todos-done"] {
        world.client.set(&Key::new([name]), 1u32);
    }
    let deep = Key::new(["todos", "list"]).with(&serde_json::json!({ "page": 1 }));
    world.client.set(&deep, 1u32);
    assert_eq!(
        world.client.keys(Key::new(["todos"])),
        [Key::new(["todos"]), deep.clone()]
    );
    assert_eq!(world.client.keys(Key::root()).len(), 4);
    assert_eq!(
        world
            .client
            .keys(Filter::exactly(&Key::new(["todos"])))
            .len(),
        1
    );
}

#[test]
fn the_cache_goes_when_nobody_holds_it() {
    let world = World::new();
    let data = world.client.set(&key("a"), 1u32);
    let World { client, .. } = world;
    drop(client);
    assert_eq!(Rc::strong_count(&data), 1);
}

#[test]
fn what_is_paused_does_not_count_as_being_fetched() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set_online(false);
    let _seen = observe(&world, server.query(key("a")));
    world.run();
    assert_eq!(world.client.is_fetching(Filter::all()), 0);
    assert_eq!(world.client.keys(Filter::all().paused()), [key("a")]);
}

#[test]
fn filters_say_what_is_removed_reset_and_cancelled() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = loaded(&mut world, &server, "a");
    drop(loaded(&mut world, &server, "b"));
    drop(world.client.reset(Filter::all().inactive()));
    assert!(world.client.get::<u32>(&key("b")).is_none());
    assert!(observer.current().data.is_some());
    world.client.remove(Filter::all().inactive());
    assert_eq!(world.client.keys(Filter::all()), [key("a")]);
    drop(observer.refetch());
    world.run();
    world.client.cancel(Filter::all().idle());
    assert!(observer.current().is_fetching());
    world.client.cancel(Filter::all().fetching());
    assert!(!observer.current().is_fetching());
}
