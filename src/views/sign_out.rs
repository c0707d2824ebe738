//! Signing out while changes are not sent yet.

use crate::{
    components::{Dialog, format},
    hooks::{Counts, use_pending_counts, use_sign_out},
};
use dioxus::prelude::*;

/// Asks whether to sign out although changes wait: they are kept on the device.
#[component]
pub fn AskToSignOut(on_close: Callback<()>) -> Element {
    let (counts, sign_out) = (use_pending_counts(), use_sign_out());
    let Counts {
        waiting, parked, ..
    } = counts();
    let title = match waiting + parked {
        0 => "Everything is sent".to_owned(),
        1 => "1 change is not sent yet".to_owned(),
        many => format!("{} changes are not sent yet", format::count(many as u64)),
    };
    rsx! {
        Dialog { title, on_close,
            div { class: "content", p { "They stay on this device for you, and are sent when you sign in here again. Nobody else who signs in here sees them." } }
            footer {
                button { class: "button", onclick: move |_| on_close.call(()), "Stay signed in" }
                button { class: "button primary",
                    onclick: move |_| {
                        on_close.call(());
                        sign_out.call(());
                    },
                    "Sign out and keep them"
                }
            }
        }
    }
}
