use super::*;
use crate::model::{
    BulkUpdate, InvalidateExact, InvalidatePrefix, JobKind, JobStatus, NewBusiness,
};

fn id() -> Uuid {
    Uuid::from_u128(1)
}

fn contacts(id: Uuid) -> Stale {
    Stale::Prefix(Key::business_part(id, Relation::Contacts))
}

fn facts(id: Uuid) -> Stale {
    Stale::Prefix(Key::business_part(id, Relation::Facts))
}

fn lead() -> Box<Business> {
    Box::new(NewBusiness::named("A").into_business(id(), 0))
}

fn job(kind: JobKind) -> Box<Job> {
    Box::new(Job {
        id: id(),
        version: 1,
        kind,
        status: JobStatus::Running,
        progress: 0.0,
        done: 0,
        total: None,
        error: None,
        params: serde_json::json!({ "business_id": id() }),
        events: Vec::new(),
        report: None,
        tiles: Vec::new(),
        paused_at: None,
        created_by: None,
        created_at: 0,
        started_at: None,
        finished_at: None,
    })
}

/// What a row is to say.
#[track_caller]
fn says(body: EventBody, entities: Put, queries: &[Stale], notice: Option<Notice>) {
    let name = body.name();
    let queries = queries.to_vec();
    let expected = Rule {
        entities,
        queries,
        notice,
    };
    assert_eq!(rule(body), expected, "{name}");
}

fn stats() -> Stale {
    Stale::Unless(Topic::Stats, Key::stats())
}

#[test]
fn business_created() {
    let body = EventBody::BusinessCreated(lead());
    says(body, Put::Business(lead()), &[stats()], None);
}

#[test]
fn business_updated() {
    let body = EventBody::BusinessUpdated(lead());
    says(body, Put::Business(lead()), &[], None);
}

#[test]
fn business_deleted() {
    let gone = Deleted {
        id: id(),
        version: 2,
        deleted_at: 3,
    };
    let body = EventBody::BusinessDeleted(gone.clone());
    says(body, Put::Deleted(gone), &[stats()], None);
}

#[test]
fn business_enriched() {
    let body = EventBody::BusinessEnriched(lead());
    says(
        body,
        Put::Business(lead()),
        &[contacts(id()), facts(id()), stats()],
        None,
    );
}

#[test]
fn businesses_bulk_update() {
    let businesses = vec![*lead()];
    let body = EventBody::BusinessesBulkUpdate(BulkUpdate {
        businesses: businesses.clone(),
    });
    says(body, Put::Businesses(businesses), &[stats()], None);
}

#[test]
fn invalidate_exact() {
    let body = EventBody::InvalidateExact(InvalidateExact {
        key: "stats".into(),
    });
    says(body, Put::Nothing, &[Stale::Exact(Key::stats())], None);
}

#[test]
fn invalidate_prefix() {
    let body = EventBody::InvalidatePrefix(InvalidatePrefix {
        prefix: "businesses/".into(),
    });
    let all = Stale::Prefix(Key::businesses());
    says(body, Put::Nothing, &[all], None);
}

#[test]
fn entity_changed() {
    let changed = |kind, relations: &[Relation]| {
        EventBody::EntityChanged(EntityChanged {
            kind,
            id: id(),
            relations: relations.to_vec(),
        })
    };
    use {EntityKind as K, Relation as R};
    says(
        changed(K::Business, &[R::Contacts, R::Lists, R::Stats]),
        Put::Nothing,
        &[
            Stale::Exact(Key::business(id())),
            contacts(id()),
            lists(),
            stats(),
        ],
        None,
    );
    says(
        changed(K::Job, &[]),
        Put::Nothing,
        &[Stale::Exact(Key::job(id())), Stale::Prefix(Key::job_list())],
        None,
    );
    let users = Stale::Prefix(Key::users());
    says(changed(K::User, &[]), Put::Nothing, &[users], None);
}

#[test]
fn progress() {
    for (body, kind) in [
        (EventBody::ImportProgress as fn(_) -> _, JobKind::Import),
        (EventBody::ScrapingProgress as fn(_) -> _, JobKind::Scrape),
        (EventBody::EnrichmentProgress as fn(_) -> _, JobKind::Enrich),
    ] {
        says(body(job(kind)), Put::Job(job(kind)), &[], None);
    }
}

