//! The index of what leads are compared by, in memory: built in the background, so that
//! nobody waits for it at start (some six seconds for a million leads), and brought up to
//! date after each commit, a step behind, so that no commit waits for it either.

use super::{
    Known,
    work::{blocking, parallel},
};
use crate::{
    model::{Address, Business},
    server::{
        db::{DbError, index::Change},
        dedupe::{Facts, Index, Print},
    },
};
use rustc_hash::FxHashMap;
use sqlx::{Row, SqlitePool, sqlite::SqliteRow};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::{Notify, mpsc, watch};

/// Leads read at a time.
const PAGE: u32 = 4_096;
/// Leads filed before whoever asks gets a turn.
const TURN: usize = 64;
/// Stands between texts: a control character, which no text of a lead has.
const SEPARATOR: char = '\u{1f}';

const SELECT: &str = "SELECT rid, lat, lon, format(\
     '%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s', \
     name, category, street, city, region, postcode, country, phone, email, website) \
     FROM businesses WHERE rid >= ? AND rid < ? AND deleted_at IS NULL ORDER BY rid";

/// The index could not be built.
#[derive(Debug, thiserror::Error)]
#[error("what leads are compared by is not in memory")]
pub struct NotKept;

/// What leads are compared by.
#[derive(Debug, Default)]
pub struct Twins {
    shared: Arc<Shared>,
    /// To whoever keeps the index; `None` until it is started.
    to: Mutex<Option<mpsc::UnboundedSender<Vec<Note>>>>,
    /// Commits handed on.
    given: AtomicU64,
    /// That a lead was typed in.
    typed: Notify,
}

#[derive(Debug, Default)]
struct Shared {
    index: RwLock<Index<u32>>,
    country: OnceLock<Option<String>>,
    state: watch::Sender<State>,
}

/// How far the index is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    #[default]
    Building,
    /// So many commits are in it.
    At(u64),
    Failed,
}

/// What became of a lead.
#[derive(Debug)]
enum Note {
    Is(u32, Box<Facts>, Option<Box<Known>>),
    Gone(u32),
}

impl Twins {
    /// Begins to build it, in the background; nothing if that was begun before. `country`
    /// (ISO 3166-1 alpha-2) is where leads are that do not say so themselves.
    pub fn start(&self, pool: &SqlitePool, country: Option<String>) {
        let mut to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        if to.is_some() {
            return;
        }
        // Whatever is committed from now on is handed on, and so replaces what is read.
        let (sender, notes) = mpsc::unbounded_channel();
        *to = Some(sender);
        // It is set here only, once.
        let _ = self.shared.country.set(country);
        tokio::spawn(keep(self.shared.clone(), pool.clone(), notes));
    }

    /// Takes in what was committed. Does nothing before it is started.
    pub(in crate::server::db) fn apply(&self, changes: &[Change], mut known: HashMap<u32, Known>) {
        let to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(to) = to.as_ref() else { return };
        let notes: Vec<Note> = changes
            .iter()
            .filter_map(|change| note(change, known.remove(&change.rid)))
            .collect();
        if !notes.is_empty() {
            self.given.fetch_add(1, Ordering::Relaxed);
            // Whoever took them is gone only when the process is.
            let _ = to.send(notes);
        }
    }

    /// Waits until everything that is committed is in it.
    ///
    /// # Errors
    /// When it could not be built.
    pub async fn caught_up(&self) -> Result<(), NotKept> {
        let until = self.given.load(Ordering::Relaxed);
        let mut states = self.shared.state.subscribe();
        let state = states
            .wait_for(|state| match state {
                State::Building => false,
                State::At(taken) => *taken >= until,
                State::Failed => true,
            })
            .await;
        match state.map(|state| *state) {
            Ok(State::At(_)) => Ok(()),
            _ => Err(NotKept),
        }
    }

    /// Says that a lead was typed in, once it is committed.
    pub(in crate::server::db) fn tell_typed(&self) {
        self.typed.notify_one();
    }

    /// Waits until a lead is typed in; at once if one was since this was asked last.
    pub async fn typed(&self) {
        self.typed.notified().await;
    }

    /// Asks it something.
    pub(super) fn ask(&self) -> Asked {
        Asked(self.shared.clone())
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.ask().index(Index::bytes)
    }
}

/// The index, for whoever asks on another thread.
#[derive(Clone)]
pub struct Asked(Arc<Shared>);

