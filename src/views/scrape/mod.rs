//! Finding businesses: where, what and from whom; then live, tile by tile.

mod categories;
mod draft;
mod form;
mod job;
mod known;
mod place;
mod recent;
mod report;
mod results;

pub use draft::{place_of, use_draft_provider};
pub use job::ScrapeJob;

use crate::{
    components::{AreaDrawing, Attribution, Icon, Point, TopBar, bounds, format},
    hooks::{
        is_indexing, trouble, use_business_list, use_leadwire, use_scrape_sources, use_start_scrape,
    },
    model::{BusinessFilter, Job, NewScrape, ScrapeSource, Sort},
    query::{Key, MutationCallbacks, MutationStatus},
    route::Route,
    views::fault::Fault,
};
use dioxus::prelude::*;
use draft::{Draft, Drafted, shape_name};
use form::{Area, What};
use known::{Edge, use_known, use_name_of};
use recent::Recent;
use std::rc::Rc;

/// The screen.
#[component]
pub fn Scrape() -> Element {
    let Drafted(mut drafted) = use_context();
    let sources = use_scrape_sources();
    let beginning = use_beginning(sources.data.as_deref());
    if drafted.peek().is_none()
        && let Some(at) = beginning
    {
        drafted.set(Some(Draft::around(at)));
    }
    let Some(draft) = drafted() else {
        let trouble = trouble(&sources);
        if trouble.is_some() {
            return rsx! {
                TopBar { title: "Scrape" }
                div { class: "body", Fault { trouble, of: Key::scrape_sources() } }
            };
        }
        return rsx! {
            TopBar { title: "Scrape" }
            div { class: "body", "aria-busy": "true", div { class: "scrape",
                div { class: "card", style: "height: 320px" }
                div { class: "card drawing" }
            } }
        };
    };
    rsx! {
        Form { draft, sources: sources.data }
    }
}

/// Where to begin: in the middle of what the source covers, or of the leads that are known.
fn use_beginning(sources: Option<&Vec<ScrapeSource>>) -> Option<Point> {
    let client = use_leadwire().client;
    let leads = use_business_list(BusinessFilter::default(), Sort::default());
    let middle = |[west, south, east, north]: [f64; 4]| Point {
        lat: (south + north) / 2.0,
        lon: (west + east) / 2.0,
    };
    let source = sources?.iter().find(|source| source.default)?;
    if is_indexing(source) {
        return None;
    }
    if let Some(bbox) = source.bbox {
        return Some(middle(bbox));
    }
    leads.snapshot.data.as_ref()?;
    let known = leads.range(0..100).into_iter();
    let known = known.filter_map(|id| client.business(id));
    let points = known.filter_map(|lead| {
        Some(Point {
            lat: lead.lat?,
            lon: lead.lon?,
        })
    });
    Some(bounds(points).map(middle).unwrap_or_default())
}

/// What is asked for, and what is known there.
#[component]
fn Form(draft: Draft, sources: Option<Rc<Vec<ScrapeSource>>>) -> Element {
    let Drafted(mut drafted) = use_context();
    let (begin, is_sending) = use_begin();
    let known = use_known(&draft.shape, None);
    let name_of = use_name_of();
    let change = use_callback(move |draft: Draft| drafted.set(Some(draft)));
    let chosen = sources.iter().flat_map(|sources| sources.iter());
    let chosen = chosen.clone().find(|source| {
        draft
            .source
            .map_or(source.default, |kind| kind == source.kind)
    });
    let cover = chosen.and_then(|source| source.bbox);
    let request = draft.request();
    let is_ready = draft.fault().is_none() && !is_sending;
    let count = known.rows.total();
    let shaped = draft.clone();
    rsx! {
        TopBar { title: "Scrape" }
        div { class: "body",
            div { class: "scrape",
                Area { draft: draft.clone(), on_change: change }
                section { class: "card drawing", "aria-label": "Area",
                    AreaDrawing {
                        shape: draft.shape.clone(), fit: draft.fit, cover, dots: known.dots,
                        label: "{shape_name(&draft.shape, draft.name.as_deref())}, drawn to scale, with {format::leads(count)}", name_of,
                        on_shape: move |shape| change.call(shaped.clone().with_shape(shape)),
                    }
                    p { class: "under num", role: "status",
                        i { class: "known" }
                        span { if count == 1 { "1 known lead here" } else { "{format::count(count)} known leads here" } }
                        Edge { cover }
                    }
                }
                What { draft: draft.clone(), sources: sources.clone(), on_change: change,
                    div { class: "start",
                        if let Some(fault) = draft.fault() {
                            p { class: "quiet", role: "status", {fault} }
                        }
                        button { class: "button primary", r#type: "button", disabled: !is_ready, "aria-busy": is_sending,
                            onclick: move |_| begin.call(request.clone()),
                            Icon { name: "scrape" }
                            if is_sending { "Starting…" } else { "Start scrape" }
                        }
                    }
                }
                Recent {}
            }
            Attribution {}
        }
    }
}

/// Starts a scrape and shows it; and whether one is being started.
fn use_begin() -> (Callback<NewScrape>, bool) {
    let (start, navigator) = (use_start_scrape(), use_navigator());
    let is_sending = start.snapshot().status == MutationStatus::Pending;
    let begin = use_callback(move |new: NewScrape| {
        let begun = MutationCallbacks::default().on_success(move |job: Rc<Job>, _, _| {
            navigator.push(Route::ScrapeJob { id: job.id });
        });
        start.mutate_with(new, begun);
    });
    (begin, is_sending)
}
