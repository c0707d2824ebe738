//! A person's device: the real cache, outbox and live connection, run after run, and
//! the disk that outlives them.

use super::{
    disk::Disk,
    executor::{Executor, Group},
    ledger::Ledger,
    network::{Call, Line},
    random::Random,
    server::{Answer, Server},
    watch::Watch,
};
use leadwire::{
    live::{Link, Wire, drive},
    model::{Business, BusinessFilter, EventPage, Failure, Page, Seq, Session, Sort, Topic, Uuid},
    net::{Closed, read_problem},
    outbox::{Change, Mutation, Outbox, learn_repeated},
    query::{Env, Key, List, Query, QueryClient, StaleTime},
};
use serde::de::DeserializeOwned;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::{Rc, Weak},
    time::Duration,
};

/// Rows that are asked for at a time: few, so that lists have several pages.
const PAGE: u32 = 4;

/// A device. Whoever uses it comes back with their session.
pub struct Device {
    pub index: usize,
    pub executor: Executor,
    pub server: Rc<Server>,
    pub line: Line,
    pub disk: Disk,
    pub ledger: Rc<Ledger>,
    random: Random,
    /// How far its clock is off.
    pub skew: Rc<Cell<i64>>,
    token: RefCell<Option<String>>,
    /// Whoever used it last.
    remembered: Cell<Option<Uuid>>,
    pub lists: Vec<(BusinessFilter, Sort)>,
    run: RefCell<Option<Rc<Run>>>,
    /// What was said of its lists.
    pub told: RefCell<BTreeMap<String, String>>,
    /// Polls after which it loses power.
    pub crash_in: Cell<Option<u32>>,
}

/// One run of the app.
pub struct Run {
    pub group: Group,
    pub client: QueryClient,
    pub outbox: Outbox,
    /// Who is signed in.
    pub user: Cell<Option<Uuid>>,
    /// In whose name calls are made.
    calls_as: Cell<Option<Uuid>>,
    /// The connection and the tasks that keep it up, while somebody is signed in.
    /// Up to where the cache is right, after its connection ended.
    reached: Cell<Option<(Uuid, Seq)>>,
    pub live: RefCell<Option<(Link, Group)>>,
    /// What has been seen on its screen.
    pub watch: Watch,
}

impl Device {
    pub fn new(
        index: usize,
        server: &Rc<Server>,
        ledger: Rc<Ledger>,
        random: &dyn Fn(u64) -> Random,
        token: String,
        lists: Vec<(BusinessFilter, Sort)>,
    ) -> Rc<Self> {
        let executor = server.executor.clone();
        let purpose = 100 + 10 * index as u64;
        let device = Rc::new(Self {
            index,
            line: Line::new(
                char::from(b'A' + index as u8),
                executor.clone(),
                server.clone(),
                random(purpose),
            ),
            disk: Disk::new(executor.clone(), random(purpose + 1)),
            random: random(purpose + 2),
            executor,
            server: server.clone(),
            ledger,
            skew: Rc::default(),
            token: RefCell::new(Some(token)),
            remembered: Cell::default(),
            lists,
            run: RefCell::default(),
            told: RefCell::default(),
            crash_in: Cell::default(),
        });
        device.start();
        device
    }

    /// Who its user is to the server.
    pub fn token(&self) -> String {
        self.token.borrow().clone().unwrap_or_default()
    }

    pub fn run(&self) -> Option<Rc<Run>> {
        self.run.borrow().clone()
    }

    /// The app starts, if it does not run.
    pub fn start(self: &Rc<Self>) {
        if self.run.borrow().is_some() {
            return;
        }
        let group = self.executor.group(self.skew.clone());
        let client = QueryClient::new(self.env(&group));
        let this = Rc::downgrade(self);
        let outbox = Outbox::new(
            client.clone(),
            Rc::new(self.disk.clone()),
            Rc::new(move |mutation| {
                let this = this.clone();
                Box::pin(async move { upgrade(&this)?.send(mutation).await })
            }),
        );
        let run = Rc::new(Run {
            group: group.clone(),
            client,
            outbox,
            user: Cell::default(),
            calls_as: Cell::default(),
            reached: Cell::default(),
            live: RefCell::default(),
            watch: Watch::default(),
        });
        *self.run.borrow_mut() = Some(run.clone());
        let this = self.clone();
        self.executor
            .spawn(&group, async move { this.find_out(run).await });
    }

