//! What waits for the server, and what it refused: why, and what to do about it.

mod edit;
mod parked;
mod words;

use crate::{
    components::{Ago, Countdown, Empty, TopBar, format, sending},
    hooks::{Change, Counts, Pending, PendingList, use_pending, use_reconnect},
    route::Route,
    views::job_card::job_title,
};
use dioxus::prelude::*;
use parked::Parked;
use words::describe;

/// The screen.
#[component]
pub fn PendingChanges() -> Element {
    let PendingList {
        counts,
        parked,
        waiting,
    } = use_pending();
    rsx! {
        TopBar { title: "Pending" }
        div { class: "body",
            div { class: "column",
                if parked.is_empty() && waiting.is_empty() {
                    section { class: "card",
                        Empty { icon: "check", title: "Everything is saved", text: "Changes that you make without a connection wait here until they are sent." }
                    }
                }
                Group { title: "Not taken by the server", count: counts.parked, changes: parked }
                Group { title: "Waiting to be sent", count: counts.waiting, changes: waiting,
                    HowFar { counts }
                }
            }
        }
    }
}

/// How far the sending is, or when it is tried again.
#[component]
fn HowFar(counts: Counts) -> Element {
    let reconnect = use_reconnect();
    let Counts { waiting, sent, .. } = counts;
    if let Some(at) = counts.retry_at {
        return rsx! {
            div { class: "far",
                p { class: "quiet", "The server cannot be reached. Trying again " Countdown { at } "." }
                button { class: "button small", onclick: move |_| reconnect.call(()), "Try now" }
            }
        };
    }
    if sent == 0 {
        return rsx! {};
    }
    let all = sent + waiting;
    rsx! {
        div { class: "far",
            progress { "aria-label": "Sent", max: "{all}", value: "{sent}" }
            p { class: "quiet num", {sending(&counts)} }
        }
    }
}

#[component]
fn Group(title: &'static str, count: usize, changes: Vec<Pending>, children: Element) -> Element {
    let more = count.saturating_sub(changes.len());
    if changes.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card panel", "aria-label": title,
            h2 { {title} span { class: "count num", {format::count(count as u64)} } }
            {children}
            ul { class: "pending",
                for pending in changes {
                    Row { key: "{pending.mutation.id}", pending }
                }
            }
            if more > 0 {
                p { class: "quiet num", "and {format::count(more as u64)} more" }
            }
        }
    }
}

#[component]
fn Row(pending: Pending) -> Element {
    let Pending {
        mutation,
        name,
        job,
        is_sending,
        waits_for,
        dependants,
    } = pending;
    let id = mutation.business;
    let is_made = !matches!(mutation.change, Change::Create(_)) || !mutation.is_parked();
    let has_lead =
        is_made && !mutation.change.is_of_a_job() && !matches!(waits_for, Some(Change::Create(_)));
    let name = match (&mutation.change, name) {
        (Change::Create(new), _) => new.name.clone(),
        (change, _) if change.is_of_a_job() => {
            job.map_or_else(|| "A job".to_owned(), |job| job_title(&job))
        }
        (_, Some(name)) => name,
        (_, None) => "A lead".to_owned(),
    };
    rsx! {
        li { "data-testid": "pending",
            div { class: "head",
                if has_lead {
                    Link { to: Route::Lead { id }, strong { {name} } }
                } else {
                    strong { {name} }
                }
                span { class: "what", {describe(&mutation.change)} }
                span { class: "spring" }
                if is_sending {
                    span { class: "quiet", role: "status", "Sending…" }
                }
                span { class: "quiet", Ago { at: mutation.at } }
            }
            if let Some(parent) = waits_for {
                p { class: "quiet", {words::waits_for(&parent)} }
            }
            if mutation.refusal.is_some() {
                Parked { mutation, dependants }
            }
        }
    }
}
