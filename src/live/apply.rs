//! Carries rules out: many events as one change of the cache.
//!
//! Three things make an event harmless when it comes late, twice, or from
//! oneself, each in one place:
//! - late: by version, where leads ([`Entities::upsert`](crate::query::Entities::upsert))
//!   and jobs ([`put_job`]) are put;
//! - twice: by position, in [`Tally::take`](super::Tally::take), before it comes here;
//! - one's own: by `mutation_id`, in `Batch::take_businesses`, which lets go of what
//!   was shown before it was confirmed. Everybody else's come many at a time.

use super::rules::{Notice, Put, Stale, looked_up, rule};
use crate::{
    model::{
        ALERTS_KEPT, Alert, AnyEvent, Business, Deleted, EventBody, Job, JobFilter, Notification,
        Page, Presence, PresenceLeave, Topic, Uuid,
    },
    query::{Filter, Key, News, QueryClient},
};
use std::collections::HashSet;

/// Notifications that are kept, newest first.
const NOTIFICATIONS: usize = 100;

/// Puts an event into the cache, as if every topic were listened to.
pub fn apply(client: &QueryClient, event: AnyEvent) -> Option<Notice> {
    apply_all(client, [event], &|_| true).pop()
}

/// Puts events into the cache, in order and as one change: observers are told
/// once, and what is stale is fetched once. `is_told` says which topics are live.
pub fn apply_all(
    client: &QueryClient,
    events: impl IntoIterator<Item = AnyEvent>,
    is_told: &dyn Fn(Topic) -> bool,
) -> Vec<Notice> {
    let mut batch = Batch {
        client,
        news: Vec::new(),
        stale: HashSet::new(),
        in_order: Vec::new(),
        everything: false,
        notices: Vec::new(),
    };
    client.batch(|| {
        events.into_iter().for_each(|event| batch.take(event));
        batch.put_news();
        client.hear(News::Own);
        batch.mark_stale(is_told);
    });
    batch.notices
}

struct Batch<'a> {
    client: &'a QueryClient,
    /// Leads that others changed and that are not put yet: many at a time are cheaper.
    news: Vec<(News, Business)>,
    stale: HashSet<Stale>,
    in_order: Vec<Stale>,
    everything: bool,
    notices: Vec<Notice>,
}

impl Batch<'_> {
    fn take(&mut self, event: AnyEvent) {
        let event = match event {
            AnyEvent::Known(event) => event,
            AnyEvent::Unknown(unknown) => {
                // A newer server: what it tells of is not understood, so ask again.
                tracing::warn!(event = unknown.event, "unknown event");
                self.everything = true;
                return;
            }
        };
        let own = event.mutation_id;
        let news = match &event.body {
            EventBody::BusinessCreated(_) => News::Created,
            _ => News::Changed,
        };
        let news = news(event.seq);
        let rule = rule(event.body);
        match rule.entities {
            Put::Nothing => {}
            Put::Business(business) => self.take_businesses([*business], news, own),
            Put::Businesses(businesses) => self.take_businesses(businesses, news, own),
            Put::Deleted(gone) => self.take_deleted(&gone, news, own),
            Put::Job(job) => put_job(self.client, *job),
            Put::Stats(stats) => drop(self.client.set(&Key::stats(), *stats)),
            Put::Here(here) => put_here(self.client, here),
            Put::Left(left) => put_left(self.client, &left),
            Put::Notification(new) => put_notification(self.client, *new),
            Put::Alert(alert) => put_alert(self.client, *alert),
        }
        for stale in rule.queries {
            if self.stale.insert(stale.clone()) {
                self.in_order.push(stale);
            }
        }
        self.notices.extend(rule.notice);
    }

    fn take_businesses(
        &mut self,
        businesses: impl IntoIterator<Item = Business>,
        news: News,
        own: Option<Uuid>,
    ) {
        // Of many at once nothing says which are new, but that.
        let news = |business: &Business| match (news, business.version) {
            (News::Changed(seq), 1) => News::Created(seq),
            _ => news,
        };
        for business in businesses {
            let news = news(&business);
            // Every change has a name. It may be one's own only where something waits.
            let waits = |_: &Uuid| self.client.entities().is_pending(business.id);
            let Some(mutation) = own.filter(waits) else {
                self.news.push((news, business));
                continue;
            };
            // What is shown before it is confirmed may be laid over what others said.
            self.put_news();
            self.client.hear(news);
            self.client
                .settle_overlay(business.id, mutation, Some(business));
        }
    }

    fn take_deleted(&mut self, gone: &Deleted, news: News, own: Option<Uuid>) {
        self.put_news();
        self.client.hear(news);
        self.client
            .bury_business(gone.id, gone.version, gone.deleted_at);
        if let Some(mutation) = own {
            self.client.settle_overlay(gone.id, mutation, None);
        }
    }

    fn put_news(&mut self) {
        if !self.news.is_empty() {
            self.client.take_news(std::mem::take(&mut self.news));
        }
    }

    fn mark_stale(&mut self, is_told: &dyn Fn(Topic) -> bool) {
        if self.everything {
            return self.client.invalidate_often(Filter::all());
        }
        mark_stale(self.client, std::mem::take(&mut self.in_order), is_told);
    }
}

