//! All of them: finding, counting, forgetting. TanStack's `mutationCache.test`.

use super::{super::super::*, *};
use std::time::Duration;

const FIVE_MINUTES: i64 = 5 * 60 * 1_000;

#[test]
fn mutations_are_found_by_key_status_and_predicate() {
    let (mut world, desk) = (World::new(), Desk::default());
    let client = world.client.clone();
    client.mutate(&desk.options().key(key("jobs/cancel")), 1);
    client.mutate(&desk.options().key(key("jobs/retry")), 2);
    client.mutate(&desk.options().key(key("import")), 3);
    client.mutate(&desk.options(), 4);
    world.run();
    desk.accept(&mut world, 2);
    let found = |filters: MutationFilters| -> Vec<u32> {
        let found = client.find_mutations(filters);
        found
            .iter()
            .map(|one| *one.variables::<u32>().unwrap())
            .collect()
    };
    assert_eq!(found(MutationFilters::all()), [1, 2, 3, 4]);
    assert_eq!(found(MutationFilters::under(key("jobs"))), [1, 2]);
    assert!(found(MutationFilters::exact(key("jobs"))).is_empty());
    assert_eq!(found(MutationFilters::exact(key("import"))), [3]);
    let done = MutationFilters::under(key("jobs")).status(MutationStatus::Success);
    assert_eq!(found(done), [2]);
    let large = MutationFilters::all().such_that(|one| *one.variables::<u32>().unwrap() > 2);
    assert_eq!(found(large), [3, 4]);
    let first = client.find_mutation(MutationFilters::under(key("jobs")));
    assert_eq!(first.unwrap().variables::<u32>(), Some(Rc::new(1)));
    assert!(
        client
            .find_mutation(MutationFilters::exact(key("no")))
            .is_none()
    );
}

#[test]
fn counting_counts_what_is_pending_unless_told_otherwise() {
    let (mut world, desk) = (World::new(), Desk::default());
    let client = world.client.clone();
    for number in 1..=3 {
        client.mutate(&desk.options().key(key("jobs")), number);
    }
    world.run();
    desk.accept(&mut world, 1);
    assert_eq!(client.is_mutating(MutationFilters::all()), 2);
    assert_eq!(client.is_mutating(MutationFilters::under(key("import"))), 0);
    let done = MutationFilters::all().status(MutationStatus::Success);
    assert_eq!(client.is_mutating(done), 1);
}

#[test]
fn a_predicate_may_ask_the_cache() {
    let (world, desk) = (World::new(), Desk::default());
    world.client.mutate(&desk.options(), 1);
    let client = world.client.clone();
    let asking =
        MutationFilters::all().such_that(move |_| client.is_mutating(MutationFilters::all()) == 1);
    assert_eq!(world.client.find_mutations(asking).len(), 1);
}

#[test]
fn a_mutation_that_nobody_observes_is_forgotten_after_its_time() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.mutate(&desk.options(), 1);
    let short = desk
        .options()
        .gc_time(GcTime::After(Duration::from_millis(10)));
    world.client.mutate(&short, 2);
    world.run();
    desk.accept(&mut world, 1);
    desk.accept(&mut world, 2);
    assert_eq!(all(&world.client).len(), 2);
    world.advance(10);
    assert_eq!(all(&world.client).len(), 1);
    world.advance(FIVE_MINUTES - 10);
    assert!(all(&world.client).is_empty());
}

#[test]
fn a_mutation_may_be_remembered_for_ever() {
    let (mut world, desk) = (World::new(), Desk::default());
    world
        .client
        .mutate(&desk.options().gc_time(GcTime::Never), 1);
    world.run();
    desk.accept(&mut world, 1);
    world.advance(FIVE_MINUTES * 1_000_000);
    assert_eq!(all(&world.client).len(), 1);
}