    /// The power goes.
    pub fn crash(&self) {
        self.crash_in.set(None);
        let Some(run) = self.run.borrow_mut().take() else {
            return;
        };
        self.executor.note("device down");
        self.disk.crash();
        if let Some((link, group)) = run.live.take() {
            let tally = link.tally();
            run.reached.set(tally.epoch.zip(tally.position));
            self.executor.kill(&group);
            if !link.is_resumable() {
                run.client.invalidate_all();
            }
        }
        self.executor.kill(&run.group);
    }

    fn env(&self, group: &Group) -> Env {
        let (clock, skew) = (self.executor.clone(), self.skew.clone());
        let (spawner, sleeper) = (self.executor.clone(), self.executor.clone());
        let (group, random) = (group.clone(), self.random.clone());
        Env {
            now: Rc::new(move || clock.now() + skew.get()),
            spawn: Rc::new(move |task| spawner.spawn(&group, task)),
            sleep: Rc::new(move |time| Box::pin(sleeper.sleep(time))),
            random: Rc::new(move || random.unit()),
        }
    }

    /// Lets whoever it was last in, and asks the server whether it still is them.
    async fn find_out(self: Rc<Self>, run: Rc<Run>) {
        if let Some(user) = self.remembered.get() {
            self.enter(&run, user).await;
        }
        self.verify(run).await;
    }

    /// Asks the server who is signed in until it answers.
    async fn verify(self: Rc<Self>, run: Rc<Run>) {
        loop {
            let asked_as = run.user.get();
            let answer = self.ask_as(None, Call::get("/session")).await;
            if run.user.get() != asked_as {
                return;
            }
            match answer.and_then(|answer| read::<Session>(&answer)) {
                Ok(session) => return self.enter(&run, session.user.id).await,
                Err(failure) if failure.problem().is_some_and(|it| it.status == 401) => {
                    self.remembered.set(None);
                    return self.leave(&run);
                }
                Err(_) => self.executor.sleep(Duration::from_secs(3)).await,
            }
        }
    }

    async fn enter(self: &Rc<Self>, run: &Rc<Run>, user: Uuid) {
        run.calls_as.set(Some(user));
        run.outbox.open(user).await;
        self.remembered.set(Some(user));
        if run.user.replace(Some(user)) != Some(user) {
            self.connect(run);
        }
    }

    /// Somebody signs in, as soon as the server can be reached.
    pub fn sign_in(self: &Rc<Self>, user: Uuid) {
        let Some(run) = self.run() else { return };
        let this = self.clone();
        self.executor.spawn(&run.group.clone(), async move {
            loop {
                if run.user.get().is_some() {
                    return;
                }
                let token = match this.line.is_open() {
                    true => this.server.sign_in(user),
                    false => None,
                };
                if let Some(token) = token {
                    *this.token.borrow_mut() = Some(token);
                    return this.enter(&run, user).await;
                }
                this.executor.sleep(Duration::from_secs(3)).await;
            }
        });
    }

    /// Whoever is signed in signs out.
    pub fn sign_out(self: &Rc<Self>) {
        let Some(run) = self.run().filter(|run| run.user.get().is_some()) else {
            return;
        };
        let this = self.clone();
        self.executor.spawn(&run.group.clone(), async move {
            let call = Call {
                method: "DELETE",
                key: Some(Uuid::now_v7()),
                ..Call::get("/session")
            };
            // The server need not hear of it.
            let _ = this.ask(call).await;
            *this.token.borrow_mut() = None;
            this.remembered.set(None);
            run.calls_as.set(None);
            run.outbox.close();
            this.leave(&run);
            run.client.clear();
            run.reached.set(None);
            run.watch.forget();
        });
    }

