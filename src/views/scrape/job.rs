//! A scrape under way, or done: its tiles, what it found, what came of it.

use super::{
    draft::{Draft, Drafted, filter_of, place_of, shape_of},
    known::{Edge, use_known, use_name_of},
    report::Report,
    results::Results,
    use_begin,
};
use crate::{
    components::{Ago, AreaDrawing, Attribution, Empty, Icon, Shape, TopBar, format},
    hooks::{Trouble, trouble, use_job, use_scrape_sources, use_topic},
    model::{Job, ScrapeSource, Tile, TileStatus, Topic, Uuid},
    query::Key,
    route::Route,
    views::{
        fault::Fault,
        job_card::{Actions, Figures, Log, Progress, Status},
    },
};
use dioxus::prelude::*;
use std::rc::Rc;

/// The screen.
#[component]
pub fn ScrapeJob(id: Uuid) -> Element {
    rsx! { Screen { key: "{id}", id } }
}

#[component]
fn Screen(id: Uuid) -> Element {
    use_topic(Topic::Job(id));
    let job = use_job(id);
    let back = rsx! {
        Link { to: Route::Scrape {}, class: "crumb", Icon { name: "back" } "Scrape" }
    };
    let trouble = trouble(&job);
    match (job.data, trouble) {
        (Some(job), _) => rsx! { Found { job } },
        (None, Some(Trouble::Missing(_))) => rsx! {
            TopBar { title: "Not found", before: back }
            div { class: "body", Empty { icon: "search", title: "There is no such scrape", text: "The link is wrong, or the server is another." } }
        },
        (None, None) => rsx! {
            TopBar { before: back }
            div { class: "body", "aria-busy": "true", div { class: "scrape",
                div { class: "card", style: "height: 240px" }
                div { class: "card drawing" }
            } }
        },
        (None, trouble) => rsx! {
            TopBar { title: "Scrape", before: back }
            div { class: "body", Fault { trouble, of: Key::job(id) } }
        },
    }
}

#[component]
fn Found(job: Rc<Job>) -> Element {
    let navigator = use_navigator();
    let Drafted(mut drafted) = use_context();
    let (begin, _) = use_begin();
    let shape = shape_of(&job.params);
    let place = place_of(&job.params);
    let draft = Draft::of_params(&job.params);
    let again = draft.clone();
    let is_over = !job.status.is_active();
    let status = job.status.as_str();
    let back = rsx! {
        Link { to: Route::Scrape {}, class: "crumb", Icon { name: "back" } "Scrape" }
    };
    rsx! {
        TopBar { page: place.clone(), before: back,
            if let Some(draft) = draft {
                button { class: "button", "aria-label": "Change", onclick: move |_| {
                    drafted.set(Some(draft.clone()));
                    navigator.push(Route::Scrape {});
                }, Icon { name: "edit" } span { class: "wide", "Change" } }
            }
            if let Some(draft) = again.filter(|_| is_over) {
                button { class: "button primary", onclick: move |_| begin.call(draft.request()), Icon { name: "retry" } "Again" }
            }
        }
        div { class: "body", "data-testid": "scrape-job", "data-status": status,
            div { class: "scrape",
                section { class: "card panel where job", "aria-label": "Progress",
                    h1 { class: "heading", {place} }
                    div { class: "head",
                        Status { job: (*job).clone() }
                        span { class: "quiet", Ago { at: job.finished_at.unwrap_or(job.created_at), whole: true } }
                        Figures { job: (*job).clone(), brief: true }
                        span { class: "spring" }
                        Actions { job: (*job).clone() }
                    }
                    Progress { job: (*job).clone() }
                    if let Some(error) = &job.error {
                        p { class: "error", role: "alert", {error.clone()} }
                    }
                    Tiles { tiles: Rc::new(job.tiles.clone()) }
                    if !job.events.is_empty() {
                        details {
                            summary { "Log" }
                            Log { events: job.events.clone() }
                        }
                    }
                }
                if let Some(shape) = shape {
                    Drawn { job: job.clone(), shape: shape.clone() }
                    Report { job: job.clone(), filter: filter_of(&shape) }
                    Results { job, shape }
                } else {
                    section { class: "card drawing", Empty { icon: "map", title: "Looking for the place", text: "Its area shows here as soon as it is found." } }
                    Report { job, filter: None }
                }
            }
            Attribution {}
        }
    }
}

/// The area with its tiles and what is known in it.
#[component]
fn Drawn(job: Rc<Job>, shape: Shape) -> Element {
    let navigator = use_navigator();
    let known = use_known(&shape, Some(job.created_at));
    let name_of = use_name_of();
    let total = known.rows.total();
    let new = known.dots.iter().filter(|dot| dot.is_new).count() as u64;
    let fit = shape.bbox().unwrap_or_default();
    let tiles = Rc::new(job.tiles.clone());
    let sources = use_scrape_sources().data;
    let cover = sources.and_then(|sources| {
        let asked = job.params["source"]
            .as_str()
            .and_then(|kind| kind.parse().ok());
        let is_it = |one: &&ScrapeSource| asked.map_or(one.default, |kind| one.kind == kind);
        sources.iter().find(is_it)?.bbox
    });
    rsx! {
        section { class: "card drawing", "aria-label": "Area",
            AreaDrawing { shape, fit, cover, tiles, dots: known.dots, label: "{place_of(&job.params)}, drawn to scale, with {format::leads(total)}", name_of,
                on_open: move |id| drop(navigator.push(Route::Lead { id })) }
            p { class: "under num", role: "status",
                i { class: "known" } span { "{format::count(total - new.min(total))} known" }
                i { class: "new" } span { "data-testid": "found-new", "{format::count(new)} new" }
                Edge { cover }
            }
        }
    }
}

/// How far the tiles are, in words; what failed, and why.
#[component]
fn Tiles(tiles: Rc<Vec<Tile>>) -> Element {
    let of = |status: TileStatus| tiles.iter().filter(|tile| tile.status == status).count();
    let split = of(TileStatus::Split);
    let (all, done, running) = (
        tiles.len() - split,
        of(TileStatus::Done),
        of(TileStatus::Running),
    );
    if all < 2 && of(TileStatus::Failed) == 0 {
        return rsx! {};
    }
    let mut reasons: Vec<&str> = tiles
        .iter()
        .filter_map(|tile| tile.error.as_deref())
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    rsx! {
        div { class: "tiles num", "data-testid": "tiles",
            p { "{done} of {all} tiles"
                if running > 0 { ", {running} being asked for" }
            }
            for reason in reasons {
                p { key: "{reason}", class: "error", {reason} }
            }
        }
    }
}
