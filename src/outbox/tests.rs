use super::*;
use crate::{
    model::{Problem, ProblemCode, Stage},
    query::Env,
};
use futures::{executor::LocalPool, task::LocalSpawnExt};
use std::cell::Cell;

type Script = Rc<RefCell<VecDeque<Outcome>>>;

/// A server that answers by a script and notes what it was sent.
fn outbox(script: Vec<Outcome>) -> (LocalPool, Outbox, Rc<RefCell<Vec<Mutation>>>) {
    let pool = LocalPool::new();
    let spawner = pool.spawner();
    let env = Env {
        now: Rc::new(|| 0),
        spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
        sleep: Rc::new(|_| Box::pin(async {})),
        random: Rc::new(|| 0.0),
    };
    let script: Script = Rc::new(RefCell::new(script.into()));
    let sent: Rc<RefCell<Vec<Mutation>>> = Rc::default();
    let noted = sent.clone();
    let send: Send = Rc::new(move |mutation| {
        noted.borrow_mut().push(mutation);
        let answer = script
            .borrow_mut()
            .pop_front()
            .expect("one more than scripted");
        Box::pin(async move { answer })
    });
    (pool, Outbox::new(QueryClient::new(env), send), sent)
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

#[test]
fn a_change_is_shown_at_once_and_sent_with_one_key_until_it_is_answered() {
    let answers = vec![
        Err(Failure::Unreachable),
        Err(Failure::Unreachable),
        Ok(lead(2, Stage::Won)),
    ];
    let (mut pool, outbox, sent) = outbox(answers);
    outbox.client.upsert_businesses([lead(1, Stage::New)]);
    let mut done = outbox.update(Uuid::nil(), stage(Stage::Won));
    assert_eq!(
        outbox.client.business(Uuid::nil()).unwrap().stage,
        Stage::Won
    );
    assert_eq!(outbox.waiting(), 1);
    pool.run_until_stalled();
    assert_eq!(sent.borrow().len(), 3);
    assert!(
        sent.borrow()
            .iter()
            .all(|mutation| mutation.id == sent.borrow()[0].id)
    );
    assert!(done.try_recv().unwrap().unwrap().is_ok());
    assert_eq!(
        (
            outbox.waiting(),
            outbox.client.business(Uuid::nil()).unwrap().version
        ),
        (0, 2)
    );
}

#[test]
fn changes_of_one_lead_go_in_order_and_are_no_conflict_to_each_other() {
    let (mut pool, outbox, sent) =
        outbox(vec![Ok(lead(2, Stage::Contacted)), Ok(lead(3, Stage::Won))]);
    outbox.client.upsert_businesses([lead(1, Stage::New)]);
    drop(outbox.update(Uuid::nil(), stage(Stage::Contacted)));
    drop(outbox.update(Uuid::nil(), stage(Stage::Won)));
    pool.run_until_stalled();
    let bases: Vec<_> = sent
        .borrow()
        .iter()
        .map(|mutation| match &mutation.change {
            Change::Update(patch) => patch.base_version,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(bases, [1, 2]);
    assert_eq!(
        outbox.client.business(Uuid::nil()).unwrap().stage,
        Stage::Won
    );
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten_unseen() {
    // Between the two of ours, somebody else wrote the phone, in version 2.
    let (mut pool, outbox, sent) = outbox(vec![Ok(lead(3, Stage::Won)), Ok(lead(4, Stage::Won))]);
    outbox.client.upsert_businesses([lead(1, Stage::New)]);
    drop(outbox.update(Uuid::nil(), stage(Stage::Won)));
    let phone = BusinessChanges {
        phone: Some(Some("+358 1".into())),
        ..Default::default()
    };
    drop(outbox.update(Uuid::nil(), phone));
    pool.run_until_stalled();
    let Change::Update(patch) = &sent.borrow()[1].change else {
        panic!("{sent:?}")
    };
    assert_eq!(
        patch.base_version, 1,
        "the server is to judge the phone from there"
    );
}

#[test]
fn a_refused_change_is_taken_back_and_said_so() {
    let refusal = Problem::new(422, ProblemCode::Validation, "no");
    let (mut pool, outbox, _) = outbox(vec![Err(Failure::Refused(Box::new(refusal)))]);
    outbox.client.upsert_businesses([lead(1, Stage::New)]);
    let told = Rc::new(Cell::new(0));
    let seen = told.clone();
    outbox.on_change(move |waiting| seen.set(waiting));
    let mut done = outbox.update(Uuid::nil(), stage(Stage::Won));
    assert_eq!(told.get(), 1);
    pool.run_until_stalled();
    assert!(done.try_recv().unwrap().unwrap().is_err());
    assert_eq!(
        outbox.client.business(Uuid::nil()).unwrap().stage,
        Stage::New
    );
    assert_eq!(told.get(), 0);
}
