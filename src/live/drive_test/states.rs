//! States and back-off.

use super::*;

#[test]
fn each_state_is_told_as_it_comes() {
    let (mut world, peer) = World::connected();
    world.shared.network.set(Network::Down);
    peer.close(&mut world, 1006);
    world.pass(MINUTE);
    world.shared.network.set(Network::Up);
    world.link.reconnect();
    world.accept().greet(&mut world, 10);
    use State::*;
    let told = [Connected, Reconnecting, Disconnected, Connected];
    assert_eq!(*world.shared.states.borrow(), told);
}

#[test]
fn tries_after_1_2_4_8_and_16_seconds_then_every_30() {
    let mut world = World::new();
    world.shared.network.set(Network::Down);
    world.pass(2 * MINUTE);
    let gaps: Vec<_> = world.gaps().iter().map(|gap| gap / SECOND).collect();
    assert_eq!(gaps, [1, 2, 4, 8, 16, 30, 30]);
}

#[test]
fn tries_are_spread_by_a_fifth_either_way() {
    for (random, first) in [(0.0, 800), (1.0, 1_200)] {
        let mut world = World::new();
        world.shared.random.set(random);
        world.shared.network.set(Network::Down);
        world.pass(2 * SECOND);
        assert_eq!(world.gaps()[0], first);
    }
}

#[test]
fn a_connection_that_was_live_begins_to_back_off_anew() {
    let (mut world, mut peer) = World::connected();
    for _ in 0..3 {
        peer.close(&mut world, 1006);
        world.pass(SECOND);
        peer = world.accept();
        peer.greet(&mut world, 10);
    }
    assert_eq!(world.gaps(), [1_000; 3]);
}

#[test]
fn a_connection_that_does_not_open_in_ten_seconds_has_failed() {
    let mut world = World::new();
    world.shared.network.set(Network::Hangs);
    world.pass(10 * SECOND);
    assert_eq!(world.link.connection().state, State::Reconnecting);
    world.pass(SECOND);
    assert_eq!(world.gaps(), [11 * SECOND]);
}

#[test]
fn a_click_focus_or_the_network_coming_back_tries_at_once() {
    let mut world = World::new();
    world.shared.network.set(Network::Down);
    world.pass(MINUTE);
    assert_eq!(world.link.connection().state, State::Disconnected);
    world.shared.network.set(Network::Up);
    world.link.reconnect();
    assert!(world.is_calling());
}

#[test]
fn whose_session_ended_is_told_and_may_have_another() {
    let (mut world, peer) = World::connected();
    peer.close(&mut world, close::SIGNED_OUT);
    assert_eq!(world.shared.signed_out.get(), 1);
    assert_eq!(world.link.connection().state, State::Reconnecting);
    world.pass(SECOND);
    world.accept().greet(&mut world, 10);
    assert_eq!(world.link.connection().state, State::Connected);
}

#[test]
fn a_change_of_role_reads_the_session_again_and_connects_anew() {
    let (mut world, peer) = World::connected();
    peer.close(&mut world, close::SESSION_CHANGED);
    assert_eq!(world.shared.session_read.get(), 1);
    world.pass(SECOND);
    world.accept().greet(&mut world, 10);
    assert_eq!(world.link.connection().state, State::Connected);
    assert!(!world.shared.states.borrow().contains(&State::Reconnecting));
}

#[test]
fn whoever_was_too_slow_resumes_at_once_and_nobody_is_told() {
    let (mut world, mut peer) = World::connected();
    peer.tell(&mut world, change(11, 1, 2));
    peer.close(&mut world, close::TOO_SLOW);
    world.pass(100);
    assert_eq!(world.accept().greet(&mut world, 12).1, Some(11));
    assert_eq!(*world.shared.states.borrow(), [State::Connected]);
}
