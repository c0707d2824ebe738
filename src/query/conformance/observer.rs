//! Somebody who looks.

use super::*;

#[test]
fn nothing_is_fetched_before_somebody_subscribes() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    world.run();
    assert_eq!(server.asked(), 0);
    assert!(observer.current().is_pending() && !observer.current().is_fetching());
    let _observing = observer.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn a_subscriber_hears_of_loading_and_of_success() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (heard, observer) = (
        Heard::default(),
        Observer::new(&world.client, server.query(key("a"))),
    );
    let _observing = observer.subscribe(heard.listener());
    server.answer(&mut world, Ok(1));
    let told = heard.all(|seen| {
        (
            seen.status,
            seen.fetch_status,
            seen.data.as_deref().copied(),
        )
    });
    assert_eq!(
        told,
        [
            (Status::Pending, FetchStatus::Fetching, None),
            (Status::Success, FetchStatus::Idle, Some(1)),
        ]
    );
}

#[test]
fn all_subscribers_of_an_observer_hear_the_same_and_share_its_fetch() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let (one, other) = (Heard::default(), Heard::default());
    let _observing = (
        observer.subscribe(one.listener()),
        observer.subscribe(other.listener()),
    );
    server.answer(&mut world, Ok(1));
    assert_eq!(server.asked(), 1);
    assert_eq!(
        (one.count(), other.count()),
        (2, 1),
        "the first heard the start too"
    );
    assert_eq!(world.client.observers(&key("a")), 1);
}

#[test]
fn who_left_hears_nothing_more() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let (gone, here) = (Heard::default(), Heard::default());
    let leaving = observer.subscribe(gone.listener());
    let _staying = observer.subscribe(here.listener());
    drop(leaving);
    server.answer(&mut world, Ok(1));
    assert_eq!((gone.count(), here.count()), (1, 1));
}

#[test]
fn a_new_observer_fetches_stale_data_in_the_background() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let observer = Observer::new(&world.client, server.query(key("a")));
    let _observing = observer.subscribe(|_| {});
    world.run();
    let seen = observer.current();
    assert!(seen.is_refetching() && seen.data.as_deref() == Some(&1));
}

#[test]
fn a_new_observer_leaves_fresh_data_alone() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let observer = Observer::new(&world.client, server.query(key("a")).stale_time(ms(10)));
    let _observing = observer.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 0);
}

#[test]
fn a_new_observer_may_always_or_never_fetch_what_is_there() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let query = server.query(key("a"));
    let never = Observer::new(&world.client, query.clone().refetch_on_mount(false));
    let _never = never.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 0);
    let fresh = query.stale_time(StaleTime::Never);
    let always = Observer::new(&world.client, fresh.refetch_on_mount(RefetchOn::Always));
    let _always = always.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn a_new_observer_fetches_what_is_missing_even_if_mounting_is_no_reason() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(
        &world.client,
        server.query(key("a")).refetch_on_mount(false),
    );
    let _observing = observer.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn a_new_observer_tries_what_failed_again_unless_told_not_to() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    drop(world.client.fetch(&server.query(key("a"))));
    server.answer(&mut world, Err(forbidden()));
    let shy = Observer::new(&world.client, server.query(key("a")).retry_on_mount(false));
    let _shy = shy.subscribe(|_| {});
    world.run();
    assert!(shy.current().is_error() && server.asked() == 1);
    let keen = Observer::new(&world.client, server.query(key("a")));
    let _keen = keen.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 2);
}

#[test]
fn the_same_options_again_fetch_nothing() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    observer.set_options(server.query(key("a")));
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn refetching_gives_what_is_seen_then() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")).retry(false));
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    let refetched = observer.refetch();
    server.answer(&mut world, Err(forbidden()));
    let seen = world.get(refetched);
    assert!(seen.is_refetch_error() && seen.data.as_deref() == Some(&1));
}

#[test]
fn refetching_works_without_subscribers() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let refetched = observer.refetch();
    server.answer(&mut world, Ok(3));
    assert_eq!(world.get(refetched).data.as_deref(), Some(&3));
}

#[test]
fn data_turns_stale_in_time_and_observers_hear_of_it() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")).stale_time(ms(100)));
    let heard = Heard::default();
    let _observing = observer.subscribe(heard.listener());
    server.answer(&mut world, Ok(1));
    assert!(!observer.current().is_stale);
    world.advance(99);
    assert_eq!(heard.count(), 2);
    world.advance(1);
    assert_eq!(heard.all(|seen| seen.is_stale), [true, false, true]);
    assert_eq!(server.asked(), 1, "nothing is fetched for that");
}

