//! Written down and had back.

use super::*;
use crate::query::Dehydrated;

fn written(world: &World) -> Dehydrated {
    let text = serde_json::to_string(&world.client.dehydrate()).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn world() -> World {
    let world = World::new();
    world.client.write_as::<u32>(Key::new(["test"]));
    world
}

#[test]
fn what_succeeded_is_written_down_and_had_back_as_old_as_it_was() {
    let (before, after) = (world(), world());
    before.client.set_at(&key("a"), 1u32, 500);
    assert_eq!(after.client.hydrate(written(&before)), 1);
    let state = after.client.state(&key("a")).unwrap();
    assert_eq!(
        (state.data::<u32>().as_deref(), state.data_updated_at),
        (Some(&1), 500)
    );
    assert_eq!(
        (state.status, state.fetch_status),
        (Status::Success, FetchStatus::Idle)
    );
}

#[test]
fn what_failed_or_never_came_is_not_written_down() {
    let (mut world, server) = (world(), Server::<u32>::default());
    drop(world.client.fetch(&server.query(key("a"))));
    drop(world.client.fetch(&server.query(key("b"))));
    server.answer(&mut world, Err(forbidden()));
    assert!(world.client.dehydrate().queries.is_empty());
}

#[test]
fn filters_say_what_is_written_down() {
    let world = world();
    world.client.set(&key("a"), 1u32);
    world.client.set(&key("b"), 2u32);
    let some = world.client.dehydrate_that(key("b"));
    assert_eq!(some.queries.len(), 1);
    assert_eq!(some.queries[0].key, "test/b");
}

#[test]
fn what_nobody_has_words_for_is_left_out() {
    let world = World::new();
    world.client.write_as::<u32>(key("a"));
    world.client.set(&key("a"), "of another type");
    world.client.set(&key("b"), 1u32);
    assert!(world.client.dehydrate().queries.is_empty());
    let (other, plain) = (self::world(), World::new());
    other.client.set(&key("a"), 1u32);
    assert_eq!(plain.client.hydrate(written(&other)), 0);
}

#[test]
fn older_data_never_replaces_newer() {
    let (before, after) = (world(), world());
    before.client.set_at(&key("a"), 1u32, 500);
    after.client.set_at(&key("a"), 2u32, 600);
    assert_eq!(after.client.hydrate(written(&before)), 0);
    assert_eq!(after.client.get::<u32>(&key("a")).as_deref(), Some(&2));
    after.client.set_at(&key("a"), 3u32, 400);
    assert_eq!(after.client.hydrate(written(&before)), 1);
    assert_eq!(after.client.get::<u32>(&key("a")).as_deref(), Some(&1));
}

#[test]
fn a_query_without_data_takes_what_was_written_down() {
    let (before, mut after) = (world(), world());
    before.client.set_at(&key("a"), 1u32, 500);
    let server = Server::<u32>::default();
    let observer = Observer::new(&after.client, server.query(key("a")));
    let heard = Heard::default();
    let _observing = observer.subscribe(heard.listener());
    after.run();
    after.client.hydrate(written(&before));
    let seen = observer.current();
    assert!(
        seen.is_fetching() && seen.data.as_deref() == Some(&1),
        "a fetch under way goes on"
    );
    server.answer(&mut after, Ok(2));
    let told = heard.all(|seen| seen.data.as_deref().copied());
    assert_eq!(told, [None, Some(1), Some(2)]);
}

#[test]
fn hydrated_data_is_fetched_again_when_it_is_stale_and_somebody_looks() {
    let (before, mut after) = (world(), world());
    before.client.set_at(&key("a"), 1u32, 900);
    after.client.hydrate(written(&before));
    let server = Server::<u32>::default();
    let fresh = Observer::new(&after.client, server.query(key("a")).stale_time(ms(200)));
    let _fresh = fresh.subscribe(|_| {});
    after.run();
    assert_eq!(server.asked(), 0, "100 ms old");
    let strict = Observer::new(&after.client, server.query(key("a")).stale_time(ms(50)));
    let _strict = strict.subscribe(|_| {});
    after.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn an_invalidation_is_not_forgotten() {
    let (before, mut after) = (world(), world());
    before.client.set_at(&key("a"), 1u32, 900);
    drop(before.client.invalidate(key("a")));
    after.client.hydrate(written(&before));
    let server = Server::<u32>::default();
    let observer = Observer::new(
        &after.client,
        server.query(key("a")).stale_time(StaleTime::Never),
    );
    let _observing = observer.subscribe(|_| {});
    after.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn what_is_had_back_goes_when_nobody_looks_at_it() {
    let (before, mut after) = (world(), world());
    before.client.set(&key("a"), 1u32);
    after.client.hydrate(written(&before));
    after.advance(5 * 60_000);
    assert!(after.client.state(&key("a")).is_none());
}

#[test]
fn the_narrowest_words_count() {
    let world = world();
    world.client.write_as::<String>(key("names"));
    world.client.set(&key("names").child(1), "Ada".to_owned());
    world.client.set(&key("a"), 1u32);
    assert_eq!(world.client.dehydrate().queries.len(), 2);
}

#[test]
fn reset_forgets_what_was_had_back() {
    let world = World::new();
    world.client.write_as::<u32>(key("a"));
    world.client.set(&key("a"), 1u32);
    let written = world.client.dehydrate();
    let later = World::new();
    later.client.write_as::<u32>(key("a"));
    assert_eq!(later.client.hydrate(written), 1);
    drop(later.client.reset(key("a")));
    assert!(later.client.get::<u32>(&key("a")).is_none());
}

#[test]
fn what_is_as_old_as_what_is_known_is_not_taken() {
    let world = world();
    world.client.set_at(&key("a"), 1u32, 500);
    let written = world.client.dehydrate();
    world.client.set_at(&key("a"), 2u32, 500);
    assert_eq!(world.client.hydrate(written), 0);
    assert_eq!(world.client.get::<u32>(&key("a")).as_deref(), Some(&2));
}

#[test]
fn hydrating_tells_observers_ends_an_error_and_fetches_nothing_of_itself() {
    let (mut world, server) = (world(), Server::<u32>::default());
    world.client.set_at(&key("a"), 7u32, 900);
    let written = world.client.dehydrate();
    world.client.remove(Filter::all());
    let (observer, _observing) = observe(&world, server.query(key("a")).retry(false));
    server.answer(&mut world, Err(unreachable()));
    assert!(observer.current().is_error());
    let heard = Heard::default();
    let _hearing = observer.subscribe(heard.listener());
    assert_eq!(world.client.hydrate(written), 1);
    world.run();
    assert_eq!(heard.all(|seen| seen.data.as_deref().copied()), [Some(7)]);
    let seen = observer.current();
    assert!(seen.is_success() && seen.error.is_none());
    assert_eq!((server.asked(), seen.data_updated_at), (1, 900));
}