impl Asked {
    /// Asks the index; changes wait meanwhile.
    pub fn index<T>(&self, ask: impl FnOnce(&Index<u32>) -> T) -> T {
        ask(&self.0.index.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What a lead is compared by.
    pub fn print(&self, facts: &Facts) -> Print {
        Print::new(facts, self.0.country.get().and_then(Option::as_deref))
    }
}

/// What a change means, if it means anything.
fn note(change: &Change, known: Option<Known>) -> Option<Note> {
    let (before, after) = (change.before.as_ref(), &change.after);
    if after.deleted_at.is_some() {
        return Some(Note::Gone(change.rid));
    }
    let same = |before: &Business| {
        before.deleted_at.is_none()
            && before.name == after.name
            && before.category == after.category
            && before.address == after.address
            && (before.lat, before.lon) == (after.lat, after.lon)
            && before.phone == after.phone
            && before.email == after.email
            && before.website == after.website
    };
    if known.is_none() && before.is_some_and(same) {
        return None;
    }
    let facts = Box::new(Facts::from(after));
    Some(Note::Is(change.rid, facts, known.map(Box::new)))
}

/// Builds the index, then keeps it up.
async fn keep(
    shared: Arc<Shared>,
    pool: SqlitePool,
    mut notes: mpsc::UnboundedReceiver<Vec<Note>>,
) {
    let started = std::time::Instant::now();
    let mut known = match build(&shared, &pool).await {
        Ok(known) => known,
        Err(error) => {
            tracing::error!(%error, "what leads are compared by is not in memory");
            shared.state.send_replace(State::Failed);
            return;
        }
    };
    // It would keep the database open.
    drop(pool);
    let asked = Asked(shared.clone());
    tracing::info!(
        leads = asked.index(Index::len),
        bytes = asked.index(Index::bytes),
        took_ms = started.elapsed().as_millis(),
        "leads filed for comparing"
    );
    let mut taken = 0;
    shared.state.send_replace(State::At(0));
    while let Some(some) = notes.recv().await {
        let to = shared.clone();
        let filed = blocking(move || {
            file(&to, &mut known, some);
            known
        });
        known = match filed.await {
            Ok(known) => known,
            Err(error) => {
                tracing::error!(%error, "leads are no longer filed for comparing");
                shared.state.send_replace(State::Failed);
                return;
            }
        };
        taken += 1;
        shared.state.send_replace(State::At(taken));
    }
}

/// Files leads.
fn file(shared: &Arc<Shared>, known: &mut FxHashMap<u32, Known>, notes: Vec<Note>) {
    let asked = Asked(shared.clone());
    let facts: Vec<(u32, Option<Facts>)> = notes
        .into_iter()
        .map(|note| match note {
            Note::Gone(rid) => {
                known.remove(&rid);
                (rid, None)
            }
            Note::Is(rid, facts, new) => {
                match new {
                    Some(new) if new.is_empty() => drop(known.remove(&rid)),
                    Some(new) => drop(known.insert(rid, *new)),
                    None => {}
                }
                let facts = match known.get(&rid) {
                    Some(known) => known.complete(*facts),
                    None => *facts,
                };
                (rid, Some(facts))
            }
        })
        .collect();
    let prints = parallel(&facts, |(rid, facts)| {
        let print = facts.as_ref().map(|facts| asked.print(facts));
        (*rid, print)
    });
    for some in prints.chunks(TURN) {
        let mut index = shared.index.write().unwrap_or_else(PoisonError::into_inner);
        for (rid, print) in some {
            match print {
                Some(print) => index.insert(*rid, print),
                None => drop(index.remove(*rid)),
            }
        }
    }
}

/// Files every lead of the database. Returns what sources say beyond them.
async fn build(shared: &Arc<Shared>, pool: &SqlitePool) -> Result<FxHashMap<u32, Known>, DbError> {
    let mut known = super::sources::all_known(pool).await?;
    let last: u32 = sqlx::query_scalar("SELECT coalesce(max(rid), 0) FROM businesses")
        .fetch_one(pool)
        .await?;
    for from in (0..=last).step_by(PAGE as usize) {
        let rows = sqlx::query(SELECT)
            .bind(from)
            .bind(from.saturating_add(PAGE))
            .fetch_all(pool)
            .await?;
        let mut notes = Vec::with_capacity(rows.len());
        for row in &rows {
            let (rid, facts) = read(row)?;
            notes.push(Note::Is(rid, Box::new(facts), None));
        }
        let to = shared.clone();
        let filed = blocking(move || {
            file(&to, &mut known, notes);
            known
        });
        known = filed.await?;
    }
    Ok(known)
}

/// What a lead is compared by, from its row.
fn read(row: &SqliteRow) -> Result<(u32, Facts), DbError> {
    let mut texts = row.try_get::<&str, _>(3)?.split(SEPARATOR);
    let mut text = || {
        texts
            .next()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let lat: Option<f64> = row.try_get(1)?;
    let lon: Option<f64> = row.try_get(2)?;
    let facts = Facts {
        name: text().unwrap_or_default(),
        category: text(),
        at: lat.zip(lon),
        address: Address {
            street: text(),
            city: text(),
            region: text(),
            postcode: text(),
            country: text(),
        },
        phones: text().into_iter().collect(),
        emails: text().into_iter().collect(),
        websites: text().into_iter().collect(),
        ..Facts::default()
    };
    Ok((row.try_get(0)?, facts))
}
