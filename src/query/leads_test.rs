//! The cache against a plain model of it: the server's leads with what waits laid
//! over them, filtered and sorted anew after each step.

use crate::model::{
    Business, BusinessChanges, BusinessFilter, EnrichmentStatus, NewBusiness, Page, PageMeta, Seq,
    Sort, SortKey, Stage, Uuid,
};
use crate::query::{testing::World, *};
use proptest::prelude::*;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Duration};

/// How long a question is on its way, and an answer, in milliseconds.
const WAY: u64 = 10;

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
    /// Lists are fetched again, so many rows at a time from now on.
    Fetch(u8),
    /// Some time passes, in milliseconds: questions and answers are under way.
    Wait(u8),
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
    prop_oneof![
        4 => (lead(), draft()).prop_map(|(id, draft)| Step::Event(id, draft)),
        1 => lead().prop_map(Step::Bury),
        3 => (lead(), draft(), 0..4u8).prop_map(|(id, draft, kind)| Step::Push(id, draft, kind)),
        3 => (lead(), any::<bool>()).prop_map(|(id, made)| Step::Settle(id, made)),
        1 => (1..9u8).prop_map(Step::Fetch),
        4 => (0..25u8).prop_map(Step::Wait),
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
    /// The newest position of the log.
    seq: Seq,
    /// Rows in an answer.
    rows: usize,
}

impl Model {
    fn version(&self, id: Uuid) -> i64 {
        self.server.get(&id).map_or(0, |lead| lead.version)
    }

