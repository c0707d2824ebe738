//! The screens.

mod activity;
mod dashboard;
#[cfg(debug_assertions)]
mod developer;
mod gate;
mod import;
mod job_card;
mod keys;
mod lead;
mod leads;
mod new_lead;
mod not_found;
mod palette;
mod pending;
mod settings;
mod shell;
mod sign_out;

pub use dashboard::Dashboard;
pub use gate::{ChooseServer, SignIn, Waiting};
pub use import::Import;
pub use lead::Lead;
pub use leads::Leads;
pub use not_found::NotFound;
pub use pending::PendingChanges;
pub use settings::Settings;
pub use shell::Shell;
