//! What the first screen does without: its code comes after it in a browser.
//!
//! platforms/web/split takes whatever only [`draw`] needs out of the first download.
//! Natively, and in `dx serve`, everything is there from the start.

use super::{
    dashboard, duplicates, enrichment, import, jobs, keys, lead, leads, more, new_lead, palette,
    pending, scrape, settings, shell::Open, sign_out,
};
use crate::{
    components::{FaultPanel, TopBar},
    model::{BusinessFilter, Uuid},
    platform,
    route::JobsQuery,
};
use dioxus::prelude::*;

/// A screen, or what is open over it.
#[derive(Clone, PartialEq)]
pub enum Part {
    /// Counts, charts, jobs.
    Dashboard,
    /// Leads that may be one business.
    Duplicates,
    /// Looking up contacts.
    Enrichment,
    /// Files in.
    Import,
    /// One job.
    Job(Uuid),
    /// Long work.
    Jobs(JobsQuery),
    /// One lead.
    Lead(Uuid),
    /// What waits for the server.
    Pending,
    /// Finding businesses.
    Scrape,
    /// One scrape.
    ScrapeJob(Uuid),
    /// Theme, account, server.
    Settings,
    /// What can be done with the chosen rows of the table.
    Chosen {
        /// Which leads the table shows.
        filter: Box<BusinessFilter>,
        /// How many of them can be chosen one by one.
        loaded: u64,
        /// Of how many.
        total: u64,
    },
    /// A dialog.
    Over(Open, Callback<()>),
}

impl Part {
    /// Whether it is all that is shown.
    const fn is_screen(&self) -> bool {
        !matches!(self, Self::Chosen { .. } | Self::Over(..))
    }
}

/// Draws a part once its code is here.
#[component]
pub fn Later(part: Part) -> Element {
    let mut loading = use_resource(|| async { platform::complete().await });
    if platform::is_complete() {
        // Through a pointer: the call is the same whether the function is here or not yet.
        return std::hint::black_box(draw as fn(Part) -> Element)(part);
    }
    let failed = loading.read().as_ref().is_some_and(Result::is_err);
    if !part.is_screen() && !failed {
        return rsx! {};
    }
    let is_screen = part.is_screen();
    rsx! {
        if is_screen {
            TopBar {}
        }
        if failed {
            FaultPanel {
                text: "This part of Leadwire could not be loaded. Check the connection and try again; if it stays so, reload the page.",
                on_retry: move |()| loading.restart(),
            }
        } else {
            div { class: "body", "aria-busy": "true",
                for width in [42, 88, 76, 82] {
                    div { key: "{width}", class: "skeleton", style: "height: 20px; width: {width}%; margin-bottom: 20px" }
                }
            }
        }
    }
}

/// The entrance to all that comes later: platforms/web/build.mjs knows it by name.
#[inline(never)]
fn draw(part: Part) -> Element {
    match part {
        Part::Dashboard => rsx! { dashboard::Dashboard {} },
        Part::Duplicates => rsx! { duplicates::Duplicates {} },
        Part::Enrichment => rsx! { enrichment::Enrichment {} },
        Part::Import => rsx! { import::Import {} },
        Part::Job(id) => rsx! { jobs::JobPage { id } },
        Part::Jobs(query) => rsx! { jobs::Jobs { query } },
        Part::Lead(id) => rsx! { lead::Lead { id } },
        Part::Pending => rsx! { pending::PendingChanges {} },
        Part::Scrape => rsx! { scrape::Scrape {} },
        Part::ScrapeJob(id) => rsx! { scrape::ScrapeJob { id } },
        Part::Settings => rsx! { settings::Settings {} },
        Part::Chosen {
            filter,
            loaded,
            total,
        } => rsx! { leads::ActionBar { filter: *filter, loaded, total } },
        Part::Over(open, on_close) => match open {
            Open::Nothing => rsx! {},
            Open::NewLead => rsx! { new_lead::NewLead { on_close } },
            Open::Help => rsx! { keys::Help { on_close } },
            Open::Palette => rsx! { palette::Palette { on_close } },
            Open::More => rsx! { more::More { on_close } },
            Open::SignOut => rsx! { sign_out::AskToSignOut { on_close } },
        },
    }
}

/// The screens of [`crate::route::Route`] that come later.
macro_rules! screens {
    ($($name:ident { $($field:ident: $type:ty)? } $part:expr;)*) => {$(
        /// The screen, drawn once its code is here.
        #[component]
        pub fn $name($($field: $type)?) -> Element {
            rsx! { Later { part: $part } }
        }
    )*};
}

screens! {
    Dashboard {} Part::Dashboard;
    Duplicates {} Part::Duplicates;
    Enrichment {} Part::Enrichment;
    Import {} Part::Import;
    JobPage { id: Uuid } Part::Job(id);
    Jobs { query: JobsQuery } Part::Jobs(query);
    Lead { id: Uuid } Part::Lead(id);
    PendingChanges {} Part::Pending;
    Scrape {} Part::Scrape;
    ScrapeJob { id: Uuid } Part::ScrapeJob(id);
    Settings {} Part::Settings;
}
