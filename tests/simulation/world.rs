//! A world: the server, devices, what lies between them, and what happens.

use super::{
    check, determinism,
    device::Device,
    executor::{Executor, Group},
    ledger::Ledger,
    plan::{Action, Plan, Step},
    process::Report,
    random::Random,
    server::Server,
    template::Template,
    workload,
};
use leadwire::{
    model::{Event, Role, UserPatch, Uuid},
    query::{Key, List, QueryClient},
};
use std::{
    cell::{Cell, RefCell},
    path::Path,
    rc::Rc,
    time::Duration,
};

/// Polls after which a world counts as one that never rests.
const MAX_STEPS: u64 = 400_000;
/// How long everything may take to come right after the last trouble, in milliseconds.
const PATIENCE: i64 = 300_000;

/// A world.
pub struct World {
    pub executor: Executor,
    pub server: Rc<Server>,
    pub devices: Vec<Rc<Device>>,
    pub ledger: Rc<Ledger>,
    pub users: Vec<Uuid>,
    /// What the server has let go of.
    pub trimmed: RefCell<Vec<Event>>,
    group: Group,
    /// Whether streams are followed.
    follows: bool,
    /// Whether people are shut out.
    shuts_out: bool,
    random: Random,
    is_restarting: Rc<Cell<bool>>,
}

impl World {
    fn new(plan: &Plan, template: &Template, folder: &Path) -> Self {
        let seed = plan.seed;
        let random = move |purpose| Random::new(seed, purpose);
        let executor = Executor::new(random(2), plan.is_loud);
        std::fs::copy(&template.database, folder.join("leadwire.db")).unwrap();
        let server = Server::new(executor.clone(), folder, template.hasher.clone());
        let ledger = Rc::new(Ledger::default());
        template.leads.iter().for_each(|id| ledger.add_lead(*id));
        let lists = workload::lists();
        let device = |index: usize| {
            let first = random(50 + index as u64).index(lists.len());
            let some = (0..3).map(|n| lists[(first + n * 3) % lists.len()].clone());
            let token = template.tokens[index].clone();
            let ledger = ledger.clone();
            let screen = (some.collect(), plan.follows);
            Device::new(index, &server, ledger, &random, token, screen)
        };
        let devices = (0..plan.devices).map(device).collect();
        Self {
            group: executor.group(Rc::default()),
            follows: plan.follows,
            shuts_out: plan.shuts_out(),
            executor,
            server,
            devices,
            ledger,
            users: template.users.clone(),
            trimmed: RefCell::default(),
            random: random(3),
            is_restarting: Rc::default(),
        }
    }

    /// Runs the world of a plan in an empty folder.
    pub fn run(plan: &Plan, template: &Template, folder: &Path) -> Report {
        determinism::enter(plan.seed);
        let mut world = Self::new(plan, template, folder);
        let wrong = world.live(&plan.steps).err();
        let leads = world.ledger.leads();
        let named = |wrong: String, (n, id): (usize, &Uuid)| {
            wrong.replace(&id.to_string(), &format!("lead{n}"))
        };
        let wrong = wrong.map(|wrong| leads.iter().enumerate().fold(wrong, named));
        let executor = world.executor.clone();
        Report {
            trace: executor.trace(),
            wrong,
            steps: executor.steps(),
        }
    }

    fn live(&mut self, steps: &[Step]) -> Result<(), String> {
        let begin = self.executor.now();
        if self.follows {
            self.measure();
        }
        for step in steps {
            self.until(begin + step.at)?;
            self.executor.note(&format!("{step:?}"));
            self.act(step);
        }
        self.until(self.executor.now() + 2_000)?;
        self.heal();
        let healed = self.executor.now();
        // Before, a connection may be dead and not know.
        self.until(healed + 40_000)?;
        loop {
            self.until(self.executor.now() + 5_000)?;
            self.sign_in();
            // Whoever sees an error asks again.
            let runs = self.devices.iter().filter_map(|device| device.run());
            runs.for_each(|run| drop(run.client.retry_failed()));
            let mut waits = check::waits(self);
            if waits.is_none() {
                self.until(self.executor.now() + 1_000)?;
                waits = check::waits(self);
            }
            let time = self.executor.now() - healed;
            match waits {
                None => break,
                Some(what) if time > PATIENCE => return Err(format!("waits for ever: {what}")),
                Some(_) => {}
            }
        }
        check::all(self)
    }

    /// The server measures how it is doing, now and then.
    fn measure(&self) {
        let (server, executor) = (self.server.clone(), self.executor.clone());
        let random = Random::new(self.random.bits(), 6);
        self.executor.spawn(&self.group, async move {
            loop {
                let rest = random.of(1_000..20_000);
                executor.sleep(Duration::from_millis(rest)).await;
                server.measure();
            }
        });
    }

    /// Runs everything until `end`.
    fn until(&self, end: i64) -> Result<(), String> {
        loop {
            while let Some(group) = self.executor.step() {
                self.look(&group)?;
            }
            if self.executor.steps() > MAX_STEPS {
                return Err("never rests".into());
            }
            let now = self.executor.now();
            let next = self.executor.next_timer().unwrap_or(end).min(end);
            if next > now {
                self.server
                    .pass(Duration::from_millis((next - now).unsigned_abs()));
            }
            self.executor.pass(next);
            if next == end && self.executor.is_idle() {
                return Ok(());
            }
        }
    }

