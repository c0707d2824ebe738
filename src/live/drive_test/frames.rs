//! Events within a frame.

use super::*;

#[test]
fn the_first_event_of_a_quiet_frame_is_applied_at_once_and_the_rest_together() {
    let (mut world, mut peer) = World::connected();
    peer.tell(&mut world, change(11, 1, 2));
    assert_eq!(world.version(1), Some(2));
    peer.tell(&mut world, change(12, 1, 3));
    peer.tell(&mut world, change(13, 2, 1));
    assert_eq!((world.version(1), world.version(2)), (Some(2), None));
    world.end_frame();
    assert_eq!((world.version(1), world.version(2)), (Some(3), Some(1)));
    peer.tell(&mut world, change(14, 1, 4));
    assert_eq!(
        world.version(1),
        Some(3),
        "a frame in which something was drawn is not quiet"
    );
    world.end_frame();
    world.end_frame();
    peer.tell(&mut world, change(15, 1, 5));
    assert_eq!(world.version(1), Some(5));
}

#[test]
fn of_all_that_a_lead_was_in_a_frame_the_last_is_applied_and_each_counts() {
    let (mut world, mut peer) = World::connected();
    let applied = world.link.tally().applied;
    peer.tell(&mut world, change(11, 1, 2));
    for (seq, id, version) in [(12, 1, 3), (13, 2, 1), (14, 1, 4), (15, 1, 5)] {
        peer.tell(&mut world, change(seq, id, version));
    }
    world.end_frame();
    assert_eq!((world.version(1), world.version(2)), (Some(5), Some(1)));
    let tally = world.link.tally();
    assert_eq!((tally.applied - applied, tally.position), (5, Some(15)));
}

#[test]
fn while_something_in_sight_is_drawn_frames_are_held_back_where_they_come_in() {
    let (mut world, mut peer) = World::connected();
    peer.tell(&mut world, change(11, 1, 2));
    assert!(!world.shared.holds.get(), "nobody looks at it");
    world.end_frame();
    let lead = crate::query::Target::Business(Uuid::from_u128(1));
    world.client.observe(lead, || ());
    peer.tell(&mut world, change(12, 1, 3));
    assert!(world.shared.holds.get());
    peer.tell(&mut world, change(13, 1, 4));
    world.end_frame();
    assert!(world.shared.holds.get(), "what came before is drawn");
    world.end_frame();
    assert!(!world.shared.holds.get());
}

#[test]
fn an_event_is_at_most_100_milliseconds_late_where_there_are_no_frames() {
    let (mut world, mut peer) = World::connected();
    peer.tell(&mut world, change(11, 1, 2));
    peer.tell(&mut world, change(12, 1, 3));
    world.pass(99);
    assert_eq!(world.version(1), Some(2));
    world.pass(1);
    assert_eq!(world.version(1), Some(3));
}

#[test]
fn what_a_frame_cost_is_paid_for_before_the_next_but_not_for_long() {
    let (mut world, mut peer) = World::connected();
    world.shared.work.set(10);
    peer.tell(&mut world, change(11, 1, 2));
    peer.tell(&mut world, change(12, 1, 3));
    world.end_frame();
    // Sixteen times 7 ms, of which 100 were quiet before.
    world.pass(11);
    assert_eq!(world.version(1), Some(2));
    world.pass(1);
    assert_eq!(world.version(1), Some(3));
    peer.tell(&mut world, change(13, 1, 4));
    world.shared.work.set(1_000);
    world.end_frame();
    world.pass(99);
    assert_eq!(world.version(1), Some(3));
    world.pass(1);
    assert_eq!(world.version(1), Some(4), "100 ms after what it waits for");
}

#[test]
fn what_waits_for_its_frame_is_not_lost_with_the_connection() {
    let (mut world, mut peer) = World::connected();
    peer.tell(&mut world, change(11, 1, 2));
    peer.tell(&mut world, change(12, 1, 3));
    peer.close(&mut world, 1006);
    assert_eq!(world.version(1), Some(3));
    world.pass(SECOND);
    assert_eq!(world.accept().greet(&mut world, 12).1, Some(12));
}
