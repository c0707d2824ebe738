//! Kept, shown, sent in order, once.

use super::*;

#[test]
fn a_change_is_shown_when_it_is_kept_and_sent_with_one_key_until_it_is_answered() {
    let mut device = Device::new(vec![
        Err(Failure::Unreachable),
        Err(Failure::Unreachable),
        Ok(lead(2, Stage::Won)),
    ]);
    let mut receipt = device.outbox.update(Uuid::nil(), stage(Stage::Won));
    assert_eq!(device.shown().stage, Stage::New, "not kept yet");
    device.run();
    assert_eq!(device.shown().stage, Stage::Won);
    assert!(receipt.kept.try_recv().unwrap().is_some());
    device.advance(4_000);
    let sent = device.sent.borrow().clone();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|mutation| *mutation == sent[0]));
    assert!(receipt.outcome.try_recv().unwrap().unwrap().is_ok());
    assert_eq!((device.counts(), device.shown().version), ((0, 0), 2));
    assert_eq!(device.kept(), []);
}

#[test]
fn what_was_not_answered_survives_a_crash_in_its_order() {
    let mut device = Device::new(vec![]);
    let new = NewBusiness::named("B");
    let (made, _) = device.outbox.create(new);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Contacted)));
    drop(device.outbox.update(Uuid::nil(), phone()));
    device.run();
    assert_eq!(device.kept().len(), 3);
    let before = device.sent.borrow().clone();

    let mut again = device.crash(vec![]);
    assert_eq!(again.outbox.client.business(made), None);
    again.open(ADA);
    again.learn();
    again.run();
    assert_eq!(again.outbox.client.business(made).unwrap().name, "B");
    assert_eq!(again.shown().stage, Stage::Contacted);
    assert_eq!(again.shown().phone.as_deref(), Some("+358 1"));
    assert_eq!(again.counts(), (3, 0));
    assert_eq!(*again.sent.borrow(), before, "the same, by the same names");
}

