//! Which tab leads, and what becomes of what another one had begun.

use super::{tabs::Window, *};

#[test]
fn when_the_leading_tab_crashes_another_goes_on_with_the_same_keys() {
    let mut window = Window::new(3, Server::scripted(vec![]));
    drop(
        window
            .tab(0)
            .outbox
            .update(Uuid::nil(), stage(Stage::Contacted)),
    );
    window.advance(1);
    drop(window.tab(1).outbox.update(Uuid::nil(), stage(Stage::Won)));
    window.advance(1);
    let mut receipt = window.tab(2).outbox.update(Uuid::nil(), phone());
    window.run();
    assert_eq!(window.sent().len(), 1);
    window.crash(0);
    window.run();
    let sent = window.sent();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1], "what was under way, under its key");
    let (server, taken) = Server::taking();
    window.server = server;
    window.crash(1);
    window.open();
    window.crash(2);
    assert!(receipt.outcome.try_recv().is_err(), "its tab is gone");
    window.run();
    assert_eq!(window.counts(), [(0, 0)]);
    let taken = taken.borrow();
    let overlays = taken.iter().filter_map(Mutation::overlay);
    let made = [stage(Stage::Contacted), stage(Stage::Won), phone()];
    let made = made.map(|it| Overlay::Change(Box::new(it)));
    assert_eq!(overlays.collect::<Vec<_>>(), made);
}

#[test]
fn a_tab_whose_lead_was_stolen_judges_no_answer_any_more() {
    let held: Rc<RefCell<Vec<oneshot::Sender<Outcome>>>> = Rc::default();
    let asked = held.clone();
    let server = Server::answering(move |_| {
        let (sender, answer) = oneshot::channel();
        asked.borrow_mut().push(sender);
        Box::pin(async move { answer.await.unwrap_or(Err(Failure::Unreachable)) })
    });
    let mut window = Window::new(2, server);
    drop(window.tab(0).outbox.update(Uuid::nil(), stage(Stage::Won)));
    window.run();
    let (_, thief) = window.tabs[1].as_ref().unwrap();
    thief.steal();
    window.run();
    assert!(!window.tab(0).outbox.is_leader() && window.tab(1).outbox.is_leader());
    assert_eq!(held.borrow().len(), 2);
    let mut answers = held.borrow_mut().split_off(0);
    answers.remove(1).send(Ok(lead(2, Stage::Won))).unwrap();
    window.run();
    // The one before was refused, somewhere on the way: that is old news.
    let _ = answers.remove(0).send(refused());
    window.run();
    assert_eq!(window.counts(), [(0, 0); 2]);
    assert_eq!(
        (window.stages(), window.kept()),
        (vec![Stage::Won; 2], vec![])
    );
}

#[test]
fn a_deletion_made_in_a_tab_that_closed_is_sent_by_another() {
    let mut window = Window::new(2, Server::scripted(vec![]));
    drop(window.tab(0).outbox.delete(Uuid::nil()));
    window.advance(1_000);
    window.crash(0);
    window.advance(3_999);
    assert_eq!(window.sent().len(), 0);
    window.advance(1);
    assert_eq!(window.sent().len(), 1);
}

#[test]
fn a_deletion_that_was_taken_back_is_not_sent_by_the_tab_that_stole_the_lead() {
    let mut window = Window::new(2, Server::scripted(vec![]));
    drop(window.tab(0).outbox.delete(Uuid::nil()));
    window.run();
    let (first, second) = [0, 1].map(|tab| window.tab(tab).outbox.clone()).into();
    // Both lead for a moment: the first has not heard yet that it does no longer.
    let tab = window.tabs[1].as_ref().unwrap().1.clone();
    tab.steal();
    window.tabs[1].as_mut().unwrap().0.run();
    assert!(first.is_leader() && second.is_leader());
    assert!(first.undo_delete(Uuid::nil()).is_none());
    window.run();
    assert_eq!(window.counts(), [(0, 0); 2]);
    window.advance(UNDO_MS + 1_000);
    assert_eq!(window.sent(), []);
    assert_eq!(window.kept(), []);
    assert!(window.tab(1).shown().deleted_at.is_none());
}

#[test]
fn a_deletion_that_was_taken_back_too_late_is_undone() {
    let mut window = Window::new(2, Server::scripted(vec![]));
    drop(window.tab(0).outbox.delete(Uuid::nil()));
    window.run();
    let (first, second) = [0, 1].map(|tab| window.tab(tab).outbox.clone()).into();
    let tab = window.tabs[1].as_ref().unwrap().1.clone();
    // It hears nothing until it is over.
    second.inner.borrow_mut().drain.begin(true);
    tab.steal();
    window.tabs[1].as_mut().unwrap().0.advance(UNDO_MS + 1_000);
    assert!(first.undo_delete(Uuid::nil()).is_none());
    window.run();
    let changes = window.tab(1).outbox.pending().into_iter();
    let changes: Vec<_> = changes.map(|it| it.change).collect();
    assert_eq!(changes, [Change::Delete, Change::Restore]);
}

#[test]
fn the_leader_closed_in_mid_drain_leaves_nothing_undone_and_nothing_twice() {
    let (server, taken) = Server::taking();
    let mut window = Window::new(3, server);
    let ids: Vec<_> = (1_000..2_000).map(Uuid::from_u128).collect();
    for _ in 0..3 {
        drop(window.tab(2).outbox.update_many(&ids, &stage(Stage::Won)));
    }
    // Some steps of each tab at a time, until a third has been sent.
    while taken.borrow().len() < 1_000 {
        for (device, _) in window.tabs.iter_mut().flatten() {
            device.pool.try_run_one();
        }
    }
    window.crash(0);
    window.advance(60_000);
    assert_eq!(window.counts(), [(0, 0); 2]);
    let by_lead = by_lead(&taken.borrow());
    assert_eq!((taken.borrow().len(), by_lead.len()), (3_000, 1_000));
    assert!(by_lead.values().all(|ids| ids.is_sorted()));
    assert_eq!(window.kept(), []);
}

#[test]
fn signing_in_again_in_any_tab_lets_the_leader_go_on() {
    let signed_out = problem(401, ProblemCode::Unauthenticated);
    let mut window = Window::new(
        2,
        Server::scripted(vec![signed_out, Ok(lead(2, Stage::Won))]),
    );
    drop(window.tab(0).outbox.update(Uuid::nil(), stage(Stage::Won)));
    window.run();
    assert_eq!(window.counts(), [(1, 0); 2]);
    let (device, _) = window.tabs[1].as_mut().unwrap();
    device.open(ADA);
    window.run();
    assert_eq!(window.counts(), [(0, 0); 2]);
}
