//! The cache against a plain model of it: the server's leads with what waits laid
//! over them, filtered and sorted anew after each step.

use crate::model::{
    Business, BusinessChanges, BusinessFilter, EnrichmentStatus, NewBusiness, Page, PageMeta, Sort,
    SortKey, Stage, Uuid,
};
use crate::query::{testing::World, *};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What happens to the leads.
#[derive(Clone, Debug)]
enum Step {
    /// An event tells of a lead, perhaps late.
    Event(u8, Draft),
    /// An event tells of its end.
    Bury(u8),
    /// Somebody here changes something.
    Push(u8, Draft, u8),
    /// The server answers the oldest of them: it was made, or refused.
    Settle(u8, bool),
    /// The list is fetched again, and some of this happens before the answer comes.
    Fetch(Vec<(u8, Draft)>, u8),
}

/// What of a lead a step decides.
#[derive(Clone, Debug)]
struct Draft {
    name: String,
    city: Option<String>,
    stage: usize,
    at: i64,
    late: i64,
}

fn draft() -> impl Strategy<Value = Draft> {
    let city = prop::option::of("[AbÄ]");
    ("[abÄB]{1,2}", city, 0..6usize, 0..4i64, 0..3i64).prop_map(|(name, city, stage, at, late)| {
        Draft {
            name,
            city,
            stage,
            at,
            late,
        }
    })
}

fn step() -> impl Strategy<Value = Step> {
    let lead = || 0..12u8;
    let events = prop::collection::vec((lead(), draft()), 0..3);
    prop_oneof![
        4 => (lead(), draft()).prop_map(|(id, draft)| Step::Event(id, draft)),
        1 => lead().prop_map(Step::Bury),
        3 => (lead(), draft(), 0..4u8).prop_map(|(id, draft, kind)| Step::Push(id, draft, kind)),
        3 => (lead(), any::<bool>()).prop_map(|(id, made)| Step::Settle(id, made)),
        1 => (events, 1..9u8).prop_map(|(events, rows)| Step::Fetch(events, rows)),
    ]
}

fn id(lead: u8) -> Uuid {
    Uuid::from_u128(u128::from(lead) << 64 | 7)
}

/// The server, and what is shown of it.
#[derive(Default)]
struct Model {
    server: BTreeMap<Uuid, Business>,
    waiting: BTreeMap<Uuid, Vec<(Uuid, Overlay)>>,
    mutations: u128,
    /// Something happened while a page was on its way: its count may not have known.
    raced: bool,
}

impl Model {
    fn version(&self, id: Uuid) -> i64 {
        self.server.get(&id).map_or(0, |lead| lead.version)
    }

    fn make(&self, id: Uuid, draft: &Draft) -> Business {
        let mut lead = NewBusiness::named(&draft.name).into_business(id, draft.at);
        lead.address.city.clone_from(&draft.city);
        lead.stage = Stage::ALL[draft.stage];
        lead.version = self.version(id) + 1;
        lead
    }

    fn shown(&self) -> Vec<Business> {
        let mut shown = self.server.clone();
        for (id, overlays) in &self.waiting {
            for (_, overlay) in overlays {
                match (overlay, shown.get_mut(id)) {
                    (Overlay::Create(new), None) => {
                        shown.insert(*id, Business::clone(new));
                    }
                    (Overlay::Change(changes), Some(lead)) => changes.apply(lead),
                    (Overlay::Delete, Some(lead)) => lead.deleted_at = Some(lead.updated_at),
                    (Overlay::Restore, Some(lead)) => lead.deleted_at = None,
                    _ => {}
                }
            }
        }
        shown.into_values().collect()
    }

    fn list(&self, shown: Vec<Business>, filter: &BusinessFilter, sort: Sort) -> Vec<Business> {
        let mut list = shown;
        list.retain(|lead| fits(lead, filter) == Fit::In);
        list.sort_by(|a, b| compare(a, b, sort, filter));
        list
    }
}

fn lists() -> Vec<(BusinessFilter, Sort)> {
    let city = BusinessFilter {
        city: Some("A".into()),
        ..Default::default()
    };
    let words = BusinessFilter {
        q: Some("a".into()),
        ..Default::default()
    };
    let keys = SortKey::ALL.into_iter();
    let sorts = keys.map(|key| Sort {
        key,
        descending: key == SortKey::UpdatedAt || key == SortKey::City,
    });
    let mut lists: Vec<_> = sorts
        .map(|sort| (BusinessFilter::default(), sort))
        .collect();
    lists.push((city, Sort::default()));
    lists.push((words, lists[2].1));
    lists
}

fn page(leads: &[Business], rows: usize) -> Page<Business> {
    Page {
        data: leads.iter().take(rows).cloned().collect(),
        meta: PageMeta {
            total: leads.len() as u64,
            next_cursor: (rows < leads.len()).then(|| "x".to_owned()),
            ..Default::default()
        },
    }
}