#[test]
fn a_mutation_that_is_observed_is_not_forgotten() {
    let (mut world, desk) = (World::new(), Desk::default());
    let observer = world.client.observe_mutations(&desk.options());
    let subscription = observer.subscribe(|| {});
    observer.mutate(1);
    world.run();
    desk.accept(&mut world, 1);
    world.advance(FIVE_MINUTES);
    assert_eq!(all(&world.client).len(), 1);
    observer.unsubscribe(subscription);
    world.run();
    world.advance(FIVE_MINUTES);
    assert!(all(&world.client).is_empty());
}

#[test]
fn a_pending_mutation_is_forgotten_only_after_it_has_settled() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let told = log.clone();
    let options = desk
        .options()
        .gc_time(GcTime::After(Duration::from_millis(10)))
        .on_success(move |_, _, _| {
            told.add("success");
            async {}
        });
    let observer = world.client.observe_mutations(&options);
    let subscription = observer.subscribe(|| {});
    observer.mutate(1);
    world.run();
    observer.unsubscribe(subscription);
    world.run();
    world.advance(1_000);
    assert_eq!(all(&world.client).len(), 1);
    desk.accept(&mut world, 1);
    assert_eq!(log.lines(), ["success"]);
    world.advance(10);
    assert!(all(&world.client).is_empty());
}

#[test]
fn callbacks_run_though_nothing_is_remembered() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let told = log.clone();
    let options = desk
        .options()
        .gc_time(GcTime::After(Duration::ZERO))
        .on_success(move |_, _, _| {
            told.add("success");
            async {}
        });
    let observer = world.client.observe_mutations(&options);
    let subscription = observer.subscribe(|| {});
    let outcome = observer.mutate(1);
    world.run();
    observer.unsubscribe(subscription);
    world.run();
    world.advance(0);
    desk.accept(&mut world, 1);
    world.advance(0);
    assert!(now(outcome).is_ok() && all(&world.client).is_empty());
    assert_eq!(log.lines(), ["success"]);
}

#[test]
fn clearing_forgets_all_and_sends_none_that_waits() {
    let (mut world, desk) = (World::new(), Desk::default());
    let sent = world.client.mutate(&desk.options(), 1);
    world.run();
    let retried = world
        .client
        .mutate(&desk.options().retry(Retry::Times(3)), 2);
    world.run();
    desk.answer(&mut world, 2, Err(Failure::Unreachable));
    world.client.set_online(false);
    let paused = world.client.mutate(&desk.options(), 3);
    world.run();
    let (log, _listening) = events(&world.client);
    world.client.clear_mutations();
    assert_eq!(log.take(), ["removed", "removed", "removed"]);
    assert!(all(&world.client).is_empty());
    world.client.set_online(true);
    world.advance(60_000);
    assert_eq!(desk.asked(), [1, 2], "nothing was sent after that");
    assert_eq!(now(paused), Err(MutationError::Forgotten));
    assert_eq!(now(retried), Err(MutationError::Forgotten));
    desk.accept(&mut world, 1);
    assert!(now(sent).is_ok(), "the answer of what was sent is told");
}

#[test]
fn clearing_the_cache_clears_its_mutations() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.mutate(&desk.options(), 1);
    world.run();
    world.client.clear();
    assert!(all(&world.client).is_empty());
}

#[test]
fn a_developer_can_read_what_was_asked() {
    let (world, desk) = (World::new(), Desk::default());
    world.client.mutate(&desk.options(), 42);
    assert_eq!(all(&world.client)[0].variables_text(), "42");
}

#[test]
fn a_mutation_waits_once_to_be_forgotten_and_no_more_once_it_is() {
    let (mut world, desk) = (World::new(), Desk::default());
    let mutating = world.client.mutate(&desk.options(), 1);
    world.run();
    desk.accept(&mut world, 1);
    assert!(world.get(mutating).is_ok());
    assert_eq!(world.client.census().timers, 1, "one wait, not two");
    world.client.clear();
    assert_eq!(world.client.census().timers, 0);
}
