//! Whether a lead's source has it still, which others it has, and which leads went into it.

use crate::{
    components::{Ago, Icon, format},
    hooks::{Trouble, trouble, use_sources, use_undo_merge},
    model::{BusinessSource, Merge, Uuid},
    query::Key,
    views::fault::Fault,
};
use dioxus::prelude::*;

/// What there is to say beyond the lead's first source; nothing for most leads.
#[component]
pub fn Sources(id: Uuid) -> Element {
    let sources = use_sources(id);
    let Some(known) = &sources.data else {
        // Most leads have no other: what failed is not worth a word.
        return match trouble(&sources) {
            trouble @ Some(Trouble::Away) => rsx! {
                section { class: "sources", "aria-label": "Other sources",
                    h3 { "Other sources" }
                    Fault { trouble, of: Key::sources(id) }
                }
            },
            _ => rsx! {},
        };
    };
    let others: Vec<BusinessSource> = known.data.iter().skip(1).cloned().collect();
    let gone = known.data.first().and_then(|first| {
        let name = if first.source.needs_osm_attribution() {
            "OpenStreetMap".to_owned()
        } else {
            format::category(&first.source.kind)
        };
        Some((name, first.gone_at?))
    });
    if others.is_empty() && known.merges.is_empty() && gone.is_none() {
        return rsx! {};
    }
    rsx! {
        if let Some((name, at)) = gone {
            p { class: "quiet", "No longer in {name}: noticed " Ago { at } }
        }
        if !others.is_empty() {
            section { class: "sources", "aria-label": "Other sources",
                h3 { "Also in" }
                ul {
                    for (index, other) in others.into_iter().enumerate() {
                        li { key: "{index}", Other { other } }
                    }
                }
            }
        }
        if !known.merges.is_empty() {
            section { class: "sources", "aria-label": "Merged leads",
                h3 { "Merged into it" }
                ul {
                    for merge in known.merges.iter() {
                        li { key: "{merge.id}", Gone { merge: merge.clone() } }
                    }
                }
            }
        }
    }
}

#[component]
fn Other(other: BusinessSource) -> Element {
    let BusinessSource {
        source,
        facts,
        seen_at,
        gone_at,
    } = other;
    let reference = source.reference.clone().unwrap_or_default();
    rsx! {
        div { class: "line",
            if source.needs_osm_attribution() {
                a { href: "https://www.openstreetmap.org/{reference}", target: "_blank", rel: "noopener noreferrer", "OpenStreetMap {reference}" }
            } else {
                span { "{format::category(&source.kind)} {reference}" }
            }
            if let Some(facts) = facts {
                span { class: "quiet", "as «{facts.name}»" }
            }
            span { class: "quiet",
                match gone_at {
                    Some(at) => rsx! { "gone " Ago { at, whole: true } },
                    None => rsx! { "seen " Ago { at: seen_at, whole: true } },
                }
            }
        }
    }
}

#[component]
fn Gone(merge: Merge) -> Element {
    let undo = use_undo_merge();
    rsx! {
        div { class: "line",
            span { {merge.name.clone()} }
            span { class: "quiet", if merge.actor.is_none() { "automatically " } Ago { at: merge.at, whole: true } }
        }
        button { class: "button small", "aria-label": "Undo merge of {merge.name}", onclick: move |_| undo.call(merge.id),
            Icon { name: "back" } "Undo"
        }
    }
}
