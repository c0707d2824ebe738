use super::*;
use crate::{
    model::{
        BulkUpdate, BusinessChanges, BusinessFilter, EntityChanged, EntityKind, Event, EventBody,
        InvalidateExact, InvalidatePrefix, NewBusiness, PageMeta, Relation, Sort, Stage, Stats,
        UnknownEvent,
    },
    query::{Env, List, Observer, Overlay, Query},
};
use futures::future::pending;
use std::{cell::Cell, rc::Rc};

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
    let meta = PageMeta {
        total: leads.len() as u64,
        ..Default::default()
    };
    let page = Page {
        data: leads.to_vec(),
        meta,
    };
    let key = Key::business_list(&filter, Sort::default());
    let list = client.first_page(filter, Sort::default(), &page, (0, None));
    client.set(&key, list);
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
        (list.total, list.get(0)),
        (2, Some(Uuid::from_u128(2))),
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
    assert!(client.get::<List>(&key).unwrap().is_empty());
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

#[test]
fn changes_that_others_named_are_taken_together_and_leave_what_waits_on_top() {
    let leads = [lead(1, 1), lead(2, 1)];
    let (client, key) = with_list(&leads, BusinessFilter::default());
    let theirs = Uuid::from_u128(7);
    let won = BusinessChanges {
        stage: Some(Stage::Won),
        ..Default::default()
    };
    let own = Overlay::Change(Box::new(won));
    client.push_overlay(leads[1].id, Uuid::from_u128(8), own);
    let new = BusinessFilter {
        stage: Some(Stage::New),
        ..Default::default()
    };
    let changed = |id, version| {
        let body = EventBody::BusinessUpdated(Box::new(lead(id, version)));
        event(body, Some(theirs))
    };
    let before = client.changes();
    let events = [changed(1, 2), changed(2, 2), changed(1, 3), changed(1, 4)];
    apply_all(&client, events, &|_| true);
    assert_eq!(client.business(leads[0].id).unwrap().version, 4);
    let second = client.business(leads[1].id).unwrap();
    assert_eq!((second.version, second.stage), (2, Stage::Won));
    assert!(client.entities().is_pending(leads[1].id));
    assert_eq!(
        client.changes() - before,
        3,
        "of what comes after one's own, the last of each lead"
    );
    assert_eq!(client.get::<List>(&key).unwrap().total, 2);
    assert_eq!(client.known_list(new, Sort::default()).total, 1);
}

#[test]
fn ones_own_bulk_change_confirms_every_lead() {
    let leads = [lead(1, 1), lead(2, 1)];
    let (client, _) = with_list(&leads, BusinessFilter::default());
    let mutation = Uuid::from_u128(7);
    let won = BusinessChanges {
        stage: Some(Stage::Won),
        ..Default::default()
    };
    for lead in &leads {
        client.push_overlay(lead.id, mutation, Overlay::Change(Box::new(won.clone())));
    }
    let businesses = vec![lead(1, 2), lead(2, 2)];
    let body = EventBody::BusinessesBulkUpdate(BulkUpdate { businesses });
    apply(&client, event(body, Some(mutation)));
    assert!(
        leads
            .iter()
            .all(|lead| !client.entities().is_pending(lead.id))
    );
}

#[test]
fn many_events_tell_an_observer_once_and_keep_their_order() {
    let (client, key) = with_list(&[lead(1, 1)], BusinessFilter::default());
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    let list = Observer::new(&client, Query::<List>::cached(key.clone()));
    let _observing = list.subscribe(move |_| count.set(count.get() + 1));
    let gone = Deleted {
        id: Uuid::from_u128(1),
        version: 9,
        deleted_at: 9,
    };
    let events = [
        event(EventBody::BusinessCreated(Box::new(lead(2, 5))), None),
        event(EventBody::BusinessUpdated(Box::new(lead(1, 8))), None),
        event(EventBody::BusinessDeleted(gone), None),
        event(EventBody::BusinessUpdated(Box::new(lead(2, 6))), None),
    ];
    apply_all(&client, events, &|_| true);
    assert_eq!(
        client.get::<List>(&key).unwrap().range(0..9),
        [Uuid::from_u128(2)]
    );
    assert_eq!(client.business(Uuid::from_u128(2)).unwrap().version, 6);
    assert_eq!(told.get(), 1);
}

/// Counts how often keys are fetched: all of them are observed.
fn observed(client: &QueryClient, keys: &[Key]) -> Rc<Cell<u32>> {
    let fetched = Rc::new(Cell::new(0));
    for key in keys {
        let count = fetched.clone();
        let query = Query::new(key.clone(), move |_| {
            count.set(count.get() + 1);
            async { Ok(()) }
        });
        // Observed as long as the test runs.
        std::mem::forget(Observer::new(client, query).subscribe(|_| {}));
    }
    fetched
}

fn running_client() -> (QueryClient, futures::executor::LocalPool) {
    use futures::task::LocalSpawnExt;
    let pool = futures::executor::LocalPool::new();
    let spawner = pool.spawner();
    let mut env = client().env().clone();
    env.spawn = Rc::new(move |task| spawner.spawn_local(task).unwrap());
    (QueryClient::new(env), pool)
}

