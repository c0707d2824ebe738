//! Tabs that open, crash, fight for the lead and do not hear each other, over a disk
//! that takes its time, with a server that is away or loses answers, and a clock that
//! jumps: each world from a seed. `OUTBOX_SEEDS=n` for more than a few.

mod checks;
mod database;
mod disk;

use super::*;
use crate::outbox::tabs::{Browser, Tab};
use database::Database;
use disk::SlowDisk;
use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Numbers that a seed determines (SplitMix64).
#[derive(Clone)]
struct Dice(Rc<Cell<u64>>);

impl Dice {
    fn roll(&self, sides: usize) -> usize {
        self.0.set(self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
        let mut bits = self.0.get();
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % sides as u64) as usize
    }
}

/// A phone that was written in a tab.
struct Written {
    tab: usize,
    lead: Uuid,
    phone: String,
    kept: Option<oneshot::Receiver<()>>,
}

struct Chaos {
    dice: Dice,
    clock: Clock,
    disk: SlowDisk,
    browser: Browser,
    server: Server,
    database: Rc<RefCell<Database>>,
    is_away: Rc<Cell<bool>>,
    tabs: Vec<Option<(Device, Rc<Tab>)>>,
    leads: Vec<Uuid>,
    phones: usize,
    written: Vec<Written>,
    /// Phones of which somebody decided that they may be given up.
    discarded: HashSet<String>,
    /// Leads of which a creation or deletion was given up, with whatever waits for it.
    given_up: HashSet<Uuid>,
    /// Leads of which something was sent again that had been refused.
    again: HashSet<Uuid>,
}

impl Chaos {
    fn new(seed: u64) -> Self {
        let dice = Dice(Rc::new(Cell::new(seed)));
        let clock = Clock::default();
        clock.now.set(1_000_000);
        let database: Rc<RefCell<Database>> = Rc::default();
        let is_away = Rc::new(Cell::new(false));
        let (asked, away, luck, time) = (
            database.clone(),
            is_away.clone(),
            dice.clone(),
            clock.clone(),
        );
        let server = Server::answering(move |mutation| {
            let (database, mutation) = (asked.clone(), mutation.clone());
            let (there, back) = (luck.roll(300) as i64, luck.roll(300) as i64);
            let is_lost = away.get() || luck.roll(12) == 0;
            // On the way there, or on the way back.
            let arrives = !is_lost || luck.roll(2) == 0;
            let (clock, is_dumb) = (time.clone(), luck.roll(20) == 0);
            Box::pin(async move {
                let _ = clock.sleep(there).await;
                let answer = match arrives {
                    true => database.borrow_mut().take(&mutation),
                    false => Err(Failure::Unreachable),
                };
                if is_dumb {
                    std::future::pending::<()>().await;
                }
                let _ = clock.sleep(back).await;
                if is_lost {
                    Err(Failure::Unreachable)
                } else {
                    answer
                }
            })
        });
        let mut chaos = Self {
            disk: SlowDisk(Memory::default(), dice.clone()),
            dice,
            clock,
            browser: Browser::default(),
            server,
            database,
            is_away,
            tabs: Vec::new(),
            leads: Vec::new(),
            phones: 0,
            written: Vec::new(),
            discarded: HashSet::new(),
            given_up: HashSet::new(),
            again: HashSet::new(),
        };
        chaos.open();
        chaos
    }

    fn open(&mut self) {
        let tab = self.browser.tab();
        let disk = Rc::new(self.disk.clone());
        let device = Device::start(self.clock.clone(), disk, &self.server, tab.clone());
        let outbox = device.outbox.clone();
        (device.outbox.client.env().spawn)(Box::pin(async move { outbox.open(ADA).await }));
        self.tabs.push(Some((device, tab)));
    }

    /// One of the open tabs.
    fn any(&self) -> Option<usize> {
        let open: Vec<_> = (0..self.tabs.len())
            .filter(|tab| self.tabs[*tab].is_some())
            .collect();
        (!open.is_empty()).then(|| open[self.dice.roll(open.len())])
    }

