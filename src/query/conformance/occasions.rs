//! Focus, reconnecting, network modes.

use super::*;

fn look_away_and_back(world: &mut World) {
    world.client.set_focused(false);
    world.client.set_focused(true);
    world.run();
}

fn lose_and_find_the_network(world: &mut World) {
    world.client.set_online(false);
    world.client.set_online(true);
    world.run();
}

#[test]
fn focus_fetches_what_is_observed_and_stale() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let stale = Observer::new(&world.client, server.query(key("a")));
    let fresh = Observer::new(
        &world.client,
        server.query(key("b")).stale_time(StaleTime::Never),
    );
    let _observing = (stale.subscribe(|_| {}), fresh.subscribe(|_| {}));
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(1));
    world.client.set(&key("c"), 1u32);
    look_away_and_back(&mut world);
    assert_eq!(server.keys()[2..], [key("a")]);
}

#[test]
fn focus_may_always_or_never_fetch() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let never = Observer::new(
        &world.client,
        server.query(key("a")).refetch_on_focus(false),
    );
    let query = server.query(key("b")).stale_time(StaleTime::Never);
    let always = Observer::new(&world.client, query.refetch_on_focus(RefetchOn::Always));
    let _observing = (never.subscribe(|_| {}), always.subscribe(|_| {}));
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(1));
    look_away_and_back(&mut world);
    assert_eq!(server.keys()[2..], [key("b")]);
}

#[test]
fn whether_focus_fetches_may_depend_on_what_is_known() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let wish = RefetchOn::With(Rc::new(|state| match state.data::<u32>().as_deref() {
        Some(1) => RefetchOn::Never,
        _ => RefetchOn::Always,
    }));
    let _seen = observe(&world, server.query(key("a")).refetch_on_focus(wish));
    server.answer(&mut world, Ok(1));
    look_away_and_back(&mut world);
    assert_eq!(server.asked(), 1);
    world.client.set(&key("a"), 2u32);
    look_away_and_back(&mut world);
    assert_eq!(server.asked(), 2);
}

#[test]
fn focus_fetches_nothing_disabled_or_static() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 1u32);
    world.client.set(&key("b"), 1u32);
    let off = Observer::new(&world.client, server.query(key("a")).enabled(false));
    let query = server.query(key("b")).stale_time(StaleTime::Static);
    let still = Observer::new(&world.client, query.refetch_on_focus(RefetchOn::Always));
    let _observing = (off.subscribe(|_| {}), still.subscribe(|_| {}));
    look_away_and_back(&mut world);
    assert_eq!(server.asked(), 0);
}

#[test]
fn focus_that_was_not_lost_is_no_news() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _seen = observe(&world, server.query(key("a")));
    server.answer(&mut world, Ok(1));
    world.client.set_focused(true);
    world.client.set_online(true);
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn focus_shares_a_fetch_under_way() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    server.answer(&mut world, Ok(1));
    drop(observer.refetch());
    world.run();
    look_away_and_back(&mut world);
    assert_eq!(server.asked(), 2);
    assert!(server.answer(&mut world, Ok(2)));
}

#[test]
fn reconnecting_fetches_what_is_observed_and_stale() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let stale = Observer::new(&world.client, server.query(key("a")));
    let never = Observer::new(
        &world.client,
        server.query(key("b")).refetch_on_reconnect(false),
    );
    let _observing = (stale.subscribe(|_| {}), never.subscribe(|_| {}));
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Ok(1));
    lose_and_find_the_network(&mut world);
    assert_eq!(server.keys()[2..], [key("a")]);
}

#[test]
fn reconnecting_is_nothing_to_what_does_not_need_the_network() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let _seen = observe(
        &world,
        server.query(key("a")).network_mode(NetworkMode::Always),
    );
    server.answer(&mut world, Ok(1));
    lose_and_find_the_network(&mut world);
    assert_eq!(server.asked(), 1);
}

