//! One WebSocket connection: DESIGN's «The socket».

use super::{
    Delivery, Listener,
    batch::Batch,
    hub::Lag,
    log,
    presence::Seat,
    quiet::Quiet,
    subscriptions::{MAX_TOPICS, Subscriptions, may_listen},
};
use crate::model::{AnyEvent, ClientFrame, MAX_FRAME, ProblemCode, Seq, ServerFrame, Topic, close};
use crate::server::{
    AppState,
    auth::{CurrentUser, SessionChange},
    db::DbError,
};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use futures::{
    Sink, SinkExt, Stream, StreamExt,
    stream::{self, BoxStream, SelectAll},
};
use std::{task::Poll, time::Duration};
use tokio::{
    sync::broadcast::error::{RecvError, TryRecvError},
    time::timeout,
};

/// A connection from which nothing came for this long is closed; clients ping every 20 s.
const IDLE: Duration = Duration::from_secs(60);
/// A connection that takes nothing for this long is cut off.
const STALLED: Duration = Duration::from_secs(10);
/// Refused frames before the connection is closed.
const MAX_ERRORS: u32 = 20;
/// Log rows read at a time in a replay.
const REPLAY_PAGE: u32 = 500;

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

/// What comes from elsewhere in the server.
enum Signal {
    /// It stops.
    Down,
    /// Something happened to a session.
    Session(Result<SessionChange, RecvError>),
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
                delivery = deliveries.recv() => self.tell_all(delivery, &mut deliveries).await,
                () = &mut idle => Err(End::Close(close::IDLE, "no ping came")),
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    /// What comes from elsewhere in the server, hardly ever. All connections wait for
    /// the same, and asking takes a lock.
    fn signals(&self) -> SelectAll<BoxStream<'static, Signal>> {
        let mut shutdown = self.state.shutdown.clone();
        let down = async move {
            // The sender has gone: so has the server.
            let _ = shutdown.wait_for(|down| *down).await.is_ok();
            Signal::Down
        };
        let sessions = self.state.sessions.listen();
        let sessions = stream::unfold(sessions, async |mut sessions| {
            let change = sessions.recv().await;
            Some((Signal::Session(change), sessions))
        });
        stream::select_all([stream::once(down).boxed(), sessions.boxed()])
    }

    async fn heed(&self, signal: Signal) -> Result<(), End> {
        match signal {
            Signal::Down => Err(End::Close(1001, "the server stops")),
            Signal::Session(Ok(SessionChange::Ended(id))) if id != self.user.session_id => Ok(()),
            Signal::Session(Ok(SessionChange::User(id))) if id != self.user.user.id => Ok(()),
            Signal::Session(Ok(SessionChange::User(_)) | Err(RecvError::Lagged(_))) => {
                self.check_session().await
            }
            Signal::Session(_) => Err(End::Close(close::SIGNED_OUT, "signed out")),
        }
    }

    /// Looks whether the session is still live and its user may do what they might,
    /// where a change may not have been heard.
    async fn check_session(&self) -> Result<(), End> {
        let (db, id) = (&self.state.db, self.user.session_id);
        match self.state.sessions.role(db, id).await? {
            Some(role) if role == self.user.user.role => Ok(()),
            Some(_) => Err(End::Close(close::SESSION_CHANGED, "the role changed")),
            None => Err(End::Close(close::SIGNED_OUT, "signed out")),
        }
    }

    /// Tells what was delivered, and what else has been by then: one who is behind
    /// catches up in few writes.
    async fn tell_all(
        &mut self,
        first: Result<Delivery, RecvError>,
        deliveries: &mut Listener<Delivery>,
    ) -> Result<(), End> {
        let mut together: Vec<Utf8Bytes> = Vec::new();
        let mut bytes = 0;
        let mut next = first;
        loop {
            match next {
                Ok(delivery) => {
                    self.lag.took(&delivery);
                    for published in delivery.iter() {
                        if self.told.live(&published.event) {
                            bytes += published.frame.len();
                            together.push(published.frame.clone());
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
            return Ok(());
        }
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
        self.flush().await
    }

    async fn take(&mut self, message: Message) -> Result<(), End> {
        // Time, or another process, may have ended the session. Who sends nothing is
        // cut off before long, so this is asked often enough.
        self.check_session().await?;
        let text = match message {
            Message::Text(text) => text,
            Message::Close(_) => return Err(End::Gone),
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Binary(_) => return self.refuse("frames are text").await,
        };
        if text.len() > MAX_FRAME {
            return Err(End::Close(1009, "a frame is at most 64 KiB"));
        }
        match serde_json::from_str::<ClientFrame>(&text) {
            Ok(ClientFrame::Ping {}) => self.send(&ServerFrame::Pong).await,
            Ok(ClientFrame::Unsubscribe { topics }) => {
                topics.into_iter().for_each(|topic| self.told.remove(topic));
                Ok(())
            }
            Ok(ClientFrame::Subscribe { topics, since }) => self.subscribe(topics, since).await,
            Ok(ClientFrame::Presence { topic: None }) => {
                self.seat.leave();
                Ok(())
            }
            Ok(ClientFrame::Presence {
                topic: Some(Topic::Presence(id)),
            }) => {
                self.seat.take(id);
                Ok(())
            }
            Ok(ClientFrame::Presence { topic: Some(topic) }) => {
                let detail = format!("{topic} is not presence:{{business id}}");
                self.refuse(&detail).await
            }
            Err(error) => self.refuse(&format!("not understood: {error}")).await,
        }
    }

    async fn refuse(&mut self, detail: &str) -> Result<(), End> {
        self.error(ProblemCode::Validation, detail).await
    }

    async fn error(&mut self, code: ProblemCode, detail: &str) -> Result<(), End> {
        self.errors += 1;
        let detail = detail.chars().take(500).collect();
        self.send(&ServerFrame::Error { code, detail }).await?;
        if self.errors >= MAX_ERRORS {
            return Err(End::Close(1008, "too many frames that were refused"));
        }
        Ok(())
    }

    async fn subscribe(&mut self, mut topics: Vec<Topic>, since: Option<Seq>) -> Result<(), End> {
        let role = self.user.user.role;
        if let Some(topic) = topics.iter().find(|topic| !may_listen(role, **topic)) {
            let detail = format!("the role {} may not listen to {topic}", role.as_str());
            self.error(ProblemCode::Forbidden, &detail).await?;
            topics.retain(|topic| may_listen(role, *topic));
        }
        if self.told.len() + topics.len() > MAX_TOPICS {
            return self.refuse("at most 1,000 topics a connection").await;
        }
        let newest = self.state.db.events.newest();
        let mut since = since.unwrap_or(newest);
        if !log::reaches_back_to(&self.state.db, since).await? {
            self.send(&ServerFrame::Reset {
                epoch: self.state.db.epoch(),
                seq: newest,
            })
            .await?;
            since = newest;
        }
        self.replay(&topics, since, newest).await?;
        self.told.add(&topics, since);
        for event in self.state.presence.told(&topics) {
            self.send(&ServerFrame::Event(Box::new(AnyEvent::Known(event))))
                .await?;
        }
        self.send(&ServerFrame::Subscribed {
            topics,
            seq: newest,
        })
        .await
    }

    /// Tells what happened on `topics` after `since`, in batches under the frame limit.
    async fn replay(&mut self, topics: &[Topic], since: Seq, up_to: Seq) -> Result<(), End> {
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

    async fn send(&mut self, frame: &ServerFrame) -> Result<(), End> {
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

fn is_too_large(error: &axum::Error) -> bool {
    let text = error.to_string().to_lowercase();
    text.contains("too long") || text.contains("too large") || text.contains("too big")
}
