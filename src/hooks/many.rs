//! What the user does to many leads at once. Those that were chosen one by one go
//! through the outbox, as single changes do; all that match a filter are changed by
//! the server in one call, as they need not be loaded.

use super::{
    context::{Leadwire, ToastAction, ToastKind, use_leadwire},
    mutations::explain,
    words::leads,
};
use crate::{
    model::{BulkAnswer, BulkChange, Business, BusinessChanges, BusinessFilter, Uuid},
    outbox::{Ended, ManyReceipt},
    query::{Key, MutationContext, MutationError, MutationOptions, Retry},
    service,
};
use dioxus::{core::spawn_forever, prelude::*};
use std::rc::Rc;

/// How often a change of all that match is sent again before it is given up.
const RETRIES: u32 = 3;

/// Which leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// These.
    These(Vec<Uuid>),
    /// All that match, so many.
    Matching(Box<BusinessFilter>, u64),
}

/// What happens to each of them.
#[derive(Clone, Debug, PartialEq)]
pub enum ManyChange {
    /// Fields get these values.
    Set(Box<BusinessChanges>),
    /// They get a tag.
    AddTag(String),
    /// They lose a tag.
    RemoveTag(String),
    /// They are deleted.
    Delete,
}

/// Changes many leads.
pub fn use_change_many() -> Callback<(Targets, ManyChange)> {
    let leadwire = use_leadwire();
    use_callback(move |(targets, change)| match targets {
        Targets::These(ids) => change_these(&leadwire, ids, change),
        Targets::Matching(filter, total) => change_matching(&leadwire, *filter, total, change),
    })
}

/// The tags that any of these leads has.
pub fn use_tags_of() -> Callback<Vec<Uuid>, Vec<String>> {
    let client = use_leadwire().client;
    use_callback(move |ids: Vec<Uuid>| {
        let known = ids.into_iter().filter_map(|id| client.business(id));
        let mut tags: Vec<String> = known.flat_map(|lead| lead.tags.clone()).collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    })
}

fn change_these(leadwire: &Leadwire, ids: Vec<Uuid>, change: ManyChange) {
    let outbox = &leadwire.outbox;
    let known = ids
        .into_iter()
        .filter_map(|id| leadwire.client.business(id));
    let known: Vec<Rc<Business>> = known.filter(|lead| lead.deleted_at.is_none()).collect();
    let ids: Vec<Uuid> = known.iter().map(|lead| lead.id).collect();
    match change {
        ManyChange::Set(changes) => {
            report(leadwire, outbox.update_many(&ids, &changes), "changed");
        }
        ManyChange::AddTag(tag) => retag(leadwire, &known, |tags| {
            let is_new = !tags.contains(&tag);
            is_new.then(|| [tags, std::slice::from_ref(&tag)].concat())
        }),
        ManyChange::RemoveTag(tag) => retag(leadwire, &known, |tags| {
            let has = tags.contains(&tag);
            has.then(|| tags.iter().filter(|own| **own != tag).cloned().collect())
        }),
        ManyChange::Delete => {
            report(leadwire, outbox.delete_many(&ids), "deleted");
            offer_undo(leadwire, ids);
        }
    }
}

/// Gives each of the leads the tags that `change` makes of its own, where it does.
fn retag(
    leadwire: &Leadwire,
    known: &[Rc<Business>],
    change: impl Fn(&[String]) -> Option<Vec<String>>,
) {
    let changes = known.iter().filter_map(|lead| {
        let tags = Some(change(&lead.tags)?);
        let changes = BusinessChanges {
            tags,
            ..Default::default()
        };
        Some((lead.id, changes))
    });
    report(leadwire, leadwire.outbox.update_each(changes), "changed");
}

fn offer_undo(leadwire: &Leadwire, ids: Vec<Uuid>) {
    let title = format!("Deleted {}", leads(ids.len() as u64));
    let undo = leadwire.clone();
    let run = Rc::new(move || {
        for id in &ids {
            // Whether those that were sent already come back is seen in the table.
            drop(undo.outbox.undo_delete(*id));
        }
    });
    let action = ToastAction {
        label: "Undo".into(),
        is_undo: true,
        run,
    };
    let toasts = leadwire.toasts;
    toasts.push(ToastKind::Info, title, None, Some(action));
}

/// Says how many of the changes the server refused.
fn report(leadwire: &Leadwire, receipt: ManyReceipt, what: &'static str) {
    let toasts = leadwire.toasts;
    let view = leadwire.action_to("View", "/pending");
    spawn_forever(async move {
        let Ok(Ended { refused, .. }) = receipt.outcome.await else {
            return;
        };
        if let Some(first) = refused.first() {
            let title = format!("{} not {what}", were(refused.len() as u64));
            let why = explain(first);
            let detail = format!("{}. Kept under Pending.", why.trim_end_matches('.'));
            toasts.push(ToastKind::Error, title, Some(detail), Some(view));
        }
    });
}

fn change_matching(leadwire: &Leadwire, filter: BusinessFilter, total: u64, change: ManyChange) {
    let (doing, done) = match change {
        ManyChange::Delete => ("Deleting", "Deleted"),
        _ => ("Changing", "Changed"),
    };
    let mut bulk = BulkChange {
        filter: Some(filter),
        ..BulkChange::default()
    };
    match change {
        ManyChange::Set(changes) => bulk.changes = Some(*changes),
        ManyChange::AddTag(tag) => bulk.add_tags.push(tag),
        ManyChange::RemoveTag(tag) => bulk.remove_tags.push(tag),
        ManyChange::Delete => bulk.delete = true,
    }
    let leadwire = leadwire.clone();
    spawn_forever(async move {
        let toasts = leadwire.toasts;
        let busy = toasts.push_busy(format!("{doing} {} …", leads(total)));
        let answer = leadwire.client.mutate(&bulk_change(&leadwire), bulk).await;
        toasts.dismiss(busy);
        match answer {
            Ok(answer) => {
                let left = answer.matched - answer.changed - answer.unchanged;
                let detail = (left > 0).then(|| format!("{} could not be.", were(left)));
                let title = format!("{done} {}", leads(answer.changed));
                toasts.push(ToastKind::Success, title, detail, None);
            }
            // Whoever wanted it has signed out.
            Err(MutationError::Forgotten) => {}
            Err(MutationError::Failed(failure)) => {
                let title = format!("{} not {}", were(total), done.to_lowercase());
                toasts.push(ToastKind::Error, title, Some(explain(&failure)), None);
            }
        }
    });
}

/// Sent again until there is an answer: the server makes the change once, and goes on
/// with one that it was stopped in. With no network it waits for it. One after another:
/// what the first changes may be what the second is about.
fn bulk_change(leadwire: &Leadwire) -> MutationOptions<BulkChange, BulkAnswer> {
    let http = leadwire.http.clone();
    let send = move |bulk: Rc<BulkChange>, context: MutationContext| {
        let http = http.clone();
        async move { service::change_businesses(&http, context.id, &bulk).await }
    };
    MutationOptions::new(send)
        .key(Key::change_many())
        .scope("businesses/bulk")
        .retry(Retry::Times(RETRIES))
}

fn were(count: u64) -> String {
    let verb = if count == 1 { "was" } else { "were" };
    format!("{} {verb}", leads(count))
}
