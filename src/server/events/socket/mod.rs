//! One WebSocket connection: DESIGN's «The socket».

mod signals;
mod take;
mod tell;

use super::{hub::Lag, pace::Pace, presence::Seat, quiet::Quiet, subscriptions::Subscriptions};
use crate::model::{ServerFrame, close};
use crate::server::{AppState, auth::CurrentUser, db::DbError};
use axum::extract::ws::{CloseFrame, Message};
use futures::{FutureExt, Sink, SinkExt, Stream, StreamExt, stream};
use signals::Signal;
use std::time::Duration;
use tokio::time::timeout;

/// A connection from which nothing came for this long is closed; clients ping every 20 s.
const IDLE: Duration = Duration::from_secs(60);
/// A connection that takes nothing for this long is cut off.
const STALLED: Duration = Duration::from_secs(10);

/// Why a connection ends, with the code that says so.
enum End {
    Gone,
    Close(u16, &'static str),
}

const TOO_SLOW: End = End::Close(close::TOO_SLOW, "too slow: resume with since");

impl From<DbError> for End {
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "socket");
        Self::Close(1011, "internal error")
    }
}

/// What comes to a connection besides events.
enum Heard {
    /// From elsewhere in the server.
    Signal(Signal),
    /// From the client; nothing more comes after `None`.
    Message(Option<Result<Message, axum::Error>>),
}

/// Serves one connection until it ends: a WebSocket, or what stands for one in a
/// simulation.
pub async fn serve_socket<S>(socket: S, state: AppState, user: CurrentUser)
where
    S: Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error>,
{
    metrics::gauge!("leadwire_sockets").increment(1.0);
    let (sink, stream) = socket.split();
    let mut connection = Connection {
        sink,
        lag: state.db.events.lag(),
        seat: Seat::of(&state, &user.user),
        state,
        user,
        told: Subscriptions::default(),
        errors: 0,
        sent: metrics::counter!("leadwire_frames_sent_total"),
    };
    let end = connection.run(stream).await;
    if let End::Close(code, reason) = end {
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        // Nothing piles up any more: who is slow may take its time to hear why.
        let patience = match code {
            close::TOO_SLOW => STALLED,
            _ => Duration::from_secs(1),
        };
        let _ = timeout(patience, connection.sink.send(Message::Close(Some(frame)))).await;
    }
    metrics::gauge!("leadwire_sockets").decrement(1.0);
}

struct Connection<S> {
    sink: S,
    lag: Lag,
    state: AppState,
    user: CurrentUser,
    told: Subscriptions,
    /// Where the user looks.
    seat: Seat,
    errors: u32,
    /// Frames, for operators.
    sent: metrics::Counter,
}

impl<S: Sink<Message, Error = axum::Error> + Unpin> Connection<S> {
    async fn run(
        &mut self,
        stream: impl Stream<Item = Result<Message, axum::Error>> + Unpin,
    ) -> End {
        // Listen before reading the position: what commits in between arrives twice
        // rather than never, and `Subscriptions` tells it once.
        let mut deliveries = self.state.db.events.listen();
        let messages = stream.map(|message| Heard::Message(Some(message)));
        let messages = messages.chain(stream::iter([Heard::Message(None)]));
        let signals = self.signals().map(Heard::Signal);
        let mut heard = Quiet::new(stream::select(signals, messages));
        let seq = self.state.db.events.newest();
        self.told = Subscriptions::starting_at(seq);
        let hello = ServerFrame::Hello {
            epoch: self.state.db.epoch(),
            seq,
        };
        // The session may have ended between its check and the first listening.
        if let Err(end) = Box::pin(self.check_session()).await {
            return end;
        }
        if let Err(end) = self.send(&hello).await {
            return end;
        }
        let idle = tokio::time::sleep(IDLE);
        tokio::pin!(idle);
        let mut pace = Pace::new();
        loop {
            // What is rare is boxed, so that a connection that waits is small.
            let step = tokio::select! {
                biased;
                Some(heard) = heard.next() => match heard {
                    Heard::Signal(signal) => Box::pin(self.heed(signal)).await,
                    Heard::Message(message) => {
                        idle.as_mut().reset(tokio::time::Instant::now() + IDLE);
                        match message {
                            Some(Ok(message)) => Box::pin(self.take(message)).await,
                            Some(Err(error)) if is_too_large(&error) => Err(End::Close(1009, "a frame is at most 64 KiB")),
                            _ => Err(End::Gone),
                        }
                    }
                },
                delivery = pace.turn().then(|()| deliveries.recv()) => {
                    let told = self.tell_all(delivery, &mut deliveries).await;
                    told.map(|events| pace.told(events))
                }
                () = &mut idle => Err(End::Close(close::IDLE, "no ping came")),
            };
            if let Err(end) = step {
                return end;
            }
        }
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let text = error.to_string().to_lowercase();
    text.contains("too long") || text.contains("too large") || text.contains("too big")
}
