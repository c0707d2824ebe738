//! What is done to jobs.

use super::*;
use crate::model::EnrichmentStatus;

const JOB: Uuid = Uuid::from_u128(77);

/// Lets a device send changes of jobs to a server that answers by a script; what it is sent.
pub(super) fn answer(
    device: &mut Device,
    script: Vec<Result<Option<i64>, Failure>>,
) -> Rc<RefCell<Vec<Mutation>>> {
    let sent: Rc<RefCell<Vec<Mutation>>> = Rc::default();
    let (noted, script) = (sent.clone(), RefCell::new(VecDeque::from(script)));
    let send = Rc::new(move |change| {
        noted.borrow_mut().push(change);
        let answer = script.borrow_mut().pop_front();
        let answer = answer.unwrap_or(Err(Failure::Unreachable));
        Box::pin(std::future::ready(answer)) as LocalBoxFuture<'static, _>
    });
    device.outbox = device.outbox.clone().with_others(send);
    sent
}

fn ended<T>() -> Result<T, Failure> {
    let refusal = Problem::new(409, ProblemCode::InvalidState, "The job is completed.");
    Err(Failure::Refused(Box::new(refusal)))
}

#[test]
fn what_is_asked_of_a_job_without_a_server_is_asked_after_a_restart_under_the_same_name() {
    let mut device = Device::new(vec![]);
    let first = answer(&mut device, vec![]);
    drop(device.outbox.cancel_job(JOB));
    drop(device.outbox.retry_job(JOB));
    drop(device.outbox.pause_job(JOB));
    drop(device.outbox.resume_job(JOB));
    device.run();
    assert_eq!(device.counts(), (4, 0));
    assert_eq!(device.kept().len(), 4);

    let mut again = device.crash(vec![]);
    let second = answer(&mut again, vec![Ok(None); 4]);
    again.open(ADA);
    again.advance(60_000);
    let asked = |sent: &[Mutation]| -> Vec<_> {
        let sent = sent.iter();
        sent.map(|it| (it.id, it.business, it.change.clone()))
            .collect()
    };
    let (first, second) = (asked(&first.borrow()), asked(&second.borrow()));
    assert_eq!(first[0], second[0]);
    let changes: Vec<_> = second.into_iter().map(|(_, _, change)| change).collect();
    assert_eq!(
        changes,
        [
            Change::CancelJob,
            Change::RetryJob,
            Change::PauseJob,
            Change::ResumeJob
        ],
        "in order, each once"
    );
    assert_eq!(again.counts(), (0, 0));
    assert_eq!(again.kept(), []);
}

#[test]
fn whoever_waits_hears_that_it_came_too_late_and_has_nothing_to_decide() {
    let mut device = Device::new(vec![]);
    answer(&mut device, vec![ended(), Ok(None)]);
    let mut late = device.outbox.cancel_job(JOB);
    device.run();
    assert_eq!(late.outcome.try_recv(), Ok(Some(ended())));
    assert_eq!((device.counts(), device.kept()), ((0, 0), vec![]));
    let mut done = device.outbox.retry_job(JOB);
    device.run();
    assert_eq!(done.outcome.try_recv(), Ok(Some(Ok(()))));
}

#[test]
fn what_came_too_late_when_nobody_waited_any_more_is_parked_with_the_reason() {
    let mut device = Device::new(vec![]);
    answer(&mut device, vec![]);
    drop(device.outbox.cancel_job(JOB));
    device.run();
    let mut again = device.crash(vec![]);
    answer(&mut again, vec![ended()]);
    again.open(ADA);
    again.advance(60_000);
    assert_eq!(again.counts(), (0, 1));
    let [parked] = again.outbox.pending().try_into().unwrap();
    assert_eq!(parked.refusal.unwrap().title, "The job is completed.");
    again.outbox.discard(parked.id);
    again.run();
    assert_eq!((again.counts(), again.kept()), ((0, 0), vec![]));
}

#[test]
fn a_look_up_is_shown_at_once_and_until_the_server_has_made_a_job_of_it() {
    let mut device = Device::new(vec![]);
    let sent = answer(&mut device, vec![Err(Failure::Unreachable), Ok(None)]);
    let status = |device: &Device| device.shown().enrichment_status;
    let lead = device.shown().id;
    drop(device.outbox.enrich(lead));
    device.run();
    assert_eq!(status(&device), EnrichmentStatus::Running);
    device.advance(60_000);
    assert_eq!(
        status(&device),
        EnrichmentStatus::Pending,
        "the job tells from here on"
    );
    let names: Vec<_> = sent.borrow().iter().map(|it| it.id).collect();
    assert_eq!(names.len(), 2);
    assert_eq!(names[0], names[1], "one name, however often it is tried");
    assert_eq!((device.counts(), device.kept()), ((0, 0), vec![]));
}

#[test]
fn a_refused_look_up_is_taken_back_and_a_refused_contact_is_kept_to_be_decided() {
    let mut device = Device::new(vec![]);
    answer(&mut device, vec![ended(), ended()]);
    let lead = device.shown().id;
    let mut late = device.outbox.enrich(lead);
    let contact = ContactChange::Delete(Uuid::from_u128(9));
    let mut refused = device.outbox.change_contact(lead, contact.clone());
    device.run();
    assert_eq!(late.outcome.try_recv(), Ok(Some(ended())));
    assert_eq!(refused.outcome.try_recv(), Ok(Some(ended())));
    let status = device.shown().enrichment_status;
    assert_eq!(status, EnrichmentStatus::Pending);
    let [parked] = device.outbox.pending().try_into().unwrap();
    assert_eq!(parked.change, Change::Contact(Box::new(contact)));
    assert_eq!(device.counts(), (0, 1));
}
