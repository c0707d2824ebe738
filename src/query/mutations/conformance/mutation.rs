//! What happens to one mutation: TanStack's `mutations.test`.

use super::{super::super::*, *};
use std::time::Duration;

#[test]
fn a_mutation_succeeds_with_the_right_states() {
    let (mut world, desk) = (World::new(), Desk::default());
    let observer = world.client.observe_mutations(&desk.options());
    let states = Log::default();
    let (told, watched) = (states.clone(), observer.clone());
    observer.subscribe(move || {
        let now = watched.snapshot();
        told.add(format!(
            "{:?} {:?} {:?} {:?}",
            now.status,
            now.variables.map(|it| *it),
            now.data.as_deref(),
            now.failure_count
        ));
    });
    assert!(observer.snapshot().is_idle());
    let outcome = observer.mutate(7);
    assert!(observer.snapshot().is_pending(), "pending at once");
    assert_eq!(observer.snapshot().submitted_at, 1_000);
    world.run();
    desk.accept(&mut world, 7);
    assert_eq!(now(outcome).unwrap().as_str(), "done 7");
    assert_eq!(
        states.take(),
        [
            "Pending Some(7) None 0",
            "Success Some(7) Some(\"done 7\") 0"
        ]
    );
    let end = observer.snapshot();
    assert!(end.is_success() && end.error.is_none() && !end.is_paused);
}

#[test]
fn a_mutation_fails_with_the_right_states() {
    let (mut world, desk) = (World::new(), Desk::default());
    let options = desk
        .options()
        .retry(Retry::Times(1))
        .retry_delay(RetryDelay::Fixed(Duration::from_millis(10)));
    let observer = world.client.observe_mutations(&options);
    let outcome = observer.mutate(1);
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    let between = observer.snapshot();
    assert!(between.is_pending() && between.error.is_none());
    assert_eq!(between.failure_count, 1);
    assert_eq!(
        between.failure_reason.as_deref(),
        Some(&Failure::Unreachable)
    );
    world.advance(10);
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    let end = observer.snapshot();
    assert!(end.is_error() && end.data.is_none());
    assert_eq!(end.error.as_deref(), Some(&Failure::Unreachable));
    assert_eq!((end.failure_count, end.variables.as_deref()), (2, Some(&1)));
    assert!(matches!(now(outcome), Err(MutationError::Failed(_))));
}

#[test]
fn a_mutation_is_not_tried_again_unless_said_so() {
    let (mut world, desk) = (World::new(), Desk::default());
    let outcome = world.client.mutate(&desk.options(), 1);
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    assert!(now(outcome).is_err());
    world.advance(60_000);
    assert_eq!(desk.asked(), [1]);
}

#[test]
fn every_try_carries_the_same_name() {
    let (mut world, desk) = (World::new(), Desk::default());
    let options = desk.options().retry(Retry::Times(2));
    let outcome = world.client.mutate(&options, 1);
    let id = outcome.id;
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    world.advance(1_000);
    desk.accept(&mut world, 1);
    assert!(now(outcome).is_ok());
    assert_eq!(desk.ids(), [id, id]);
}

#[test]
fn a_refusal_is_not_tried_again() {
    let (mut world, desk) = (World::new(), Desk::default());
    let outcome = world
        .client
        .mutate(&desk.options().retry(Retry::Times(3)), 1);
    world.run();
    desk.answer(&mut world, 1, Err(refused()));
    assert!(now(outcome).is_err());
    assert_eq!(desk.asked(), [1]);
}

#[test]
fn variables_may_be_nothing() {
    let mut world = World::new();
    let options = MutationOptions::new(async |_: Rc<Option<u32>>, _| Ok(()));
    let outcome = world.client.mutate(&options, None);
    world.run();
    assert!(now(outcome).is_ok());
    assert_eq!(
        all(&world.client)[0].variables::<Option<u32>>(),
        Some(Rc::new(None))
    );
}

#[test]
fn a_mutation_without_a_function_fails() {
    let mut world = World::new();
    let options = MutationOptions::<u32, String>::keyed(key("nobody/knows"));
    let outcome = world.client.mutate(&options.retry(Retry::Always), 1);
    world.run();
    assert!(matches!(now(outcome), Err(MutationError::Failed(_))));
}

#[test]
fn defaults_of_a_key_say_what_to_do() {
    let (mut world, desk) = (World::new(), Desk::default());
    world
        .client
        .set_mutation_defaults(&key("jobs"), desk.options().meta("shared".into()));
    let options = MutationOptions::<u32, String>::keyed(key("jobs/cancel"));
    let outcome = world.client.mutate(&options, 3);
    world.run();
    desk.accept(&mut world, 3);
    assert!(now(outcome).is_ok());
    assert_eq!(all(&world.client)[0].meta, Some("shared".into()));
}

