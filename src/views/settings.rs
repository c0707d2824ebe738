//! Theme, account, server.

use crate::{
    hooks::{use_leadwire, use_session, use_sign_out},
    platform,
};
use dioxus::prelude::*;

/// The screen.
#[component]
pub fn Settings() -> Element {
    let (session, sign_out) = (use_session(), use_sign_out());
    let server = use_leadwire().http.base();
    let mut theme = use_signal(platform::saved_theme);
    let user = session.read().user();
    let choices = [
        ("System", None),
        ("Light", Some("light")),
        ("Dark", Some("dark")),
    ];
    rsx! {
        header { class: "topbar", h1 { "Settings" } }
        div { class: "body",
            div { class: "column settings",
                section { class: "card",
                    div { class: "item",
                        div { h2 { id: "theme", "Theme" } p { "How Leadwire looks on this device." } }
                        div { class: "segments", role: "radiogroup", "aria-labelledby": "theme",
                            for (name, value) in choices {
                                button { key: "{name}", role: "radio", "aria-checked": if theme.read().as_deref() == value { "true" } else { "false" },
                                    onclick: move |_| {
                                        platform::save_theme(value);
                                        theme.set(value.map(str::to_owned));
                                    },
                                    {name}
                                }
                            }
                        }
                    }
                    div { class: "item",
                        div { h2 { "Server" } p { {server} } }
                    }
                    if let Some(user) = user {
                        div { class: "item",
                            div { h2 { {user.name.clone()} } p { "{user.email} · {user.role.as_str()}" } }
                            button { class: "button", onclick: move |_| sign_out.call(()), "Sign out" }
                        }
                    }
                    div { class: "item",
                        div { h2 { "Keys" } p { "Everything can be done by keyboard." } }
                        p { "Press " kbd { class: "key", "?" } }
                    }
                }
            }
        }
    }
}
