//! A world without network or time: tests play the server, and move the clock.

use super::{Link, Notice, State, Wire, drive};
use crate::{
    model::{
        AnyEvent, Business, ClientFrame, Event, EventBody, EventPage, Failure, NewBusiness, Seq,
        ServerFrame, Topic, Uuid,
    },
    net::{Closed, Socket},
    query::{Env, Key, Observer, Query, QueryClient},
};
use futures::{
    FutureExt, SinkExt, StreamExt,
    channel::{mpsc, oneshot},
    executor::LocalPool,
    future::ready,
    task::LocalSpawnExt,
};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::Duration,
};

/// The server's side of a socket.
pub struct Peer {
    to_client: mpsc::UnboundedSender<Result<String, Closed>>,
    from_client: mpsc::UnboundedReceiver<String>,
}

/// What happens when the client connects.
#[derive(Clone, Copy, PartialEq)]
pub enum Network {
    Up,
    /// Connecting fails at once.
    Down,
    /// Connecting takes for ever.
    Hangs,
}

/// What the test and the client share.
pub struct Shared {
    pub now: Cell<i64>,
    timers: RefCell<Vec<(i64, u64, oneshot::Sender<()>)>>,
    frames: RefCell<Vec<oneshot::Sender<()>>>,
    /// What it costs to draw a frame, in milliseconds.
    pub work: Cell<u64>,
    pub network: Cell<Network>,
    pub tries: RefCell<Vec<i64>>,
    peers: RefCell<VecDeque<Peer>>,
    pub polls: RefCell<Vec<(i64, Seq)>>,
    pub pages: RefCell<VecDeque<EventPage>>,
    pub states: RefCell<Vec<State>>,
    pub notices: RefCell<Vec<Notice>>,
    pub signed_out: Cell<u32>,
    pub session_read: Cell<u32>,
    pub random: Cell<f64>,
    pub fetched: Cell<u32>,
    /// Whether the client asked for frames to be held back.
    pub holds: Rc<Cell<bool>>,
}

pub struct World {
    pool: LocalPool,
    pub shared: Rc<Shared>,
    pub client: QueryClient,
    pub link: Link,
}

pub const EPOCH: Uuid = Uuid::from_u128(42);

impl World {
    /// A client that is about to connect, with one topic.
    pub fn new() -> Self {
        let shared = Rc::new(Shared {
            now: Cell::new(1_000_000),
            timers: RefCell::default(),
            frames: RefCell::default(),
            work: Cell::new(0),
            network: Cell::new(Network::Up),
            tries: RefCell::default(),
            peers: RefCell::default(),
            polls: RefCell::default(),
            pages: RefCell::default(),
            states: RefCell::default(),
            notices: RefCell::default(),
            signed_out: Cell::default(),
            session_read: Cell::default(),
            random: Cell::new(0.5),
            fetched: Cell::default(),
            holds: Rc::default(),
        });
        let pool = LocalPool::new();
        let client = QueryClient::new(env(&shared, &pool));
        let (link, driver) = drive(client.clone(), wire(&shared));
        let told = shared.clone();
        link.on_change(move |now| told.states.borrow_mut().push(now.state));
        link.listen(Topic::Businesses);
        pool.spawner().spawn_local(driver).unwrap();
        Self {
            pool,
            shared,
            client,
            link,
        }
    }

    /// A client that is connected; nothing has happened yet.
    pub fn connected() -> (Self, Peer) {
        let mut world = Self::new();
        let mut peer = world.accept();
        peer.greet(&mut world, 10);
        assert_eq!(world.link.connection().state, State::Connected);
        (world, peer)
    }

    /// Lets everything happen that can.
    pub fn run(&mut self) {
        self.pool.run_until_stalled();
    }

