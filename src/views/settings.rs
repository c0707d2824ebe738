//! Theme, account, server, keys.

use super::{
    keys::KeyList,
    shell::{OpenHelp, SignOut},
};
use crate::{
    components::{ConnectionIndicator, Icon, TopBar, format},
    hooks::{use_leadwire, use_session},
    platform,
};
use dioxus::prelude::*;

/// The themes: icon, name, value.
const THEMES: [(&str, &str, Option<&str>); 3] = [
    ("settings", "System", None),
    ("sun", "Light", Some("light")),
    ("moon", "Dark", Some("dark")),
];

/// The screen.
#[component]
pub fn Settings() -> Element {
    let session = use_session();
    let (help, sign_out) = (use_context::<OpenHelp>(), use_context::<SignOut>());
    let server = use_leadwire().http.base();
    let user = session.read().user();
    rsx! {
        TopBar { title: "Settings" }
        div { class: "body",
            div { class: "column settings",
                if let Some(user) = user {
                    section { class: "card", "aria-label": "Account",
                        div { class: "item",
                            b { class: "avatar large", "aria-hidden": "true", {format::initials(&user.name)} }
                            div { class: "grow", h2 { {user.name.clone()} } p { "{user.email} · {user.role.as_str()}" } }
                            button { class: "button", onclick: move |_| sign_out.0.call(()), Icon { name: "out" } "Sign out" }
                        }
                    }
                }
                section { class: "card", "aria-label": "This device",
                    div { class: "item",
                        div { class: "grow", h2 { id: "theme", "Theme" } p { "How Leadwire looks on this device." } }
                        Themes {}
                    }
                    div { class: "item",
                        div { class: "grow", h2 { "Server" } p { {server} } }
                        ConnectionIndicator {}
                    }
                }
                section { class: "card wide-only", "aria-label": "Keys",
                    div { class: "item",
                        div { class: "grow", h2 { "Keys" } p { "Everything can be done by keyboard." } }
                        button { class: "button", onclick: move |_| help.0.call(()), "Show keys" kbd { class: "key", "aria-hidden": "true", "?" } }
                    }
                    div { class: "item", KeyList {} }
                }
            }
        }
    }
}

/// The choice of a theme; arrows move it, as the pattern for radio groups asks.
#[component]
fn Themes() -> Element {
    let mut theme = use_signal(platform::saved_theme);
    let chosen = THEMES
        .iter()
        .position(|(_, _, value)| theme.read().as_deref() == *value)
        .unwrap_or(0);
    let mut choose = move |index: usize| {
        let (_, _, value) = THEMES[index];
        platform::save_theme(value);
        theme.set(value.map(str::to_owned));
    };
    rsx! {
        div { class: "segments", role: "radiogroup", "aria-labelledby": "theme",
            onkeydown: move |event| {
                let last = THEMES.len() - 1;
                match event.key() {
                    Key::ArrowRight | Key::ArrowDown => choose(if chosen == last { 0 } else { chosen + 1 }),
                    Key::ArrowLeft | Key::ArrowUp => choose(if chosen == 0 { last } else { chosen - 1 }),
                    _ => return,
                }
                event.prevent_default();
                platform::focus("[aria-labelledby=theme] [aria-checked=true]");
            },
            for (index, (icon, name, _)) in THEMES.into_iter().enumerate() {
                button { key: "{name}", role: "radio", "aria-checked": if index == chosen { "true" } else { "false" },
                    tabindex: if index == chosen { "0" } else { "-1" },
                    onclick: move |_| choose(index),
                    Icon { name: icon }
                    {name}
                }
            }
        }
    }
}
