//! What hangs on leads when they are merged, and when they are two again.

use super::{
    logos::{picture, with_logo},
    web::Reply,
    world::World,
};
use leadwire::model::{
    Business, BusinessSources, Contact, Duplicate, MergeAnswer, Page, UndoneMerge, Uuid,
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// How long something that must happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Two leads that are one café: one that has a website, which is looked up, and one that
/// somebody typed in besides. What the website says can be changed.
struct Two {
    world: World,
    page: Arc<Mutex<String>>,
    found: Business,
    typed: Business,
    pair: Uuid,
}

impl Two {
    async fn start() -> Self {
        let page = Arc::new(Mutex::new(with_logo("/logo.png")));
        let served = page.clone();
        let world = World::with(move |asked| match asked.path.as_str() {
            "/" => Reply::html(served.lock().unwrap().clone()),
            "/logo.png" => Reply::new(200, picture(64, 64)),
            _ => Reply::new(404, ""),
        });
        let world = world.await;
        let cafe = |more: Value| {
            let mut lead = json!({"name": "Kahvila Helmi", "category": "cafe", "lat": 60.184,
                "lon": 24.951, "address": {"country": "FI"}});
            let more = more.as_object().unwrap().clone();
            lead.as_object_mut().unwrap().extend(more);
            lead
        };
        let website = world.web.url("helmi.fi", "/");
        let found = cafe(json!({"website": website, "source": {"kind": "list", "ref": "1"}}));
        let found = world.user.create(found).await;
        world.look_up(&found).await;
        let typed = cafe(json!({"phone": "+358 9 765 4321"}));
        let typed = world.user.create(typed).await;
        let start = Instant::now();
        let pair = loop {
            let pairs = world.user.get("/duplicates").await.json;
            let pairs: Page<Duplicate> = serde_json::from_value(pairs).unwrap();
            if let Some(pair) = pairs.data.first() {
                break pair.id;
            }
            assert!(start.elapsed() < PATIENCE, "nobody is asked");
            tokio::task::yield_now().await;
        };
        let found = world.now(&found).await;
        Self {
            world,
            page,
            found,
            typed,
            pair,
        }
    }

    /// Merges them; the lead that stays.
    async fn merge(&self, kept: Uuid) -> MergeAnswer {
        let path = format!("/duplicates/{}/merge", self.pair);
        let answer = self.world.user.post(&path, json!({"kept": kept})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_value(answer.json).unwrap()
    }

    async fn undo(&self, merge: Uuid) -> UndoneMerge {
        let path = format!("/merges/{merge}/undo");
        let answer = self.world.user.post(&path, json!({})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_value(answer.json).unwrap()
    }

    /// Adds somebody to a lead by hand.
    async fn add(&self, lead: Uuid, name: &str) {
        let path = format!("/businesses/{lead}/contacts");
        let person = json!({"kind": "person", "name": name});
        assert_eq!(self.world.user.post(&path, person).await.status, 201);
    }

    /// The website says something else from now on.
    fn says(&self, before: &str, after: &str) {
        let mut page = self.page.lock().unwrap();
        assert!(page.contains(before));
        *page = page.replace(before, after);
    }

    async fn people(&self, lead: Uuid) -> Vec<String> {
        let contacts: Vec<Contact> = self.world.contacts(lead).await;
        let mut names: Vec<_> = contacts.into_iter().filter_map(|c| c.name).collect();
        names.sort();
        names
    }

    /// Values that were read of a lead, and where.
    async fn known(&self, lead: Uuid) -> Vec<(String, String, String)> {
        let facts = self.world.facts(lead).await.into_iter();
        let facts = facts.filter(|fact| fact.source.kind == "website");
        facts
            .map(|fact| (fact.field, fact.value, fact.source.kind))
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_and_what_is_known_go_with_a_merge_and_come_back() {
    let two = Two::start().await;
    let (found, typed) = (two.found.id, two.typed.id);
    two.add(typed, "Bertta Niemi").await;
    let (contacts, known) = (two.world.contacts(found).await, two.known(found).await);
    assert!(known.len() > 3, "{known:?}");
    let merged = two.merge(typed).await;
    assert_eq!(merged.business.id, typed);
    assert!(two.found.logo.is_some() && merged.business.logo == two.found.logo);
    assert_eq!(two.people(typed).await, ["Anna Virtanen", "Bertta Niemi"]);
    assert_eq!(two.world.contacts(typed).await.len(), contacts.len() + 1);
    assert_eq!(two.known(typed).await, known);
    // What happened to it before is told of it, and what went into it.
    let path = format!("/businesses/{typed}/sources");
    let sources = two.world.user.get(&path).await.json;
    let sources: BusinessSources = serde_json::from_value(sources).unwrap();
    assert_eq!(sources.merges[0].gone, found);
    assert_eq!(sources.data.len(), 2);
    let told = two
        .world
        .user
        .get("/activity?limit=200")
        .await
        .json
        .to_string();
    assert!(told.contains(&found.to_string()) && told.contains(&typed.to_string()));

    // Who comes after the merge stays with the lead that stays.
    two.add(typed, "Cecilia Aho").await;
    let undone = two.undo(merged.merge_id).await;
    assert_eq!((undone.kept.id, undone.gone.id), (typed, found));
    assert_eq!((undone.kept.logo, undone.gone.logo), (None, two.found.logo));
    assert_eq!(two.people(typed).await, ["Bertta Niemi", "Cecilia Aho"]);
    assert_eq!(two.people(found).await, ["Anna Virtanen"]);
    assert_eq!(two.known(found).await, known);
    assert_eq!(two.known(typed).await, []);
    let mut back = two.world.contacts(found).await;
    for (back, before) in back.iter_mut().zip(&contacts) {
        assert!(
            back.version > before.version,
            "whoever holds it takes it back too"
        );
        back.version = before.version;
    }
    assert_eq!(back, contacts);
    two.world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_look_up_filled_is_renewed_after_a_merge_and_after_its_undoing() {
    let two = Two::start().await;
    let email = |lead: &Business| lead.email.clone().unwrap_or_default();
    assert_eq!(email(&two.found), "info@helmi.fi");
    // Filled in the one that goes, it is still a look-up's in the one that stays.
    let merged = two.merge(two.typed.id).await;
    assert_eq!(email(&merged.business), "info@helmi.fi");
    two.says("info@helmi.fi", "kahvila@helmi.fi");
    two.world.look_up(&merged.business).await;
    let now = two.world.now(&two.typed).await;
    assert_eq!(email(&now), "kahvila@helmi.fi");
    assert_eq!(now.phone, two.typed.phone, "what a person typed in stays");
    // And where it was.
    let undone = two.undo(merged.merge_id).await;
    assert_eq!(email(&undone.gone), "info@helmi.fi");
    two.world.look_up(&undone.gone).await;
    assert_eq!(email(&two.world.now(&two.found).await), "kahvila@helmi.fi");
    two.world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_typed_in_is_no_look_ups_any_more_until_the_merge_is_undone() {
    let two = Two::start().await;
    let read = two.found.phone.clone();
    assert_eq!(read.as_deref(), Some("+35897654321"));
    let merged = two.merge(two.found.id).await;
    assert_eq!(
        merged.business.phone, two.typed.phone,
        "a person's is better"
    );
    two.says("09 765 4321", "09 765 9999");
    two.world.look_up(&merged.business).await;
    let now = two.world.now(&two.found).await;
    assert_eq!(now.phone, two.typed.phone);
    let undone = two.undo(merged.merge_id).await;
    assert_eq!(undone.kept.phone, read);
    two.says("</h1>", "!</h1>");
    two.world.look_up(&undone.kept).await;
    let now = two.world.now(&two.found).await;
    assert_eq!(now.phone.as_deref(), Some("+35897659999"));
    two.world.app.stop().await;
}
