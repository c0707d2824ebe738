//! The screens.

mod activity;
mod dashboard;
#[cfg(debug_assertions)]
mod developer;
mod duplicates;
mod enrichment;
mod fault;
mod gate;
mod import;
mod job_card;
mod jobs;
mod keys;
mod later;
mod lead;
mod leads;
mod lists;
mod more;
mod new_lead;
mod not_found;
mod palette;
mod pending;
mod scrape;
mod settings;
mod shell;
mod sign_out;
mod thresholds;
mod vitals;

pub use gate::{ChooseServer, SignIn, Waiting};
pub use later::{
    Dashboard, Duplicates, Enrichment, Import, JobPage, Jobs, Lead, PendingChanges, Scrape,
    ScrapeJob, Settings,
};
pub use leads::Leads;
pub use not_found::NotFound;
pub use shell::Shell;
