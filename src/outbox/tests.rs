use super::*;
use crate::{
    model::{Problem, ProblemCode, Stage},
    query::Env,
    store::{Entry, Memory},
};
use futures::{executor::LocalPool, task::LocalSpawnExt};
use std::cell::Cell;

type Script = Rc<RefCell<VecDeque<Outcome>>>;

const ADA: Uuid = Uuid::from_u128(1);
const GRACE: Uuid = Uuid::from_u128(2);

/// A device: what it keeps, and an app on it that talks to a server which answers
/// by a script.
struct Device {
    pool: LocalPool,
    store: Rc<dyn Store>,
    outbox: Outbox,
    sent: Rc<RefCell<Vec<Mutation>>>,
    /// Milliseconds.
    clock: Rc<Cell<i64>>,
    /// Time stands still: who sleeps does not wake.
    is_still: Rc<Cell<bool>>,
}

impl Device {
    fn new(script: Vec<Outcome>) -> Self {
        let mut device = Self::with(Rc::new(Memory::default()), script);
        device.open(ADA);
        device
            .outbox
            .client
            .upsert_businesses([lead(1, Stage::New)]);
        device
    }

    /// The app as it starts. Beyond its script the server does not answer.
    fn with(store: Rc<dyn Store>, script: Vec<Outcome>) -> Self {
        let pool = LocalPool::new();
        let spawner = pool.spawner();
        let (clock, is_still) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(false)));
        let (now, passing, still) = (clock.clone(), clock.clone(), is_still.clone());
        let env = Env {
            now: Rc::new(move || now.get()),
            spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
            sleep: Rc::new(move |time| {
                if still.get() {
                    return Box::pin(futures::future::pending());
                }
                passing.set(passing.get() + i64::try_from(time.as_millis()).unwrap());
                Box::pin(async {})
            }),
            random: Rc::new(|| 0.0),
        };
        let script: Script = Rc::new(RefCell::new(script.into()));
        let sent: Rc<RefCell<Vec<Mutation>>> = Rc::default();
        let noted = sent.clone();
        let send: Send = Rc::new(move |mutation| {
            noted.borrow_mut().push(mutation);
            let answer = script.borrow_mut().pop_front();
            Box::pin(async move {
                match answer {
                    Some(answer) => answer,
                    None => futures::future::pending().await,
                }
            })
        });
        let outbox = Outbox::new(QueryClient::new(env), store.clone(), send);
        Self {
            pool,
            store,
            outbox,
            sent,
            clock,
            is_still,
        }
    }

    fn open(&mut self, user: Uuid) {
        self.pool.run_until(self.outbox.open(user));
    }

    /// The app ends at once, and starts again.
    fn crash(self, script: Vec<Outcome>) -> Self {
        Self::with(self.store, script)
    }

    fn run(&mut self) {
        self.pool.run_until_stalled();
    }

    fn kept(&mut self) -> Vec<Entry> {
        self.pool.run_until(self.store.read("")).unwrap()
    }

    fn shown(&self) -> Business {
        Business::clone(&self.outbox.client.business(Uuid::nil()).unwrap())
    }

    /// The versions that the changes sent were made on.
    fn bases(&self) -> Vec<i64> {
        let sent = self.sent.borrow();
        let bases = sent.iter().map(|mutation| match &mutation.change {
            Change::Update(patch) => patch.base_version,
            other => panic!("{other:?}"),
        });
        bases.collect()
    }
}

fn lead(version: i64, stage: Stage) -> Business {
    let mut lead = NewBusiness::named("A").into_business(Uuid::nil(), 0);
    (lead.version, lead.stage) = (version, stage);
    lead
}

fn stage(stage: Stage) -> BusinessChanges {
    BusinessChanges {
        stage: Some(stage),
        ..Default::default()
    }
}

