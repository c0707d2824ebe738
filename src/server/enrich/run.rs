//! Runs look-ups: many hosts at a time, each lead's result in the transaction that also
//! says that it is done.

use super::{
    FetchError, Fetcher,
    found::Found,
    look_up::look_up,
    pages,
    supply::{Supply, Task},
};
use crate::{
    model::{EnrichmentStatus, Uuid},
    server::{
        db::{
            DbError, WriteTx,
            businesses::{self, LookedUp, begin_look_ups, end_look_up, put_back},
            contacts, facts, logos,
        },
        jobs::{JobError, Run, Stored, items},
    },
};
use sqlx::SqliteConnection;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Results that are written in one transaction.
const MAX_TOGETHER: usize = 32;
/// Characters of a reason.
const MAX_REASON: usize = 300;

/// A look-up that came to its end.
struct Ended {
    task: Task,
    result: Result<Found, String>,
}

/// Looks every lead of a job up that is still to be, so many at a time. Returns why the last
/// failed that did.
pub async fn look_all_up(
    run: &mut Run,
    fetcher: &Result<Fetcher, FetchError>,
    at_once: usize,
) -> Result<Option<String>, JobError> {
    let db = run.db();
    let fetcher = match fetcher {
        Ok(fetcher) => Arc::new(fetcher.clone()),
        Err(error) => return Err(JobError::Passing(error.to_string())),
    };
    let enricher = run.context.enricher.clone();
    let since = run.stored.job.created_at;
    let mut supply = Supply::new(run.stored.job.id);
    let mut working: JoinSet<Result<Ended, JobError>> = JoinSet::new();
    let mut ended: Vec<Ended> = Vec::new();
    let mut reason = None;
    if run.stored.job.total.is_none() {
        run.stored.job.total = Some(items::count(db.readers(), run.stored.job.id).await?);
    }
    let stopping = run.stopping();
    tokio::pin!(stopping);
    loop {
        for ended in &ended {
            supply.ended(&ended.task);
        }
        let mut begun = supply
            .take(&db, at_once.saturating_sub(working.len()))
            .await?;
        if begun.is_empty() && ended.is_empty() && working.is_empty() {
            return Ok(reason);
        }
        if !begun.is_empty() || !ended.is_empty() {
            // What was read would have to be read again after the turn of others.
            let mut tx = run.go_on(&db).await?;
            let done = ended.len() as u64;
            for ended in ended.drain(..) {
                if let Some(why) = save(&mut tx, run, ended).await? {
                    reason = Some(why);
                }
            }
            begin(&mut tx, run.stored.job.id, &mut begun).await?;
            let job = &mut run.stored.job;
            job.done += done;
            let total = job.total.unwrap_or(job.done).max(1);
            job.progress = (1_000.0 * job.done as f64 / total as f64)
                .floor()
                .min(999.0)
                / 10.0;
            let position = run.stored.position + done;
            run.take(tx, position).await?;
            if done > 0 && !(begun.is_empty() && working.is_empty()) {
                run.offer_turn()?;
            }
        }
        for task in begun {
            let (db, enricher, fetcher) = (db.clone(), enricher.clone(), fetcher.clone());
            working.spawn(async move {
                let result = match &task.lead {
                    Some(lead) => {
                        look_up(&fetcher, &enricher.readers, &db, &lead.business, since).await?
                    }
                    None => Err("The lead was deleted.".into()),
                };
                Ok(Ended { task, result })
            });
        }
        tokio::select! {
            () = &mut stopping => return Err(JobError::Stopping),
            next = working.join_next() => ended.extend(next.map(of_task).transpose()?),
        }
        while ended.len() < MAX_TOGETHER
            && let Some(next) = working.try_join_next()
        {
            ended.push(of_task(next)?);
        }
    }
}

