//! Whose turn it is. Kinds take turns, and within a kind those who asked: who asked for
//! a hundred jobs does not keep the one job of somebody else waiting for all of them.

use super::{
    kinds,
    store::{self, Stored},
};
use crate::{
    model::{JobKind, Uuid},
    server::db::{Db, DbError, Origin, now},
};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Who had a turn, and when.
pub struct Turns {
    slots: [Arc<Semaphore>; JobKind::ALL.len()],
    /// Counts the turns that were taken.
    taken: u64,
    kinds: [u64; JobKind::ALL.len()],
    /// By kind, and by who asked.
    people: HashMap<(JobKind, Option<Uuid>), u64>,
}

/// The jobs of a kind.
pub enum Next {
    /// The one whose turn it is, with its place among those that run.
    Job(Box<Stored>, OwnedSemaphorePermit),
    /// None waits.
    Nothing,
    /// So many run that whatever waits has to go on waiting.
    Full,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            slots: JobKind::ALL.map(|kind| Arc::new(Semaphore::new(kinds::at_once(kind)))),
            taken: 0,
            kinds: Default::default(),
            people: HashMap::new(),
        }
    }
}

fn index(kind: JobKind) -> usize {
    kind as usize
}

impl Turns {
    /// Every kind, the one that had its turn longest ago first.
    pub fn kinds(&self) -> [JobKind; JobKind::ALL.len()] {
        let mut kinds = JobKind::ALL;
        kinds.sort_by_key(|kind| self.kinds[index(*kind)]);
        kinds
    }

    /// Takes the job of a kind whose turn it is; it counts as running then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next(&mut self, db: &Db, kind: JobKind) -> Result<Next, DbError> {
        let Ok(slot) = self.slots[index(kind)].clone().try_acquire_owned() else {
            return Ok(Next::Full);
        };
        let waiting = store::waiting(db.readers(), kind, now()).await?;
        let turn = |who: &Option<Uuid>| self.people.get(&(kind, *who)).copied().unwrap_or(0);
        // Of those who never had a turn, who has waited longest.
        let Some((who, _)) = waiting
            .into_iter()
            .min_by_key(|(who, oldest)| (turn(who), *oldest))
        else {
            return Ok(Next::Nothing);
        };
        let mut tx = db.write(Origin::default()).await?;
        let Some(mut stored) = store::next_of(tx.conn(), kind, who, now()).await? else {
            return Ok(Next::Nothing);
        };
        super::claim_this(&mut tx, &mut stored).await?;
        tx.commit().await?;
        self.taken += 1;
        self.kinds[index(kind)] = self.taken;
        self.people.insert((kind, who), self.taken);
        Ok(Next::Job(Box::new(stored), slot))
    }

    /// Waits until nothing runs any more.
    pub async fn over(&self) {
        for kind in JobKind::ALL {
            let all = u32::try_from(kinds::at_once(kind)).unwrap_or(u32::MAX);
            // The semaphores are never closed.
            let _ = self.slots[index(kind)].acquire_many(all).await;
        }
    }
}