    fn act(&mut self) {
        let Some(tab) = self.any() else {
            return self.open();
        };
        let lead = (!self.leads.is_empty()).then(|| self.leads[self.dice.roll(self.leads.len())]);
        let (device, membership) = self.tabs[tab].as_mut().unwrap();
        let (outbox, membership) = (device.outbox.clone(), membership.clone());
        match self.dice.roll(100) {
            0..45 => drop(device.pool.try_run_one()),
            45..58 => {
                let until = self.clock.now.get() + self.dice.roll(2_000) as i64;
                if !self.clock.tick(until) {
                    self.clock.now.set(until);
                }
            }
            58..72 => {
                let Some(lead) = lead else { return };
                // A lead is changed where it is seen.
                if outbox.client.business(lead).is_none() {
                    return;
                }
                let kind = if self.dice.roll(8) == 0 {
                    "bad"
                } else {
                    "good"
                };
                self.phones += 1;
                let phone = format!("{kind} {}", self.phones);
                let changes = BusinessChanges {
                    phone: Some(Some(phone.clone())),
                    ..Default::default()
                };
                let kept = outbox.update(lead, changes).kept;
                self.written.push(Written {
                    tab,
                    lead,
                    phone,
                    kept: Some(kept),
                });
            }
            72..76 => {
                let name = if self.dice.roll(4) == 0 {
                    "bad"
                } else {
                    "good"
                };
                self.leads.push(outbox.create(NewBusiness::named(name)).0);
            }
            76..79 => drop(lead.map(|lead| outbox.delete(lead))),
            79..82 => drop(lead.and_then(|lead| outbox.undo_delete(lead))),
            82..85 => self.crash(tab),
            85..88 if self.tabs.iter().flatten().count() < 4 => self.open(),
            88..90 => membership.steal(),
            90..93 => self.is_away.set(self.dice.roll(3) == 0),
            93..95 => {
                let dice = self.dice.clone();
                let deaf = self.dice.roll(3);
                self.browser
                    .lose_announcements(move |_| dice.roll(3) >= deaf);
            }
            95..97 => self.decide(&outbox),
            97 => self.clock.skew.set(self.dice.roll(40_000) as i64 - 20_000),
            98 => outbox.nudge(),
            _ => {}
        }
    }

    fn decide(&mut self, outbox: &Outbox) {
        let (parked, _) = outbox.oldest(9);
        if parked.is_empty() {
            return;
        }
        self.check_conflicts(&parked);
        let chosen = parked[self.dice.roll(parked.len())].clone();
        let lead = chosen.business;
        match self.dice.roll(3) {
            0 => {
                self.again.insert(lead);
                outbox.retry(chosen.id);
            }
            1 => {
                self.again.insert(lead);
                outbox.retry_over(chosen.id);
            }
            _ => {
                if matches!(chosen.change, Change::Create(_) | Change::Delete) {
                    self.given_up.insert(lead);
                }
                for other in outbox.pending() {
                    if other.business == chosen.business
                        && let Change::Update(patch) = other.change
                    {
                        self.discarded.extend(patch.changes.phone.flatten());
                    }
                }
                outbox.discard(chosen.id);
            }
        }
    }

    fn crash(&mut self, tab: usize) {
        self.note_kept();
        // What it had not been told of it need not keep.
        self.written.retain(|it| it.tab != tab || it.kept.is_none());
        self.tabs[tab] = None;
    }

    /// Notes what has been kept.
    fn note_kept(&mut self) {
        for written in &mut self.written {
            if let Some(kept) = &mut written.kept
                && matches!(kept.try_recv(), Ok(Some(())))
            {
                written.kept = None;
            }
        }
    }

    fn settle(&mut self, milliseconds: i64) {
        let until = self.clock.now.get() + milliseconds;
        loop {
            for _ in 0..8 {
                for (device, _) in self.tabs.iter_mut().flatten() {
                    device.run();
                }
            }
            if !self.clock.tick(until) {
                break;
            }
        }
        self.clock.now.set(until);
    }

    /// Everything is well again: what is to come, comes.
    fn heal(&mut self) {
        self.is_away.set(false);
        self.browser.lose_announcements(|_| true);
        self.open();
        self.settle(600_000);
        for (device, _) in self.tabs.iter_mut().flatten() {
            device.outbox.nudge();
        }
        self.settle(600_000);
        self.note_kept();
    }
}

fn run(seed: u64) {
    let mut chaos = Chaos::new(seed);
    for _ in 0..600 {
        chaos.act();
    }
    chaos.heal();
    chaos.check();
}

#[test]
fn whatever_happens_to_the_tabs_every_change_is_made_once_and_in_order() {
    let seeds = std::env::var("OUTBOX_SEEDS").ok();
    let seeds: u64 = seeds.and_then(|text| text.parse().ok()).unwrap_or(60);
    let from = std::env::var("OUTBOX_FROM").ok();
    let from: u64 = from.and_then(|text| text.parse().ok()).unwrap_or(1);
    for seed in from..from + seeds {
        let done = catch_unwind(AssertUnwindSafe(|| run(seed)));
        assert!(
            done.is_ok(),
            "seed {seed}: OUTBOX_FROM={seed} OUTBOX_SEEDS=1"
        );
    }
}
