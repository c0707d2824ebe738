//! Invalidation.

use super::*;

#[test]
fn invalidation_refetches_what_is_observed_and_only_marks_the_rest() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _seen = loaded(&mut world, &server, "a");
    drop(loaded(&mut world, &server, "b"));
    world.client.invalidate(Filter::all());
    world.run();
    assert_eq!(server.keys()[2..], [key("a")]);
    assert!(world.client.state(&key("b")).unwrap().is_invalidated);
}

#[test]
fn invalidation_refetches_nothing_everything_or_the_unobserved_if_told_to() {
    for (refetch, asked) in [
        (Refetch::Nothing, vec![]),
        (Refetch::Inactive, vec![key("b")]),
        (Refetch::All, vec![key("a"), key("b")]),
    ] {
        let (mut world, server) = (World::new(), Server::<u32>::default());
        let _seen = loaded(&mut world, &server, "a");
        drop(loaded(&mut world, &server, "b"));
        world
            .client
            .invalidate_with(Filter::all(), refetch, Running::Restart);
        world.run();
        assert_eq!(server.keys()[2..], asked[..]);
        assert!(world.client.state(&key("b")).unwrap().is_invalidated);
    }
}

#[test]
fn invalidation_never_fetches_what_is_disabled() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let observer = Observer::new(&world.client, server.query(key("a")).enabled(false));
    let _observing = observer.subscribe(|_| {});
    world
        .client
        .invalidate_with(key("a"), Refetch::All, Running::Restart);
    drop(world.client.refetch(key("a")));
    world.run();
    assert_eq!(server.asked(), 0);
    assert!(world.client.state(&key("a")).unwrap().is_invalidated);
}

#[test]
fn one_enabled_observer_makes_a_query_active() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let query = server.query(key("a")).stale_time(StaleTime::Never);
    let off = Observer::new(&world.client, query.clone().enabled(false));
    let on = Observer::new(&world.client, query);
    let _observing = (off.subscribe(|_| {}), on.subscribe(|_| {}));
    world.client.invalidate(key("a"));
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn invalidation_never_fetches_what_is_static() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let observer = Observer::new(
        &world.client,
        server.query(key("a")).stale_time(StaleTime::Static),
    );
    let _observing = observer.subscribe(|_| {});
    world.client.invalidate(key("a"));
    drop(world.client.refetch(key("a")));
    world.run();
    assert_eq!(server.asked(), 0);
    assert!(!observer.current().is_stale);
}

#[test]
fn invalidation_goes_by_prefix_or_exactly() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (wide, deep) = (Key::new(["x"]), Key::new(["x", "y"]));
    let observe = |key: &Key| {
        let query = server.query(key.clone()).stale_time(StaleTime::Never);
        let observer = Observer::new(&world.client, query);
        observer.subscribe(|_| {})
    };
    let _observing = (observe(&wide), observe(&deep), observe(&Key::new(["xy"])));
    for _ in 0..3 {
        server.answer(&mut world, Ok(1));
    }
    world.client.invalidate(&wide);
    world.run();
    assert_eq!(server.keys()[3..], [wide.clone(), deep.clone()]);
    server.answer(&mut world, Ok(2));
    server.answer(&mut world, Ok(2));
    world.client.invalidate(Filter::exactly(&wide));
    world.run();
    assert_eq!(server.keys()[5..], [wide]);
}

#[test]
fn invalidation_goes_by_predicate() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _one = loaded(&mut world, &server, "a");
    let _other = loaded(&mut world, &server, "b");
    world.client.set(&key("b"), 2u32);
    let meant = Filter::all().matching(|_, state| state.data::<u32>().as_deref() == Some(&2));
    world.client.invalidate(meant);
    world.run();
    assert_eq!(server.keys()[2..], [key("b")]);
}

