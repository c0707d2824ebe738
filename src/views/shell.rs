//! What stands around every screen: navigation, connection, keys.

use super::new_lead::NewLead;
use crate::{
    components::{Brand, ConnectionIndicator, Dialog, Icon, format},
    hooks::{use_session, use_toasts},
    route::{LeadsQuery, Route},
};
use dioxus::prelude::*;

/// What is open over the screens.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    Help,
    NewLead,
}

/// Asks the shell to open the form for a new lead.
#[derive(Clone, Copy)]
pub struct OpenNewLead(pub Callback<()>);

/// The screens' keys, as the help shows them.
const KEYS: [(&str, &str); 9] = [
    ("/", "Search"),
    ("c", "New lead"),
    ("j k", "Next and previous row"),
    ("Enter", "Open, edit"),
    ("Esc", "Close, take back"),
    ("z", "Undo the last deletion"),
    ("g d", "Go to Dashboard"),
    ("g l", "Go to Leads"),
    ("g i", "Go to Import"),
];

/// The frame.
#[component]
pub fn Shell() -> Element {
    let session = use_session();
    let (toasts, navigator) = (use_toasts(), use_navigator());
    let mut open = use_signal(|| Open::Nothing);
    let mut going = use_signal(|| false);
    use_context_provider(|| {
        OpenNewLead(Callback::new(move |()| {
            let mut open = open;
            open.set(Open::NewLead);
        }))
    });
    let user = session.read().user();
    let may_import = user.as_ref().is_some_and(|user| user.role.may_run_jobs());
    // Keys are heard wherever the focus is; those typed into a field never get here.
    use_future(move || async move {
        let mut keys = document::eval(LISTEN);
        while let Ok(key) = keys.recv::<String>().await {
            let went = going.replace(false);
            match (went, key.as_str()) {
                (true, "d") => drop(navigator.push(Route::Dashboard {})),
                (true, "l") => drop(navigator.push(Route::Leads {
                    query: LeadsQuery::default(),
                })),
                (true, "i") => drop(navigator.push(Route::Import {})),
                (false, "g") => going.set(true),
                (false, "c") => open.set(Open::NewLead),
                (false, "?") => open.set(Open::Help),
                (false, "z") => toasts.run_newest_action(),
                _ => {}
            }
        }
    });
    let name = user
        .as_ref()
        .map_or_else(String::new, |user| user.name.clone());
    rsx! {
        div { class: "shell",
            nav { class: "sidebar", "aria-label": "Main",
                Brand {}
                Entry { to: Route::Dashboard {}, icon: "dashboard", label: "Dashboard", keys: "g d" }
                Entry { to: Route::Leads { query: LeadsQuery::default() }, icon: "leads", label: "Leads", keys: "g l" }
                if may_import {
                    Entry { to: Route::Import {}, icon: "import", label: "Import", keys: "g i" }
                }
                div { class: "foot",
                    ConnectionIndicator {}
                    Entry { to: Route::Settings {}, icon: "settings", label: "Settings", keys: "" }
                    div { class: "who", title: name.clone(),
                        b { class: "avatar", "aria-hidden": "true", {format::initials(&name)} }
                        span { {name.clone()} }
                    }
                }
            }
            main { class: "page", Outlet::<Route> {} }
            nav { class: "tabs", "aria-label": "Main",
                Entry { to: Route::Dashboard {}, icon: "dashboard", label: "Dashboard", keys: "" }
                Entry { to: Route::Leads { query: LeadsQuery::default() }, icon: "leads", label: "Leads", keys: "" }
                if may_import {
                    Entry { to: Route::Import {}, icon: "import", label: "Import", keys: "" }
                }
                Entry { to: Route::Settings {}, icon: "settings", label: "Settings", keys: "" }
            }
        }
        match open() {
            Open::Nothing => rsx! {},
            Open::NewLead => rsx! { NewLead { on_close: move |()| open.set(Open::Nothing) } },
            Open::Help => rsx! {
                Dialog { title: "Keys", on_close: move |()| open.set(Open::Nothing),
                    dl { class: "content keys",
                        for (keys, what) in KEYS {
                            dt { for key in keys.split(' ') { kbd { class: "key", {key} } " " } }
                            dd { {what} }
                        }
                    }
                }
            },
        }
    }
}

/// Tells of keys that are not typed into a field; `/` goes to the search field itself.
const LISTEN: &str = r#"
window.__keys?.abort();
window.__keys = new AbortController();
document.addEventListener('keydown', event => {
    const typing = event.target.closest?.('input, textarea, select, [role=dialog]');
    if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === '/') {
        const search = document.querySelector('input[type=search]');
        if (search) { event.preventDefault(); search.focus(); search.select(); return; }
    }
    if (event.key.length === 1) {
        if ('c?'.includes(event.key)) event.preventDefault();
        dioxus.send(event.key);
    }
}, { signal: window.__keys.signal });
await new Promise(() => {});
"#;

#[component]
fn Entry(to: Route, icon: &'static str, label: &'static str, keys: &'static str) -> Element {
    let here = use_route::<Route>();
    let is_here = std::mem::discriminant(&here) == std::mem::discriminant(&to)
        || matches!((&here, &to), (Route::Lead { .. }, Route::Leads { .. }));
    rsx! {
        Link { to, class: "nav", "aria-current": if is_here { "page" }, "aria-label": label,
            Icon { name: icon }
            span { {label} }
            if !keys.is_empty() {
                kbd { class: "key", "aria-hidden": "true", {keys} }
            }
        }
    }
}
