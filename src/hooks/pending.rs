//! What waits for the server, and what it refused.

use super::context::use_leadwire;
pub use crate::outbox::{Change, Counts, Mutation};

use crate::model::Uuid;
use dioxus::prelude::*;

/// How many changes wait and are parked.
pub fn use_pending_counts() -> ReadSignal<Counts> {
    use_leadwire().pending.into()
}

/// A change that waits or is parked.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// What.
    pub mutation: Mutation,
    /// The name of its lead, if it is known.
    pub name: Option<String>,
}

/// The changes that wait or are parked, the newest last.
pub fn use_pending() -> Vec<Pending> {
    let leadwire = use_leadwire();
    // Asked for anew whenever there are more or fewer.
    leadwire.pending.read();
    let named = |mutation: Mutation| Pending {
        name: leadwire
            .client
            .business(mutation.business)
            .map(|lead| lead.name.clone()),
        mutation,
    };
    leadwire.outbox.pending().into_iter().map(named).collect()
}

/// What can be done about a parked change.
#[derive(Clone, Copy, PartialEq)]
pub struct ParkedActions {
    /// Sends it again.
    pub retry: Callback<Uuid>,
    /// Sends it again over what somebody else changed.
    pub keep_mine: Callback<Uuid>,
    /// Gives it up.
    pub discard: Callback<Uuid>,
}

/// Decides about parked changes.
pub fn use_parked_actions() -> ParkedActions {
    let leadwire = use_leadwire();
    let (retried, kept, discarded) = (
        leadwire.outbox.clone(),
        leadwire.outbox.clone(),
        leadwire.outbox,
    );
    ParkedActions {
        retry: use_callback(move |id| retried.retry(id)),
        keep_mine: use_callback(move |id| kept.retry_over(id)),
        discard: use_callback(move |id| discarded.discard(id)),
    }
}
