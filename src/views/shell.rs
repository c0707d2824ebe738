//! What stands around every screen: navigation, connection, keys.

use super::{
    keys::use_keys,
    later::{Later, Part},
    leads::use_place_provider,
    lists::use_lists_provider,
    scrape::use_draft_provider,
    settings::role_name,
};
use crate::{
    components::{Brand, ConnectionIndicator, Icon, format, use_clock_provider},
    hooks::{
        Counts, use_duplicate_count, use_open_provider, use_pending_counts, use_session,
        use_sign_out,
    },
    platform,
    route::{JobsQuery, LeadsQuery, Route},
};
use dioxus::prelude::*;

pub use super::keys::use_pressed;

/// What is open over the screens.
#[derive(Clone, Copy, PartialEq)]
pub enum Open {
    /// Nothing.
    Nothing,
    /// The keys.
    Help,
    /// The form for a new lead.
    NewLead,
    /// Commands.
    Palette,
    /// The screens that have no tab.
    More,
    /// Whether to sign out all the same.
    SignOut,
}

/// Asks the shell to open the form for a new lead.
#[derive(Clone, Copy)]
pub struct OpenNewLead(pub Callback<()>);

/// Asks the shell to open the help.
#[derive(Clone, Copy)]
pub struct OpenHelp(pub Callback<()>);

/// Asks the shell to sign out; it asks back while changes are not sent yet.
#[derive(Clone, Copy)]
pub struct SignOut(pub Callback<()>);

/// The frame.
#[component]
pub fn Shell() -> Element {
    let session = use_session();
    let mut open = use_signal(|| Open::Nothing);
    let new_lead = use_callback(move |()| open.set(Open::NewLead));
    let help = use_callback(move |()| open.set(Open::Help));
    let close = use_callback(move |()| open.set(Open::Nothing));
    use_context_provider(|| OpenNewLead(new_lead));
    use_context_provider(|| OpenHelp(help));
    let (pending, leave) = (use_pending_counts(), use_sign_out());
    let sign_out = use_callback(move |()| {
        let counts = *pending.peek();
        if counts.waiting + counts.parked > 0 {
            open.set(Open::SignOut);
        } else {
            leave.call(());
        }
    });
    use_context_provider(|| SignOut(sign_out));
    let navigator = use_navigator();
    use_open_provider(use_callback(move |path: String| drop(navigator.push(path))));
    use_clock_provider();
    #[cfg(debug_assertions)]
    super::developer::use_developer_provider();
    use_place_provider();
    use_draft_provider();
    use_keys(open);
    let user = session.read().user();
    use_lists_provider(user.as_ref().map(|user| user.id));
    let may_import = user.as_ref().is_some_and(|user| user.role.may_run_jobs());
    let (name, role) = user.as_ref().map_or_else(Default::default, |user| {
        (user.name.clone(), role_name(user.role))
    });
    let leads = Route::Leads {
        query: LeadsQuery::default(),
    };
    let screen = rsx! {
        div { class: "shell", inert: if open() != Open::Nothing { "true" },
            button { class: "button skip", onclick: move |_| platform::focus("main"), "Skip to the content" }
            nav { class: "sidebar", "aria-label": "Main",
                Brand {}
                button { class: "find", "aria-label": "Find a lead or a command", onclick: move |_| open.set(Open::Palette),
                    Icon { name: "search" }
                    span { "Find" }
                    kbd { class: "key", "aria-hidden": "true", "Ctrl K" }
                }
                Entry { to: Route::Dashboard {}, icon: "dashboard", label: "Dashboard", keys: "g d" }
                Entry { to: leads.clone(), icon: "leads", label: "Leads", keys: "g l" }
                DuplicatesEntry {}
                if may_import {
                    Entry { to: Route::Scrape {}, icon: "scrape", label: "Scrape", keys: "g s" }
                    Entry { to: Route::Enrichment {}, icon: "enrich", label: "Enrichment", keys: "g e" }
                    Entry { to: Route::Import {}, icon: "import", label: "Import", keys: "g i" }
                    Entry { to: Route::Jobs { query: JobsQuery::default() }, icon: "jobs", label: "Jobs", keys: "g j" }
                }
                div { class: "foot",
                    PendingEntry {}
                    ConnectionIndicator {}
                    Entry { to: Route::Settings {}, icon: "settings", label: "Settings", keys: "" }
                    div { class: "who", title: "{name}, {role}",
                        b { class: "avatar", "aria-hidden": "true", {format::initials(&name)} }
                        span { {name.clone()} }
                    }
                }
            }
            main { class: "page", tabindex: "-1", Outlet::<Route> {} }
            nav { class: "tabs", "aria-label": "Main",
                Entry { to: Route::Dashboard {}, icon: "dashboard", label: "Dashboard", keys: "" }
                Entry { to: leads, icon: "leads", label: "Leads", keys: "" }
                if may_import {
                    Entry { to: Route::Scrape {}, icon: "scrape", label: "Scrape", keys: "" }
                }
                PendingEntry {}
                if may_import {
                    button { class: "nav", "aria-haspopup": "dialog", onclick: move |_| open.set(Open::More), Icon { name: "menu" } span { "More" } }
                } else {
                    Entry { to: Route::Settings {}, icon: "settings", label: "Settings", keys: "" }
                }
            }
        }
        match open() {
            Open::Nothing => rsx! {},
            over => rsx! { Later { part: Part::Over(over, close) } },
        }
    };
    #[cfg(debug_assertions)]
    let screen = rsx! {
        {screen}
        super::developer::Developer {}
    };
    screen
}

/// What waits or was refused, while there is something.
#[component]
fn PendingEntry() -> Element {
    let Counts {
        waiting, parked, ..
    } = use_pending_counts()();
    let here = use_route::<Route>();
    if waiting + parked == 0 && here != (Route::PendingChanges {}) {
        return rsx! {};
    }
    rsx! {
        Link { to: Route::PendingChanges {}, class: "nav", "aria-label": "Pending",
            "aria-current": if here == (Route::PendingChanges {}) { "page" },
            Icon { name: "clock" }
            span { "Pending" }
            if waiting + parked > 0 {
                b { class: if parked > 0 { "badge bad num" } else { "badge num" }, {format::count((waiting + parked) as u64)} }
            }
        }
    }
}

/// Leads that may be one business, while there are any.
#[component]
fn DuplicatesEntry() -> Element {
    let count = use_duplicate_count();
    let here = use_route::<Route>();
    let is_here = here == (Route::Duplicates {});
    if count == 0 && !is_here {
        return rsx! {};
    }
    rsx! {
        Link { to: Route::Duplicates {}, class: "nav", "aria-label": "Possible duplicates",
            "aria-current": if is_here { "page" },
            Icon { name: "twins" }
            span { "Duplicates" }
            if count > 0 {
                b { class: "badge num", {format::count(count)} }
            }
        }
    }
}

#[component]
fn Entry(to: Route, icon: &'static str, label: &'static str, keys: &'static str) -> Element {
    let here = use_route::<Route>();
    let is_here = std::mem::discriminant(&here) == std::mem::discriminant(&to)
        || matches!(
            (&here, &to),
            (Route::Lead { .. }, Route::Leads { .. })
                | (Route::ScrapeJob { .. }, Route::Scrape {})
                | (Route::JobPage { .. }, Route::Jobs { .. })
        );
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