    /// Lets time pass: timers in their order, each at its time.
    pub fn pass(&mut self, milliseconds: i64) {
        let end = self.shared.now.get() + milliseconds;
        loop {
            self.run();
            let next = {
                let mut timers = self.shared.timers.borrow_mut();
                timers.retain(|(_, _, wake)| !wake.is_canceled());
                let next = timers.iter().enumerate().min_by_key(|(_, t)| (t.0, t.1));
                let due = next.filter(|(_, timer)| timer.0 <= end);
                due.map(|(index, _)| index)
                    .map(|index| timers.remove(index))
            };
            let Some((at, _, wake)) = next else { break };
            self.shared.now.set(self.shared.now.get().max(at));
            let _ = wake.send(());
        }
        self.shared.now.set(end);
        self.run();
    }

    /// The device sleeps: the clock goes on, and no timer fires until it wakes.
    pub fn sleep(&mut self, milliseconds: i64) {
        self.shared.now.set(self.shared.now.get() + milliseconds);
    }

    /// The frame that is being drawn is over.
    pub fn end_frame(&mut self) {
        for over in self.shared.frames.take() {
            let _ = over.send(());
        }
        self.run();
    }

    /// The next socket that the client opens.
    pub fn accept(&mut self) -> Peer {
        self.run();
        let peer = self.shared.peers.borrow_mut().pop_front();
        peer.expect("the client connected")
    }

    /// Whether the client has opened a socket that nobody accepted.
    pub fn is_calling(&mut self) -> bool {
        self.run();
        !self.shared.peers.borrow().is_empty()
    }

    /// When the client tried to connect, in milliseconds after the one before.
    pub fn gaps(&self) -> Vec<i64> {
        let tries = self.shared.tries.borrow();
        tries.windows(2).map(|two| two[1] - two[0]).collect()
    }

    /// Puts something on screen; fetches of it count.
    pub fn observe(&mut self, key: Key) {
        let shared = self.shared.clone();
        let query = Query::new(key, move |_| {
            shared.fetched.set(shared.fetched.get() + 1);
            async { Ok(()) }
        });
        // On screen as long as the test runs.
        std::mem::forget(Observer::new(&self.client, query).subscribe(|_| {}));
        self.run();
    }

    /// The version of a lead that the cache holds.
    pub fn version(&self, id: u128) -> Option<i64> {
        self.client
            .business(Uuid::from_u128(id))
            .map(|lead| lead.version)
    }
}

impl Peer {
    /// Sends a frame, and lets the client take it.
    pub fn send(&mut self, world: &mut World, frame: &ServerFrame) {
        let text = serde_json::to_string(frame).unwrap();
        self.to_client.unbounded_send(Ok(text)).unwrap();
        world.run();
    }

    /// Sends an event.
    pub fn tell(&mut self, world: &mut World, event: AnyEvent) {
        self.send(world, &ServerFrame::Event(Box::new(event)));
    }

    /// Greets, and answers the subscription that follows; what it was.
    pub fn greet(&mut self, world: &mut World, seq: Seq) -> (Vec<Topic>, Option<Seq>) {
        self.send(world, &ServerFrame::Hello { epoch: EPOCH, seq });
        let asked = self.subscription();
        self.subscribed(world, asked.0.clone(), seq);
        asked
    }

    /// Greets, and tells of something that was missed, but not yet that this was all: which
    /// topics were asked for.
    pub fn begin_to_resume(&mut self, world: &mut World, seq: Seq, missed: AnyEvent) -> Vec<Topic> {
        self.send(world, &ServerFrame::Hello { epoch: EPOCH, seq });
        let topics = self.subscription().0;
        self.tell(world, missed);
        topics
    }

    /// Greets, and tells what was missed; the position from which it was asked for.
    pub fn resume(&mut self, world: &mut World, seq: Seq, missed: Vec<AnyEvent>) -> Option<Seq> {
        self.send(world, &ServerFrame::Hello { epoch: EPOCH, seq });
        let (topics, since) = self.subscription();
        self.send(world, &ServerFrame::Batch { events: missed });
        self.subscribed(world, topics, seq);
        since
    }

    /// Says that all was told up to `seq`.
    pub fn subscribed(&mut self, world: &mut World, topics: Vec<Topic>, seq: Seq) {
        self.send(world, &ServerFrame::Subscribed { topics, seq });
    }

    /// The frame that the client sent next.
    pub fn frame(&mut self) -> Option<ClientFrame> {
        let text = self.from_client.next().now_or_never()??;
        Some(serde_json::from_str(&text).unwrap())
    }

