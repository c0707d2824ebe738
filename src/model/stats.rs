//! Counts over all leads.

use super::Stage;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts over all leads that are not deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Stats {
    /// Leads.
    pub total: u64,
    /// Leads whose contacts have been looked up.
    pub enriched: u64,
    /// Leads whose contacts have not.
    pub pending: u64,
    /// Leads whose contacts are being looked up.
    pub running: u64,
    /// Leads whose look-up failed.
    pub failed: u64,
    /// Leads with a phone number.
    #[serde(default)]
    pub with_phone: u64,
    /// Leads with a website.
    #[serde(default)]
    pub with_website: u64,
    /// Leads with an e-mail address.
    #[serde(default)]
    pub with_email: u64,
    /// Leads with a street.
    #[serde(default)]
    pub with_street: u64,
    /// Leads in each stage; every stage is there.
    pub by_stage: BTreeMap<Stage, u64>,
    /// The ten cities with most leads, most first.
    pub by_city: Vec<Count>,
    /// The ten categories with most leads, most first.
    pub by_category: Vec<Count>,
    /// Leads created on each of the last 30 days (UTC), oldest first.
    pub created_per_day: Vec<DayCount>,
    /// Jobs.
    pub jobs: JobCounts,
}

/// How many leads have a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Count {
    /// The value.
    pub name: String,
    /// Leads that have it.
    pub count: u64,
}

/// How many leads were created on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DayCount {
    /// ISO 8601 date, UTC.
    pub day: String,
    /// Leads.
    pub count: u64,
}

/// How many jobs wait, run and failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct JobCounts {
    /// Waiting.
    pub queued: u64,
    /// Running.
    pub running: u64,
    /// Failed and not retried.
    pub failed: u64,
}