/// Marks what is named stale; what is on screen of it is fetched again.
pub(super) fn mark_stale(
    client: &QueryClient,
    stale: impl IntoIterator<Item = Stale>,
    is_told: &dyn Fn(Topic) -> bool,
) {
    for stale in stale {
        match stale {
            Stale::Prefix(key) => client.invalidate_often(&key),
            Stale::Exact(key) => client.invalidate_often(Filter::exactly(&key)),
            Stale::Unless(topic, _) if is_told(topic) => {}
            Stale::Unless(_, key) => client.invalidate_often(&key),
        }
    }
}

/// Puts a job where it is shown: on its own, with the lead that it looks up, and in the
/// lists that it passes the filter of, newest first.
pub fn put_job(client: &QueryClient, job: Job) {
    let newer = |known: &Job| known.version < job.version;
    let key = Key::job(job.id);
    if client.get::<Job>(&key).is_none_or(|known| newer(&known)) {
        client.set(&key, job.clone());
    }
    if let Some(lead) = looked_up(&job) {
        let key = Key::look_up(lead);
        let is_news = |known: &Job| known.id < job.id || known.id == job.id && newer(known);
        if client.get::<Job>(&key).is_none_or(|known| is_news(&known)) {
            client.set(&key, job.clone());
        }
    }
    client.batch(|| {
        for filter in JobFilter::every() {
            client.update_with::<Page<Job>>(&Key::jobs_of(filter), |page| {
                with_job(page?, &job, filter.matches(&job))
            });
        }
    });
}

/// A list with a job in it as it is now, or without it if it does not belong there;
/// nothing, if that changes nothing.
fn with_job(page: &Page<Job>, job: &Job, belongs: bool) -> Option<Page<Job>> {
    let at = page.data.iter().position(|known| known.id == job.id);
    if at.is_some_and(|at| page.data[at].version >= job.version) {
        return None;
    }
    let mut page = page.clone();
    match (at, belongs) {
        (Some(at), true) => page.data[at] = job.clone(),
        (Some(at), false) => {
            page.data.remove(at);
            page.meta.total = page.meta.total.saturating_sub(1);
        }
        (None, true) => {
            // Newest first; what is older than all of a list that has more may be in it.
            let at = page.data.partition_point(|known| known.id > job.id);
            if at == page.data.len() && page.meta.total > at as u64 {
                return None;
            }
            page.data.insert(at, job.clone());
            page.meta.total += 1;
        }
        (None, false) => return None,
    }
    Some(page)
}

/// Puts somebody among those who look at a lead, who came first first.
fn put_here(client: &QueryClient, here: Presence) {
    let key = Key::presence(here.business_id);
    let mut all = client
        .get::<Vec<Presence>>(&key)
        .map_or_else(Vec::new, |all| Vec::clone(&all));
    all.retain(|other| other.user_id != here.user_id);
    all.push(here);
    all.sort_by_key(|other| (other.since, other.user_id));
    client.set(&key, all);
}

fn put_left(client: &QueryClient, left: &PresenceLeave) {
    client.update::<Vec<Presence>>(&Key::presence(left.business_id), |all| {
        all.retain(|other| other.user_id != left.user_id);
    });
}

/// Puts an alert where they are shown, if they are: those that go on first, each
/// newest first. One that is over is not begun again by an event that comes late.
fn put_alert(client: &QueryClient, alert: Alert) {
    client.update::<Vec<Alert>>(&Key::alerts(), |all| {
        let is_over = |known: &Alert| known.id == alert.id && known.ended_at.is_some();
        if all.iter().any(is_over) {
            return;
        }
        all.retain(|known| known.id != alert.id);
        all.push(alert);
        all.sort_by_key(|one| (one.ended_at.is_some(), std::cmp::Reverse(one.id)));
        all.truncate(ALERTS_KEPT);
    });
}

fn put_notification(client: &QueryClient, new: Notification) {
    let key = Key::notifications();
    let known = client.get::<Vec<Notification>>(&key);
    let others = known.iter().flat_map(|known| known.iter());
    let others = others.filter(|other| other.id != new.id).cloned();
    let all: Vec<_> = [new.clone()].into_iter().chain(others).collect();
    client.set(
        &key,
        all.into_iter().take(NOTIFICATIONS).collect::<Vec<_>>(),
    );
}

#[cfg(test)]
#[path = "apply_test.rs"]
mod tests;
