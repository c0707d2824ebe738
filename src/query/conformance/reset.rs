//! Reset, removal, clearing.

use super::*;

#[test]
fn reset_goes_back_to_nothing_and_fetches_what_is_observed() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = loaded(&mut world, &server, "a");
    drop(loaded(&mut world, &server, "b"));
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
    let (observer, _observing) = loaded(&mut world, &server, "a");
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
    let (observer, _observing) = loaded(&mut world, &server, "a");
    world.client.set(&key("b"), 1u32);
    world.client.clear();
    assert!(world.client.get_matching::<u32>(Filter::all()).is_empty());
    assert_eq!(world.client.keys(Filter::all()), [key("a")]);
    assert!(observer.current().data.is_none());
}