#[test]
fn import_and_scraping_complete() {
    for (body, kind) in [
        (EventBody::ImportComplete as fn(_) -> _, JobKind::Import),
        (EventBody::ScrapingComplete as fn(_) -> _, JobKind::Scrape),
    ] {
        let found = [lists(), stats(), Stale::Prefix(Key::rejections(id()))];
        let notice = Notice::JobComplete(job(kind));
        says(body(job(kind)), Put::Job(job(kind)), &found, Some(notice));
    }
}

#[test]
fn enrichment_complete() {
    let one = job(JobKind::Enrich);
    let body = EventBody::EnrichmentComplete(one.clone());
    let notice = Notice::JobComplete(one.clone());
    says(
        body,
        Put::Job(one),
        &[contacts(id()), facts(id()), stats()],
        Some(notice),
    );
    let mut many = job(JobKind::BatchEnrich);
    many.params = serde_json::Value::Null;
    let body = EventBody::EnrichmentComplete(many.clone());
    let notice = Notice::JobComplete(many.clone());
    says(body, Put::Job(many), &[stats()], Some(notice));
}

#[test]
fn failed_ones() {
    let failed = Stale::Prefix(Key::failed_jobs());
    let done = [
        lists(),
        stats(),
        Stale::Prefix(Key::rejections(id())),
        failed.clone(),
    ];
    let rows = [
        (
            EventBody::ImportFailed as fn(_) -> _,
            JobKind::Import,
            &done[..],
        ),
        (
            EventBody::ScrapingFailed as fn(_) -> _,
            JobKind::Scrape,
            &done[3..],
        ),
        (
            EventBody::EnrichmentFailed as fn(_) -> _,
            JobKind::BatchEnrich,
            &done[3..],
        ),
    ];
    for (body, kind, stale) in rows {
        let notice = Notice::JobFailed(job(kind));
        says(body(job(kind)), Put::Job(job(kind)), stale, Some(notice));
    }
}

#[test]
fn what_hangs_on_a_lead() {
    use {EventBody as E, Relation as R};
    let rows = [
        (E::MessageCreated as fn(_) -> _, R::Messages),
        (E::MessageEdited, R::Messages),
        (E::MessageDeleted, R::Messages),
        (E::NoteUpdated, R::Note),
        (E::TaskCreated, R::Tasks),
        (E::TaskUpdated, R::Tasks),
        (E::TaskDeleted, R::Tasks),
        (E::VisitCreated, R::Visits),
    ];
    for (body, part) in rows {
        let on = Attached {
            business_id: id(),
            id: None,
        };
        let stale = Stale::Prefix(Key::business_part(id(), part));
        says(body(on), Put::Nothing, &[stale], None);
    }
}

#[test]
fn stats_updated() {
    let body = EventBody::StatsUpdated(Box::default());
    says(body, Put::Stats(Box::default()), &[], None);
}

#[test]
fn presence_update_and_leave() {
    let here = Presence {
        business_id: id(),
        user_id: id(),
        name: "Anna".into(),
        since: 1,
    };
    let left = PresenceLeave {
        business_id: id(),
        user_id: id(),
    };
    let body = EventBody::PresenceUpdate(here.clone());
    says(body, Put::Here(here), &[], None);
    let body = EventBody::PresenceLeave(left.clone());
    says(body, Put::Left(left), &[], None);
}

#[test]
fn notification_new() {
    let new = Box::new(Notification {
        id: id(),
        title: "Assigned to you".into(),
        detail: None,
        business_id: Some(id()),
        created_at: 1,
        read_at: None,
    });
    let body = EventBody::NotificationNew(new.clone());
    let notice = Notice::Notification(new.clone());
    says(body, Put::Notification(new), &[], Some(notice));
}

#[test]
fn metric_alert() {
    let mut alert = Box::new(crate::model::Alert {
        id: id(),
        metric: crate::model::Measure::QueueDepth,
        side: crate::model::Side::Above,
        limit: 10.0,
        value: 12.0,
        since: 1,
        ended_at: None,
    });
    let notice = Notice::Alert(alert.clone());
    says(
        EventBody::MetricAlert(alert.clone()),
        Put::Alert(alert.clone()),
        &[],
        Some(notice),
    );
    alert.ended_at = Some(2);
    let over = EventBody::MetricAlert(alert.clone());
    says(over, Put::Alert(alert), &[], None);
}
