//! Conformance: DESIGN §5, «Nothing is missed» and «States».

use super::super::testing::*;
use super::*;
use crate::{
    model::{
        ClientFrame, EventBody, EventPage, NewBusiness, ServerFrame, Stats, Topic, Uuid, close,
    },
    query::Key,
};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

fn page(events: Vec<crate::model::AnyEvent>, seq: i64) -> EventPage {
    EventPage {
        epoch: EPOCH,
        seq,
        events,
        reset: false,
        more: false,
    }
}

// States and back-off

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

// Polling

#[test]
fn polls_every_five_seconds_while_disconnected() {
    let (mut world, peer) = World::connected();
    world.shared.network.set(Network::Down);
    peer.close(&mut world, 1006);
    world.pass(31 * SECOND);
    assert_eq!(world.link.connection().state, State::Disconnected);
    let begun = world.shared.now.get();
    assert!(world.shared.polls.borrow().is_empty());
    let pages = [
        page(vec![change(11, 1, 2)], 11),
        EventPage {
            more: true,
            ..page(vec![change(12, 1, 3)], 12)
        },
        page(vec![], 20),
    ];
    world.shared.pages.borrow_mut().extend(pages);
    world.pass(15 * SECOND);
    assert_eq!(world.version(1), Some(3));
    let polls = world.shared.polls.borrow().clone();
    let since: Vec<_> = polls.iter().map(|(_, since)| *since).collect();
    assert_eq!(
        since,
        [10, 11, 12, 20],
        "a page that has more is followed at once"
    );
    assert!(polls[0].0 - begun <= 5 * SECOND && polls[1].0 - polls[0].0 == 5 * SECOND);
    assert_eq!(polls[2].0, polls[1].0);
}

#[test]
fn a_poll_that_cannot_tell_all_makes_everything_stale() {
    let (mut world, peer) = World::connected();
    world.observe(Key::users());
    world.shared.network.set(Network::Down);
    peer.close(&mut world, 1006);
    let reset = EventPage {
        reset: true,
        ..page(vec![], 500)
    };
    world.shared.pages.borrow_mut().push_back(reset);
    world.pass(37 * SECOND);
    assert_eq!(world.shared.fetched.get(), 2);
    assert_eq!(world.link.tally().position, Some(500));
}

#[test]
fn polling_asks_for_what_is_not_in_the_log() {
    let (mut world, peer) = World::connected();
    world.link.listen(Topic::Stats);
    world.observe(Key::stats());
    world.shared.network.set(Network::Down);
    peer.close(&mut world, 1006);
    let pages = [page(vec![change(11, 1, 2)], 11), page(vec![], 11)];
    world.shared.pages.borrow_mut().extend(pages);
    world.pass(42 * SECOND);
    assert_eq!(
        world.shared.fetched.get(),
        2,
        "once, for the page with an event"
    );
}

// Pings and sleep

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
    anew.send(
        &mut world,
        &ServerFrame::Hello {
            epoch: EPOCH,
            seq: 13,
        },
    );
    assert_eq!(anew.subscription().1, Some(11));
    let events = vec![change(12, 1, 3), change(13, 1, 4)];
    anew.send(&mut world, &ServerFrame::Batch { events });
    anew.subscribed(&mut world, vec![Topic::Businesses], 13);
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

// Resuming

#[test]
fn subscribes_with_the_smallest_position_of_what_is_held() {
    let mut world = World::new();
    assert!(world.link.note(EPOCH, 7) && world.link.note(EPOCH, 5));
    let mut peer = world.accept();
    let asked = peer.greet(&mut world, 10);
    assert_eq!(asked, (vec![Topic::Businesses], Some(5)));
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
    assert!(!world.link.note(Uuid::from_u128(1), 3));
}

#[test]
fn a_broken_connection_resumes_and_drops_what_comes_twice() {
    let (mut world, mut peer) = World::connected();
    peer.tell(&mut world, change(11, 1, 2));
    peer.close(&mut world, 1006);
    world.pass(SECOND);
    let mut anew = world.accept();
    anew.send(
        &mut world,
        &ServerFrame::Hello {
            epoch: EPOCH,
            seq: 13,
        },
    );
    assert_eq!(anew.subscription().1, Some(11));
    let events = vec![change(11, 1, 2), change(12, 1, 3), change(13, 2, 1)];
    anew.send(&mut world, &ServerFrame::Batch { events });
    anew.subscribed(&mut world, vec![Topic::Businesses], 13);
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
    anew.send(
        &mut world,
        &ServerFrame::Hello {
            epoch: EPOCH,
            seq: 11,
        },
    );
    let topics = anew.subscription().0;
    anew.tell(&mut world, change(11, 1, 2));
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

// Topics

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

// Frames

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
    world.shared.work.set(16);
    peer.tell(&mut world, change(11, 1, 2));
    peer.tell(&mut world, change(12, 1, 3));
    world.end_frame();
    // Ten times 11 ms, of which 100 were quiet before.
    world.pass(9);
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

// Presence

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

// Looking on

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
