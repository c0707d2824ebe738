//! Where readers put what they find: batches, cut by size and by time.

use super::values;
use crate::{
    model::{Beyond, NewBusiness, Rejection},
    server::{
        db::{Pace, businesses::check_new},
        jobs::store::shorten,
    },
};
use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// A batch is sent after so long even if it is not full.
const MAX_WAIT: Duration = Duration::from_millis(250);
/// Rows that later ones are compared with, so that memory is bounded: about 18 MB.
const MAX_SEEN: usize = 1_000_000;
/// Characters in a rejection's reason and reference.
const MAX_REASON: usize = 160;

/// Why a reader stopped.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nobody takes the batches any more.
    #[error("stopped")]
    Stopped,
    /// The file is not what it should be; says where and how, for people.
    #[error("{0}")]
    Input(String),
    /// The file could not be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// What is written in one transaction.
#[derive(Debug, Default)]
pub struct Batch {
    /// Leads that may be taken.
    pub rows: Vec<NewBusiness>,
    /// What their source knows beyond them, by reference.
    pub beyond: HashMap<String, Beyond>,
    /// Rows that may not.
    pub rejections: Vec<Rejection>,
    /// How many.
    pub rejected: u64,
    /// Rows that are no lead.
    pub skipped: u64,
    /// Values that were left out of leads.
    pub left_out: u64,
    /// Units dealt with, this batch included.
    pub position: u64,
    /// How much of the file is done, 0 to 1.
    pub fraction: f64,
    /// Rows in all, once known.
    pub total: Option<u64>,
    /// For the job's log.
    pub notes: Vec<String>,
}

/// Collects what a reader finds. Everything before the position where an earlier
/// run stopped is counted and let go.
pub struct Sink {
    batches: mpsc::Sender<Batch>,
    batch: Batch,
    position: u64,
    resume_at: u64,
    scope: String,
    pace: Pace,
    sent: Instant,
    /// Hashes of what rows are known by.
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl Sink {
    /// A sink for a job that has dealt with `resume_at` units.
    pub fn new(batches: mpsc::Sender<Batch>, resume_at: u64, pace: Pace) -> Self {
        Self {
            batches,
            batch: Batch::default(),
            position: 0,
            resume_at,
            scope: String::new(),
            pace,
            sent: Instant::now(),
            seen: HashSet::new(),
            hasher: RandomState::new(),
        }
    }

    /// Says what the file is called, for [`scoped`](Self::scoped).
    pub fn of_file(mut self, name: &str) -> Self {
        self.scope = values::scope(name);
        self
    }

    /// What a row is known by that its file alone knows so. Two lists that both count
    /// from 1 are not the same leads; the same list, or a newer one of the same name, is.
    pub fn scoped(&self, reference: &str) -> String {
        format!("{}/{reference}", self.scope)
    }

    /// Whether the next unit has been dealt with already: it need not be read closely.
    pub fn knows_next(&self) -> bool {
        self.position < self.resume_at
    }

    /// A unit that an earlier run dealt with.
    pub fn pass(&mut self) {
        self.position += 1;
    }

    /// A lead that no other row of the file is; rejected if one before it was, or
    /// the same file would change it to and fro with every import.
    pub fn unique_lead(&mut self, line: u64, new: NewBusiness) -> Result<(), ReadError> {
        let hash = self.hasher.hash_one((&new.id, &new.source));
        if self.seen.contains(&hash) {
            let reference = new.source.and_then(|source| source.reference);
            let reason = "The same lead as an earlier row: same reference, or same name and place.";
            return self.reject(line, reference, reason);
        }
        if self.seen.len() < MAX_SEEN && check_new(&new).is_ok() {
            self.seen.insert(hash);
        }
        self.lead(line, new)
    }

    /// A lead; rejected with the reason if it may not be one.
    pub fn lead(&mut self, line: u64, new: NewBusiness) -> Result<(), ReadError> {
        if self.knows_next() {
            self.pass();
            return Ok(());
        }
        match check_new(&new) {
            Ok(()) => self.batch.rows.push(new),
            Err(faults) => {
                let reason: Vec<_> = faults
                    .iter()
                    .map(|(field, fault)| format!("{field} {fault}"))
                    .collect();
                let reference = new.source.and_then(|source| source.reference);
                self.keep_rejection(line, reference, &reason.join("; "));
            }
        }
        self.moved()
    }

    /// A lead from a source that anybody may edit: values that no lead may have
    /// are left out, and only a lead that still may not be one is rejected.
    pub fn repaired_lead(&mut self, line: u64, mut new: NewBusiness) -> Result<(), ReadError> {
        self.repair(&mut new);
        self.lead(line, new)
    }

    /// Says what the source knows beyond the lead that comes next.
    pub fn beyond(&mut self, reference: String, beyond: Beyond) {
        if !beyond.is_empty() && !self.knows_next() {
            self.batch.beyond.insert(reference, beyond);
        }
    }

    /// Leaves values out that no lead may have.
    pub fn repair(&mut self, new: &mut NewBusiness) {
        if let Err(faults) = check_new(new) {
            let left_out = values::repair(new, &faults);
            if !self.knows_next() {
                self.batch.left_out += left_out;
            }
        }
    }

    /// A row that cannot be taken.
    pub fn reject(
        &mut self,
        line: u64,
        reference: Option<String>,
        reason: &str,
    ) -> Result<(), ReadError> {
        if self.knows_next() {
            self.pass();
            return Ok(());
        }
        self.keep_rejection(line, reference, reason);
        self.moved()
    }

    fn keep_rejection(&mut self, line: u64, reference: Option<String>, reason: &str) {
        self.batch.rejected += 1;
        self.batch.rejections.push(Rejection {
            line,
            reference: reference.map(|text| shorten(&text, MAX_REASON)),
            reason: shorten(reason, MAX_REASON),
        });
    }

    /// A row that is no lead by the rules of the format.
    pub fn skip(&mut self) -> Result<(), ReadError> {
        if self.knows_next() {
            self.pass();
            return Ok(());
        }
        self.batch.skipped += 1;
        self.moved()
    }

    /// How many rows there are in all.
    pub fn total(&mut self, total: u64) {
        self.batch.total = Some(total);
    }

    /// Adds to the job's log, but not again when the job is resumed.
    pub fn note(&mut self, note: String) {
        if self.resume_at == 0 {
            self.batch.notes.push(note);
        }
    }

    /// How much of the file is done, 0 to 1. Called often, and where nothing is
    /// found too: it notices that nobody wants to know any more.
    pub fn fraction(&mut self, fraction: f64) -> Result<(), ReadError> {
        self.batch.fraction = fraction;
        if self.sent.elapsed() >= MAX_WAIT {
            return self.flush();
        }
        if self.batches.is_closed() {
            return Err(ReadError::Stopped);
        }
        Ok(())
    }

    fn moved(&mut self) -> Result<(), ReadError> {
        self.position += 1;
        let rows = self.batch.rows.len() + self.batch.rejections.len();
        if rows >= self.pace.size() {
            return self.flush();
        }
        Ok(())
    }

    /// Sends what there is.
    pub fn flush(&mut self) -> Result<(), ReadError> {
        self.sent = Instant::now();
        let next = Batch {
            fraction: self.batch.fraction,
            ..Batch::default()
        };
        let mut batch = std::mem::replace(&mut self.batch, next);
        batch.position = self.position.max(self.resume_at);
        self.batches
            .blocking_send(batch)
            .map_err(|_| ReadError::Stopped)
    }
}