#[test]
fn own_options_win_over_defaults_and_defaults_of_fewer_over_those_of_more() {
    let (world, desk) = (World::new(), Desk::default());
    let client = &world.client;
    client.set_mutation_defaults(&key("jobs/cancel"), desk.options().meta("narrow".into()));
    let wide = desk.options().meta("wide".into()).scope("s");
    client.set_mutation_defaults(&key("jobs"), wide);
    let options = MutationOptions::<u32, String>::keyed(key("jobs/cancel"));
    client.mutate(&options, 1);
    client.mutate(&options.clone().meta("own".into()), 2);
    client.set_mutation_defaults(&key("jobs/cancel"), desk.options().meta("later".into()));
    client.mutate(&options, 3);
    let found = all(client);
    assert_eq!(found[0].meta, Some("narrow".into()));
    assert_eq!(found[0].scope.as_deref(), Some("s"));
    assert_eq!(found[1].meta, Some("own".into()));
    assert_eq!(found[2].meta, Some("later".into()));
}

#[test]
fn defaults_of_another_type_are_none() {
    let (mut world, desk) = (World::new(), Desk::default());
    world
        .client
        .set_mutation_defaults(&key("jobs"), desk.options());
    let options = MutationOptions::<String, String>::keyed(key("jobs"));
    let outcome = world.client.mutate(&options, "one".into());
    world.run();
    assert!(now(outcome).is_err() && desk.asked().is_empty());
}

#[test]
fn settings_hold_for_all_mutations_that_say_nothing_else() {
    let (mut world, desk) = (World::new(), Desk::default());
    let settings = MutationSettings::new()
        .retry(Retry::Times(1))
        .retry_delay(RetryDelay::Fixed(Duration::from_millis(10)))
        .network_mode(NetworkMode::Always)
        .gc_time(GcTime::Never);
    world.client.set_mutation_settings(Key::root(), settings);
    world
        .client
        .set_mutation_settings(key("once"), MutationSettings::new().retry(Retry::Never));
    world.client.set_online(false);
    world.client.mutate(&desk.options(), 1);
    world.client.mutate(&desk.options().key(key("once")), 2);
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    desk.answer(&mut world, 2, Err(Failure::Unreachable));
    world.advance(10);
    assert_eq!(desk.asked(), [1, 2, 1]);
    desk.accept(&mut world, 1);
    world.advance(10 * 60 * 1_000);
    assert_eq!(all(&world.client).len(), 2, "remembered for good");
}

#[test]
fn a_mutation_changes_its_state_though_nobody_observes_it() {
    let (mut world, desk) = (World::new(), Desk::default());
    let observer = world.client.observe_mutations(&desk.options());
    let outcome = observer.mutate(1);
    drop(observer);
    world.run();
    assert_eq!(all(&world.client)[0].status, MutationStatus::Pending);
    desk.accept(&mut world, 1);
    assert_eq!(all(&world.client)[0].status, MutationStatus::Success);
    assert!(now(outcome).is_ok());
}

#[test]
fn a_mutation_that_nobody_awaits_is_carried_out() {
    let (mut world, desk) = (World::new(), Desk::default());
    drop(world.client.mutate(&desk.options(), 1));
    world.run();
    desk.accept(&mut world, 1);
    assert_eq!(all(&world.client)[0].status, MutationStatus::Success);
}

#[test]
fn each_call_is_a_mutation_of_its_own() {
    let (mut world, desk) = (World::new(), Desk::default());
    let (first, second) = (
        world.client.mutate(&desk.options(), 1),
        world.client.mutate(&desk.options(), 2),
    );
    assert_ne!(first.id, second.id);
    world.run();
    desk.accept(&mut world, 2);
    desk.accept(&mut world, 1);
    assert_eq!(now(first).unwrap().as_str(), "done 1");
    assert_eq!(now(second).unwrap().as_str(), "done 2");
}

#[test]
fn everything_is_told_on_the_stream_of_events() {
    let (mut world, desk) = (World::new(), Desk::default());
    let (log, _listening) = events(&world.client);
    let observer = world.client.observe_mutations(
        &desk
            .options()
            .retry(Retry::Times(1))
            .gc_time(GcTime::After(Duration::ZERO)),
    );
    let subscription = observer.subscribe(|| {});
    observer.mutate(1);
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    world.advance(1_000);
    desk.accept(&mut world, 1);
    observer.unsubscribe(subscription);
    world.run();
    world.advance(0);
    assert_eq!(
        log.lines(),
        [
            "added",
            "observed",
            "Pending",
            "Failed",
            "Success",
            "unobserved",
            "removed"
        ]
    );
}
