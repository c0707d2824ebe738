//! Looking for the leads that a job's new ones are.

use super::{
    Known, NotKept, SourceRow,
    live::Asked,
    pairs::Question,
    reasons, rows_of,
    work::{blocking, parallel},
};
use crate::{
    model::Uuid,
    server::{
        db::{
            Db, DbError, WriteTx,
            businesses::{Stored, rows_by_number},
        },
        dedupe::{Facts, MERGE, PROPOSE, Print, Score, Verdict, decide, score},
    },
};
use sqlx::SqliteConnection;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// Leads that are looked for at a time, as far as any is found. Fixed, so that the same leads
/// are found whatever else the machine does: what is found of them may change what is
/// found of those after them.
const AT_ONCE: usize = 256;
/// Leads that are looked for in a step of the job, at most.
const MOST: u32 = 8_192;
/// Leads that one is asked to be compared with by a person, at most.
const MOST_ASKED: usize = 3;
/// Sources that are registers: each of their objects is one business, says the source.
const REGISTERS: [&str; 2] = ["osm", "overture"];

/// Stands for a job where people type leads in: a person is asked about those that are like
/// others, however like they are.
pub const BY_HAND: Uuid = Uuid::nil();

/// Why it could not be looked for.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The index could not be built.
    #[error(transparent)]
    NotKept(#[from] NotKept),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sqlx::Error> for LookError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}

/// What was found of some new leads; [`act`](super::act()) on it.
#[derive(Debug)]
pub struct Found {
    pub(super) job: Uuid,
    /// The ranges that the leads are of.
    pub(super) ranges: Vec<(u32, u32)>,
    /// The last of the leads that were looked at.
    pub(super) until: u32,
    pub(super) leads: Vec<Looked>,
}

/// What was found of a lead.
#[derive(Debug)]
pub(super) struct Looked {
    pub rid: u32,
    /// The versions that were compared, by number.
    pub versions: BTreeMap<u32, i64>,
    pub what: What,
}

/// What is to become of a lead.
#[derive(Debug)]
pub(super) enum What {
    /// It is another one, which can also be asked.
    Merge(u32, Question),
    Ask(Vec<Question>),
}

/// Notes the new leads of a job, or those that were typed in, to be compared with all
/// others later.
///
/// # Errors
/// When the database fails.
pub async fn expect(
    tx: &mut WriteTx<'_>,
    job: Uuid,
    fresh: std::ops::Range<u32>,
) -> Result<(), DbError> {
    if fresh.is_empty() {
        return Ok(());
    }
    if job == BY_HAND {
        tx.wake_comparing();
    }
    put_range(tx.conn(), job, (fresh.start, fresh.end - 1)).await
}

pub(super) async fn put_range(
    conn: &mut SqliteConnection,
    job: Uuid,
    (first, last): (u32, u32),
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO to_compare (first, last, job_id) VALUES (?, ?, ?)")
        .bind(first)
        .bind(last)
        .bind(job)
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes over the new leads of jobs that ended before theirs were compared.
///
/// # Errors
/// When the database fails.
pub async fn take_over(tx: &mut WriteTx<'_>, job: Uuid) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE to_compare SET job_id = ?1 WHERE job_id <> ?1 AND job_id IN \
         (SELECT id FROM jobs WHERE status NOT IN ('queued', 'running'))",
    )
    .bind(job)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Compares the next of a job's new leads with all others. `None` if there are no more.
/// [`Twins`](super::Twins) must have been started.
///
/// # Errors
/// When it cannot be done.
pub async fn look(db: &Arc<Db>, job: Uuid) -> Result<Option<Found>, LookError> {
    let rows: Vec<(u32, u32)> = sqlx::query_as(
        "SELECT first, last FROM to_compare WHERE job_id = ? ORDER BY first LIMIT ?",
    )
    .bind(job)
    .bind(MOST)
    .fetch_all(db.readers())
    .await?;
    let rids = rows.iter().flat_map(|(first, last)| *first..=*last);
    let rids: Vec<u32> = rids.take(MOST as usize).collect();
    let Some(mut until) = rids.last().copied() else {
        return Ok(None);
    };
    db.twins.caught_up().await?;
    let asked = db.twins.ask();
    let mut leads = Vec::new();
    let (mut from, mut many) = (0, AT_ONCE);
    while from < rids.len() {
        let some = rids[from..rids.len().min(from + many)].to_vec();
        let asking = asked.clone();
        let likely = blocking(move || seek(&asking, &some)).await?;
        leads = compare(db, &asked, likely).await?;
        if let Some(first) = leads.first() {
            // Those before are like no other, so nothing has changed for these; for those
            // after them it may.
            let place = rids.partition_point(|rid| *rid < first.rid);
            let end = (place / AT_ONCE + 1) * AT_ONCE;
            until = rids[end.min(rids.len()) - 1];
            leads.retain(|lead| lead.rid <= until);
            break;
        }
        from += many;
        many *= 2;
    }
    let ranges = rows.into_iter().filter(|(first, _)| *first <= until);
    Ok(Some(Found {
        job,
        ranges: ranges.collect(),
        until,
        leads,
    }))
}

/// Asks the index which of some leads may be others.
fn seek(asked: &Asked, rids: &[u32]) -> Vec<(u32, Vec<u32>)> {
    let likely = parallel(rids, |rid| asked.index(|index| index.likely(*rid)));
    let likely = rids.iter().copied().zip(likely);
    likely.filter(|(_, others)| !others.is_empty()).collect()
}

/// Compares new leads with those that they are like.
async fn compare(
    db: &Db,
    asked: &Asked,
    likely: Vec<(u32, Vec<u32>)>,
) -> Result<Vec<Looked>, LookError> {
    if likely.is_empty() {
        return Ok(Vec::new());
    }
    let news: HashSet<u32> = likely.iter().map(|(rid, _)| *rid).collect();
    let others = likely.iter().flat_map(|(_, others)| others);
    let all: BTreeSet<u32> = others.chain(&news).copied().collect();
    let all: Vec<u32> = all.into_iter().collect();
    let by_number = load(db, asked, &all).await?;
    let said = said_of(db, &news).await?;
    let asked = asked.clone();
    let done = blocking(move || {
        let world = World {
            asked,
            by_number,
            said,
        };
        let found = parallel(&likely, |(rid, others)| {
            let lead = world.by_number.get(rid)?;
            world.compare(lead, others)
        });
        found.into_iter().flatten().collect()
    });
    Ok(done.await?)
}

/// A lead as it is compared.
#[derive(Debug)]
struct Lead {
    stored: Stored,
    print: Print,
    sources: Vec<SourceRow>,
}

impl Lead {
    /// The registers that it is in.
    fn registers(&self) -> impl Iterator<Item = &str> {
        let own = &self.stored.business.source.kind;
        let kinds = self.sources.iter().map(|row| &row.kind).chain([own]);
        kinds
            .map(String::as_str)
            .filter(|kind| REGISTERS.contains(kind))
    }

    /// Whether a register says that they are two.
    fn is_told_from(&self, other: &Self) -> bool {
        self.registers()
            .any(|one| other.registers().any(|two| one == two))
    }
}

/// Reads leads that are not deleted.
async fn load(db: &Db, asked: &Asked, rids: &[u32]) -> Result<HashMap<u32, Lead>, LookError> {
    let stored = rows_by_number(db.readers(), rids).await?;
    let mut rows = rows_of(db.readers(), rids).await?;
    let mut leads: Vec<(Stored, Vec<SourceRow>)> = stored
        .into_values()
        .filter(|stored| stored.business.deleted_at.is_none())
        .map(|stored| {
            let sources = rows.remove(&stored.rid).unwrap_or_default();
            (stored, sources)
        })
        .collect();
    let asked = asked.clone();
    let loaded = blocking(move || {
        let prints = parallel(&leads, |(stored, sources)| {
            asked.print(&Known::of(sources).complete(Facts::from(&stored.business)))
        });
        leads
            .drain(..)
            .zip(prints)
            .map(|((stored, sources), print)| {
                let lead = Lead {
                    stored,
                    print,
                    sources,
                };
                (lead.stored.rid, lead)
            })
            .collect()
    });
    Ok(loaded.await?)
}

/// What was asked or said of pairs of these leads, the lower number first: whether they
/// are said to be two.
async fn said_of(db: &Db, rids: &HashSet<u32>) -> Result<HashMap<(u32, u32), bool>, LookError> {
    let rids: Vec<u32> = rids.iter().copied().collect();
    let pairs: Vec<(u32, u32, bool)> = sqlx::query_as(
        "SELECT a, b, status = 'distinct' FROM duplicates \
         WHERE a IN (SELECT value FROM json_each(?1)) \
         UNION SELECT a, b, status = 'distinct' FROM duplicates \
         WHERE b IN (SELECT value FROM json_each(?1))",
    )
    .bind(serde_json::to_string(&rids).map_err(DbError::from)?)
    .fetch_all(db.readers())
    .await?;
    Ok(pairs
        .into_iter()
        .map(|(a, b, distinct)| ((a, b), distinct))
        .collect())
}

/// What leads are compared in.
struct World {
    asked: Asked,
    by_number: HashMap<u32, Lead>,
    said: HashMap<(u32, u32), bool>,
}

impl World {
    fn score(&self, a: &Lead, b: &Lead) -> Score {
        self.asked.index(|index| {
            let around = index.surroundings(&a.print, &b.print);
            score(&a.print, &b.print, index.census(), around)
        })
    }

    fn said(&self, a: u32, b: u32) -> Option<bool> {
        self.said.get(&(a.min(b), a.max(b))).copied()
    }

    /// What is to become of a lead, if anything.
    fn compare(&self, lead: &Lead, wanted: &[u32]) -> Option<Looked> {
        let rid = lead.stored.rid;
        let scores: HashMap<u32, Score> = wanted
            .iter()
            .filter(|other| self.said(rid, **other) != Some(true))
            .filter_map(|other| Some((*other, self.score(lead, self.by_number.get(other)?))))
            .filter(|(_, score)| score.value >= PROPOSE)
            .collect();
        let twins = |a: u32, b: u32| {
            let both = self.by_number.get(&a).zip(self.by_number.get(&b));
            both.is_some_and(|(a, b)| self.score(a, b).value >= MERGE)
        };
        let ranked = |mut likely: Vec<u32>| {
            likely.truncate(MOST_ASKED);
            likely
        };
        let (what, with) = match decide(scores.iter().map(|(id, s)| (*id, s.clone())), twins) {
            Verdict::Leave => return None,
            Verdict::Merge(other) => {
                let told_apart = self
                    .by_number
                    .get(&other)
                    .is_none_or(|other| lead.is_told_from(other));
                if told_apart || self.said(rid, other).is_some() {
                    (self.ask(rid, &[other], &scores), vec![other])
                } else {
                    let question = question(rid, other, scores.get(&other)?);
                    (What::Merge(other, question), vec![other])
                }
            }
            Verdict::Propose(likely) => {
                let likely = ranked(likely);
                (self.ask(rid, &likely, &scores), likely)
            }
        };
        let lead_version = (rid, lead.stored.business.version);
        let others = with.iter().filter_map(|other| {
            let lead = self.by_number.get(other)?;
            Some((*other, lead.stored.business.version))
        });
        Some(Looked {
            rid,
            versions: others.chain([lead_version]).collect(),
            what,
        })
    }

    fn ask(&self, rid: u32, others: &[u32], scores: &HashMap<u32, Score>) -> What {
        let unasked = others
            .iter()
            .filter(|other| self.said(rid, **other).is_none());
        let questions = unasked.filter_map(|other| Some(question(rid, *other, scores.get(other)?)));
        What::Ask(questions.collect())
    }
}

fn question(rid: u32, other: u32, score: &Score) -> Question {
    Question {
        leads: (rid, other),
        score: score.value,
        reasons: reasons::of(score),
    }
}