fn run(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let world = World::new();
    let client = &world.client;
    let mut model = Model::default();
    for (filter, sort) in lists() {
        let list = client.first_page(filter.clone(), sort, &page(&[], 1), (0, None));
        client.set(&Key::business_list(&filter, sort), list);
    }
    for step in steps {
        match step {
            Step::Event(lead, draft) => event(client, &mut model, lead, &draft),
            Step::Bury(lead) => {
                let version = model.version(id(lead)) + 1;
                if let Some(known) = model.server.get_mut(&id(lead)) {
                    (known.version, known.deleted_at) = (version, Some(9));
                    client.bury_business(id(lead), version, 9);
                }
            }
            Step::Push(lead, draft, kind) => {
                model.mutations += 1;
                let (id, mutation) = (id(lead), Uuid::from_u128(model.mutations));
                let overlay = match kind {
                    0 => {
                        let mut new = model.make(id, &draft);
                        new.version = 0;
                        Overlay::Create(Box::new(new))
                    }
                    1 => Overlay::Change(Box::new(BusinessChanges {
                        name: Some(draft.name),
                        stage: Some(Stage::ALL[draft.stage]),
                        ..Default::default()
                    })),
                    2 => Overlay::Delete,
                    _ => Overlay::Restore,
                };
                model
                    .waiting
                    .entry(id)
                    .or_default()
                    .push((mutation, overlay.clone()));
                client.push_overlay(id, mutation, overlay);
            }
            Step::Settle(lead, made) => {
                let id = id(lead);
                let Some(waiting) = model.waiting.get_mut(&id) else {
                    continue;
                };
                let (mutation, overlay) = waiting.remove(0);
                if waiting.is_empty() {
                    model.waiting.remove(&id);
                }
                let made = made.then(|| answer(&mut model, id, overlay)).flatten();
                client.settle_overlay(id, mutation, made);
            }
            Step::Fetch(meanwhile, rows) => {
                let asked: Vec<_> = lists()
                    .into_iter()
                    .map(|(filter, sort)| {
                        let server = model.server.values().cloned().collect();
                        let leads = model.list(server, &filter, sort);
                        (
                            filter,
                            sort,
                            page(&leads, usize::from(rows)),
                            client.changes(),
                        )
                    })
                    .collect();
                model.raced |= !meanwhile.is_empty();
                for (lead, draft) in &meanwhile {
                    event(client, &mut model, *lead, draft);
                }
                for (filter, sort, page, since) in asked {
                    let list = client.first_page(filter.clone(), sort, &page, (since, None));
                    client.set(&Key::business_list(&filter, sort), list);
                }
            }
        }
        check(client, &model)?;
    }
    Ok(())
}

/// The server's lead changes, and the event comes; then perhaps one that is older.
fn event(client: &QueryClient, model: &mut Model, lead: u8, draft: &Draft) {
    let new = model.make(id(lead), draft);
    model.server.insert(new.id, new.clone());
    let late = Business {
        version: new.version - draft.late,
        name: "late".into(),
        enrichment_status: EnrichmentStatus::Failed,
        ..new.clone()
    };
    client.upsert_businesses([new]);
    if draft.late > 0 {
        client.upsert_businesses([late]);
    }
}

fn answer(model: &mut Model, id: Uuid, overlay: Overlay) -> Option<Business> {
    let version = model.version(id) + 1;
    match overlay {
        Overlay::Create(new) if version == 1 => {
            model.server.insert(id, Business { version, ..*new });
        }
        Overlay::Create(_) => return None,
        other => {
            let lead = model.server.get_mut(&id)?;
            lead.version = version;
            match other {
                Overlay::Change(changes) => changes.apply(lead),
                Overlay::Delete => lead.deleted_at = Some(5),
                _ => lead.deleted_at = None,
            }
        }
    }
    model.server.get(&id).cloned()
}

fn check(client: &QueryClient, model: &Model) -> Result<(), TestCaseError> {
    let shown = model.shown();
    for lead in 0..12 {
        let ours = client.business(id(lead));
        let theirs = shown.iter().find(|other| other.id == id(lead));
        prop_assert_eq!(ours.as_deref(), theirs);
        let held = client.business(id(lead));
        let same = ours.is_none()
            || ours
                .zip(held)
                .is_some_and(|(a, b)| std::rc::Rc::ptr_eq(&a, &b));
        prop_assert!(same, "one lead, two identities");
        let base = client.entities().base(id(lead));
        prop_assert_eq!(base.as_deref(), model.server.get(&id(lead)));
        prop_assert_eq!(
            client.entities().is_pending(id(lead)),
            model.waiting.contains_key(&id(lead))
        );
    }
    for (filter, sort) in lists() {
        let list = client
            .get::<List>(&Key::business_list(&filter, sort))
            .unwrap();
        let wanted = model.list(shown.clone(), &filter, sort);
        let wanted: Vec<Uuid> = wanted.iter().map(|lead| lead.id).collect();
        // What is loaded is the start of it; all of it, unless a page ended before.
        let loaded = if list.is_complete() {
            wanted.len()
        } else {
            list.len()
        };
        let rows: Vec<Uuid> = list.iter().collect();
        prop_assert_eq!(
            &rows,
            &wanted[..loaded.min(wanted.len())],
            "{} {:?}",
            sort,
            filter
        );
        let known: Vec<Uuid> = client.known_list(filter.clone(), sort).iter().collect();
        prop_assert_eq!(&known, &wanted, "what is known, asking nobody");
        let total = wanted.len() as u64;
        // A count in doubt is asked for again.
        let state = client.state(&Key::business_list(&filter, sort));
        let is_asked_again = state.is_some_and(|state| state.is_invalidated);
        let may_differ = !list.is_complete() && (model.raced || is_asked_again);
        prop_assert!(list.total == total || may_differ);
    }
    Ok(())
}

proptest! {
    #[test]
    fn lists_are_what_sorting_everything_anew_gives(steps in prop::collection::vec(step(), 0..40)) {
        run(steps)?;
    }
}