    /// The signed-in part of the app is gone.
    fn leave(&self, run: &Run) {
        run.user.set(None);
        if let Some((link, group)) = run.live.take() {
            let tally = link.tally();
            run.reached.set(tally.epoch.zip(tally.position));
            self.executor.kill(&group);
        }
    }

    fn connect(self: &Rc<Self>, run: &Rc<Run>) {
        if run.live.borrow().is_some() {
            return;
        }
        let [a, b, c, d] = [(); 4].map(|()| Rc::downgrade(self));
        let executor = self.executor.clone();
        let (watched, noticed) = (run.clone(), run.clone());
        let wire = Wire {
            connect: Rc::new(move || {
                let this = a.clone();
                Box::pin(async move {
                    let broken = Closed { code: 1006 };
                    let this = this.upgrade().ok_or(broken)?;
                    let token = this.token();
                    this.line.connect(&token).await
                })
            }),
            poll: Rc::new(move |since, topics| {
                let this = b.clone();
                Box::pin(async move { upgrade(&this)?.poll(since, topics).await })
            }),
            signed_out: Rc::new(move || {
                if let Some(this) = c.upgrade() {
                    this.doubt();
                }
            }),
            session_changed: Rc::new(move || {
                if let Some(this) = d.upgrade() {
                    this.doubt();
                }
            }),
            frame: Rc::new(move || Box::pin(executor.sleep(Duration::from_millis(16)))),
            notice: Rc::new(move |_| noticed.watch.notice()),
            applied: Rc::new(move |link| watched.watch.applied(link)),
        };
        run.watch.begin_link();
        let (link, driver) = drive(run.client.clone(), wire);
        link.listen(Topic::Businesses);
        link.listen(Topic::Stats);
        if let Some((epoch, seq)) = run.reached.get() {
            link.note_kept(epoch, seq);
        }
        let group = self.executor.group(self.skew.clone());
        self.executor.spawn(&group, driver);
        *run.live.borrow_mut() = Some((link, group));
        for (filter, sort) in &self.lists {
            let list = self.list(filter, *sort);
            run.watch.observe(&run.client, list);
        }
    }

    /// Perhaps the server no longer knows the session: it is asked.
    fn doubt(self: &Rc<Self>) {
        let Some(run) = self.run().filter(|run| run.user.get().is_some()) else {
            return;
        };
        let this = self.clone();
        self.executor
            .spawn(&run.group.clone(), async move { this.verify(run).await });
    }

    fn list(self: &Rc<Self>, filter: &BusinessFilter, sort: Sort) -> Query<List> {
        let (this, key) = (Rc::downgrade(self), Key::business_list(filter, sort));
        let filter = filter.clone();
        let query = Query::new(key, move |context| {
            let (this, filter, client) = (this.clone(), filter.clone(), context.client);
            async move {
                let call = Call::get(list_path(&filter, sort, None));
                let since = client.changes();
                let (page, seq) = upgrade(&this)?.get::<Page<Business>>(call).await?;
                Ok(client.first_page(filter, sort, &page, (since, seq)))
            }
        });
        query.stale_time(StaleTime::Never)
    }

    /// Loads the next page of a list, as scrolling does.
    pub fn load_next(self: &Rc<Self>, list: usize) {
        let Some(run) = self.run() else { return };
        let (filter, sort) = &self.lists[list % self.lists.len()];
        let key = Key::business_list(filter, *sort);
        let Some(list) = run.client.get::<List>(&key) else {
            return;
        };
        let Some(cursor) = list.next_cursor.clone() else {
            return;
        };
        let (this, client) = (self.clone(), run.client.clone());
        self.executor.spawn(&run.group, async move {
            let call = Call::get(list_path(&list.filter, list.sort, Some(&cursor)));
            let since = client.changes();
            let Ok((page, seq)) = this.get::<Page<Business>>(call).await else {
                return;
            };
            client.next_page(&key, &cursor, &page, (since, seq));
        });
    }

