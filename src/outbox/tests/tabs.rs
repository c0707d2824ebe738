//! Several tabs over one disk.

use super::*;
use crate::outbox::tabs::{Browser, Tab};

/// A browser with tabs that share a disk and a server.
pub(super) struct Window {
    pub clock: Clock,
    store: Memory,
    pub server: Server,
    browser: Browser,
    pub tabs: Vec<Option<(Device, Rc<Tab>)>>,
}

impl Window {
    /// With Ada signed in in each of its tabs; the first leads.
    pub fn new(tabs: usize, server: Server) -> Self {
        let mut window = Self {
            clock: Clock::default(),
            store: Memory::default(),
            server,
            browser: Browser::default(),
            tabs: Vec::new(),
        };
        (0..tabs).for_each(|_| window.open());
        window
    }

    pub fn open(&mut self) {
        let tab = self.browser.tab();
        let store = Rc::new(self.store.clone());
        let mut device = Device::start(self.clock.clone(), store, &self.server, tab.clone());
        device.open(ADA);
        device.learn();
        self.tabs.push(Some((device, tab)));
        self.run();
    }

    /// All that runs in a tab ends at once.
    pub fn crash(&mut self, tab: usize) {
        self.tabs[tab] = None;
    }

    pub fn run(&mut self) {
        // What one tab says is for the others to do.
        for _ in 0..20 {
            for (device, _) in self.tabs.iter_mut().flatten() {
                device.run();
            }
        }
    }

    pub fn advance(&mut self, milliseconds: i64) {
        self.run();
        let until = self.clock.now.get() + milliseconds;
        while self.clock.tick(until) {
            self.run();
        }
        self.clock.now.set(until);
        self.run();
    }

    pub fn tab(&self, tab: usize) -> &Device {
        &self.tabs[tab].as_ref().unwrap().0
    }

    pub fn counts(&self) -> Vec<(usize, usize)> {
        let tabs = self.tabs.iter().flatten();
        tabs.map(|(device, _)| device.counts()).collect()
    }

    pub fn stages(&self) -> Vec<Stage> {
        let tabs = self.tabs.iter().flatten();
        tabs.map(|(device, _)| device.shown().stage).collect()
    }

    pub fn kept(&mut self) -> Vec<Entry> {
        let store = Rc::new(self.store.clone());
        let server = Server::scripted(vec![]);
        Device::start(self.clock.clone(), store, &server, Rc::new(Alone)).kept()
    }

    pub fn sent(&self) -> Vec<Mutation> {
        self.server.sent.borrow().clone()
    }
}

#[test]
fn one_tab_leads_and_sends_what_others_change() {
    let mut window = Window::new(3, Server::scripted(vec![Ok(lead(2, Stage::Won))]));
    let leading: Vec<_> = (0..3)
        .map(|tab| window.tab(tab).outbox.is_leader())
        .collect();
    assert_eq!(leading, [true, false, false]);
    let mut receipt = window.tab(1).outbox.update(Uuid::nil(), stage(Stage::Won));
    window.run();
    assert_eq!(window.sent().len(), 1);
    assert!(receipt.outcome.try_recv().unwrap().unwrap().is_ok());
    assert_eq!(window.stages(), [Stage::Won; 3]);
    assert_eq!(window.counts(), [(0, 0); 3]);
    let versions = [0, 1, 2].map(|tab| window.tab(tab).shown().version);
    assert_eq!(versions, [2; 3]);
    assert_eq!(window.kept(), []);
}

#[test]
fn all_tabs_show_what_waits_and_what_was_refused() {
    let mut window = Window::new(2, Server::scripted(vec![]));
    drop(window.tab(0).outbox.update(Uuid::nil(), stage(Stage::Won)));
    window.advance(1);
    drop(window.tab(1).outbox.update(Uuid::nil(), phone()));
    window.run();
    assert_eq!(window.counts(), [(2, 0); 2]);
    let pending = window.tab(0).outbox.pending();
    assert_eq!(window.tab(1).outbox.pending(), pending);
    assert_eq!(window.tab(1).outbox.sending(), [pending[0].id].into());
    // Also one that is opened now.
    window.open();
    assert_eq!(window.counts(), [(2, 0); 3]);
    assert_eq!(window.stages(), [Stage::Won; 3]);

    let mut window = Window::new(2, Server::scripted(vec![refused()]));
    let mut receipt = window.tab(1).outbox.update(Uuid::nil(), stage(Stage::Won));
    window.run();
    assert!(receipt.outcome.try_recv().unwrap().unwrap().is_err());
    assert_eq!(window.counts(), [(0, 1); 2]);
    assert_eq!(window.stages(), [Stage::New; 2]);
}

#[test]
fn changes_of_a_lead_lie_over_each_other_as_they_were_made_whoever_tells_of_them_first() {
    let mut window = Window::new(2, Server::scripted(vec![refused()]));
    drop(
        window
            .tab(0)
            .outbox
            .update(Uuid::nil(), stage(Stage::Contacted)),
    );
    window.run();
    drop(window.tab(1).outbox.update(Uuid::nil(), stage(Stage::Won)));
    window.run();
    let parked = window.tab(0).outbox.oldest(1).0.remove(0);
    window.tab(1).outbox.retry(parked.id);
    window.run();
    assert_eq!(window.counts(), [(2, 0); 2]);
    assert_eq!(window.stages(), [Stage::Won; 2]);
}

