//! What a connection says.

use super::{Connection, End};
use crate::model::{AnyEvent, ClientFrame, MAX_FRAME, ProblemCode, Seq, ServerFrame, Topic};
use crate::server::events::{
    log,
    subscriptions::{MAX_TOPICS, may_listen},
};
use axum::extract::ws::Message;
use futures::Sink;

/// Refused frames before the connection is closed.
const MAX_ERRORS: u32 = 20;

impl<S: Sink<Message, Error = axum::Error> + Unpin> Connection<S> {
    pub(super) async fn take(&mut self, message: Message) -> Result<(), End> {
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
}
