//! Long work: what runs and waits, what failed and why, what is done.

mod asked;
mod page;
mod tiles;

pub use page::JobPage;

use super::{
    fault::Fault,
    job_card::{JobCard, kind_name},
};
use crate::{
    components::{Empty, Icon, TopBar, format},
    hooks::{trouble, use_jobs, use_retry_job},
    model::{Job, JobFilter, JobKind, JobState, Page},
    query::{Key, Snapshot},
    route::{JobsQuery, Route},
};
use dioxus::prelude::*;
use std::rc::Rc;

/// The screen.
#[component]
pub fn Jobs(query: JobsQuery) -> Element {
    let kind = query.kind;
    let of = |state| JobFilter {
        state: Some(state),
        kind,
    };
    let active = use_jobs(of(JobState::Active));
    let failed = use_jobs(of(JobState::Failed));
    let ended = use_jobs(of(JobState::Ended));
    let retry = use_retry_job();
    let lists = [&active, &failed, &ended];
    let trouble = lists.iter().find_map(|list| trouble(list));
    let is_loaded = lists.iter().all(|list| list.data.is_some());
    let is_empty = is_loaded && lists.iter().all(|list| all(list).is_empty());
    let to_retry: Vec<_> = all(&failed).iter().map(|job| job.id).collect();
    rsx! {
        TopBar { title: "Jobs", KindChoice { kind } }
        div { class: "body", "aria-busy": !is_loaded && trouble.is_none(),
            div { class: "column",
                Fault { trouble: trouble.clone(), of: Key::job_list() }
                if trouble.is_some() && lists.iter().all(|list| list.data.is_none()) {
                    // There is no more to say.
                } else if is_empty {
                    match kind {
                        None => rsx! {
                            Empty { icon: "jobs", title: "No jobs yet", text: "Imports, searches and look-ups run in the background. They show here, live, and go on after a restart.",
                                Link { to: Route::Import {}, class: "button primary", Icon { name: "import" } "Import leads" }
                            }
                        },
                        Some(kind) => rsx! {
                            Empty { icon: "jobs", title: "No such jobs", text: format!("There is no job of the kind «{}».", kind_name(kind)),
                                Link { to: Route::Jobs { query: JobsQuery::default() }, class: "button", "All jobs" }
                            }
                        },
                    }
                } else {
                    Section { title: "Active", page: active.data, none: "Nothing runs or waits." }
                    if !to_retry.is_empty() {
                        Section { title: "Failed", page: failed.data, none: "",
                            if to_retry.len() > 1 {
                                button { class: "button small", onclick: move |_| to_retry.iter().for_each(|id| retry.call(*id)),
                                    Icon { name: "retry" } "Retry all"
                                }
                            }
                        }
                    }
                    Section { title: "Done", page: ended.data, none: "Nothing has ended yet." }
                }
            }
        }
    }
}

fn all(list: &Snapshot<Page<Job>>) -> &[Job] {
    list.data.as_ref().map_or(&[], |page| &page.data)
}

/// Jobs in one part of their life; their shape, until they are loaded.
#[component]
fn Section(
    title: &'static str,
    page: Option<Rc<Page<Job>>>,
    none: &'static str,
    #[props(default = VNode::empty())] children: Element,
) -> Element {
    let Some(page) = page else {
        return rsx! {
            section { class: "card panel",
                header { h2 { {title} } }
                div { class: "skeleton", style: "height: 44px" }
            }
        };
    };
    let (shown, total) = (page.data.len() as u64, page.meta.total);
    rsx! {
        section { class: "card panel", "aria-label": title, "data-testid": "jobs-{title}",
            header {
                h2 { {title} " " if total > 0 { span { class: "quiet num", {format::count(total)} } } }
                {children}
            }
            if shown == 0 {
                p { class: "quiet", {none} }
            } else {
                ul { class: "jobs",
                    for job in page.data.iter().cloned() {
                        JobCard { key: "{job.id}", job }
                    }
                }
            }
            if total > shown {
                p { class: "quiet num", "The newest {format::count(shown)} of {format::count(total)}." }
            }
        }
    }
}

/// Which jobs are shown; stands in the address.
#[component]
fn KindChoice(kind: Option<JobKind>) -> Element {
    let navigator = use_navigator();
    rsx! {
        select { class: if kind.is_some() { "select set" } else { "select" }, "aria-label": "Kind",
            onchange: move |event| {
                let name = event.value();
                let kind = JobKind::ALL.into_iter().find(|kind| kind.as_str() == name);
                navigator.push(Route::Jobs { query: JobsQuery { kind } });
            },
            option { value: "", selected: kind.is_none(), "Every kind" }
            for one in JobKind::ALL {
                option { key: "{one.as_str()}", value: one.as_str(), selected: kind == Some(one), {kind_name(one)} }
            }
        }
    }
}
