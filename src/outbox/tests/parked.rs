//! What the server refused, and what is decided about it.

use super::*;

fn conflict() -> Outcome {
    let mut conflict = Problem::new(409, ProblemCode::VersionConflict, "changed meanwhile");
    conflict.current = Some(serde_json::to_value(lead(7, Stage::Lost)).unwrap());
    Err(Failure::Refused(Box::new(conflict)))
}

#[test]
fn a_refused_change_is_taken_back_and_said_so() {
    let mut device = Device::new(vec![refused()]);
    let told = Rc::new(Cell::new(0));
    let seen = told.clone();
    let most = move |counts: Counts| seen.set(seen.get().max(counts.waiting));
    device.outbox.on_change(most);
    let mut receipt = device.outbox.update(Uuid::nil(), stage(Stage::Won));
    device.run();
    assert!(receipt.outcome.try_recv().unwrap().unwrap().is_err());
    assert_eq!(device.shown().stage, Stage::New);
    assert_eq!(told.get(), 1);
    assert_eq!(device.counts(), (0, 1));
    // It is still there after the app ended, with the reason, and sent when asked to.
    let mut again = device.crash(vec![Ok(lead(2, Stage::Won))]);
    again.open(ADA);
    again.run();
    assert_eq!((again.counts(), again.sent()), ((0, 1), 0));
    let parked = again.outbox.pending().remove(0);
    assert_eq!(parked.refusal.unwrap().title, "no");
    again.outbox.retry(parked.id);
    again.run();
    assert_eq!((again.counts(), again.sent()), ((0, 0), 1));
    assert_eq!(again.kept(), []);
}

/// A device on which the creation of a lead was refused, and what was done to it since.
fn without_parent(script: Vec<Outcome>) -> (Device, Uuid) {
    let mut device = Device::new(script);
    let (made, _) = device.outbox.create(NewBusiness::named("B"));
    drop(device.outbox.update(made, phone()));
    drop(device.outbox.update(made, stage(Stage::Won)));
    device.run();
    (device, made)
}

#[test]
fn what_depends_on_a_refused_creation_is_parked_with_it_and_given_up_with_it() {
    let (mut device, made) = without_parent(vec![refused()]);
    assert_eq!((device.sent(), device.counts()), (1, (0, 3)));
    assert_eq!(device.outbox.client.business(made), None);
    let first = device.outbox.pending().remove(0);
    let waits_for = |it: &Mutation| it.waits_for == Some(first.id) && it.refusal.is_none();
    assert!(device.outbox.pending()[1..].iter().all(waits_for));
    assert_eq!(device.outbox.dependants(first.id), 2);
    device.outbox.discard(first.id);
    device.run();
    assert_eq!((device.counts(), device.kept()), ((0, 0), vec![]));
}

#[test]
fn what_depends_on_a_refused_creation_goes_with_it_once_it_is_sent_again() {
    let answers = [2, 3, 4].map(|version| Ok(lead(version, Stage::Won)));
    let (device, _) = without_parent(vec![refused()]);
    let mut again = device.crash(answers.into());
    again.open(ADA);
    again.run();
    assert_eq!((again.sent(), again.counts()), (0, (0, 3)));
    let first = again.outbox.pending().remove(0);
    again.outbox.retry(first.id);
    again.run();
    assert_eq!((again.sent(), again.counts()), (3, (0, 0)));
    assert!(again.sent.borrow().is_sorted_by_key(|it| it.id));
    assert_eq!(again.kept(), []);
}

#[test]
fn what_is_done_to_a_lead_that_could_not_be_made_waits_for_it() {
    let (mut device, made) = without_parent(vec![refused()]);
    drop(device.outbox.update(made, phone()));
    device.run();
    assert_eq!((device.sent(), device.counts()), (1, (0, 4)));
    let mut again = device.crash(vec![]);
    again.open(ADA);
    again.run();
    assert_eq!((again.sent(), again.counts()), (0, (0, 4)));
}

