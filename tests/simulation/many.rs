//! What people do to several leads at once, and to those who work with them.

use super::{
    device::{Device, Run, upgrade},
    ledger::Ledger,
    plan::Action,
    workload::{change, lists, take_back},
};
use leadwire::{
    model::{BulkChange, BusinessChanges, Uuid},
    outbox::{Change, ManyReceipt},
    query::{Key, MutationContext, MutationOptions, Retry},
};
use std::rc::Rc;

/// How often a change of all that match is sent again, as in the app.
const RETRIES: u32 = 3;

/// Tags that a lead has room for once, but not twice.
const MANY_TAGS: usize = 20;

/// Somebody who is signed in does something to several leads.
pub fn act(device: &Rc<Device>, run: &Rc<Run>, ledger: &Rc<Ledger>, action: Action) {
    match action {
        Action::Many { first, field } => {
            let ids = some(run, ledger, first, false);
            let changes = change(field, ledger.text());
            let receipt = run.outbox.update_many(&ids, &changes);
            let of_it = move |other: &BusinessChanges| *other == changes;
            hear(device, run, ledger, receipt, of_it);
        }
        Action::DeleteMany { first } => {
            drop(run.outbox.delete_many(&some(run, ledger, first, false)));
        }
        Action::UndoMany { first } => {
            for id in some(run, ledger, first, true) {
                take_back(run, ledger, id);
                drop(run.outbox.undo_delete(id));
            }
        }
        Action::Matching { list, how } => matching(device, run, ledger, list, how),
        Action::Place { lead } => {
            let place = BusinessChanges {
                lat: Some(Some(ledger.latitude())),
                lon: Some(Some(25.0)),
                ..Default::default()
            };
            let ids = some(run, ledger, lead, false);
            drop(run.outbox.update_many(&ids, &place));
        }
        Action::Edit { which } => {
            let pending = run.outbox.pending();
            let parked: Vec<_> = pending.iter().filter(|it| it.refusal.is_some()).collect();
            if !parked.is_empty() {
                let id = parked[which % parked.len()].id;
                ledger.may_go(id);
                let edited = change(which as u64, ledger.text());
                run.outbox.retry_edited(id, edited);
            }
        }
        _ => {}
    }
}

/// Some leads in a row that are known, deleted or not.
fn some(run: &Run, ledger: &Ledger, first: usize, deleted: bool) -> Vec<Uuid> {
    let leads = ledger.leads();
    let row = (0..5).map(|n| leads[(first + n) % leads.len()]);
    let is_meant = |id: &Uuid| {
        let lead = run.client.business(*id);
        lead.is_some_and(|lead| lead.deleted_at.is_some() == deleted)
    };
    row.filter(is_meant).collect()
}

/// Whoever made several changes hears how they ended: of what is refused by then, and of
/// nothing more than the server took.
fn hear(
    device: &Rc<Device>,
    run: &Rc<Run>,
    ledger: &Rc<Ledger>,
    receipt: ManyReceipt,
    of_it: impl Fn(&BusinessChanges) -> bool + 'static,
) {
    let (device, run, ledger) = (Rc::downgrade(device), run.clone(), ledger.clone());
    let asked_by = run.user.get();
    let group = run.group.clone();
    let Ok(this) = upgrade(&device) else { return };
    this.executor.spawn(&group, async move {
        let Ok(ended) = receipt.outcome.await else {
            return;
        };
        if run.user.get() != asked_by || run.keeper.user() != asked_by {
            return;
        }
        let pending = run.outbox.pending();
        let parked = pending.iter().filter(|it| it.refusal.is_some());
        let parked = parked.filter(|it| updates(&it.change, &of_it)).count();
        let taken = ledger.confirmed_of(|change| updates(change, &of_it));
        if ended.refused.len() < parked || ended.confirmed > taken {
            let said = format!(
                "{} confirmed, {} refused",
                ended.confirmed,
                ended.refused.len()
            );
            ledger.say(format!(
                "of several changes it is said: {said}; {taken} were confirmed, {parked} are parked"
            ));
        }
    });
}

fn updates(change: &Change, is_it: &impl Fn(&BusinessChanges) -> bool) -> bool {
    matches!(change, Change::Update(patch) if is_it(&patch.changes))
}

/// All that match are changed by the server, in one call.
fn matching(device: &Rc<Device>, run: &Rc<Run>, ledger: &Rc<Ledger>, list: usize, how: u64) {
    let lists = lists();
    let mut bulk = BulkChange {
        filter: Some(lists[list % lists.len()].0.clone()),
        ..BulkChange::default()
    };
    let text = ledger.text();
    match how {
        0 => bulk.add_tags.push(text),
        1 => bulk.remove_tags.push("hot".into()),
        2 => bulk.add_tags = (0..MANY_TAGS).map(|n| format!("{text}-{n}")).collect(),
        // A whole position is one that some have.
        3 => {
            bulk.changes = Some(BusinessChanges {
                lat: Some(Some(61.0)),
                ..Default::default()
            })
        }
        4 => bulk.delete = true,
        how => bulk.changes = Some(change(how, text)),
    }
    let this = Rc::downgrade(device);
    let send = move |bulk: Rc<BulkChange>, context: MutationContext| {
        let this = this.clone();
        async move { upgrade(&this)?.send_bulk(context.id, bulk).await }
    };
    let options = MutationOptions::new(send)
        .key(Key::change_many())
        .scope("businesses/bulk")
        .retry(Retry::Times(RETRIES));
    drop(run.client.mutate(&options, bulk));
}
