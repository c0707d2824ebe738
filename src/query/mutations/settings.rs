//! What may hold for mutations of any type.

use super::{
    super::{GcTime, NetworkMode, Retry, RetryDelay},
    behaviour::Behaviour,
};

/// What holds for mutations whose options do not say it:
/// [`QueryClient::set_mutation_settings`](crate::query::QueryClient::set_mutation_settings).
#[derive(Clone, Default)]
pub struct MutationSettings(pub(super) Behaviour);

impl MutationSettings {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a failed try is followed by another.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.0.retry = Some(retry);
        self
    }

    /// How long after.
    pub fn retry_delay(mut self, delay: RetryDelay) -> Self {
        self.0.retry_delay = Some(delay);
        self
    }

    /// What the network has to do with it.
    pub fn network_mode(mut self, mode: NetworkMode) -> Self {
        self.0.network_mode = Some(mode);
        self
    }

    /// How long a mutation is remembered once nobody observes it.
    pub fn gc_time(mut self, time: GcTime) -> Self {
        self.0.gc_time = Some(time);
        self
    }
}
