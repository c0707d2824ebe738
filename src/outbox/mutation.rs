//! A change, as it waits and as it is kept.

use super::own::{Name, Own};
use crate::{
    model::{
        BusinessChanges, BusinessPatch, ContactPatch, NewBusiness, NewContact, Problem, Timestamp,
        Uuid,
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

impl ContactChange {
    /// Which contact; nothing, if the server is to name it.
    fn contact(&self) -> Option<Uuid> {
        match self {
            Self::Create(new) => new.id,
            Self::Update(id, _) | Self::Delete(id) => Some(*id),
        }
    }

    /// The version that it was made on.
    fn base_version(&mut self) -> Option<&mut i64> {
        match self {
            Self::Update(_, patch) => Some(&mut patch.base_version),
            Self::Create(_) | Self::Delete(_) => None,
        }
    }

    /// The fields that it changes.
    fn fields(&self) -> Vec<Name> {
        let Self::Update(_, patch) = self else {
            return Vec::new();
        };
        let touched = [
            ("kind", patch.kind.is_some()),
            ("name", patch.name.is_some()),
            ("role", patch.role.is_some()),
            ("email", patch.email.is_some()),
            ("phone", patch.phone.is_some()),
            ("profile", patch.profile.is_some()),
        ];
        let touched = touched.into_iter().filter(|(_, is_touched)| *is_touched);
        touched.map(|(name, _)| name.into()).collect()
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
    /// In which tab it was made: a number that each draws as it opens.
    #[serde(default)]
    pub(super) tab: u64,
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
            tab: 0,
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

    /// Whether something comes to be by it.
    pub(super) fn is_creation(&self) -> bool {
        let is_contact = |change: &ContactChange| matches!(change, ContactChange::Create(_));
        match &self.change {
            Change::Create(_) => true,
            Change::Contact(change) => is_contact(change),
            _ => false,
        }
    }

    /// Whether it has to wait for an earlier change of its lead if that is refused: nothing
    /// can be done to what could not be made, and nobody knows what is to be done to what
    /// could not be deleted.
    pub(super) fn depends_on(&self, earlier: &Self) -> bool {
        match (&earlier.change, &self.change) {
            (Change::Create(_) | Change::Delete, _) => true,
            (Change::Contact(earlier), Change::Contact(later)) => {
                let holds = !matches!(&**earlier, ContactChange::Update(..));
                holds && earlier.contact().is_some() && earlier.contact() == later.contact()
            }
            _ => false,
        }
    }

    /// Whose fields it changes: the lead's or job's, or those of a contact.
    pub(super) fn owner(&self) -> Uuid {
        match &self.change {
            Change::Contact(change) => change.contact().unwrap_or(self.business),
            _ => self.business,
        }
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
    pub(super) fn fields(&self) -> Option<Vec<Name>> {
        match &self.change {
            Change::Create(_) => None,
            Change::Update(patch) => {
                let fields = patch.changes.fields().into_iter();
                Some(fields.map(|field| field.as_str().into()).collect())
            }
            Change::Contact(change) => Some(change.fields()),
            Change::Delete
            | Change::Restore
            | Change::CancelJob
            | Change::RetryJob
            | Change::PauseJob
            | Change::ResumeJob
            | Change::Enrich => Some(Vec::new()),
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
        let (Some(own), Some(fields)) = (own, self.fields()) else {
            return sent;
        };
        let base = match &mut sent.change {
            Change::Update(patch) => Some(&mut patch.base_version),
            Change::Contact(change) => change.base_version(),
            _ => None,
        };
        if let Some(base) = base {
            *base = own.base_of(&fields, (self.id, self.tab), *base);
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
