//! What everybody does, as they do it, and how the server is doing.

use crate::{
    components::{Ago, format},
    hooks::{trouble, use_activity, use_metrics},
    model::{Activity, ActivityJob, JobKind, Measure, Metrics},
    query::Key,
    route::Route,
    views::fault::Fault,
};
use dioxus::prelude::*;

/// What is shown; the rest scrolls by.
const SHOWN: usize = 8;

/// The panel. Where how the server is doing `is_followed` already, it is not followed twice.
#[component]
pub fn ActivityPanel(is_followed: bool) -> Element {
    let activity = use_activity();
    let Some(all) = &activity.data else {
        return match trouble(&activity) {
            None => rsx! {},
            trouble => rsx! {
                section { class: "card panel", "aria-label": "Activity",
                    h2 { "Activity" }
                    Fault { trouble, of: Key::activity() }
                }
            },
        };
    };
    rsx! {
        section { class: "card panel", "aria-label": "Activity",
            header {
                h2 { "Activity" }
                Vitals { is_followed }
            }
            if all.is_empty() {
                p { class: "quiet", "What people do shows here, live." }
            } else {
                ul { class: "activity",
                    for one in all.iter().take(SHOWN).cloned() {
                        Line { key: "{one.seq}", one }
                    }
                }
            }
        }
    }
}

/// Who is connected, and how fast news travels.
#[component]
fn Vitals(is_followed: bool) -> Element {
    let metrics = use_metrics(!is_followed);
    let Some(now) = metrics.data.as_ref().and_then(|all| all.last().cloned()) else {
        return rsx! {};
    };
    let details = match now.event_latency_ms {
        Some(time) => format!(
            "{} connections. Every change reached everybody within {}.",
            now.clients,
            format::value(Measure::EventLatencyMs, time)
        ),
        None => format!("{} connections.", now.clients),
    };
    rsx! {
        span { class: "quiet num", title: details, "data-testid": "vitals", {vitals(&now)} }
    }
}

fn vitals(now: &Metrics) -> String {
    let people = match now.people {
        1 => "1 person connected".to_owned(),
        many => format!("{} people connected", format::count(many)),
    };
    if now.events_per_second < 0.5 {
        return people;
    }
    let rate = format::count(now.events_per_second.round() as u64);
    format!("{people} · {rate} events/s")
}

#[component]
fn Line(one: Activity) -> Element {
    let actor = one.actor.as_ref().map_or("Leadwire", |actor| &actor.name);
    rsx! {
        li {
            b { class: "avatar", "aria-hidden": "true", {format::initials(actor)} }
            p {
                strong { "{actor} " }
                {verb(&one)}
                if let Some(lead) = &one.business {
                    if one.event == "business:deleted" {
                        " {lead.name}"
                    } else {
                        " "
                        Link { to: Route::Lead { id: lead.id }, "{lead.name}" }
                    }
                }
            }
            Ago { at: one.at }
        }
    }
}

fn verb(one: &Activity) -> String {
    let what = one.job.as_ref().map(job).unwrap_or_default();
    match one.event.as_str() {
        "business:created" => "added".into(),
        "business:updated" => "changed".into(),
        "business:deleted" => "deleted".into(),
        "business:enriched" => "looked up".into(),
        "businesses:bulk-update" => match one.count {
            Some(count) => format!("changed {} leads", format::count(count)),
            None => "changed leads".into(),
        },
        "invalidate:prefix" => "changed many leads".into(),
        name if name.ends_with(":failed") => format!("saw {what} fail"),
        _ => format!("finished {what}"),
    }
}

fn job(job: &ActivityJob) -> String {
    match (job.kind, &job.file_name) {
        (JobKind::Import, Some(file)) => format!("the import of {file}"),
        (JobKind::Import, None) => "an import".into(),
        (JobKind::Scrape, _) => "a search".into(),
        (JobKind::Enrich | JobKind::BatchEnrich, _) => "a look-up".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Uuid;

    fn done(event: &str) -> Activity {
        Activity {
            seq: 1,
            at: 0,
            actor: None,
            event: event.into(),
            business: None,
            job: None,
            count: None,
        }
    }

    #[test]
    fn says_what_was_done() {
        let bulk = Activity {
            count: Some(1_200),
            ..done("businesses:bulk-update")
        };
        let import = Activity {
            job: Some(ActivityJob {
                id: Uuid::nil(),
                kind: JobKind::Import,
                file_name: Some("a.csv".into()),
            }),
            ..done("import:failed")
        };
        let said = [done("business:created"), bulk, import].map(|one| verb(&one));
        let count = format::count(1_200);
        let changed = format!("changed {count} leads");
        assert_eq!(said, ["added", &changed, "saw the import of a.csv fail"]);
    }

    #[test]
    fn says_how_many_are_connected() {
        let mut now = Metrics {
            clients: 3,
            people: 1,
            ..Metrics::default()
        };
        assert_eq!(vitals(&now), "1 person connected");
        now.people = 2;
        now.events_per_second = 12.4;
        assert_eq!(vitals(&now), "2 people connected · 12 events/s");
    }
}
