use super::*;
use crate::{
    model::{
        Business, BusinessChanges, BusinessFilter, Deleted, Event, NewBusiness, PageMeta, Sort,
        Stage, Uuid,
    },
    query::{Env, List, Overlay},
};
use futures::future::pending;
use std::rc::Rc;

fn client() -> QueryClient {
    QueryClient::new(Env {
        now: Rc::new(|| 0),
        spawn: Rc::new(|_| {}),
        sleep: Rc::new(|_| Box::pin(pending())),
        random: Rc::new(|| 0.0),
    })
}

fn lead(id: u128, version: i64) -> Business {
    let mut lead = NewBusiness::named("A").into_business(Uuid::from_u128(id), 0);
    lead.version = version;
    lead.updated_at = version;
    lead
}

fn event(body: EventBody, mutation: Option<Uuid>) -> AnyEvent {
    let topic = body.topic();
    AnyEvent::Known(Event {
        seq: Some(1),
        topic,
        body,
        at: 0,
        actor: None,
        mutation_id: mutation,
    })
}

fn with_list(leads: &[Business], filter: BusinessFilter) -> (QueryClient, Key) {
    let client = client();
    client.learn_businesses(leads);
    let meta = PageMeta {
        total: leads.len() as u64,
        ..Default::default()
    };
    let page = Page {
        data: leads.to_vec(),
        meta,
    };
    let key = Key::business_list(&filter, Sort::default());
    client.set(&key, List::first(filter, Sort::default(), &page));
    (client, key)
}

#[test]
fn a_created_lead_enters_the_lists_that_it_fits() {
    let (client, key) = with_list(&[lead(1, 1)], BusinessFilter::default());
    apply(
        &client,
        event(EventBody::BusinessCreated(Box::new(lead(2, 5))), None),
    );
    let list = client.get::<List>(&key).unwrap();
    assert_eq!(
        (list.total, list.ids[0]),
        (2, Uuid::from_u128(2)),
        "the newest change first"
    );
}

#[test]
fn a_lead_that_no_longer_fits_leaves_the_list() {
    let filter = BusinessFilter {
        stage: Some(Stage::New),
        ..Default::default()
    };
    let (client, key) = with_list(&[lead(1, 1)], filter);
    let won = Business {
        stage: Stage::Won,
        ..lead(1, 2)
    };
    apply(
        &client,
        event(EventBody::BusinessUpdated(Box::new(won)), None),
    );
    assert_eq!(client.get::<List>(&key).unwrap().total, 0);
}

#[test]
fn a_deleted_lead_leaves_every_list_and_an_old_update_does_not_bring_it_back() {
    let (client, key) = with_list(&[lead(1, 1)], BusinessFilter::default());
    let gone = Deleted {
        id: Uuid::from_u128(1),
        version: 3,
        deleted_at: 9,
    };
    apply(&client, event(EventBody::BusinessDeleted(gone), None));
    apply(
        &client,
        event(EventBody::BusinessUpdated(Box::new(lead(1, 2))), None),
    );
    assert!(client.get::<List>(&key).unwrap().ids.is_empty());
}

#[test]
fn the_event_of_ones_own_change_confirms_it() {
    let (client, _) = with_list(&[lead(1, 1)], BusinessFilter::default());
    let (id, mutation) = (Uuid::from_u128(1), Uuid::from_u128(7));
    let changes = BusinessChanges {
        stage: Some(Stage::Won),
        ..Default::default()
    };
    client.push_overlay(id, mutation, Overlay::Change(Box::new(changes)));
    assert_eq!(client.business(id).unwrap().stage, Stage::Won);
    let won = Business {
        stage: Stage::Won,
        ..lead(1, 2)
    };
    apply(
        &client,
        event(EventBody::BusinessUpdated(Box::new(won)), Some(mutation)),
    );
    assert!(!client.entities().is_pending(id));
    assert_eq!(client.business(id).unwrap().version, 2);
}
