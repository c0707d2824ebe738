//! The way between a client and the server: it delays, loses, repeats, cuts and heals.

mod stream;

use super::{
    executor::{Executor, Group, Sleep},
    random::Random,
    server::{Answer, Server},
};
use axum::{
    body::Body,
    extract::ws::Message,
    http::{Request, header},
};
use futures::{
    Sink, SinkExt, Stream, StreamExt,
    channel::{mpsc, oneshot},
    future::{Either, pending, ready, select},
};
use leadwire::{
    model::{API_BASE, Failure, IDEMPOTENCY_HEADER, USER_HEADER, Uuid},
    net::{Closed, Socket},
};
use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

/// Frames that the way holds in each direction before the sender has to wait.
const WINDOW: usize = 8;

/// A request as a client makes it.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: &'static str,
    /// Below the API's base.
    pub path: String,
    pub key: Option<Uuid>,
    pub body: Option<String>,
}

impl Call {
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            key: None,
            body: None,
        }
    }

    fn request(&self, token: &str, user: Option<Uuid>) -> Request<Body> {
        let mut request = Request::builder()
            .method(self.method)
            .uri(format!("{API_BASE}{}", self.path))
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        if let Some(key) = self.key {
            request = request.header(IDEMPOTENCY_HEADER, key.to_string());
        }
        if let Some(user) = user {
            request = request.header(USER_HEADER, user.to_string());
        }
        let body = self.body.clone();
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        request
            .body(body.map_or(Body::empty(), Body::from))
            .unwrap()
    }
}

/// How a way ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Both ends are told.
    Told,
    /// Nothing comes any more, and nobody is told.
    Silent,
}

/// One client's way to the server; clones share it.
#[derive(Clone)]
pub struct Line(Rc<Inner>);

struct Inner {
    executor: Executor,
    server: Rc<Server>,
    random: Random,
    group: Group,
    /// For those who read what happened.
    name: char,
    is_cut: Cell<bool>,
    /// Nothing arrives before this time.
    frozen_until: Cell<i64>,
    /// How often a request or its answer is lost, or comes again.
    trouble: Cell<f64>,
    /// How to end the pumps of open sockets.
    sockets: RefCell<Vec<oneshot::Sender<Cut>>>,
}

impl Line {
    pub fn new(name: char, executor: Executor, server: Rc<Server>, random: Random) -> Self {
        let group = executor.group(Rc::default());
        Self(Rc::new(Inner {
            executor,
            server,
            random,
            group,
            name,
            is_cut: Cell::new(false),
            frozen_until: Cell::new(0),
            trouble: Cell::new(0.0),
            sockets: RefCell::default(),
        }))
    }

    /// Breaks the way: sockets end, told or not.
    pub fn cut(&self) {
        self.0.is_cut.set(true);
        for socket in self.0.sockets.take() {
            let how = if self.0.random.chance(0.5) {
                Cut::Told
            } else {
                Cut::Silent
            };
            // It ended by itself meanwhile.
            let _ = socket.send(how);
        }
    }

    /// Nothing arrives for so long; then everything does.
    pub fn freeze(&self, time: i64) {
        self.0.frozen_until.set(self.0.executor.now() + time);
    }

    /// Requests and answers are lost or repeated so often.
    pub fn trouble(&self, often: f64) {
        self.0.trouble.set(often);
    }

    /// The way is whole again, for new connections.
    pub fn heal(&self) {
        self.0.is_cut.set(false);
        self.0.frozen_until.set(0);
        self.0.trouble.set(0.0);
    }

    /// Whether anything gets through.
    pub fn is_open(&self) -> bool {
        !self.0.is_cut.get()
    }

    fn goes_wrong(&self) -> bool {
        self.0.is_cut.get() || self.0.random.chance(self.0.trouble.get())
    }

    fn sleep(&self, milliseconds: i64) -> Sleep {
        let time = Duration::from_millis(milliseconds.max(0).unsigned_abs());
        self.0.executor.sleep(time)
    }

    fn latency(&self) -> i64 {
        let random = &self.0.random;
        let usual = random.of(1..40);
        let time = if random.chance(0.05) {
            random.of(100..4_000)
        } else {
            usual
        };
        let thaw = self.0.frozen_until.get() - self.0.executor.now();
        i64::try_from(time).unwrap_or(0).max(thaw)
    }

    /// Asks the server. The question travels on when whoever asked is gone.
    pub async fn ask(
        &self,
        token: &str,
        user: Option<Uuid>,
        call: Call,
    ) -> Result<Answer, Failure> {
        let (told, answer) = oneshot::channel();
        let (line, token) = (self.clone(), token.to_owned());
        self.0.executor.spawn(&self.0.group, async move {
            let answer = line.carry(&token, user, call).await;
            if answer.is_none() {
                // It takes some time until a loss counts as one.
                let patience = line.0.random.of(1..15_000);
                line.sleep(patience as i64).await;
            }
            // Whoever asked is gone.
            let _ = told.send(answer);
        });
        match answer.await {
            Ok(Some(answer)) => Ok(answer),
            _ => Err(Failure::Unreachable),
        }
    }

