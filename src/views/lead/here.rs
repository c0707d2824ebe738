//! Who else looks at the lead.

use crate::{
    components::format,
    hooks::use_presence,
    model::{Presence, Uuid},
};
use dioxus::prelude::*;

/// Faces that are shown; the rest is counted.
const FACES: usize = 3;

/// «Anna is here too».
#[component]
pub fn Here(id: Uuid) -> Element {
    let others = use_presence(id);
    let text = sentence(&others);
    rsx! {
        div { class: "faces", role: "status", "data-testid": "here", title: text.clone(),
            for person in others.iter().take(FACES) {
                b { key: "{person.user_id}", class: "avatar", "aria-hidden": "true", {format::initials(&person.name)} }
            }
            if !others.is_empty() {
                span { class: "quiet", {text.clone()} }
            }
        }
    }
}

fn sentence(others: &[Presence]) -> String {
    match others {
        [] => String::new(),
        [one] => format!("{} is here too", one.name),
        [one, two] => format!("{} and {} are here too", one.name, two.name),
        [one, rest @ ..] => format!("{} and {} others are here too", one.name, rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_who_is_here() {
        let person = |name: &str| Presence {
            business_id: Uuid::nil(),
            user_id: Uuid::nil(),
            name: name.into(),
            since: 0,
        };
        let all = ["Anna", "Bo", "Cleo"].map(person);
        let said = [0, 1, 2, 3].map(|count| sentence(&all[..count]));
        let expected = [
            "",
            "Anna is here too",
            "Anna and Bo are here too",
            "Anna and 2 others are here too",
        ];
        assert_eq!(said, expected);
    }
}
