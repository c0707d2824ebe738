//! What has been seen on a screen, and what must not be seen after it.

use leadwire::{
    live::{Link, State},
    model::{Seq, Uuid},
    query::{Observer, Observing, Query, QueryClient},
};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

/// Watches one run of an app.
#[derive(Default)]
pub struct Watch {
    /// The newest version seen of each lead.
    versions: RefCell<BTreeMap<Uuid, i64>>,
    /// Which event log is heard: versions of another mean nothing.
    epoch: Cell<Option<Uuid>>,
    /// Position and events taken, when the connection was live.
    tally: Cell<Option<(Seq, u64)>>,
    pub notices: Cell<u32>,
    wrong: RefCell<Option<String>>,
    observing: RefCell<Vec<Observing>>,
}

impl Watch {
    /// Looks at something as a component does, until the run ends.
    pub fn observe<T: PartialEq + 'static>(&self, client: &QueryClient, query: Query<T>) {
        let observing = Observer::new(client, query).subscribe(|_| {});
        self.observing.borrow_mut().push(observing);
    }

    pub fn notice(&self) {
        self.notices.set(self.notices.get() + 1);
    }

    /// Everything may be forgotten: somebody signed out.
    pub fn forget(&self) {
        self.versions.take();
    }

    /// Another connection counts from its own beginning: it may go back to what came late.
    pub fn begin_link(&self) {
        self.tally.set(None);
    }

    /// Which event log is known of.
    pub fn know(&self, epoch: Option<Uuid>) {
        if epoch.is_some()
            && let before @ Some(_) = self.epoch.replace(epoch)
            && before != epoch
        {
            self.forget();
            self.tally.set(None);
        }
    }

    /// Events were applied: each once.
    pub fn applied(&self, link: &Link) {
        let tally = link.tally();
        let is_live = link.connection().state == State::Connected;
        let now = tally.position.map(|position| (position, tally.applied));
        if let (Some((before, taken)), Some((position, applied)), true) =
            (self.tally.get(), now, is_live)
            && (position < before || applied - taken > (position - before).unsigned_abs())
        {
            self.say(format!(
                "took {} events from {before} to {position}",
                applied - taken
            ));
        }
        self.tally.set(now.filter(|_| is_live));
    }

    /// Looks at leads: no older version after a newer one.
    pub fn look(&self, client: &QueryClient, ids: impl Iterator<Item = Uuid>) {
        let entities = client.entities();
        let mut versions = self.versions.borrow_mut();
        for id in ids {
            let seen = versions.entry(id).or_default();
            match entities.base(id).map(|base| base.version) {
                Some(version) if version >= *seen => *seen = version,
                Some(version) => self.say(format!("{id}: version {version} after {seen}")),
                None if *seen > 0 => self.say(format!("{id}: gone after version {seen}")),
                None => {}
            }
        }
    }

    fn say(&self, wrong: String) {
        self.wrong.borrow_mut().get_or_insert(wrong);
    }

    /// What was seen that must not be.
    pub fn wrong(&self) -> Option<String> {
        self.wrong.borrow().clone()
    }
}
