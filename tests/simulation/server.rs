//! The real server in a world: its router, its sockets' sessions and its database.
//!
//! A request is answered at one instant of the world, however long the database's
//! threads take, so that runs are equal.

mod people;
mod stream;

use super::{
    executor::{Executor, Group},
    network::ServerEnd,
    probe::{self, Fault},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
    response::Response,
};
use leadwire::{
    model::{EPOCH_HEADER, Event, REPLAYED_HEADER, SEQ_HEADER, Seq, Uuid, close},
    server::{
        AppState, Config, api,
        auth::{CurrentUser, Hasher},
        db::{Db, Origin},
        events::{log, serve_socket},
    },
};
use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    path::{Path, PathBuf},
    pin::{Pin, pin},
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    runtime::{Builder, Runtime},
    sync::watch,
};
use tower::ServiceExt;

/// What came back.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub seq: Option<Seq>,
    pub epoch: Option<Uuid>,
    pub is_repeat: bool,
    pub body: Vec<u8>,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let status = response.status().as_u16();
        let header = |name| response.headers().get(name)?.to_str().ok();
        let seq = header(SEQ_HEADER).and_then(|seq| seq.parse().ok());
        let epoch = header(EPOCH_HEADER).and_then(|epoch| epoch.parse().ok());
        let is_repeat = response.headers().contains_key(REPLAYED_HEADER);
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Self {
            status,
            seq,
            epoch,
            is_repeat,
            body: body.to_vec(),
        }
    }
}

/// The server; it goes down and comes up again on the same database.
pub struct Server {
    pub executor: Executor,
    runtime: Runtime,
    folder: PathBuf,
    hasher: Hasher,
    /// How far its clock is off.
    pub skew: Rc<Cell<i64>>,
    run: RefCell<Option<Run>>,
    /// What befalls the next write.
    pub fault: Cell<Option<Fault>>,
    /// Whether its database is another to its clients when it comes up again.
    pub moves: Cell<bool>,
}

struct Run {
    state: AppState,
    router: Router,
    group: Group,
    /// Held: without it the server would stop.
    _stop: watch::Sender<bool>,
}

/// The address of the database in a folder.
fn url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("leadwire.db").display())
}

impl Server {
    /// A server over the database in `folder`, up.
    pub fn new(executor: Executor, folder: &Path, hasher: Hasher) -> Rc<Self> {
        let mut builder = Builder::new_current_thread();
        let runtime = builder.enable_all().start_paused(true).build().unwrap();
        // Time stands while a thread of the runtime works: it passes only when the world lets it.
        runtime.spawn_blocking(std::thread::park);
        let server = Rc::new(Self {
            executor,
            runtime,
            folder: folder.to_owned(),
            hasher,
            skew: Rc::default(),
            run: RefCell::default(),
            fault: Cell::default(),
            moves: Cell::default(),
        });
        server.start();
        server
    }

    /// Comes up, if it is down.
    pub fn start(&self) {
        if self.run.borrow().is_some() {
            return;
        }
        self.on_its_clock();
        let (stop, shutdown) = watch::channel(false);
        let db = self.runtime.block_on(async {
            let mut db = Db::open(&url(&self.folder)).await.unwrap();
            if self.moves.take() {
                let mut tx = db.write(Origin::default()).await.unwrap();
                let epoch = sqlx::query("UPDATE meta SET epoch = ?").bind(Uuid::now_v7());
                epoch.execute(tx.conn()).await.unwrap();
                tx.commit().await.unwrap();
                db.close().await;
                db = Db::open(&url(&self.folder)).await.unwrap();
            }
            db.index.load(db.readers()).await.unwrap();
            db
        });
        let config = Config {
            addr: ([127, 0, 0, 1], 0).into(),
            admin_email: String::new(),
            admin_password: None,
            max_upload_mib: 1,
            uploads: self.folder.join("uploads"),
            behind_proxy: false,
            nightly: Default::default(),
            log_json: false,
            outside: Default::default(),
        };
        let state = AppState::new(db, config, self.hasher.clone(), shutdown);
        *self.run.borrow_mut() = Some(Run {
            router: api::router(state.clone()),
            state,
            group: self.executor.group(self.skew.clone()),
            _stop: stop,
        });
    }

    /// Goes down at once: what was committed is there, nothing else.
    pub fn crash(&self) {
        let Some(run) = self.run.borrow_mut().take() else {
            return;
        };
        self.executor.note("server down");
        let _inside = self.runtime.enter();
        self.executor.kill(&run.group);
        let db = run.state.db.clone();
        drop(run);
        self.runtime.block_on(async move { db.close().await });
    }

    pub fn is_up(&self) -> bool {
        self.run.borrow().is_some()
    }