#[test]
fn offline_a_fetch_is_paused_and_continues_after() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set_online(false);
    let observer = Observer::new(&world.client, server.query(key("a")));
    let heard = Heard::default();
    let _observing = observer.subscribe(heard.listener());
    world.run();
    let seen = observer.current();
    assert!(seen.is_pending() && seen.is_paused() && !seen.is_loading());
    assert_eq!(server.asked(), 0);
    world.client.set_online(true);
    server.answer(&mut world, Ok(1));
    assert_eq!(
        heard.all(|seen| seen.fetch_status),
        [
            FetchStatus::Paused,
            FetchStatus::Fetching,
            FetchStatus::Idle
        ]
    );
    assert_eq!(server.asked(), 1);
}

#[test]
fn offline_a_refetch_is_paused_beside_its_data() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    server.answer(&mut world, Ok(1));
    world.client.set_online(false);
    drop(observer.refetch());
    world.run();
    let seen = observer.current();
    assert!(seen.is_success() && seen.is_paused() && !seen.is_refetching());
}

#[test]
fn a_fetch_under_way_when_the_network_goes_is_awaited() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    world.run();
    world.client.set_online(false);
    assert!(observer.current().is_fetching());
    server.answer(&mut world, Ok(1));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}

#[test]
fn what_does_not_need_the_network_is_fetched_without_and_tried_again() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set_online(false);
    let _seen = observe(
        &world,
        server.query(key("a")).network_mode(NetworkMode::Always),
    );
    server.answer(&mut world, Err(unreachable()));
    world.advance(1_000);
    assert_eq!(server.asked(), 2);
}

#[test]
fn offline_first_asks_once_and_pauses_before_trying_again() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set_online(false);
    let (observer, _observing) = observe(
        &world,
        server
            .query(key("a"))
            .network_mode(NetworkMode::OfflineFirst),
    );
    server.answer(&mut world, Err(unreachable()));
    world.advance(1_000);
    assert!(observer.current().is_paused() && server.asked() == 1);
    world.client.set_online(true);
    world.run();
    assert_eq!(server.asked(), 2);
}

#[test]
fn reconnecting_fetches_nothing_disabled_or_static_and_what_is_fresh_if_it_always_should() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    for name in ["a", "b", "c", "d"] {
        world.client.set(&key(name), 1u32);
    }
    let fresh = |name| server.query(key(name)).stale_time(StaleTime::Never);
    let always = |query: Query<u32>| query.refetch_on_reconnect(RefetchOn::Always);
    let _observing = [
        observe(&world, server.query(key("a")).enabled(false)),
        observe(
            &world,
            always(server.query(key("b")).stale_time(StaleTime::Static)),
        ),
        observe(&world, fresh("c")),
        observe(&world, always(fresh("d"))),
    ];
    lose_and_find_the_network(&mut world);
    assert_eq!(server.keys(), [key("d")]);
}

#[test]
fn what_paused_before_it_began_goes_on_once_and_for_all_who_wait() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set_online(false);
    let fetched = world.client.fetch(&server.query(key("a")));
    let (observer, _observing) = observe(&world, server.query(key("a")));
    world.run();
    assert!(observer.current().is_paused() && server.asked() == 0);
    world.client.set_online(true);
    server.answer(&mut world, Ok(1));
    assert_eq!(world.get(fetched).as_deref(), Ok(&1));
    assert_eq!(server.asked(), 1);
}

#[test]
fn focus_fetches_once_for_all_who_observe() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_first, _one) = loaded(&mut world, &server, "a");
    let (_second, _other) = observe(&world, server.query(key("a")).refetch_on_mount(false));
    world.run();
    world.client.set_focused(false);
    world.client.set_focused(true);
    world.run();
    assert_eq!(server.asked(), 2);
}

#[test]
fn what_is_stale_is_refetched_after_paused_changes_have_settled_and_what_paused_at_once() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_stale, _one) = loaded(&mut world, &server, "a");
    world.client.set_online(false);
    let (_paused, _other) = observe(&world, server.query(key("b")));
    let (sender, receiver) = futures::channel::oneshot::channel::<u32>();
    let receiver = RefCell::new(Some(receiver));
    let change = MutationOptions::new(move |_: Rc<()>, _| {
        let answer = receiver.take();
        async move { Ok(answer.unwrap().await.unwrap()) }
    });
    world.client.mutate(&change, ());
    world.run();
    world.client.set_online(true);
    world.run();
    assert_eq!(server.keys()[1..], [key("b")]);
    sender.send(1).unwrap();
    world.run();
    assert_eq!(server.keys()[2..], [key("a")]);
}
