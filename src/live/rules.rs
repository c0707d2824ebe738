//! What each event does to the cache: the table of DESIGN §5. A new event gets
//! its row here, and the compiler asks for it.

use crate::{
    model::{
        Alert, Attached, Business, Deleted, EntityChanged, EntityKind, EventBody, Job,
        Notification, Presence, PresenceLeave, Relation, Stats, Topic, Uuid,
    },
    query::Key,
};

/// What an event does, as data: [`apply`](super::apply) carries it out.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What it brings.
    pub entities: Put,
    /// What it makes stale: what is on screen of it is fetched again.
    pub queries: Vec<Stale>,
    /// What it has to say to the user.
    pub notice: Option<Notice>,
}

/// What an event brings into the cache.
#[derive(Clone, Debug, PartialEq)]
pub enum Put {
    /// Nothing.
    Nothing,
    /// A lead, if it is newer than the known one; loaded lists follow.
    Business(Box<Business>),
    /// Leads, the same; observers are told once.
    Businesses(Vec<Business>),
    /// A tombstone; the lead leaves every list.
    Deleted(Deleted),
    /// A job, if it is newer than the known one.
    Job(Box<Job>),
    /// The counts, in place of the known ones.
    Stats(Box<Stats>),
    /// Somebody else who looks at a lead.
    Here(Presence),
    /// Somebody who does no longer.
    Left(PresenceLeave),
    /// Something to know, before what was to know earlier.
    Notification(Box<Notification>),
    /// A limit that was crossed, or is no longer.
    Alert(Box<Alert>),
}

/// What an event makes stale.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stale {
    /// A key and all that lies below it.
    Prefix(Key),
    /// A key alone.
    Exact(Key),
    /// A key, unless a topic that is listened to tells what it holds anyway.
    Unless(Topic, Key),
}

/// What an event has to say to the user.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A job ended well, or was cancelled.
    JobComplete(Box<Job>),
    /// A job ended badly.
    JobFailed(Box<Job>),
    /// Something meant for this user.
    Notification(Box<Notification>),
    /// A limit was crossed: for administrators.
    Alert(Box<Alert>),
}

/// The table.
pub fn rule(body: EventBody) -> Rule {
    use EventBody as E;
    match body {
        E::BusinessCreated(b) => put(Put::Business(b)).stale([counts()]),
        E::BusinessUpdated(b) => put(Put::Business(b)),
        E::BusinessDeleted(gone) => put(Put::Deleted(gone)).stale([counts()]),
        E::BusinessEnriched(b) => {
            let [contacts, facts] = found(b.id);
            put(Put::Business(b)).stale([contacts, facts, counts()])
        }
        E::BusinessesBulkUpdate(bulk) => put(Put::Businesses(bulk.businesses)).stale([counts()]),

        E::InvalidateExact(named) => {
            put(Put::Nothing).stale([Stale::Exact(Key::named(&named.key))])
        }
        E::InvalidatePrefix(named) => {
            put(Put::Nothing).stale([Stale::Prefix(Key::named(&named.prefix))])
        }
        E::EntityChanged(changed) => put(Put::Nothing).stale(keys_of(&changed)),

        E::ImportProgress(job) | E::ScrapingProgress(job) | E::EnrichmentProgress(job) => {
            put(Put::Job(job))
        }
        E::ImportComplete(job) | E::ScrapingComplete(job) => {
            let found = [lists(), counts(), rejections(&job)];
            complete(job).stale(found)
        }
        E::EnrichmentComplete(job) => {
            // Of a batch, `business:enriched` told one by one.
            let found = looked_up(&job).map(found).into_iter().flatten();
            let stale: Vec<_> = found.chain([counts()]).collect();
            complete(job).stale(stale)
        }
        E::ImportFailed(job) => {
            // What it did before it failed stays.
            let done = [lists(), counts(), rejections(&job), failed_jobs()];
            failed(job).stale(done)
        }
        E::ScrapingFailed(job) | E::EnrichmentFailed(job) => failed(job).stale([failed_jobs()]),

        E::MessageCreated(on) | E::MessageEdited(on) | E::MessageDeleted(on) => {
            attached(&on, Relation::Messages)
        }
        E::NoteUpdated(on) => attached(&on, Relation::Note),
        E::TaskCreated(on) | E::TaskUpdated(on) | E::TaskDeleted(on) => {
            attached(&on, Relation::Tasks)
        }
        E::VisitCreated(on) => attached(&on, Relation::Visits),

        E::StatsUpdated(stats) => put(Put::Stats(stats)),
        E::MetricAlert(alert) => {
            // Told once: that it is over shows where somebody looks.
            let notice = alert
                .ended_at
                .is_none()
                .then(|| Notice::Alert(alert.clone()));
            Rule {
                notice,
                ..put(Put::Alert(alert))
            }
        }
        E::PresenceUpdate(here) => put(Put::Here(here)),
        E::PresenceLeave(left) => put(Put::Left(left)),
        E::NotificationNew(new) => {
            let notice = Notice::Notification(new.clone());
            put(Put::Notification(new)).notice(notice)
        }
    }
}

