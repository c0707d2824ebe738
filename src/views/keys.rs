//! The keys: heard wherever the focus is, and told to the screen that wants them.

use super::shell::Open;
use crate::{
    components::Dialog,
    hooks::use_toasts,
    platform,
    route::{JobsQuery, LeadsQuery, Route},
};
use dioxus::prelude::*;
use futures::StreamExt;

/// The keys, as the help shows them.
pub const KEYS: [(&str, &str); 18] = [
    ("Ctrl K", "Find a lead or a command"),
    ("/", "Search"),
    ("c", "New lead"),
    ("j k", "Next and previous row"),
    (
        "x",
        "Select the row; with Shift and an arrow or a click, several",
    ),
    ("Ctrl a", "Select all rows"),
    ("Enter", "Open; edit; save"),
    ("Esc", "Close; take back"),
    ("z", "Undo the last deletion or merge"),
    ("g d", "Go to Dashboard"),
    ("g l", "Go to Leads"),
    ("g s", "Go to Scrape"),
    ("g e", "Go to Enrichment"),
    ("g i", "Go to Import"),
    ("g j", "Go to Jobs"),
    ("g u", "Go to Possible duplicates"),
    ("m n", "Merge a possible duplicate, or say that it is none"),
    ("?", "Keys"),
];

/// The newest key, numbered.
#[derive(Clone, Copy)]
struct Pressed(Signal<(u64, String)>);

/// Listens to the keys, does what every screen does with them, and tells the
/// screens of the others.
pub fn use_keys(open: Signal<Open>) {
    let Pressed(mut pressed) = use_context_provider(|| Pressed(Signal::new((0, String::new()))));
    let (toasts, navigator) = (use_toasts(), use_navigator());
    let mut open = open;
    let all_leads = || Route::Leads {
        query: LeadsQuery::default(),
    };
    use_future(move || async move {
        let mut keys = platform::keys();
        let mut is_going = false;
        while let Some(key) = keys.next().await {
            let went = std::mem::replace(&mut is_going, false);
            match (went, key.as_str()) {
                (true, "d") => drop(navigator.push(Route::Dashboard {})),
                (true, "l") => drop(navigator.push(all_leads())),
                (true, "s") => drop(navigator.push(Route::Scrape {})),
                (true, "e") => drop(navigator.push(Route::Enrichment {})),
                (true, "u") => drop(navigator.push(Route::Duplicates {})),
                (true, "i") => drop(navigator.push(Route::Import {})),
                (true, "j") => drop(navigator.push(Route::Jobs {
                    query: JobsQuery::default(),
                })),
                (false, "g") => is_going = true,
                (false, "c") => open.set(Open::NewLead),
                (false, "?") => open.set(Open::Help),
                (false, "Mod+k") => open.toggle_palette(),
                (false, "z") => toasts.undo_newest(),
                (false, "/") => {
                    if !matches!(router().current::<Route>(), Route::Leads { .. }) {
                        navigator.push(all_leads());
                        // The screen has to be there first.
                        platform::sleep(std::time::Duration::from_millis(32)).await;
                    }
                    platform::focus("input[type=search]");
                }
                _ => {
                    let turn = pressed.peek().0 + 1;
                    pressed.set((turn, key));
                }
            }
        }
    });
}

/// What Ctrl-K does.
trait Toggle {
    fn toggle_palette(&mut self);
}

impl Toggle for Signal<Open> {
    fn toggle_palette(&mut self) {
        let next = match *self.peek() {
            Open::Palette => Open::Nothing,
            _ => Open::Palette,
        };
        self.set(next);
    }
}

/// Calls `heard` with each key that no screen does the same with.
pub fn use_pressed(mut heard: impl FnMut(&str) + 'static) {
    let Pressed(pressed) = use_context();
    let mut seen = use_hook(|| CopyValue::new(pressed.peek().0));
    use_effect(move || {
        let (turn, key) = pressed();
        if turn != *seen.peek() {
            seen.set(turn);
            heard(&key);
        }
    });
}

/// Every key and what it does.
#[component]
pub fn KeyList() -> Element {
    rsx! {
        dl { class: "keys",
            for (keys, what) in KEYS {
                div { key: "{keys}",
                    dt { {what} }
                    dd {
                        for key in keys.split(' ') {
                            kbd { key: "{key}", class: "key", {key} }
                        }
                    }
                }
            }
        }
    }
}

/// The help.
#[component]
pub fn Help(on_close: Callback<()>) -> Element {
    rsx! {
        Dialog { title: "Keys", on_close,
            div { class: "content", KeyList {} }
        }
    }
}
