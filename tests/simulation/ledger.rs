//! Every change that was ever on a screen, and what has to become of it.

use leadwire::{
    model::{BulkAnswer, Uuid},
    outbox::{Change, Mutation},
};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

/// What is known of a change.
#[derive(Clone, Debug)]
pub struct Known {
    pub device: usize,
    pub lead: Uuid,
    pub change: Change,
    /// The server said yes, and the app heard it.
    pub is_confirmed: bool,
    /// Its user took it back or gave it up: it may go.
    pub may_go: bool,
    /// It went from the screen and the disk, unsent, after its user took it back.
    pub is_over: bool,
    pub times_sent: u32,
    /// It was refused at some time.
    pub was_parked: bool,
}

/// The changes of a world.
#[derive(Default)]
pub struct Ledger {
    known: RefCell<BTreeMap<Uuid, Known>>,
    /// Leads by the order in which they came to be known.
    leads: RefCell<Vec<Uuid>>,
    texts: Cell<u32>,
    /// Changes of all that match that were sent, and what was answered.
    bulks: RefCell<BTreeMap<Uuid, Option<BulkAnswer>>>,
    /// What was said that is not so.
    wrong: RefCell<Option<String>>,
}

impl Ledger {
    /// Leads that were ever heard of.
    pub fn leads(&self) -> Vec<Uuid> {
        self.leads.borrow().clone()
    }

    pub fn add_lead(&self, id: Uuid) {
        self.leads.borrow_mut().push(id);
    }

    /// A text that is nowhere else in the world.
    pub fn text(&self) -> String {
        self.texts.set(self.texts.get() + 1);
        format!("text{}", self.texts.get())
    }

    /// A latitude that is nowhere else.
    pub fn latitude(&self) -> f64 {
        self.texts.set(self.texts.get() + 1);
        60.0 + f64::from(self.texts.get()) / 1_000.0
    }

    /// A change that is on a screen.
    fn shown(&self, device: usize, mutation: &Mutation) {
        let mut known = self.known.borrow_mut();
        let known = known.entry(mutation.id).or_insert_with(|| Known {
            device,
            lead: mutation.business,
            change: mutation.change.clone(),
            is_confirmed: false,
            may_go: false,
            is_over: false,
            times_sent: 0,
            was_parked: false,
        });
        known.was_parked |= mutation.refusal.is_some() || mutation.waits_for.is_some();
    }

    fn change(&self, id: Uuid, change: impl FnOnce(&mut Known)) {
        if let Some(known) = self.known.borrow_mut().get_mut(&id) {
            change(known);
        }
    }

    pub fn sent(&self, mutation: &Mutation) {
        self.change(mutation.id, |known| known.times_sent += 1);
    }

    pub fn confirmed(&self, id: Uuid) {
        self.change(id, |known| known.is_confirmed = true);
    }

    /// Its user takes a change back, or puts another in its place.
    pub fn may_go(&self, id: Uuid) {
        self.change(id, |known| known.may_go = true);
    }

    /// What is on the screen of a device: what was taken back and is not there is over. A
    /// deletion is as soon as nothing of its lead waits on the screen (`is_shown`), which is
    /// not to be before the disk has let go of it. Anything else is once the disk has: a
    /// parked change whose giving up is lost with the power is asked about again.
    pub fn on_screen(
        &self,
        device: usize,
        pending: &[Mutation],
        is_kept: impl Fn(Uuid) -> bool,
        is_shown: impl Fn(Uuid) -> bool,
    ) {
        for mutation in pending {
            self.shown(device, mutation);
        }
        let mut known = self.known.borrow_mut();
        for (id, known) in known.iter_mut() {
            let may_be_over = known.device == device && known.may_go && known.times_sent == 0;
            if may_be_over && !known.is_over {
                let is_gone = match known.change {
                    Change::Delete if !known.was_parked => !is_shown(known.lead),
                    _ => false,
                };
                let is_there = pending.iter().any(|it| it.id == *id);
                known.is_over = !is_there && (is_gone || !is_kept(*id));
            }
        }
    }

    /// A change of all that match is on its way.
    pub fn bulk_sent(&self, id: Uuid) {
        self.bulks.borrow_mut().entry(id).or_default();
    }

    /// What became of it.
    pub fn bulk_answered(&self, id: Uuid, answer: BulkAnswer) {
        self.bulks.borrow_mut().insert(id, Some(answer));
    }

    pub fn bulks(&self) -> BTreeMap<Uuid, Option<BulkAnswer>> {
        self.bulks.borrow().clone()
    }

    /// How many of the changes that are meant the server was heard to take.
    pub fn confirmed_of(&self, is_meant: impl Fn(&Change) -> bool) -> usize {
        let known = self.known.borrow();
        let confirmed = known.values().filter(|it| it.is_confirmed);
        confirmed.filter(|it| is_meant(&it.change)).count()
    }

    /// Somebody was told what is not so.
    pub fn say(&self, wrong: String) {
        self.wrong.borrow_mut().get_or_insert(wrong);
    }

    pub fn wrong(&self) -> Option<String> {
        self.wrong.borrow().clone()
    }

    pub fn all(&self) -> BTreeMap<Uuid, Known> {
        self.known.borrow().clone()
    }
}
