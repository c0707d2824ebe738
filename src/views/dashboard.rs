//! How it is going: counts, charts, jobs. All live.

use super::{activity::ActivityPanel, fault::Fault, job_card::JobCard, vitals::Vitals};
use crate::{
    components::{Attribution, Bars, BarsRow, Days, Empty, Icon, TopBar, format, stage_name},
    hooks::{trouble, use_jobs, use_session, use_stats},
    model::{BusinessFilter, Count, JobFilter, Stage, Stats},
    query::Key,
    route::{JobsQuery, LeadsQuery, Route},
};
use dioxus::prelude::*;

/// The screen.
#[component]
pub fn Dashboard() -> Element {
    let stats = use_stats();
    let session = use_session();
    let trouble = trouble(&stats);
    let may_run_jobs = session
        .read()
        .user()
        .is_some_and(|user| user.role.may_run_jobs());
    rsx! {
        TopBar { title: "Dashboard" }
        div { class: "body",
            div { class: "column",
                Fault { trouble: trouble.clone(), of: Key::stats() }
                match &stats.data {
                    None if trouble.is_some() => rsx! {},
                    None => rsx! { Skeleton {} },
                    Some(stats) if stats.total == 0 && stats.jobs.running == 0 => rsx! {
                        section { class: "card",
                            Empty { icon: "leads", title: "No leads yet", text: if may_run_jobs {
                                "Find every business in an area, import a file, or add the first lead by hand."
                            } else {
                                "Add the first lead, or ask the office to import some."
                            },
                                if may_run_jobs {
                                    div { class: "quick",
                                        Link { to: Route::Scrape {}, class: "button primary", Icon { name: "scrape" } "Find businesses" }
                                        Link { to: Route::Import {}, class: "button", Icon { name: "import" } "Import leads" }
                                    }
                                }
                            }
                        }
                    },
                    Some(stats) => rsx! { Charts { stats: Stats::clone(stats) } },
                }
                if may_run_jobs {
                    Jobs {}
                }
                ActivityPanel { is_followed: may_run_jobs }
                if may_run_jobs {
                    Vitals {}
                }
            }
            Attribution {}
        }
    }
}

#[component]
fn Skeleton() -> Element {
    rsx! {
        div { class: "card counters", "aria-busy": "true",
            for i in 0..5 {
                div { key: "{i}", div { class: "skeleton", style: "height: 12px; width: 60px" } div { class: "skeleton", style: "height: 26px; width: 90px" } }
            }
        }
        div { class: "panels",
            for i in 0..4 {
                div { key: "{i}", class: "card panel", style: "height: 230px", div { class: "skeleton", style: "height: 14px; width: 120px" } }
            }
        }
    }
}

fn leads(filter: BusinessFilter) -> Option<String> {
    Some(
        Route::Leads {
            query: LeadsQuery::of(filter),
        }
        .to_string(),
    )
}

fn rows(counts: &[Count], filter: impl Fn(String) -> BusinessFilter) -> Vec<BarsRow> {
    let row = |count: &Count| BarsRow {
        name: format::category(&count.name),
        count: count.count,
        to: leads(filter(count.name.clone())),
        stage: None,
    };
    counts.iter().map(row).collect()
}

#[component]
fn Charts(stats: Stats) -> Element {
    let share = |part: u64| format::share(part, stats.total);
    let stages = Stage::ALL.map(|stage| BarsRow {
        name: stage_name(stage).into(),
        count: stats.by_stage.get(&stage).copied().unwrap_or(0),
        to: leads(BusinessFilter {
            stage: Some(stage),
            ..Default::default()
        }),
        stage: Some(stage.as_str()),
    });
    let days: Vec<(String, u64)> = stats
        .created_per_day
        .iter()
        .map(|day| (day.day.clone(), day.count))
        .collect();
    let created: u64 = days.iter().map(|(_, count)| count).sum();
    let day =
        |day: Option<&(String, u64)>| day.map(|(day, _)| format::day(day)).unwrap_or_default();
    let (first, last) = (day(days.first()), day(days.last()));
    let counters = [
        (
            "Leads",
            stats.total,
            format!(
                "{} won",
                format::count(stats.by_stage.get(&Stage::Won).copied().unwrap_or(0))
            ),
        ),
        ("With phone", stats.with_phone, share(stats.with_phone)),
        (
            "With website",
            stats.with_website,
            share(stats.with_website),
        ),
        ("With e-mail", stats.with_email, share(stats.with_email)),
        ("With street", stats.with_street, share(stats.with_street)),
    ];
    rsx! {
        dl { class: "card counters",
            for (name, value, note) in counters {
                div { key: "{name}",
                    dt { {name} }
                    dd { class: "num", "data-testid": "count-{name}", {format::count(value)} }
                    small { class: "num", {note} }
                }
            }
        }
        div { class: "panels",
            section { class: "card panel",
                header { h2 { "Stages" } }
                Bars { rows: stages.to_vec() }
            }
            section { class: "card panel",
                header { h2 { "Created" } span { class: "quiet num", "{format::count(created)} in 30 days" } }
                Days { days, label: "{created} leads created in the last 30 days" }
                div { class: "axis num", span { {first} } span { {last} } }
            }
            section { class: "card panel",
                header { h2 { "Categories" } }
                Bars { rows: rows(&stats.by_category, |category| BusinessFilter { category: Some(category), ..Default::default() }) }
            }
            section { class: "card panel",
                header { h2 { "Cities" } }
                if stats.by_city.is_empty() {
                    p { class: "quiet", "No lead has a city yet." }
                } else {
                    Bars { rows: rows(&stats.by_city, |city| BusinessFilter { city: Some(city), ..Default::default() }) }
                }
            }
        }
    }
}

#[component]
fn Jobs() -> Element {
    let jobs = use_jobs(JobFilter::default());
    let Some(page) = &jobs.data else {
        return rsx! {};
    };
    rsx! {
        section { class: "card panel", "aria-label": "Jobs",
            header {
                h2 { "Jobs" }
                Link { to: Route::Jobs { query: JobsQuery::default() }, class: "button small plain", "All jobs" }
                Link { to: Route::Import {}, class: "button small", Icon { name: "import" } "Import leads" }
            }
            if page.data.is_empty() {
                p { class: "quiet", "Imports, searches and look-ups show here, live." }
            } else {
                ul { class: "jobs",
                    for job in page.data.iter().take(5).cloned() {
                        JobCard { key: "{job.id}", job }
                    }
                }
            }
        }
    }
}
