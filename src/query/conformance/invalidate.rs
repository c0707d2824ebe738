//! Invalidation, refetching, reset, removal.

use super::*;
use crate::query::Observing;

fn observed(world: &mut World, server: &Server, name: &str) -> (Observer<u32>, Observing) {
    let observer = Observer::new(&world.client, server.query(key(name)));
    let observing = observer.subscribe(|_| {});
    server.answer(world, Ok(1));
    (observer, observing)
}

#[test]
fn invalidation_refetches_what_is_observed_and_only_marks_the_rest() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _seen = observed(&mut world, &server, "a");
    drop(observed(&mut world, &server, "b"));
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
        let _seen = observed(&mut world, &server, "a");
        drop(observed(&mut world, &server, "b"));
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
    let _one = observed(&mut world, &server, "a");
    let _other = observed(&mut world, &server, "b");
    world.client.set(&key("b"), 2u32);
    let meant = Filter::all().matching(|_, state| state.data::<u32>().as_deref() == Some(&2));
    world.client.invalidate(meant);
    world.run();
    assert_eq!(server.keys()[2..], [key("b")]);
}

#[test]
fn invalidation_calls_off_a_refetch_for_another() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observed(&mut world, &server, "a");
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
    let (observer, _observing) = observed(&mut world, &server, "a");
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
    let (observer, _observing) = observed(&mut world, &server, "a");
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
    let (_observer, _observing) = observed(&mut world, &server, "a");
    world.client.invalidate(key("a"));
    server.answer(&mut world, Ok(2));
    assert!(!world.client.state(&key("a")).unwrap().is_invalidated);
}

#[test]
fn an_invalidation_is_done_when_the_refetches_are() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _one = observed(&mut world, &server, "a");
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
    let _one = observed(&mut world, &server, "a");
    world.client.set_online(false);
    let settled = world.client.invalidate(Filter::all());
    world.get(settled);
    assert!(world.client.snapshot::<u32>(&key("a")).is_paused());
}

#[test]
fn refetch_fetches_observed_and_unobserved_stale_and_fresh() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _one = observed(&mut world, &server, "a");
    drop(observed(&mut world, &server, "b"));
    drop(world.client.refetch(Filter::all()));
    world.run();
    assert_eq!(server.keys()[2..], [key("a"), key("b")]);
}

#[test]
fn refetch_goes_by_filters() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _one = observed(&mut world, &server, "a");
    drop(observed(&mut world, &server, "b"));
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
    let (observer, _observing) = observed(&mut world, &server, "a");
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
    let (_observer, _observing) = observed(&mut world, &server, "a");
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
    let (_observer, _observing) = observed(&mut world, &server, "a");
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
fn reset_goes_back_to_nothing_and_fetches_what_is_observed() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observed(&mut world, &server, "a");
    drop(observed(&mut world, &server, "b"));
    drop(world.client.reset(Filter::all()));
    world.run();
    let seen = observer.current();
    assert!(seen.is_loading() && seen.data.is_none());
    assert!(world.client.get::<u32>(&key("b")).is_none());
    assert_eq!(server.keys()[2..], [key("a")]);
    server.answer(&mut world, Ok(4));
    assert_eq!(observer.current().data.as_deref(), Some(&4));
}

#[test]
fn reset_goes_back_to_initial_data() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")).initial_data(10));
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    drop(world.client.reset(key("a")));
    assert_eq!(observer.current().data.as_deref(), Some(&10));
    world.run();
    assert_eq!(server.asked(), 2);
}

#[test]
fn reset_ends_a_flight_and_an_error() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    drop(world.client.fetch(&query));
    server.answer(&mut world, Err(forbidden()));
    let fetched = world.client.fetch(&query);
    world.run();
    drop(world.client.reset(key("a")));
    let seen = world.client.snapshot::<u32>(&key("a"));
    assert!(seen.is_pending() && seen.error.is_none() && !seen.is_fetching());
    assert_eq!(world.get(fetched).unwrap_err(), FetchError::Cancelled);
    assert!(!server.answer(&mut world, Ok(9)));
}

#[test]
fn reset_tells_observers_though_nothing_is_fetched() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let (heard, observer) = (
        Heard::default(),
        Observer::new(&world.client, server.query(key("a")).enabled(false)),
    );
    let _observing = observer.subscribe(heard.listener());
    drop(world.client.reset(key("a")));
    world.run();
    assert_eq!(heard.all(|seen| seen.data.is_some()), [false]);
    assert_eq!(server.asked(), 0);
}

#[test]
fn removal_takes_a_query_out_and_its_observer_keeps_what_it_sees() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observed(&mut world, &server, "a");
    world.client.remove(key("a"));
    assert!(world.client.state(&key("a")).is_none());
    assert_eq!(observer.current().data.as_deref(), Some(&1));
    drop(observer.refetch());
    server.answer(&mut world, Ok(2));
    assert_eq!(observer.current().data.as_deref(), Some(&2));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&2));
}

#[test]
fn removal_ends_a_flight() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let fetched = world.client.fetch(&server.query(key("a")));
    world.run();
    world.client.remove(Filter::all());
    assert!(!server.answer(&mut world, Ok(1)));
    assert_eq!(world.get(fetched).unwrap_err(), FetchError::Cancelled);
    assert!(world.client.state(&key("a")).is_none());
}

#[test]
fn clearing_leaves_nothing_behind() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observed(&mut world, &server, "a");
    world.client.set(&key("b"), 1u32);
    world.client.clear();
    assert!(world.client.get_matching::<u32>(Filter::all()).is_empty());
    assert_eq!(world.client.keys(Filter::all()), [key("a")]);
    assert!(observer.current().data.is_none());
}
