//! The form for a new lead.

use super::lead::url;
use crate::{
    components::Dialog,
    hooks::use_create_business,
    model::{Address, NewBusiness},
    route::Route,
};
use dioxus::prelude::*;

/// Asks for what is known and opens the new lead.
#[component]
pub fn NewLead(on_close: Callback<()>) -> Element {
    let (create, navigator) = (use_create_business(), use_navigator());
    let mut fault = use_signal(|| None::<&'static str>);
    let name = use_signal(String::new);
    let category = use_signal(String::new);
    let street = use_signal(String::new);
    let city = use_signal(String::new);
    let phone = use_signal(String::new);
    let email = use_signal(String::new);
    let website = use_signal(String::new);
    let submit = move || {
        let known = |field: Signal<String>| {
            Some(field.peek().trim().to_owned()).filter(|text| !text.is_empty())
        };
        let Some(given) = known(name) else {
            fault.set(Some("A lead needs a name."));
            return;
        };
        let website = known(website).map(|site| url(&site));
        let (id, kept) = create.call(NewBusiness {
            category: known(category),
            address: Address {
                street: known(street),
                city: known(city),
                ..Address::default()
            },
            phone: known(phone),
            email: known(email),
            website,
            ..NewBusiness::named(given)
        });
        spawn(async move {
            // Shown before it is gone to, also if the device kept nothing.
            let _ = kept.await;
            on_close.call(());
            navigator.push(Route::Lead { id });
        });
    };
    let mut submit = submit;
    rsx! {
        Dialog { title: "New lead", on_close,
            form {
                onsubmit: move |event| {
                    event.prevent_default();
                    submit();
                },
                div { class: "content",
                    div { class: "field",
                        label { r#for: "new-name", "Name" }
                        FieldInput { id: "new-name", value: name }
                        if let Some(fault) = fault() {
                            span { class: "fault", role: "alert", {fault} }
                        }
                    }
                    for pair in [
                        [("new-category", "Category", category), ("new-website", "Website", website)],
                        [("new-street", "Street", street), ("new-city", "City", city)],
                        [("new-phone", "Phone", phone), ("new-email", "E-mail", email)],
                    ] {
                        div { class: "pair", key: "{pair[0].0}",
                            for (id, label, value) in pair {
                                div { class: "field", key: "{id}",
                                    label { r#for: id, {label} }
                                    FieldInput { id, value }
                                }
                            }
                        }
                    }
                }
                footer {
                    button { class: "button", r#type: "button", onclick: move |_| on_close.call(()), "Cancel" }
                    button { class: "button primary", r#type: "submit", "Create lead" }
                }
            }
        }
    }
}

#[component]
fn FieldInput(id: &'static str, value: Signal<String>) -> Element {
    // What a phone's keyboard offers.
    let keyboard = match id {
        "new-phone" => "tel",
        "new-email" => "email",
        "new-website" => "url",
        _ => "text",
    };
    rsx! {
        input { id, class: "input", autocomplete: "off", inputmode: keyboard, oninput: move |event| {
            let mut value = value;
            value.set(event.value());
        } }
    }
}