/// What a topic tells that does not stand in the event log: after a gap it is
/// asked for.
pub(super) fn not_durable(topic: Topic) -> Option<Stale> {
    match topic {
        Topic::Stats => Some(Stale::Prefix(Key::stats())),
        // The progress of those that run.
        Topic::Jobs => Some(Stale::Prefix(Key::job_list())),
        Topic::Job(id) => Some(Stale::Exact(Key::job(id))),
        // Told to whoever begins to listen.
        Topic::Presence(_) => None,
        Topic::Businesses | Topic::Business(_) | Topic::Messages(_) | Topic::Notifications => None,
    }
}

fn put(entities: Put) -> Rule {
    Rule {
        entities,
        queries: Vec::new(),
        notice: None,
    }
}

fn complete(job: Box<Job>) -> Rule {
    put(Put::Job(job.clone())).notice(Notice::JobComplete(job))
}

fn failed(job: Box<Job>) -> Rule {
    put(Put::Job(job.clone())).notice(Notice::JobFailed(job))
}

/// What hangs on a lead is asked for again, where somebody looks at it.
fn attached(on: &Attached, part: Relation) -> Rule {
    put(Put::Nothing).stale([Stale::Prefix(Key::business_part(on.business_id, part))])
}

impl Rule {
    fn stale(mut self, queries: impl Into<Vec<Stale>>) -> Self {
        self.queries = queries.into();
        self
    }

    fn notice(mut self, notice: Notice) -> Self {
        self.notice = Some(notice);
        self
    }
}

/// The counts: `stats:updated` brings them to whoever is connected, but not to
/// whoever resumes or polls, as it is not durable.
fn counts() -> Stale {
    Stale::Unless(Topic::Stats, Key::stats())
}

fn lists() -> Stale {
    Stale::Prefix(Key::business_lists())
}

/// What a look-up finds of a lead beside the lead itself.
fn found(id: Uuid) -> [Stale; 2] {
    [Relation::Contacts, Relation::Facts].map(|part| Stale::Prefix(Key::business_part(id, part)))
}

/// The one lead whose contacts a job looked up.
pub(super) fn looked_up(job: &Job) -> Option<Uuid> {
    Uuid::try_parse(job.params.get("business_id")?.as_str()?).ok()
}

fn failed_jobs() -> Stale {
    Stale::Prefix(Key::failed_jobs())
}

fn rejections(job: &Job) -> Stale {
    Stale::Prefix(Key::rejections(job.id))
}

/// What is stale when an entity changed: itself, and its relations.
fn keys_of(changed: &EntityChanged) -> Vec<Stale> {
    let EntityChanged {
        kind,
        id,
        relations,
    } = changed;
    let itself = match kind {
        EntityKind::Business => vec![Stale::Exact(Key::business(*id))],
        EntityKind::Job => vec![Stale::Exact(Key::job(*id)), Stale::Prefix(Key::job_list())],
        EntityKind::User => vec![Stale::Prefix(Key::users())],
    };
    let of = |relation: &Relation| match (relation, kind) {
        (Relation::Lists, EntityKind::Business) => lists(),
        (Relation::Lists, EntityKind::Job) => Stale::Prefix(Key::job_list()),
        (Relation::Lists, EntityKind::User) => Stale::Prefix(Key::users()),
        (Relation::Stats, _) => counts(),
        (part, _) => Stale::Prefix(Key::business_part(*id, *part)),
    };
    itself.into_iter().chain(relations.iter().map(of)).collect()
}

#[cfg(test)]
#[path = "rules_test.rs"]
mod tests;
