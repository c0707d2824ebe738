//! The facts, in groups, edited where they stand.

use super::{
    fields::{self, Field},
    known::Origin,
};
use crate::{
    components::{Editable, Icon},
    hooks::use_update_business,
    model::Business,
};
use dioxus::prelude::*;
use std::rc::Rc;

/// The groups.
#[component]
pub fn Facts(lead: Rc<Business>) -> Element {
    rsx! {
        Group { name: "Business", fields: &fields::BUSINESS, lead: lead.clone() }
        Group { name: "Contact", fields: &fields::CONTACT, lead: lead.clone() }
        Group { name: "Address", fields: &fields::ADDRESS, lead }
    }
}

#[component]
fn Group(name: &'static str, fields: &'static [Field], lead: Rc<Business>) -> Element {
    rsx! {
        section { class: "card facts-card", "aria-label": name,
            h2 { {name} }
            dl { class: "facts",
                for (index, field) in fields.iter().enumerate() {
                    Fact { key: "{field.name}", fields, index, value: (field.read)(&lead), id: lead.id }
                }
            }
        }
    }
}

#[component]
fn Fact(
    fields: &'static [Field],
    index: usize,
    value: Option<String>,
    id: crate::model::Uuid,
) -> Element {
    let update = use_update_business();
    let Field {
        name,
        show,
        change,
        kind,
        ..
    } = &fields[index];
    let (name, show, change): (&'static str, _, _) = (name, *show, *change);
    let shown = value.as_deref().map(show).unwrap_or_default();
    // Something to follow stands beside the field: a click on the field edits.
    let follow = value.as_deref().and_then(|value| match name {
        "Phone" => Some((format!("tel:{value}"), "Call", "phone")),
        "E-mail" => Some((format!("mailto:{value}"), "Write", "mail")),
        "Website" => Some((value.to_owned(), "Open website", "external")),
        _ => None,
    });
    let target = if name == "Website" { "_blank" } else { "_self" };
    rsx! {
        div {
            dt { {name} }
            dd {
                Editable { label: name, value: value.clone(), kind: *kind,
                    check: move |value: String| fields::fault(name, &value),
                    on_save: move |value| update.call((id, change(value))),
                    if name == "Tags" {
                        span { class: "tags",
                            for tag in fields::tags(&shown) {
                                span { key: "{tag}", class: "pill bare", {tag.clone()} }
                            }
                        }
                    } else {
                        span { {shown} }
                    }
                }
                Origin { name, value: value.clone(), on_take: move |value| update.call((id, change(Some(value)))) }
                if let Some((href, what, icon)) = follow {
                    a { class: "button plain icon small", href, target, rel: "noopener noreferrer", "aria-label": what, title: what, Icon { name: icon } }
                }
            }
        }
    }
}

impl PartialEq for Field {
    /// The tables of fields are constants: a field is its name.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
