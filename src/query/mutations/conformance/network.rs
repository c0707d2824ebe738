//! Offline and out of sight: pausing and going on.

use super::{super::super::*, *};

fn paused(world: &World) -> Vec<bool> {
    all(&world.client).iter().map(|one| one.is_paused).collect()
}

#[test]
fn a_mutation_is_paused_while_there_is_no_network() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.set_online(false);
    let observer = world.client.observe_mutations(&desk.options());
    observer.mutate(1);
    assert!(observer.snapshot().is_paused, "at once");
    world.run();
    assert!(observer.snapshot().is_paused && observer.snapshot().is_pending());
    assert!(desk.asked().is_empty());
    world.client.set_online(true);
    world.run();
    assert!(!observer.snapshot().is_paused);
    desk.accept(&mut world, 1);
    assert!(observer.snapshot().is_success());
}

#[test]
fn paused_mutations_go_on_in_order() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.set_online(false);
    for number in 1..=4 {
        world.client.mutate(&desk.options(), number);
    }
    world.run();
    world.client.set_online(true);
    world.run();
    assert_eq!(desk.asked(), [1, 2, 3, 4]);
}

#[test]
fn paused_mutations_of_a_scope_go_on_one_after_another() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.set_online(false);
    let options = desk.options().scope("lead");
    world.client.mutate(&options, 1);
    world.client.mutate(&options, 2);
    world.run();
    world.client.set_online(true);
    world.run();
    assert_eq!(desk.asked(), [1]);
    assert_eq!(paused(&world), [false, true]);
    world.client.set_online(false);
    desk.accept(&mut world, 1);
    assert_eq!(desk.asked(), [1], "its turn, but no network");
    world.client.set_online(true);
    world.run();
    assert_eq!(desk.asked(), [1, 2]);
}

#[test]
fn a_mutation_that_needs_no_network_runs_without() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.set_online(false);
    let options = desk.options().network_mode(NetworkMode::Always);
    world.client.mutate(&options, 1);
    world.run();
    assert_eq!((desk.asked(), paused(&world)), (vec![1], vec![false]));
}

#[test]
fn offline_first_tries_once_and_then_waits_for_the_network() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.set_online(false);
    let options = desk
        .options()
        .network_mode(NetworkMode::OfflineFirst)
        .retry(Retry::Times(1));
    world.client.mutate(&options, 1);
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    world.advance(1_000);
    assert_eq!((desk.asked(), paused(&world)), (vec![1], vec![true]));
    world.client.set_online(true);
    world.run();
    assert_eq!(desk.asked(), [1, 1]);
}

#[test]
fn a_retry_waits_for_the_network_and_then_goes_on() {
    let (mut world, desk) = (World::new(), Desk::default());
    world
        .client
        .mutate(&desk.options().retry(Retry::Times(1)), 1);
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    world.client.set_online(false);
    world.advance(1_000);
    let found = &all(&world.client)[0];
    assert!(found.is_paused && found.failure_count == 1);
    world.client.set_online(true);
    world.run();
    desk.accept(&mut world, 1);
    assert_eq!(all(&world.client)[0].status, MutationStatus::Success);
}

#[test]
fn a_retry_waits_for_somebody_to_look() {
    let (mut world, desk) = (World::new(), Desk::default());
    world
        .client
        .mutate(&desk.options().retry(Retry::Times(1)), 1);
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    world.client.set_focused(false);
    world.advance(1_000);
    assert_eq!((desk.asked(), paused(&world)), (vec![1], vec![true]));
    world.client.set_focused(true);
    world.run();
    assert_eq!(desk.asked(), [1, 1]);
}

#[test]
fn a_network_that_comes_while_it_is_prepared_ends_the_pause() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.set_online(false);
    let env = world.client.env().clone();
    let options: MutationOptions<u32, String, ()> = MutationOptions::optimistic(
        move |_| {
            let wait = (env.sleep)(std::time::Duration::from_secs(1));
            async move {
                wait.await;
                Ok(())
            }
        },
        desk.ask(),
    );
    world.client.mutate(&options, 1);
    world.run();
    assert_eq!(paused(&world), [true]);
    world.client.set_online(true);
    world.advance(1_000);
    assert_eq!((desk.asked(), paused(&world)), (vec![1], vec![false]));
}

#[test]
fn resuming_twice_at_the_same_time_carries_each_out_once() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.set_online(false);
    world.client.mutate(&desk.options(), 1);
    world.client.mutate(&desk.options(), 2);
    world.run();
    world.client.set_online(true);
    drop(world.client.resume_paused_mutations());
    drop(world.client.resume_paused_mutations());
    world.run();
    assert_eq!(desk.asked(), [1, 2]);
}

#[test]
fn resuming_without_a_network_does_nothing() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.set_online(false);
    world.client.mutate(&desk.options(), 1);
    world.run();
    now(world.client.resume_paused_mutations());
    world.run();
    assert!(desk.asked().is_empty());
}

#[test]
fn resuming_comes_back_when_all_have_settled() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.set_online(false);
    world.client.mutate(&desk.options(), 1);
    world.client.mutate(&desk.options(), 2);
    world.run();
    world.client.conditions.set_online(true);
    let mut resumed = Box::pin(world.client.resume_paused_mutations());
    world.run();
    desk.accept(&mut world, 1);
    assert!(futures::FutureExt::now_or_never(&mut resumed).is_none());
    desk.answer(&mut world, 2, Err(refused()));
    now(resumed);
}

#[test]
fn what_is_paused_is_told() {
    let (mut world, desk) = (World::new(), Desk::default());
    let (log, _listening) = events(&world.client);
    world.client.set_online(false);
    world.client.mutate(&desk.options(), 1);
    world.run();
    world.client.set_online(true);
    world.run();
    desk.accept(&mut world, 1);
    assert_eq!(
        log.lines(),
        ["added", "Pending", "Pause", "Continue", "Success"]
    );
}
