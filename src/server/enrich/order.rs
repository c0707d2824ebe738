//! Asking for look-ups: which leads, settled when they are asked for.

use crate::{
    model::{
        BusinessFilter, EnrichmentStatus, Job, JobKind, JobStatus, MAX_BATCH_IDS, NewBatch, Uuid,
    },
    server::{
        db::{
            DbError, WriteTx,
            businesses::{self, Faults},
            index::{Index, Selection},
        },
        jobs::{self, Stored, items},
    },
};
use serde_json::json;

/// Leads of which it is seen at a time whether there is anything to look at.
const CHUNK: usize = 10_000;

/// Why look-ups were not asked for.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// There is no such lead, or it is deleted.
    #[error("no such lead")]
    NotFound,
    /// What is wrong with the request, by field.
    #[error("invalid values")]
    Invalid(Faults),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sqlx::Error> for BatchError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}

/// Asks for the look-up of a lead. If one waits or runs already, that is it; then nothing
/// is new and `false` comes with it.
///
/// # Errors
/// `NotFound`.
pub async fn order_one(tx: &mut WriteTx<'_>, lead: Uuid) -> Result<(Job, bool), BatchError> {
    let found = businesses::get(&mut *tx.conn(), lead).await?;
    let lead = found.ok_or(BatchError::NotFound)?;
    let asked: Option<Uuid> = sqlx::query_scalar(
        "SELECT id FROM jobs WHERE kind = 'enrich' AND status IN ('queued', 'running') \
         AND job ->> '$.params.business_id' = ?",
    )
    .bind(lead.id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    if let Some(asked) = asked
        && let Some(stored) = jobs::find(&mut *tx.conn(), asked).await?
    {
        return Ok((stored.job, false));
    }
    let params = json!({ "business_id": lead.id, "name": lead.name });
    let mut stored = enqueue(tx, JobKind::Enrich, params).await?;
    items::add(tx.conn(), stored.job.id, 0, [lead.id]).await?;
    jobs::set_total(tx, &mut stored, 1).await?;
    Ok((stored.job, true))
}

async fn enqueue(
    tx: &mut WriteTx<'_>,
    kind: JobKind,
    params: serde_json::Value,
) -> Result<Stored, DbError> {
    jobs::enqueue(tx, Uuid::now_v7(), kind, params, json!({})).await
}

/// Asks for the look-up of many leads.
///
/// # Errors
/// `Invalid`, also if there is no lead to look up.
pub async fn order_batch(
    tx: &mut WriteTx<'_>,
    index: &Index,
    asked: &NewBatch,
) -> Result<Job, BatchError> {
    let (field, rids) = chosen(tx, index, asked).await?;
    if rids.is_empty() {
        let message = if asked.again {
            "there is no such lead"
        } else {
            "there is no such lead that was not looked up yet; see `again`"
        };
        return Err(invalid(field, message));
    }
    let mut params = serde_json::to_value(asked).map_err(DbError::from)?;
    // Ten thousand ids would not fit into the events that carry the job.
    if let Some(ids) = params.get_mut("ids") {
        *ids = json!(asked.ids.as_ref().map_or(0, Vec::len));
    }
    let mut stored = enqueue(tx, JobKind::BatchEnrich, params).await?;
    items::add_numbered(tx.conn(), stored.job.id, &rids).await?;
    jobs::set_total(tx, &mut stored, rids.len() as u64).await?;
    debug_assert_eq!(stored.job.status, JobStatus::Queued);
    Ok(stored.job)
}

fn invalid(field: &str, message: impl Into<String>) -> BatchError {
    BatchError::Invalid([(field.to_owned(), message.into())].into())
}

/// The leads that are asked for, by number, and the field that says so.
async fn chosen(
    tx: &mut WriteTx<'_>,
    index: &Index,
    asked: &NewBatch,
) -> Result<(&'static str, Vec<u32>), BatchError> {
    let fresh = |filter: &BusinessFilter| BusinessFilter {
        enrichment_status: filter
            .enrichment_status
            .or_else(|| (!asked.again).then_some(EnrichmentStatus::Pending)),
        ..filter.clone()
    };
    match (asked.count, &asked.ids, &asked.filter) {
        (Some(0), None, None) => Err(invalid("count", "must be at least 1")),
        (Some(count), None, None) => {
            let selection = parse(&fresh(&BusinessFilter::default()))?;
            let mut all = index.all(&selection);
            all.reverse();
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            Ok(("count", newest(tx, &all, count).await?))
        }
        (None, Some(ids), None) => {
            if ids.len() > MAX_BATCH_IDS {
                return Err(invalid("ids", format!("must be at most {MAX_BATCH_IDS}")));
            }
            let numbers = businesses::numbers(&mut *tx.conn(), ids).await?;
            let mut rids: Vec<u32> = ids
                .iter()
                .filter_map(|id| numbers.get(id).copied())
                .collect();
            let mut seen = std::collections::HashSet::new();
            rids.retain(|rid| seen.insert(*rid));
            let leads = businesses::page(&mut *tx.conn(), &rids).await?;
            let wanted = leads.into_iter().filter(|stored| {
                let lead = &stored.business;
                lead.deleted_at.is_none()
                    && (asked.again || lead.enrichment_status != EnrichmentStatus::Enriched)
            });
            Ok(("ids", wanted.map(|stored| stored.rid).collect()))
        }
        (None, None, Some(filter)) => {
            let selection = parse(&fresh(filter))?;
            Ok(("filter", index.all(&selection)))
        }
        _ => Err(invalid("count", "give one of count, ids and filter")),
    }
}

fn parse(filter: &BusinessFilter) -> Result<Selection, BatchError> {
    Selection::parse(filter).map_err(|faults| {
        let faults = faults
            .into_iter()
            .map(|(field, fault)| (format!("filter.{field}"), fault));
        BatchError::Invalid(faults.collect())
    })
}

/// The first `count` of which there is anything to look at.
async fn newest(tx: &mut WriteTx<'_>, rids: &[u32], count: usize) -> Result<Vec<u32>, BatchError> {
    let mut found = Vec::new();
    for chunk in rids.chunks(CHUNK) {
        if found.len() >= count {
            break;
        }
        let some: Vec<u32> = sqlx::query_scalar(
            "SELECT rid FROM businesses WHERE rid IN (SELECT value FROM json_each(?)) \
             AND (website IS NOT NULL OR email IS NOT NULL) ORDER BY rid DESC",
        )
        .bind(serde_json::to_string(chunk).map_err(DbError::from)?)
        .fetch_all(tx.conn())
        .await?;
        found.extend(some);
    }
    found.truncate(count);
    Ok(found)
}
