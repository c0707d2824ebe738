//! What people do.

use super::{
    device::{Device, Run},
    ledger::Ledger,
    many,
    plan::Action,
};
use leadwire::{
    model::{
        AddressChanges, BusinessChanges, BusinessFilter, NewBusiness, Sort, SortKey, Stage, Topic,
        Uuid,
    },
    outbox::{Change, Mutation},
    query::Key,
};
use std::rc::Rc;

/// Lists that people look at.
pub fn lists() -> Vec<(BusinessFilter, Sort)> {
    let all = BusinessFilter::default;
    let by = |key, descending| Sort { key, descending };
    let newest = Sort::default();
    vec![
        (all(), newest),
        (all(), by(SortKey::Name, false)),
        (
            BusinessFilter {
                stage: Some(Stage::Won),
                ..all()
            },
            by(SortKey::Name, true),
        ),
        (
            BusinessFilter {
                city: Some("Espoo".into()),
                ..all()
            },
            newest,
        ),
        (all(), by(SortKey::City, false)),
        (
            BusinessFilter {
                q: Some("text".into()),
                ..all()
            },
            by(SortKey::Stage, true),
        ),
        (
            BusinessFilter {
                tag: Some("hot".into()),
                ..all()
            },
            by(SortKey::CreatedAt, false),
        ),
        (all(), by(SortKey::Stage, false)),
    ]
}

/// A change that is nowhere else in the world.
pub fn change(field: u64, text: String) -> BusinessChanges {
    let mut changes = BusinessChanges::default();
    let text_of_number = text.len();
    match field {
        0..=1 => changes.name = Some(text),
        2 => {
            changes.address = Some(AddressChanges {
                city: Some(Some("Espoo".into())),
                street: Some(Some(text)),
                ..Default::default()
            });
        }
        3 => changes.category = Some(Some(text)),
        4 => changes.tags = Some(vec!["hot".into(), text]),
        5 => {
            changes.stage = Some(Stage::Won);
            changes.website = Some(Some(format!("https://{text}.fi/")));
        }
        6 => {
            changes.stage = Some(Stage::ALL[text_of_number % Stage::ALL.len()]);
            changes.phone = Some(Some(format!("+358 9 {text}")));
        }
        _ => {
            changes.tags = Some(vec![text.clone()]);
            changes.email = Some(Some(format!("{text}@a.fi")));
        }
    }
    changes
}

/// Somebody does something, if they can.
pub fn act(device: &Rc<Device>, ledger: &Rc<Ledger>, action: Action) {
    let Some(run) = device.run().filter(|run| run.user.get().is_some()) else {
        return;
    };
    let leads = ledger.leads();
    let known = |lead: usize| {
        let id = leads[lead % leads.len()];
        run.client.business(id).map(|lead| (id, lead))
    };
    let visible = |lead| known(lead).filter(|(_, lead)| lead.deleted_at.is_none());
    match action {
        Action::Update { lead, field } => {
            if let Some((id, _)) = visible(lead) {
                drop(run.outbox.update(id, change(field, ledger.text())));
            }
        }
        Action::Create => {
            let new = NewBusiness::named(ledger.text());
            ledger.add_lead(run.outbox.create(new).0);
        }
        Action::Delete { lead } => {
            if let Some((id, _)) = visible(lead) {
                drop(run.outbox.delete(id));
            }
        }
        Action::Undo { lead } => {
            if let Some((id, lead)) = known(lead)
                && lead.deleted_at.is_some()
            {
                take_back(&run, ledger, id);
                drop(run.outbox.undo_delete(id));
            }
        }
        Action::Restore { lead } => {
            if let Some((id, lead)) = known(lead)
                && lead.deleted_at.is_some()
            {
                take_back(&run, ledger, id);
                drop(run.outbox.restore(id));
            }
        }
        Action::Decide { which, how } => {
            let parked = run.outbox.pending();
            let parked: Vec<_> = parked.iter().filter(|it| it.refusal.is_some()).collect();
            if parked.is_empty() {
                return;
            }
            let Mutation { id, business, .. } = parked[which % parked.len()];
            match how {
                0 => run.outbox.retry(*id),
                1 => {
                    ledger.may_go(*id);
                    run.outbox.retry_over(*id);
                }
                _ => {
                    // With it goes what waits for it.
                    let of_it = parked.iter().filter(|it| it.business == *business);
                    of_it.for_each(|it| ledger.may_go(it.id));
                    run.outbox.discard(*id);
                }
            }
        }
        Action::Open { lead } => device.open(leads[lead % leads.len()]),
        Action::NextPage { list } => device.load_next(list),
        Action::Refetch { list } => {
            let (filter, sort) = &device.lists[list % device.lists.len()];
            drop(run.client.refetch(Key::business_list(filter, *sort)));
        }
        Action::Listen { lead } | Action::Leave { lead } => {
            if let Some((link, _)) = &*run.live.borrow() {
                let topic = Topic::Business(leads[lead % leads.len()]);
                match action {
                    Action::Listen { .. } => link.listen(topic),
                    _ => link.leave(topic),
                }
            }
        }
        Action::Wake => {
            if let Some((link, _)) = &*run.live.borrow() {
                link.reconnect();
            }
            run.outbox.nudge();
        }
        action => many::act(device, &run, ledger, action),
    }
}

/// Deletions of a lead that are not sent yet may go.
pub fn take_back(run: &Run, ledger: &Ledger, lead: Uuid) {
    let pending = run.outbox.pending();
    let of_it = pending
        .iter()
        .filter(|it| it.business == lead && it.change == Change::Delete);
    of_it.for_each(|it| ledger.may_go(it.id));
}
