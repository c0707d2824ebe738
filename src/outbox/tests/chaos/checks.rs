//! What has to be so when everything is well again.

use super::*;

impl Chaos {
    /// Over what was made later somebody may have to decide, but nobody is in conflict
    /// with what he had made before.
    pub fn check_conflicts(&self, parked: &[Mutation]) {
        let database = self.database.borrow();
        for change in parked {
            if change.refusal.as_ref().is_some_and(|it| it.status == 409) {
                let writer = database.conflicts[&change.id];
                assert!(
                    writer > change.id,
                    "{change:?} is in conflict with {writer}"
                );
            }
        }
    }

    pub fn check(&mut self) {
        let on_disk = self.tabs.iter_mut().flatten().next().unwrap().0.kept();
        let on_disk: Vec<Mutation> = on_disk
            .iter()
            .map(|(key, bytes)| match serde_json::from_slice(bytes) {
                Ok(mutation) => mutation,
                Err(error) => panic!("{key} is left: {error}"),
            })
            .collect();
        assert!(on_disk.iter().all(Mutation::is_parked), "{on_disk:?}");
        self.check_conflicts(&on_disk);
        for (device, _) in self.tabs.iter().flatten() {
            let pending = device.outbox.pending();
            let unlike = pending.iter().filter(|it| !on_disk.contains(it));
            let unlike = unlike.chain(on_disk.iter().filter(|it| !pending.contains(it)));
            let unlike: Vec<_> = unlike.collect();
            assert!(unlike.is_empty(), "not on disk as in a tab: {unlike:?}");
            for lead in &self.leads {
                let entities = device.outbox.client.entities();
                assert!(
                    !entities.is_pending(*lead),
                    "{lead} is still shown as waiting"
                );
            }
        }
        let database = self.database.borrow();
        let times = |phone: &str| {
            let written = database.written.iter();
            written.filter(|(_, other)| other == phone).count()
        };
        let is_parked = |phone: &str| {
            on_disk.iter().any(|it| match &it.change {
                Change::Update(patch) => patch.changes.phone == Some(Some(phone.to_owned())),
                _ => false,
            })
        };
        for Written {
            lead, phone, kept, ..
        } in &self.written
        {
            let is_discarded = self.discarded.contains(phone) || self.given_up.contains(lead);
            let expected = match (kept, is_parked(phone), is_discarded) {
                (None, false, false) => 1..=1,
                (None, true, _) => 0..=0,
                _ => 0..=1,
            };
            let times = times(phone);
            assert!(
                expected.contains(&times),
                "{phone}: {times} times{}",
                self.story(phone, &on_disk)
            );
        }
        self.check_order(&database);
    }

    /// What was sent of a lead of which a change went wrong, and what is left of it.
    fn story(&self, phone: &str, on_disk: &[Mutation]) -> String {
        let written = self.written.iter().find(|it| it.phone == phone);
        let is_of = |it: &&Mutation| written.is_some_and(|own| own.lead == it.business);
        let tell = |what: &str, it: &Mutation| {
            let change = match &it.change {
                Change::Update(patch) => format!("{:?}", patch.changes.phone.clone().flatten()),
                other => format!("{other:?}").chars().take(7).collect(),
            };
            let why = it.refusal.as_ref().map(|refusal| refusal.status);
            format!("\n{what} {} {change} {why:?} {:?}", it.id, it.waits_for)
        };
        let sent = self.server.sent.borrow();
        let sent = sent.iter().filter(is_of).map(|it| tell("sent", it));
        let left = on_disk.iter().filter(is_of).map(|it| tell("left", it));
        sent.chain(left).collect()
    }

    /// What one tab did to a lead was done in that order.
    fn check_order(&self, database: &Database) {
        for tab in 0..self.tabs.len() {
            // What was parked may have been sent again later.
            for lead in self.leads.iter().filter(|it| !self.again.contains(it)) {
                let made = self.written.iter();
                let made = made.filter(|it| it.tab == tab && it.lead == *lead);
                let made: Vec<_> = made.map(|it| &it.phone).collect();
                let written = database.written.iter().map(|(_, phone)| phone);
                let places = written.filter_map(|it| made.iter().position(|own| *own == it));
                let places: Vec<_> = places.collect();
                assert!(places.is_sorted(), "{made:?} came as {places:?}");
            }
        }
    }
}
