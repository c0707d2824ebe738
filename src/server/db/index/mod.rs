//! The list index: what lists, search and counts need to know of every lead, in
//! memory.
//!
//! SQLite would have to walk the rows that a filter lets through to count them:
//! a second for a million leads. Here a filter is a scan of a few columns or of
//! an inverted index ([`search`]), which gives a set of bits: its size is the
//! total. Two orders are kept ([`names`], [`recent`]) and read along with that
//! set; the others follow from them. The page's leads then come from SQLite by
//! number. About 110 bytes a lead.
//!
//! It is built from the table at start ([`load`]) and brought up to date after
//! each commit, before its events leave: whoever hears of a change finds it in
//! the next list. A process that only writes does without.

mod bits;
mod columns;
mod counts;
mod cursor;
mod distance;
mod filter;
mod geo;
mod load;
mod names;
mod page;
mod recent;
mod search;
#[cfg(test)]
mod tests;
mod text;

pub use cursor::{Cursor, Key};
pub use filter::Selection;
pub use geo::{Area, Point};
pub use page::Start;
pub use text::fold;

use crate::{
    model::{Business, Sort, Stats, Timestamp},
    server::memory,
};
use columns::Columns;
use counts::Counts;
use names::Names;
use recent::Recent;
use search::{Pile, SEGMENT, Search};
use std::{
    collections::BTreeMap,
    sync::{
        PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::{Semaphore, SemaphorePermit, watch};

/// Changes that are taken in before readers get their turn.
const TURN: usize = 64;

/// New leads at once that are taken in together.
const MANY: usize = 256;

/// New leads after which memory that was taken for them is given back.
const GIVE_BACK: usize = 50_000;

/// A lead that was written, for the index.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its number.
    pub rid: u32,
    /// As it was; `None` if it was not there.
    pub before: Option<Business>,
    /// As it is now.
    pub after: Business,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Leads that pass the filter.
    pub total: u64,
    /// Numbers of the page's leads.
    pub rids: Vec<u32>,
    /// Whether more follow.
    pub more: bool,
}

/// What lists, search and counts need to know of every lead.
#[derive(Debug)]
pub struct Index {
    /// `None` until it is loaded.
    inner: RwLock<Option<Inner>>,
    /// How often it changed.
    changes: watch::Sender<u64>,
    /// As many lists are worked on at once as there are processors: more would
    /// take memory, and each longer.
    turns: Semaphore,
    /// New leads that came together since memory was given back.
    taken: AtomicUsize,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            inner: RwLock::default(),
            changes: watch::Sender::new(0),
            turns: Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)),
            taken: AtomicUsize::new(0),
        }
    }
}

#[derive(Debug, Default)]
struct Inner {
    columns: Columns,
    counts: Counts,
    names: Names,
    recent: Recent,
    search: Search,
}

/// A change with what takes time to find out, found out before the lock is held.
struct Prepared {
    change: Change,
    /// Name before, if it was another or none.
    old_name: Option<String>,
    /// Name now, if it was another or none.
    name: Option<String>,
    old_terms: Option<Vec<Box<str>>>,
    /// Terms now, if they were others or none.
    terms: Option<Vec<Box<str>>>,
}

impl Prepared {
    fn new(change: Change) -> Self {
        let (before, after) = (change.before.as_ref(), &change.after);
        let terms = text::terms(after);
        let old_terms = before.map(text::terms);
        let terms = (old_terms.as_ref() != Some(&terms)).then_some(terms);
        let renamed = before.is_none_or(|before| before.name != after.name);
        Self {
            old_name: before.filter(|_| renamed).map(|before| fold(&before.name)),
            name: renamed.then(|| fold(&after.name)),
            old_terms: old_terms.filter(|_| terms.is_some()),
            terms,
            change,
        }
    }
}

impl Index {
    /// Takes in what was committed. Does nothing before it is loaded.
    pub fn apply(&self, changes: Vec<Change>) {
        if changes.is_empty() || self.read().is_none() {
            return;
        }
        if changes.len() >= MANY && changes.iter().all(|change| change.before.is_none()) {
            self.apply_new(changes);
            self.changes.send_modify(|n| *n += 1);
            return;
        }
        let mut changes = changes.into_iter().peekable();
        while changes.peek().is_some() {
            let some: Vec<_> = changes.by_ref().take(TURN).map(Prepared::new).collect();
            self.write(|inner| some.into_iter().for_each(|change| inner.apply(change)));
        }
        self.changes.send_modify(|n| *n += 1);
    }

