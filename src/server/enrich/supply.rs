//! The leads of a job that are still to be looked up, those of hosts that are asked
//! already after the others: they would only wait for their turn.

use super::look_up::host_of;
use crate::{
    model::Uuid,
    server::{
        db::{
            Db,
            businesses::{self, Stored},
        },
        jobs::{JobError, items},
    },
};
use std::collections::{HashMap, VecDeque};

/// Leads that are read ahead.
const AHEAD: usize = 512;

/// A lead that is to be looked up.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its place in the job.
    pub ordinal: u64,
    /// Which lead.
    pub id: Uuid,
    /// The lead; `None` if it is there no more.
    pub lead: Option<Stored>,
    /// The host that is asked.
    pub host: Option<String>,
}

/// Where the tasks of a job come from.
pub struct Supply {
    job: Uuid,
    from: u64,
    is_over: bool,
    ahead: VecDeque<Task>,
    /// Tasks under way by host.
    busy: HashMap<String, usize>,
}

impl Supply {
    /// Of a job.
    pub fn new(job: Uuid) -> Self {
        Self {
            job,
            from: 0,
            is_over: false,
            ahead: VecDeque::new(),
            busy: HashMap::new(),
        }
    }

    /// Up to `most` tasks, whose hosts nobody asks now; fewer only if there are no others,
    /// unless `is_idle`: then the first, whatever its host.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take(&mut self, db: &Db, most: usize) -> Result<Vec<Task>, JobError> {
        let mut taken = Vec::new();
        while taken.len() < most {
            if self.ahead.len() < AHEAD && !self.is_over {
                self.read(db).await?;
            }
            let free = self.ahead.iter().position(|task| {
                task.host
                    .as_ref()
                    .is_none_or(|host| !self.busy.contains_key(host))
            });
            let Some(task) = free.and_then(|at| self.ahead.remove(at)) else {
                break;
            };
            if let Some(host) = &task.host {
                *self.busy.entry(host.clone()).or_default() += 1;
            }
            taken.push(task);
        }
        Ok(taken)
    }

    /// A task has ended: its host is free.
    pub fn ended(&mut self, task: &Task) {
        if let Some(host) = &task.host {
            self.busy.remove(host);
        }
    }

    async fn read(&mut self, db: &Db) -> Result<(), JobError> {
        let items = items::waiting(db.readers(), self.job, self.from, AHEAD as u32).await?;
        self.is_over = items.len() < AHEAD;
        let Some(last) = items.last() else {
            return Ok(());
        };
        self.from = last.ordinal + 1;
        let ids: Vec<Uuid> = items.iter().map(|item| item.business_id).collect();
        let numbers = businesses::numbers(db.readers(), &ids).await?;
        let rids: Vec<u32> = numbers.values().copied().collect();
        let leads = businesses::page(db.readers(), &rids).await?;
        let mut leads: HashMap<Uuid, Stored> = leads
            .into_iter()
            .filter(|stored| stored.business.deleted_at.is_none())
            .map(|stored| (stored.business.id, stored))
            .collect();
        for item in items {
            let lead = leads.remove(&item.business_id);
            let host = lead.as_ref().and_then(|lead| host_of(&lead.business));
            self.ahead.push_back(Task {
                ordinal: item.ordinal,
                id: item.business_id,
                lead,
                host,
            });
        }
        Ok(())
    }
}
