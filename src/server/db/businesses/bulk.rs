//! One change to many leads.

use super::{
    Faults,
    announce::{MAX_CHANGES, announce},
    change::{is_user, store_all, told},
    check::{check, normalise},
    read::page,
    row::Stored,
};
use crate::{
    model::{
        BulkAnswer, BulkChange, BulkSkipped, Business, BusinessChanges, Field, MAX_BULK_SKIPPED,
        NewBusiness, ProblemCode, Uuid,
    },
    server::db::{DbError, WriteTx, index::Selection},
};

/// Up to so many changed leads are told of one by one.
const ONE_BY_ONE: usize = 100;

/// Whether a change to so many leads is made in one transaction and told lead by
/// lead. Others write in between otherwise, and everybody asks again.
pub const fn at_once(leads: usize) -> bool {
    leads <= MAX_CHANGES
}

/// What happens to each of many leads; checked.
#[derive(Clone, Debug)]
pub struct Bulk {
    changes: BusinessChanges,
    add_tags: Vec<String>,
    remove_tags: Vec<String>,
    delete: bool,
    fields: Vec<Field>,
}

impl Bulk {
    /// Takes what happens to each lead out of a request.
    ///
    /// # Errors
    /// What no lead could be changed to, and a request that asks for nothing or for both.
    pub fn parse(asked: &BulkChange) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let changes = asked.changes.clone().unwrap_or_default();
        let mut fields = changes.fields();
        let has_tags = !asked.add_tags.is_empty() || !asked.remove_tags.is_empty();
        if has_tags && changes.tags.is_some() {
            faults.insert("add_tags".into(), "not with changes.tags".into());
        }
        match (asked.delete, fields.is_empty() && !has_tags) {
            (true, false) => {
                faults.insert("delete".into(), "goes without changes".into());
            }
            (false, true) => {
                faults.insert("changes".into(), "must change something".into());
            }
            _ => {}
        }
        if has_tags && !fields.contains(&Field::Tags) {
            fields.push(Field::Tags);
        }
        let mut bulk = Self {
            changes,
            add_tags: asked.add_tags.clone(),
            remove_tags: asked.remove_tags.clone(),
            delete: asked.delete,
            fields,
        };
        for tag in bulk.remove_tags.iter_mut().chain(&mut bulk.add_tags) {
            *tag = tag.trim().to_owned();
        }
        // As a lead would be that has nothing of its own to clash with.
        let mut lead = NewBusiness::named("x").into_business(Uuid::nil(), 0);
        (lead.lat, lead.lon) = (Some(0.0), Some(0.0));
        bulk.apply(&mut lead);
        for (field, fault) in check(&lead).err().unwrap_or_default() {
            // Whether a position is whole depends on the lead.
            let is_half =
                matches!(&*field, "lat" | "lon") && lead.lat.is_some() != lead.lon.is_some();
            if !is_half {
                let given = match &*field {
                    "tags" if has_tags => "add_tags".to_owned(),
                    _ => format!("changes.{field}"),
                };
                faults.insert(given, fault);
            }
        }
        if faults.is_empty() {
            Ok(bulk)
        } else {
            Err(faults)
        }
    }

    /// Checks what only the database can tell.
    ///
    /// # Errors
    /// When it fails.
    pub async fn check(&self, tx: &mut WriteTx<'_>) -> Result<Faults, DbError> {
        let mut faults = Faults::new();
        if let Some(Some(owner)) = self.changes.owner_id
            && !is_user(tx, owner).await?
        {
            faults.insert("changes.owner_id".into(), "is no user".into());
        }
        Ok(faults)
    }

    /// Changes the leads with these numbers, those that `selection` still lets
    /// through, and counts them in `answer`. Returns those that are different now;
    /// nobody is told yet.
    ///
    /// # Errors
    /// When the database fails; then drop the transaction.
    pub async fn change(
        &self,
        tx: &mut WriteTx<'_>,
        rids: &[u32],
        selection: Option<&Selection>,
        answer: &mut BulkAnswer,
    ) -> Result<Vec<Business>, DbError> {
        let mut changed = Vec::new();
        for before in page(&mut *tx.conn(), rids).await? {
            if selection.is_some_and(|selection| !selection.accepts(&before.business)) {
                continue;
            }
            answer.matched += 1;
            match self.of(&before, tx.at()) {
                Ok(Some(after)) => changed.push((before.business, after)),
                Ok(None) => answer.unchanged += 1,
                Err(code) => skip(answer, before.business.id, code),
            }
        }
        answer.changed += changed.len() as u64;
        store_all(tx, changed).await
    }

    /// A lead as it is to be; `None` if it is so already.
    fn of(&self, before: &Stored, at: i64) -> Result<Option<Stored>, ProblemCode> {
        let is_deleted = before.business.deleted_at.is_some();
        let mut after = before.clone();
        if self.delete {
            after.business.deleted_at = Some(at);
            return Ok((!is_deleted).then_some(after));
        }
        if is_deleted {
            return Err(ProblemCode::NotFound);
        }
        self.apply(&mut after.business);
        let version = before.business.version + 1;
        let mut differs = false;
        for field in &self.fields {
            if field.value(&after.business) != field.value(&before.business) {
                differs = true;
                after.field_versions.set(*field, version);
                after.edited |= 1 << *field as u32;
            }
        }
        if !differs {
            return Ok(None);
        }
        match check(&after.business) {
            Ok(()) => Ok(Some(after)),
            Err(_) => Err(ProblemCode::Validation),
        }
    }

    fn apply(&self, business: &mut Business) {
        self.changes.apply(business);
        business.tags.retain(|tag| !self.remove_tags.contains(tag));
        business.tags.extend_from_slice(&self.add_tags);
        normalise(business);
    }
}

/// Counts a lead that was left as it was.
fn skip(answer: &mut BulkAnswer, id: Uuid, code: ProblemCode) {
    if answer.skipped.len() < MAX_BULK_SKIPPED {
        answer.skipped.push(BulkSkipped { id, code });
    }
}

/// Tells of leads that were changed in one transaction: each on its own up to 100.
///
/// # Errors
/// When the log cannot be written.
pub async fn tell(tx: &mut WriteTx<'_>, changed: Vec<Business>) -> Result<(), DbError> {
    if changed.len() > ONE_BY_ONE {
        return announce(tx, changed).await;
    }
    for business in changed {
        tx.emit(told(business, false)).await?;
    }
    Ok(())
}
