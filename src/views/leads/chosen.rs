//! What can be done with the chosen rows: a bar that comes up over the table.

use super::selection::Selected;
use crate::{
    components::{Dialog, Icon, format, stage_name},
    hooks::{
        ManyChange, Targets, use_change_many, use_look_up_many, use_session, use_tags_of, use_users,
    },
    model::{BusinessChanges, BusinessFilter, Stage},
    platform,
};
use dioxus::prelude::*;

/// What stands in for somebody in the list of owners.
const NOBODY: &str = "nobody";

/// The bar. `loaded` of `total` rows can be chosen one by one.
#[component]
pub fn ActionBar(filter: BusinessFilter, loaded: u64, total: u64) -> Element {
    let selected = use_context::<Selected>();
    let mut selection = selected.0;
    let change = use_change_many();
    let users = use_users();
    let mut tagging = use_signal(|| false);
    let mut asking = use_signal(|| false);
    let count = selection.read().count();
    let look_up = use_look_up_many();
    let session = use_session();
    let user = session.read().user();
    let may_look_up = user.is_some_and(|user| user.role.may_run_jobs());
    let targets = use_callback(move |()| match selection.peek().ids() {
        Some(ids) => Targets::These(ids),
        None => Targets::Matching(Box::new(filter.clone()), selection.peek().count()),
    });
    let act = use_callback(move |what: ManyChange| {
        let targets = targets.call(());
        if what == ManyChange::Delete {
            selected.clear();
            platform::focus("[role=grid]");
        }
        change.call((targets, what));
    });
    if count == 0 {
        return rsx! {};
    }
    let is_some = selection.read().ids().is_some();
    let set = move |changes: BusinessChanges| act.call(ManyChange::Set(Box::new(changes)));
    rsx! {
        div { class: "over-foot",
        div { class: "chosen", role: "toolbar", "aria-label": "Selected leads",
            onkeydown: move |event| if event.key() == Key::Escape {
                event.prevent_default();
                if tagging() {
                    tagging.set(false);
                } else {
                    selected.clear();
                    platform::focus("[role=grid]");
                }
            },
            if tagging() {
                Tags { act, on_close: move |()| tagging.set(false) }
            }
            span { class: "how-many num", role: "status", "{format::count(count)} selected" }
            if is_some && count >= loaded && total > count {
                button { class: "button small plain accent", onclick: move |_| selection.write().choose_matching(total),
                    "Select all {format::count(total)}"
                }
            }
            Pick { label: "Stage", icon: "flag",
                options: Stage::ALL.iter().map(|stage| (stage.as_str().to_owned(), stage_name(*stage).to_owned())).collect::<Vec<_>>(),
                on_pick: move |value: String| {
                    if let Ok(stage) = value.parse() {
                        set(BusinessChanges { stage: Some(stage), ..Default::default() });
                    }
                },
            }
            Pick { label: "Assign", icon: "person",
                options: users.data.iter().flat_map(|users| users.iter())
                    .filter(|user| user.disabled_at.is_none())
                    .map(|user| (user.id.to_string(), user.name.clone()))
                    .chain([(NOBODY.to_owned(), "Nobody".to_owned())]).collect::<Vec<_>>(),
                on_pick: move |value: String| {
                    let owner = value.parse().ok();
                    if owner.is_some() || value == NOBODY {
                        set(BusinessChanges { owner_id: Some(owner), ..Default::default() });
                    }
                },
            }
            button { class: "button small plain", "aria-expanded": if tagging() { "true" } else { "false" }, onclick: move |_| tagging.toggle(), Icon { name: "tag" } span { "Tag" } }
            if may_look_up {
                button { class: "button small plain", "aria-label": "Look up contacts of the selected", title: "Look up contacts", onclick: move |_| look_up.call(targets.call(())), Icon { name: "enrich" } span { "Look up" } }
            }
            button { class: "button small plain danger", "aria-label": "Delete selected", onclick: move |_| {
                    // Few can be taken back for five seconds; all that match are many.
                    if is_some { act.call(ManyChange::Delete) } else { asking.set(true) }
                },
                Icon { name: "trash" } span { "Delete" }
            }
            button { class: "button small plain icon", "aria-label": "Clear selection", title: "Clear selection (Esc)", onclick: move |_| {
                selected.clear();
                platform::focus("[role=grid]");
            }, Icon { name: "close" } }
        }
        }
        if asking() {
            Dialog { title: "Delete {format::leads(count)}?", on_close: move |()| asking.set(false),
                div { class: "content",
                    p { "All that match go, also those that are not loaded. Each of them can be restored, one by one." }
                }
                footer {
                    button { class: "button", onclick: move |_| asking.set(false), "Keep them" }
                    button { class: "button danger", onclick: move |_| {
                        asking.set(false);
                        act.call(ManyChange::Delete);
                    }, "Delete {format::leads(count)}" }
                }
            }
        }
    }
}

/// A button that is a list: what is picked happens, nothing stays picked.
#[component]
fn Pick(
    label: &'static str,
    icon: &'static str,
    options: Vec<(String, String)>,
    on_pick: Callback<String>,
) -> Element {
    // Another turn is another list, which has nothing picked.
    let mut turn = use_signal(|| 0u32);
    rsx! {
        label { class: "button small plain pick",
            Icon { name: icon }
            span { {label} }
            for turn_now in [turn()] {
                select { key: "{turn_now}", "aria-label": "{label} selected leads",
                    onchange: move |event| {
                        turn += 1;
                        on_pick.call(event.value());
                    },
                    option { value: "", selected: true, disabled: true, hidden: true, {label} }
                    for (value, name) in options.clone() {
                        option { key: "{value}", value: value.clone(), {name} }
                    }
                }
            }
        }
    }
}

/// Tags of the chosen: one is typed to be added, those that are there can be taken off.
#[component]
fn Tags(act: Callback<ManyChange>, on_close: Callback<()>) -> Element {
    let selection = use_context::<Selected>().0;
    let tags_of = use_tags_of();
    let mut text = use_signal(String::new);
    let known = selection.read().ids().map(|ids| tags_of.call(ids));
    let mut tags = use_signal(|| known.unwrap_or_default());
    let mut add = move || {
        let tag = text.peek().trim().to_owned();
        if tag.is_empty() {
            return;
        }
        if !tags.peek().contains(&tag) {
            tags.write().push(tag.clone());
        }
        text.set(String::new());
        act.call(ManyChange::AddTag(tag));
    };
    rsx! {
        form { class: "tagging", onsubmit: move |event| {
                event.prevent_default();
                add();
            },
            div { class: "row",
                input { class: "input", "aria-label": "Tag to add", placeholder: "Add a tag", maxlength: "50", autocomplete: "off", value: text(),
                    onmounted: |_| platform::focus(".tagging input"),
                    oninput: move |event| text.set(event.value()),
                }
                button { class: "button primary", r#type: "submit", disabled: text.read().trim().is_empty(), "Add" }
                button { class: "button plain icon", r#type: "button", "aria-label": "Close tags", onclick: move |_| on_close.call(()), Icon { name: "close" } }
            }
            if !tags.read().is_empty() {
                ul { "aria-label": "Tags of the selected leads",
                    for tag in tags.read().clone() {
                        li { key: "{tag}",
                            span { class: "pill bare", {tag.clone()}
                                button { r#type: "button", "aria-label": "Remove tag {tag}", onclick: move |_| {
                                    tags.write().retain(|own| *own != tag);
                                    act.call(ManyChange::RemoveTag(tag.clone()));
                                }, Icon { name: "close" } }
                            }
                        }
                    }
                }
            }
        }
    }
}