fn of_task(
    ended: Result<Result<Ended, JobError>, tokio::task::JoinError>,
) -> Result<Ended, JobError> {
    ended.unwrap_or_else(|error| {
        tracing::error!(%error, "a look-up");
        Err(JobError::Passing("A fault in the server itself.".into()))
    })
}

/// Notes that leads are being looked up, and what they were before.
async fn begin(tx: &mut WriteTx<'_>, job: Uuid, tasks: &mut [Task]) -> Result<(), DbError> {
    let mut leads = Vec::new();
    for task in tasks {
        // As it is now, not as it was when it was read ahead.
        let now = businesses::find(&mut *tx.conn(), task.id).await?;
        task.lead = now.filter(|stored| stored.business.deleted_at.is_none());
        let Some(lead) = &task.lead else { continue };
        let was = match lead.business.enrichment_status {
            // Of another job: that will put it back to what it was.
            EnrichmentStatus::Running => EnrichmentStatus::Pending,
            status => status,
        };
        running(tx.conn(), job, task.ordinal, was).await?;
        leads.push(lead.clone());
    }
    begin_look_ups(tx, leads).await
}

async fn running(
    conn: &mut SqliteConnection,
    job: Uuid,
    ordinal: u64,
    was: EnrichmentStatus,
) -> Result<(), DbError> {
    sqlx::query("UPDATE job_items SET was = ? WHERE job_id = ? AND ordinal = ?")
        .bind(was as i64)
        .bind(job)
        .bind(i64::try_from(ordinal).unwrap_or(i64::MAX))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes what came of a look-up. Returns why it failed, if it did.
async fn save(
    tx: &mut WriteTx<'_>,
    run: &mut Run,
    ended: Ended,
) -> Result<Option<String>, JobError> {
    let (at, job) = (tx.at(), run.stored.job.id);
    let Ended { task, result } = ended;
    let mut looked_up = LookedUp::default();
    match result {
        Ok(found) => {
            facts::take(tx.conn(), task.id, &found.facts, at).await?;
            contacts::take(tx, task.id, found.contacts).await?;
            for page in &found.pages {
                pages::keep(tx.conn(), page).await?;
            }
            for logo in &found.logo.read {
                logos::keep(tx.conn(), logo).await?;
            }
            looked_up.values = found.values;
            looked_up.logo = found.logo.id;
        }
        Err(reason) => looked_up.error = Some(crate::server::jobs::shorten(&reason, MAX_REASON)),
    }
    end_look_up(tx, task.id, &looked_up).await?;
    items::settle(tx.conn(), job, task.ordinal, at, looked_up.error.as_deref()).await?;
    let report = run.stored.job.report.get_or_insert_default();
    match &looked_up.error {
        None => report.enriched += 1,
        Some(reason) => {
            report.failed += 1;
            let name = task.lead.as_ref().map_or("A lead", |l| &l.business.name);
            run.stored.note(at, "warning", format!("{name}: {reason}"));
        }
    }
    Ok(looked_up.error)
}

/// Puts the leads back that a job was looking up when it was taken from its run.
pub async fn let_go(tx: &mut WriteTx<'_>, stored: &Stored) -> Result<(), DbError> {
    let running: Vec<(Uuid, i64)> = sqlx::query_as(
        "SELECT business_id, was FROM job_items WHERE job_id = ? AND was IS NOT NULL",
    )
    .bind(stored.job.id)
    .fetch_all(tx.conn())
    .await?;
    if running.is_empty() {
        return Ok(());
    }
    let leads = running
        .into_iter()
        .map(|(id, was)| {
            let at = usize::try_from(was).unwrap_or_default();
            let was = EnrichmentStatus::ALL.get(at).copied().unwrap_or_default();
            (id, was)
        })
        .collect();
    put_back(tx, leads).await?;
    sqlx::query("UPDATE job_items SET was = NULL WHERE job_id = ? AND was IS NOT NULL")
        .bind(stored.job.id)
        .execute(tx.conn())
        .await?;
    Ok(())
}