#[test]
fn what_is_decided_in_any_tab_is_carried_out_by_the_one_that_leads() {
    let mut window = Window::new(
        2,
        Server::scripted(vec![refused(), refused(), Ok(lead(2, Stage::Won))]),
    );
    drop(window.tab(0).outbox.update(Uuid::nil(), stage(Stage::Won)));
    drop(window.tab(0).outbox.create(NewBusiness::named("B")));
    window.run();
    let pending = window.tab(1).outbox.pending();
    window.tab(1).outbox.retry(pending[0].id);
    window.tab(1).outbox.discard(pending[1].id);
    window.run();
    assert_eq!((window.sent().len(), window.counts()), (3, vec![(0, 0); 2]));
    assert_eq!(window.stages(), [Stage::Won; 2]);
    assert_eq!(window.kept(), []);
}

#[test]
fn announcements_that_are_lost_are_made_up_for_by_a_look_at_the_disk() {
    let (server, taken) = Server::taking();
    let mut window = Window::new(2, server);
    window.browser.lose_announcements(|_| false);
    let receipt = window.tab(1).outbox.update(Uuid::nil(), stage(Stage::Won));
    window.run();
    assert_eq!(window.counts(), [(0, 0), (1, 0)]);
    window.advance(60_000);
    assert_eq!(taken.borrow().len(), 1);
    assert_eq!(window.counts(), [(0, 0); 2]);
    assert!(
        !window
            .tab(1)
            .outbox
            .client
            .entities()
            .is_pending(Uuid::nil())
    );
    drop(receipt);
}

#[test]
fn a_decision_that_was_not_heard_is_found_on_disk() {
    let mut window = Window::new(2, Server::scripted(vec![refused()]));
    drop(window.tab(0).outbox.update(Uuid::nil(), stage(Stage::Won)));
    window.run();
    window.browser.lose_announcements(|_| false);
    let id = window.tab(1).outbox.pending()[0].id;
    window.tab(1).outbox.discard(id);
    window.run();
    window.crash(0);
    window.run();
    assert_eq!((window.counts(), window.kept()), (vec![(0, 0)], vec![]));
}

#[test]
fn a_deletion_is_undone_from_another_tab_as_if_it_had_not_been() {
    let mut window = Window::new(2, Server::scripted(vec![]));
    drop(window.tab(0).outbox.delete(Uuid::nil()));
    window.advance(3_000);
    let is_deleted = |window: &Window, tab: usize| window.tab(tab).shown().deleted_at.is_some();
    assert!(is_deleted(&window, 0) && is_deleted(&window, 1));
    drop(window.tab(1).outbox.undo_delete(Uuid::nil()));
    window.advance(20_000);
    assert!(!is_deleted(&window, 0) && !is_deleted(&window, 1));
    assert_eq!((window.sent(), window.kept()), (vec![], vec![]));
    assert_eq!(window.counts(), [(0, 0); 2]);
    // The other way round, and by both at once.
    drop(window.tab(1).outbox.delete(Uuid::nil()));
    window.advance(3_000);
    drop(window.tab(1).outbox.undo_delete(Uuid::nil()));
    drop(window.tab(0).outbox.undo_delete(Uuid::nil()));
    window.advance(20_000);
    assert!(!is_deleted(&window, 0) && !is_deleted(&window, 1));
    let sent = window.sent();
    assert!(
        sent.iter().all(|it| it.change == Change::Restore),
        "{sent:?}"
    );
}

#[test]
fn what_a_tab_makes_before_it_hears_of_a_confirmation_is_no_conflict() {
    let mut window = Window::new(2, Server::scripted(vec![Ok(lead(2, Stage::Contacted))]));
    drop(
        window
            .tab(1)
            .outbox
            .update(Uuid::nil(), stage(Stage::Contacted)),
    );
    // Tab 1 hears nothing more of it.
    window
        .browser
        .lose_announcements(|text| text.contains("\"kept\""));
    window.run();
    drop(window.tab(1).outbox.update(Uuid::nil(), stage(Stage::Won)));
    window.run();
    let sent = window.sent();
    let Change::Update(patch) = &sent[1].change else {
        panic!("{sent:?}")
    };
    assert_eq!(patch.base_version, 2);
}

#[test]
fn what_two_tabs_do_at_once_is_no_conflict_whichever_is_sent_first() {
    // Names are random within a millisecond: both orders come.
    for round in 0..8 {
        let answers = [2, 3].map(|version| Ok(lead(version, Stage::Won)));
        let mut window = Window::new(2, Server::scripted(answers.into()));
        window.advance(round);
        drop(
            window
                .tab(1)
                .outbox
                .update(Uuid::nil(), stage(Stage::Contacted)),
        );
        drop(window.tab(0).outbox.update(Uuid::nil(), stage(Stage::Won)));
        window.run();
        let sent = window.sent();
        let bases = sent.iter().map(|it| match &it.change {
            Change::Update(patch) => patch.base_version,
            other => panic!("{other:?}"),
        });
        assert_eq!(bases.collect::<Vec<_>>(), [1, 2], "{sent:?}");
        assert_eq!(window.counts(), [(0, 0); 2]);
    }
}
