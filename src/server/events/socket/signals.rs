//! What comes to a connection from elsewhere in the server.

use super::{Connection, End};
use crate::model::close;
use crate::server::auth::SessionChange;
use axum::extract::ws::Message;
use futures::{
    Sink, StreamExt,
    stream::{self, BoxStream, SelectAll},
};
use tokio::sync::broadcast::error::RecvError;

/// What comes from elsewhere in the server.
pub(super) enum Signal {
    /// It stops.
    Down,
    /// Something happened to a session.
    Session(Result<SessionChange, RecvError>),
}

impl<S: Sink<Message, Error = axum::Error> + Unpin> Connection<S> {
    /// What comes from elsewhere in the server, hardly ever. All connections wait for
    /// the same, and asking takes a lock.
    pub(super) fn signals(&self) -> SelectAll<BoxStream<'static, Signal>> {
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

    pub(super) async fn heed(&self, signal: Signal) -> Result<(), End> {
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
    pub(super) async fn check_session(&self) -> Result<(), End> {
        let (db, id) = (&self.state.db, self.user.session_id);
        match self.state.sessions.role(db, id).await? {
            Some(role) if role == self.user.user.role => Ok(()),
            Some(_) => Err(End::Close(close::SESSION_CHANGED, "the role changed")),
            None => Err(End::Close(close::SIGNED_OUT, "signed out")),
        }
    }
}