#[test]
fn the_counts_are_fetched_only_where_they_are_not_told() {
    let (client, mut pool) = running_client();
    let fetched = observed(&client, &[Key::stats()]);
    pool.run_until_stalled();
    let created = |id| event(EventBody::BusinessCreated(Box::new(lead(id, 1))), None);
    apply_all(&client, [created(1)], &|topic| topic == Topic::Stats);
    pool.run_until_stalled();
    assert_eq!(fetched.get(), 1, "`stats:updated` is on its way");
    apply_all(&client, [created(2), created(3)], &|_| false);
    pool.run_until_stalled();
    assert_eq!(fetched.get(), 2, "once for both");
    let stats = Stats {
        total: 3,
        ..Stats::default()
    };
    apply(
        &client,
        event(EventBody::StatsUpdated(Box::new(stats)), None),
    );
    assert_eq!(client.get::<Stats>(&Key::stats()).unwrap().total, 3);
}

#[test]
fn generic_invalidations_reach_what_they_name_and_no_more() {
    let id = Uuid::from_u128(1);
    let keys = [
        Key::business(id),
        Key::business_part(id, Relation::Contacts),
        Key::business_part(id, Relation::Tasks),
        Key::users(),
    ];
    let (client, mut pool) = running_client();
    let fetched = observed(&client, &keys);
    pool.run_until_stalled();
    let mut after = |body| {
        let before = fetched.get();
        apply(&client, event(body, None));
        pool.run_until_stalled();
        fetched.get() - before
    };
    let changed = EntityChanged {
        kind: EntityKind::Business,
        id,
        relations: vec![],
    };
    assert_eq!(after(EventBody::EntityChanged(changed.clone())), 1);
    let with_contacts = EntityChanged {
        relations: vec![Relation::Contacts],
        ..changed
    };
    assert_eq!(after(EventBody::EntityChanged(with_contacts)), 2);
    let exact = InvalidateExact {
        key: Key::business(id).to_string(),
    };
    assert_eq!(after(EventBody::InvalidateExact(exact)), 1);
    let prefix = InvalidatePrefix {
        prefix: Key::business(id).to_string(),
    };
    assert_eq!(after(EventBody::InvalidatePrefix(prefix)), 3);
}

#[test]
fn what_is_not_understood_makes_everything_stale() {
    let (client, mut pool) = running_client();
    let fetched = observed(&client, &[Key::stats(), Key::users()]);
    pool.run_until_stalled();
    let unknown = UnknownEvent {
        seq: Some(1),
        event: "lunch:ready".into(),
    };
    apply(&client, AnyEvent::Unknown(unknown));
    pool.run_until_stalled();
    assert_eq!(fetched.get(), 4);
}

#[test]
fn who_looks_at_a_lead_is_known_once_each_until_they_leave() {
    let client = client();
    let here = |user: u128, since| Presence {
        business_id: Uuid::from_u128(1),
        user_id: Uuid::from_u128(user),
        name: format!("User {user}"),
        since,
    };
    for presence in [here(2, 5), here(3, 4), here(2, 6)] {
        apply(&client, event(EventBody::PresenceUpdate(presence), None));
    }
    let key = Key::presence(Uuid::from_u128(1));
    assert_eq!(
        *client.get::<Vec<Presence>>(&key).unwrap(),
        [here(3, 4), here(2, 6)]
    );
    let left = PresenceLeave {
        business_id: Uuid::from_u128(1),
        user_id: Uuid::from_u128(3),
    };
    apply(&client, event(EventBody::PresenceLeave(left), None));
    assert_eq!(*client.get::<Vec<Presence>>(&key).unwrap(), [here(2, 6)]);
}

#[test]
fn a_notification_goes_before_the_others_and_is_told() {
    let client = client();
    let notification = |id: u128| Notification {
        id: Uuid::from_u128(id),
        title: "Assigned to you".into(),
        detail: None,
        business_id: None,
        created_at: 0,
        read_at: None,
    };
    for id in [1, 2, 1] {
        let body = EventBody::NotificationNew(Box::new(notification(id)));
        let notice = apply(&client, event(body, None));
        assert_eq!(
            notice,
            Some(Notice::Notification(Box::new(notification(id))))
        );
    }
    let all = client.get::<Vec<Notification>>(&Key::notifications());
    assert_eq!(*all.unwrap(), [notification(1), notification(2)]);
}

#[test]
fn an_older_state_of_a_job_does_not_replace_a_newer_one() {
    let client = client();
    let job = |version: i64| {
        Job {
        version,
        ..serde_json::from_value(serde_json::json!({
            "id": Uuid::nil(), "version": 1, "kind": "import", "status": "running", "progress": 1.0, "done": 1,
            "total": null, "error": null, "params": {}, "events": [], "created_at": 0, "started_at": 0, "finished_at": null,
        }))
        .unwrap()
    }
    };
    for version in [1, 3, 2] {
        apply(
            &client,
            event(EventBody::ImportProgress(Box::new(job(version))), None),
        );
    }
    assert_eq!(
        client.get::<Job>(&Key::job(Uuid::nil())).unwrap().version,
        3
    );
}