fn phone() -> BusinessChanges {
    BusinessChanges {
        phone: Some(Some("+358 1".into())),
        ..Default::default()
    }
}

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
    let sent = device.sent.borrow().clone();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|mutation| mutation.id == sent[0].id));
    assert!(receipt.kept.try_recv().unwrap().is_some());
    assert!(receipt.outcome.try_recv().unwrap().unwrap().is_ok());
    assert_eq!(
        (device.outbox.counts().waiting, device.shown().version),
        (0, 2)
    );
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
    again.outbox.client.upsert_businesses([lead(1, Stage::New)]);
    again.run();
    assert_eq!(again.outbox.client.business(made).unwrap().name, "B");
    assert_eq!(again.shown().stage, Stage::Contacted);
    assert_eq!(again.shown().phone.as_deref(), Some("+358 1"));
    assert_eq!(again.outbox.counts().waiting, 3);
    let mut after = again.sent.borrow().clone();
    after.sort_by_key(|mutation| mutation.id);
    assert_eq!(after, before, "the same, by the same names");
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
fn changes_of_one_lead_go_in_order_and_are_no_conflict_to_each_other() {
    let mut device = Device::new(vec![Ok(lead(2, Stage::Contacted))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Contacted)));
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    assert_eq!(device.bases(), [1, 2]);
    // Also if the app ends between the two.
    let mut again = device.crash(vec![Ok(lead(3, Stage::Won))]);
    again.open(ADA);
    again.run();
    assert_eq!(again.bases(), [2]);
    assert_eq!(again.shown().stage, Stage::Won);
    assert_eq!(again.kept(), []);
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
    let counts = Counts {
        waiting: 0,
        parked: 1,
    };
    assert_eq!(device.outbox.counts(), counts);
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
    let counts = Counts {
        waiting: 0,
        parked: 1,
    };
    assert_eq!(device.outbox.counts(), counts);
    // It is still there after the app ended, with the reason, and sent when asked to.
    let mut again = device.crash(vec![Ok(lead(2, Stage::Won))]);
    again.open(ADA);
    again.run();
    assert_eq!(
        (again.outbox.counts(), again.sent.borrow().len()),
        (counts, 0)
    );
    let parked = again.outbox.pending().remove(0);
    assert_eq!(parked.refusal.unwrap().title, "no");
    again.outbox.retry(parked.id);
    again.run();
    assert_eq!(
        (again.outbox.counts(), again.sent.borrow().len()),
        (Counts::default(), 1)
    );
    assert_eq!(again.kept(), []);
}

fn refused() -> Outcome {
    let refusal = Problem::new(422, ProblemCode::Validation, "no");
    Err(Failure::Refused(Box::new(refusal)))
}

#[test]
fn what_depends_on_a_refused_creation_is_parked_with_it_and_given_up_with_it() {
    let mut device = Device::new(vec![refused()]);
    let (made, _) = device.outbox.create(NewBusiness::named("B"));
    drop(device.outbox.update(made, phone()));
    drop(device.outbox.update(made, stage(Stage::Won)));
    device.run();
    assert_eq!(device.sent.borrow().len(), 1);
    assert_eq!(
        device.outbox.counts(),
        Counts {
            waiting: 0,
            parked: 3
        }
    );
    assert_eq!(device.outbox.client.business(made), None);
    let first = device.outbox.pending().remove(0);
    device.outbox.discard(first.id);
    device.run();
    assert_eq!(device.outbox.counts(), Counts::default());
    assert_eq!(device.kept(), []);
}