    /// Opens a lead: fetched if it is not known or perhaps out of date.
    pub fn open(self: &Rc<Self>, id: Uuid) {
        let Some(run) = self.run().filter(|run| run.user.get().is_some()) else {
            return;
        };
        let this = Rc::downgrade(self);
        let query = Query::new(Key::business(id), move |context| {
            let (this, client) = (this.clone(), context.client);
            async move {
                if client.entities().is_pending(id) {
                    return Ok(());
                }
                let call = Call::get(format!("/businesses/{id}"));
                let (lead, seq) = upgrade(&this)?.get::<Business>(call).await?;
                client.take_answer(lead, seq);
                Ok(())
            }
        });
        let query = query.stale_time(StaleTime::Never).retry(3);
        drop(run.client.fetch(&query));
    }

    async fn send(self: Rc<Self>, mutation: Mutation) -> Result<Business, Failure> {
        self.ledger.sent(&mutation);
        let id = mutation.business;
        let (method, path, body) = match &mutation.change {
            Change::Create(new) => (
                "POST",
                "/businesses".to_owned(),
                serde_json::to_string(new).ok(),
            ),
            Change::Update(patch) => (
                "PATCH",
                format!("/businesses/{id}"),
                serde_json::to_string(patch).ok(),
            ),
            Change::Delete => ("DELETE", format!("/businesses/{id}"), None),
            Change::Restore => ("POST", format!("/businesses/{id}/restore"), None),
        };
        let call = Call {
            method,
            path,
            key: Some(mutation.id),
            body,
        };
        let answer = self.ask(call).await?;
        let made: Business = read(&answer)?;
        let is_creation = matches!(mutation.change, Change::Create(_));
        if let Some(run) = self.run().filter(|_| is_creation && answer.is_repeat)
            && run.client.entities().base(id).is_none()
        {
            let now = self.get(Call::get(format!("/businesses/{id}"))).await;
            learn_repeated(&run.client, &made, now)?;
        }
        self.ledger.confirmed(mutation.id);
        Ok(made)
    }

    async fn poll(self: Rc<Self>, since: Seq, topics: Vec<Topic>) -> Result<EventPage, Failure> {
        let topics: Vec<_> = topics.iter().map(Topic::to_string).collect();
        let path = format!("/events?since={since}&topics={}", topics.join(","));
        Ok(self.get(Call::get(path)).await?.0)
    }

    async fn get<T: DeserializeOwned>(
        self: &Rc<Self>,
        call: Call,
    ) -> Result<(T, Option<Seq>), Failure> {
        let answer = self.ask(call).await?;
        let run = self.run();
        if let (Some(seq), Some(run)) = (answer.seq, run)
            && let Some((link, _)) = &*run.live.borrow()
        {
            link.note_answer(seq);
        }
        Ok((read(&answer)?, answer.seq))
    }

    async fn ask(self: &Rc<Self>, call: Call) -> Result<Answer, Failure> {
        let user = self.run().and_then(|run| run.calls_as.get());
        self.ask_as(user, call).await
    }

    async fn ask_as(self: &Rc<Self>, user: Option<Uuid>, call: Call) -> Result<Answer, Failure> {
        let token = self.token();
        let answer = self.line.ask(&token, user, call).await?;
        if (200..300).contains(&answer.status) {
            return Ok(answer);
        }
        if answer.status == 401 {
            self.doubt();
        }
        Err(read_problem(answer.status, &answer.body))
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Failure> {
    let body: &[u8] = if answer.status == 204 {
        b"null"
    } else {
        &answer.body
    };
    serde_json::from_slice(body).map_err(|error| Failure::Unreadable(error.to_string()))
}

fn upgrade(this: &Weak<Device>) -> Result<Rc<Device>, Failure> {
    this.upgrade().ok_or(Failure::Unreachable)
}

/// Where a list is asked for.
pub fn list_path(filter: &BusinessFilter, sort: Sort, cursor: Option<&str>) -> String {
    let mut path = format!("/businesses?sort={sort}&limit={PAGE}");
    if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(filter) {
        for (name, value) in fields {
            let value = value.as_str().map_or(value.to_string(), str::to_owned);
            path.push_str(&format!("&{name}={value}"));
        }
    }
    if let Some(cursor) = cursor {
        path.push_str(&format!("&cursor={cursor}"));
    }
    path
}