#[test]
fn invalidation_calls_off_a_refetch_for_another() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = loaded(&mut world, &server, "a");
    let refetched = observer.refetch();
    world.run();
    world.client.invalidate(key("a"));
    assert!(!server.answer(&mut world, Ok(2)));
    assert_eq!(server.asked(), 3);
    server.answer(&mut world, Ok(3));
    assert_eq!(
        world.get(refetched).data.as_deref(),
        Some(&3),
        "who waited gets the newer one"
    );
}

#[test]
fn invalidation_may_leave_a_refetch_alone() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = loaded(&mut world, &server, "a");
    drop(observer.refetch());
    world.run();
    world
        .client
        .invalidate_with(key("a"), Refetch::Active, Running::Share);
    assert!(server.answer(&mut world, Ok(2)));
    assert_eq!(server.asked(), 2);
}

/// TanStack Query would take the first answer for fresh, though it may be older than
/// the reason for the invalidation.
#[test]
fn invalidation_during_the_first_fetch_lets_another_follow_it() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let _observing = observer.subscribe(|_| {});
    world.run();
    world.client.invalidate(key("a"));
    world.client.invalidate(key("a"));
    world.run();
    assert_eq!(server.asked(), 1, "there is nothing to show meanwhile");
    server.answer(&mut world, Ok(1));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
    assert_eq!(server.asked(), 2);
    server.answer(&mut world, Ok(2));
    assert_eq!(
        (server.asked(), observer.current().data.as_deref()),
        (2, Some(&2))
    );
}

#[test]
fn invalidations_that_come_often_let_a_refetch_end() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = loaded(&mut world, &server, "a");
    world.client.invalidate_often(key("a"));
    world.run();
    world.client.invalidate_often(key("a"));
    world.client.invalidate_often(key("a"));
    assert!(server.answer(&mut world, Ok(2)));
    assert_eq!(observer.current().data.as_deref(), Some(&2));
    assert_eq!(server.asked(), 3, "one more for all that came meanwhile");
}

#[test]
fn an_invalidated_query_is_fetched_when_somebody_comes_to_look() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).stale_time(StaleTime::Never);
    world.client.set(&key("a"), 1u32);
    world.client.invalidate(key("a"));
    let observer = Observer::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn success_ends_an_invalidation() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_observer, _observing) = loaded(&mut world, &server, "a");
    world.client.invalidate(key("a"));
    server.answer(&mut world, Ok(2));
    assert!(!world.client.state(&key("a")).unwrap().is_invalidated);
}

#[test]
fn an_invalidation_is_done_when_the_refetches_are() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _one = loaded(&mut world, &server, "a");
    let settled = world.client.invalidate(Filter::all());
    let done = Rc::new(Cell::new(false));
    let when = done.clone();
    (world.client.env().spawn)(Box::pin(async move {
        settled.await;
        when.set(true);
    }));
    world.run();
    assert!(!done.get());
    server.answer(&mut world, Err(forbidden()));
    assert!(done.get(), "whether they succeed or not");
}

#[test]
fn an_invalidation_does_not_wait_for_what_is_paused() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _one = loaded(&mut world, &server, "a");
    world.client.set_online(false);
    let settled = world.client.invalidate(Filter::all());
    world.get(settled);
    assert!(world.client.snapshot::<u32>(&key("a")).is_paused());
}

/// TanStack Query would take the answer for fresh. What somebody left before it came
/// would then stay as it was, for as long as events are relied on to tell of changes.
#[test]
fn an_answer_on_its_way_for_nobody_is_stale_if_it_was_invalidated_meanwhile() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = || {
        let query = server.query(key("a")).stale_time(StaleTime::Never);
        query.on_leave(OnLeave::Keep)
    };
    let (_observer, observing) = observe(&world, query());
    world.run();
    drop(observing);
    world.client.invalidate_often(key("a"));
    server.answer(&mut world, Ok(1));
    assert_eq!(server.asked(), 1, "nobody looks");
    let (observer, _observing) = observe(&world, query());
    assert_eq!(observer.current().data.as_deref(), Some(&1));
    server.answer(&mut world, Ok(2));
    assert_eq!(observer.current().data.as_deref(), Some(&2));
    assert!(!observer.current().is_stale);
}
