//! What a component holds: TanStack's `mutationObserver.test`.

use super::{super::super::*, *};
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(10);

#[test]
fn leaving_does_not_let_a_mutation_go_that_others_observe() {
    let (mut world, desk) = (World::new(), Desk::default());
    let observer = world
        .client
        .observe_mutations(&desk.options().gc_time(GcTime::After(SHORT)));
    let (first, second) = (observer.subscribe(|| {}), observer.subscribe(|| {}));
    observer.mutate(1);
    world.run();
    desk.accept(&mut world, 1);
    observer.unsubscribe(first);
    world.run();
    world.advance(10);
    assert_eq!(all(&world.client).len(), 1);
    observer.unsubscribe(second);
    world.run();
    world.advance(10);
    assert!(all(&world.client).is_empty());
}

#[test]
fn leaving_cancels_nothing() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.set_online(false);
    let observer = world.client.observe_mutations(&desk.options());
    let subscription = observer.subscribe(|| {});
    observer.mutate(1);
    world.run();
    observer.unsubscribe(subscription);
    drop(observer);
    world.client.set_online(true);
    world.run();
    desk.accept(&mut world, 1);
    assert_eq!(all(&world.client)[0].status, MutationStatus::Success);
}

#[test]
fn whoever_comes_back_sees_the_mutation_and_keeps_it() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let observer = world
        .client
        .observe_mutations(&desk.options().gc_time(GcTime::After(SHORT)));
    let subscription = observer.subscribe(|| {});
    observer.mutate(1);
    world.run();
    observer.unsubscribe(subscription);
    let told = log.clone();
    observer.subscribe(move || told.add("told"));
    desk.accept(&mut world, 1);
    world.advance(1_000);
    assert_eq!(log.lines(), ["told"]);
    assert_eq!(all(&world.client).len(), 1);
}

#[test]
fn resetting_shows_nothing_and_lets_the_mutation_go() {
    let (mut world, desk) = (World::new(), Desk::default());
    let observer = world
        .client
        .observe_mutations(&desk.options().gc_time(GcTime::After(SHORT)));
    observer.subscribe(|| {});
    observer.mutate(1);
    world.run();
    desk.accept(&mut world, 1);
    observer.reset();
    let shown = observer.snapshot();
    assert!(shown.is_idle() && shown.data.is_none() && shown.variables.is_none());
    assert_eq!((shown.submitted_at, shown.failure_count), (0, 0));
    world.run();
    world.advance(10);
    assert!(all(&world.client).is_empty());
}

#[test]
fn resetting_cancels_nothing_and_runs_no_callback_of_the_call() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let told = log.clone();
    let observer = world.client.observe_mutations(&desk.options());
    observer.subscribe(|| {});
    let callbacks = MutationCallbacks::default().on_settled(move |_, _, _| told.add("settled"));
    let outcome = observer.mutate_with(1, callbacks);
    world.run();
    observer.reset();
    desk.accept(&mut world, 1);
    assert!(now(outcome).is_ok() && log.lines().is_empty());
    assert!(observer.snapshot().is_idle());
}

#[test]
fn listeners_are_told_of_every_change() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let observer = world.client.observe_mutations(&desk.options());
    let (told, watched) = (log.clone(), observer.clone());
    observer.subscribe(move || told.add(format!("{:?}", watched.snapshot().status)));
    observer.mutate(1);
    world.run();
    desk.accept(&mut world, 1);
    observer.reset();
    assert_eq!(log.lines(), ["Pending", "Success", "Idle"]);
}

#[test]
fn another_key_resets() {
    let (mut world, desk) = (World::new(), Desk::default());
    let observer = world
        .client
        .observe_mutations(&desk.options().key(key("a")));
    observer.subscribe(|| {});
    observer.mutate(1);
    world.run();
    desk.accept(&mut world, 1);
    observer.set_options(&desk.options().key(key("b")));
    assert!(observer.snapshot().is_idle());
    assert_eq!(all(&world.client)[0].key, Some(key("a")), "what was, stays");
}

#[test]
fn the_same_key_does_not_reset() {
    let (mut world, desk) = (World::new(), Desk::default());
    let observer = world
        .client
        .observe_mutations(&desk.options().key(key("a")));
    observer.mutate(1);
    world.run();
    desk.accept(&mut world, 1);
    observer.set_options(&desk.options().key(key("a")).meta("new".into()));
    assert!(observer.snapshot().is_success());
}

#[test]
fn other_options_change_what_is_pending_and_not_what_is_settled() {
    let (mut world, desk) = (World::new(), Desk::default());
    let observer = world
        .client
        .observe_mutations(&desk.options().meta(1.into()));
    observer.mutate(1);
    world.run();
    desk.accept(&mut world, 1);
    observer.set_options(&desk.options().meta(2.into()));
    observer.mutate(2);
    world.run();
    desk.answer(&mut world, 2, Err(refused()));
    observer.set_options(&desk.options().meta(3.into()));
    observer.mutate(3);
    world.run();
    let (log, _listening) = events(&world.client);
    observer.set_options(&desk.options().meta(4.into()));
    let metas: Vec<_> = all(&world.client).into_iter().map(|one| one.meta).collect();
    assert_eq!(metas, [Some(1.into()), Some(2.into()), Some(4.into())]);
    assert_eq!(log.lines(), ["options"]);
}

#[test]
fn a_new_call_shows_the_new_mutation() {
    let (mut world, desk) = (World::new(), Desk::default());
    let observer = world.client.observe_mutations(&desk.options());
    observer.subscribe(|| {});
    observer.mutate(1);
    world.run();
    desk.answer(&mut world, 1, Err(refused()));
    assert!(observer.snapshot().is_error());
    observer.mutate(2);
    let shown = observer.snapshot();
    assert!(shown.is_pending() && shown.error.is_none() && shown.failure_count == 0);
}

#[test]
fn observing_twice_is_observing_once() {
    let (mut world, desk) = (World::new(), Desk::default());
    let observer = world.client.observe_mutations(&desk.options());
    let (log, _listening) = events(&world.client);
    observer.mutate(1);
    observer.subscribe(|| {});
    observer.subscribe(|| {});
    world.run();
    assert_eq!(log.lines(), ["added", "observed", "Pending"]);
}

#[test]
fn who_asks_for_longer_remembering_is_heard() {
    let (mut world, desk) = (World::new(), Desk::default());
    let long = GcTime::After(Duration::from_millis(100));
    let observer = world
        .client
        .observe_mutations(&desk.options().gc_time(long));
    observer.mutate(1);
    world.run();
    observer.set_options(&desk.options().gc_time(GcTime::After(SHORT)));
    desk.accept(&mut world, 1);
    drop(observer);
    world.run();
    world.advance(10);
    assert_eq!(all(&world.client).len(), 1);
    world.advance(90);
    assert!(all(&world.client).is_empty());
}
