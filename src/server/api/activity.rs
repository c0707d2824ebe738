//! `/activity`: what everybody did, read off the event log.

use super::{
    ApiError, ApiResult, Query,
    stream::{LastEventId, alive, answer, message, ticks},
};
use crate::{
    model::{
        ACTIVITY_EVENT, Activity, ActivityPage, Event, EventBody, Named, Problem, RESET_EVENT, Seq,
        Uuid,
    },
    server::{
        AppState,
        auth::CurrentUser,
        db::DbError,
        events::{Listener, log},
    },
};
use axum::{
    Json,
    extract::State,
    response::{Response, sse},
};
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use std::collections::HashMap;
use tokio::time::Interval;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Log rows that are read at a time.
const PAGE: u32 = 500;
/// Log rows that one answer looks at.
const MOST_ROWS: usize = 5_000;

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(tell))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// How many at most: 1 to 200.
    #[serde(default = "few")]
    limit: usize,
    /// What was done before this position; absent for the newest.
    before: Option<Seq>,
}

const fn few() -> usize {
    50
}

/// What everybody did
///
/// Newest first, as far back as the event log is kept.
#[utoipa::path(get, path = "/activity", params(Asked), tag = "activity",
    responses((status = 200, body = ActivityPage), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn list(
    State(state): State<AppState>,
    _: CurrentUser,
    Query(asked): Query<Asked>,
) -> ApiResult<Json<ActivityPage>> {
    if !(1..=200).contains(&asked.limit) {
        return Err(ApiError::field("limit", "1 to 200"));
    }
    let mut before = asked.before.unwrap_or(Seq::MAX);
    let mut events = Vec::new();
    let mut rows = 0;
    let mut is_end = false;
    while events.len() < asked.limit && rows < MOST_ROWS && !is_end {
        let page = log::read_before(state.db.readers(), before, PAGE).await?;
        rows += page.len();
        is_end = page.len() < PAGE as usize;
        for event in page {
            if events.len() == asked.limit {
                is_end = false;
                break;
            }
            before = event.seq.unwrap_or(before);
            if is_activity(&event) {
                events.push(event);
            }
        }
    }
    let data = named(&state, events).await?;
    let next_before = (!is_end).then_some(before);
    Ok(Json(ActivityPage { data, next_before }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Resumed {
    /// Tell what was done after this position too: a position, or as the `id` of a
    /// message says it; `Last-Event-ID` comes before it.
    since: Option<String>,
}

/// What everybody does
///
/// Server-sent events named `activity`, each with its position and event log as `id`: an
/// [`Activity`]. Resumed by `Last-Event-ID`; an event named `reset` says that what
/// was missed is no longer kept.
#[utoipa::path(get, path = "/activity/stream", params(Resumed, ("Last-Event-ID" = Option<String>, Header)), tag = "activity",
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 401, body = Problem)))]
async fn tell(
    State(state): State<AppState>,
    user: CurrentUser,
    last: LastEventId,
    Query(resumed): Query<Resumed>,
) -> ApiResult<Response> {
    // Listen before reading: what commits in between is told once, by its position.
    let deliveries = state.db.events.listen();
    let newest = state.db.events.newest();
    let epoch = state.db.epoch();
    let last = last.or(resumed.since.as_deref())?;
    let since = last.position.unwrap_or(newest);
    // A position in another log means nothing here, though it may be there.
    let is_ours = last.epoch.is_none_or(|of| of == epoch);
    let kept = is_ours && log::reaches_back_to(&state.db, since).await?;
    let reset = (!kept).then(|| message(format_args!("{newest}@{epoch}"), RESET_EVENT, &()));
    let since = if kept { since } else { newest };
    let told = Telling {
        state: state.clone(),
        deliveries,
        position: since,
        ticks: ticks(),
    };
    let messages = stream::iter(reset.flatten()).chain(told.messages());
    Ok(answer(&state, &user, messages))
}

/// A stream of what is done, from a position on.
struct Telling {
    state: AppState,
    deliveries: Listener<crate::server::events::Delivery>,
    position: Seq,
    ticks: Interval,
}

impl Telling {
    /// Reads on in the log whenever something is delivered: so nothing is missed
    /// however slowly it is taken, and nothing piles up.
    fn messages(self) -> impl Stream<Item = sse::Event> + Send {
        use tokio::sync::broadcast::error::RecvError::Closed;
        let batches = stream::unfold(self, async |mut telling| {
            loop {
                let newest = telling.state.db.events.newest();
                if telling.position < newest {
                    let done = telling.read(newest).await;
                    return match done {
                        Ok(done) => Some((done, telling)),
                        Err(error) => {
                            // The client comes back.
                            tracing::error!(%error, "activity not told");
                            None
                        }
                    };
                }
                tokio::select! {
                    biased;
                    _ = telling.ticks.tick() => return Some((vec![alive()], telling)),
                    news = telling.deliveries.recv() => if matches!(news, Err(Closed)) {
                        return None;
                    },
                }
            }
        });
        batches.flat_map(stream::iter)
    }

