//! Scopes: serial within, parallel across.

use super::{super::super::*, *};

#[test]
fn mutations_without_a_scope_run_side_by_side() {
    let (mut world, desk) = (World::new(), Desk::default());
    world.client.mutate(&desk.options(), 1);
    world.client.mutate(&desk.options(), 2);
    world.run();
    assert_eq!(desk.asked(), [1, 2]);
}

#[test]
fn mutations_of_a_scope_run_one_after_another_in_order() {
    let (mut world, desk) = (World::new(), Desk::default());
    let options = desk.options().scope("lead");
    for number in 1..=3 {
        world.client.mutate(&options, number);
    }
    world.run();
    assert_eq!(desk.asked(), [1]);
    assert!(all(&world.client)[1].is_paused, "it waits for its turn");
    desk.accept(&mut world, 1);
    assert_eq!(desk.asked(), [1, 2]);
    assert!(!all(&world.client)[1].is_paused);
    desk.accept(&mut world, 2);
    desk.accept(&mut world, 3);
    assert_eq!(desk.asked(), [1, 2, 3]);
    assert_eq!(world.client.is_mutating(MutationFilters::all()), 0);
}

#[test]
fn a_mutation_that_fails_lets_the_next_of_its_scope_run() {
    let (mut world, desk) = (World::new(), Desk::default());
    let options = desk.options().scope("lead");
    world.client.mutate(&options, 1);
    world.client.mutate(&options, 2);
    world.run();
    desk.answer(&mut world, 1, Err(refused()));
    assert_eq!(desk.asked(), [1, 2]);
}

#[test]
fn scopes_do_not_wait_for_each_other() {
    let (mut world, desk) = (World::new(), Desk::default());
    let options = desk
        .options()
        .scope_by(|number: &u32| format!("{}", number % 2));
    for number in 1..=4 {
        world.client.mutate(&options, number);
    }
    world.run();
    assert_eq!(desk.asked(), [1, 2]);
    desk.accept(&mut world, 2);
    assert_eq!(desk.asked(), [1, 2, 4]);
}

#[test]
fn a_retry_keeps_its_turn() {
    let (mut world, desk) = (World::new(), Desk::default());
    let options = desk.options().scope("lead").retry(Retry::Times(1));
    world.client.mutate(&options, 1);
    world.client.mutate(&options, 2);
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    assert_eq!(desk.asked(), [1]);
    world.advance(1_000);
    desk.accept(&mut world, 1);
    assert_eq!(desk.asked(), [1, 1, 2]);
}

#[test]
fn a_mutation_that_is_removed_while_it_waits_leaves_its_place() {
    let (mut world, desk) = (World::new(), Desk::default());
    let options = desk.options().scope("lead");
    world.client.mutate(&options, 1);
    let second = world.client.mutate(&options, 2);
    world.client.mutate(&options, 3);
    world.run();
    world.client.remove_mutation(second.id);
    world.run();
    assert_eq!(now(second), Err(MutationError::Forgotten));
    desk.accept(&mut world, 1);
    assert_eq!(desk.asked(), [1, 3]);
}

#[test]
fn a_mutation_that_is_removed_while_the_server_is_asked_keeps_its_turn() {
    let (mut world, desk) = (World::new(), Desk::default());
    let options = desk.options().scope("lead");
    let first = world.client.mutate(&options, 1);
    world.client.mutate(&options, 2);
    world.run();
    world.client.remove_mutation(first.id);
    world.run();
    assert_eq!(desk.asked(), [1]);
    desk.accept(&mut world, 1);
    assert_eq!(now(first).unwrap().as_str(), "done 1");
    assert_eq!(desk.asked(), [1, 2]);
}
