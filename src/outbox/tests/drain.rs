//! Many changes, and a server that is away.

use super::*;

/// Leads with a change each, waiting for a server.
fn crowd(device: &mut Device, count: u128) {
    let ids: Vec<_> = (1_000..1_000 + count).map(Uuid::from_u128).collect();
    drop(device.outbox.update_many(&ids, &stage(Stage::Won)));
    device.run();
}

fn away(status: u16, seconds: Option<u64>) -> Outcome {
    let mut problem = Problem::new(status, ProblemCode::Unavailable, "not now");
    problem.retry_after = seconds;
    Err(Failure::Refused(Box::new(problem)))
}

#[test]
fn only_so_many_requests_are_under_way_at_a_time() {
    let mut device = Device::new(vec![]);
    crowd(&mut device, 100);
    assert_eq!(device.sent(), IN_FLIGHT);
    assert_eq!(device.outbox.sending().len(), IN_FLIGHT);
}

#[test]
fn while_the_server_is_away_one_request_at_a_time_asks_for_it() {
    let script = std::iter::repeat_n(Err(Failure::Unreachable), 200);
    let mut device = Device::new(script.collect());
    crowd(&mut device, 100);
    assert_eq!(device.sent(), IN_FLIGHT);
    // 1, 2, 4, 8, 16 and then every 30 s, with up to a fifth of jitter.
    let mut sent = Vec::new();
    for seconds in [1, 2, 4, 8, 16, 30, 30, 30] {
        device.advance(seconds * 1_200);
        sent.push(device.sent() - IN_FLIGHT);
    }
    assert_eq!(sent, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert!(device.clock.timers.borrow().len() < 30, "no timer for each");
    assert!(device.outbox.counts().retry_at.is_some());
    device.outbox.nudge();
    device.run();
    assert_eq!(device.sent(), IN_FLIGHT + 9, "at once when it may be back");
}

#[test]
fn the_server_says_how_long_to_wait() {
    for status in [429, 503] {
        let mut device = Device::new(vec![away(status, Some(7))]);
        crowd(&mut device, 1);
        assert_eq!(device.sent(), 1);
        device.advance(6_999);
        assert_eq!(device.sent(), 1);
        device.advance(1);
        assert_eq!(device.sent(), 2);
    }
}

#[test]
fn a_change_that_the_server_fails_at_does_not_hold_up_others() {
    let bad = Uuid::from_u128(1_000);
    let server = Server::answering(move |mutation| {
        let answer = if mutation.business == bad {
            problem(500, ProblemCode::Internal)
        } else {
            let mut lead = lead(2, Stage::Won);
            lead.id = mutation.business;
            Ok(lead)
        };
        Box::pin(std::future::ready(answer))
    });
    let store = Rc::new(Memory::default());
    let mut device = Device::start(Clock::default(), store, &server, Rc::new(Alone));
    device.open(ADA);
    crowd(&mut device, 100);
    assert_eq!((device.sent(), device.counts()), (100, (1, 0)));
    device.advance(1_200);
    assert_eq!(device.sent(), 101);
}

#[test]
fn progress_is_told_and_starts_anew() {
    let (server, _) = Server::taking();
    let store = Rc::new(Memory::default());
    let mut device = Device::start(Clock::default(), store, &server, Rc::new(Alone));
    let told: Rc<RefCell<Vec<Counts>>> = Rc::default();
    let noted = told.clone();
    device
        .outbox
        .on_change(move |counts| noted.borrow_mut().push(counts));
    device.open(ADA);
    crowd(&mut device, 1_000);
    device.advance(1_000);
    let told = told.borrow();
    assert_eq!(told.first().unwrap().waiting, 1_000);
    assert_eq!(*told.last().unwrap(), Counts::default());
    assert!(told.len() < 10, "{} times", told.len());
}

#[test]
fn ten_thousand_changes_are_restored_and_sent_once_and_in_order() {
    let per_lead = 10;
    let store: Rc<dyn Store> = Rc::new(Memory::default());
    let mut device = Device::with(store, vec![]);
    device.open(ADA);
    for _ in 0..per_lead {
        crowd(&mut device, 1_000);
    }
    let (server, taken) = Server::taking();
    let Device { clock, store, .. } = device;
    let mut again = Device::start(clock, store, &server, Rc::new(Alone));
    again.open(ADA);
    assert_eq!(again.counts(), (10_000, 0));
    again.run();
    assert_eq!((again.counts(), again.kept()), ((0, 0), vec![]));
    let by_lead = by_lead(&taken.borrow());
    assert_eq!(by_lead.len(), 1_000);
    let is_whole = |ids: &Vec<Uuid>| ids.is_sorted() && ids.len() == per_lead;
    assert!(by_lead.values().all(is_whole));
    assert_eq!(taken.borrow().len(), again.sent());
}

#[test]
fn many_changes_of_one_lead_go_one_after_the_other() {
    let mut device = Device::new(vec![]);
    for _ in 0..1_000 {
        drop(device.outbox.update(Uuid::nil(), phone()));
    }
    device.run();
    let (server, taken) = Server::taking();
    let Device { clock, store, .. } = device;
    let mut again = Device::start(clock, store, &server, Rc::new(Alone));
    again.open(ADA);
    again.run();
    assert!(taken.borrow().is_sorted_by_key(|it| it.id));
    assert_eq!((taken.borrow().len(), again.counts()), (1_000, (0, 0)));
}
