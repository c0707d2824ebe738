//! A change, as it waits and as it is kept.

use super::own::Own;
use crate::{
    model::{
        BusinessChanges, BusinessPatch, ContactPatch, Field, NewBusiness, NewContact, Problem,
        Timestamp, Uuid,
    },
    query::Overlay,
};
use serde::{Deserialize, Serialize};

/// For how long a deletion can be taken back before it is sent, in milliseconds.
pub const UNDO_MS: Timestamp = 5_000;

/// A change of a lead, of a contact of it, or of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum Change {
    /// Makes it.
    Create(Box<NewBusiness>),
    /// Changes fields of it, made on the version that was shown.
    Update(Box<BusinessPatch>),
    /// Deletes it.
    Delete,
    /// Brings it back.
    Restore,
    /// Stops a job; it is the job's name that stands for the lead's.
    CancelJob,
    /// Starts a job again where it stopped.
    RetryJob,
    /// Holds a job back.
    PauseJob,
    /// Lets it go on.
    ResumeJob,
    /// Looks up a lead's contacts: a job, which the server makes.
    Enrich,
    /// Changes a contact of it.
    Contact(Box<ContactChange>),
}

/// A change of a contact of a lead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactChange {
    /// Adds it, under an id of ours.
    Create(NewContact),
    /// Changes fields of it, made on the version that was shown.
    Update(Uuid, ContactPatch),
    /// Deletes it.
    Delete(Uuid),
}

impl Change {
    /// Whether the answer to it is the lead.
    pub(super) fn is_of_lead(&self) -> bool {
        !self.is_of_job() && !matches!(self, Self::Contact(_))
    }

    /// Whether it is a job that changes: it is the job's name that it has.
    pub fn is_of_a_job(&self) -> bool {
        matches!(
            self,
            Self::CancelJob | Self::RetryJob | Self::PauseJob | Self::ResumeJob
        )
    }

    /// Whether it is a job that changes or comes to be: the answer to it is one.
    pub fn is_of_job(&self) -> bool {
        self.is_of_a_job() || *self == Self::Enrich
    }
}

/// A change with its name: the `Idempotency-Key` of every try.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mutation {
    /// UUIDv7: in the order in which changes were made.
    pub id: Uuid,
    /// Which lead, or job.
    pub business: Uuid,
    /// What.
    pub change: Change,
    /// When, by the device's clock.
    pub at: Timestamp,
    /// Not sent before, so that it can be taken back, in milliseconds.
    #[serde(default)]
    pub(super) not_before: Timestamp,
    /// A deletion that may have reached the server: it is not taken back by
    /// forgetting it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) sent: bool,
    /// Why the server refused it: it is parked until somebody decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Box<Problem>>,
    /// The refused creation or deletion of the same lead that it is parked with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<Uuid>,
}

impl Mutation {
    /// A change made at a time.
    pub(super) fn new(id: Uuid, business: Uuid, change: Change, at: Timestamp) -> Self {
        let not_before = match change {
            Change::Delete => at + UNDO_MS,
            _ => at,
        };
        Self {
            id,
            business,
            change,
            at,
            not_before,
            sent: false,
            refusal: None,
            waits_for: None,
        }
    }

    /// Whether it is sent only once somebody has decided.
    pub fn is_parked(&self) -> bool {
        self.refusal.is_some() || self.waits_for.is_some()
    }

    /// Whether later changes of its lead have to wait for it if it is refused.
    pub(super) fn holds_others(&self) -> bool {
        matches!(self.change, Change::Create(_) | Change::Delete)
    }

    /// For how long it can still be taken back, in milliseconds. A clock that was
    /// put back does not make that longer.
    pub(super) fn undo_left(&self, now: Timestamp) -> Timestamp {
        if self.change == Change::Delete && !self.sent {
            (self.not_before - now).clamp(0, UNDO_MS)
        } else {
            0
        }
    }

    /// The fields that it touches; all, if nothing is said.
    pub(super) fn fields(&self) -> Option<Vec<Field>> {
        match &self.change {
            Change::Create(_) => None,
            Change::Update(patch) => Some(patch.changes.fields()),
            Change::Delete
            | Change::Restore
            | Change::CancelJob
            | Change::RetryJob
            | Change::PauseJob
            | Change::ResumeJob
            | Change::Enrich
            | Change::Contact(_) => Some(Vec::new()),
        }
    }

    /// How it is shown before the server confirms it, if it is.
    pub(super) fn overlay(&self) -> Option<Overlay> {
        Some(match &self.change {
            Change::Create(new) => {
                let mut shown = NewBusiness::clone(new).into_business(self.business, self.at);
                // Older than whatever the server says.
                shown.version = 0;
                Overlay::Create(Box::new(shown))
            }
            Change::Update(patch) => {
                Overlay::Change(Box::new(BusinessChanges::clone(&patch.changes)))
            }
            Change::Delete => Overlay::Delete,
            Change::Restore => Overlay::Restore,
            Change::Enrich => Overlay::LookUp,
            Change::CancelJob
            | Change::RetryJob
            | Change::PauseJob
            | Change::ResumeJob
            | Change::Contact(_) => return None,
        })
    }

    /// As it is to be sent. Changes of our own that were made before are no
    /// conflict; those of others to a field that we have not written since are.
    pub(super) fn to_send(&self, own: Option<&Own>) -> Self {
        let mut sent = self.clone();
        if let (Change::Update(patch), Some(own)) = (&mut sent.change, own) {
            let base = patch.base_version;
            let fields = patch.changes.fields().into_iter();
            let seen = fields.map(|field| own.base(field, self.id, base));
            patch.base_version = seen.min().unwrap_or(base);
        }
        sent
    }

    /// The same in place of it, on top of what somebody else changed meanwhile,
    /// with some fields as they are in `edited`. It has another body, and so
    /// another name.
    pub(super) fn over(&self, id: Uuid, edited: &BusinessChanges, at: Timestamp) -> Option<Self> {
        let current = self.refusal.as_ref()?.current.as_ref();
        let version = current.and_then(|current| current["version"].as_i64());
        let version = version.unwrap_or(0);
        let change = match &self.change {
            Change::Update(patch) => Change::Update(Box::new(BusinessPatch {
                base_version: patch.base_version.max(version),
                changes: patch.changes.clone().with(edited),
            })),
            Change::Contact(change) => {
                let ContactChange::Update(contact, patch) = &**change else {
                    return None;
                };
                let mut patch = patch.clone();
                patch.base_version = patch.base_version.max(version);
                Change::Contact(Box::new(ContactChange::Update(*contact, patch)))
            }
            _ => return None,
        };
        Some(Self::new(id, self.business, change, at))
    }
}
