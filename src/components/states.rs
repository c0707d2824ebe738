//! What a screen says when there is nothing to show, or something went wrong.

use super::Icon;
use crate::model::{EnrichmentStatus, Stage};
use dioxus::prelude::*;

/// Nothing here yet, and what to do about it.
#[component]
pub fn Empty(icon: &'static str, title: String, text: String, children: Element) -> Element {
    rsx! {
        div { class: "empty",
            Icon { name: icon }
            h2 { {title} }
            p { {text} }
            {children}
        }
    }
}

/// Something could not be loaded; what was there stays.
#[component]
pub fn FaultPanel(text: String, on_retry: Callback<()>) -> Element {
    rsx! {
        div { class: "fault-panel", role: "alert",
            Icon { name: "alert" }
            p { {text} }
            button { class: "button small", onclick: move |_| on_retry.call(()), "Try again" }
        }
    }
}

/// A screen that failed to draw.
#[component]
pub fn ErrorScreen(detail: String, on_retry: Callback<()>) -> Element {
    rsx! {
        div { class: "gate", role: "alert",
            div { class: "card gate-card",
                h1 { "Something went wrong on this screen" }
                p { class: "quiet", "Your changes are safe: what you did is sent or waits to be sent." }
                p { class: "quiet", code { {detail} } }
                button { class: "button primary", onclick: move |_| on_retry.call(()), "Try again" }
            }
        }
    }
}

/// A stage with its colour.
#[component]
pub fn StagePill(stage: Stage) -> Element {
    rsx! {
        span { class: "pill", "data-stage": stage.as_str(), {stage_name(stage)} }
    }
}

/// A stage as people read it.
pub const fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::New => "New",
        Stage::Contacted => "Contacted",
        Stage::Visited => "Visited",
        Stage::Qualified => "Qualified",
        Stage::Won => "Won",
        Stage::Lost => "Lost",
    }
}

/// How far the look-up of a lead is, as people read it.
pub const fn enrichment_name(status: EnrichmentStatus) -> &'static str {
    match status {
        EnrichmentStatus::Pending => "Not yet",
        EnrichmentStatus::Running => "Under way",
        EnrichmentStatus::Enriched => "Looked up",
        EnrichmentStatus::Failed => "Failed",
    }
}

/// Whose data it is: ODbL 1.0, 4.3 asks for it wherever the data shows.
#[component]
pub fn Attribution() -> Element {
    rsx! {
        p { class: "attribution",
            "Map data "
            a { href: "https://www.openstreetmap.org/copyright", target: "_blank", rel: "noopener", "© OpenStreetMap contributors" }
        }
    }
}
