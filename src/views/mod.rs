//! The screens.

mod activity;
mod dashboard;
#[cfg(debug_assertions)]
mod developer;
mod duplicates;
mod enrichment;
mod gate;
mod import;
mod job_card;
mod jobs;
mod keys;
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

pub use dashboard::Dashboard;
pub use duplicates::Duplicates;
pub use enrichment::Enrichment;
pub use gate::{ChooseServer, SignIn, Waiting};
pub use import::Import;
pub use jobs::{JobPage, Jobs};
pub use lead::Lead;
pub use leads::Leads;
pub use not_found::NotFound;
pub use pending::PendingChanges;
pub use scrape::{Scrape, ScrapeJob};
pub use settings::Settings;
pub use shell::Shell;
