//! Building the index from the table, at start.

use super::{
    Index, Inner,
    names::Names,
    recent::Recent,
    search::{Pile, SEGMENT, Segment},
    text::{fold, terms},
};
use crate::{
    model::{Address, Business, EnrichmentStatus, NewBusiness, Stage},
    server::db::{DbError, businesses::nth},
};
use futures::{StreamExt, TryStreamExt, stream};
use sqlx::{Row, SqlitePool, sqlite::SqliteRow};
use std::sync::PoisonError;
use tokio::sync::mpsc;

/// Leads handed on at a time.
const BATCH: usize = 256;
/// Leads whose terms are sorted at a time.
const PILE: usize = SEGMENT as usize / 2;
/// Batches that wait.
const WAITING: usize = 8;
/// Segments read at the same time.
const READERS: usize = 4;

/// Stands between texts: a control character, which no text of a lead has.
const SEPARATOR: char = '\u{1f}';

/// What the index needs. The driver takes its time for each column: texts come as one.
const SELECT: &str = "SELECT rid, id, lat, lon, stage, enrichment_status, owner_id, created_at, \
     updated_at, deleted_at, format(\
     '%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s\u{1f}%s', \
     name, category, street, city, region, postcode, country, phone, email, website, tags) \
     FROM businesses WHERE rid >= ? AND rid < ? ORDER BY rid";

/// Leads with their numbers and folded names.
type Batch = Vec<(u32, Business, String)>;

/// Folded names by number.
struct Texts {
    bytes: Vec<u8>,
    /// Where each begins, and its length.
    places: Vec<(u32, u32)>,
}

impl Texts {
    fn put(&mut self, rid: u32, text: &str) {
        self.places[rid as usize] = (self.bytes.len() as u32, text.len() as u32);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn get(&self, rid: u32) -> &[u8] {
        let (start, len) = self.places[rid as usize];
        &self.bytes[start as usize..(start + len) as usize]
    }
}

impl Index {
    /// Builds it from the table: a few seconds for a million leads. To be called
    /// once, before the first write.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn load(&self, pool: &SqlitePool) -> Result<(), DbError> {
        let last: u32 = sqlx::query_scalar("SELECT coalesce(max(rid), 0) FROM businesses")
            .fetch_one(pool)
            .await?;
        let (to, from) = mpsc::channel(WAITING);
        // Words are found by several tasks, a segment each; the rest is one's work.
        let source = pool.clone();
        let segments = stream::iter(0..=last / SEGMENT)
            .map(move |n| {
                let read = read_segment(source.clone(), n, to.clone());
                async move { join(tokio::spawn(read).await)? }
            })
            .buffered(READERS)
            .try_collect::<Vec<_>>();
        let collect = tokio::spawn(collect(from, last as usize + 1));
        let (segments, collected) = tokio::join!(segments, collect);
        let (mut inner, names, rids) = join(collected)?;
        for (n, segment) in segments?.into_iter().enumerate() {
            inner.search.put_segment(n, segment);
        }
        let built = tokio::task::spawn_blocking(move || order(inner, &names, rids)).await;
        *self.inner.write().unwrap_or_else(PoisonError::into_inner) = Some(join(built)?);
        Ok(())
    }
}

/// A task that died.
fn join<T>(joined: Result<T, tokio::task::JoinError>) -> Result<T, DbError> {
    joined.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)).into())
}

/// Reads the leads of a segment, keeps their words and hands the leads on.
async fn read_segment(
    pool: SqlitePool,
    n: u32,
    to: mpsc::Sender<Batch>,
) -> Result<Segment, DbError> {
    let mut segment = Segment::default();
    let from = n * SEGMENT;
    let mut batches = sqlx::query(SELECT)
        .bind(from)
        .bind(from.saturating_add(SEGMENT))
        .fetch(&pool)
        .chunks(BATCH);
    let (mut pile, mut piled) = (Pile::default(), 0);
    while let Some(rows) = batches.next().await {
        let mut batch = Batch::with_capacity(rows.len());
        for row in rows {
            let (rid, business) = read(&row?)?;
            pile.push((rid % SEGMENT) as u16, &terms(&business));
            let name = fold(&business.name);
            batch.push((rid, business, name));
        }
        piled += batch.len();
        if piled >= PILE {
            segment.push(std::mem::take(&mut pile).sort());
            piled = 0;
        }
        // Whoever took them failed: so does the whole, soon.
        let _ = to.send(batch).await;
    }
    segment.push(pile.sort());
    segment.seal();
    Ok(segment)
}

/// What the index needs of a lead.
fn read(row: &SqliteRow) -> Result<(u32, Business), DbError> {
    let mut texts = row.try_get::<&str, _>(10)?.split(SEPARATOR);
    let mut text = || {
        texts
            .next()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let name = text().unwrap_or_default();
    let mut business = NewBusiness::named(name).into_business(row.try_get(1)?, row.try_get(7)?);
    business.category = text();
    business.address = Address {
        street: text(),
        city: text(),
        region: text(),
        postcode: text(),
        country: text(),
    };
    business.phone = text();
    business.email = text();
    business.website = text();
    if let Some(tags) = text() {
        business.tags = serde_json::from_str(&tags)?;
    }
    business.lat = row.try_get(2)?;
    business.lon = row.try_get(3)?;
    business.stage = nth(&Stage::ALL, row.try_get(4)?);
    business.enrichment_status = nth(&EnrichmentStatus::ALL, row.try_get(5)?);
    business.owner_id = row.try_get(6)?;
    business.updated_at = row.try_get(8)?;
    business.deleted_at = row.try_get(9)?;
    Ok((row.try_get(0)?, business))
}

/// Fills columns and counts.
async fn collect(mut from: mpsc::Receiver<Batch>, len: usize) -> (Inner, Texts, Vec<u32>) {
    let mut inner = Inner::default();
    inner.columns.reserve(len);
    let mut rids = Vec::with_capacity(len);
    let mut names = Texts {
        bytes: Vec::new(),
        places: vec![(0, 0); len],
    };
    while let Some(batch) = from.recv().await {
        for (rid, business, name) in batch {
            names.put(rid, &name);
            inner.columns.put(rid, &business);
            inner.counts.add(&business, 1, &mut inner.columns);
            rids.push(rid);
        }
    }
    (inner, names, rids)
}

/// Puts the leads in order.
fn order(mut inner: Inner, names: &Texts, mut rids: Vec<u32>) -> Inner {
    let columns = &inner.columns;
    let id = |rid: u32| columns.ids[rid as usize];
    rids.sort_unstable_by_key(|rid| (columns.updated[*rid as usize], id(*rid)));
    inner.recent = Recent::from_sorted(&rids);
    // Most names differ in their first letters: those are compared without a detour.
    let start = |rid: u32| {
        let mut start = [0; 8];
        let name = names.get(rid);
        let len = name.len().min(8);
        start[..len].copy_from_slice(&name[..len]);
        u64::from_be_bytes(start)
    };
    let mut keyed: Vec<_> = rids.iter().map(|rid| (start(*rid), *rid)).collect();
    keyed.sort_unstable_by(|(a_start, a), (b_start, b)| {
        a_start
            .cmp(b_start)
            .then_with(|| names.get(*a).cmp(names.get(*b)))
            .then_with(|| id(*a).cmp(&id(*b)))
    });
    inner.names = Names::from_sorted(keyed.iter().map(|(_, rid)| (names.get(*rid), *rid)));
    inner
}
