//! What is shown until there is data.

use super::*;

#[test]
fn a_placeholder_is_shown_as_success_and_not_kept() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")).placeholder(5));
    let _observing = observer.subscribe(|_| {});
    world.run();
    let seen = observer.current();
    assert!(seen.is_success() && seen.is_placeholder && seen.is_fetching());
    assert_eq!(seen.data.as_deref(), Some(&5));
    assert!(world.client.get::<u32>(&key("a")).is_none());
    assert_eq!(server.asked(), 1);
    server.answer(&mut world, Ok(6));
    let seen = observer.current();
    assert!(!seen.is_placeholder && seen.data.as_deref() == Some(&6));
}

#[test]
fn a_placeholder_gives_way_to_an_error() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")).placeholder(5));
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Err(forbidden()));
    let seen = observer.current();
    assert!(seen.is_loading_error() && !seen.is_placeholder);
}

#[test]
fn a_placeholder_gives_way_to_what_is_cached() {
    let (world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let observer = Observer::new(&world.client, server.query(key("a")).placeholder(5));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
    assert!(!observer.current().is_placeholder);
}

#[test]
fn each_observer_has_its_own_placeholder() {
    let (world, server) = (World::new(), Server::<u32>::default());
    let one = Observer::new(&world.client, server.query(key("a")).placeholder(1));
    let other = Observer::new(&world.client, server.query(key("a")));
    assert_eq!(one.current().data.as_deref(), Some(&1));
    assert!(other.current().is_pending());
}

#[test]
fn a_placeholder_may_be_made_of_what_was_shown_before() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = |name| {
        server
            .query(key(name))
            .placeholder_with(|before| before.map(|before| before * 100))
    };
    let observer = Observer::new(&world.client, query("a"));
    let _observing = observer.subscribe(|_| {});
    assert!(observer.current().is_pending(), "nothing was shown before");
    server.answer(&mut world, Ok(3));
    observer.set_options(query("b"));
    assert_eq!(observer.current().data.as_deref(), Some(&300));
}

#[test]
fn the_previous_data_stays_until_there_is_new() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = |name| server.query(key(name)).keep_previous();
    let observer = Observer::new(&world.client, query("a"));
    let heard = Heard::default();
    let _observing = observer.subscribe(heard.listener());
    server.answer(&mut world, Ok(1));
    observer.set_options(query("b"));
    let seen = observer.current();
    assert!(seen.is_placeholder && seen.is_success() && seen.is_fetching());
    assert_eq!(seen.data.as_deref(), Some(&1));
    server.answer(&mut world, Ok(2));
    let told = heard.all(|seen| (seen.data.as_deref().copied(), seen.is_placeholder));
    assert_eq!(
        told,
        [
            (None, false),
            (Some(1), false),
            (Some(1), true),
            (Some(2), false)
        ]
    );
}

#[test]
fn the_previous_data_stays_over_several_keys() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = |name| server.query(key(name)).keep_previous();
    let observer = Observer::new(&world.client, query("a"));
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    let first = observer.current().data.unwrap();
    observer.set_options(query("b"));
    observer.set_options(query("c"));
    let seen = observer.current();
    assert!(seen.is_placeholder && Rc::ptr_eq(&seen.data.unwrap(), &first));
}

#[test]
fn the_previous_data_goes_when_the_new_key_fails() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = |name| server.query(key(name)).keep_previous().retry(false);
    let observer = Observer::new(&world.client, query("a"));
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    observer.set_options(query("b"));
    server.answer(&mut world, Err(forbidden()));
    let seen = observer.current();
    assert!(seen.is_error() && seen.data.is_none() && !seen.is_placeholder);
}

#[test]
fn the_previous_data_is_not_kept_under_the_new_key() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = |name| server.query(key(name)).keep_previous();
    let observer = Observer::new(&world.client, query("a"));
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    observer.set_options(query("b"));
    assert!(world.client.get::<u32>(&key("b")).is_none());
}

#[test]
fn a_placeholder_goes_through_select() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let runs = Rc::new(Cell::new(0));
    let count = runs.clone();
    let query = server.query(key("a")).placeholder(5).select(move |data| {
        count.set(count.get() + 1);
        data + 1
    });
    let observer = Observer::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    world.run();
    assert_eq!(observer.current().data.as_deref(), Some(&6));
    assert_eq!(runs.get(), 1, "once for the placeholder");
}

#[test]
fn an_equal_placeholder_keeps_its_identity_and_wakes_nobody() {
    let (world, server) = (World::new(), Server::<u32>::default());
    let query = || server.query(key("a")).enabled(false).placeholder(5);
    let (heard, observer) = (Heard::default(), Observer::new(&world.client, query()));
    let _observing = observer.subscribe(heard.listener());
    let first = observer.current().data.unwrap();
    observer.set_options(query());
    assert!(Rc::ptr_eq(&observer.current().data.unwrap(), &first));
    assert_eq!(heard.count(), 0);
}

#[test]
fn what_stands_in_from_the_key_before_is_not_selected_from_again() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let runs = Rc::new(Cell::new(0));
    let count = runs.clone();
    let query = server
        .query(key("a"))
        .placeholder_with(|previous| previous.copied())
        .select(move |data| {
            count.set(count.get() + 1);
            data + 1
        });
    let (observer, _observing) = observe(&world, query.clone());
    server.answer(&mut world, Ok(1));
    observer.set_options(query.keyed(key("b")));
    assert!(observer.current().is_placeholder);
    server.answer(&mut world, Ok(2));
    assert_eq!(observer.current().data.as_deref(), Some(&3));
    assert_eq!(runs.get(), 2, "once for each data");
}

#[test]
fn a_placeholder_that_cannot_be_selected_from_is_an_error_and_no_placeholder() {
    let (world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).placeholder(5);
    let query = query.try_select::<u32>(|_| Err(forbidden()));
    let seen = Observer::new(&world.client, query).current();
    assert!(seen.is_error() && !seen.is_placeholder && seen.data.is_none());
}

#[test]
fn a_placeholder_that_could_not_be_made_is_made_when_it_can() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let known = Rc::new(Cell::new(None));
    let made = known.clone();
    let query = server.query(key("a")).placeholder_with(move |_| made.get());
    let (observer, _observing) = observe(&world, query.clone());
    world.run();
    assert!(observer.current().is_pending());
    known.set(Some(5));
    observer.set_options(query);
    let seen = observer.current();
    assert!(seen.is_placeholder && seen.data.as_deref() == Some(&5));
}
