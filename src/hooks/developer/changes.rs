//! Mutations of the cache, and changes in the outbox.

use super::{super::context::use_leadwire, use_pulse};
use crate::{
    model::{Timestamp, Uuid},
    outbox::{Change, Mutation},
    query::{MutationFilters, MutationInfo, MutationStatus},
};

/// Rows that are shown; beyond them they are counted.
const SHOWN: usize = 200;

/// Mutations and changes as the panel shows them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Mutations that are remembered, the newest first.
    pub mutations: Vec<MutationRow>,
    /// The first changes that wait or are parked, the oldest first.
    pub outbox: Vec<ChangeRow>,
    /// Changes that wait.
    pub waiting: usize,
    /// Changes that are parked.
    pub parked: usize,
}

/// A mutation.
#[derive(Clone, Debug, PartialEq)]
pub struct MutationRow {
    /// Its name.
    pub id: Uuid,
    /// The key of its options.
    pub key: String,
    /// How far it is.
    pub state: &'static str,
    /// What it runs one after another with.
    pub scope: String,
    /// What it was asked to do.
    pub variables: String,
    /// Tries that failed.
    pub failures: u32,
    /// Why it failed, or why the last try did.
    pub error: String,
    /// When it was asked for.
    pub at: Timestamp,
}

/// A change in the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeRow {
    /// Its name.
    pub id: Uuid,
    /// Which lead, or job.
    pub business: Uuid,
    /// Whether it waits or is parked.
    pub state: &'static str,
    /// What, as it is kept.
    pub what: String,
    /// Why the server refused it.
    pub error: String,
    /// When it was made.
    pub at: Timestamp,
}

/// Mutations and changes.
pub fn use_changes() -> Changes {
    use_pulse();
    let leadwire = use_leadwire();
    let mutations = leadwire.client.find_mutations(MutationFilters::all());
    let counts = leadwire.outbox.counts();
    let outbox = leadwire.outbox.pending().into_iter().take(SHOWN);
    Changes {
        mutations: mutations
            .iter()
            .rev()
            .take(SHOWN)
            .map(mutation_row)
            .collect(),
        outbox: outbox.map(|change| change_row(&change)).collect(),
        waiting: counts.waiting,
        parked: counts.parked,
    }
}

fn mutation_row(info: &MutationInfo) -> MutationRow {
    let error = info.error.as_ref().or(info.failure_reason.as_ref());
    MutationRow {
        id: info.id,
        key: info
            .key
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        state: match info.status {
            MutationStatus::Pending if info.is_paused => "paused",
            MutationStatus::Pending => "pending",
            MutationStatus::Success => "success",
            MutationStatus::Error => "error",
            MutationStatus::Idle => "idle",
        },
        scope: info.scope.as_deref().unwrap_or_default().to_owned(),
        variables: info.variables_text(),
        failures: info.failure_count,
        error: error.map_or_else(String::new, ToString::to_string),
        at: info.submitted_at,
    }
}

fn change_row(change: &Mutation) -> ChangeRow {
    let what = match &change.change {
        Change::Create(new) => format!("create {}", text(new)),
        Change::Update(patch) => format!("update {}", text(patch)),
        Change::Delete => "delete".to_owned(),
        Change::Restore => "restore".to_owned(),
        Change::CancelJob => "cancel job".to_owned(),
        Change::RetryJob => "retry job".to_owned(),
        Change::Enrich => "enrich".to_owned(),
        Change::Contact(change) => format!("contact {}", text(change)),
        Change::PauseJob => "pause job".to_owned(),
        Change::ResumeJob => "resume job".to_owned(),
    };
    let refusal = change.refusal.as_ref();
    ChangeRow {
        id: change.id,
        business: change.business,
        state: if refusal.is_some() {
            "parked"
        } else {
            "waiting"
        },
        what,
        error: refusal.map_or_else(String::new, ToString::to_string),
        at: change.at,
    }
}

fn text(body: &impl serde::Serialize) -> String {
    // Plain data: it can always be written.
    serde_json::to_string(body).unwrap_or_default()
}
