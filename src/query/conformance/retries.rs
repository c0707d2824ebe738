//! Trying again.

use super::*;
use crate::model::{Failure, Problem, ProblemCode};

/// A refusal that says when to come again, if at all.
fn refused(status: u16, retry_after: Option<u64>) -> Failure {
    let mut problem = Problem::new(status, ProblemCode::Unknown, "no");
    problem.retry_after = retry_after;
    Failure::Refused(Box::new(problem))
}

#[test]
fn an_observed_query_is_tried_three_times_more_with_growing_waits() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    for wait in [1_000, 2_000, 4_000] {
        server.answer(&mut world, Err(unreachable()));
        let asked = server.asked();
        world.advance(wait - 1);
        assert_eq!(server.asked(), asked);
        world.advance(1);
        assert_eq!(server.asked(), asked + 1);
    }
    server.answer(&mut world, Err(unreachable()));
    world.advance(60_000);
    assert_eq!(server.asked(), 4);
    let seen = observer.current();
    assert!(seen.is_error() && seen.failure_count == 4);
}

#[test]
fn waits_grow_to_thirty_seconds() {
    let waits: Vec<u128> = (0..7)
        .map(|n| {
            RetryDelay::Backoff
                .after(n, &unreachable(), 0.0)
                .as_millis()
        })
        .collect();
    assert_eq!(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    let most = RetryDelay::Backoff.after(0, &unreachable(), 1.0);
    assert_eq!(most.as_millis(), 1_200, "with a fifth of jitter");
}

#[test]
fn the_error_shows_only_after_the_last_try() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")).retry(1));
    server.answer(&mut world, Err(unreachable()));
    let seen = observer.current();
    assert!(seen.is_loading() && seen.error.is_none());
    assert_eq!(
        (seen.failure_count, seen.failure_reason.is_some()),
        (1, true)
    );
    world.advance(1_000);
    server.answer(&mut world, Err(unreachable()));
    assert!(observer.current().is_loading_error());
}

#[test]
fn failures_are_forgotten_when_a_try_succeeds() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    server.answer(&mut world, Err(unreachable()));
    world.advance(1_000);
    server.answer(&mut world, Ok(1));
    let seen = observer.current();
    assert!(seen.failure_count == 0 && seen.failure_reason.is_none() && seen.is_success());
}

#[test]
fn a_query_may_never_be_tried_again() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")).retry(false));
    server.answer(&mut world, Err(unreachable()));
    assert!(observer.current().is_error());
    world.advance(60_000);
    assert_eq!(server.asked(), 1);
}

#[test]
fn a_query_may_be_tried_for_ever() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server.query(key("a")).retry(true).retry_delay(ms(10));
    let (_observer, _observing) = observe(&world, query);
    for _ in 0..50 {
        server.answer(&mut world, Err(unreachable()));
        world.advance(10);
    }
    assert_eq!(server.asked(), 51);
}

#[test]
fn a_function_may_decide_by_count_and_failure() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let query = server
        .query(key("a"))
        .retry_when(|failures, failure| failures < 1 && failure.problem().is_some())
        .retry_delay(ms(1));
    let (observer, _observing) = observe(&world, query);
    server.answer(&mut world, Err(forbidden()));
    world.advance(1);
    assert_eq!(server.asked(), 2, "even what would not be tried otherwise");
    server.answer(&mut world, Err(forbidden()));
    assert!(observer.current().is_error());
}

#[test]
fn refusals_are_not_tried_again_but_408_and_429() {
    for (status, again) in [
        (400, false),
        (401, false),
        (404, false),
        (408, true),
        (429, true),
        (500, true),
        (503, true),
    ] {
        let (mut world, server) = (World::new(), Server::<u32>::default());
        let (_observer, _observing) = observe(&world, server.query(key("a")));
        server.answer(&mut world, Err(refused(status, None)));
        world.advance(1_000);
        assert_eq!(server.asked() == 2, again, "{status}");
    }
}

#[test]
fn retry_after_is_heard() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_observer, _observing) = observe(&world, server.query(key("a")));
    server.answer(&mut world, Err(refused(429, Some(7))));
    world.advance(6_999);
    assert_eq!(server.asked(), 1);
    world.advance(1);
    assert_eq!(server.asked(), 2);
}

