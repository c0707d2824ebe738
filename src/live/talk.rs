//! One open socket, from its greeting to its end.

use super::{
    Link, State, Way,
    context::Context,
    drive::Ended,
    frames::Frames,
    link::Nudge,
    pulse::{Beat, Pulse},
};
use crate::{
    model::{ClientFrame, Seq, ServerFrame, Topic, Uuid, read_frame, tells_events},
    net::{Closed, Hold, Socket},
};
use futures::{
    FutureExt, Sink, SinkExt, Stream, StreamExt,
    channel::mpsc,
    future::{Fuse, LocalBoxFuture},
    select_biased,
};
use std::{pin::Pin, time::Duration};

/// The connection just broke.
const BROKEN: Closed = Closed { code: 1006 };

/// Frames that are taken at once at most: what is due must not wait for a stream without end.
const AT_ONCE: usize = 64;

/// Talks until the socket ends.
pub(super) async fn talk(
    context: &Context,
    socket: Socket,
    nudges: &mut mpsc::UnboundedReceiver<Nudge>,
) -> Ended {
    let Socket { sink, stream, hold } = socket;
    let mut stream = stream.fuse();
    let mut talk = Talk {
        context,
        sink,
        hold,
        frames: Frames::new(),
        pulse: Pulse::new(context.now(), &|time| context.sleep(time)),
        hide: Fuse::terminated(),
        greeted: false,
        was_live: false,
        at_once: false,
        has_let_go: false,
        replayed_from: None,
    };
    talk.watch_sight();
    let closed = loop {
        let mut over = &mut talk.frames.over;
        let mut due = &mut talk.pulse.due;
        let mut hide = &mut talk.hide;
        // What is due goes first: a stream that never ends must not hold it up.
        let step = select_biased! {
            nudge = nudges.next() => match nudge {
                Some(nudge) => talk.hear(nudge).await,
                None => Err(Closed { code: 1000 }),
            },
            () = over => {
                let taken = talk.take_ready(&mut stream).await;
                let told = talk.frames.end();
                talk.show(told);
                taken
            }
            () = due => talk.look().await,
            () = hide => talk.let_go().await,
            message = stream.next() => {
                let taken = talk.take_all(message, &mut stream).await;
                let told = talk.frames.due();
                talk.show(told);
                taken
            }
        };
        if let Err(closed) = step {
            break closed;
        }
    };
    // What came before the end came.
    context.apply(talk.frames.flush());
    if talk.was_live {
        context.forget_presence();
    }
    Ended {
        code: closed.code,
        was_live: talk.was_live,
        at_once: talk.at_once,
    }
}

struct Talk<'a> {
    context: &'a Context,
    sink: Pin<Box<dyn Sink<String, Error = Closed>>>,
    hold: Hold,
    frames: Frames,
    pulse: Pulse,
    /// Done when the page has been hidden for too long.
    hide: Fuse<LocalBoxFuture<'static, ()>>,
    greeted: bool,
    was_live: bool,
    at_once: bool,
    /// The topics were let go of.
    has_let_go: bool,
    /// How many events were taken when a subscription was asked for that is not answered.
    replayed_from: Option<u64>,
}