    /// An event tells of a lead: of one that was deleted as of a new one.
    fn news(&mut self, id: Uuid) -> News {
        self.seq += 1;
        let known = self.server.get(&id);
        match known.is_some_and(|known| known.deleted_at.is_none()) {
            true => News::Changed(Some(self.seq)),
            false => News::Created(Some(self.seq)),
        }
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

/// Somebody looks at every list, and the server answers from the model.
fn look(client: &QueryClient, model: &Rc<RefCell<Model>>) -> Vec<Observing> {
    let observe = |(filter, sort): (BusinessFilter, Sort)| {
        let (key, model) = (Key::business_list(&filter, sort), model.clone());
        let query = Query::new(key, move |context| {
            let (client, model, filter) = (context.client, model.clone(), filter.clone());
            Box::pin(async move {
                let since = client.changes();
                let way = || (client.env().sleep)(Duration::from_millis(WAY));
                way().await;
                let (page, seq) = {
                    let model = model.borrow();
                    let all = model.server.values().cloned().collect();
                    let leads = model.list(all, &filter, sort);
                    (page(&leads, model.rows), model.seq)
                };
                way().await;
                Ok(client.first_page(filter, sort, &page, (since, Some(seq))))
            })
        });
        let query = query.stale_time(StaleTime::Never);
        Observer::new(client, query).subscribe(|_| {})
    };
    lists().into_iter().map(observe).collect()
}

fn run(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut world = World::new();
    let client = world.client.clone();
    let model = Rc::new(RefCell::new(Model {
        rows: 1,
        ..Model::default()
    }));
    client.hear_from(0, 0);
    let _looking = look(&client, &model);
    world.advance(2 * WAY as i64);
    for step in steps {
        match step {
            Step::Event(lead, draft) => event(&client, &mut model.borrow_mut(), lead, &draft),
            Step::Bury(lead) => bury(&client, &mut model.borrow_mut(), id(lead)),
            Step::Push(lead, draft, kind) => {
                push(&client, &mut model.borrow_mut(), id(lead), draft, kind);
            }
            Step::Settle(lead, made) => {
                settle(&client, &mut model.borrow_mut(), id(lead), made);
            }
            Step::Fetch(rows) => {
                model.borrow_mut().rows = usize::from(rows);
                drop(client.refetch(Key::business_lists()));
            }
            Step::Wait(time) => world.advance(i64::from(time)),
        }
        check(&client, &model.borrow())?;
    }
    // Until whatever was asked again is answered: nothing is in doubt for ever.
    world.advance(10_000);
    for (filter, sort) in lists() {
        let state = client.state(&Key::business_list(&filter, sort)).unwrap();
        prop_assert!(!state.is_invalidated && state.fetch_status == FetchStatus::Idle);
    }
    check(&client, &model.borrow())
}

fn bury(client: &QueryClient, model: &mut Model, id: Uuid) {
    let version = model.version(id) + 1;
    let Some(known) = model.server.get_mut(&id) else {
        return;
    };
    if known.deleted_at.is_some() {
        return;
    }
    (known.version, known.deleted_at) = (version, Some(9));
    model.seq += 1;
    client.hear(News::Changed(Some(model.seq)));
    client.bury_business(id, version, 9);
    client.hear(News::Own);
}

fn push(client: &QueryClient, model: &mut Model, id: Uuid, draft: Draft, kind: u8) {
    model.mutations += 1;
    let mutation = Uuid::from_u128(model.mutations);
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
    let waiting = model.waiting.entry(id).or_default();
    waiting.push((mutation, overlay.clone()));
    client.push_overlay(id, mutation, overlay);
}

/// The server answers the oldest change of a lead; the event of it comes with that.
fn settle(client: &QueryClient, model: &mut Model, id: Uuid, made: bool) {
    let Some(waiting) = model.waiting.get_mut(&id) else {
        return;
    };
    let (mutation, overlay) = waiting.remove(0);
    if waiting.is_empty() {
        model.waiting.remove(&id);
    }
    let made = made.then(|| answer(model, id, overlay)).flatten();
    let made = made.map(|(news, lead)| {
        client.hear(news);
        lead
    });
    client.settle_overlay(id, mutation, made);
    client.hear(News::Own);
}

/// The server's lead changes, and the event comes; then perhaps one that is older.
fn event(client: &QueryClient, model: &mut Model, lead: u8, draft: &Draft) {
    let news = model.news(id(lead));
    let new = model.make(id(lead), draft);
    model.server.insert(new.id, new.clone());
    let late = Business {
        version: new.version - draft.late,
        name: "late".into(),
        enrichment_status: EnrichmentStatus::Failed,
        ..new.clone()
    };
    client.take_news([(news, new)]);
    if draft.late > 0 {
        client.take_news([(News::Answer(None), late)]);
    }
}

/// What the server makes of a change; nothing, if it refuses it or nothing is to be done.
fn answer(model: &mut Model, id: Uuid, overlay: Overlay) -> Option<(News, Business)> {
    let version = model.version(id) + 1;
    let is_deleted = model.server.get(&id).map(|lead| lead.deleted_at.is_some());
    let is_of_deleted = matches!(overlay, Overlay::Restore);
    let is_refused = match overlay {
        Overlay::Create(_) => is_deleted.is_some(),
        _ => is_deleted != Some(is_of_deleted),
    };
    if is_refused {
        return None;
    }
    let news = model.news(id);
    match overlay {
        Overlay::Create(new) => {
            model.server.insert(id, Business { version, ..*new });
        }
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
    Some((news, model.server.get(&id).cloned()?))
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
        let key = Key::business_list(&filter, sort);
        let list = client.get::<List>(&key).unwrap();
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
        // The count alone may be wrong, and only while it is asked for again: now, or as
        // soon as the list has rested.
        let state = client.state(&key).unwrap();
        let is_asked = state.is_invalidated || state.fetch_status == FetchStatus::Fetching;
        let may_differ = !list.is_complete() && is_asked;
        let total = wanted.len() as u64;
        prop_assert!(
            list.total == total || may_differ,
            "{} of {} {} {:?}",
            list.total,
            total,
            sort,
            filter
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn lists_are_what_sorting_everything_anew_gives(steps in prop::collection::vec(step(), 0..40)) {
        run(steps)?;
    }
}