    async fn read(&mut self, newest: Seq) -> Result<Vec<sse::Event>, DbError> {
        let readers = self.state.db.readers();
        let events = log::read_after(readers, self.position, newest, PAGE).await?;
        let last = events.last().and_then(|event| event.seq);
        self.position = match events.len() {
            rows if rows < PAGE as usize => newest,
            _ => last.unwrap_or(newest),
        };
        let events = events.into_iter().filter(is_activity).collect();
        let done = named(&self.state, events).await?.into_iter();
        let epoch = self.state.db.epoch();
        let told =
            |one: Activity| message(format_args!("{}@{epoch}", one.seq), ACTIVITY_EVENT, &one);
        Ok(done.filter_map(told).collect())
    }
}

/// Whether an event tells of what somebody did.
fn is_activity(event: &Event) -> bool {
    match &event.body {
        EventBody::BusinessCreated(_)
        | EventBody::BusinessUpdated(_)
        | EventBody::BusinessDeleted(_)
        | EventBody::BusinessEnriched(_)
        | EventBody::ImportComplete(_)
        | EventBody::ImportFailed(_)
        | EventBody::ScrapingComplete(_)
        | EventBody::ScrapingFailed(_)
        | EventBody::EnrichmentComplete(_)
        | EventBody::EnrichmentFailed(_) => true,
        // By a person; those of a job are told with it.
        EventBody::BusinessesBulkUpdate(_) | EventBody::InvalidatePrefix(_) => {
            event.mutation_id.is_some()
        }
        EventBody::InvalidateExact(_)
        | EventBody::EntityChanged(_)
        | EventBody::ImportProgress(_)
        | EventBody::ScrapingProgress(_)
        | EventBody::EnrichmentProgress(_)
        // What hangs on a lead is told on the lead.
        | EventBody::MessageCreated(_)
        | EventBody::MessageEdited(_)
        | EventBody::MessageDeleted(_)
        | EventBody::NoteUpdated(_)
        | EventBody::TaskCreated(_)
        | EventBody::TaskUpdated(_)
        | EventBody::TaskDeleted(_)
        | EventBody::VisitCreated(_)
        | EventBody::StatsUpdated(_)
        | EventBody::MetricAlert(_)
        | EventBody::PresenceUpdate(_)
        | EventBody::PresenceLeave(_)
        | EventBody::NotificationNew(_) => false,
    }
}

/// Says of events who did what to what, by name.
async fn named(state: &AppState, events: Vec<Event>) -> Result<Vec<Activity>, DbError> {
    let mut people = Names::of("SELECT name FROM users WHERE id = ?");
    let mut leads = Names::of("SELECT name FROM businesses WHERE id = ?");
    let mut done = Vec::with_capacity(events.len());
    for event in events {
        let name = event.body.name();
        let business = match &event.body {
            EventBody::BusinessCreated(b)
            | EventBody::BusinessUpdated(b)
            | EventBody::BusinessEnriched(b) => Some(Named {
                id: b.id,
                name: b.name.clone(),
            }),
            EventBody::BusinessDeleted(gone) => leads.find(state, Some(gone.id)).await?,
            _ => None,
        };
        done.push(Activity {
            seq: event.seq.unwrap_or_default(),
            at: event.at,
            actor: people.find(state, event.actor).await?,
            event: name.into(),
            job: event.body.job().map(Into::into),
            count: match &event.body {
                EventBody::BusinessesBulkUpdate(bulk) => Some(bulk.businesses.len() as u64),
                _ => business.as_ref().map(|_| 1),
            },
            business,
        });
    }
    Ok(done)
}

/// Names by id, each asked for once.
struct Names {
    query: &'static str,
    known: HashMap<Uuid, Option<String>>,
}

impl Names {
    fn of(query: &'static str) -> Self {
        Self {
            query,
            known: HashMap::new(),
        }
    }

    async fn find(&mut self, state: &AppState, id: Option<Uuid>) -> Result<Option<Named>, DbError> {
        let Some(id) = id else { return Ok(None) };
        if !self.known.contains_key(&id) {
            let name: Option<String> = sqlx::query_scalar(self.query)
                .bind(id)
                .fetch_optional(state.db.readers())
                .await?;
            self.known.insert(id, name);
        }
        let name = self.known.get(&id).cloned().flatten();
        Ok(name.map(|name| Named { id, name }))
    }
}
