//! Somebody who looks at one thing, then at another.

use super::*;

#[test]
fn another_key_shows_and_fetches_what_is_there() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    observer.set_options(server.query(key("b")));
    let seen = observer.current();
    assert!(seen.is_loading() && seen.data.is_none());
    assert_eq!(world.client.observers(&key("a")), 0);
    server.answer(&mut world, Ok(2));
    observer.set_options(server.query(key("a")));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}

#[test]
fn an_answer_for_the_key_before_does_not_show_under_the_new_one() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let _observing = observer.subscribe(|_| {});
    world.run();
    observer.set_options(server.query(key("b")));
    world.run();
    server.answer(&mut world, Ok(1));
    assert!(observer.current().data.is_none());
    server.answer(&mut world, Ok(2));
    assert_eq!(observer.current().data.as_deref(), Some(&2));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&1));
}

#[test]
fn another_key_calls_off_the_fetch_of_the_one_before_if_it_can_be() {
    for takes_signal in [true, false] {
        let mut world = World::new();
        let server = match takes_signal {
            true => Server::<u32>::that_takes_the_signal(),
            false => Server::default(),
        };
        let (observer, _observing) = observe(&world, server.query(key("a")));
        world.run();
        observer.set_options(server.query(key("b")));
        assert_eq!(server.answer(&mut world, Ok(1)), !takes_signal);
        assert_eq!(world.client.get::<u32>(&key("a")).is_some(), !takes_signal);
    }
}

#[test]
fn another_key_that_is_disabled_is_shown_and_not_fetched() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = loaded(&mut world, &server, "a");
    observer.set_options(server.query(key("b")).enabled(false));
    world.run();
    let seen = observer.current();
    assert!(seen.is_pending() && !seen.is_fetching() && seen.data.is_none());
    assert_eq!(server.asked(), 1);
}

#[test]
fn a_key_that_is_left_and_come_back_to_shares_its_flight() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    world.run();
    observer.set_options(server.query(key("b")));
    world.run();
    observer.set_options(server.query(key("a")));
    world.run();
    assert_eq!(server.keys(), [key("a"), key("b")]);
    server.answer(&mut world, Ok(1));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}
