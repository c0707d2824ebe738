//! Pings and sleep.

use super::*;

#[test]
fn pings_every_20_seconds_and_any_frame_is_an_answer() {
    let (mut world, mut peer) = World::connected();
    peer.frames();
    for _ in 0..3 {
        world.pass(20 * SECOND);
        assert_eq!(peer.frames(), [ClientFrame::Ping {}]);
        world.pass(250);
        peer.send(&mut world, &ServerFrame::Pong);
        assert_eq!(world.link.round_trip(), Some(250));
    }
    world.pass(20 * SECOND);
    peer.tell(&mut world, change(11, 1, 2));
    world.pass(19 * SECOND);
    assert_eq!(world.link.connection().state, State::Connected);
}

#[test]
fn a_ping_that_is_not_answered_in_ten_seconds_ends_the_connection() {
    let (mut world, _peer) = World::connected();
    world.pass(30 * SECOND - 1);
    assert_eq!(world.link.connection().state, State::Connected);
    world.pass(1);
    assert_eq!(world.link.connection().state, State::Reconnecting);
}

#[test]
fn a_doubt_asks_a_connection_whether_it_is_alive_once() {
    let (mut world, mut peer) = World::connected();
    peer.frames();
    world.link.reconnect();
    world.link.reconnect();
    world.run();
    assert_eq!(peer.frames(), [ClientFrame::Ping {}]);
    world.pass(10 * SECOND);
    assert_eq!(world.link.connection().state, State::Reconnecting);
}

#[test]
fn a_page_that_slept_an_hour_notices_by_the_clock_and_resumes_at_once() {
    let (mut world, mut peer) = World::connected();
    peer.tell(&mut world, change(11, 1, 2));
    world.sleep(HOUR);
    world.link.reconnect();
    let mut anew = world.accept();
    assert_eq!(world.link.connection().state, State::Reconnecting);
    let missed = vec![change(12, 1, 3), change(13, 1, 4)];
    assert_eq!(anew.resume(&mut world, 13, missed), Some(11));
    assert_eq!(world.version(1), Some(4));
    assert_eq!(world.link.connection().state, State::Connected);
}

#[test]
fn without_a_wake_up_the_late_timer_notices() {
    let (mut world, _peer) = World::connected();
    world.sleep(HOUR);
    world.pass(0);
    assert!(world.is_calling());
}

#[test]
fn a_clock_that_is_put_back_ends_nothing() {
    let (mut world, mut peer) = World::connected();
    peer.frames();
    world.sleep(-HOUR);
    world.link.reconnect();
    world.run();
    assert_eq!(peer.frames(), [ClientFrame::Ping {}]);
    peer.send(&mut world, &ServerFrame::Pong);
    assert_eq!(world.link.connection().state, State::Connected);
}
