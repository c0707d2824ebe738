//! `/stats`: counts over all leads, and telling when they change.

use super::ApiResult;
use crate::{
    model::{Event, EventBody, Problem, Stats, Topic},
    server::{
        AppState,
        auth::CurrentUser,
        db::{DbError, now},
        events::{Delivery, Listener},
        jobs,
    },
};
use axum::{Json, extract::State};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The least time from one `stats:updated` to the next.
const PAUSE: Duration = Duration::from_millis(250);

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Counts
///
/// Over all leads that are not deleted, and over jobs.
#[utoipa::path(get, path = "/stats", tag = "leads",
    responses((status = 200, body = Stats), (status = 401, body = Problem)))]
async fn read(State(state): State<AppState>, _: CurrentUser) -> ApiResult<Json<Stats>> {
    Ok(Json(count(&state).await?))
}

/// The counts as they are.
///
/// # Errors
/// When the database fails.
pub async fn count(state: &AppState) -> Result<Stats, DbError> {
    let mut stats = state.db.index.stats(now());
    stats.jobs = jobs::counts(&state.db).await?;
    Ok(stats)
}

/// Tells of changed counts: at once after a quiet time, then every quarter of a
/// second while changes go on. Never returns.
pub async fn tell(state: AppState) {
    let mut leads = state.db.index.watch();
    let mut events = state.db.events.listen();
    let mut due = false;
    loop {
        if !due {
            tokio::select! {
                changed = leads.changed() => if changed.is_err() { return },
                () = of_a_job(&mut events) => {}
            }
        }
        match count(&state).await {
            Ok(stats) => {
                let body = EventBody::StatsUpdated(Box::new(stats));
                state.db.events.transient(Event {
                    seq: None,
                    topic: body.topic(),
                    body,
                    at: now(),
                    actor: None,
                    mutation_id: None,
                });
            }
            Err(error) => tracing::error!(%error, "stats not told"),
        }
        // What one listener has not heard yet is kept for all: it goes on listening
        // meanwhile, or an import would pile its leads up here.
        due = false;
        let pause = tokio::time::sleep(PAUSE);
        tokio::pin!(pause);
        loop {
            tokio::select! {
                () = &mut pause => break,
                () = of_a_job(&mut events) => due = true,
            }
        }
    }
}

/// Waits for an event of a job.
async fn of_a_job(events: &mut Listener<Delivery>) {
    loop {
        match events.recv().await {
            Ok(delivery) if delivery.iter().any(|p| p.event.topic == Topic::Jobs) => return,
            // Missed some: perhaps one of a job.
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
            Ok(_) => {}
        }
    }
}