#[test]
fn a_change_whose_answer_was_lost_is_sent_again_and_one_answered_is_not() {
    let mut device = Device::new(vec![Ok(lead(2, Stage::Won))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    drop(device.outbox.update(Uuid::nil(), phone()));
    device.run();
    let second = device.sent.borrow()[1].clone();
    let mut again = device.crash(vec![]);
    again.open(ADA);
    again.run();
    assert_eq!(*again.sent.borrow(), [second]);
}

#[test]
fn what_is_not_answered_in_time_is_sent_again_under_its_key() {
    let mut device = Device::new(vec![]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.advance(29_999);
    assert_eq!(device.sent(), 1);
    device.advance(1_200);
    let sent = device.sent.borrow();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
}

#[test]
fn changes_of_one_lead_go_in_order_and_are_no_conflict_to_each_other() {
    let mut device = Device::new(vec![Ok(lead(2, Stage::Contacted))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Contacted)));
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    assert_eq!(device.bases(), [1, 2]);
    // Also if the app ends between the two.
    let mut again = device.crash(vec![Ok(lead(3, Stage::Won))]);
    let known = lead(2, Stage::Contacted);
    again.outbox.client.upsert_businesses([known]);
    again.open(ADA);
    again.run();
    assert_eq!(again.bases(), [2]);
    assert_eq!(again.shown().stage, Stage::Won);
    assert_eq!(again.kept(), []);
}

#[test]
fn a_change_made_while_the_one_before_is_being_confirmed_is_no_conflict_to_it() {
    let mut device = Device::new(vec![Ok(lead(2, Stage::Contacted)), Ok(lead(3, Stage::Won))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Contacted)));
    let mut second = None;
    // Made on version 1, on disk only once the first is confirmed.
    for _ in 0..9 {
        if device.sent() == 1 && second.is_none() {
            second = Some(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
        }
        device.pool.try_run_one();
    }
    device.run();
    assert_eq!(device.bases()[1], 2);
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten_unseen() {
    // Between the two of ours, somebody else wrote the phone, in version 2.
    let mut device = Device::new(vec![Ok(lead(3, Stage::Won)), Ok(lead(4, Stage::Won))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    drop(device.outbox.update(Uuid::nil(), phone()));
    device.run();
    assert_eq!(device.bases(), [1, 1], "the server is to judge the phone");
}

#[test]
fn several_leads_are_changed_in_one_write_and_whoever_did_it_is_told_once() {
    let other = Uuid::from_u128(7);
    let mut device = Device::new(vec![Ok(lead(2, Stage::Won)), refused()]);
    let second = Business {
        id: other,
        ..lead(1, Stage::New)
    };
    device.outbox.client.upsert_businesses([second]);
    let ids = [Uuid::nil(), other];
    let mut receipt = device.outbox.update_many(&ids, &stage(Stage::Won));
    device.run();
    assert!(receipt.kept.try_recv().unwrap().is_some());
    let ended = receipt.outcome.try_recv().unwrap().unwrap();
    assert_eq!((ended.confirmed, ended.refused.len()), (1, 1));
    assert_eq!(device.counts(), (0, 1));
}

#[test]
fn order_is_that_of_making_also_when_the_clock_was_put_back_between() {
    let mut device = Device::new(vec![]);
    device.clock.now.set(1_000_000);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Contacted)));
    device.run();
    let mut again = device.crash(vec![Ok(lead(2, Stage::Contacted)), Ok(lead(3, Stage::Won))]);
    again.clock.now.set(10);
    again.open(ADA);
    drop(again.outbox.update(Uuid::nil(), stage(Stage::Won)));
    again.run();
    let sent = again.sent.borrow().clone();
    let stages = sent.iter().map(|it| it.overlay().unwrap());
    let expected = [Stage::Contacted, Stage::Won].map(|it| Overlay::Change(Box::new(stage(it))));
    assert_eq!(stages.collect::<Vec<_>>(), expected);
}

#[test]
fn nobody_sees_or_sends_what_somebody_else_left() {
    let mut device = Device::new(vec![]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    device.open(GRACE);
    device.run();
    assert_eq!(device.outbox.client.business(Uuid::nil()), None);
    assert_eq!((device.counts(), device.sent()), ((0, 0), 1));
    // It is there when they are back.
    device.open(ADA);
    device.run();
    assert_eq!((device.counts(), device.sent()), ((1, 0), 2));
}

#[test]
fn a_session_that_ended_waits_for_whoever_made_the_change() {
    let signed_out = problem(401, ProblemCode::Unauthenticated);
    let mut device = Device::new(vec![signed_out, Ok(lead(2, Stage::Won))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.advance(120_000);
    assert_eq!((device.sent(), device.counts()), (1, (1, 0)));
    // What is changed meanwhile waits too.
    drop(device.outbox.create(NewBusiness::named("B")));
    device.run();
    assert_eq!((device.sent(), device.counts()), (1, (2, 0)));
    device.open(ADA);
    device.run();
    assert_eq!((device.sent(), device.counts()), (3, (1, 0)));
}

#[test]
fn a_session_that_ended_in_the_middle_of_several_changes_goes_on_where_it_stopped() {
    let mut device = Device::new(vec![
        Ok(lead(2, Stage::Contacted)),
        problem(401, ProblemCode::Unauthenticated),
        Ok(lead(3, Stage::Won)),
        Ok(lead(4, Stage::Won)),
    ]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Contacted)));
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    drop(device.outbox.update(Uuid::nil(), phone()));
    device.run();
    assert_eq!((device.sent(), device.counts()), (2, (2, 0)));
    // Somebody else signs in instead: nothing of it is theirs to send.
    device.open(GRACE);
    device.run();
    assert_eq!((device.sent(), device.counts()), (2, (0, 0)));
    device.open(ADA);
    device.run();
    assert_eq!(device.counts(), (0, 0));
    let sent = device.sent.borrow();
    assert_eq!((sent.len(), &sent[1]), (4, &sent[2]));
}
