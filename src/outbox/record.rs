//! What stands on disk, and under which key.

use super::{Mutation, decide::Decision, own::Own};
use crate::{
    model::Uuid,
    store::{Entry, Write},
};
use serde::Serialize;

/// Something kept.
pub(super) enum Record {
    /// A change that waits or is parked.
    Change(Mutation),
    /// What the fields of a lead became by changes of ours.
    Own(Uuid, Own),
    /// What a tab that does not lead decided about a parked change.
    Asked(Decision),
}

/// The keys of one user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Keys(pub Uuid);

impl Keys {
    /// Under which all is kept, changes in the order in which they were made.
    pub fn prefix(self) -> String {
        format!("outbox/{}/", self.0)
    }

    pub fn change(self, id: Uuid) -> String {
        format!("outbox/{}/{id}", self.0)
    }

    fn own(self, lead: Uuid) -> String {
        format!("outbox/{}/own/{lead}", self.0)
    }

    fn asked(self, id: Uuid) -> String {
        format!("outbox/{}/asked/{id}", self.0)
    }

    pub fn put(self, mutation: &Mutation) -> Write {
        put(self.change(mutation.id), mutation)
    }

    pub fn delete(self, id: Uuid) -> Write {
        Write::Delete(self.change(id))
    }

    pub fn put_own(self, lead: Uuid, own: &Own) -> Write {
        put(self.own(lead), own)
    }

    pub fn delete_own(self, lead: Uuid) -> Write {
        Write::Delete(self.own(lead))
    }

    pub fn put_asked(self, decision: &Decision) -> Write {
        put(self.asked(decision.id), decision)
    }

    pub fn delete_asked(self, id: Uuid) -> Write {
        Write::Delete(self.asked(id))
    }

    /// What an entry says. What was not understood stays on disk: it may be of
    /// another version of the app, which may come back for it.
    pub fn read(self, entry: &Entry) -> Option<Record> {
        let (key, bytes) = entry;
        let name = key.strip_prefix(&self.prefix())?;
        let read = if let Some(lead) = name.strip_prefix("own/") {
            let lead = Uuid::try_parse(lead).ok()?;
            serde_json::from_slice(bytes).map(|own| Record::Own(lead, own))
        } else if name.starts_with("asked/") {
            serde_json::from_slice(bytes).map(Record::Asked)
        } else {
            serde_json::from_slice(bytes).map(Record::Change)
        };
        read.inspect_err(|error| tracing::error!(%error, key, "what was kept was not understood"))
            .ok()
    }
}

fn put(key: String, value: &impl Serialize) -> Write {
    // Texts, numbers and lists of those: always writable.
    Write::Put(key, serde_json::to_vec(value).unwrap_or_default())
}
