//! Theme, account, server, keys.

use super::{
    keys::KeyList,
    shell::{OpenHelp, SignOut},
};
use crate::{
    components::{ConnectionIndicator, Icon, Segments, TopBar, format},
    hooks::{use_leadwire, use_session},
    model::Role,
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
                            div { class: "grow", h2 { {user.name.clone()} } p { "{user.email} · {role_name(user.role)}" } }
                            button { class: "button", onclick: move |_| sign_out.0.call(()), Icon { name: "out" } "Sign out" }
                        }
                    }
                }
                section { class: "card", "aria-label": "This device",
                    div { class: "item",
                        div { class: "grow", h2 { "Theme" } p { "How Leadwire looks on this device." } }
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

/// What somebody may do, in a word.
pub const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "Administrator",
        Role::Office => "Office",
        Role::Rep => "Field sales",
    }
}

/// The choice of a theme.
#[component]
fn Themes() -> Element {
    let mut theme = use_signal(platform::saved_theme);
    let chosen = THEMES
        .iter()
        .position(|(_, _, value)| theme.read().as_deref() == *value)
        .unwrap_or(0);
    let choose = move |index: usize| {
        let (_, _, value) = THEMES[index];
        platform::save_theme(value);
        theme.set(value.map(str::to_owned));
    };
    rsx! {
        Segments { label: "Theme", options: THEMES.map(|(icon, name, _)| (icon, name)).to_vec(), chosen, on_choose: choose }
    }
}
