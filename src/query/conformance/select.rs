//! Showing a part.

use super::*;
use crate::model::Failure;

#[test]
fn select_shows_a_part_and_the_cache_keeps_all() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(
        &world.client,
        server.query(key("a")).select(|data| data.to_string()),
    );
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(7));
    assert_eq!(
        observer.current().data.as_deref().map(String::as_str),
        Some("7")
    );
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&7));
}

#[test]
fn select_runs_only_when_the_data_changed() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let runs = Rc::new(Cell::new(0));
    let count = runs.clone();
    let query = server.query(key("a")).select(move |data| {
        count.set(count.get() + 1);
        data * 2
    });
    let observer = Observer::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    assert_eq!(runs.get(), 1);
    drop(observer.refetch());
    server.answer(&mut world, Ok(1));
    observer.current();
    assert_eq!(runs.get(), 1, "equal data is the same data");
    world.client.set(&key("a"), 2u32);
    observer.current();
    assert_eq!(runs.get(), 2);
}

#[test]
fn select_runs_again_with_another_function_and_not_with_the_same() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let runs = Rc::new(Cell::new(0));
    let selecting = |by: u32| {
        let count = runs.clone();
        server
            .query(key("a"))
            .stale_time(StaleTime::Never)
            .select(move |data| {
                count.set(count.get() + 1);
                data * by
            })
    };
    let doubling = selecting(2);
    let observer = Observer::new(&world.client, doubling.clone());
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    observer.set_options(doubling);
    assert_eq!(
        (observer.current().data.as_deref(), runs.get()),
        (Some(&2), 1)
    );
    observer.set_options(selecting(3));
    assert_eq!(
        (observer.current().data.as_deref(), runs.get()),
        (Some(&3), 2)
    );
}

#[test]
fn equal_selections_keep_their_identity_and_wake_nobody() {
    let world = World::new();
    world.client.set(&key("a"), 10u32);
    let (heard, observer) = (
        Heard::default(),
        Observer::new(
            &world.client,
            Query::<u32>::cached(key("a")).select(|data| data / 10),
        ),
    );
    let _observing = observer.subscribe(heard.listener());
    let before = observer.current().data.unwrap();
    world.client.set(&key("a"), 11u32);
    assert!(Rc::ptr_eq(&before, &observer.current().data.unwrap()));
    assert_eq!(heard.count(), 0);
    world.client.set(&key("a"), 20u32);
    assert_eq!(heard.count(), 1);
}

#[test]
fn an_error_of_select_shows_beside_what_was_selected_before() {
    let world = World::new();
    world.client.set(&key("a"), 1u32);
    let query = Query::<u32>::cached(key("a")).try_select(|data| match data {
        1 => Ok(*data),
        _ => Err(Failure::Unreadable("too many".into())),
    });
    let (heard, observer) = (Heard::default(), Observer::new(&world.client, query));
    let _observing = observer.subscribe(heard.listener());
    world.client.set(&key("a"), 2u32);
    let seen = observer.current();
    assert!(seen.is_error() && seen.data.as_deref() == Some(&1));
    assert_eq!(heard.count(), 1);
    assert!(
        world.client.snapshot::<u32>(&key("a")).is_success(),
        "it is this observer's alone"
    );
    world.client.set(&key("a"), 1u32);
    assert!(observer.current().is_success());
}

#[test]
fn a_failing_select_does_not_run_again_for_the_same_data() {
    let world = World::new();
    let runs = Rc::new(Cell::new(0));
    let count = runs.clone();
    world.client.set(&key("a"), 1u32);
    let query = Query::<u32>::cached(key("a")).try_select::<u32>(move |_| {
        count.set(count.get() + 1);
        Err(Failure::Unreadable("never".into()))
    });
    let observer = Observer::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    let errors = (
        observer.current().error.unwrap(),
        observer.current().error.unwrap(),
    );
    assert!(Rc::ptr_eq(&errors.0, &errors.1) && runs.get() == 1);
}

#[test]
fn a_selector_may_look_at_the_cache() {
    let world = World::new();
    world.client.set(&key("factor"), 3u32);
    world.client.set(&key("a"), 2u32);
    let client = world.client.clone();
    let query = Query::<u32>::cached(key("a"))
        .select(move |data| data * *client.get::<u32>(&key("factor")).unwrap());
    assert_eq!(
        Observer::new(&world.client, query)
            .current()
            .data
            .as_deref(),
        Some(&6)
    );
}

#[test]
fn without_sharing_equal_selections_are_new() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).without_sharing();
    let (observer, _observing) = observe(&world, query.select(|_| "same".to_owned()));
    server.answer(&mut world, Ok(1));
    let first = observer.current().data.unwrap();
    drop(observer.refetch());
    server.answer(&mut world, Ok(2));
    let second = observer.current().data.unwrap();
    assert!(first == second && !Rc::ptr_eq(&first, &second));
}

#[test]
fn an_error_of_select_is_not_shown_under_another_key() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let odd = |name: &str| {
        server.query(key(name)).try_select(|data| match data % 2 {
            0 => Ok(*data),
            _ => Err(forbidden()),
        })
    };
    let (observer, _observing) = observe(&world, odd("a"));
    server.answer(&mut world, Ok(1));
    assert!(observer.current().is_error());
    observer.set_options(odd("b"));
    let seen = observer.current();
    assert!(seen.is_pending() && seen.error.is_none() && seen.is_fetching());
    server.answer(&mut world, Ok(2));
    assert_eq!(observer.current().data.as_deref(), Some(&2));
}
