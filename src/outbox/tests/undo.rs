//! Deletions, and taking them back.

use super::*;

#[test]
fn a_deletion_is_sent_after_five_seconds_and_until_then_taken_back_unsent() {
    let mut device = Device::new(vec![]);
    drop(device.outbox.delete(Uuid::nil()));
    device.advance(4_999);
    assert!(device.shown().deleted_at.is_some());
    assert_eq!((device.kept().len(), device.sent()), (1, 0));
    assert!(device.outbox.undo_delete(Uuid::nil()).is_none());
    assert!(device.shown().deleted_at.is_some(), "not kept yet");
    device.advance(60_000);
    assert!(device.shown().deleted_at.is_none());
    assert_eq!((device.kept(), device.sent()), (vec![], 0));
    assert_eq!(device.counts(), (0, 0));
}

#[test]
fn leaving_the_page_loses_neither_a_deletion_nor_its_undoing() {
    let mut device = Device::new(vec![]);
    drop(device.outbox.delete(Uuid::nil()));
    device.advance(2_000);

    let mut again = device.crash(vec![Ok(lead(2, Stage::New)), Ok(lead(3, Stage::New))]);
    let offered = Rc::new(RefCell::new(Vec::new()));
    let noted = offered.clone();
    again
        .outbox
        .on_undoable(move |leads| noted.borrow_mut().extend(leads));
    again.open(ADA);
    assert_eq!(*offered.borrow(), [Uuid::nil()]);
    again.advance(2_999);
    assert_eq!(again.sent(), 0);
    again.advance(1);
    assert_eq!(again.sent(), 1);
    let restored = again.outbox.undo_delete(Uuid::nil());
    assert!(restored.is_some(), "it was sent: it is restored");
    again.run();
    assert_eq!(again.sent.borrow()[1].change, Change::Restore);
    assert_eq!(again.counts(), (0, 0));
}

#[test]
fn an_undone_deletion_stays_undone_after_a_crash() {
    let mut device = Device::new(vec![]);
    drop(device.outbox.delete(Uuid::nil()));
    device.run();
    device.outbox.undo_delete(Uuid::nil());
    device.run();
    let mut again = device.crash(vec![]);
    again.open(ADA);
    again.advance(60_000);
    assert_eq!((again.sent(), again.counts()), (0, (0, 0)));
}

#[test]
fn an_undoing_that_the_disk_did_not_take_before_a_crash_was_never_shown() {
    let mut device = Device::new(vec![]);
    drop(device.outbox.delete(Uuid::nil()));
    device.run();
    assert!(device.outbox.undo_delete(Uuid::nil()).is_none());
    // The disk has not been given time to take it.
    assert!(device.shown().deleted_at.is_some());
    let mut again = device.crash(vec![]);
    again.open(ADA);
    again.learn();
    assert!(again.shown().deleted_at.is_some(), "as it was last shown");
    assert_eq!(again.counts(), (1, 0), "and it can still be taken back");
}

/// A device that finds a deletion and its restoring on disk, which `was_sent` or not.
fn found_with_its_restoring(was_sent: bool) -> Device {
    let store = Memory::default();
    let made = |n, change| Mutation::new(Uuid::from_u128(n), Uuid::nil(), change, 0);
    let deletion = Mutation {
        sent: was_sent,
        ..made(1, Change::Delete)
    };
    let restoring = made(2, Change::Restore);
    let writes = [deletion, restoring].map(|it| Keys(ADA).put(&it));
    let script = vec![Ok(lead(2, Stage::New)), Ok(lead(3, Stage::New))];
    let mut device = Device::with(Rc::new(store.clone()), script);
    device.pool.run_until(store.write(writes.into())).unwrap();
    device.open(ADA);
    device.learn();
    device.advance(60_000);
    device
}

#[test]
fn a_restoring_goes_with_the_unsent_deletion_that_it_takes_back_and_only_with_that() {
    let mut unsent = found_with_its_restoring(false);
    assert_eq!((unsent.sent(), unsent.kept()), (0, vec![]));
    assert!(unsent.shown().deleted_at.is_none());
    // The server may have had it: both go to it.
    let mut sent = found_with_its_restoring(true);
    let changes = sent.sent.borrow().clone();
    let changes: Vec<_> = changes.into_iter().map(|it| it.change).collect();
    assert_eq!(changes, [Change::Delete, Change::Restore]);
    assert_eq!(sent.kept(), []);
}

#[test]
fn a_deletion_that_may_have_reached_the_server_is_not_forgotten_but_undone() {
    let mut device = Device::new(vec![Err(Failure::Unreachable)]);
    drop(device.outbox.delete(Uuid::nil()));
    device.advance(5_000);
    assert_eq!(device.sent(), 1);
    // Also where the clock says that it is still to be sent.
    let mut again = device.crash(vec![Ok(lead(2, Stage::New)), Ok(lead(3, Stage::New))]);
    again.clock.now.set(1_000);
    again.open(ADA);
    assert!(again.outbox.undo_delete(Uuid::nil()).is_some());
    again.run();
    let sent = again.sent.borrow();
    let changes: Vec<_> = sent.iter().map(|it| &it.change).collect();
    assert_eq!(changes, [&Change::Delete, &Change::Restore]);
}

#[test]
fn a_clock_that_is_put_back_does_not_keep_a_deletion() {
    let mut device = Device::new(vec![]);
    device.clock.now.set(3_600_000);
    drop(device.outbox.delete(Uuid::nil()));
    device.run();
    let mut again = device.crash(vec![]);
    again.clock.now.set(0);
    again.open(ADA);
    again.advance(5_000);
    assert_eq!(again.sent(), 1);
}

#[test]
fn many_deletions_wait_by_one_clock() {
    let mut device = Device::new(vec![]);
    let ids: Vec<_> = (10..110).map(Uuid::from_u128).collect();
    let leads = ids.iter().map(|id| Business {
        id: *id,
        ..lead(1, Stage::New)
    });
    device.outbox.client.upsert_businesses(leads);
    device.run();
    let before = device.clock.timers.borrow().len();
    drop(device.outbox.delete_many(&ids));
    device.run();
    assert_eq!(device.clock.timers.borrow().len(), before + 1);
    device.advance(5_000);
    assert_eq!(device.sent(), IN_FLIGHT);
}

#[test]
fn a_restoring_on_its_way_goes_on_without_a_deletion_that_is_heard_of_later() {
    let made = |version| Ok(lead(version, Stage::New));
    let mut device = Device::new(vec![Err(Failure::Unreachable), made(2), made(3)]);
    drop(device.outbox.restore(Uuid::nil()));
    device.run();
    assert_eq!(device.sent(), 1);
    // Another tab made it before that, and both are followed by one more.
    let before = Mutation::new(Uuid::from_u128(1), Uuid::nil(), Change::Delete, 0);
    device.outbox.admit(vec![(before, None)]);
    drop(device.outbox.restore(Uuid::nil()));
    device.advance(10_000);
    let sent = device.sent.borrow();
    assert!(sent.iter().all(|it| it.change == Change::Restore));
    assert_eq!((sent.len(), device.counts()), (3, (0, 0)));
    drop(sent);
    assert_eq!(device.kept(), []);
}
