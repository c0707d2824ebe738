//! What is known beside the lead's own fields: what it says of itself, when it is open, where
//! else it is; and, for each field, where it was read and what else was.

use super::provenance::{From, network_name, safe_url};
use crate::{
    components::{Icon, format},
    hooks::Trouble,
    model::{Business, EnrichmentStatus, KnownFact, Relation},
    query::Key as CacheKey,
    views::fault::Fault,
};
use dioxus::prelude::*;
use std::rc::Rc;

/// The facts of the lead that is shown.
#[derive(Clone, Copy)]
pub struct Facts(pub Signal<Option<Rc<Vec<KnownFact>>>>);

/// The wire's names of the fields, by how they are called on the screen.
const FIELDS: [(&str, &str); 10] = [
    ("Name", "name"),
    ("Category", "category"),
    ("Phone", "phone"),
    ("E-mail", "email"),
    ("Website", "website"),
    ("Street", "address.street"),
    ("Postcode", "address.postcode"),
    ("City", "address.city"),
    ("Region", "address.region"),
    ("Country", "address.country"),
];

/// What the lead says of itself on the web; room for it while it is awaited.
#[component]
pub fn FromTheWeb(lead: Rc<Business>, trouble: Option<Trouble>) -> Element {
    let Facts(facts) = use_context();
    let facts = facts.read();
    if facts.is_none() && lead.enrichment_status == EnrichmentStatus::Enriched {
        if trouble.is_some() {
            return rsx! {
                section { class: "card facts-card", "aria-label": "From the web",
                    h2 { "From the web" }
                    Fault { trouble, of: CacheKey::business_part(lead.id, Relation::Facts) }
                }
            };
        }
        return rsx! {
            section { class: "card facts-card blank-web", "aria-busy": "true", "aria-label": "From the web",
                h2 { "From the web" }
                div { class: "skeleton" }
                div { class: "skeleton" }
            }
        };
    }
    let all = facts.iter().flat_map(|facts| facts.iter());
    let best = |field: &str| {
        let found = all
            .clone()
            .filter(|fact| fact.field == field && fact.gone_at.is_none());
        found.max_by(|a, b| {
            (a.shown, a.confidence)
                .partial_cmp(&(b.shown, b.confidence))
                .unwrap_or(std::cmp::Ordering::Equal)
        })
    };
    let texts = [
        ("Description", best("description")),
        ("Opening hours", best("opening_hours")),
    ];
    let texts: Vec<_> = texts
        .into_iter()
        .filter_map(|(name, fact)| Some((name, fact?)))
        .collect();
    let profiles: Vec<_> = all
        .clone()
        .filter(|fact| fact.gone_at.is_none())
        .filter_map(|fact| {
            let network = fact.field.strip_prefix("social.")?;
            Some((network_name(network), safe_url(&fact.value)?))
        })
        .collect();
    if texts.is_empty() && profiles.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card facts-card", "aria-label": "From the web",
            h2 { "From the web" }
            dl { class: "facts read",
                for (name, fact) in texts {
                    div { key: "{name}",
                        dt { {name} }
                        dd {
                            p { class: "said", {fact.value.clone()} }
                            From { source: fact.source.clone(), at: fact.found_at, confidence: fact.confidence }
                        }
                    }
                }
                if !profiles.is_empty() {
                    div {
                        dt { "Profiles" }
                        dd { class: "profiles",
                            for (name, url) in profiles {
                                a { key: "{url}", class: "button small", href: url.clone(), target: "_blank", rel: "noopener noreferrer", {name} Icon { name: "external" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where the value of a field was read, and the others that were: opened by a click or a tap.
#[component]
pub fn Origin(
    /// As the field is called on the screen.
    name: &'static str,
    /// As it is shown.
    value: Option<String>,
    /// Takes another one.
    on_take: Callback<String>,
) -> Element {
    let Facts(facts) = use_context();
    let mut is_open = use_signal(|| false);
    let field = FIELDS
        .iter()
        .find(|(shown, _)| *shown == name)
        .map(|(_, field)| *field);
    let all = facts.read();
    let known: Vec<&KnownFact> = all
        .iter()
        .flat_map(|all| all.iter())
        .filter(|fact| Some(&*fact.field) == field)
        .collect();
    let is_it = |fact: &KnownFact| Some(&fact.value) == value.as_ref();
    let current = known.iter().find(|fact| fact.shown || is_it(fact));
    let mut others: Vec<KnownFact> = Vec::new();
    for fact in &known {
        if !is_it(fact) && !fact.shown && others.iter().all(|other| other.value != fact.value) {
            others.push((*fact).clone());
        }
    }
    // What a person wrote and nobody else says needs no word.
    let is_plain = current.is_none_or(|fact| fact.source.kind == "manual") && others.is_empty();
    if is_plain {
        return rsx! {};
    }
    let current = current.map(|fact| (*fact).clone());
    rsx! {
        span { class: "origin",
            button { class: "button plain icon small", r#type: "button", "aria-label": "Where {name} is from", "aria-expanded": if is_open() { "true" } else { "false" }, title: current.as_ref().map(word).unwrap_or_default(),
                onclick: move |_| is_open.toggle(),
                onkeydown: move |event| if event.key() == Key::Escape { is_open.set(false) },
                Icon { name: "info" }
                if !others.is_empty() {
                    b { class: "badge num", "{others.len()}" }
                }
            }
            if is_open() {
                span { class: "origins", role: "group", "aria-label": "Where {name} is from",
                    if let Some(fact) = &current {
                        From { source: fact.source.clone(), at: fact.found_at, confidence: fact.confidence, is_gone: fact.gone_at.is_some() }
                    }
                    for fact in others {
                        span { key: "{fact.value}", class: "other",
                            span { class: "value", if name == "Phone" { {format::phone(&fact.value)} } else { {fact.value.clone()} } }
                            From { source: fact.source.clone(), at: fact.found_at, confidence: fact.confidence, is_gone: fact.gone_at.is_some() }
                            button { class: "button small", r#type: "button", "aria-label": "Use {fact.value}", onclick: { let value = fact.value.clone(); move |_| {
                                is_open.set(false);
                                on_take.call(value.clone());
                            } }, "Use" }
                        }
                    }
                }
            }
        }
    }
}

/// Where from, in a line.
fn word(fact: &KnownFact) -> String {
    let from = fact
        .source
        .url
        .as_deref()
        .map_or(fact.source.kind.as_str(), super::provenance::host);
    let day = format::day_of(fact.found_at);
    format!("from {from}, {day}, {:.0} %", fact.confidence * 100.0)
}
