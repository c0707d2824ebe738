//! What a connection is told, and how long it may take to take it.

use super::{Connection, End, STALLED, TOO_SLOW};
use crate::model::{MAX_FRAME, Seq, ServerFrame, Topic};
use crate::server::{
    db::DbError,
    events::{Delivery, Listener, batch::Batch, hub::Lag, log},
};
use axum::extract::ws::{Message, Utf8Bytes};
use futures::{Sink, SinkExt};
use std::task::Poll;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

/// Log rows read at a time in a replay.
const REPLAY_PAGE: u32 = 500;

impl<S: Sink<Message, Error = axum::Error> + Unpin> Connection<S> {
    /// Tells what was delivered, and what else has been by then: one who is behind
    /// catches up in few writes. How many events; none, if more of them wait than one
    /// frame holds.
    pub(super) async fn tell_all(
        &mut self,
        first: Result<Delivery, RecvError>,
        deliveries: &mut Listener<Delivery>,
    ) -> Result<usize, End> {
        let mut together: Vec<Utf8Bytes> = Vec::new();
        let mut bytes = 0;
        let mut committed = None;
        let mut next = first;
        loop {
            match next {
                Ok(delivery) => {
                    self.lag.took(&delivery);
                    for published in delivery.iter() {
                        if self.told.live(&published.event) {
                            bytes += published.frame.len();
                            together.push(published.frame.clone());
                            committed = committed.or(delivery.committed());
                        }
                    }
                }
                Err(RecvError::Lagged(_)) => return Err(TOO_SLOW),
                Err(RecvError::Closed) => return Err(End::Close(1001, "the server stops")),
            }
            if bytes >= MAX_FRAME {
                break;
            }
            next = match deliveries.try_recv() {
                Ok(delivery) => Ok(delivery),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Lagged(missed)) => Err(RecvError::Lagged(missed)),
                Err(TryRecvError::Closed) => Err(RecvError::Closed),
            };
        }
        if together.is_empty() {
            return Ok(0);
        }
        let count = together.len();
        if let [only] = &mut together[..] {
            // Shared by all connections, as it is.
            let only = std::mem::take(only);
            self.feed(only).await?;
        } else {
            // A browser is longer busy with the coming of a frame than with reading it.
            let mut batch = Batch::default();
            for event in &together {
                if let Some(full) = batch.push(event) {
                    self.feed(full).await?;
                }
            }
            if let Some(rest) = batch.take() {
                self.feed(rest).await?;
            }
        }
        self.flush().await?;
        if let Some(committed) = committed {
            self.state.db.events.handed(committed);
        }
        Ok(if bytes < MAX_FRAME { count } else { 0 })
    }

    /// Tells what happened on `topics` after `since`, in batches under the frame limit.
    pub(super) async fn replay(
        &mut self,
        topics: &[Topic],
        since: Seq,
        up_to: Seq,
    ) -> Result<(), End> {
        let mut position = since;
        let mut batch = Batch::default();
        while position < up_to {
            let events =
                log::read_after(self.state.db.readers(), position, up_to, REPLAY_PAGE).await?;
            let Some(last) = events.last().and_then(|event| event.seq) else {
                break;
            };
            position = last;
            for event in events {
                if !self.told.replay(&event, topics) {
                    continue;
                }
                let text = serde_json::to_string(&event).map_err(DbError::from)?;
                if let Some(full) = batch.push(&text) {
                    self.feed(full).await?;
                }
            }
        }
        if let Some(rest) = batch.take() {
            self.feed(rest).await?;
        }
        Ok(())
    }

    pub(super) async fn send(&mut self, frame: &ServerFrame) -> Result<(), End> {
        let text = serde_json::to_string(frame).map_err(DbError::from)?;
        self.feed(text.into()).await?;
        self.flush().await
    }

    async fn feed(&mut self, text: Utf8Bytes) -> Result<(), End> {
        self.sent.increment(1);
        self.put(text).await
    }

    async fn put(&mut self, text: Utf8Bytes) -> Result<(), End> {
        in_time(self.sink.feed(Message::Text(text)), &mut self.lag).await
    }

    async fn flush(&mut self) -> Result<(), End> {
        in_time(self.sink.flush(), &mut self.lag).await
    }
}

/// A client that takes nothing is cut off: it resumes from the log, and nothing
/// piles up here.
async fn in_time(
    send: impl Future<Output = Result<(), axum::Error>> + Unpin,
    lag: &mut Lag,
) -> Result<(), End> {
    let mut send = send;
    // Nearly always done at once: there is nothing to wait for.
    if let Poll::Ready(sent) = futures::poll!(&mut send) {
        return sent.map_err(|_| End::Gone);
    }
    let patience = async {
        tokio::select! {
            biased;
            sent = send => sent.map_err(|_| End::Gone),
            () = lag.is_too_much() => Err(TOO_SLOW),
            () = tokio::time::sleep(STALLED) => Err(TOO_SLOW),
        }
    };
    Box::pin(patience).await
}
