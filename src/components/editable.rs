//! A fact that is edited where it stands.

use super::Icon;
use dioxus::prelude::*;

/// A value that a click or Enter turns into a field. (As everywhere, the field
/// keeps its own text: written back from here, it would lose what is typed in the
/// meantime, which in an app's window takes a while.) Enter and leaving the
/// field save, Escape takes back. What somebody else saves meanwhile is said.
#[component]
pub fn Editable(
    /// Its name, for screen readers and tests.
    label: &'static str,
    /// As it is now.
    value: Option<String>,
    /// What to show instead of the bare value.
    children: Element,
    #[props(default = "text")] kind: &'static str,
    /// Says what is wrong with a value.
    #[props(default)]
    check: Option<Callback<String, Option<String>>>,
    /// A value that passed; `None` clears it.
    on_save: Callback<Option<String>>,
) -> Element {
    let mut draft = use_signal(|| None::<Draft>);
    let shown = value.clone().unwrap_or_default();
    let begun_with = shown.clone();
    let mut save = move || {
        let Some(Draft { text, before, .. }) = draft.peek().clone() else {
            return;
        };
        let text = text.trim().to_owned();
        if text == before {
            draft.set(None);
            return;
        }
        if let Some(fault) = check.and_then(|check| check.call(text.clone())) {
            draft.with_mut(|draft| draft.as_mut().map(|draft| draft.fault = Some(fault)));
            return;
        }
        draft.set(None);
        on_save.call(Some(text).filter(|text| !text.is_empty()));
    };
    let Some(editing) = draft.read().clone() else {
        let unset = if value.is_none() { "unset" } else { "" };
        return rsx! {
            button { class: "editable {unset}", "aria-label": "Edit {label}", "data-field": label,
                onclick: move |_| draft.set(Some(Draft { text: begun_with.clone(), before: begun_with.clone(), fault: None })),
                if value.is_some() { {children} } else { "Add {label.to_lowercase()}" }
                Icon { name: "edit" }
            }
        };
    };
    let changed_meanwhile = shown != editing.before;
    rsx! {
        div { class: "editing",
            input { class: "input", r#type: kind, "aria-label": label, initial_value: editing.before.clone(), autofocus: true,
                "aria-invalid": if editing.fault.is_some() { "true" },
                onmounted: move |event| async move {
                    // A field that is gone again needs no focus.
                    let _ = event.data().set_focus(true).await;
                },
                oninput: move |event| draft.with_mut(|draft| {
                    if let Some(draft) = draft {
                        draft.text = event.value();
                        draft.fault = None;
                    }
                }),
                onkeydown: move |event| {
                    event.stop_propagation();
                    match event.key() {
                        Key::Enter => save(),
                        Key::Escape => draft.set(None),
                        _ => {}
                    }
                },
                onblur: move |_| save(),
            }
            if let Some(fault) = &editing.fault {
                span { class: "fault", role: "alert", {fault.clone()} }
            }
            if changed_meanwhile {
                span { class: "note", role: "status", "Meanwhile changed to «{shown}»" }
            }
        }
    }
}

#[derive(Clone, PartialEq)]
struct Draft {
    text: String,
    before: String,
    fault: Option<String>,
}