impl Talk<'_> {
    fn link(&self) -> &Link {
        &self.context.link
    }

    /// Takes what came, and what else has by then: events that wait are shown together.
    async fn take_all<S>(&mut self, first: Option<S::Item>, rest: &mut S) -> Result<(), Closed>
    where
        S: Stream<Item = Result<String, Closed>> + Unpin,
    {
        self.take(first.ok_or(BROKEN)??).await?;
        self.take_ready(rest).await
    }

    /// Takes what has come by now.
    async fn take_ready<S>(&mut self, come: &mut S) -> Result<(), Closed>
    where
        S: Stream<Item = Result<String, Closed>> + Unpin,
    {
        for _ in 0..AT_ONCE {
            match come.next().now_or_never() {
                Some(next) => self.take(next.ok_or(BROKEN)??).await?,
                None => break,
            }
        }
        Ok(())
    }

    async fn take(&mut self, text: String) -> Result<(), Closed> {
        let context = self.context;
        self.link().tap(Way::In, &text);
        let asked = self.pulse.heard(context.now(), &|time| context.sleep(time));
        if let Some(time) = asked {
            // Whatever the device says of its network, this came through.
            context.client.set_online(true);
            self.link().note_round_trip(time);
        }
        if tells_events(&text) {
            self.frames.take(text);
            return Ok(());
        }
        match read_frame(text.as_bytes()) {
            // As no server of ours writes it.
            Ok(ServerFrame::Event(_) | ServerFrame::Batch { .. }) => self.frames.take(text),
            Ok(ServerFrame::Hello { epoch, seq }) => return self.greet(epoch, seq).await,
            Ok(ServerFrame::Subscribed { .. }) => self.go_live(),
            Ok(ServerFrame::Reset { epoch, seq }) => {
                self.frames.flush();
                if context.enter(epoch, seq) {
                    context.reset(epoch, seq);
                }
            }
            Ok(ServerFrame::Pong) => {}
            Ok(ServerFrame::Error { code, detail }) => {
                tracing::warn!(?code, detail, "the server refused a frame");
            }
            Err(error) => tracing::warn!(%error, "frame not understood"),
        }
        Ok(())
    }

    /// Applies what is to be applied now, if there is anything.
    fn show(&mut self, told: Vec<String>) {
        if told.is_empty() {
            return;
        }
        let (over, is_seen) = self.context.show(told);
        if !is_seen {
            return self.frames.begin(over);
        }
        // What comes meanwhile waits anyway: it may wait where it comes in.
        let hold = self.hold.clone();
        drop(hold(true));
        let over = async move {
            over.await;
            hold(false).await;
        };
        self.frames.begin(over.boxed_local());
    }

    async fn greet(&mut self, epoch: Uuid, seq: Seq) -> Result<(), Closed> {
        self.context.enter(epoch, seq);
        let (from, position) = self.link().with_tally(|tally| tally.greet(seq));
        self.context.client.hear_from(from, position);
        self.greeted = true;
        if self.has_let_go {
            return Ok(());
        }
        self.subscribe(self.link().topics()).await?;
        self.tell_presence().await
    }

    /// Everything up to now has come.
    fn go_live(&mut self) {
        self.context.apply(self.frames.flush());
        let missed_any = self
            .replayed_from
            .take()
            .is_some_and(|before| self.link().tally().applied > before);
        if missed_any {
            self.context.ask_for_missed();
        }
        self.was_live = true;
        self.link().set_live(true);
        self.context.become_state(State::Connected);
        (self.context.wire.applied)(self.link());
    }

    async fn hear(&mut self, nudge: Nudge) -> Result<(), Closed> {
        match nudge {
            Nudge::Now => self.doubt().await,
            Nudge::Drop => Err(BROKEN),
            Nudge::Again => {
                self.at_once = true;
                Err(BROKEN)
            }
            Nudge::Sight => {
                self.watch_sight();
                if self.context.is_hidden() {
                    return Ok(());
                }
                self.doubt().await?;
                self.take_up().await
            }
            // The greeting is answered with all topics.
            _ if !self.greeted || self.has_let_go => Ok(()),
            Nudge::Subscribe(topic) => self.subscribe(vec![topic]).await,
            Nudge::Unsubscribe(topic) => {
                let topics = vec![topic];
                self.send(&ClientFrame::Unsubscribe { topics }).await
            }
            Nudge::Look => self.tell_presence().await,
        }
    }

    /// Listens, from what is held on.
    async fn subscribe(&mut self, topics: Vec<Topic>) -> Result<(), Closed> {
        // What waits for its frame is held as well.
        self.context.apply(self.frames.flush());
        let tally = self.link().tally();
        // What was missed may still be on its way when another topic is asked for.
        self.replayed_from.get_or_insert(tally.applied);
        let since = tally.position;
        self.link().set_hearing(true);
        self.send(&ClientFrame::Subscribe { topics, since }).await
    }

    /// Perhaps the connection is dead and nobody knows.
    async fn doubt(&mut self) -> Result<(), Closed> {
        let context = self.context;
        let beat = self.pulse.doubt(context.now(), &|time| context.sleep(time));
        self.follow(beat).await
    }

    async fn look(&mut self) -> Result<(), Closed> {
        let context = self.context;
        let beat = self.pulse.look(context.now(), &|time| context.sleep(time));
        self.follow(beat).await
    }

    async fn follow(&mut self, beat: Beat) -> Result<(), Closed> {
        match beat {
            Beat::Ping => self.send(&ClientFrame::Ping {}).await,
            Beat::Fine => Ok(()),
            Beat::Lost => {
                self.at_once = self.was_live;
                Err(BROKEN)
            }
        }
    }

    /// Sees to it that a page that is hidden lets go in time.
    fn watch_sight(&mut self) {
        self.hide = match self.link().lets_go_in(self.context.now()) {
            Some(time) => self
                .context
                .sleep(Duration::from_millis(time.unsigned_abs()))
                .fuse(),
            None => Fuse::terminated(),
        };
    }

    /// Nobody sees what would be told: listens no more until somebody does.
    async fn let_go(&mut self) -> Result<(), Closed> {
        if !self.context.lets_go() {
            // The clock was put back.
            self.watch_sight();
            return Ok(());
        }
        self.has_let_go = true;
        let topics = self.link().topics();
        if !self.greeted {
            return Ok(());
        }
        self.link().set_live(false);
        self.link().set_hearing(false);
        self.context.forget_presence();
        self.send(&ClientFrame::Unsubscribe { topics }).await?;
        self.send(&ClientFrame::Presence { topic: None }).await
    }

    /// Listens again, and hears what was missed.
    async fn take_up(&mut self) -> Result<(), Closed> {
        if !std::mem::take(&mut self.has_let_go) || !self.greeted {
            return Ok(());
        }
        self.subscribe(self.link().topics()).await?;
        self.tell_presence().await
    }

    async fn tell_presence(&mut self) -> Result<(), Closed> {
        let topic = self.link().looks_at().map(Topic::Presence);
        self.send(&ClientFrame::Presence { topic }).await
    }

    async fn send(&mut self, frame: &ClientFrame) -> Result<(), Closed> {
        // A frame is plain data: it can always be written.
        let text = serde_json::to_string(frame).unwrap_or_default();
        self.link().tap(Way::Out, &text);
        self.sink.send(text).await
    }
}
