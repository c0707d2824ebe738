//! What may not fetch of itself, and queries that depend on others.

use super::*;

#[test]
fn a_disabled_query_is_not_fetched_but_on_request() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let observer = Observer::new(&world.client, server.query(key("a")).enabled(false));
    let _observing = observer.subscribe(|_| {});
    world.run();
    let seen = observer.current();
    assert!(seen.is_pending() && !seen.is_loading() && !seen.is_enabled && !seen.is_stale);
    drop(observer.refetch());
    server.answer(&mut world, Ok(1));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}

#[test]
fn a_disabled_query_shows_what_is_cached() {
    let (world, server) = (World::new(), Server::<u32>::default());
    world.client.set(&key("a"), 5u32);
    let observer = Observer::new(&world.client, server.query(key("a")).enabled(false));
    let _observing = observer.subscribe(|_| {});
    assert_eq!(observer.current().data.as_deref(), Some(&5));
}

#[test]
fn enabling_fetches() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    let observer = Observer::new(&world.client, query.clone().enabled(false));
    let _observing = observer.subscribe(|_| {});
    observer.set_options(query.clone().enabled(true));
    server.answer(&mut world, Ok(1));
    assert_eq!(server.asked(), 1);
    observer.set_options(query.clone().enabled(false));
    observer.set_options(query.stale_time(StaleTime::Never));
    world.run();
    assert_eq!(server.asked(), 1, "but not what is fresh");
}

#[test]
fn whether_it_is_enabled_may_depend_on_what_is_known() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server
        .query(key("a"))
        .enabled_when(|state| state.data_updates == 0);
    let observer = Observer::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    server.answer(&mut world, Ok(1));
    assert!(!observer.current().is_enabled);
    world.client.invalidate(key("a"));
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn dependent_queries_wait_for_what_they_need() {
    let (mut world, users, posts) = (
        World::new(),
        Server::<u32>::default(),
        Server::<u32>::default(),
    );
    let user = Observer::new(&world.client, users.query(key("user")));
    let of = |id: Option<u32>| {
        let key = key("posts").child(id.unwrap_or_default());
        posts.query(key).enabled(id.is_some())
    };
    let post = Observer::new(&world.client, of(None));
    let _post = post.subscribe(|_| {});
    let dependent = post.clone();
    let of_user = of(Some(7));
    let _user = user.subscribe(move |seen| {
        if seen.data.is_some() {
            dependent.set_options(of_user.clone());
        }
    });
    world.run();
    assert_eq!(posts.asked(), 0);
    users.answer(&mut world, Ok(7));
    assert_eq!(posts.keys(), [key("posts").child(7)]);
}

#[test]
fn disabling_lets_a_fetch_under_way_end_and_shows_what_it_brings() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a"));
    let (observer, _observing) = observe(&world, query.clone());
    world.run();
    observer.set_options(query.enabled(false));
    assert!(observer.current().is_fetching());
    server.answer(&mut world, Ok(1));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}

/// `skipToken`: whatever others said of how to fetch the key.
#[test]
fn what_is_only_shown_is_not_fetched_though_somebody_said_how() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let fetched = world.client.fetch(&server.query(key("a")));
    server.answer(&mut world, Ok(1));
    assert_eq!(*world.get(fetched).unwrap(), 1);
    let (observer, _observing) = observe(&world, Query::<u32>::cached(key("a")));
    world.client.invalidate(key("a"));
    world.client.set_focused(false);
    world.client.set_focused(true);
    world.run();
    let seen = observer.current();
    assert_eq!(server.asked(), 1);
    assert!(seen.data.as_deref() == Some(&1) && !seen.is_enabled && !seen.is_stale);
}

#[test]
fn a_function_that_comes_later_fetches() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, Query::<u32>::cached(key("a")));
    world.run();
    observer.set_options(server.query(key("a")));
    server.answer(&mut world, Ok(1));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}
