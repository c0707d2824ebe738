//! The tree of categories: found by a few letters, chosen one by one or by group.

use crate::{
    components::Icon,
    hooks::{trouble, use_categories},
    model::{CategoryEntry, CategoryGroup},
    query::Key,
    views::fault::Fault,
};
use dioxus::prelude::*;
use std::collections::BTreeSet;

/// Which categories; all if nothing is said.
type Chosen = Option<BTreeSet<String>>;

/// The tree.
#[component]
pub fn Categories(chosen: Chosen, on_change: Callback<Chosen>) -> Element {
    let tree = use_categories();
    let mut sought = use_signal(String::new);
    let Some(groups) = &tree.data else {
        return match trouble(&tree) {
            trouble @ Some(_) => rsx! { Fault { trouble, of: Key::categories() } },
            None => rsx! { div { class: "skeleton", style: "height: 280px" } },
        };
    };
    let all = groups.iter().flat_map(|group| &group.categories);
    let all: BTreeSet<String> = all.map(|category| category.id.clone()).collect();
    let count = chosen.as_ref().map_or(all.len(), BTreeSet::len);
    let change = {
        let (all, chosen) = (all.clone(), chosen.clone());
        use_callback(move |(ids, is_in): (Vec<String>, bool)| {
            let mut now = chosen.clone().unwrap_or_else(|| all.clone());
            for id in ids {
                if is_in {
                    now.insert(id);
                } else {
                    now.remove(&id);
                }
            }
            on_change.call(Some(now).filter(|now| now.len() < all.len()));
        })
    };
    let needle = sought.read().trim().to_lowercase();
    let shown: Vec<CategoryGroup> = groups
        .iter()
        .filter_map(|group| seek(group, &needle))
        .collect();
    rsx! {
        div { class: "categories",
            header {
                h2 { "Categories" span { class: "count num", if chosen.is_none() { "all {all.len()}" } else { "{count} of {all.len()}" } } }
                button { class: "button small plain", r#type: "button", disabled: chosen.is_none(), onclick: move |_| on_change.call(None), "All" }
                button { class: "button small plain", r#type: "button", disabled: count == 0, onclick: move |_| on_change.call(Some(BTreeSet::new())), "None" }
            }
            div { class: "search",
                Icon { name: "search" }
                input { class: "input", placeholder: "Find a category", "aria-label": "Find a category", autocomplete: "off", spellcheck: "false", oninput: move |event| sought.set(event.value()) }
            }
            div { class: "tree",
                for group in shown {
                    Group { key: "{group.id}-{needle.is_empty()}", group, is_open: !needle.is_empty(), chosen: chosen.clone(), on_change: change }
                }
                if !needle.is_empty() && groups.iter().all(|group| seek(group, &needle).is_none()) {
                    p { class: "quiet", role: "status", "No category is called that." }
                }
            }
        }
    }
}

/// What of a group has `needle` in a name; all of it if that is the group's.
fn seek(group: &CategoryGroup, needle: &str) -> Option<CategoryGroup> {
    let has = |text: &str| text.to_lowercase().contains(needle);
    if needle.is_empty() || has(&group.name) {
        return Some(group.clone());
    }
    let found = group.categories.iter().filter(|category| {
        has(&category.name) || has(&category.id) || category.words.iter().any(|word| has(word))
    });
    let categories: Vec<_> = found.cloned().collect();
    (!categories.is_empty()).then(|| CategoryGroup {
        categories,
        ..group.clone()
    })
}

#[component]
fn Group(
    group: CategoryGroup,
    is_open: bool,
    chosen: Chosen,
    on_change: Callback<(Vec<String>, bool)>,
) -> Element {
    let mut opened = use_signal(|| is_open);
    let has = |category: &CategoryEntry| {
        chosen
            .as_ref()
            .is_none_or(|chosen| chosen.contains(&category.id))
    };
    let count = group
        .categories
        .iter()
        .filter(|category| has(category))
        .count();
    let checked = match count {
        0 => "false",
        count if count == group.categories.len() => "true",
        _ => "mixed",
    };
    let ids: Vec<String> = group
        .categories
        .iter()
        .map(|category| category.id.clone())
        .collect();
    let mark: &'static str = if checked == "mixed" { "minus" } else { "check" };
    let arrow: &'static str = if opened() { "down" } else { "more" };
    rsx! {
        div { class: "group",
            div { class: "head",
                button { class: "check", r#type: "button", role: "checkbox", "aria-checked": checked, "aria-label": group.name.clone(),
                    onclick: move |_| on_change.call((ids.clone(), checked != "true")),
                    span { Icon { name: mark } }
                }
                button { class: "open", r#type: "button", "aria-expanded": if opened() { "true" } else { "false" }, onclick: move |_| opened.toggle(),
                    span { {group.name.clone()} }
                    span { class: "quiet num", "{count} of {group.categories.len()}" }
                    Icon { name: arrow }
                }
            }
            if opened() {
                ul {
                    for category in group.categories.iter() {
                        {
                            let (id, is_in) = (category.id.clone(), has(category));
                            rsx! {
                                li { key: "{category.id}",
                                    button { class: "check", r#type: "button", role: "checkbox", "aria-checked": if is_in { "true" } else { "false" },
                                        onclick: move |_| on_change.call((vec![id.clone()], !is_in)),
                                        span { Icon { name: "check" } }
                                        {category.name.clone()}
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
