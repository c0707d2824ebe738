//! Two leads side by side, with a choice for each part in which they differ.

use super::{
    parts::{Agreement, PARTS, Part, Which},
    reasons::Reasons,
};
use crate::{
    components::{Ago, Icon},
    hooks::{Merging, use_business, use_keep_apart, use_merge_duplicates},
    model::{Business, Duplicate, Field, Uuid},
    route::Route,
    views::shell::use_pressed,
};
use dioxus::prelude::*;
use std::{collections::BTreeMap, rc::Rc};

/// A pair.
#[component]
pub fn Compare(pair: Duplicate) -> Element {
    // As they are now: somebody may be at work on one of them.
    let (now_a, now_b) = (use_business(pair.a.id), use_business(pair.b.id));
    let a = now_a
        .read()
        .clone()
        .unwrap_or_else(|| Rc::new(pair.a.clone()));
    let b = now_b
        .read()
        .clone()
        .unwrap_or_else(|| Rc::new(pair.b.clone()));
    let mut picked = use_signal(BTreeMap::<&'static str, Which>::new);
    let (merge, keep_apart) = (use_merge_duplicates(), use_keep_apart());
    let of = move |part: &Part, a: &Business, b: &Business| {
        let chosen = picked.read().get(part.name).copied();
        chosen.unwrap_or_else(|| part.preferred(a, b))
    };
    let merging = {
        let (pair, a, b) = (pair.id, a.clone(), b.clone());
        move || Merging {
            pair,
            name: a.name.clone(),
            kept: a.id,
            picks: picks(&a, &b, |part| of(part, &a, &b)),
        }
    };
    let mut heard = use_hook(|| CopyValue::new(None));
    heard.set(Some((merging.clone(), pair.clone())));
    use_pressed(move |key| {
        let Some((merging, pair)) = heard.peek().clone() else {
            return;
        };
        match key {
            "m" => merge.call(merging()),
            "n" => keep_apart.call(pair),
            _ => {}
        }
    });
    let pick = use_callback(move |(part, which)| {
        picked.write().insert(part, which);
    });
    let apart = pair.clone();
    rsx! {
        div { class: "pair-of", "data-testid": "pair",
            section { class: "card sides", "aria-label": "Side by side",
                div { class: "side-heads",
                    span { class: "label" }
                    Head { lead: a.clone(), note: "stays" }
                    Head { lead: b.clone(), note: "goes into it" }
                }
                for part in PARTS {
                    Row { key: "{part.name}", part, agreement: part.agreement(&a, &b), which: of(&part, &a, &b),
                        a: (part.show)(&a), b: (part.show)(&b), on_pick: pick }
                }
                Tags { a: a.tags.clone(), b: b.tags.clone() }
            }
            Reasons { reasons: pair.reasons.clone(), score: pair.score }
            div { class: "decide",
                button { class: "button primary", onclick: move |_| merge.call(merging()),
                    Icon { name: "twins" } "Merge" kbd { class: "key", "aria-hidden": "true", "m" }
                }
                button { class: "button", onclick: move |_| keep_apart.call(apart.clone()),
                    "Not a duplicate" kbd { class: "key", "aria-hidden": "true", "n" }
                }
                p { class: "quiet hint", "Both sources, contacts and notes are kept. Either can be undone." }
            }
        }
    }
}

/// What is asked of the server: a choice wherever they differ.
fn picks(a: &Business, b: &Business, of: impl Fn(&Part) -> Which) -> BTreeMap<Field, Uuid> {
    PARTS
        .iter()
        .filter(|part| part.agreement(a, b) == Agreement::Different)
        .filter_map(|part| {
            let id = match of(part) {
                Which::A => a.id,
                Which::B => b.id,
            };
            // The fields of a part come together.
            Some((*part.fields.first()?, id))
        })
        .collect()
}

#[component]
fn Head(lead: Rc<Business>, note: &'static str) -> Element {
    let source = match lead.source.kind.as_str() {
        "osm" => "OpenStreetMap".to_owned(),
        "csv" | "geojson" => format!("{} file", lead.source.kind.to_uppercase()),
        "manual" => "Typed in".to_owned(),
        other => other.to_owned(),
    };
    rsx! {
        div { class: "side-head",
            Link { to: Route::Lead { id: lead.id }, strong { {lead.name.clone()} } }
            span { class: "quiet", "{source} · " Ago { at: lead.created_at, whole: true } }
            span { class: "quiet", {note} }
        }
    }
}

/// A part: one value if they agree, else a choice.
#[component]
fn Row(
    part: Part,
    agreement: Agreement,
    which: Which,
    a: Option<String>,
    b: Option<String>,
    on_pick: Callback<(&'static str, Which)>,
) -> Element {
    let name = part.name;
    if agreement == Agreement::Nothing {
        return rsx! {};
    }
    let differs = agreement == Agreement::Different;
    rsx! {
        div { class: if differs { "part differs" } else { "part" }, role: if differs { "radiogroup" }, "aria-label": name,
            span { class: "label", {name} }
            for (side, value) in [(Which::A, a), (Which::B, b)] {
                Cell { key: "{side:?}", name, value, side, is_chosen: side == which, differs, on_pick }
            }
        }
    }
}

#[component]
fn Cell(
    name: &'static str,
    value: Option<String>,
    side: Which,
    is_chosen: bool,
    differs: bool,
    on_pick: Callback<(&'static str, Which)>,
) -> Element {
    let Some(value) = value else {
        return rsx! { span { class: "value quiet", "–" } };
    };
    if !differs {
        return rsx! { span { class: "value", {value} } };
    }
    rsx! {
        label { class: if is_chosen { "value choice picked" } else { "value choice" },
            input { r#type: "radio", "aria-label": "{name}: {value}", name: "part-{name}", checked: is_chosen,
                onchange: move |_| on_pick.call((name, side)) }
            span { {value.clone()} }
        }
    }
}

/// Tags are joined.
#[component]
fn Tags(a: Vec<String>, b: Vec<String>) -> Element {
    if a.is_empty() && b.is_empty() {
        return rsx! {};
    }
    rsx! {
        div { class: "part", "aria-label": "Tags",
            span { class: "label", "Tags" }
            for (index, tags) in [a, b].into_iter().enumerate() {
                span { key: "{index}", class: "value tags",
                    for tag in tags {
                        span { key: "{tag}", class: "pill bare", {tag.clone()} }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NewBusiness;

    #[test]
    fn a_choice_is_sent_wherever_they_differ() {
        let mut a = NewBusiness::named("A").into_business(Uuid::from_u128(1), 0);
        let mut b = NewBusiness::named("B").into_business(Uuid::from_u128(2), 0);
        b.phone = Some("1".into());
        (a.lat, a.lon, b.lat, b.lon) = (Some(1.0), Some(1.0), Some(1.0), Some(2.0));
        let sent = picks(&a, &b, |part| {
            if part.name == "Name" {
                Which::B
            } else {
                Which::A
            }
        });
        assert_eq!(sent, [(Field::Name, b.id), (Field::Lat, a.id)].into());
    }
}
