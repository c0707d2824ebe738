//! What was missed.

use super::*;
use crate::query::Overlay;

#[test]
fn subscribes_with_the_smallest_position_of_what_is_held() {
    let mut world = World::new();
    assert!(world.link.note(EPOCH, 7) && world.link.note(EPOCH, 5));
    let mut peer = world.accept();
    let asked = peer.greet(&mut world, 10);
    assert_eq!(asked, (vec![Topic::Businesses], Some(5)));
}

#[test]
fn what_answers_to_changes_told_before_any_connection_is_not_relied_on() {
    let mut world = World::new();
    let id = Uuid::from_u128(1);
    let lead = NewBusiness::named("A").into_business(id, 0);
    let creation = Overlay::Create(Box::new(lead.clone()));
    world.client.push_overlay(id, id, creation);
    world.client.settle_overlay(id, id, Some(lead));
    assert!(world.link.note(EPOCH, 9), "of something else");
    let is_unsure = |world: &World| {
        let entities = world.client.entities();
        entities.is_unsure(entities.slots().find(id).unwrap())
    };
    let mut peer = world.accept();
    assert_eq!(peer.greet(&mut world, 10).1, Some(9));
    assert!(is_unsure(&world), "it may have changed up to the ninth");
    peer.tell(&mut world, change(11, 1, 3));
    assert!(!is_unsure(&world));
    peer.close(&mut world, 1006);
    world.pass(SECOND);
    assert_eq!(world.accept().greet(&mut world, 12).1, Some(11));
    assert!(!is_unsure(&world), "nothing is missed from then on");
}

#[test]
fn what_was_kept_from_before_is_brought_up_to_date() {
    let mut world = World::new();
    assert!(world.link.note(EPOCH, 3));
    assert_eq!(world.accept().greet(&mut world, 10).1, Some(3));
}

#[test]
fn what_was_kept_of_another_database_is_made_stale() {
    let mut world = World::new();
    world.observe(Key::users());
    assert!(world.link.note(Uuid::from_u128(1), 3));
    assert_eq!(world.accept().greet(&mut world, 10).1, Some(10));
    assert_eq!(world.shared.fetched.get(), 2);
    let [left, coming] = [1, 2].map(Uuid::from_u128);
    assert!(!world.link.note(left, 3), "it was long on its way");
    assert!(
        world.link.note(coming, 1),
        "the connection is about to tell"
    );
    assert_eq!(world.link.tally().epoch, Some(EPOCH));
}

#[test]
fn a_broken_connection_resumes_and_drops_what_comes_twice() {
    let (mut world, mut peer) = World::connected();
    peer.tell(&mut world, change(11, 1, 2));
    peer.close(&mut world, 1006);
    world.pass(SECOND);
    let mut anew = world.accept();
    let missed = vec![change(11, 1, 2), change(12, 1, 3), change(13, 2, 1)];
    assert_eq!(anew.resume(&mut world, 13, missed), Some(11));
    assert_eq!((world.version(1), world.version(2)), (Some(3), Some(1)));
    let tally = world.link.tally();
    assert_eq!((tally.applied, tally.repeated), (3, 1));
}

#[test]
fn a_reset_makes_everything_stale_and_goes_on_from_its_position() {
    let (mut world, mut peer) = World::connected();
    world.observe(Key::users());
    let reset = ServerFrame::Reset {
        epoch: EPOCH,
        seq: 900,
    };
    peer.send(&mut world, &reset);
    assert_eq!(world.shared.fetched.get(), 2);
    peer.tell(&mut world, change(899, 1, 5));
    assert_eq!(world.version(1), None, "from before the reset");
    world.end_frame();
    peer.tell(&mut world, change(901, 1, 6));
    world.end_frame();
    assert_eq!(world.version(1), Some(6));
}

#[test]
fn another_database_makes_everything_stale_and_its_versions_count_anew() {
    let (mut world, mut peer) = World::connected();
    world.observe(Key::users());
    peer.tell(&mut world, change(11, 1, 5));
    peer.close(&mut world, 1006);
    world.pass(SECOND);
    let mut anew = world.accept();
    let epoch = Uuid::from_u128(43);
    anew.send(&mut world, &ServerFrame::Hello { epoch, seq: 2 });
    assert_eq!(anew.subscription().1, Some(2));
    assert_eq!(world.shared.fetched.get(), 2);
    anew.tell(&mut world, change(3, 1, 1));
    world.end_frame();
    assert_eq!(world.version(1), Some(1));
}

#[test]
fn after_a_gap_what_is_not_in_the_log_is_asked_for() {
    let (mut world, peer) = World::connected();
    world.link.listen(Topic::Stats);
    world.observe(Key::stats());
    peer.close(&mut world, 1006);
    world.pass(SECOND);
    let mut anew = world.accept();
    anew.greet(&mut world, 10);
    assert_eq!(world.shared.fetched.get(), 1, "nothing happened meanwhile");
    anew.close(&mut world, 1006);
    world.pass(SECOND);
    let mut anew = world.accept();
    let topics = anew.begin_to_resume(&mut world, 11, change(11, 1, 2));
    anew.subscribed(&mut world, topics, 11);
    assert_eq!(world.shared.fetched.get(), 2);
}

#[test]
fn counts_are_asked_for_only_while_they_are_not_told() {
    let (mut world, mut peer) = World::connected();
    world.link.listen(Topic::Stats);
    world.observe(Key::stats());
    let lead = NewBusiness::named("A").into_business(Uuid::from_u128(1), 0);
    let created = event(Some(11), EventBody::BusinessCreated(Box::new(lead)));
    peer.tell(&mut world, created);
    assert_eq!(world.shared.fetched.get(), 1);
    world.end_frame();
    let stats = EventBody::StatsUpdated(Box::default());
    peer.tell(&mut world, event(None, stats));
    assert!(world.client.get::<Stats>(&Key::stats()).is_some());
}

#[test]
fn a_topic_that_is_asked_for_while_missed_events_come_hides_none_of_them() {
    let (mut world, peer) = World::connected();
    world.link.listen(Topic::Stats);
    world.observe(Key::stats());
    peer.close(&mut world, 1006);
    world.pass(SECOND);
    let mut anew = world.accept();
    let topics = anew.begin_to_resume(&mut world, 11, change(11, 1, 2));
    world.link.listen(Topic::Job(Uuid::from_u128(9)));
    world.run();
    let more = anew.subscription().0;
    anew.subscribed(&mut world, topics, 11);
    anew.subscribed(&mut world, more, 11);
    assert_eq!(world.shared.fetched.get(), 2);
}
