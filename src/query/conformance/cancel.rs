//! Calling off.

use super::*;

#[test]
fn cancelling_a_first_fetch_puts_back_that_nothing_is_known() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let fetched = world.client.fetch(&server.query(key("a")));
    world.run();
    world.client.cancel(key("a"));
    let state = world.client.state(&key("a")).unwrap();
    assert_eq!(
        (state.status, state.fetch_status),
        (Status::Pending, FetchStatus::Idle)
    );
    assert_eq!(world.get(fetched).unwrap_err(), FetchError::Cancelled);
    assert!(
        !server.answer(&mut world, Ok(1)),
        "the request is called off"
    );
    assert!(world.client.get::<u32>(&key("a")).is_none());
}

#[test]
fn cancelling_a_refetch_puts_back_the_state_before_and_gives_the_data_before() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    world.client.set(&key("a"), 1u32);
    world
        .client
        .invalidate_with(key("a"), Refetch::Nothing, Running::Share);
    let fetched = world.client.fetch(&query);
    world.run();
    world.client.cancel(Filter::all());
    let state = world.client.state(&key("a")).unwrap();
    assert_eq!(state.fetch_status, FetchStatus::Idle);
    assert!(state.is_invalidated, "it is as stale as it was");
    assert_eq!(*world.get(fetched).unwrap(), 1);
}

#[test]
fn cancelling_puts_back_an_error_too() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    drop(world.client.fetch(&query));
    server.answer(&mut world, Err(forbidden()));
    drop(world.client.fetch(&query));
    world.run();
    assert!(world.client.snapshot::<u32>(&key("a")).is_pending());
    world.client.cancel(key("a"));
    assert!(world.client.snapshot::<u32>(&key("a")).is_error());
}

#[test]
fn a_fetch_paused_offline_can_be_cancelled() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set_online(false);
    let fetched = world.client.fetch(&server.query(key("a")));
    world.run();
    assert!(world.client.snapshot::<u32>(&key("a")).is_paused());
    world.client.cancel(key("a"));
    assert_eq!(world.get(fetched).unwrap_err(), FetchError::Cancelled);
    world.client.set_online(true);
    world.run();
    assert_eq!(server.asked(), 0);
}

#[test]
fn cancelling_touches_only_what_is_meant() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    drop(world.client.fetch(&server.query(key("a"))));
    drop(world.client.fetch(&server.query(key("b"))));
    world.run();
    world.client.cancel(key("a"));
    assert_eq!(world.client.is_fetching(Filter::all()), 1);
}

#[test]
fn cancelling_what_is_idle_changes_nothing() {
    let world = World::new();
    world.client.set(&key("a"), 1u32);
    world.client.cancel(Filter::all());
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&1));
}

#[test]
fn a_cancelled_query_can_be_fetched_again() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    drop(world.client.fetch(&query));
    world.run();
    world.client.cancel(key("a"));
    drop(world.client.fetch(&query));
    world.run();
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(2));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&2));
}

#[test]
fn the_signal_tells_what_goes_on_elsewhere() {
    let mut world = World::new();
    let told = Rc::new(Cell::new(false));
    let heard = told.clone();
    let query = Query::<u32>::new(key("a"), move |context| {
        let (signal, heard) = (context.signal(), heard.clone());
        (context.client.env().spawn)(Box::pin(async move {
            signal.cancelled().await;
            heard.set(signal.is_cancelled());
        }));
        std::future::pending()
    });
    drop(world.client.fetch(&query));
    world.run();
    assert!(!told.get());
    world.client.cancel(key("a"));
    world.run();
    assert!(told.get());
}

#[test]
fn the_last_observer_leaving_keeps_a_flight_that_cannot_be_called_off() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let observing = observer.subscribe(|_| {});
    world.run();
    drop(observing);
    assert!(server.answer(&mut world, Ok(1)));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&1));
}

#[test]
fn the_last_observer_leaving_cancels_a_flight_whose_function_took_the_signal() {
    let (mut world, server) = (World::new(), Server::<u32>::that_takes_the_signal());
    let observer = Observer::new(&world.client, server.query(key("a")));
    let observing = observer.subscribe(|_| {});
    world.run();
    drop(observing);
    assert!(!server.answer(&mut world, Ok(1)));
    let state = world.client.state(&key("a")).unwrap();
    assert_eq!(
        (state.status, state.fetch_status),
        (Status::Pending, FetchStatus::Idle)
    );
}

#[test]
fn the_flight_stays_while_another_observer_does() {
    let (mut world, server) = (World::new(), Server::<u32>::that_takes_the_signal());
    let one = Observer::new(&world.client, server.query(key("a")));
    let other = Observer::new(&world.client, server.query(key("a")));
    let (first, _second) = (one.subscribe(|_| {}), other.subscribe(|_| {}));
    world.run();
    drop(first);
    assert!(server.answer(&mut world, Ok(1)));
    assert_eq!(other.current().data.as_deref(), Some(&1));
}

#[test]
fn the_last_observer_leaving_cancels_if_told_to() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).on_leave(OnLeave::Cancel);
    let observer = Observer::new(&world.client, query);
    let observing = observer.subscribe(|_| {});
    world.run();
    drop(observing);
    assert!(!server.answer(&mut world, Ok(1)));
}

#[test]
fn the_last_observer_leaving_keeps_flight_and_tries_if_told_to() {
    let (mut world, server) = (World::new(), Server::<u32>::that_takes_the_signal());
    let query = server.query(key("a")).on_leave(OnLeave::Keep);
    let observer = Observer::new(&world.client, query);
    let observing = observer.subscribe(|_| {});
    server.answer(&mut world, Err(unreachable()));
    drop(observing);
    world.advance(1_000);
    assert!(server.answer(&mut world, Ok(1)));
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&1));
}

#[test]
fn the_last_observer_leaving_forgets_a_fetch_that_never_got_to_start() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set_online(false);
    let observer = Observer::new(&world.client, server.query(key("a")));
    let observing = observer.subscribe(|_| {});
    world.run();
    drop(observing);
    world.client.set_online(true);
    world.run();
    assert_eq!(server.asked(), 0);
}

#[test]
fn cancelling_tells_observers() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, heard) = (
        Observer::new(&world.client, server.query(key("a"))),
        Heard::default(),
    );
    let _observing = observer.subscribe(heard.listener());
    world.run();
    world.client.cancel(key("a"));
    assert_eq!(
        heard.all(|seen| seen.fetch_status),
        [FetchStatus::Fetching, FetchStatus::Idle]
    );
}
