//! One change to many leads.

use super::invalid;
use crate::{
    model::{
        BulkAnswer, BulkChange, BulkSkipped, MAX_BULK_IDS, MAX_BULK_SKIPPED, Problem, ProblemCode,
        Uuid,
    },
    server::{
        AppState,
        api::{
            ApiError, ApiResult,
            idempotency::{self, Begun, Key, Keyed, begin_part},
        },
        auth::CurrentUser,
        db::{
            Db, DbError, Origin, Pace,
            businesses::{self, Bulk, Faults},
            index::Selection,
        },
    },
};
use axum::{extract::State, http::StatusCode, response::Response};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// Everybody hears at least so often of a change that takes long.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// Change many leads
///
/// Either `ids` or a `filter`; either `delete`, or fields in `changes` (whatever they
/// hold now) or `add_tags` and `remove_tags`. Up to 1,000 leads are changed all together
/// or not at all; beyond, in the order of creation while others write in between, and a
/// repeat with the same `Idempotency-Key` goes on where a first try was cut off.
/// More than 100 changed leads are told in `businesses:bulk-update`, a change to more
/// than 1,000 in `invalidate:prefix`. A lead that could not be changed is `skipped`:
/// `NOT_FOUND`, also if it is deleted, or `VALIDATION`.
#[utoipa::path(post, path = "/businesses/bulk", tag = "leads", request_body = BulkChange,
    params(("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = BulkAnswer),
        (status = 422, description = "`VALIDATION` with `fields`, `IDEMPOTENCY_MISMATCH`", body = Problem)))]
pub async fn change_many(
    State(state): State<AppState>,
    user: CurrentUser,
    Keyed { body, key }: Keyed<BulkChange>,
) -> ApiResult<Response> {
    let work = Work::of(body, key).map_err(invalid)?;
    // Goes on to its end when the client goes away.
    tokio::spawn(work.run(state, user))
        .await
        .map_err(ApiError::internal)?
}

