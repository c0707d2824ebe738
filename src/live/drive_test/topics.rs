//! Who listens to what, who looks at what, and who looks on.

use super::*;

#[test]
fn a_topic_is_asked_for_by_the_first_listener_and_let_go_by_the_last() {
    let (mut world, mut peer) = World::connected();
    peer.frames();
    let topic = Topic::Business(Uuid::nil());
    world.link.listen(topic);
    world.link.listen(topic);
    world.run();
    let (topics, since) = (vec![topic], Some(10));
    assert_eq!(peer.frames(), [ClientFrame::Subscribe { topics, since }]);
    world.link.leave(topic);
    world.run();
    assert_eq!(peer.frames(), []);
    assert_eq!(world.link.listeners(), [(Topic::Businesses, 1), (topic, 1)]);
    world.link.leave(topic);
    world.run();
    let topics = vec![topic];
    assert_eq!(peer.frames(), [ClientFrame::Unsubscribe { topics }]);
}

#[test]
fn a_further_topic_counts_from_what_was_taken_frames_included() {
    let (mut world, mut peer) = World::connected();
    peer.frames();
    peer.tell(&mut world, change(11, 1, 2));
    peer.tell(&mut world, change(12, 1, 3));
    assert_eq!(world.version(1), Some(2), "the second waits for its frame");
    world.link.listen(Topic::Jobs);
    world.run();
    let (topics, since) = (vec![Topic::Jobs], Some(12));
    assert_eq!(peer.frames(), [ClientFrame::Subscribe { topics, since }]);
    assert_eq!(world.version(1), Some(3));
}

#[test]
fn a_page_hidden_for_over_a_minute_lets_its_topics_go_and_misses_nothing() {
    let (mut world, mut peer) = World::connected();
    peer.tell(&mut world, change(11, 1, 2));
    peer.frames();
    world.link.show(false, world.shared.now.get());
    for _ in 0..2 {
        world.pass(20 * SECOND);
        assert_eq!(peer.frames(), [ClientFrame::Ping {}]);
        peer.send(&mut world, &ServerFrame::Pong);
    }
    world.pass(20 * SECOND);
    let topics = vec![Topic::Businesses];
    let gone = peer.frames();
    assert!(
        gone.contains(&ClientFrame::Unsubscribe { topics }),
        "{gone:?}"
    );
    // Whatever starts or ends to listen meanwhile counts when it is seen again.
    world.link.listen(Topic::Jobs);
    peer.send(&mut world, &ServerFrame::Pong);
    assert_eq!(peer.frames(), []);
    world.link.show(true, world.shared.now.get());
    world.run();
    let (topics, since) = peer
        .frames()
        .into_iter()
        .find_map(|frame| match frame {
            ClientFrame::Subscribe { topics, since } => Some((topics, since)),
            _ => None,
        })
        .unwrap();
    assert_eq!((topics.len(), since), (2, Some(11)));
    peer.tell(&mut world, change(12, 1, 3));
    peer.subscribed(&mut world, topics, 12);
    assert_eq!(world.version(1), Some(3));
}

#[test]
fn a_page_hidden_for_a_short_while_goes_on_listening() {
    let (mut world, mut peer) = World::connected();
    peer.frames();
    world.link.show(false, world.shared.now.get());
    world.pass(19 * SECOND);
    world.link.show(true, world.shared.now.get());
    world.pass(500);
    assert_eq!(
        peer.frames(),
        [ClientFrame::Ping {}],
        "it asks whether the connection lives"
    );
    peer.send(&mut world, &ServerFrame::Pong);
    assert_eq!(world.link.connection().state, State::Connected);
}

#[test]
fn a_page_hidden_for_long_connects_again_when_it_is_seen() {
    let (mut world, peer) = World::connected();
    world.link.show(false, world.shared.now.get());
    world.pass(15 * SECOND);
    world.shared.network.set(Network::Down);
    peer.close(&mut world, 1006);
    world.pass(HOUR);
    let tries = world.shared.tries.borrow().len();
    world.pass(HOUR);
    assert_eq!(world.shared.tries.borrow().len(), tries, "nobody looks");
    world.shared.network.set(Network::Up);
    world.link.show(true, world.shared.now.get());
    assert_eq!(world.accept().greet(&mut world, 10).1, Some(10));
    assert_eq!(world.link.connection().state, State::Connected);
}

#[test]
fn where_the_user_looks_is_told_when_it_changes_and_to_a_new_connection() {
    let (mut world, mut peer) = World::connected();
    peer.frames();
    world.link.look_at(Uuid::max());
    world.link.look_at(Uuid::nil());
    world.link.look_away(Uuid::max());
    world.run();
    let here = ClientFrame::Presence {
        topic: Some(Topic::Presence(Uuid::nil())),
    };
    assert_eq!(peer.frames().last(), Some(&here));
    peer.close(&mut world, 1006);
    world.pass(SECOND);
    let mut anew = world.accept();
    anew.greet(&mut world, 10);
    assert_eq!(anew.frames(), [here]);
    world.link.look_away(Uuid::nil());
    world.run();
    assert_eq!(anew.frames(), [ClientFrame::Presence { topic: None }]);
}

#[test]
fn who_was_there_is_forgotten_when_nobody_says_so_any_more() {
    let (mut world, mut peer) = World::connected();
    world.link.listen(Topic::Presence(Uuid::nil()));
    let here = crate::model::Presence {
        business_id: Uuid::nil(),
        user_id: Uuid::max(),
        name: "Anna".into(),
        since: 1,
    };
    let key = Key::presence(Uuid::nil());
    let known = |world: &World| {
        let all = world.client.get::<Vec<crate::model::Presence>>(&key);
        all.map_or(0, |all| all.len())
    };
    peer.tell(&mut world, event(None, EventBody::PresenceUpdate(here)));
    assert_eq!(known(&world), 1);
    peer.close(&mut world, 1006);
    assert_eq!(known(&world), 0);
}

#[test]
fn frames_can_be_looked_at_both_ways_and_the_socket_dropped() {
    let (mut world, mut peer) = World::connected();
    let seen = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let note = seen.clone();
    world
        .link
        .on_frame(move |way, text| note.borrow_mut().push((way, text.len() > 10)));
    peer.tell(&mut world, change(11, 1, 2));
    world.link.reconnect();
    world.run();
    use crate::live::Way;
    assert_eq!(*seen.borrow(), [(Way::In, true), (Way::Out, true)]);
    world.link.drop_socket();
    world.run();
    assert_eq!(world.link.connection().state, State::Reconnecting);
    world.pass(SECOND);
    assert_eq!(world.accept().greet(&mut world, 11).1, Some(11));
}
