//! One write: changes and the events that tell of them, together or not at all.

use super::{Db, DbError, duplicates::Known, index::Change, now};
use crate::model::{Event, EventBody, Seq, Timestamp, Uuid};
use sqlx::{Sqlite, SqliteConnection, Transaction};
use std::{collections::HashMap, sync::atomic::Ordering};
use tokio::sync::OwnedMutexGuard;

/// On whose behalf a write happens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin {
    /// The user; `None` for the server itself.
    pub actor: Option<Uuid>,
    /// The request's `Idempotency-Key`.
    pub mutation_id: Option<Uuid>,
}

/// A write in progress.
pub struct WriteTx<'a> {
    db: &'a Db,
    tx: Transaction<'static, Sqlite>,
    _order: OwnedMutexGuard<()>,
    origin: Origin,
    at: Timestamp,
    events: Vec<Event>,
    changes: Vec<Change>,
    known: HashMap<u32, Known>,
    is_typed: bool,
}

impl<'a> WriteTx<'a> {
    pub(super) async fn begin(db: &'a Db, origin: Origin) -> Result<Self, DbError> {
        let order = db.order.clone().lock_owned().await;
        let tx = db.writer.begin_with("BEGIN IMMEDIATE").await?;
        // Each write has a time of its own, even when the clock stands or goes back:
        // the order of creation is the order of commits.
        let last = db.last_write.load(Ordering::Relaxed);
        let at = now().max(last + 1);
        db.last_write.store(at, Ordering::Relaxed);
        Ok(Self {
            db,
            tx,
            _order: order,
            origin,
            at,
            events: Vec::new(),
            changes: Vec::new(),
            known: HashMap::new(),
            is_typed: false,
        })
    }

    /// The connection to write through.
    pub fn conn(&mut self) -> &mut SqliteConnection {
        tracing::trace!(target: "leadwire::write::statement", at = self.at);
        &mut self.tx
    }

    /// The time of this write, the same for all that it changes.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// On whose behalf it happens.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Notes a lead that was written, for the list index.
    pub(super) fn touch(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Notes what the sources of a lead that is [touched](Self::touch) say beyond it.
    pub(super) fn know(&mut self, rid: u32, known: Known) {
        self.known.insert(rid, known);
    }

    /// Notes that a lead was typed in, to be compared once it is committed.
    pub(super) fn wake_comparing(&mut self) {
        self.is_typed = true;
    }

    /// Writes a durable event into the log. Listeners get it after the commit.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub async fn emit(&mut self, body: EventBody) -> Result<Seq, DbError> {
        let mut event = Event {
            seq: None,
            topic: body.topic(),
            body,
            at: self.at,
            actor: self.origin.actor,
            mutation_id: self.origin.mutation_id,
        };
        let text = serde_json::to_string(&event)?;
        let seq: Seq =
            sqlx::query_scalar("INSERT INTO event_log (at, event) VALUES (?, ?) RETURNING seq")
                .bind(self.at)
                .bind(text)
                .fetch_one(&mut *self.tx)
                .await?;
        event.seq = Some(seq);
        self.events.push(event);
        Ok(seq)
    }

    /// Makes it all so, then tells the listeners. Returns the newest position.
    ///
    /// # Errors
    /// When the commit fails; then nothing happened.
    pub async fn commit(self) -> Result<Seq, DbError> {
        tracing::trace!(target: "leadwire::write::commit", at = self.at);
        self.tx.commit().await?;
        let committed = std::time::Instant::now();
        tracing::trace!(target: "leadwire::write::committed", at = self.at);
        self.db.flow.count(&self.changes, &self.events);
        // Before the events: whoever hears of a change finds it in the next list.
        self.db.twins.apply(&self.changes, self.known);
        self.db.index.apply(self.changes);
        if self.is_typed {
            self.db.twins.tell_typed();
        }
        let newest = self.events.last().and_then(|event| event.seq);
        if let Some((told, seq)) = self.db.told.as_ref().zip(newest) {
            // Before the events: nobody has heard of more than this says.
            if let Err(error) = told.write(seq) {
                tracing::error!(%error, "how far clients were told is not noted");
            }
        }
        self.db.events.publish(self.events, committed);
        Ok(self.db.events.newest())
    }
}
