//! What a developer does to the wire, and sees of it. In debug builds alone.

mod frames;
mod samples;

pub use frames::{Frame, Traffic};
pub use samples::Spread;

use super::{Closed, Socket};
use crate::{model::Failure, platform};
use frames::Frames;
use futures::{SinkExt, StreamExt, channel::oneshot, future::ready, stream::once};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

/// Frames that are on their way while the wire is slow; beyond them it is slower.
const IN_FLIGHT: usize = 1_024;

/// Makes the wire slow or dead on purpose, and keeps what went over it; clones share it.
#[derive(Clone, Default)]
pub struct Workbench(Rc<State>);

#[derive(Default)]
struct State {
    is_offline: Cell<bool>,
    delay: Cell<Duration>,
    frames: RefCell<Frames>,
    /// Ends the socket there is.
    cut: RefCell<Option<oneshot::Sender<()>>>,
}

impl Workbench {
    /// Whether nothing comes through.
    pub fn is_offline(&self) -> bool {
        self.0.is_offline.get()
    }

    /// Lets nothing through any more, or everything again.
    pub fn set_offline(&self, is_offline: bool) {
        self.0.is_offline.set(is_offline);
        if is_offline {
            self.drop_socket();
        }
    }

    /// How much later than they would answers and frames come.
    pub fn delay(&self) -> Duration {
        self.0.delay.get()
    }

    /// Lets answers and frames come so much later.
    pub fn set_delay(&self, delay: Duration) {
        self.0.delay.set(delay);
    }

    /// Breaks the socket as a lost connection would.
    pub fn drop_socket(&self) {
        if let Some(cut) = self.0.cut.take() {
            // It may have ended by itself.
            let _ = cut.send(());
        }
    }

    /// What went over the socket.
    pub fn traffic(&self) -> Traffic {
        self.0.frames.borrow().traffic()
    }

    /// What a call has to pass before it is made.
    ///
    /// # Errors
    /// When nothing comes through.
    pub fn pass(&self) -> Result<(), Failure> {
        if self.is_offline() {
            return Err(Failure::Unreachable);
        }
        Ok(())
    }

    /// Opens a socket that is watched.
    ///
    /// # Errors
    /// When it cannot be opened, or nothing comes through.
    pub async fn open(
        &self,
        connect: impl Future<Output = Result<Socket, Closed>>,
    ) -> Result<Socket, Closed> {
        if self.is_offline() {
            return Err(Closed { code: 1006 });
        }
        Ok(self.watch(connect.await?))
    }

    /// Lets what came wait as long as it is to be late.
    pub async fn wait(&self) {
        let delay = self.delay();
        if !delay.is_zero() {
            platform::sleep(delay).await;
        }
    }

    fn watch(&self, socket: Socket) -> Socket {
        let (cut, is_cut) = oneshot::channel();
        *self.0.cut.borrow_mut() = Some(cut);
        let (sent, taken) = (self.clone(), self.clone());
        let sink = socket.sink.with(move |text: String| {
            sent.0.frames.borrow_mut().add(true, &text, platform::now());
            ready(Ok::<_, Closed>(text))
        });
        let stream = socket
            .stream
            .map(move |frame| {
                let taken = taken.clone();
                async move {
                    taken.wait().await;
                    if let Ok(text) = &frame {
                        let now = platform::now();
                        taken.0.frames.borrow_mut().add(false, text, now);
                    }
                    frame
                }
            })
            .buffered(IN_FLIGHT)
            .take_until(is_cut)
            .chain(once(ready(Err(Closed { code: 1006 }))));
        Socket {
            sink: Box::pin(sink),
            stream: Box::pin(stream),
            hold: socket.hold,
        }
    }
}
