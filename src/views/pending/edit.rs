//! What somebody makes of their own value and somebody else's.

use super::words;
use crate::{
    components::stage_name,
    hooks::{use_parked_actions, use_users},
    model::{BusinessChanges, Conflict, Stage, Uuid},
    views::lead,
};
use dioxus::prelude::*;

/// A form with a field for each conflict: one's own value in it, theirs beside.
#[component]
pub fn Edit(id: Uuid, conflicts: Vec<Conflict>, on_close: Callback<()>) -> Element {
    let actions = use_parked_actions();
    let mut values = use_signal({
        let mine = conflicts.iter().map(|it| words::plain(&it.mine));
        let mine: Vec<_> = mine.collect();
        move || mine
    });
    let mut faults = use_signal(Vec::<Option<String>>::new);
    let fields: Vec<_> = conflicts.iter().map(|it| it.field.clone()).collect();
    let submit = move || {
        let changes = fields.iter().zip(values.peek().clone());
        let changes: Vec<_> = changes
            .map(|(field, value)| change(field, value.trim()))
            .collect();
        faults.set(changes.iter().map(|it| it.clone().err()).collect());
        let all: Result<Vec<_>, _> = changes.into_iter().collect();
        if let Ok(all) = all {
            let empty = BusinessChanges::default();
            let edited = all.iter().fold(empty, |edited, one| edited.with(one));
            actions.edit.call((id, edited));
            on_close.call(());
        }
    };
    let mut submit = submit;
    rsx! {
        form { class: "merge", "aria-label": "Edit",
            onsubmit: move |event| {
                event.prevent_default();
                submit();
            },
            for (index, conflict) in conflicts.into_iter().enumerate() {
                div { class: "field", key: "{conflict.field}",
                    label { r#for: "merge-{id}-{index}", {words::field_name(&conflict.field)} }
                    Value { id: "merge-{id}-{index}", field: conflict.field.clone(), value: values.read()[index].clone(),
                        on_change: move |value| values.write()[index] = value }
                    span { class: "hint", "Theirs: " Shown { field: conflict.field, value: conflict.theirs } }
                    if let Some(fault) = faults.read().get(index).cloned().flatten() {
                        span { class: "fault", role: "alert", {fault} }
                    }
                }
            }
            div { class: "quick",
                button { class: "button small primary", r#type: "submit", "Save" }
                button { class: "button small", r#type: "button", onclick: move |_| on_close.call(()), "Cancel" }
            }
        }
    }
}

/// Where a value is written or chosen.
#[component]
fn Value(id: String, field: String, value: String, on_change: Callback<String>) -> Element {
    let users = use_users();
    let choices: Option<Vec<(String, String)>> = match field.as_str() {
        "stage" => {
            let stages = Stage::ALL.iter();
            let named = stages.map(|it| (it.as_str().to_owned(), stage_name(*it).to_owned()));
            Some(named.collect())
        }
        "owner_id" => {
            let people = users.data.iter().flat_map(|people| people.iter());
            let people = people.map(|it| (it.id.to_string(), it.name.clone()));
            Some(
                std::iter::once((String::new(), "Nobody".to_owned()))
                    .chain(people)
                    .collect(),
            )
        }
        _ => None,
    };
    match choices {
        Some(choices) => rsx! {
            select { id, class: "input choose", value: value.clone(), onchange: move |event| on_change.call(event.value()),
                for (choice, name) in choices {
                    option { key: "{choice}", value: choice.clone(), selected: choice == value, {name} }
                }
            }
        },
        None => rsx! {
            input { id, class: "input", autocomplete: "off", initial_value: value, oninput: move |event| on_change.call(event.value()) }
        },
    }
}

/// A value as it is shown.
#[component]
pub fn Shown(field: String, value: serde_json::Value) -> Element {
    let users = use_users();
    let plain = words::plain(&value);
    let text = match field.as_str() {
        "stage" => plain.parse().map_or(plain, |it| stage_name(it).to_owned()),
        "owner_id" => {
            let mut people = users.data.iter().flat_map(|people| people.iter());
            let owner = people.find(|it| it.id.to_string() == plain);
            match owner {
                Some(owner) => owner.name.clone(),
                None if plain.is_empty() => "Nobody".to_owned(),
                None => "Somebody else".to_owned(),
            }
        }
        _ if plain.is_empty() => "–".to_owned(),
        _ => plain,
    };
    rsx! { {text} }
}

/// The change of a field, by its name on the wire, to what somebody wrote.
///
/// # Errors
/// What is wrong with it, for people.
fn change(field: &str, text: &str) -> Result<BusinessChanges, String> {
    let changes = BusinessChanges::default();
    let number = || {
        let given = Some(text).filter(|text| !text.is_empty());
        let number = given.map(|text| text.replace(',', ".").parse::<f64>());
        number
            .transpose()
            .map_err(|_| "This is no number.".to_owned())
    };
    Ok(match field {
        "stage" => BusinessChanges {
            stage: Some(text.parse().map_err(|()| "There is no such stage.")?),
            ..changes
        },
        "owner_id" => BusinessChanges {
            owner_id: Some(text.parse().ok()),
            ..changes
        },
        "lat" => BusinessChanges {
            lat: Some(number()?),
            ..changes
        },
        "lon" => BusinessChanges {
            lon: Some(number()?),
            ..changes
        },
        text_field => return lead::change(&words::field_name(text_field), text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json, to_value};

    fn changed(field: &str, text: &str) -> Value {
        to_value(change(field, text).unwrap()).unwrap()
    }

    #[test]
    fn every_field_can_be_written() {
        assert_eq!(changed("name", "A"), json!({"name": "A"}));
        assert_eq!(changed("phone", ""), json!({"phone": null}));
        assert_eq!(
            changed("address.city", "Espoo"),
            json!({"address": {"city": "Espoo"}})
        );
        assert_eq!(changed("lat", "60,1"), json!({"lat": 60.1}));
        assert_eq!(changed("stage", "won"), json!({"stage": "won"}));
        assert_eq!(changed("tags", "a, b"), json!({"tags": ["a", "b"]}));
        assert_eq!(changed("owner_id", ""), json!({"owner_id": null}));
        for field in crate::model::Field::ALL {
            let value = if field == crate::model::Field::Stage {
                "won"
            } else {
                ""
            };
            if field == crate::model::Field::Name {
                continue;
            }
            let fields = change(field.as_str(), value).unwrap().fields();
            assert_eq!(fields, [field]);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (field, text) in [
            ("name", ""),
            ("lat", "north"),
            ("email", "nobody"),
            ("stage", ""),
        ] {
            assert!(change(field, text).is_err(), "{field}");
        }
    }
}
