//! What the server does with changes: each once, and none over what it was not made on.

use super::*;
use crate::model::Field;

/// A lead on the server.
struct Kept {
    lead: Business,
    /// Of each field, and which change wrote it.
    versions: HashMap<Field, (i64, Uuid)>,
}

/// What the server has.
#[derive(Default)]
pub struct Database {
    leads: HashMap<Uuid, Kept>,
    answers: HashMap<Uuid, (Mutation, Business)>,
    /// With which change each was in conflict when it was last sent.
    pub conflicts: HashMap<Uuid, Uuid>,
    /// The phones that were written, in order.
    pub written: Vec<(Uuid, String)>,
}

fn no(status: u16, code: ProblemCode) -> Failure {
    Failure::Refused(Box::new(Problem::new(status, code, "no")))
}

impl Database {
    /// Makes a change once; the same key with another body is a mistake.
    pub fn take(&mut self, sent: &Mutation) -> Outcome {
        if let Some((before, answer)) = self.answers.get(&sent.id) {
            assert_eq!(before.change, sent.change, "one key, two bodies");
            return Ok(answer.clone());
        }
        let lead = self.change(sent)?;
        self.answers.insert(sent.id, (sent.clone(), lead.clone()));
        Ok(lead)
    }

    fn change(&mut self, sent: &Mutation) -> Outcome {
        let id = sent.business;
        if let Change::Create(new) = &sent.change {
            assert!(!self.leads.contains_key(&id), "made twice");
            if new.name == "bad" {
                return Err(no(422, ProblemCode::Validation));
            }
            let mut lead = NewBusiness::clone(new).into_business(id, 0);
            lead.version = 1;
            let versions = Field::ALL.iter().map(|field| (*field, (1, sent.id)));
            let versions = versions.collect();
            let made = lead.clone();
            self.leads.insert(id, Kept { lead, versions });
            return Ok(made);
        }
        let kept = self.leads.get_mut(&id);
        let Kept { lead, versions } = kept.ok_or(no(404, ProblemCode::NotFound))?;
        match &sent.change {
            Change::Update(patch) => {
                let fields = patch.changes.fields();
                let newest = fields.iter().map(|field| versions[field]).max();
                if let Some((_, writer)) = newest.filter(|(it, _)| *it > patch.base_version) {
                    self.conflicts.insert(sent.id, writer);
                    return Err(no(409, ProblemCode::VersionConflict));
                }
                let phone = patch.changes.phone.clone().flatten().unwrap_or_default();
                if phone.starts_with("bad") {
                    return Err(no(422, ProblemCode::Validation));
                }
                patch.changes.apply(lead);
                lead.version += 1;
                let of = |field| (field, (lead.version, sent.id));
                versions.extend(fields.into_iter().map(of));
                self.written.push((id, phone));
            }
            Change::Delete if lead.deleted_at.is_none() => {
                (lead.deleted_at, lead.version) = (Some(1), lead.version + 1);
            }
            Change::Restore if lead.deleted_at.is_some() => {
                (lead.deleted_at, lead.version) = (None, lead.version + 1);
            }
            _ => {}
        }
        Ok(lead.clone())
    }
}
