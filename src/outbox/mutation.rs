//! A change, as it waits and as it is kept.

use crate::{
    model::{BusinessChanges, BusinessPatch, Field, NewBusiness, Problem, Timestamp, Uuid},
    query::Overlay,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// For how long a deletion can be taken back before it is sent, in milliseconds.
const UNDO_MS: Timestamp = 5_000;

/// A change of a lead.
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
}

/// A change with its name: the `Idempotency-Key` of every try.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mutation {
    /// UUIDv7: in the order in which changes were made.
    pub id: Uuid,
    /// Which lead.
    pub business: Uuid,
    /// What.
    pub change: Change,
    /// When, by the device's clock.
    pub at: Timestamp,
    /// Not sent before, so that it can be taken back, in milliseconds.
    #[serde(default)]
    pub(super) not_before: Timestamp,
    /// The versions that fields got from changes of ours that were made before
    /// this one and have been confirmed since.
    #[serde(default)]
    own: HashMap<Field, i64>,
    /// Why the server refused it: it is parked until somebody decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Box<Problem>>,
}

impl Mutation {
    /// A change made now.
    pub(super) fn new(business: Uuid, change: Change, at: Timestamp) -> Self {
        let not_before = match change {
            Change::Delete => at + UNDO_MS,
            _ => at,
        };
        Self {
            id: Uuid::now_v7(),
            business,
            change,
            at,
            not_before,
            own: HashMap::new(),
            refusal: None,
        }
    }

    /// The key under which it is kept for `user`.
    pub(super) fn key(&self, user: Uuid) -> String {
        format!("{}{}", prefix(user), self.id)
    }

    /// How it is shown before the server confirms it.
    pub(super) fn overlay(&self) -> Overlay {
        match &self.change {
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
        }
    }

    /// As it is to be sent. Changes of our own that were made before are no
    /// conflict; those of others to a field that we have not written since are.
    pub(super) fn to_send(&self) -> Self {
        let mut sent = self.clone();
        if let Change::Update(patch) = &mut sent.change {
            let base = patch.base_version;
            let fields = patch.changes.fields().into_iter();
            let seen = fields.map(|field| self.own.get(&field).copied().unwrap_or(base).max(base));
            patch.base_version = seen.min().unwrap_or(base);
        }
        sent
    }

    /// Notes that `earlier`, a change of the same lead, was confirmed as `version`.
    /// Whether that matters to this one.
    pub(super) fn follows(&mut self, earlier: &Self, version: i64) -> bool {
        if !matches!(self.change, Change::Update(_)) {
            return false;
        }
        let fields = match &earlier.change {
            Change::Create(_) => Field::ALL.to_vec(),
            Change::Update(patch) => patch.changes.fields(),
            Change::Delete | Change::Restore => return false,
        };
        let own = fields.into_iter().map(|field| (field, version));
        self.own.extend(own);
        true
    }
}

/// Under which the changes of `user` are kept.
pub(super) fn prefix(user: Uuid) -> String {
    format!("outbox/{user}/")
}
