//! `fetch`, `ensure`, `prefetch`: one flight for all who ask.

use super::*;

#[test]
fn those_who_ask_at_the_same_time_share_one_flight() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    let (one, other) = (world.client.fetch(&query), world.client.fetch(&query));
    world.run();
    assert_eq!(server.asked(), 1);
    server.answer(&mut world, Ok(7));
    let (one, other) = (world.get(one).unwrap(), world.get(other).unwrap());
    assert!(Rc::ptr_eq(&one, &other) && *one == 7);
}

#[test]
fn a_fetch_begins_at_once_and_goes_on_if_nobody_awaits_it() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    drop(world.client.fetch(&server.query(key("a"))));
    server.answer(&mut world, Ok(7));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&7));
}

#[test]
fn fetch_takes_fresh_data_from_the_cache() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).stale_time(ms(100));
    world.client.set(&key("a"), 5u32);
    let fetched = world.client.fetch(&query);
    assert_eq!(*world.get(fetched).unwrap(), 5);
    world.advance(100);
    let fetched = world.client.fetch(&query);
    server.answer(&mut world, Ok(6));
    assert_eq!(*world.get(fetched).unwrap(), 6);
}

#[test]
fn fetch_asks_again_for_stale_data_by_default() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 5u32);
    drop(world.client.fetch(&server.query(key("a"))));
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn fetch_asks_again_for_data_that_was_invalidated_however_fresh() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).stale_time(StaleTime::Never);
    world.client.set(&key("a"), 5u32);
    world.client.invalidate(key("a"));
    drop(world.client.fetch(&query));
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn fetch_never_asks_again_for_static_data() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).stale_time(StaleTime::Static);
    world.client.set(&key("a"), 5u32);
    world.client.invalidate(key("a"));
    let fetched = world.client.fetch(&query);
    assert_eq!(*world.get(fetched).unwrap(), 5);
    assert_eq!(server.asked(), 0);
}

#[test]
fn fetch_does_not_try_again_by_default_and_rejects() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let fetched = world.client.fetch(&server.query(key("a")));
    server.answer(&mut world, Err(unreachable()));
    let failed = world.get(fetched).unwrap_err();
    assert_eq!(failed, FetchError::Failed(Rc::new(unreachable())));
    world.advance(60_000);
    assert_eq!(server.asked(), 1);
}

#[test]
fn fetch_tries_again_if_the_query_says_so() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let fetched = world.client.fetch(&server.query(key("a")).retry(1));
    server.answer(&mut world, Err(unreachable()));
    world.advance(1_000);
    server.answer(&mut world, Ok(1));
    assert_eq!(*world.get(fetched).unwrap(), 1);
}

#[test]
fn fetch_tries_again_if_the_defaults_say_so() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world
        .client
        .set_defaults(Key::root(), Settings::new().retry(1));
    drop(world.client.fetch(&server.query(key("a"))));
    server.answer(&mut world, Err(unreachable()));
    world.advance(1_000);
    assert_eq!(server.asked(), 2);
}

#[test]
fn fetch_joins_the_flight_of_an_observer_with_its_tries() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    let observer = Observer::new(&world.client, query.clone());
    let _observing = observer.subscribe(|_| {});
    let fetched = world.client.fetch(&query);
    server.answer(&mut world, Err(unreachable()));
    world.advance(1_000);
    server.answer(&mut world, Ok(2));
    assert_eq!(*world.get(fetched).unwrap(), 2);
}

#[test]
fn ensure_gives_what_is_cached_however_old() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 5u32);
    world.client.invalidate(key("a"));
    world.advance(1_000);
    let ensured = world.client.ensure(&server.query(key("a")));
    assert_eq!(*world.get(ensured).unwrap(), 5);
    assert_eq!(server.asked(), 0);
}

#[test]
fn ensure_fetches_what_is_not_cached() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let ensured = world.client.ensure(&server.query(key("a")));
    server.answer(&mut world, Ok(3));
    assert_eq!(*world.get(ensured).unwrap(), 3);
}

#[test]
fn ensure_fresh_gives_the_old_and_fetches_the_new() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).stale_time(ms(100));
    world.client.set(&key("a"), 5u32);
    drop(world.client.ensure_fresh(&query));
    world.run();
    assert_eq!(server.asked(), 0, "it is fresh");
    world.advance(100);
    let ensured = world.client.ensure_fresh(&query);
    assert_eq!(*world.get(ensured).unwrap(), 5);
    server.answer(&mut world, Ok(6));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&6));
}

#[test]
fn ensure_takes_initial_data_for_cached() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let ensured = world.client.ensure(&server.query(key("a")).initial_data(4));
    assert_eq!(*world.get(ensured).unwrap(), 4);
    assert_eq!(server.asked(), 0);
}

#[test]
fn prefetch_never_fails() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let prefetched = world.client.prefetch(&server.query(key("a")));
    server.answer(&mut world, Err(forbidden()));
    world.get(prefetched);
    assert!(world.client.snapshot::<u32>(&key("a")).is_error());
}

#[test]
fn prefetched_data_is_fresh_for_who_comes_soon() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).stale_time(ms(5_000));
    drop(world.client.prefetch(&query));
    server.answer(&mut world, Ok(1));
    let observer = Observer::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    world.run();
    assert_eq!(server.asked(), 1);
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}

#[test]
fn a_failed_refetch_keeps_the_data_beside_the_error() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    drop(world.client.fetch(&query));
    server.answer(&mut world, Ok(7));
    drop(world.client.fetch(&query));
    server.answer(&mut world, Err(forbidden()));
    let seen = world.client.snapshot::<u32>(&key("a"));
    assert_eq!(seen.data.as_deref(), Some(&7));
    assert!(seen.is_refetch_error() && !seen.is_loading_error());
}

