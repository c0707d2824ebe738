//! Leads that may be one business, two by two: merged, with a choice for each field, or
//! kept apart.

mod compare;
mod parts;
mod reasons;

use super::{fault::Fault, shell::use_pressed};
use crate::{
    components::{Attribution, Empty, TopBar, format},
    hooks::{trouble, use_duplicates},
    model::{Duplicate, Uuid},
    platform,
    query::Key as CacheKey,
};
use compare::Compare;
use dioxus::prelude::*;

/// The screen.
#[component]
pub fn Duplicates() -> Element {
    let pairs = use_duplicates();
    let trouble = trouble(&pairs);
    let mut chosen = use_signal(Place::default);
    let known = pairs.data.clone();
    let ids: Vec<Uuid> = known
        .iter()
        .flat_map(|page| page.data.iter().map(|pair| pair.id))
        .collect();
    let at = chosen.peek().among(&ids);
    let subscribed = chosen.read().id;
    let choose =
        use_callback(move |(at, id): (usize, Uuid)| chosen.set(Place { at, id: Some(id) }));
    // The keys are heard later: of the pairs as they are then.
    let mut shown = use_hook(|| CopyValue::new(Vec::new()));
    shown.set(ids.clone());
    use_pressed(move |key| {
        let ids = shown.peek().clone();
        let at = chosen.peek().among(&ids);
        let to = match key {
            "j" => (at + 1).min(ids.len().saturating_sub(1)),
            "k" => at.saturating_sub(1),
            _ => return,
        };
        if let Some(id) = ids.get(to) {
            choose.call((to, *id));
        }
    });
    // One that was not chosen is remembered by its place: when it is decided, the next
    // one takes that.
    let _ = subscribed;
    let total = known.as_ref().map_or(0, |page| page.meta.total);
    rsx! {
        TopBar { title: "Possible duplicates",
            if total > 0 {
                span { class: "quiet num", "{format::count(at as u64 + 1)} of {format::count(total)}" }
            }
        }
        div { class: "body",
            Fault { trouble: trouble.clone(), of: CacheKey::duplicate_list() }
            match known {
                None if trouble.is_some() => rsx! {},
                None => rsx! { Skeleton {} },
                Some(page) if page.data.is_empty() => rsx! {
                    div { class: "column",
                        section { class: "card",
                            Empty { icon: "twins", title: "No possible duplicates",
                                text: "Leads that come in and may be one with another are shown here. What is sure is merged at once, and can be undone on the lead." }
                        }
                    }
                },
                Some(page) => rsx! {
                    div { class: "twins",
                        Queue { pairs: page.data.clone(), at, on_choose: choose }
                        if let Some(pair) = page.data.get(at) {
                            Compare { key: "{pair.id}", pair: pair.clone() }
                        }
                    }
                    if page.data.iter().any(|pair| pair.a.source.needs_osm_attribution() || pair.b.source.needs_osm_attribution()) {
                        Attribution {}
                    }
                },
            }
        }
    }
}

/// Which pair is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Place {
    at: usize,
    id: Option<Uuid>,
}

impl Place {
    /// Where it is among the pairs; where it was, if it is decided.
    fn among(&self, ids: &[Uuid]) -> usize {
        let there = ids.iter().position(|id| Some(*id) == self.id);
        there.unwrap_or(self.at.min(ids.len().saturating_sub(1)))
    }
}

/// The pairs, the likeliest first. One stop for Tab, however many they are: the arrows
/// lead from one to the next, and Tab on to what is compared.
#[component]
fn Queue(pairs: Vec<Duplicate>, at: usize, on_choose: Callback<(usize, Uuid)>) -> Element {
    let ids: Vec<Uuid> = pairs.iter().map(|pair| pair.id).collect();
    rsx! {
        nav { class: "card queue", "aria-label": "Pairs",
            onkeydown: move |event| {
                let last = ids.len().saturating_sub(1);
                let to = match event.key() {
                    Key::ArrowDown | Key::ArrowRight => (at + 1).min(last),
                    Key::ArrowUp | Key::ArrowLeft => at.saturating_sub(1),
                    Key::Home => 0,
                    Key::End => last,
                    _ => return,
                };
                event.prevent_default();
                if let Some(id) = ids.get(to) {
                    on_choose.call((to, *id));
                    platform::focus(&format!(".queue li:nth-child({}) > button", to + 1));
                }
            },
            ul {
                for (index, pair) in pairs.into_iter().enumerate() {
                    li { key: "{pair.id}",
                        button { "aria-current": if index == at { "true" }, tabindex: if index == at { "0" } else { "-1" },
                            onclick: move |_| on_choose.call((index, pair.id)),
                            span { class: "names",
                                span { {pair.a.name.clone()} }
                                span { class: "quiet", {pair.b.name.clone()} }
                            }
                            span { class: "num quiet", title: "How likely they are one business", {format!("{:.0} %", pair.score * 100.0)} }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Skeleton() -> Element {
    rsx! {
        div { class: "twins", "aria-busy": "true",
            div { class: "card queue", style: "height: 420px" }
            div { class: "card", style: "height: 520px" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_pair_takes_the_place_of_one_that_is_decided() {
        let ids: Vec<Uuid> = (0..3).map(Uuid::from_u128).collect();
        let place = Place {
            at: 1,
            id: Some(ids[1]),
        };
        assert_eq!(place.among(&ids), 1);
        assert_eq!(place.among(&[ids[0], ids[2]]), 1);
        assert_eq!(place.among(&[ids[0]]), 0);
        assert_eq!(place.among(&[]), 0);
        assert_eq!(place.among(&[ids[2], ids[0], ids[1]]), 2, "it moved");
    }
}