#[test]
fn of_a_conflict_mine_goes_over_theirs_when_somebody_says_so() {
    let mut device = Device::new(vec![conflict(), Ok(lead(8, Stage::Won))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    let parked = device.outbox.pending().remove(0);
    device.outbox.retry_over(parked.id);
    device.run();
    assert_eq!(device.bases(), [1, 7]);
    let sent = device.sent.borrow().clone();
    assert_ne!(sent[0].id, sent[1].id, "another body has another key");
    assert_eq!(
        (device.shown().stage, device.counts()),
        (Stage::Won, (0, 0))
    );
    assert_eq!(device.kept(), []);
}

#[test]
fn of_a_conflict_theirs_is_seen_at_once_and_stays_when_mine_is_given_up() {
    let mut device = Device::new(vec![conflict()]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    // The event of their change has not come.
    let shown = device.shown();
    assert_eq!((shown.stage, shown.version), (Stage::Lost, 7));
    let parked = device.outbox.pending().remove(0);
    device.outbox.discard(parked.id);
    device.run();
    assert_eq!((device.sent(), device.counts()), (1, (0, 0)));
    assert_eq!(device.shown().stage, Stage::Lost);
    assert_eq!(device.kept(), []);
    // What is done now is done on theirs.
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    assert_eq!(device.bases(), [1, 7]);
}

#[test]
fn of_a_conflict_what_somebody_makes_of_both_is_sent() {
    let mut device = Device::new(vec![conflict()]);
    let mine = stage(Stage::Won).with(&phone());
    drop(device.outbox.update(Uuid::nil(), mine));
    device.run();
    let parked = device.outbox.pending().remove(0);
    device
        .outbox
        .retry_edited(parked.id, stage(Stage::Qualified));
    device.run();
    let expected = Change::Update(Box::new(BusinessPatch {
        base_version: 7,
        changes: stage(Stage::Qualified).with(&phone()),
    }));
    assert_eq!(device.sent.borrow()[1].change, expected);
    // Nothing of the first is left, also after a crash.
    let mut again = device.crash(vec![]);
    again.open(ADA);
    again.run();
    assert_eq!((again.counts(), again.sent()), ((1, 0), 1));
}

#[test]
fn a_decision_about_what_was_decided_already_changes_nothing() {
    let mut device = Device::new(vec![refused(), Ok(lead(2, Stage::Won))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    let id = device.outbox.pending().remove(0).id;
    for _ in 0..2 {
        device.outbox.retry(id);
        device.outbox.retry_over(id);
    }
    device.outbox.discard(id);
    device.run();
    assert_eq!((device.sent(), device.counts()), (2, (0, 0)));
    assert_eq!(device.kept(), []);
}

#[test]
fn what_another_is_put_in_the_place_of_is_not_let_go_as_it_was() {
    let mut device = Device::new(vec![refused(), Ok(lead(2, Stage::Won))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    let mut released = device.outbox.pending()[0].clone();
    released.refusal = None;
    assert!(device.outbox.is_news_to_leader(&released));
    device.outbox.retry_over(released.id);
    // The tab that led before let it go, and that is heard before the other is kept.
    assert!(!device.outbox.is_news_to_leader(&released));
    device.run();
    assert_eq!((device.sent(), device.counts()), (2, (0, 0)));
}

#[test]
fn a_change_over_a_conflict_is_no_conflict_to_what_was_made_meanwhile() {
    let mut device = Device::new(vec![
        conflict(),
        Ok(lead(5, Stage::Won)),
        Ok(lead(6, Stage::Won)),
    ]);
    drop(device.outbox.update(Uuid::nil(), phone()));
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    assert_eq!(device.counts(), (0, 1), "other fields do not wait for it");
    let parked = device.outbox.pending().remove(0);
    device.outbox.retry_over(parked.id);
    device.run();
    assert_eq!(device.counts(), (0, 0));
}