    /// The subscription that the client asks for next.
    pub fn subscription(&mut self) -> (Vec<Topic>, Option<Seq>) {
        loop {
            match self.frame().expect("a subscription") {
                ClientFrame::Subscribe { topics, since } => return (topics, since),
                ClientFrame::Presence { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Everything that the client has sent.
    pub fn frames(&mut self) -> Vec<ClientFrame> {
        std::iter::from_fn(|| self.frame()).collect()
    }

    /// Closes the socket.
    pub fn close(self, world: &mut World, code: u16) {
        self.to_client.unbounded_send(Err(Closed { code })).unwrap();
        world.run();
    }
}

/// A change of a lead.
pub fn change(seq: Seq, id: u128, version: i64) -> AnyEvent {
    let mut lead: Business = NewBusiness::named("A").into_business(Uuid::from_u128(id), 0);
    lead.version = version;
    event(Some(seq), EventBody::BusinessUpdated(Box::new(lead)))
}

/// An event of the server's own.
pub fn event(seq: Option<Seq>, body: EventBody) -> AnyEvent {
    AnyEvent::Known(Event {
        seq,
        topic: body.topic(),
        body,
        at: 0,
        actor: None,
        mutation_id: None,
    })
}

fn env(shared: &Rc<Shared>, pool: &LocalPool) -> Env {
    let (clock, timers, chance) = (shared.clone(), shared.clone(), shared.clone());
    let (spawner, order) = (pool.spawner(), Cell::new(0));
    Env {
        now: Rc::new(move || clock.now.get()),
        spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
        sleep: Rc::new(move |time: Duration| {
            let (wake, woken) = oneshot::channel();
            order.set(order.get() + 1);
            let at = timers.now.get() + time.as_millis() as i64;
            timers.timers.borrow_mut().push((at, order.get(), wake));
            woken.map(drop).boxed_local()
        }),
        random: Rc::new(move || chance.random.get()),
    }
}

fn wire(shared: &Rc<Shared>) -> Wire {
    let all = || shared.clone();
    let (network, poll, frame, clock) = (all(), all(), all(), all());
    let (out, session, notices) = (all(), all(), all());
    Wire {
        connect: Rc::new(move || {
            network.tries.borrow_mut().push(network.now.get());
            match network.network.get() {
                Network::Up => ready(Ok(socket(&network))).boxed_local(),
                Network::Down => ready(Err(Closed { code: 1006 })).boxed_local(),
                Network::Hangs => futures::future::pending().boxed_local(),
            }
        }),
        poll: Rc::new(move |since, _| {
            poll.polls.borrow_mut().push((poll.now.get(), since));
            let page = poll.pages.borrow_mut().pop_front();
            ready(page.ok_or(Failure::Unreachable)).boxed_local()
        }),
        frame: Rc::new(move |_| {
            let (end, over) = oneshot::channel();
            frame.frames.borrow_mut().push(end);
            let work = frame.clone();
            over.map(move |_| Duration::from_millis(work.work.get()))
                .boxed_local()
        }),
        clock: Rc::new(move || Duration::from_millis(clock.now.get().unsigned_abs())),
        signed_out: Rc::new(move || out.signed_out.set(out.signed_out.get() + 1)),
        session_changed: Rc::new(move || session.session_read.set(session.session_read.get() + 1)),
        notice: Rc::new(move |notice| notices.notices.borrow_mut().push(notice)),
        applied: Rc::new(|_| {}),
    }
}

fn socket(shared: &Shared) -> Socket {
    let (to_client, stream) = mpsc::unbounded();
    let (sink, from_client) = mpsc::unbounded();
    shared.peers.borrow_mut().push_back(Peer {
        to_client,
        from_client,
    });
    let holds = shared.holds.clone();
    Socket {
        sink: Box::pin(sink.sink_map_err(|_| Closed { code: 1006 })),
        stream: Box::pin(stream),
        hold: Rc::new(move |now| {
            holds.set(now);
            ready(()).boxed_local()
        }),
    }
}
