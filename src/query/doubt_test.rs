//! A list of which a part is loaded, while leads of which nothing is known here change.

use crate::{
    model::{Business, BusinessFilter, NewBusiness, Page, PageMeta, Seq, Sort, Stage},
    query::{Key, List, News, Observer, Observing, Overlay, Query, testing::World},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use uuid::Uuid;

/// How long an answer takes, in milliseconds.
const LATENCY: u64 = 40;
const LEADS: u128 = 12_000;

/// Leads as the server has them, and how often it was asked for those that are won.
#[derive(Clone, Default)]
struct Server {
    leads: Rc<RefCell<Vec<Business>>>,
    seq: Rc<Cell<Seq>>,
    asked: Rc<Cell<u32>>,
}

impl Server {
    fn new() -> Self {
        let server = Self::default();
        let mut lead = |number| {
            let id = Uuid::from_u128(number);
            let mut lead = NewBusiness::named(format!("{number:05}")).into_business(id, 0);
            lead.stage = Stage::ALL[if number % 2 == 0 { 3 } else { 0 }];
            lead
        };
        server.leads.borrow_mut().extend((0..LEADS).map(&mut lead));
        server
    }

    fn filter(&self) -> BusinessFilter {
        BusinessFilter {
            stage: Some(Stage::ALL[3]),
            ..Default::default()
        }
    }

    fn page(&self) -> Page<Business> {
        let (leads, filter) = (self.leads.borrow(), self.filter());
        let won = leads.iter().filter(|lead| Some(lead.stage) == filter.stage);
        Page {
            meta: PageMeta {
                total: won.clone().count() as u64,
                next_cursor: Some("more".into()),
                ..Default::default()
            },
            data: won.take(5).cloned().collect(),
        }
    }

    fn key(&self) -> Key {
        Key::business_list(&self.filter(), Sort::default())
    }

    /// Somebody looks at what is won.
    fn observed(&self, world: &mut World) -> (Observer<List>, Observing) {
        let server = self.clone();
        let query = Query::new(self.key(), move |context| {
            let (server, client) = (server.clone(), context.client);
            server.asked.set(server.asked.get() + 1);
            let since = client.changes();
            Box::pin(async move {
                let way = || (client.env().sleep)(std::time::Duration::from_millis(LATENCY / 2));
                way().await;
                let (page, seq) = (server.page(), server.seq.get());
                way().await;
                let asked = (since, Some(seq));
                Ok(client.first_page(server.filter(), Sort::default(), &page, asked))
            })
        });
        let observer = Observer::new(&world.client, query);
        let observing = observer.subscribe(|_| {});
        world.advance(LATENCY as i64);
        assert_eq!(self.asked.get(), 1);
        (observer, observing)
    }

    /// A lead that is on no loaded page becomes won, or is so no longer; an event tells.
    fn change(&self, world: &World, number: usize) {
        let mut leads = self.leads.borrow_mut();
        let lead = &mut leads[number];
        lead.stage = Stage::ALL[if number.is_multiple_of(3) { 3 } else { 0 }];
        lead.version += 1;
        self.seq.set(self.seq.get() + 1);
        let news = News::Changed(Some(self.seq.get()));
        world.client.take_news([(news, lead.clone())]);
    }

    fn is_right(&self, seen: &Observer<List>) -> bool {
        let seen = seen.current();
        seen.data
            .is_some_and(|list| list.total == self.page().meta.total)
    }
}

#[test]
fn the_first_doubt_is_asked_about_at_once_and_but_once() {
    let (mut world, server) = (World::new(), Server::new());
    let (seen, _observing) = server.observed(&mut world);
    server.change(&world, 500);
    world.run();
    assert_eq!(server.asked.get(), 2, "no time has passed");
    world.advance(60_000);
    assert_eq!(server.asked.get(), 2, "nothing has happened since");
    assert!(server.is_right(&seen));
    server.change(&world, 501);
    world.run();
    assert_eq!(server.asked.get(), 3, "it has long rested");
}

#[test]
fn while_events_go_on_it_is_asked_once_a_second_and_once_after_the_last() {
    let (mut world, server) = (World::new(), Server::new());
    let (seen, _observing) = server.observed(&mut world);
    for number in 1_000..11_000 {
        server.change(&world, number);
        world.advance(1);
    }
    let asked = server.asked.get() - 1;
    assert!((9..=11).contains(&asked), "{asked} times in ten seconds");
    world.advance(1_000 + LATENCY as i64);
    assert!(server.is_right(&seen));
    assert!(!world.client.state(&server.key()).unwrap().is_invalidated);
    assert!(server.asked.get() <= 12);
    let asked = server.asked.get();
    world.advance(60_000);
    assert_eq!(server.asked.get(), asked, "all is quiet");
}

#[test]
fn while_it_rests_nobody_takes_it_for_known() {
    let (mut world, server) = (World::new(), Server::new());
    let (_seen, _observing) = server.observed(&mut world);
    server.change(&world, 500);
    world.run();
    server.change(&world, 501);
    world.advance(LATENCY as i64);
    let is_invalidated = |world: &World| world.client.state(&server.key()).unwrap().is_invalidated;
    assert_eq!(server.asked.get(), 2);
    assert!(is_invalidated(&world), "the answer may be older");
    world.advance(1_000);
    assert_eq!(server.asked.get(), 3);
    assert!(!is_invalidated(&world));
}

#[test]
fn what_waited_while_events_were_missed_is_asked_about_once_it_is_made() {
    let (mut world, server) = (World::new(), Server::new());
    let (seen, _observing) = server.observed(&mut world);
    let mut lead = server.leads.borrow()[500].clone();
    world.client.hear_from(0, 0);
    world.client.take_answer(lead.clone(), Some(0));
    let mutation = Uuid::from_u128(1);
    world
        .client
        .push_overlay(lead.id, mutation, Overlay::Delete);
    assert!(!server.is_right(&seen), "it is deleted here alone");
    // Somebody else was quicker, and the server has let go of the event.
    lead.version = 2;
    lead.deleted_at = Some(1);
    lead.stage = Stage::ALL[0];
    server.leads.borrow_mut()[500] = lead.clone();
    server.seq.set(1);
    world.client.invalidate_all();
    world.client.skip_to(1);
    world.advance(LATENCY as i64);
    world
        .client
        .settle_overlay(lead.id, mutation, Some(lead.clone()));
    world.advance(2_000);
    assert!(server.is_right(&seen));
}

/// A lead of a loaded row, which the server lets go of while events are missed.
fn missed(world: &mut World, server: &Server, number: usize) -> Business {
    let lead = server.leads.borrow()[number].clone();
    world.client.hear_from(0, 0);
    server.leads.borrow_mut()[number].stage = Stage::ALL[0];
    server.leads.borrow_mut()[number].version = 2;
    server.seq.set(1);
    world.client.invalidate_all();
    world.client.skip_to(1);
    world.advance(LATENCY as i64);
    lead
}

fn shows(seen: &Observer<List>, lead: Uuid) -> bool {
    let list = seen.current().data.unwrap();
    list.iter().any(|row| row == lead)
}

#[test]
fn a_lead_of_which_events_were_missed_leaves_lists_when_its_change_is_refused_or_taken_back() {
    let (mut world, server) = (World::new(), Server::new());
    let (seen, _observing) = server.observed(&mut world);
    let lead = missed(&mut world, &server, 2);
    assert!(!shows(&seen, lead.id) && server.is_right(&seen));
    for overlay in [Overlay::Delete, Overlay::Change(Box::default())] {
        let mutation = Uuid::from_u128(1);
        world.client.push_overlay(lead.id, mutation, overlay);
        world.advance(2_000);
        world.client.settle_overlay(lead.id, mutation, None);
        world.advance(2_000);
        assert!(!shows(&seen, lead.id), "it was not there before");
        assert!(server.is_right(&seen));
    }
}

#[test]
fn an_event_of_a_lead_of_which_others_were_missed_is_counted_as_the_server_does() {
    let (mut world, server) = (World::new(), Server::new());
    let (seen, _observing) = server.observed(&mut world);
    let lead = missed(&mut world, &server, 2);
    server.change(&world, 2);
    world.run();
    world.advance(2_000);
    assert!(server.is_right(&seen));
    let asked = server.asked.get();
    server.change(&world, 2);
    world.advance(2_000);
    assert_eq!(server.asked.get(), asked, "it is known again");
    assert!(!shows(&seen, lead.id) && server.is_right(&seen));
}

#[test]
fn whoever_tells_of_a_lead_after_what_was_missed_makes_it_known_again() {
    let (mut world, server) = (World::new(), Server::new());
    let (_seen, _observing) = server.observed(&mut world);
    let lead = missed(&mut world, &server, 2);
    let is_unsure = |world: &World| {
        let entities = world.client.entities();
        entities.is_unsure(entities.slots().find(lead.id).unwrap())
    };
    assert!(is_unsure(&world));
    world.client.take_answer(lead.clone(), Some(0));
    assert!(is_unsure(&world), "that answer missed it too");
    world.client.take_answer(lead.clone(), Some(1));
    assert!(!is_unsure(&world));
}

#[test]
fn what_was_made_while_events_were_missed_is_counted_once_when_the_next_event_tells_of_it() {
    let (mut world, server) = (World::new(), Server::new());
    let (seen, _observing) = server.observed(&mut world);
    let mut lead = server.leads.borrow()[0].clone();
    lead.id = Uuid::from_u128(LEADS);
    world.client.hear_from(0, 0);
    let mutation = Uuid::from_u128(1);
    let creation = Overlay::Create(Box::new(lead.clone()));
    world.client.push_overlay(lead.id, mutation, creation);
    // It is made, the answer is lost, and the server has let go of the event.
    server.leads.borrow_mut().push(lead.clone());
    server.seq.set(1);
    world.client.invalidate_all();
    world.client.skip_to(1);
    world.advance(LATENCY as i64);
    server.change(&world, LEADS as usize);
    world.advance(2_000);
    world.client.settle_overlay(lead.id, mutation, Some(lead));
    world.advance(2_000);
    assert!(server.is_right(&seen));
}