#[test]
fn of_a_conflict_mine_goes_over_theirs_when_somebody_says_so() {
    let mut conflict = Problem::new(409, ProblemCode::VersionConflict, "changed meanwhile");
    conflict.current = Some(serde_json::to_value(lead(7, Stage::Lost)).unwrap());
    let conflict = Err(Failure::Refused(Box::new(conflict)));
    let mut device = Device::new(vec![conflict, Ok(lead(8, Stage::Won))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    let parked = device.outbox.pending().remove(0);
    device.outbox.retry_over(parked.id);
    device.run();
    assert_eq!(device.bases(), [1, 7]);
    assert_eq!(
        (device.shown().stage, device.outbox.counts()),
        (Stage::Won, Counts::default())
    );
}

#[test]
fn nobody_sees_or_sends_what_somebody_else_left() {
    let mut device = Device::new(vec![]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    device.open(GRACE);
    device.run();
    assert_eq!(device.outbox.client.business(Uuid::nil()), None);
    assert_eq!(
        (device.outbox.counts().waiting, device.sent.borrow().len()),
        (0, 1)
    );
    // It is there when they are back.
    device.open(ADA);
    device.run();
    assert_eq!(
        (device.outbox.counts().waiting, device.sent.borrow().len()),
        (1, 2)
    );
}

#[test]
fn a_session_that_ended_waits_for_whoever_made_the_change() {
    let refusal = Problem::new(401, ProblemCode::Unauthenticated, "no");
    let signed_out = Err(Failure::Refused(Box::new(refusal)));
    let mut device = Device::new(vec![signed_out, Ok(lead(2, Stage::Won))]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    assert_eq!(
        (device.sent.borrow().len(), device.outbox.counts().waiting),
        (1, 1)
    );
    device.open(ADA);
    device.run();
    assert_eq!(
        (device.sent.borrow().len(), device.outbox.counts().waiting),
        (2, 0)
    );
}

/// A device that keeps nothing.
struct Broken;

impl Store for Broken {
    fn read(&self, _: &str) -> LocalBoxFuture<'static, Result<Vec<Entry>, StoreError>> {
        Box::pin(async { Err(StoreError::Full) })
    }

    fn write(&self, _: Vec<Write>) -> LocalBoxFuture<'static, Result<(), StoreError>> {
        Box::pin(async { Err(StoreError::Full) })
    }
}

#[test]
fn a_device_that_keeps_nothing_says_so_once_and_sends_all_the_same() {
    let mut device = Device::with(Rc::new(Broken), vec![Ok(lead(2, Stage::Won))]);
    let told = Rc::new(Cell::new(0));
    let times = told.clone();
    device.outbox.on_trouble(move |error| {
        assert_eq!(error, StoreError::Full);
        times.set(times.get() + 1);
    });
    device.open(ADA);
    device
        .outbox
        .client
        .upsert_businesses([lead(1, Stage::New)]);
    let mut receipt = device.outbox.update(Uuid::nil(), stage(Stage::Won));
    device.run();
    assert!(receipt.outcome.try_recv().unwrap().unwrap().is_ok());
    assert_eq!(told.get(), 1);
}

#[test]
fn a_deletion_is_sent_after_five_seconds_and_until_then_taken_back_unsent() {
    let mut device = Device::new(vec![]);
    device.is_still.set(true);
    drop(device.outbox.delete(Uuid::nil()));
    device.run();
    assert!(device.shown().deleted_at.is_some());
    assert_eq!(device.kept().len(), 1);
    assert_eq!(device.sent.borrow().len(), 0);
    device.clock.set(4_999);
    assert!(device.outbox.undo_delete(Uuid::nil()).is_none());
    device.run();
    assert!(device.shown().deleted_at.is_none());
    assert_eq!(device.kept(), []);
    assert_eq!(device.sent.borrow().len(), 0);
    assert_eq!(device.outbox.counts(), Counts::default());

    // Also one that the end of the app cut short is sent, and what follows it.
    drop(device.outbox.delete(Uuid::nil()));
    device.run();
    let mut again = device.crash(vec![Ok(lead(2, Stage::New)), Ok(lead(3, Stage::New))]);
    again.open(ADA);
    again.run();
    assert_eq!(again.sent.borrow().len(), 1);
    assert!(again.clock.get() >= 5_000);
    assert!(again.outbox.undo_delete(Uuid::nil()).is_some(), "restored");
    again.run();
    assert_eq!(again.sent.borrow()[1].change, Change::Restore);
}