    async fn carry(&self, token: &str, user: Option<Uuid>, call: Call) -> Option<Answer> {
        self.sleep(self.latency()).await;
        if self.goes_wrong() {
            return None;
        }
        if self.goes_wrong() {
            let (line, call, token) = (self.clone(), call.clone(), token.to_owned());
            self.0.executor.spawn(&self.0.group, async move {
                let later = line.0.random.of(0..20_000);
                line.sleep(later as i64).await;
                line.0.executor.note("again");
                line.0.server.serve(call.request(&token, user));
            });
        }
        self.0.executor.note(&format!("{} {call:?}", self.0.name));
        let answer = self.0.server.serve(call.request(token, user))?;
        self.0.executor.note(&String::from_utf8_lossy(&answer.body));
        self.sleep(self.latency()).await;
        if self.goes_wrong() {
            return None;
        }
        Some(answer)
    }

    /// Opens a socket.
    pub async fn connect(&self, token: &str) -> Result<Socket, Closed> {
        let broken = Closed { code: 1006 };
        self.sleep(self.latency()).await;
        if self.goes_wrong() {
            self.sleep(self.0.random.of(1..15_000) as i64).await;
            return Err(broken);
        }
        let (to_server, at_server) = self.pipe(|_: &String| false);
        let (to_client, at_client) = self.pipe(|message: &Message| match message {
            Message::Text(text) => {
                text.contains(r#""type":"event""#) || text.contains(r#""type":"batch""#)
            }
            _ => false,
        });
        let end = ServerEnd {
            sink: to_client,
            stream: at_server,
        };
        self.0
            .server
            .accept(token, end)
            .map_err(|code| Closed { code })?;
        self.sleep(self.latency()).await;
        let (executor, name) = (self.0.executor.clone(), self.0.name);
        let stream = at_client.map(move |message| match message {
            Message::Text(text) => {
                executor.note(&format!("{name} {text}"));
                Ok(text.to_string())
            }
            Message::Close(frame) => Err(Closed {
                code: frame.map_or(1005, |frame| frame.code),
            }),
            _ => Err(broken),
        });
        Ok(Socket {
            sink: Box::pin(to_server.sink_map_err(move |_| broken)),
            stream: Box::pin(stream),
            hold: Rc::new(|_| Box::pin(ready(()))),
        })
    }

    /// One direction of a socket. What may come twice does so in times of trouble.
    fn pipe<T: Clone + 'static>(
        &self,
        may_repeat: impl Fn(&T) -> bool + 'static,
    ) -> (mpsc::Sender<T>, mpsc::UnboundedReceiver<T>) {
        let (sender, mut sent) = mpsc::channel::<T>(WINDOW);
        let (arrive, arrived) = mpsc::unbounded();
        let (cut, is_cut) = oneshot::channel();
        let mut sockets = self.0.sockets.borrow_mut();
        sockets.retain(|socket| !socket.is_canceled());
        sockets.push(cut);
        let line = self.clone();
        self.0.executor.spawn(&self.0.group, async move {
            let pump = async {
                let mut late = None;
                while let Some(frame) = sent.next().await {
                    line.sleep(line.latency() / 4).await;
                    let copy = frame.clone();
                    if arrive.unbounded_send(frame).is_err() {
                        return;
                    }
                    if let Some(late) = late.take() {
                        // The other end has gone: found out with the next frame.
                        let _ = arrive.unbounded_send(late);
                    }
                    if may_repeat(&copy) && line.0.random.chance(line.0.trouble.get()) {
                        late = Some(copy);
                    }
                }
            };
            match select(Box::pin(pump), is_cut).await {
                Either::Left(_) | Either::Right((Ok(Cut::Told) | Err(_), _)) => {}
                Either::Right((Ok(Cut::Silent), held)) => {
                    let _held = held;
                    pending().await
                }
            }
        });
        (sender, arrived)
    }
}

/// The server's end of a socket.
pub struct ServerEnd {
    sink: mpsc::Sender<Message>,
    stream: mpsc::UnboundedReceiver<String>,
}

impl Stream for ServerEnd {
    type Item = Result<Message, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let frame = std::task::ready!(self.stream.poll_next_unpin(context));
        Poll::Ready(frame.map(|text| Ok(Message::Text(text.into()))))
    }
}

impl Sink<Message> for ServerEnd {
    type Error = axum::Error;

    fn poll_ready(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        self.sink
            .poll_ready_unpin(context)
            .map_err(axum::Error::new)
    }

    fn start_send(mut self: Pin<&mut Self>, frame: Message) -> Result<(), axum::Error> {
        self.sink.start_send_unpin(frame).map_err(axum::Error::new)
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        self.sink
            .poll_flush_unpin(context)
            .map_err(axum::Error::new)
    }

    fn poll_close(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        self.sink
            .poll_close_unpin(context)
            .map_err(axum::Error::new)
    }
}
