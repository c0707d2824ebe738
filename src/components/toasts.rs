//! Short messages in a corner.

use super::Icon;
use crate::{
    hooks::{Toast, ToastKind, use_toasts},
    platform,
};
use dioxus::prelude::*;
use std::time::Duration;

/// How long a message stays.
const STAY: Duration = Duration::from_secs(6);
/// How long one stays that offers to do something.
const STAY_TO_ACT: Duration = Duration::from_secs(10);

/// Where messages appear. They wait while the pointer or the focus is on them.
#[component]
pub fn ToastRegion() -> Element {
    let toasts = use_toasts();
    rsx! {
        div { class: "toasts", role: "region", "aria-label": "Messages", "aria-live": "polite",
            for toast in toasts.0.read().iter().cloned() {
                ToastCard { key: "{toast.id}", toast }
            }
        }
    }
}

#[component]
fn ToastCard(toast: Toast) -> Element {
    let toasts = use_toasts();
    let mut held = use_signal(|| false);
    let id = toast.id;
    let stay = if toast.action.is_some() {
        STAY_TO_ACT
    } else {
        STAY
    };
    let is_busy = toast.kind == ToastKind::Busy;
    use_future(move || async move {
        if is_busy {
            // Whoever showed it takes it away.
            return;
        }
        platform::sleep(stay).await;
        while *held.peek() {
            platform::sleep(Duration::from_secs(1)).await;
        }
        toasts.dismiss(id);
    });
    let (class, icon) = match toast.kind {
        ToastKind::Success => ("success", "check"),
        ToastKind::Error => ("error", "alert"),
        ToastKind::Info => ("info", "info"),
        ToastKind::Busy => ("busy", "retry"),
    };
    let action = toast.action.clone();
    rsx! {
        div { class: "toast {class}", role: if toast.kind == ToastKind::Error { "alert" },
            onmouseenter: move |_| held.set(true),
            onmouseleave: move |_| held.set(false),
            onfocusin: move |_| held.set(true),
            onfocusout: move |_| held.set(false),
            Icon { name: icon }
            div { class: "text",
                strong { {toast.title.clone()} }
                if let Some(detail) = &toast.detail {
                    p { {detail.clone()} }
                }
            }
            if let Some(action) = action {
                button { class: "button small", onclick: move |_| {
                    toasts.dismiss(id);
                    (action.run)();
                }, {action.label.clone()} }
            }
            button { class: "button small plain", "aria-label": "Dismiss", onclick: move |_| toasts.dismiss(id), Icon { name: "close" } }
        }
    }
}
