//! Where there is no socket.

use super::*;

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
