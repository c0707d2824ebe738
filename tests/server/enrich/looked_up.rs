//! What a look-up makes of a lead.

use super::{
    web::{Asked, Reply},
    world::{HOME, World},
};
use leadwire::model::{ContactKind, EnrichmentStatus, JobStatus};
use serde_json::json;
use std::sync::{Arc, Mutex};

/// A web of one page, which may be changed.
fn page() -> (Arc<Mutex<String>>, impl Fn(&Asked) -> Reply) {
    let page = Arc::new(Mutex::new(HOME.to_owned()));
    let served = page.clone();
    let answer = move |asked: &Asked| match asked.path.as_str() {
        "/" => Reply::html(served.lock().unwrap().clone()),
        _ => Reply::new(404, ""),
    };
    (page, answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_gets_what_its_website_says_with_where_it_was_read() {
    let (_, answer) = page();
    let world = World::with(answer).await;
    let lead = world.lead("helmi.fi").await;
    let job = world.look_up(&lead).await;
    assert_eq!(job.status, JobStatus::Completed, "{job:?}");
    assert_eq!((job.done, job.total), (1, Some(1)));
    let now = world.now(&lead).await;
    assert_eq!(now.enrichment_status, EnrichmentStatus::Enriched);
    assert_eq!(now.phone.as_deref(), Some("+35897654321"));
    assert_eq!(now.email.as_deref(), Some("info@helmi.fi"));
    assert_eq!(now.address.street.as_deref(), Some("Fleminginkatu 7"));
    assert_eq!(now.address.postcode.as_deref(), Some("00530"));
    let facts = world.facts(lead.id).await;
    let of = |field: &str| facts.iter().find(|fact| fact.field == field).unwrap();
    let email = of("email");
    assert!(email.shown && email.confidence > 0.8, "{email:?}");
    assert_eq!(email.source.kind, "website");
    assert_eq!(
        email.source.url.as_deref(),
        Some(&*world.web.url("helmi.fi", "/"))
    );
    assert_eq!(
        of("social.facebook").value,
        "https://www.facebook.com/kahvilahelmi"
    );
    assert!(of("description").shown && of("name").source.kind == "manual");
    let contacts = world.contacts(lead.id).await;
    let anna = &contacts[0];
    assert_eq!(anna.kind, ContactKind::Person);
    assert_eq!(anna.name.as_deref(), Some("Anna Virtanen"));
    assert_eq!(anna.email.as_deref(), Some("anna@helmi.fi"));
    assert!(
        anna.role
            .as_deref()
            .is_some_and(|role| role.to_lowercase().contains("johtaja"))
    );
    assert!(
        contacts
            .iter()
            .any(|c| c.email.as_deref() == Some("info@helmi.fi"))
    );
    let stats = world.user.get("/stats").await.json;
    assert_eq!(
        (&stats["enriched"], &stats["pending"]),
        (&json!(1), &json!(0))
    );
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looked_up_again_nothing_doubles_and_what_is_gone_is_kept_as_gone() {
    let (page, answer) = page();
    let world = World::with(answer).await;
    let lead = world.lead("helmi.fi").await;
    world.look_up(&lead).await;
    let (facts, contacts) = (world.facts(lead.id).await, world.contacts(lead.id).await);
    world.look_up(&lead).await;
    assert_eq!(
        world.facts(lead.id).await,
        facts,
        "the same page says the same"
    );
    assert_eq!(world.contacts(lead.id).await, contacts);
    let changed = HOME
        .replace("info@helmi.fi", "kahvila@helmi.fi")
        .replace("Anna Virtanen", "Bertta Niemi")
        .replace("anna@", "bertta@");
    *page.lock().unwrap() = changed;
    world.look_up(&lead).await;
    let now = world.now(&lead).await;
    assert_eq!(now.email.as_deref(), Some("kahvila@helmi.fi"));
    let facts = world.facts(lead.id).await;
    let of = |value: &str| {
        facts
            .iter()
            .filter(|f| f.value == value)
            .collect::<Vec<_>>()
    };
    assert!(of("info@helmi.fi")[0].gone_at.is_some() && !of("info@helmi.fi")[0].shown);
    assert!(of("kahvila@helmi.fi")[0].shown && of("kahvila@helmi.fi").len() == 1);
    let people = |gone: bool| {
        let contacts = world.contacts(lead.id);
        async move {
            let all = contacts.await.into_iter();
            let some = all.filter(|c| c.kind == ContactKind::Person && c.gone_at.is_some() == gone);
            some.filter_map(|c| c.name).collect::<Vec<_>>()
        }
    };
    assert_eq!(people(false).await, ["Bertta Niemi"]);
    assert_eq!(people(true).await, ["Anna Virtanen"]);
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_said_stays() {
    let (_, answer) = page();
    let world = World::with(answer).await;
    let lead = world.lead("helmi.fi").await;
    world.look_up(&lead).await;
    let now = world.now(&lead).await;
    let path = format!("/businesses/{}", lead.id);
    let patch = json!({"base_version": now.version, "phone": "040 1", "email": null});
    assert_eq!(world.user.patch(&path, patch).await.status, 200);
    let contacts = world.contacts(lead.id).await;
    let (anna, other) = (&contacts[0], &contacts[1]);
    let contact = |id| format!("{path}/contacts/{id}");
    let patch = json!({"base_version": anna.version, "role": "omistaja"});
    assert_eq!(world.user.patch(&contact(anna.id), patch).await.status, 200);
    assert_eq!(world.user.delete(&contact(other.id)).await.status, 200);
    world.look_up(&lead).await;
    let now = world.now(&lead).await;
    assert_eq!(
        (now.phone.as_deref(), now.email.as_deref()),
        (Some("040 1"), None)
    );
    let facts = world.facts(lead.id).await;
    let phones: Vec<_> = facts.iter().filter(|f| f.field == "phone").collect();
    assert!(phones[0].shown && phones[0].source.kind == "manual" && phones[0].confidence == 1.0);
    assert_eq!(phones[1].value, "+35897654321");
    let after = world.contacts(lead.id).await;
    assert_eq!(after[0].role.as_deref(), Some("omistaja"));
    assert!(
        after.iter().all(|c| c.id != other.id),
        "deleted ones do not come back"
    );
    assert_eq!(after.len(), contacts.len() - 1);
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_it_failed_is_said_and_trying_again_may_help() {
    let up = Arc::new(Mutex::new(false));
    let is_up = up.clone();
    let world = World::with(move |asked| match asked.path.as_str() {
        "/" if *is_up.lock().unwrap() => Reply::html(HOME),
        "/" => Reply::new(500, "boom"),
        _ => Reply::new(404, ""),
    })
    .await;
    let lead = world.lead("helmi.fi").await;
    let job = world.look_up(&lead).await;
    assert_eq!(job.status, JobStatus::Failed);
    assert_eq!(
        job.error.as_deref(),
        Some("The website answers with 500 (out of order).")
    );
    let now = world.now(&lead).await;
    assert_eq!(now.enrichment_status, EnrichmentStatus::Failed);
    assert_eq!(now.enrichment_error, job.error);
    *up.lock().unwrap() = true;
    let retried = world
        .user
        .post(&format!("/jobs/{}/retry", job.id), json!({}))
        .await;
    assert_eq!(retried.status, 202, "{retried:?}");
    let job = world.ended(job).await;
    assert_eq!((job.status, job.done), (JobStatus::Completed, 1), "{job:?}");
    assert_eq!(world.now(&lead).await.enrichment_error, None);

    let nowhere = world
        .user
        .create(json!({"name": "X", "email": "x@gmail.com"}))
        .await;
    let job = world.look_up(&nowhere).await;
    let error = job.error.unwrap();
    assert!(error.starts_with("No website is known"), "{error}");
    let odd = json!({"name": "X", "website": "http://localhost:1/"});
    let odd = world.user.create(odd).await;
    let error = world.look_up(&odd).await.error.unwrap();
    assert_eq!(error, "The website's server could not be reached.");
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_has_not_changed_is_not_sent_again() {
    let world = World::with(|asked| {
        if asked.path != "/" {
            return Reply::new(404, "");
        }
        match asked.headers.get("if-none-match").map(String::as_str) {
            Some("\"1\"") => Reply::new(304, ""),
            _ => Reply::html(HOME).with("etag", "\"1\""),
        }
    })
    .await;
    let lead = world.lead("helmi.fi").await;
    world.look_up(&lead).await;
    let facts = world.facts(lead.id).await;
    world.look_up(&lead).await;
    let asked = world.web.asked();
    let pages: Vec<_> = asked.iter().filter(|asked| asked.path == "/").collect();
    assert_eq!(pages.len(), 2);
    assert!(pages[1].headers.contains_key("if-none-match"));
    assert_eq!(world.facts(lead.id).await, facts);
    let rules = asked.iter().filter(|asked| asked.path == "/robots.txt");
    assert_eq!(rules.count(), 1, "asked for once a day");
    world.app.stop().await;
}