    /// Takes in many new leads. Their words are sorted before the lock is held.
    fn apply_new(&self, changes: Vec<Change>) {
        let mut piles: BTreeMap<u32, Pile> = BTreeMap::new();
        for Change { rid, after, .. } in &changes {
            let pile = piles.entry(rid / SEGMENT).or_default();
            pile.push((rid % SEGMENT) as u16, &text::terms(after));
        }
        let runs: Vec<_> = piles
            .into_iter()
            .map(|(n, pile)| (n, pile.sort()))
            .collect();
        let count = changes.len();
        let mut changes = changes.into_iter().peekable();
        while changes.peek().is_some() {
            let some: Vec<_> = changes
                .by_ref()
                .take(TURN)
                .map(|change| Prepared {
                    old_name: None,
                    name: Some(fold(&change.after.name)),
                    old_terms: None,
                    terms: None,
                    change,
                })
                .collect();
            self.write(|inner| some.into_iter().for_each(|change| inner.apply(change)));
        }
        for (n, run) in runs {
            self.write(|inner| inner.search.push(n as usize, run));
        }
        let taken = self.taken.fetch_add(count, Ordering::Relaxed) + count;
        if taken >= GIVE_BACK {
            self.taken.store(0, Ordering::Relaxed);
            memory::give_back();
        }
    }

    /// Changes it, once it is loaded.
    fn write(&self, change: impl FnOnce(&mut Inner)) {
        let mut guard = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(inner) = guard.as_mut() {
            change(inner);
        }
    }

    /// Tells of every change from now on.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Waits for its turn to ask for a list.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.turns.acquire().await.ok()
    }

    /// A page of the leads that `selection` lets through; nothing before it is loaded.
    /// A few milliseconds of work for a million leads.
    pub fn list(&self, selection: &Selection, sort: Sort, start: &Start, limit: usize) -> Listed {
        let guard = self.read();
        let Some(inner) = guard.as_ref() else {
            return Listed::default();
        };
        let bits = selection.select(inner);
        let mut rids = page::page(inner, &bits, sort, selection.near, start, limit + 1);
        let more = rids.len() > limit;
        rids.truncate(limit);
        Listed {
            total: bits.count(),
            rids,
            more,
        }
    }

    /// The numbers of all leads that `selection` lets through, in the order of creation;
    /// none before it is loaded. Milliseconds of work for a million leads.
    pub fn all(&self, selection: &Selection) -> Vec<u32> {
        let guard = self.read();
        guard
            .as_ref()
            .map_or_else(Vec::new, |inner| selection.select(inner).iter().collect())
    }

    /// The counts, but those of jobs; zeros before it is loaded.
    pub fn stats(&self, now: Timestamp) -> Stats {
        self.read()
            .as_ref()
            .map(|inner| inner.counts.stats(&inner.columns, now))
            .unwrap_or_default()
    }

    /// Heap bytes, nearly.
    pub fn bytes(&self) -> usize {
        self.read().as_ref().map_or(0, |inner| {
            inner.columns.bytes()
                + inner.names.bytes()
                + inner.recent.bytes()
                + inner.search.bytes()
        })
    }

    fn read(&self) -> RwLockReadGuard<'_, Option<Inner>> {
        // A panic while writing would leave it out of step with the table, but
        // answering from it is better than answering nothing until the restart.
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn apply(&mut self, prepared: Prepared) {
        let Change { rid, before, after } = prepared.change;
        let at = rid as usize;
        if let Some(before) = &before {
            let key = (before.updated_at, before.id.as_u128());
            let columns = &self.columns;
            self.recent.remove(rid, |other| {
                (columns.updated[other as usize], columns.ids[other as usize]) < key
            });
            self.counts.add(before, -1, &mut self.columns);
        }
        if let Some(name) = &prepared.old_name {
            self.names.remove(name.as_bytes(), rid, &self.columns.ids);
        }
        self.columns.put(rid, &after);
        let key = (after.updated_at, self.columns.ids[at]);
        let columns = &self.columns;
        self.recent.insert(rid, |other| {
            (columns.updated[other as usize], columns.ids[other as usize]) < key
        });
        self.counts.add(&after, 1, &mut self.columns);
        if let Some(name) = &prepared.name {
            self.names.insert(name.as_bytes(), rid, &self.columns.ids);
        }
        if let Some(terms) = &prepared.terms {
            self.search
                .insert(rid, prepared.old_terms.as_deref(), terms);
        }
    }
}
