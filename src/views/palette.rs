//! Commands and leads by a few letters (Ctrl-K).

use super::shell::{OpenNewLead, SignOut};
use crate::{
    components::{Dialog, Icon, StagePill},
    hooks::{use_business_list, use_leadwire},
    model::{BusinessFilter, Sort},
    platform,
    route::{JobsQuery, LeadsQuery, Route},
};
use dioxus::prelude::*;
use std::time::Duration;

/// Leads that are shown.
const LEADS: usize = 8;

/// What an entry does.
#[derive(Clone, PartialEq)]
enum Act {
    Go(Route),
    NewLead,
    Theme(Option<&'static str>),
    SignOut,
    #[cfg(debug_assertions)]
    Developer,
}

/// An entry.
#[derive(Clone, PartialEq)]
struct Entry {
    icon: &'static str,
    name: String,
    note: String,
    stage: Option<crate::model::Stage>,
    act: Act,
}

fn commands(typed: &str) -> Vec<Entry> {
    let leads = Route::Leads {
        query: LeadsQuery::default(),
    };
    let all = [
        ("plus", "New lead", "c", Act::NewLead),
        (
            "dashboard",
            "Go to Dashboard",
            "g d",
            Act::Go(Route::Dashboard {}),
        ),
        ("leads", "Go to Leads", "g l", Act::Go(leads)),
        ("scrape", "Go to Scrape", "g s", Act::Go(Route::Scrape {})),
        (
            "enrich",
            "Go to Enrichment",
            "g e",
            Act::Go(Route::Enrichment {}),
        ),
        ("import", "Import leads", "g i", Act::Go(Route::Import {})),
        (
            "jobs",
            "Go to Jobs",
            "g j",
            Act::Go(Route::Jobs {
                query: JobsQuery::default(),
            }),
        ),
        (
            "twins",
            "Possible duplicates",
            "g u",
            Act::Go(Route::Duplicates {}),
        ),
        ("settings", "Settings", "", Act::Go(Route::Settings {})),
        ("moon", "Dark theme", "", Act::Theme(Some("dark"))),
        ("sun", "Light theme", "", Act::Theme(Some("light"))),
        ("settings", "System's theme", "", Act::Theme(None)),
        ("out", "Sign out", "", Act::SignOut),
        #[cfg(debug_assertions)]
        ("file", "Developer panel", "Ctrl Shift D", Act::Developer),
    ];
    let typed = typed.trim().to_lowercase();
    let entry = |(icon, name, note, act): (&'static str, &str, &str, Act)| Entry {
        icon,
        name: name.into(),
        note: note.into(),
        stage: None,
        act,
    };
    all.into_iter()
        .filter(|(_, name, ..)| name.to_lowercase().contains(&typed))
        .map(entry)
        .collect()
}

/// The dialog.
#[component]
pub fn Palette(on_close: Callback<()>) -> Element {
    let mut typed = use_signal(String::new);
    let mut asked = use_signal(String::new);
    let mut at = use_signal(|| 0usize);
    let open_new = use_context::<OpenNewLead>();
    let (navigator, sign_out) = (use_navigator(), use_context::<SignOut>());
    #[cfg(debug_assertions)]
    let super::developer::DeveloperOpen(mut developer) = use_context();
    let filter = BusinessFilter {
        q: Some(asked()).filter(|q| !q.trim().is_empty()),
        ..Default::default()
    };
    let found = use_business_list(filter, Sort::default());
    let client = use_leadwire().client;
    let commands = commands(&typed.read());
    let leads = found.range(0..LEADS).into_iter().filter_map(|id| {
        let lead = client.business(id)?;
        let note = [&lead.address.street, &lead.address.city];
        let note: Vec<&str> = note.into_iter().flatten().map(String::as_str).collect();
        Some(Entry {
            icon: "leads",
            name: lead.name.clone(),
            note: note.join(", "),
            stage: Some(lead.stage),
            act: Act::Go(Route::Lead { id }),
        })
    });
    // Who types looks for a lead; who does not, for a command.
    let (leads, is_typing) = (leads.collect::<Vec<_>>(), !typed.read().trim().is_empty());
    let groups = if is_typing {
        [("Leads", leads), ("Commands", commands)]
    } else {
        [("Commands", commands), ("Changed last", leads)]
    };
    let entries: Vec<Entry> = groups.iter().flat_map(|(_, group)| group.clone()).collect();
    let last = entries.len().saturating_sub(1);
    let run = use_callback(move |act: Act| {
        on_close.call(());
        match act {
            Act::Go(route) => drop(navigator.push(route)),
            Act::NewLead => open_new.0.call(()),
            Act::Theme(theme) => platform::save_theme(theme),
            Act::SignOut => sign_out.0.call(()),
            #[cfg(debug_assertions)]
            Act::Developer => developer.toggle(),
        }
    });
    let chosen = entries.get(at().min(last)).map(|entry| entry.act.clone());
    let mut begun = 0;
    let groups = groups.map(|(name, group)| {
        let from = begun;
        begun += group.len();
        (name, from, group)
    });
    rsx! {
        Dialog { title: "Find a lead or a command", class: "palette bare", on_close,
            div { class: "search",
                Icon { name: "search" }
                input { class: "input", placeholder: "Find a lead or a command", "aria-label": "Find a lead or a command", role: "combobox", autocomplete: "off", spellcheck: "false",
                    "aria-expanded": "true", "aria-controls": "palette-list", "aria-activedescendant": "palette-{at().min(last)}",
                    oninput: move |event| {
                        let text = event.value();
                        typed.set(text.clone());
                        at.set(0);
                        spawn(async move {
                            platform::sleep(Duration::from_millis(80)).await;
                            if *typed.peek() == text {
                                asked.set(text);
                            }
                        });
                    },
                    onkeydown: move |event| {
                        let now = (*at.peek()).min(last);
                        match event.key() {
                            Key::ArrowDown => at.set(if now == last { 0 } else { now + 1 }),
                            Key::ArrowUp => at.set(if now == 0 { last } else { now - 1 }),
                            Key::Enter => {
                                if let Some(act) = chosen.clone() {
                                    run.call(act);
                                }
                            }
                            _ => return,
                        }
                        event.prevent_default();
                    },
                }
            }
            div { class: "results", id: "palette-list", role: "listbox", "aria-label": "Results",
                for (name, from, group) in groups {
                    if !group.is_empty() {
                        div { key: "{name}", role: "group", "aria-label": name,
                            h2 { "aria-hidden": "true", {name} }
                            for (index, entry) in group.into_iter().enumerate() {
                                Result { key: "{index}", index: from + index, entry, selected: at().min(last) == from + index, on_run: run }
                            }
                        }
                    }
                }
                if entries.is_empty() {
                    p { class: "quiet", "Nothing is called that." }
                }
            }
        }
    }
}

#[component]
fn Result(index: usize, entry: Entry, selected: bool, on_run: Callback<Act>) -> Element {
    let act = entry.act.clone();
    rsx! {
        div { class: "result", role: "option", id: "palette-{index}", "aria-selected": if selected { "true" } else { "false" },
            onclick: move |_| on_run.call(act.clone()),
            if entry.stage.is_none() {
                Icon { name: entry.icon }
            }
            span { class: "what", {entry.name.clone()} }
            if let Some(stage) = entry.stage {
                span { class: "note", {entry.note.clone()} }
                StagePill { stage }
            } else {
                span { class: "note",
                    for key in entry.note.split_whitespace() {
                        kbd { key: "{key}", class: "key", {key} }
                    }
                }
            }
        }
    }
}
