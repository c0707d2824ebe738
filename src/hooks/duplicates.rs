//! Leads that may be one business, and what the user says of them.

use super::{
    cached::use_cached,
    context::{Leadwire, ToastAction, ToastKind, use_leadwire},
    mutation::use_mutation,
    mutations::explain,
    queries::{call, call_with, use_business_part},
};
use crate::{
    model::{BusinessSources, Duplicate, Failure, Field, MergeDuplicates, Page, Uuid},
    net::Http,
    query::{Key, MutationError, MutationOptions, QueryClient, Snapshot},
    service,
};
use dioxus::{core::spawn_forever, prelude::*};
use std::{collections::BTreeMap, rc::Rc};

/// Pairs that are loaded at a time: the next ones follow as these are decided.
const PAIRS: u32 = 50;

/// The pairs that a person is to decide about, the likeliest first.
pub fn use_duplicates() -> Snapshot<Page<Duplicate>> {
    use_cached(Key::duplicate_list(), |key| {
        call_with(async |http, client| {
            let page = service::list_duplicates(&http, PAIRS).await?;
            let pairs = page.data.iter();
            let leads: Vec<_> = pairs
                .flat_map(|pair| [pair.a.clone(), pair.b.clone()])
                .collect();
            client.learn_businesses(&leads);
            Ok(page)
        })(key)
    })
}

/// How many pairs there are to decide about.
pub fn use_duplicate_count() -> u64 {
    let count: Snapshot<u64> = use_cached(Key::duplicate_count(), |key| {
        call(async |http| Ok(service::list_duplicates(&http, 1).await?.meta.total))(key)
    });
    count.data.map_or(0, |count| *count)
}

/// Where a lead comes from, and which leads went into it.
pub fn use_sources(lead: Uuid) -> Snapshot<BusinessSources> {
    use_business_part(lead, Key::sources(lead), async |http, lead| {
        service::list_sources(&http, lead).await
    })
}

/// What is to become of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Merging {
    /// The pair.
    pub pair: Uuid,
    /// What it is called, for people.
    pub name: String,
    /// The lead that stays.
    pub kept: Uuid,
    /// From which lead a field is taken.
    pub picks: BTreeMap<Field, Uuid>,
}

/// Merges a pair. It is off the screen at once; it is offered to undo it.
pub fn use_merge_duplicates() -> Callback<Merging> {
    let leadwire = use_leadwire();
    let merge = use_mutation(|| merging(leadwire.http.clone()));
    use_callback(move |merging: Merging| {
        take_off(&leadwire.client, merging.pair);
        let (leadwire, name) = (leadwire.clone(), merging.name.clone());
        let merged = merge.mutate(merging);
        spawn_forever(async move {
            match merged.await {
                Ok(merge) => {
                    let undo = leadwire.clone();
                    let title = format!("Merged {name}");
                    offer_undo(&leadwire, title, move || undo_merge(&undo, *merge));
                }
                Err(error) => give_up(&leadwire, "They were not merged", &error),
            }
        });
    })
}

// What these hold, the cache holds: not the data layer, or neither would ever go.

fn merging(http: Http) -> MutationOptions<Merging, Uuid> {
    MutationOptions::new(move |merging: Rc<Merging>, context| {
        let http = http.clone();
        async move {
            let Merging {
                pair, kept, picks, ..
            } = Merging::clone(&merging);
            let asked = MergeDuplicates { kept, picks };
            let answer = service::merge_duplicates(&http, context.id, pair, &asked).await?;
            Ok(answer.merge_id)
        }
    })
}

fn keeping_apart(http: Http) -> MutationOptions<Uuid, ()> {
    MutationOptions::new(move |pair: Rc<Uuid>, context| {
        let http = http.clone();
        async move {
            service::keep_apart(&http, context.id, *pair)
                .await
                .map(drop)
        }
    })
}

/// Says that a pair is no duplicate. It is off the screen at once; it is offered to undo it.
pub fn use_keep_apart() -> Callback<Duplicate> {
    let leadwire = use_leadwire();
    let keep = use_mutation(|| keeping_apart(leadwire.http.clone()));
    use_callback(move |pair: Duplicate| {
        take_off(&leadwire.client, pair.id);
        let leadwire = leadwire.clone();
        let kept = keep.mutate(pair.id);
        spawn_forever(async move {
            match kept.await {
                Ok(_) => {
                    let undo = leadwire.clone();
                    let title = format!("{} and {} are two", pair.a.name, pair.b.name);
                    offer_undo(&leadwire, title, move || ask_again(&undo, pair.id));
                }
                Err(error) => give_up(&leadwire, "It was not saved", &error),
            }
        });
    })
}

/// Takes a merge back.
pub fn use_undo_merge() -> Callback<Uuid> {
    let leadwire = use_leadwire();
    use_callback(move |merge| undo_merge(&leadwire, merge))
}

fn undo_merge(leadwire: &Leadwire, merge: Uuid) {
    let leadwire = leadwire.clone();
    spawn_forever(async move {
        match service::undo_merge(&leadwire.http, Uuid::now_v7(), merge).await {
            Ok(two) => {
                let title = format!("{} and {} are two again", two.kept.name, two.gone.name);
                leadwire.toasts.push(ToastKind::Success, title, None, None);
                ask_for_pairs(&leadwire.client);
                drop(leadwire.client.refetch(Key::sources(two.kept.id)));
            }
            Err(failure) => put_back(&leadwire, "The merge was not undone", &failure),
        }
    });
}

fn ask_again(leadwire: &Leadwire, pair: Uuid) {
    let leadwire = leadwire.clone();
    spawn_forever(async move {
        match service::ask_again(&leadwire.http, Uuid::now_v7(), pair).await {
            Ok(_) => ask_for_pairs(&leadwire.client),
            Err(failure) => put_back(&leadwire, "It was not undone", &failure),
        }
    });
}

/// Takes a pair off what is shown, before the server knows.
fn take_off(client: &QueryClient, pair: Uuid) {
    client.amend(&Key::duplicate_list(), |page: &mut Page<Duplicate>| {
        let before = page.data.len();
        page.data.retain(|other| other.id != pair);
        page.meta.total = page
            .meta
            .total
            .saturating_sub((before - page.data.len()) as u64);
    });
    client.amend(&Key::duplicate_count(), |count: &mut u64| {
        *count = count.saturating_sub(1);
    });
}

/// Says what went wrong, and shows what the server has.
fn put_back(leadwire: &Leadwire, what: &str, failure: &Failure) {
    let toasts = leadwire.toasts;
    toasts.push(ToastKind::Error, what, Some(explain(failure)), None);
    ask_for_pairs(&leadwire.client);
}

/// The same for a mutation; nobody is there to be told of one that was forgotten with them.
fn give_up(leadwire: &Leadwire, what: &str, error: &MutationError) {
    if let MutationError::Failed(failure) = error {
        put_back(leadwire, what, failure);
    }
}

fn ask_for_pairs(client: &QueryClient) {
    client.invalidate_often(Key::duplicates());
}

fn offer_undo(leadwire: &Leadwire, title: String, run: impl Fn() + 'static) {
    let action = ToastAction {
        label: "Undo".into(),
        is_undo: true,
        run: Rc::new(run),
    };
    leadwire
        .toasts
        .push(ToastKind::Info, title, None, Some(action));
}
