//! Many queries at once.

use super::*;
use crate::query::Queries;

fn queries(server: &Server<u32>, names: &[&str]) -> Vec<Query<u32>> {
    let query = |name: &&str| server.query(key(name)).stale_time(StaleTime::Never);
    names.iter().map(query).collect()
}

#[test]
fn they_are_fetched_side_by_side_and_seen_in_order() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let many = Queries::new(&world.client, queries(&server, &["a", "b"]));
    let _observing = many.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 2);
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(2));
    let seen = many.current();
    let data: Vec<u32> = seen.iter().map(|one| *one.data.clone().unwrap()).collect();
    assert_eq!(data, [1, 2]);
    let sum = many.combine(|all| {
        all.iter()
            .filter_map(|one| one.data.as_deref())
            .sum::<u32>()
    });
    assert_eq!(sum, 3);
}

#[test]
fn subscribers_hear_of_each_with_all() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let many = Queries::new(&world.client, queries(&server, &["a", "b"]));
    let heard = Rc::new(RefCell::new(Vec::new()));
    let log = heard.clone();
    let _observing = many.subscribe(move |all| {
        let loaded = all.iter().filter(|one| one.data.is_some()).count();
        log.borrow_mut().push((all.len(), loaded));
    });
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(2));
    assert_eq!(heard.borrow().last(), Some(&(2, 2)));
}

#[test]
fn those_that_stay_are_not_fetched_again_when_others_come_and_go() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let many = Queries::new(&world.client, queries(&server, &["a", "b"]));
    let _observing = many.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(2));
    many.set_queries(queries(&server, &["c", "b"]));
    world.run();
    assert_eq!(server.keys(), [key("a"), key("b"), key("c")]);
    assert_eq!(world.client.observers(&key("a")), 0);
    assert_eq!(world.client.observers(&key("b")), 1);
    server.answer(&mut world, Ok(3));
    let data: Vec<u32> = many
        .current()
        .iter()
        .map(|one| *one.data.clone().unwrap())
        .collect();
    assert_eq!(data, [3, 2]);
}

#[test]
fn there_may_be_none() {
    let (world, server) = (World::new(), Server::<u32>::default());
    let many = Queries::new(&world.client, queries(&server, &[]));
    let _observing = many.subscribe(|_| {});
    assert!(many.current().is_empty());
}

#[test]
fn they_end_with_the_last_subscriber() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let many = Queries::new(&world.client, queries(&server, &["a", "b"]));
    let (one, other) = (many.subscribe(|_| {}), many.subscribe(|_| {}));
    world.run();
    drop(one);
    assert_eq!(world.client.observers(&key("a")), 1);
    drop(other);
    assert_eq!(world.client.observers(&key("a")), 0);
}

#[test]
fn what_changes_at_once_is_told_once() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let many = Queries::new(&world.client, queries(&server, &["a", "b"]));
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    let _observing = many.subscribe(move |_| count.set(count.get() + 1));
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(2));
    told.set(0);
    world.client.batch(|| {
        world.client.set(&key("a"), 3u32);
        world.client.set(&key("b"), 4u32);
    });
    assert_eq!(told.get(), 1);
}

#[test]
fn the_same_queries_again_tell_nobody_and_others_or_another_order_do() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let many = Queries::new(&world.client, queries(&server, &["a", "b"]));
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    let _observing = many.subscribe(move |_| count.set(count.get() + 1));
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(2));
    told.set(0);
    many.set_queries(queries(&server, &["a", "b"]));
    assert_eq!(told.get(), 0);
    many.set_queries(queries(&server, &["b", "a"]));
    assert_eq!(told.get(), 1);
    many.set_queries(queries(&server, &["b"]));
    assert_eq!(told.get(), 2);
    assert_eq!(many.current().len(), 1);
}

#[test]
fn a_query_may_be_there_twice() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let many = Queries::new(&world.client, queries(&server, &["a", "b", "a"]));
    let _observing = many.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(2));
    assert_eq!(server.asked(), 2);
    let data = |seen: Vec<crate::query::Snapshot<u32>>| -> Vec<u32> {
        seen.into_iter().map(|one| *one.data.unwrap()).collect()
    };
    assert_eq!(data(many.current()), [1, 2, 1]);
    many.set_queries(queries(&server, &["a", "a"]));
    assert_eq!(data(many.current()), [1, 1]);
    assert_eq!(world.client.observers(&key("a")), 2);
}

#[test]
fn a_subscriber_that_ends_another_while_it_is_told_does_no_harm() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let many = Queries::new(&world.client, queries(&server, &["a"]));
    let second: Rc<RefCell<Option<crate::query::Observing>>> = Rc::default();
    let ended = second.clone();
    let _first = many.subscribe(move |_| drop(ended.take()));
    let heard = Rc::new(Cell::new(false));
    let hears = heard.clone();
    *second.borrow_mut() = Some(many.subscribe(move |_| hears.set(true)));
    server.answer(&mut world, Ok(1));
    assert!(!heard.get());
}