#[test]
fn a_retry_pauses_while_nobody_looks_and_continues_on_focus() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    server.answer(&mut world, Err(unreachable()));
    world.client.set_focused(false);
    world.advance(1_000);
    assert!(observer.current().is_paused() && server.asked() == 1);
    world.client.set_focused(true);
    world.run();
    assert!(observer.current().is_fetching() && server.asked() == 2);
    server.answer(&mut world, Ok(1));
    assert_eq!(observer.current().data.as_deref(), Some(&1));
}

#[test]
fn a_retry_pauses_while_offline_and_continues_on_reconnect() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    server.answer(&mut world, Err(unreachable()));
    world.client.set_online(false);
    world.advance(1_000);
    assert!(observer.current().is_paused() && server.asked() == 1);
    world.client.set_online(true);
    world.run();
    assert_eq!(server.asked(), 2);
}

#[test]
fn a_paused_retry_needs_both_network_and_focus() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    server.answer(&mut world, Err(unreachable()));
    world.client.set_online(false);
    world.client.set_focused(false);
    world.advance(1_000);
    world.client.set_online(true);
    world.run();
    assert!(observer.current().is_paused());
    world.client.set_focused(true);
    world.run();
    assert_eq!(server.asked(), 2);
}

#[test]
fn a_first_try_does_not_wait_for_focus() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    world.client.set_focused(false);
    let (_observer, _observing) = observe(&world, server.query(key("a")));
    world.run();
    assert_eq!(server.asked(), 1);
}

#[test]
fn a_paused_retry_can_be_cancelled() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, server.query(key("a")));
    server.answer(&mut world, Err(unreachable()));
    world.client.set_online(false);
    world.advance(1_000);
    world.client.cancel(key("a"));
    assert_eq!(observer.current().fetch_status, FetchStatus::Idle);
    let _ = observer;
    assert_eq!(server.asked(), 1);
}

#[test]
fn tries_end_when_the_last_observer_leaves_between_them() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, observing) = observe(&world, server.query(key("a")));
    server.answer(&mut world, Err(unreachable()));
    drop(observing);
    world.advance(1_000);
    assert_eq!(server.asked(), 1);
    assert!(observer.current().is_error());
}

#[test]
fn tries_go_on_when_somebody_else_comes_in_time() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_observer, observing) = observe(&world, server.query(key("a")));
    server.answer(&mut world, Err(unreachable()));
    drop(observing);
    let (_other, _observing) = observe(&world, server.query(key("a")));
    world.advance(1_000);
    assert_eq!(server.asked(), 2);
}

#[test]
fn a_delay_may_be_fixed_or_worked_out() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (_observer, _observing) = observe(&world, server.query(key("a")).retry_delay(ms(30)));
    server.answer(&mut world, Err(unreachable()));
    world.advance(30);
    assert_eq!(server.asked(), 2);
    let delay = RetryDelay::With(Rc::new(|failures, _| ms(u64::from(failures) * 5 + 5)));
    let (_observer, _observing) = observe(&world, server.query(key("b")).retry_delay(delay));
    server.answer(&mut world, Ok(1));
    server.answer(&mut world, Err(unreachable()));
    world.advance(5);
    server.answer(&mut world, Err(unreachable()));
    world.advance(9);
    assert_eq!(server.asked(), 4);
    world.advance(1);
    assert_eq!(server.asked(), 5);
}

/// TanStack Query would ask by the newest function.
#[test]
fn all_tries_of_a_fetch_use_the_function_that_it_began_with() {
    let mut world = World::new();
    let (first, second) = (Server::<u32>::default(), Server::<u32>::default());
    let (observer, _observing) = observe(&world, first.query(key("a")).retry_delay(ms(10)));
    first.answer(&mut world, Err(unreachable()));
    observer.set_options(second.query(key("a")).retry_delay(ms(10)));
    world.advance(10);
    assert_eq!((first.asked(), second.asked()), (2, 0));
    first.answer(&mut world, Ok(1));
    drop(observer.refetch());
    world.run();
    assert_eq!((first.asked(), second.asked()), (2, 1));
}

#[test]
fn a_fetch_that_replaces_another_counts_failures_anew() {
    let (mut world, server) = (World::new(), Server::<u32>::default());
    let (observer, _observing) = loaded(&mut world, &server, "a");
    drop(observer.refetch());
    server.answer(&mut world, Err(unreachable()));
    assert_eq!(observer.current().failure_count, 1);
    drop(observer.refetch());
    let seen = observer.current();
    assert!(seen.is_fetching() && seen.failure_count == 0 && seen.failure_reason.is_none());
}