/// Tells everybody to ask again if the server was stopped between two parts of a
/// change: what the parts before the last changed is told with the last.
///
/// # Errors
/// When the database fails.
pub async fn announce_unfinished(db: &Db) -> Result<(), DbError> {
    if idempotency::has_unfinished(db).await? {
        let mut tx = db.write(Origin::default()).await?;
        businesses::announce_very_many(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Which leads.
enum Which {
    Ids(BTreeSet<Uuid>),
    Filter(Box<Selection>),
}

/// What was asked for, checked.
struct Work {
    which: Which,
    bulk: Bulk,
    key: Option<Key>,
}

/// How far it has come.
#[derive(Default, Serialize, Deserialize)]
struct Progress {
    /// The number of the last lead that was dealt with.
    position: u32,
    answer: BulkAnswer,
}

impl Work {
    fn of(asked: BulkChange, key: Option<Key>) -> Result<Self, Faults> {
        let bulk = Bulk::parse(&asked);
        let mut faults = bulk.as_ref().err().cloned().unwrap_or_default();
        let which = match (asked.ids, asked.filter) {
            (Some(ids), None) if ids.is_empty() => Err("must not be empty".to_owned()),
            (Some(ids), None) if ids.len() > MAX_BULK_IDS => {
                Err(format!("must be at most {MAX_BULK_IDS}; use filter"))
            }
            (Some(ids), None) => Ok(Which::Ids(ids.into_iter().collect())),
            (None, Some(filter)) => match Selection::parse(&filter) {
                Ok(selection) => Ok(Which::Filter(Box::new(selection))),
                Err(wrong) => {
                    let named = wrong.into_iter();
                    faults.extend(named.map(|(name, fault)| (format!("filter.{name}"), fault)));
                    Err(String::new())
                }
            },
            (Some(_), Some(_)) => Err("goes instead of filter, not with it".to_owned()),
            (None, None) => Err("or filter must say which leads".to_owned()),
        };
        match (which, bulk) {
            (Ok(which), Ok(bulk)) => Ok(Self { which, bulk, key }),
            (which, _) => {
                if let Err(fault) = which
                    && !fault.is_empty()
                {
                    faults.insert("ids".into(), fault);
                }
                Err(faults)
            }
        }
    }

    /// The numbers of the leads, in order, and the ids of those that there are none of.
    async fn choose(&self, state: &AppState) -> ApiResult<(Vec<u32>, Vec<Uuid>)> {
        match &self.which {
            Which::Ids(ids) => {
                let ids: Vec<Uuid> = ids.iter().copied().collect();
                let known = businesses::numbers(state.db.readers(), &ids).await?;
                let missing = ids.into_iter().filter(|id| !known.contains_key(id));
                let missing = missing.collect();
                let mut rids: Vec<u32> = known.into_values().collect();
                rids.sort_unstable();
                Ok((rids, missing))
            }
            Which::Filter(selection) => {
                let (db, selection) = (state.db.clone(), selection.clone());
                let turn = state.db.index.turn().await;
                let rids = tokio::task::spawn_blocking(move || db.index.all(&selection)).await;
                drop(turn);
                Ok((rids.map_err(ApiError::internal)?, Vec::new()))
            }
        }
    }

    async fn run(self, state: AppState, user: CurrentUser) -> ApiResult<Response> {
        let (rids, missing) = self.choose(&state).await?;
        let selection = match &self.which {
            Which::Filter(selection) => Some(&**selection),
            Which::Ids(_) => None,
        };
        let at_once = businesses::at_once(rids.len());
        // A change of several parts is always kept account of.
        let key = self.key.or_else(|| (!at_once).then(Key::made));
        let pace = Pace::default();
        let mut told = Instant::now();
        loop {
            if *state.shutdown.borrow() {
                return Err(stopping());
            }
            let (mut write, progress) = match begin_part(&state.db, &user, key).await? {
                (Begun::Repeat(answer), _) => return Ok(answer),
                (Begun::Fresh(write), progress) => (write, progress),
            };
            let started = Instant::now();
            // What is left of a change in parts is another part.
            let at_once = at_once && progress.is_none();
            let mut progress = match progress {
                Some(text) => serde_json::from_str(&text).map_err(ApiError::internal)?,
                None => {
                    let faults = self.bulk.check(&mut write.tx).await?;
                    if !faults.is_empty() {
                        return Err(invalid(faults));
                    }
                    Progress {
                        position: 0,
                        answer: not_found(&missing),
                    }
                }
            };
            let from = rids.partition_point(|rid| *rid <= progress.position);
            let size = if at_once { rids.len() } else { pace.size() };
            let some = &rids[from..rids.len().min(from + size)];
            let answer = &mut progress.answer;
            let changed = self.bulk.change(&mut write.tx, some, selection, answer);
            let changed = changed.await?;
            progress.position = some.last().copied().unwrap_or(progress.position);
            let is_last = from + some.len() == rids.len();
            if at_once {
                businesses::tell(&mut write.tx, changed).await?;
            } else if (is_last && answer.changed > 0) || told.elapsed() >= TELL_EVERY {
                businesses::announce_very_many(&mut write.tx).await?;
                told = Instant::now();
            }
            if is_last {
                return write.finish(StatusCode::OK, &progress.answer).await;
            }
            write.pause(&progress).await?;
            pace.took(started.elapsed());
        }
    }
}

/// The answer for leads that are not there.
fn not_found(missing: &[Uuid]) -> BulkAnswer {
    let skipped = missing.iter().take(MAX_BULK_SKIPPED);
    BulkAnswer {
        matched: missing.len() as u64,
        skipped: skipped
            .map(|id| BulkSkipped {
                id: *id,
                code: ProblemCode::NotFound,
            })
            .collect(),
        ..BulkAnswer::default()
    }
}

/// 503: the rest is done when it is asked for again.
fn stopping() -> ApiError {
    Problem::new(503, ProblemCode::Unavailable, "The server stops")
        .with_detail("Send it again with the same Idempotency-Key: it goes on where it was.")
        .into()
}
