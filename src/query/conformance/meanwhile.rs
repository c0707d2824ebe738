//! What comes by another way while a fetch is under way, and what becomes of it when
//! that is called off: what it changed is put back, and nothing else.

use super::*;
use crate::{
    model::{Business, BusinessFilter, NewBusiness, Page, Sort, Uuid},
    query::{Dehydrated, DehydratedQuery, List},
};

fn state(world: &World, name: &str) -> crate::query::State {
    world.client.state(&key(name)).unwrap()
}

#[test]
fn what_is_set_while_a_fetch_is_paused_stays_when_that_is_cancelled() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set_online(false);
    let fetched = world.client.fetch(&server.query(key("a")));
    world.run();
    world.client.set(&key("a"), 9u32);
    world.client.cancel(key("a"));
    let state = state(&world, "a");
    assert_eq!(
        (state.status, state.fetch_status),
        (Status::Success, FetchStatus::Idle)
    );
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&9));
    assert_eq!(*world.get(fetched).unwrap(), 9);
}

#[test]
fn an_update_during_a_flight_stays_when_that_is_cancelled() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_observer, _observing) = loaded(&mut world, &server, "a");
    drop(world.client.invalidate(key("a")));
    world.run();
    world.client.update::<u32>(&key("a"), |data| *data += 1);
    world.client.cancel(key("a"));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&2));
    assert!(
        state(&world, "a").is_invalidated,
        "what it was made of is out of date"
    );
}

#[test]
fn an_invalidation_during_a_flight_outlives_it_when_that_is_cancelled() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_observer, _observing) = loaded(&mut world, &server, "a");
    drop(world.client.refetch(key("a")));
    world.run();
    let marks = world
        .client
        .invalidate_with(key("a"), Refetch::Nothing, Running::Share);
    drop(marks);
    world.client.cancel(key("a"));
    assert!(state(&world, "a").is_invalidated);
}

#[test]
fn what_is_hydrated_during_a_flight_stays_when_that_is_cancelled() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.write_as::<u32>(Key::root());
    drop(world.client.fetch(&server.query(key("a"))));
    world.run();
    let queries = vec![DehydratedQuery {
        key: key("a").to_string(),
        data: 5.into(),
        data_updated_at: 900,
        is_invalidated: false,
    }];
    assert_eq!(world.client.hydrate(Dehydrated { queries }), 1);
    assert_eq!(state(&world, "a").fetch_status, FetchStatus::Fetching);
    world.client.cancel(key("a"));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&5));
    assert_eq!(state(&world, "a").fetch_status, FetchStatus::Idle);
}

#[test]
fn an_event_during_a_refetch_is_not_undone_when_the_last_observer_leaves() {
    let (mut world, server) = (World::new(), Server::<List>::that_takes_the_signal());
    let lead = |id: u128| NewBusiness::named("A").into_business(Uuid::from_u128(id), 0);
    let (filter, sort) = (BusinessFilter::default(), Sort::default());
    let page = |leads: Vec<Business>| Page {
        data: leads,
        meta: Default::default(),
    };
    let list_key = Key::business_list(&filter, sort);
    let first = world
        .client
        .first_page(filter, sort, &page(vec![lead(1)]), (0, None));
    world.client.set(&list_key, first);
    let (_observer, observing) = observe(&world, server.query(list_key.clone()));
    world.run();
    assert_eq!(server.asked(), 1);
    world.client.upsert_businesses([lead(2)]);
    drop(observing);
    let list = world.client.get::<List>(&list_key).unwrap();
    assert_eq!(list.len(), 2, "the event is not told again");
}

#[test]
fn an_update_that_supersedes_an_answer_for_nobody_leaves_the_data_stale() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    let query = server.query(key("a"));
    let fetched = world.client.fetch(&query);
    world.run();
    world.client.update::<u32>(&key("a"), |data| *data = 10);
    server.answer(&mut world, Ok(2));
    assert_eq!(*world.get(fetched).unwrap(), 10);
    // The newer answer was dropped, and nobody looks for whom it would be asked again.
    assert!(state(&world, "a").is_invalidated);
    let _seen = observe(&world, query.stale_time(StaleTime::Never));
    world.run();
    assert_eq!(server.asked(), 2);
}

#[test]
fn whoever_waits_for_a_fetch_that_another_replaces_gets_what_that_brings() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 0u32);
    let fetched = world.client.fetch(&server.query(key("a")));
    world.run();
    drop(world.client.refetch(key("a")));
    world.run();
    assert!(!server.answer(&mut world, Ok(1)), "the first is called off");
    server.answer(&mut world, Ok(2));
    assert_eq!(*world.get(fetched).unwrap(), 2);
}

#[test]
fn whoever_waits_when_the_last_observer_takes_the_flight_with_it_gets_the_data_before() {
    let mut world = World::new();
    let (plain, stoppable) = (
        Server::<u32>::default(),
        Server::<u32>::that_takes_the_signal(),
    );
    let (_observer, observing) = loaded(&mut world, &plain, "a");
    let fetched = world.client.fetch(&stoppable.query(key("a")));
    world.run();
    drop(observing);
    assert_eq!(*world.get(fetched).unwrap(), 1);
}

#[test]
fn those_who_wait_while_a_query_is_reset_get_what_it_brings() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_observer, _observing) = loaded(&mut world, &server, "a");
    let fetched = world.client.fetch(&server.query(key("a")));
    world.run();
    drop(world.client.reset(key("a")));
    world.run();
    assert!(!server.answer(&mut world, Ok(2)), "asked before the reset");
    server.answer(&mut world, Ok(3));
    assert_eq!(*world.get(fetched).unwrap(), 3);
}

#[test]
fn removal_during_a_fetch_leaves_its_observer_at_rest() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let heard = Heard::default();
    let observer = Observer::new(&world.client, server.query(key("a")));
    let _observing = observer.subscribe(heard.listener());
    world.run();
    world.client.remove(key("a"));
    let seen = observer.current();
    assert!(
        !seen.is_fetching() && seen.is_pending(),
        "no spinner for ever"
    );
    assert_eq!(heard.all(|seen| seen.is_fetching()), [true, false]);
}

#[test]
fn initial_data_that_comes_during_a_fetch_stays_when_that_is_cancelled() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    drop(world.client.fetch(&server.query(key("a"))));
    world.run();
    let observer = Observer::new(&world.client, server.query(key("a")).initial_data(4));
    assert!(observer.current().is_fetching(), "it goes on");
    world.client.cancel(key("a"));
    let seen = observer.current();
    assert_eq!(seen.data.as_deref(), Some(&4));
    assert!(seen.is_success() && !seen.is_fetching());
}

#[test]
fn a_paused_refetch_that_is_cancelled_puts_back_how_the_last_one_failed() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")).retry(false));
    server.answer(&mut world, Err(unreachable()));
    world.client.set_online(false);
    drop(observer.refetch());
    world.run();
    let seen = observer.current();
    assert!(seen.is_paused() && seen.is_pending() && seen.failure_count == 0);
    world.client.cancel(key("a"));
    let seen = observer.current();
    assert!(seen.is_error() && seen.failure_count == 1 && !seen.is_paused());
}
