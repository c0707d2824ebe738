//! Paused mutations survive a restart.

use super::{super::super::*, *};

const JOBS: &str = "jobs/cancel";

fn durable(desk: &Desk) -> MutationOptions<u32, String> {
    desk.options().key(key(JOBS)).durable()
}

/// Writes down what one client has paused, as the disk would keep it.
fn shut_down(world: &World) -> Vec<DehydratedMutation> {
    let text = serde_json::to_string(&world.client.dehydrate_mutations()).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn paused_world(desk: &Desk, numbers: std::ops::RangeInclusive<u32>, scope: bool) -> World {
    let mut world = World::new();
    world.client.set_online(false);
    let options = durable(desk);
    let options = if scope { options.scope("job") } else { options };
    for number in numbers {
        world.client.mutate(&options, number);
    }
    world.run();
    world
}

#[test]
fn paused_mutations_go_on_after_a_restart_each_once_and_in_order() {
    let desk = Desk::default();
    let before = paused_world(&desk, 1..=3, false);
    let written = shut_down(&before);
    assert!(desk.asked().is_empty());

    let mut after = World::new();
    after
        .client
        .set_mutation_defaults(&key(JOBS), durable(&desk));
    after.client.hydrate_mutations(written);
    assert!(all(&after.client).iter().all(|one| one.is_paused));
    after.run();
    assert!(desk.asked().is_empty(), "not before it is asked for");
    drop(after.client.resume_paused_mutations());
    drop(after.client.resume_paused_mutations());
    after.run();
    assert_eq!(desk.asked(), [1, 2, 3]);
    for number in 1..=3 {
        desk.accept(&mut after, number);
    }
    drop(after.client.resume_paused_mutations());
    after.run();
    assert_eq!(desk.asked(), [1, 2, 3]);
    assert!(after.client.dehydrate_mutations().is_empty());
}

#[test]
fn restored_mutations_of_a_scope_stay_serial() {
    let desk = Desk::default();
    let written = shut_down(&paused_world(&desk, 1..=3, true));
    let mut after = World::new();
    after
        .client
        .set_mutation_defaults(&key(JOBS), durable(&desk));
    after.client.hydrate_mutations(written);
    after.client.mutate(&durable(&desk).scope("job"), 4);
    after.run();
    assert!(
        desk.asked().is_empty(),
        "a new one waits behind the restored"
    );
    drop(after.client.resume_paused_mutations());
    after.run();
    assert_eq!(desk.asked(), [1]);
    desk.answer(&mut after, 1, Err(refused()));
    desk.accept(&mut after, 2);
    desk.accept(&mut after, 3);
    desk.accept(&mut after, 4);
    assert_eq!(desk.asked(), [1, 2, 3, 4]);
}

#[test]
fn a_restored_mutation_keeps_name_time_scope_and_meta() {
    let desk = Desk::default();
    let mut before = World::new();
    before.client.set_online(false);
    let options = durable(&desk).scope("job").meta("who".into());
    let id = before.client.mutate(&options, 1).id;
    before.run();
    let written = shut_down(&before);

    let mut after = World::new();
    after.advance(5_000);
    after
        .client
        .set_mutation_defaults(&key(JOBS), durable(&desk));
    after.client.hydrate_mutations(written);
    let found = &all(&after.client)[0];
    assert_eq!((found.id, found.submitted_at), (id, 1_000));
    assert_eq!(found.scope.as_deref(), Some("job"));
    assert_eq!(found.meta, Some("who".into()));
    drop(after.client.resume_paused_mutations());
    after.run();
    assert_eq!(desk.ids(), [id], "the server can tell a repeat");
}

#[test]
fn a_restored_mutation_is_not_prepared_again_and_keeps_its_context() {
    let (desk, log) = (Desk::default(), Log::default());
    let told = (log.clone(), log.clone());
    let options = MutationOptions::optimistic(
        move |variables: Rc<u32>| {
            told.0.add("prepared");
            async move { Ok(*variables + 10) }
        },
        desk.ask(),
    )
    .on_success(move |_, _, context| {
        told.1.add(format!("{context:?}"));
        async {}
    })
    .key(key(JOBS))
    .durable();
    let mut before = World::new();
    before.client.set_online(false);
    before.client.mutate(&options, 1);
    before.run();
    let written = shut_down(&before);
    let mut after = World::new();
    after.client.set_mutation_defaults(&key(JOBS), options);
    after.client.hydrate_mutations(written);
    drop(after.client.resume_paused_mutations());
    after.run();
    desk.accept(&mut after, 1);
    assert_eq!(log.lines(), ["prepared", "Some(11)"]);
}

#[test]
fn what_is_restored_offline_waits_for_the_network() {
    let desk = Desk::default();
    let written = shut_down(&paused_world(&desk, 1..=1, false));
    let mut after = World::new();
    after.client.set_online(false);
    after
        .client
        .set_mutation_defaults(&key(JOBS), durable(&desk));
    after.client.hydrate_mutations(written);
    drop(after.client.resume_paused_mutations());
    after.run();
    assert!(desk.asked().is_empty());
    after.client.set_online(true);
    after.run();
    assert_eq!(desk.asked(), [1]);
}

#[test]
fn only_what_is_paused_durable_and_has_a_key_is_written_down() {
    let desk = Desk::default();
    let mut world = World::new();
    let client = world.client.clone();
    client.mutate(&durable(&desk), 1);
    world.run();
    client.set_online(false);
    client.mutate(&desk.options().key(key(JOBS)), 2);
    client.mutate(&desk.options().durable(), 3);
    client.mutate(&durable(&desk), 4);
    world.run();
    let written = client.dehydrate_mutations();
    let numbers: Vec<_> = written.iter().map(|one| one.variables.clone()).collect();
    assert_eq!(numbers, [4]);
    let all = client.dehydrate_mutations_that(|_| true);
    assert_eq!(all.len(), 2, "what is being sent, too, if asked for");
}

#[test]
fn hydrating_twice_restores_once() {
    let desk = Desk::default();
    let written = shut_down(&paused_world(&desk, 1..=1, false));
    let mut after = World::new();
    after.client.hydrate_mutations(written.clone());
    after.client.hydrate_mutations(written.clone());
    assert_eq!(after.client.dehydrate_mutations().len(), 1);
    after
        .client
        .set_mutation_defaults(&key(JOBS), durable(&desk));
    after.client.hydrate_mutations(written);
    assert_eq!(all(&after.client).len(), 1);
    drop(after.client.resume_paused_mutations());
    after.run();
    assert_eq!(desk.asked(), [1]);
}

#[test]
fn what_nobody_knows_how_to_do_is_kept_until_somebody_does() {
    let desk = Desk::default();
    let written = shut_down(&paused_world(&desk, 1..=2, false));
    let mut after = World::new();
    after.client.hydrate_mutations(written.clone());
    drop(after.client.resume_paused_mutations());
    after.run();
    assert!(desk.asked().is_empty());
    assert_eq!(shut_down(&after), written, "and survives another restart");
    after
        .client
        .set_mutation_defaults(&key("jobs"), durable(&desk));
    drop(after.client.resume_paused_mutations());
    after.run();
    assert_eq!(desk.asked(), [1, 2]);
}

#[test]
fn variables_that_cannot_be_read_any_more_are_kept_and_not_sent() {
    let desk = Desk::default();
    let mut written = shut_down(&paused_world(&desk, 1..=1, false));
    written[0].variables = "one".into();
    let mut after = World::new();
    after
        .client
        .set_mutation_defaults(&key(JOBS), durable(&desk));
    after.client.hydrate_mutations(written.clone());
    drop(after.client.resume_paused_mutations());
    after.run();
    assert!(desk.asked().is_empty());
    assert_eq!(shut_down(&after), written);
}

#[test]
fn clearing_drops_what_was_restored() {
    let desk = Desk::default();
    let written = shut_down(&paused_world(&desk, 1..=2, false));
    let mut after = World::new();
    after.client.hydrate_mutations(written.clone());
    after.client.clear_mutations();
    after
        .client
        .set_mutation_defaults(&key(JOBS), durable(&desk));
    assert!(all(&after.client).is_empty());
    after.client.hydrate_mutations(written);
    after.client.clear_mutations();
    drop(after.client.resume_paused_mutations());
    after.run();
    assert!(desk.asked().is_empty());
}
