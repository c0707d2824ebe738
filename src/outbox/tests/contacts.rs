//! What is done to the contacts of a lead.

use super::{jobs::answer, *};
use crate::model::{ContactPatch, NewContact};

const ANNA: Uuid = Uuid::from_u128(500);
const BERT: Uuid = Uuid::from_u128(501);

fn made(contact: Uuid) -> ContactChange {
    ContactChange::Create(NewContact {
        id: Some(contact),
        name: Some("Anna".into()),
        ..Default::default()
    })
}

fn named(contact: Uuid, base_version: i64, name: &str) -> ContactChange {
    let patch = ContactPatch {
        base_version,
        name: Some(Some(name.into())),
        ..Default::default()
    };
    ContactChange::Update(contact, patch)
}

fn called(contact: Uuid, base_version: i64, phone: &str) -> ContactChange {
    let patch = ContactPatch {
        base_version,
        phone: Some(Some(phone.into())),
        ..Default::default()
    };
    ContactChange::Update(contact, patch)
}

fn bases(sent: &[Mutation]) -> Vec<i64> {
    let bases = sent.iter().filter_map(|it| match &it.change {
        Change::Contact(change) => match &**change {
            ContactChange::Update(_, patch) => Some(patch.base_version),
            _ => None,
        },
        _ => None,
    });
    bases.collect()
}

fn no() -> Result<Option<i64>, Failure> {
    refused().map(|_| None)
}

#[test]
fn changes_of_one_contact_are_no_conflict_to_each_other() {
    let mut device = Device::new(vec![]);
    let sent = answer(&mut device, [2, 3, 4, 8].map(|it| Ok(Some(it))).into());
    let lead = device.shown().id;
    // Without a network: all of them were made on what was known before.
    for change in [
        named(ANNA, 1, "Anne"),
        named(ANNA, 1, "Annie"),
        called(ANNA, 1, "+358 1"),
        named(BERT, 7, "Bertil"),
    ] {
        drop(device.outbox.change_contact(lead, change));
    }
    device.run();
    // The phone was not changed by us: somebody else may have.
    assert_eq!(bases(&sent.borrow()), [1, 2, 1, 7]);
    assert_eq!((device.counts(), device.kept()), ((0, 0), vec![]));
}

#[test]
fn what_was_confirmed_of_a_contact_is_known_after_a_restart() {
    let mut device = Device::new(vec![]);
    answer(&mut device, vec![Ok(Some(2))]);
    let lead = device.shown().id;
    drop(device.outbox.change_contact(lead, named(ANNA, 1, "Anne")));
    drop(device.outbox.change_contact(lead, named(ANNA, 1, "Annie")));
    device.run();
    let mut again = device.crash(vec![]);
    let sent = answer(&mut again, vec![Ok(Some(3))]);
    again.open(ADA);
    again.advance(60_000);
    assert_eq!(bases(&sent.borrow()), [2]);
    assert_eq!((again.counts(), again.kept()), ((0, 0), vec![]));
}

#[test]
fn what_depends_on_a_refused_contact_is_parked_with_it_and_given_up_with_it() {
    let mut device = Device::new(vec![]);
    let sent = answer(&mut device, vec![no(), Ok(Some(1))]);
    let lead = device.shown().id;
    for change in [made(ANNA), named(ANNA, 1, "Anne"), made(BERT)] {
        drop(device.outbox.change_contact(lead, change));
    }
    device.run();
    assert_eq!(
        sent.borrow().len(),
        2,
        "another contact does not wait for it"
    );
    assert_eq!(device.counts(), (0, 2));
    // What is done to it later waits for it too.
    let later = ContactChange::Delete(ANNA);
    drop(device.outbox.change_contact(lead, later));
    device.run();
    assert_eq!((sent.borrow().len(), device.counts()), (2, (0, 3)));
    let first = device.outbox.pending().remove(0);
    assert_eq!(device.outbox.dependants(first.id), 2);
    device.outbox.discard(first.id);
    device.run();
    assert_eq!((device.counts(), device.kept()), ((0, 0), vec![]));
}

#[test]
fn what_depends_on_a_refused_contact_follows_it_when_it_is_sent_again() {
    let mut device = Device::new(vec![]);
    let sent = answer(&mut device, vec![no(), Ok(Some(1)), Ok(Some(2))]);
    let lead = device.shown().id;
    drop(device.outbox.change_contact(lead, made(ANNA)));
    drop(device.outbox.change_contact(lead, named(ANNA, 1, "Anne")));
    device.run();
    let first = device.outbox.pending().remove(0);
    device.outbox.retry(first.id);
    device.run();
    assert_eq!((sent.borrow().len(), device.counts()), (3, (0, 0)));
}

#[test]
fn a_contact_of_a_lead_that_could_not_be_made_waits_for_the_lead() {
    let mut device = Device::new(vec![refused()]);
    let sent = answer(&mut device, vec![]);
    let (lead, _) = device.outbox.create(NewBusiness::named("B"));
    drop(device.outbox.change_contact(lead, made(ANNA)));
    device.run();
    drop(device.outbox.change_contact(lead, named(ANNA, 1, "Anne")));
    device.run();
    assert_eq!((sent.borrow().len(), device.counts()), (0, (0, 3)));
    let first = device.outbox.pending().remove(0);
    device.outbox.discard(first.id);
    device.run();
    assert_eq!((device.counts(), device.kept()), ((0, 0), vec![]));
}
