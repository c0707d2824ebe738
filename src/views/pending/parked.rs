//! Why a change was refused, and what can be done.

use super::{
    edit::{Edit, Shown},
    words,
};
use crate::{
    components::{Dialog, Icon},
    hooks::{Mutation, explain_problem, use_parked_actions},
    model::{Conflict, Uuid},
};
use dioxus::prelude::*;

/// The refusal of a change, and decisions about it.
#[component]
pub fn Parked(mutation: Mutation, dependants: usize) -> Element {
    let actions = use_parked_actions();
    let mut is_edited = use_signal(|| false);
    let mut is_asked = use_signal(|| false);
    let Some(refusal) = mutation.refusal else {
        return rsx! {};
    };
    let id = mutation.id;
    let is_conflict = !refusal.conflicts.is_empty();
    rsx! {
        if is_conflict {
            p { class: "error", role: "alert", "Somebody else changed the same meanwhile." }
        } else {
            p { class: "error", role: "alert", {explain_problem(&refusal)} }
        }
        if is_conflict && is_edited() {
            Edit { id, conflicts: refusal.conflicts, on_close: move |()| is_edited.set(false) }
        } else if is_conflict {
            Conflicts { conflicts: refusal.conflicts }
            div { class: "quick",
                button { class: "button small", onclick: move |_| actions.keep_mine.call(id), "Keep yours" }
                button { class: "button small", onclick: move |_| actions.discard.call(id), "Take theirs" }
                button { class: "button small", onclick: move |_| is_edited.set(true), "Edit" }
            }
        } else {
            div { class: "quick",
                button { class: "button small", onclick: move |_| actions.retry.call(id), Icon { name: "retry" } "Try again" }
                button { class: "button small danger",
                    onclick: move |_| if dependants > 0 { is_asked.set(true) } else { actions.discard.call(id) },
                    "Discard"
                }
            }
        }
        if is_asked() {
            AskToDiscard { id, dependants, on_close: move |()| is_asked.set(false) }
        }
    }
}

#[component]
fn Conflicts(conflicts: Vec<Conflict>) -> Element {
    rsx! {
        table { class: "conflicts",
            thead { tr { th {} th { "Yours" } th { "Theirs" } } }
            tbody {
                for Conflict { field, mine, theirs } in conflicts {
                    tr { key: "{field}",
                        th { scope: "row", {words::field_name(&field)} }
                        td { Shown { field: field.clone(), value: mine } }
                        td { Shown { field, value: theirs } }
                    }
                }
            }
        }
    }
}

/// What waits for a change goes with it: that is asked first.
#[component]
fn AskToDiscard(id: Uuid, dependants: usize, on_close: Callback<()>) -> Element {
    let actions = use_parked_actions();
    let others = match dependants {
        1 => "Another change waits for this one and is discarded with it.".to_owned(),
        many => format!("{many} other changes wait for this one and are discarded with it."),
    };
    rsx! {
        Dialog { title: "Discard all {dependants + 1} changes?", on_close,
            div { class: "content", p { {others} " They are not on the server and cannot be brought back." } }
            footer {
                button { class: "button", onclick: move |_| on_close.call(()), "Keep them" }
                button { class: "button danger",
                    onclick: move |_| {
                        on_close.call(());
                        actions.discard.call(id);
                    },
                    "Discard all"
                }
            }
        }
    }
}