#[test]
fn how_long_data_is_fresh_may_depend_on_it() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let by_data = StaleTime::With(Rc::new(|state| match state.data::<u32>().as_deref() {
        Some(1) => StaleTime::Never,
        _ => StaleTime::After(Duration::ZERO),
    }));
    let observer = Observer::new(&world.client, server.query(key("a")).stale_time(by_data));
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    assert!(!observer.current().is_stale);
    world.client.set(&key("a"), 2u32);
    assert!(observer.current().is_stale);
}

#[test]
fn each_observer_has_its_own_idea_of_fresh() {
    let (world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let query = server.query(key("a")).refetch_on_mount(false);
    let strict = Observer::new(&world.client, query.clone());
    let easy = Observer::new(&world.client, query.stale_time(StaleTime::Never));
    let _observing = (strict.subscribe(|_| {}), easy.subscribe(|_| {}));
    assert!(strict.current().is_stale && !easy.current().is_stale);
    let stale = Filter::all().stale();
    assert_eq!(
        world.client.keys(stale).len(),
        1,
        "stale for anybody is stale"
    );
}

#[test]
fn what_came_before_mounting_is_told_from_what_came_after() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let observer = Observer::new(&world.client, server.query(key("a")));
    let _observing = observer.subscribe(|_| {});
    let seen = observer.current();
    assert!(seen.is_fetched() && !seen.is_fetched_after_mount);
    server.answer(&mut world, Ok(2));
    assert!(observer.current().is_fetched_after_mount);
}

#[test]
fn observers_come_and_go_as_events() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let events = Rc::new(RefCell::new(Vec::new()));
    let log = events.clone();
    let listening = world
        .client
        .on_event(move |event| log.borrow_mut().push(format!("{event:?}")));
    let observer = Observer::new(&world.client, server.query(key("a")).gc_time(ms(1)));
    let observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    observer.set_options(server.query(key("a")));
    drop(observing);
    world.advance(5 * 60_000);
    drop(listening);
    world.client.set(&key("b"), 1u32);
    assert_eq!(
        *events.borrow(),
        [
            "Added(test/a)",
            "ObserverAdded(test/a)",
            "Updated(test/a, Fetch)",
            "Updated(test/a, Success)",
            "ObserverOptionsChanged(test/a)",
            "ObserverRemoved(test/a)",
            "Removed(test/a)",
        ]
    );
}

#[test]
fn an_observer_that_ends_itself_while_it_is_told_does_no_harm() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let held = Rc::new(RefCell::new(None));
    let own = held.clone();
    let observing = observer.subscribe(move |seen| {
        if seen.data.is_some() {
            drop(own.borrow_mut().take());
        }
    });
    *held.borrow_mut() = Some(observing);
    server.answer(&mut world, Ok(1));
    assert_eq!(world.client.observers(&key("a")), 0);
}

#[test]
fn observers_that_select_different_parts_share_one_fetch() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (whole, _whole) = observe(&world, server.query(key("a")));
    let (even, _even) = observe(&world, server.query(key("a")).select(|n| n % 2 == 0));
    server.answer(&mut world, Ok(4));
    assert_eq!(server.asked(), 1);
    assert_eq!(whole.current().data.as_deref(), Some(&4));
    assert_eq!(even.current().data.as_deref(), Some(&true));
}

#[test]
fn a_disabled_observer_is_not_stale() {
    let (world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let (observer, _observing) = observe(&world, server.query(key("a")).enabled(false));
    assert!(!observer.current().is_stale);
    drop(
        world
            .client
            .invalidate_with(key("a"), Refetch::Nothing, Running::Share),
    );
    assert!(!observer.current().is_stale);
    observer.set_options(server.query(key("a")));
    assert!(observer.current().is_stale);
}

#[test]
fn whoever_subscribes_again_sees_what_came_meanwhile_without_fetching() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(
        &world.client,
        server.query(key("a")).stale_time(StaleTime::Never),
    );
    let observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    drop(observing);
    world.client.set(&key("a"), 2u32);
    let heard = Heard::default();
    let _observing = observer.subscribe(heard.listener());
    world.run();
    assert_eq!(observer.current().data.as_deref(), Some(&2));
    assert_eq!((heard.count(), server.asked()), (0, 1));
}

#[test]
fn disabling_and_enabling_again_fetches_only_what_is_stale() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = || server.query(key("a")).stale_time(ms(1_000));
    let (observer, _observing) = observe(&world, query());
    server.answer(&mut world, Ok(1));
    observer.set_options(query().enabled(false));
    observer.set_options(query());
    world.run();
    assert_eq!(server.asked(), 1);
    observer.set_options(query().enabled(false));
    world.advance(1_000);
    assert_eq!(server.asked(), 1);
    observer.set_options(query());
    world.run();
    assert_eq!(server.asked(), 2);
}
