//! What a job was asked to do, in words.

use crate::{
    components::{Ago, format},
    hooks::use_users,
    model::{Job, JobKind, ScrapeSourceKind, Uuid},
    route::Route,
    views::scrape::place_of,
};
use dioxus::prelude::*;
use serde_json::Value;

/// What was asked, by whom and when.
#[component]
pub fn Asked(job: Job) -> Element {
    let users = use_users();
    let by = match job.created_by {
        None => "The command line".to_owned(),
        Some(id) => {
            let mut all = users.data.iter().flat_map(|users| users.iter());
            let known = all.find(|user| user.id == id);
            known.map_or_else(|| "Somebody".to_owned(), |user| user.name.clone())
        }
    };
    let lead = (job.kind == JobKind::Enrich)
        .then(|| Uuid::try_parse(job.params["business_id"].as_str()?).ok())
        .flatten();
    rsx! {
        section { class: "card panel", "aria-label": "Asked for",
            header { h2 { "Asked for" } }
            dl { class: "asked",
                if let Some(id) = lead {
                    div { dt { "Lead" } dd { Link { to: Route::Lead { id }, {job.params["name"].as_str().unwrap_or("Open the lead").to_owned()} } } }
                }
                for (name, value) in rows(&job) {
                    div { key: "{name}", dt { {name} } dd { class: "num", {value} } }
                }
                div { dt { "By" } dd { {by} } }
                div { dt { "When" } dd { Ago { at: job.created_at, whole: true } } }
            }
        }
    }
}

/// Where a search looks.
const fn source_name(kind: ScrapeSourceKind) -> &'static str {
    match kind {
        ScrapeSourceKind::Extract => "OpenStreetMap, local extract",
        ScrapeSourceKind::Overpass => "OpenStreetMap, Overpass API",
        ScrapeSourceKind::Overture => "Overture Maps",
    }
}

fn rows(job: &Job) -> Vec<(&'static str, String)> {
    let params = &job.params;
    let text = |name: &str| params[name].as_str().map(str::to_owned);
    let mut rows = Vec::new();
    let mut add = |name, value: Option<String>| rows.extend(value.map(|value| (name, value)));
    match job.kind {
        JobKind::Import => {
            add("File", text("file_name"));
            add("Format", text("format"));
            add("Size", params["size"].as_u64().map(format::bytes));
        }
        JobKind::Scrape => {
            add("Area", Some(place_of(params)));
            let categories = params["categories"].as_array();
            let names: Vec<_> = categories
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(format::category)
                .collect();
            let all = "All".to_owned();
            add(
                "Categories",
                Some(if names.is_empty() {
                    all
                } else {
                    names.join(", ")
                }),
            );
            add(
                "Source",
                text("source").map(|name| match name.parse() {
                    Ok(kind) => source_name(kind).to_owned(),
                    Err(()) => format::category(&name),
                }),
            );
        }
        JobKind::Enrich => {}
        JobKind::BatchEnrich => {
            let ids = params["ids"].as_array().map(|ids| ids.len() as u64);
            let count = job.total.or(params["count"].as_u64()).or(ids);
            add("Leads", count.map(format::count));
            let filter = params["filter"].as_object();
            let parts = filter.into_iter().flatten().filter_map(|(name, value)| {
                let value = value.as_str()?;
                Some(format!("{}: {value}", format::category(name)))
            });
            let parts: Vec<_> = parts.collect();
            add("Which", (!parts.is_empty()).then(|| parts.join(", ")));
        }
    }
    rows
}
