//! Leads that are one business: merged where it is sure, asked about where it may be, and
//! two again when a person says so.

use crate::importer::{TestApp, User, folder, helsinki, problem};
use leadwire::model::{
    Business, BusinessSources, Duplicate, EventBody, Field, ImportReport, Job, MergeAnswer, Page,
    Stage, UndoneMerge, Uuid,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// As one source has it.
const ONE: &str = "ref,name,category,lat,lon,street,city,postcode,country,phone,website,email
1,Ravintola Zetor,restaurant,60.16890,24.94150,Mannerheimintie 3,Helsinki,00100,FI,+358 10 7664450,https://zetor.net,
2,Café Ekberg,cafe,60.16520,24.93780,Bulevardi 9,Helsinki,00120,FI,+358 9 6811860,https://ekberg.fi,info@ekberg.fi
3,Kluuvin Kukka,florist,60.16950,24.94700,Kluuvikatu 5,Helsinki,00100,FI,,,
";

/// As another has it: two are the same, spelt otherwise, one is new.
const TWO: &str = "ref,name,category,lat,lon,street,city,postcode,country,phone,website,email
a,Zetor Ravintola Oy,restaurant,60.16910,24.94170,Mannerheimintie 3,Helsinki,00100,FI,+358107664450,http://www.zetor.net/,zetor@zetor.net
b,Ekberg,cafe,60.16521,24.93781,Bulevardi 9,Helsinki,00120,FI,+358 9 681 1860,www.ekberg.fi,
c,Hakaniemen Kello ja Kulta,jewelry,60.17920,24.95130,Hämeentie 2,Helsinki,00530,FI,,,
";

fn report(job: &Job) -> ImportReport {
    job.report.clone().expect("a report")
}

async fn import(user: &User, name: &str, text: &str) -> ImportReport {
    let job = user.import(name, text.to_owned()).await;
    report(&user.completed(&job).await)
}

async fn leads(user: &User) -> Vec<Business> {
    user.get::<Page<Business>>("/businesses?limit=200&sort=name")
        .await
        .data
}

async fn named(user: &User, name: &str) -> Business {
    let all = leads(user).await;
    let found = all.iter().find(|lead| lead.name == name);
    found
        .unwrap_or_else(|| panic!("{name} of {all:#?}"))
        .clone()
}

async fn pairs(user: &User) -> Page<Duplicate> {
    user.get("/duplicates?limit=200").await
}

async fn sources(user: &User, id: Uuid) -> BusinessSources {
    user.get(&format!("/businesses/{id}/sources")).await
}

async fn post(user: &User, path: &str, body: Option<Value>) -> (StatusCode, Value) {
    let request = user.request(Method::POST, path);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let answer = request.send().await.expect("answers");
    let status = answer.status();
    (status, answer.json().await.unwrap_or_default())
}

async fn undo(user: &User, merge: Uuid) -> UndoneMerge {
    let (status, answer) = post(user, &format!("/merges/{merge}/undo"), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    serde_json::from_value(answer).expect("two leads")
}

async fn patch(user: &User, lead: &Business, change: Value) -> Business {
    let mut body = change;
    body["base_version"] = json!(lead.version);
    let path = format!("/businesses/{}", lead.id);
    let answer = user.request(Method::PATCH, &path).json(&body).send().await;
    answer.expect("answers").json().await.expect("a lead")
}

/// What two leads have, but for what changes with every write.
fn facts(lead: &Business) -> Business {
    Business {
        version: 0,
        updated_at: 0,
        ..lead.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_of_two_sources_is_one_lead() {
    let app = TestApp::start(folder()).await;
    let user = &app.user;
    let mut events = app.state.db.events.listen();
    let first = import(user, "one.csv", ONE).await;
    assert_eq!((first.created, first.merged, first.proposed), (3, 0, 0));
    let zetor = named(user, "Ravintola Zetor").await;
    let second = import(user, "two.csv", TWO).await;
    assert_eq!((second.created, second.merged, second.proposed), (3, 2, 0));
    assert_eq!(user.stats().await.total, 4);

    // The lead that was there stays, with what it lacked.
    let now = named(user, "Ravintola Zetor").await;
    assert_eq!(now.id, zetor.id);
    assert_eq!(now.phone, zetor.phone);
    assert_eq!(now.email.as_deref(), Some("zetor@zetor.net"));
    let known = sources(user, zetor.id).await;
    assert_eq!(known.data.len(), 2);
    assert_eq!(known.data[0].source, zetor.source);
    let other = known.data[1].facts.as_ref().expect("what the other says");
    assert_eq!(other.name, "Zetor Ravintola Oy");
    assert_eq!(known.merges.len(), 1);
    assert_eq!(known.merges[0].name, "Zetor Ravintola Oy");
    assert_eq!(known.merges[0].actor, None);

    // Everybody heard of it.
    let mut heard = (false, false);
    while let Ok(delivery) = events.try_recv() {
        for published in delivery.iter() {
            if let EventBody::BusinessesBulkUpdate(bulk) = &published.event.body {
                for lead in &bulk.businesses {
                    heard.0 |= lead.id == now.id && lead.email.is_some();
                    heard.1 |= lead.id == known.merges[0].gone && lead.deleted_at.is_some();
                }
            }
        }
    }
    assert_eq!(heard, (true, true));

    // Both files again change nothing, in whatever order, however often.
    for (name, text) in [("two.csv", TWO), ("one.csv", ONE), ("two.csv", TWO)] {
        let again = import(user, name, text).await;
        let counts = (again.created, again.changed, again.unchanged, again.merged);
        assert_eq!(counts, (0, 0, 3, 0), "{name}");
    }
    // What a source says anew of what it said before is taken, and nothing of another's.
    let moved = TWO
        .replace("zetor@zetor.net", "hello@zetor.net")
        .replace("+358107664450", "+358101234567");
    let again = import(user, "two.csv", &moved).await;
    assert_eq!((again.created, again.changed), (0, 1));
    let now = named(user, "Ravintola Zetor").await;
    assert_eq!(now.email.as_deref(), Some("hello@zetor.net"));
    assert_eq!(now.phone, zetor.phone);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_files_give_the_same_leads_every_time() {
    let mut seen: Option<Vec<(String, Option<String>, usize)>> = None;
    for _ in 0..10 {
        let app = TestApp::start(folder()).await;
        import(&app.user, "one.csv", ONE).await;
        import(&app.user, "two.csv", TWO).await;
        let mut now = Vec::new();
        for lead in leads(&app.user).await {
            let count = sources(&app.user, lead.id).await.data.len();
            now.push((lead.name, lead.email, count));
        }
        assert_eq!(*seen.get_or_insert_with(|| now.clone()), now);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_is_undone_exactly_and_later_changes_stay() {
    let app = TestApp::start(folder()).await;
    let user = &app.user;
    import(user, "one.csv", ONE).await;
    let zetor = named(user, "Ravintola Zetor").await;
    // A person's value is better than any source's, before and after.
    let ekberg = named(user, "Café Ekberg").await;
    let ekberg = patch(user, &ekberg, json!({"phone": "+358 40 1", "stage": "won"})).await;
    import(user, "two.csv", TWO).await;
    let merged = named(user, "Café Ekberg").await;
    assert_eq!(merged.phone.as_deref(), Some("+358 40 1"));
    assert_eq!(merged.stage, Stage::Won);

    let now = named(user, "Ravintola Zetor").await;
    let merge = sources(user, now.id).await.merges.remove(0);
    let gone = format!("/businesses/{}", merge.gone);
    let (status, _) = post(user, &format!("{gone}/restore"), None).await;
    assert_eq!(status, StatusCode::CONFLICT, "the merge is to be undone");
    patch(user, &now, json!({"tags": ["hungry"]})).await;
    let undone = undo(user, merge.id).await;
    assert_eq!(undone.changed_since, [Field::Tags]);
    let expected = Business {
        tags: vec!["hungry".into()],
        ..facts(&zetor)
    };
    assert_eq!(facts(&undone.kept), expected);
    assert_eq!(undone.gone.name, "Zetor Ravintola Oy");
    assert_eq!(user.stats().await.total, 5);
    for id in [undone.kept.id, undone.gone.id] {
        let known = sources(user, id).await;
        assert_eq!((known.data.len(), known.merges.len()), (1, 0));
    }
    let (status, _) = post(user, &format!("/merges/{}/undo", merge.id), None).await;
    assert_eq!(status, StatusCode::CONFLICT, "once");

    // Nobody but a person merges them again, and each file goes on with its own.
    for (name, text) in [("one.csv", ONE), ("two.csv", TWO)] {
        let again = import(user, name, text).await;
        assert_eq!((again.created, again.changed, again.merged), (0, 0, 0));
    }
    let asked = pairs(user).await;
    assert_eq!(asked.data.len(), 1);
    assert_eq!(asked.data[0].a.id, undone.kept.id);

    // Undone with Ekberg too, what a person had said before is a person's still.
    let merge = sources(user, ekberg.id).await.merges.remove(0);
    let undone = undo(user, merge.id).await;
    assert_eq!(facts(&undone.kept), facts(&ekberg));
    let again = import(user, "one.csv", ONE).await;
    assert_eq!(again.changed, 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_decides_about_what_may_be_one() {
    let app = TestApp::start(folder()).await;
    let user = &app.user;
    let job = user.import("helsinki.osm.pbf", helsinki()).await;
    let first = report(&user.completed(&job).await);
    // A register says that its objects are two: a person is asked.
    assert_eq!((first.created, first.merged), (1_438, 0));
    let all = pairs(user).await;
    assert_eq!(all.meta.total, first.proposed);
    assert!(first.proposed >= 20, "{first:?}");
    let sorted = all.data.is_sorted_by(|a, b| a.score >= b.score);
    assert!(sorted, "the likeliest first");
    for pair in &all.data {
        assert!(!pair.reasons.is_empty(), "{pair:?}");
    }

    // Merged, with a choice.
    let pair = &all.data[0];
    let path = format!("/duplicates/{}", pair.id);
    let body = json!({"kept": pair.b.id, "picks": {"name": pair.a.id, "lat": pair.b.id}});
    let nobody = json!({"kept": Uuid::now_v7()});
    let (status, _) = post(user, &format!("{path}/merge"), Some(nobody)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, answer) = post(user, &format!("{path}/merge"), Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let answer: MergeAnswer = serde_json::from_value(answer).expect("a lead");
    assert_eq!(answer.business.id, pair.b.id);
    assert_eq!(answer.business.name, pair.a.name);
    assert_eq!(answer.business.lat, pair.b.lat);
    assert_eq!(pairs(user).await.meta.total, first.proposed - 1);
    let again = post(
        user,
        &format!("{path}/merge"),
        Some(json!({"kept": pair.a.id})),
    )
    .await;
    assert_eq!(again.0, StatusCode::CONFLICT);
    let undone = undo(user, answer.merge_id).await;
    assert_eq!(facts(&undone.kept), facts(&pair.b));
    assert_eq!(facts(&undone.gone), facts(&pair.a));
    assert_eq!(pairs(user).await.meta.total, first.proposed);

    // Two for ever, unless a person thinks again.
    let (status, _) = post(user, &format!("{path}/distinct"), None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(pairs(user).await.meta.total, first.proposed - 1);
    let job = user.import("helsinki.osm.pbf", helsinki()).await;
    let second = report(&user.completed(&job).await);
    assert_eq!((second.created, second.changed, second.proposed), (0, 0, 0));
    assert_eq!(pairs(user).await.meta.total, first.proposed - 1);
    let (status, _) = post(user, &format!("{path}/reopen"), None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(pairs(user).await.meta.total, first.proposed);

    // A lead that is deleted is not asked about.
    let path = format!("/businesses/{}", pair.a.id);
    let deleted = user.request(Method::DELETE, &path).send().await;
    assert_eq!(deleted.expect("answers").status(), StatusCode::OK);
    let left = pairs(user).await.data;
    assert!(
        left.iter()
            .all(|left| left.a.id != pair.a.id && left.b.id != pair.a.id)
    );

    let refused = user.request(Method::GET, "/duplicates?page=0").send().await;
    let refused = problem(refused.expect("answers")).await;
    assert!(refused.fields.contains_key("page"));
    let unknown = post(user, &format!("/merges/{}/undo", Uuid::now_v7()), None).await;
    assert_eq!(unknown.0, StatusCode::NOT_FOUND);
    app.stop().await;
}
