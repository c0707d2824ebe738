//! What waits for the server, and what it refused.

use super::context::{use_leadwire, use_reading};
pub use crate::outbox::{Change, ContactChange, Counts, Mutation};

use crate::{
    model::{BusinessChanges, Job, Page, Uuid},
    query::{Key, QueryClient},
};
use dioxus::prelude::*;
use std::rc::Rc;

/// Changes of each kind that are listed; beyond them they are counted.
const LISTED: usize = 200;

/// How many changes wait and are parked.
pub fn use_pending_counts() -> ReadSignal<Counts> {
    use_reading(use_leadwire().pending)
}

/// A change that waits or is parked.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// What.
    pub mutation: Mutation,
    /// The name of its lead, if it is known.
    pub name: Option<String>,
    /// Its job, if it is of one that is known.
    pub job: Option<Rc<Job>>,
    /// Whether its answer is awaited.
    pub is_sending: bool,
    /// The refused change that it waits for.
    pub waits_for: Option<Change>,
    /// How many changes wait for it, if it is refused.
    pub dependants: usize,
}

/// What waits and what was refused.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PendingList {
    /// How many there are in all.
    pub counts: Counts,
    /// The oldest that the server refused, or that wait for those.
    pub parked: Vec<Pending>,
    /// The oldest that wait to be sent.
    pub waiting: Vec<Pending>,
}

/// The oldest changes that wait or are parked.
pub fn use_pending() -> PendingList {
    let leadwire = use_leadwire();
    // Asked for anew whenever there are more or fewer.
    let counts = *leadwire.pending.read();
    let outbox = &leadwire.outbox;
    let (parked, waiting) = outbox.oldest(LISTED);
    let sending = outbox.sending();
    let described = |mutation: Mutation| Pending {
        name: leadwire
            .client
            .business(mutation.business)
            .map(|lead| lead.name.clone()),
        job: mutation
            .change
            .is_of_a_job()
            .then(|| known_job(&leadwire.client, mutation.business))
            .flatten(),
        is_sending: sending.contains(&mutation.id),
        waits_for: mutation
            .waits_for
            .and_then(|id| Some(outbox.find(id)?.change)),
        dependants: outbox.dependants(mutation.id),
        mutation,
    };
    PendingList {
        counts,
        parked: parked.into_iter().map(described).collect(),
        waiting: waiting.into_iter().map(described).collect(),
    }
}

fn known_job(client: &QueryClient, id: Uuid) -> Option<Rc<Job>> {
    client.get::<Job>(&Key::job(id)).or_else(|| {
        let page = client.get::<Page<Job>>(&Key::job_list())?;
        let found = page.data.iter().find(|job| job.id == id);
        found.cloned().map(Rc::new)
    })
}

/// What can be done about a parked change.
#[derive(Clone, Copy, PartialEq)]
pub struct ParkedActions {
    /// Sends it again, and what waits for it.
    pub retry: Callback<Uuid>,
    /// Sends it again over what somebody else changed.
    pub keep_mine: Callback<Uuid>,
    /// Sends what somebody made of theirs and one's own.
    pub edit: Callback<(Uuid, BusinessChanges)>,
    /// Gives it up, and what waits for it.
    pub discard: Callback<Uuid>,
}

/// Decides about parked changes.
pub fn use_parked_actions() -> ParkedActions {
    let outbox = use_leadwire().outbox;
    let (retried, kept, edited, discarded) =
        (outbox.clone(), outbox.clone(), outbox.clone(), outbox);
    ParkedActions {
        retry: use_callback(move |id| retried.retry(id)),
        keep_mine: use_callback(move |id| kept.retry_over(id)),
        edit: use_callback(move |(id, changes)| edited.retry_edited(id, changes)),
        discard: use_callback(move |id| discarded.discard(id)),
    }
}
