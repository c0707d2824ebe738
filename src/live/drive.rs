//! Keeps the connection up: connect, back off, poll where there is no socket.

use super::{Link, State, Wire, context::Context, link::Nudge, talk::talk};
use crate::{model::close, net::Closed, query::QueryClient};
use futures::{
    FutureExt, StreamExt,
    channel::mpsc,
    future::{LocalBoxFuture, pending},
    pin_mut, select_biased,
};
use std::{rc::Rc, time::Duration};

/// A connection that takes longer than this to open, and a poll to be answered, has failed.
const OPEN_WITHIN: Duration = Duration::from_secs(10);
/// Waits between tries, before jitter.
const BACKOFF: [u64; 5] = [1, 2, 4, 8, 16];
/// How often the socket is tried once it is given up for now.
const TRY_EVERY: Duration = Duration::from_secs(30);
/// How often is polled meanwhile.
const POLL_EVERY: Duration = Duration::from_secs(5);

/// Makes a link and the task that keeps it up until it is dropped.
pub fn drive(client: QueryClient, wire: Wire) -> (Link, LocalBoxFuture<'static, ()>) {
    let (link, nudges) = Link::new();
    let context = Context {
        client,
        wire,
        link: link.clone(),
        pace: Rc::default(),
    };
    (link, Box::pin(run(context, nudges)))
}

/// How a connection ended.
pub(super) struct Ended {
    /// The close code.
    pub code: u16,
    /// Whether events came live before.
    pub was_live: bool,
    /// Whether it is known to be worth trying again at once.
    pub at_once: bool,
}

impl Ended {
    pub fn with(code: u16) -> Self {
        Self {
            code,
            was_live: false,
            at_once: false,
        }
    }
}

/// Nobody holds the link any more.
struct Gone;

async fn run(context: Context, mut nudges: mpsc::UnboundedReceiver<Nudge>) {
    let mut failures = 0usize;
    loop {
        let ended = connect_once(&context, &mut nudges).await;
        context.link.set_live(false);
        context.link.set_hearing(false);
        if ended.was_live {
            failures = 0;
        }
        match ended.code {
            // Goes on unless it is dropped: it may be the same person by another session.
            close::SIGNED_OUT => (context.wire.signed_out)(),
            close::SESSION_CHANGED => (context.wire.session_changed)(),
            _ => {}
        }
        let wait = match (ended.code, BACKOFF.get(failures)) {
            (close::SESSION_CHANGED, Some(seconds)) => jittered(*seconds, &context),
            // Too slow: the server cut us off on purpose, and waits for us to resume.
            (close::TOO_SLOW, _) => Duration::from_millis(100),
            (_, Some(seconds)) => {
                context.become_state(State::Reconnecting);
                if ended.at_once {
                    continue;
                }
                jittered(*seconds, &context)
            }
            (_, None) => {
                context.become_state(State::Disconnected);
                TRY_EVERY
            }
        };
        failures += 1;
        if wait_for(&context, &mut nudges, wait).await.is_err() {
            return;
        }
    }
}

/// A time a fifth shorter or longer, so that not everybody comes back at once.
fn jittered(seconds: u64, context: &Context) -> Duration {
    let random = (context.client.env().random)();
    Duration::from_millis((seconds as f64 * 1000.0 * (0.8 + 0.4 * random)) as u64)
}

async fn connect_once(context: &Context, nudges: &mut mpsc::UnboundedReceiver<Nudge>) -> Ended {
    let open = (context.wire.connect)().fuse();
    let late = context.sleep(OPEN_WITHIN).fuse();
    pin_mut!(open, late);
    let opened = select_biased! {
        opened = open => opened,
        () = late => Err(Closed { code: 1006 }),
    };
    match opened {
        Err(closed) => Ended::with(closed.code),
        Ok(socket) => talk(context, socket, nudges).await,
    }
}

/// Waits before the next try, polling if the socket is given up; a nudge ends the
/// wait. A page that is hidden for long tries again when it is seen again.
async fn wait_for(
    context: &Context,
    nudges: &mut mpsc::UnboundedReceiver<Nudge>,
    wait: Duration,
) -> Result<(), Gone> {
    let mut over = context.sleep(wait).fuse();
    let mut poll = next_poll(context).fuse();
    let mut rested = false;
    loop {
        select_biased! {
            nudge = nudges.next() => match nudge {
                Some(Nudge::Now | Nudge::Drop) => return Ok(()),
                Some(Nudge::Sight) if !context.is_hidden() => return Ok(()),
                // The next subscription carries all topics.
                Some(_) => {}
                None => return Err(Gone),
            },
            () = over => {
                if !context.lets_go() {
                    return Ok(());
                }
                rested = true;
            }
            () = poll => {
                if !rested {
                    poll_once(context).await;
                }
                poll = next_poll(context).fuse();
            }
        }
    }
}

fn next_poll(context: &Context) -> LocalBoxFuture<'static, ()> {
    if context.link.connection().state == State::Disconnected {
        context.sleep(POLL_EVERY)
    } else {
        Box::pin(pending())
    }
}

/// Takes what happened since, page by page.
async fn poll_once(context: &Context) {
    poll_all(context).await;
    context.link.set_hearing(false);
}

async fn poll_all(context: &Context) {
    loop {
        let (Some(since), topics) = (context.link.tally().position, context.link.topics()) else {
            return;
        };
        if topics.is_empty() {
            return;
        }
        context.link.set_hearing(true);
        let answer = (context.wire.poll)(since, topics).fuse();
        let late = context.sleep(OPEN_WITHIN).fuse();
        pin_mut!(answer, late);
        let answer = select_biased! {
            answer = answer => answer,
            () = late => return,
        };
        let Ok(page) = answer else { return };
        if !context.enter(page.epoch, page.seq) {
            return;
        }
        if page.reset {
            return context.reset(page.epoch, page.seq);
        }
        let any = !page.events.is_empty();
        context.take(page.events);
        context.link.with_tally(|tally| tally.reach(page.seq));
        if any && !page.more {
            context.ask_for_missed();
        }
        if !page.more {
            return;
        }
    }
}

#[cfg(test)]
#[path = "drive_test/mod.rs"]
mod tests;
