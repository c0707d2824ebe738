//! What holds for many queries.

use super::*;

#[test]
fn defaults_hold_for_all_queries_that_do_not_say_it_themselves() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let fresh = Settings::new().stale_time(StaleTime::Never);
    world.client.set_defaults(Key::root(), fresh);
    world.client.set(&key("a"), 1u32);
    world.client.set(&key("b"), 1u32);
    let by_default = Observer::new(&world.client, server.query(key("a")));
    let query = server.query(key("b")).stale_time(Duration::ZERO);
    let itself = Observer::new(&world.client, query);
    let _observing = (by_default.subscribe(|_| {}), itself.subscribe(|_| {}));
    world.run();
    assert_eq!(server.keys(), [key("b")]);
}

#[test]
fn narrow_defaults_win_over_wide_ones_and_add_to_them() {
    let world = World::new();
    let narrow = Settings::new().retry(Retry::Never);
    world.client.set_defaults(key("a"), narrow);
    let wide = Settings::new().retry(Retry::Always).retry_on_mount(false);
    world.client.set_defaults(Key::root(), wide);
    let merged = world.client.defaults_of(&key("a").child("b"));
    assert!(matches!(merged.retry, Some(Retry::Never)));
    assert_eq!(merged.retry_on_mount, Some(false));
    let other = world.client.defaults_of(&key("b"));
    assert!(matches!(other.retry, Some(Retry::Always)));
}

#[test]
fn defaults_set_again_replace_what_was_said() {
    let world = World::new();
    world
        .client
        .set_defaults(key("a"), Settings::new().retry(3));
    world
        .client
        .set_defaults(key("a"), Settings::new().enabled(false));
    assert!(world.client.defaults_of(&key("a")).retry.is_none());
}

#[test]
fn a_default_function_fetches_by_key() {
    let mut world = World::new();
    let by_key = Settings::new().fetch(|context| async move { Ok(context.key.to_string()) });
    world.client.set_defaults(Key::new(["test"]), by_key);
    let fetched = world.client.fetch(&Query::<String>::cached(key("a")));
    assert_eq!(*world.get(fetched).unwrap(), "test/a");
    let observer = Observer::new(&world.client, Query::<String>::cached(key("b")));
    let _observing = observer.subscribe(|_| {});
    world.run();
    assert_eq!(
        observer.current().data.as_deref().map(String::as_str),
        Some("test/b")
    );
}

#[test]
fn a_query_without_any_function_shows_and_never_fetches() {
    let mut world = World::new();
    let observer = Observer::new(&world.client, Query::<u32>::cached(key("a")));
    let _observing = observer.subscribe(|_| {});
    world.run();
    let seen = observer.current();
    assert!(seen.is_pending() && !seen.is_fetching());
    world.client.set(&key("a"), 4u32);
    assert_eq!(observer.current().data.as_deref(), Some(&4));
}

#[test]
fn a_hydrated_or_set_query_is_fetched_as_its_observer_says() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let observer = Observer::new(
        &world.client,
        server.query(key("a")).stale_time(StaleTime::Never),
    );
    let _observing = observer.subscribe(|_| {});
    world.client.invalidate(key("a"));
    server.answer(&mut world, Ok(2));
    assert_eq!(observer.current().data.as_deref(), Some(&2));
}
