//! Lists of leads that somebody saved under a name: what is asked for, and in which order.
//! They are kept on the device, for whoever is signed in.

use crate::{components::Dialog, model::Uuid, platform, route::LeadsQuery};
use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

/// A list that has a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedList {
    /// Its name; there is one of each.
    pub name: String,
    /// What it shows, as it stands in the address.
    pub query: String,
}

/// All that are saved.
#[derive(Clone, Copy)]
pub struct Lists {
    all: Signal<Vec<SavedList>>,
    owner: CopyValue<Option<Uuid>>,
}

/// Reads what `owner` saved here.
pub fn use_lists_provider(owner: Option<Uuid>) {
    let mut lists = use_context_provider(|| Lists {
        all: Signal::new(Vec::new()),
        owner: CopyValue::new(None),
    });
    if *lists.owner.peek() != owner {
        lists.owner.set(owner);
        let kept = owner.and_then(|owner| platform::saved(&place(owner)));
        lists.all.set(read(kept.as_deref().unwrap_or_default()));
    }
}

/// The lists, by name. Reading them subscribes.
pub fn use_lists() -> Lists {
    use_context()
}

impl Lists {
    /// All of them.
    pub fn all(&self) -> Vec<SavedList> {
        self.all.read().clone()
    }

    /// The one that shows just this.
    pub fn of(&self, query: &LeadsQuery) -> Option<SavedList> {
        let query = query.to_string();
        let all = self.all.read();
        all.iter().find(|list| list.query == query).cloned()
    }

    fn save(mut self, list: SavedList) {
        put(&mut self.all.write(), list);
        self.keep();
    }

    /// Forgets one; its leads stay.
    pub fn forget(mut self, name: &str) {
        self.all.write().retain(|list| list.name != name);
        self.keep();
    }

    fn keep(self) {
        let text = serde_json::to_string(&*self.all.peek()).ok();
        if let Some(owner) = *self.owner.peek() {
            platform::save(&place(owner), text.as_deref());
        }
    }
}

/// Where they are kept.
fn place(owner: Uuid) -> String {
    format!("lists.{owner}")
}

/// What is not understood is as good as nothing.
fn read(text: &str) -> Vec<SavedList> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Puts a list where its name belongs, in place of another of that name.
fn put(all: &mut Vec<SavedList>, list: SavedList) {
    all.retain(|other| other.name != list.name);
    let order = list.name.to_lowercase();
    let at = all.partition_point(|other| other.name.to_lowercase() < order);
    all.insert(at, list);
}

/// Asks what a list is to be called.
#[component]
pub fn SaveList(query: LeadsQuery, on_close: Callback<()>) -> Element {
    let lists = use_lists();
    let mut name = use_signal(String::new);
    let typed = name.read().trim().to_owned();
    let is_known = lists.all().iter().any(|list| list.name == typed);
    rsx! {
        Dialog { title: "Save list", on_close,
            form {
                onsubmit: move |event| {
                    event.prevent_default();
                    let name = name.peek().trim().to_owned();
                    if !name.is_empty() {
                        lists.save(SavedList { name, query: query.to_string() });
                        on_close.call(());
                    }
                },
                div { class: "content",
                    div { class: "field",
                        label { r#for: "list-name", "Name" }
                        input { id: "list-name", class: "input", autocomplete: "off", maxlength: "60", placeholder: "Cafés in Helsinki", oninput: move |event| name.set(event.value()) }
                        span { class: "hint", role: "status",
                            if is_known { "Replaces the list of this name." } else { "The search, the filters and the order are kept on this device." }
                        }
                    }
                }
                footer {
                    button { class: "button", r#type: "button", onclick: move |_| on_close.call(()), "Cancel" }
                    button { class: "button primary", r#type: "submit", disabled: typed.is_empty(), "Save list" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_one_list_and_all_are_in_order() {
        let list = |name: &str, query: &str| SavedList {
            name: name.into(),
            query: query.into(),
        };
        let mut all = read("nonsense");
        for (name, query) in [("b", "1"), ("C", "2"), ("a", "3"), ("b", "4")] {
            put(&mut all, list(name, query));
        }
        assert_eq!(all, [list("a", "3"), list("b", "4"), list("C", "2")]);
        assert_eq!(read(&serde_json::to_string(&all).unwrap()), all);
    }
}