#[test]
fn a_failed_refetch_leaves_the_data_stale() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).stale_time(StaleTime::Never);
    world.client.set(&key("a"), 7u32);
    world.client.invalidate(key("a"));
    drop(world.client.fetch(&query));
    server.answer(&mut world, Err(forbidden()));
    drop(world.client.fetch(&query));
    world.run();
    assert_eq!(server.asked(), 2);
}

#[test]
fn an_error_goes_when_a_first_fetch_begins_again_and_stays_while_there_is_data() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    drop(world.client.fetch(&query));
    server.answer(&mut world, Err(forbidden()));
    drop(world.client.fetch(&query));
    world.run();
    let seen = world.client.snapshot::<u32>(&key("a"));
    assert!(seen.is_loading() && seen.error.is_none());
    server.answer(&mut world, Ok(1));
    drop(world.client.fetch(&query));
    server.answer(&mut world, Err(forbidden()));
    drop(world.client.fetch(&query));
    world.run();
    let seen = world.client.snapshot::<u32>(&key("a"));
    assert!(seen.is_refetching() && seen.error.is_some());
}

#[test]
fn status_and_fetch_status_are_two_things() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    let state = |world: &World| {
        let state = world.client.state(&key("a")).unwrap();
        (state.status, state.fetch_status)
    };
    drop(world.client.fetch(&query));
    assert_eq!(state(&world), (Status::Pending, FetchStatus::Fetching));
    server.answer(&mut world, Ok(1));
    assert_eq!(state(&world), (Status::Success, FetchStatus::Idle));
    world.client.set_online(false);
    drop(world.client.fetch(&query));
    assert_eq!(state(&world), (Status::Success, FetchStatus::Paused));
    world.client.set_online(true);
    server.answer(&mut world, Err(forbidden()));
    assert_eq!(state(&world), (Status::Error, FetchStatus::Idle));
}

#[test]
fn counts_and_times_tell_what_came_when() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    drop(world.client.fetch(&query));
    world.advance(5);
    server.answer(&mut world, Ok(1));
    drop(world.client.fetch(&query));
    world.advance(7);
    server.answer(&mut world, Err(forbidden()));
    let state = world.client.state(&key("a")).unwrap();
    assert_eq!((state.data_updates, state.data_updated_at), (1, 1_005));
    assert_eq!((state.error_updates, state.error_updated_at), (1, 1_012));
    assert_eq!(state.failure_count, 1);
    assert!(state.failure_reason.is_some());
}

#[test]
fn the_fetch_function_is_told_its_key_and_meta() {
    let mut world = World::new();
    let query = Query::new(key("a"), |context| async move {
        Ok(format!(
            "{} {}",
            context.key,
            context.meta.unwrap_or_default()
        ))
    });
    let fetched = world.client.fetch(&query.meta(serde_json::json!("m")));
    assert_eq!(*world.get(fetched).unwrap(), "test/a \"m\"");
}

#[test]
fn what_nobody_says_how_to_fetch_cannot_be_fetched() {
    let mut world = World::new();
    let fetched = world.client.fetch(&Query::<u32>::cached(key("a")));
    assert_eq!(world.get(fetched).unwrap_err(), FetchError::NoFetch);
    world.client.set(&key("a"), 1u32);
    let fetched = world
        .client
        .fetch(&Query::<u32>::cached(key("a")).stale_time(StaleTime::Never));
    assert_eq!(*world.get(fetched).unwrap(), 1);
}

#[test]
fn data_of_another_type_is_an_error_and_not_a_panic() {
    let (mut world, server) = (World::new(), Server::<String>::default());
    world.client.set(&key("a"), 1u32);
    let query = server.query(key("a")).stale_time(StaleTime::Never);
    let fetched = world.client.fetch(&query);
    assert_eq!(world.get(fetched).unwrap_err(), FetchError::OtherType);
    assert!(world.client.get::<String>(&key("a")).is_none());
}

#[test]
fn equal_answers_keep_their_identity() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    drop(world.client.fetch(&query));
    server.answer(&mut world, Ok(7));
    let before = world.client.get::<u32>(&key("a")).unwrap();
    drop(world.client.fetch(&query));
    server.answer(&mut world, Ok(7));
    assert!(Rc::ptr_eq(
        &before,
        &world.client.get::<u32>(&key("a")).unwrap()
    ));
}

#[test]
fn without_sharing_every_answer_is_new() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).without_sharing();
    drop(world.client.fetch(&query));
    server.answer(&mut world, Ok(7));
    let before = world.client.get::<u32>(&key("a")).unwrap();
    drop(world.client.fetch(&query));
    server.answer(&mut world, Ok(7));
    assert!(!Rc::ptr_eq(
        &before,
        &world.client.get::<u32>(&key("a")).unwrap()
    ));
}

#[test]
fn a_query_may_say_itself_what_answers_share() {
    let (mut world, server) = (World::new(), Server::<Vec<Rc<u32>>>::default());
    let query = server.query(key("a")).sharing(|old, new| {
        let kept = new.into_iter().map(|item| {
            let known = old.iter().find(|known| **known == item);
            known.cloned().unwrap_or(item)
        });
        Rc::new(kept.collect())
    });
    drop(world.client.fetch(&query));
    server.answer(&mut world, Ok(vec![Rc::new(1), Rc::new(2)]));
    let before = world.client.get::<Vec<Rc<u32>>>(&key("a")).unwrap();
    drop(world.client.fetch(&query));
    server.answer(&mut world, Ok(vec![Rc::new(2), Rc::new(3)]));
    let after = world.client.get::<Vec<Rc<u32>>>(&key("a")).unwrap();
    assert!(Rc::ptr_eq(&before[1], &after[0]));
}