    /// What has to be looked at after a poll.
    fn look(&self, group: &Group) -> Result<(), String> {
        if !self.server.is_up() && !self.is_restarting.replace(true) {
            let (server, executor) = (self.server.clone(), self.executor.clone());
            let (down, restarting) = (self.random.of(10..15_000), self.is_restarting.clone());
            self.executor.spawn(&self.group, async move {
                executor.sleep(Duration::from_millis(down)).await;
                restarting.set(false);
                server.start();
            });
        }
        for device in &self.devices {
            let Some(run) = device.run() else { continue };
            let live = run.live.borrow().as_ref().map(|(link, group)| {
                run.watch.know(link.tally().epoch);
                group.id
            });
            if run.group.id != group.id && live != Some(group.id) {
                continue;
            }
            // Not while somebody else takes over, whose outbox is not open yet.
            let user = run.user.get();
            if user.is_some() && user == run.keeper.user() {
                let is_kept = |id| device.disk.keeps(id);
                let is_shown = |lead| run.client.entities().is_pending(lead);
                let pending = run.outbox.pending();
                self.ledger
                    .on_screen(device.index, &pending, is_kept, is_shown);
            }
            if self.executor.is_loud() {
                self.tell_lists(device, &run.client);
            }
            run.watch.look(&run.client, self.ledger.leads().into_iter());
            if let Some(wrong) = run.watch.wrong() {
                return Err(format!("seen: device {}: {wrong}", device.index));
            }
            match device.crash_in.get() {
                Some(0) => {
                    device.crash();
                    let (device, executor) = (device.clone(), self.executor.clone());
                    let down = Duration::from_millis(self.random.of(1..6_000));
                    self.executor.spawn(&self.group, async move {
                        executor.sleep(down).await;
                        device.start();
                    });
                }
                Some(polls) => device.crash_in.set(Some(polls - 1)),
                None => {}
            }
        }
        Ok(())
    }

    /// Tells what lists are on a screen, for those who read what happened.
    fn tell_lists(&self, device: &Device, client: &QueryClient) {
        let leads = self.ledger.leads();
        for (filter, sort) in &device.lists {
            let key = Key::business_list(filter, *sort);
            let Some(list) = client.get::<List>(&key) else {
                continue;
            };
            let number = |id: Uuid| leads.iter().position(|lead| *lead == id);
            let rows: Vec<_> = list
                .iter()
                .map(number)
                .map(Option::unwrap_or_default)
                .collect();
            let more = if list.is_complete() { "" } else { " …" };
            let said = format!("list {sort}: {rows:?}{more} of {}", list.total);
            let mut told = device.told.borrow_mut();
            if told.insert(key.to_string(), said.clone()).as_ref() != Some(&said) {
                self.executor.note(&format!("{} {said}", device.index));
            }
        }
    }

    fn act(&self, step: &Step) {
        let device = &self.devices[step.device % self.devices.len()];
        let later = |time: i64, then: Box<dyn FnOnce()>| {
            let sleep = self
                .executor
                .sleep(Duration::from_millis(time.unsigned_abs()));
            self.executor.spawn(&self.group, async move {
                sleep.await;
                then();
            });
        };
        let line = device.line.clone();
        match step.action.clone() {
            Action::Cut { time } => {
                line.cut();
                later(time, Box::new(move || line.heal()));
            }
            Action::Freeze { time } => line.freeze(time),
            Action::Trouble { often, time } => {
                line.trouble(often);
                later(time, Box::new(move || line.trouble(0.0)));
            }
            Action::Crash { polls } => device.crash_in.set(Some(polls)),
            Action::Skew { by } => device.skew.set(by),
            Action::SignOut => device.sign_out(),
            Action::SignIn { user } => device.sign_in(self.users[user % self.users.len()]),
            Action::ServerCrash => self.server.crash(),
            Action::ServerFault { fault } => self.server.fault.set(Some(fault)),
            Action::ServerSkew { by } => self.server.skew.set(by),
            Action::Trim => self.trimmed.borrow_mut().extend(self.server.trim()),
            Action::Move => {
                self.server.moves.set(true);
                self.server.crash();
            }
            Action::EndSession => self.server.end_session(&device.token()),
            Action::ShutOut { user, time } => {
                self.change_user(user, None, Some(true));
                let (server, users) = (self.server.clone(), self.users.clone());
                let user = users[user % users.len()];
                let back = UserPatch {
                    disabled: Some(false),
                    ..UserPatch::default()
                };
                later(time, Box::new(move || server.change_user(user, &back)));
            }
            Action::Role { user, is_rep } => {
                let role = if is_rep { Role::Rep } else { Role::Office };
                self.change_user(user, Some(role), None);
            }
            action => workload::act(device, &self.ledger, action),
        }
    }

    fn change_user(&self, user: usize, role: Option<Role>, disabled: Option<bool>) {
        let patch = UserPatch {
            role,
            disabled,
            ..UserPatch::default()
        };
        let user = self.users[user % self.users.len()];
        self.server.change_user(user, &patch);
    }

    /// Everything works again.
    fn heal(&self) {
        self.executor.note("heal");
        self.server.fault.set(None);
        self.server.start();
        if self.shuts_out {
            (0..self.users.len()).for_each(|user| self.change_user(user, None, Some(false)));
        }
        for device in &self.devices {
            device.crash_in.set(None);
            device.line.heal();
            device.start();
        }
        self.sign_in();
    }

    /// Somebody signs in wherever nobody is.
    fn sign_in(&self) {
        for device in &self.devices {
            device.sign_in(self.users[device.index % self.users.len()]);
        }
    }
}