    fn state(&self) -> Option<AppState> {
        self.run.borrow().as_ref().map(|run| run.state.clone())
    }

    fn on_its_clock(&self) {
        super::determinism::set_clock(self.executor.now() + self.skew.get());
    }

    /// Lets the server's timers know of the time.
    pub fn pass(&self, time: Duration) {
        self.runtime.block_on(tokio::time::advance(time));
    }

    /// Answers a request; nothing if it is down, goes down over it, or whoever asked
    /// is gone before the answer.
    pub fn serve(&self, request: Request<Body>) -> Option<Answer> {
        let (router, state) = {
            let run = self.run.borrow();
            let run = run.as_ref()?;
            (run.router.clone(), run.state.clone())
        };
        self.on_its_clock();
        if request.method() != "GET"
            && let Some(fault) = self.fault.get()
        {
            probe::arm(fault);
        }
        let answer = self.runtime.block_on(async {
            let answered = async {
                let response = router.oneshot(request).await.unwrap();
                Answer::read(response).await
            };
            let mut answered = Box::pin(answered);
            let answer = poll_fn(|context| match answered.as_mut().poll(context) {
                // Also when the commit was quicker than this: runs are to be equal.
                _ if probe::has_left() => Poll::Ready(None),
                Poll::Ready(answer) => Poll::Ready(Some(answer)),
                Poll::Pending => {
                    if probe::is_armed() {
                        // The write is a task of its own: what befalls it wakes nobody here.
                        let _ = pin!(tokio::task::yield_now()).poll(context);
                    }
                    Poll::Pending
                }
            })
            .await;
            drop(answered);
            if answer.is_none() {
                // Until what was begun is over.
                drop(state.db.write(Origin::default()).await.unwrap());
            }
            answer
        });
        drop(state);
        let Some(fault) = probe::disarm() else {
            return answer;
        };
        self.fault.set(None);
        self.executor.note(&format!("{fault:?}"));
        if !fault.stays_up() {
            self.crash();
        }
        None
    }

    /// Takes a socket.
    ///
    /// # Errors
    /// The close code, if it does not.
    pub fn accept(self: &Rc<Self>, token: &str, socket: ServerEnd) -> Result<(), u16> {
        let state = self.state().ok_or(1006u16)?;
        self.on_its_clock();
        let found = self
            .runtime
            .block_on(state.sessions.find(&state.db, token))
            .unwrap();
        let found = found.ok_or(close::SIGNED_OUT)?;
        let user = CurrentUser {
            session_id: found.id,
            user: found.user,
        };
        let group = self.run.borrow().as_ref().map(|run| run.group.clone());
        let session = Session {
            asks_at_once: false,
            future: Box::pin(serve_socket(socket, state.clone(), user)),
            server: self.clone(),
            state,
        };
        self.executor.spawn(&group.ok_or(1006u16)?, session);
        Ok(())
    }

    /// Lets go of all events but the newest. What there was.
    pub fn trim(&self) -> Vec<Event> {
        if !self.is_up() {
            return Vec::new();
        }
        self.on_its_clock();
        self.ask(async |db| {
            let events = log::read_after(db.readers(), 0, i64::MAX, 1_000_000).await;
            let mut tx = db.write(Origin::default()).await.unwrap();
            let all = "DELETE FROM event_log WHERE seq < (SELECT max(seq) FROM event_log)";
            sqlx::query(all).execute(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
            events.unwrap()
        })
    }

    /// Asks the database.
    pub fn ask<T>(&self, ask: impl AsyncFnOnce(&Db) -> T) -> T {
        let state = self.state().expect("is up");
        self.runtime.block_on(ask(&state.db))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.crash();
    }
}

/// A socket's or stream's session: polled until it waits for the world, not for the database.
struct Session {
    /// Whether it asks the database several things at a time, of which one wakes it for
    /// another when the threads happen to be slow.
    asks_at_once: bool,
    future: Pin<Box<dyn Future<Output = ()>>>,
    server: Rc<Server>,
    state: AppState,
}

impl Future for Session {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let server = self.server.clone();
        loop {
            let inside = server.runtime.enter();
            let polled = self.future.as_mut().poll(context);
            drop(inside);
            let readers = self.state.db.readers();
            let is_idle = readers.num_idle() == readers.size() as usize;
            if polled.is_ready() || is_idle {
                return polled;
            }
            std::thread::yield_now();
            server.runtime.block_on(tokio::task::yield_now());
            if self.asks_at_once {
                server.executor.calm();
            }
        }
    }
}

/// Blocks the runtime on a future from outside: for what a world needs before it begins.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_all().build().unwrap();
    runtime.block_on(async { pin!(future).await })
}
