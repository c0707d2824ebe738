//! Searches in files of Overture Maps: what is gone from a source, what comes back, and
//! what a source knows beyond a lead.

use super::{ended, searched};
use crate::support::{Person, TestApp};
use leadwire::model::{Business, BusinessSources, Job, JobStatus};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::Path;

fn place(id: &str, name: &str, lon: f64, more: Value) -> Value {
    let mut facts = json!({
        "names": {"primary": name},
        "categories": {"primary": "coffee_shop"},
        "addresses": [{"freeform": "Bulevardi 9", "locality": "Helsinki", "country": "FI"}],
    });
    let all = facts.as_object_mut().expect("facts");
    for (key, value) in more.as_object().into_iter().flatten() {
        all.insert(key.clone(), value.clone());
    }
    let geometry = json!({"type": "Point", "coordinates": [lon, 60.17]});
    json!({"type": "Feature", "id": id, "geometry": geometry, "properties": facts})
}

/// Both names of it are those of one place.
fn market() -> Value {
    let names = json!({"names": {"primary": "Kauppatorin kahvila",
        "common": {"sv": "Salutorgets kafé"}}, "brand": {"names": {"primary": "Torikahvit"}}});
    place("08f1", "", 24.95, names)
}

fn write(path: &Path, places: &[Value]) {
    let lines: Vec<String> = places.iter().map(Value::to_string).collect();
    std::fs::write(path, lines.join("\n")).expect("writes");
}

async fn server(places: &[Value]) -> (TestApp, Person, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("places.geojsonseq");
    write(&path, places);
    let given = Some(path.clone());
    let app = TestApp::start_with(folder, |config| config.outside.overture = given).await;
    let admin = app.admin().await;
    (app, admin, path)
}

async fn leads(admin: &Person) -> Vec<Business> {
    let page = admin.get("/businesses?sort=name").await.json;
    serde_json::from_value(page["data"].clone()).expect("leads")
}

async fn sources(admin: &Person, lead: &Business) -> BusinessSources {
    let known = admin.get(&format!("/businesses/{}/sources", lead.id)).await;
    serde_json::from_value(known.json).expect("sources")
}

async fn import(admin: &Person, name: &str, text: &str) -> Job {
    let request = admin.request(Method::POST, &format!("/import?file_name={name}"));
    let answer = request.body(text.to_owned()).send().await.expect("answers");
    let job = ended(admin, &answer.json().await.expect("a job")).await;
    assert_eq!(job.status, JobStatus::Completed, "{:?}", job.error);
    job
}

fn here() -> Value {
    json!({"lat": 60.17, "lon": 24.945, "radius_m": 2_000, "source": "overture"})
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_source_has_no_longer_is_shown_and_comes_back_when_it_is_found_again() {
    let other = place("08f2", "Muu", 24.94, json!({}));
    let (app, admin, path) = server(&[market(), other.clone()]).await;
    let (_, first) = searched(&admin, here()).await;
    assert_eq!((first.created, first.gone), (2, 0));
    let all = leads(&admin).await;
    let market_lead = &all[0];
    assert_eq!(market_lead.name, "Kauppatorin kahvila");
    let version = market_lead.version;

    write(&path, std::slice::from_ref(&other));
    for (gone, when) in [(1, "it is"), (0, "told once")] {
        let (_, again) = searched(&admin, here()).await;
        assert_eq!((again.created, again.gone), (0, gone), "{when}");
        let known = sources(&admin, market_lead).await;
        assert_eq!(known.data.len(), 1);
        assert!(known.data[0].gone_at.is_some(), "{known:?}");
        let known = sources(&admin, &all[1]).await;
        assert_eq!(known.data[0].gone_at, None, "there still");
    }
    assert_eq!(leads(&admin).await, all, "nothing else changes");

    let mut events = app.state.db.events.listen();
    write(&path, &[market(), other.clone()]);
    let (_, back) = searched(&admin, here()).await;
    assert_eq!((back.created, back.unchanged, back.gone), (0, 2, 0));
    let known = sources(&admin, market_lead).await;
    assert_eq!(known.data[0].gone_at, None);
    assert_eq!(leads(&admin).await[0].version, version);
    let mut told = false;
    while let Ok(delivery) = events.try_recv() {
        told |= delivery
            .iter()
            .any(|published| published.frame.contains("\"duplicates\""));
    }
    assert!(told, "whoever looks at its sources asks again");

    // Gone a second time, it counts a second time.
    write(&path, std::slice::from_ref(&other));
    let (_, again) = searched(&admin, here()).await;
    assert_eq!(again.gone, 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_source_of_a_lead_can_be_gone_by_itself() {
    let other = place("08f2", "Muu", 24.94, json!({}));
    let (app, admin, path) = server(&[market(), other.clone()]).await;
    // The lead came from elsewhere; Overture's place went into it.
    let csv = "ref,name,category,lat,lon,street,city,country\n\
         1,Kauppatorin kahvila,cafe,60.17,24.95,Bulevardi 9,Helsinki,FI\n";
    import(&admin, "one.csv", csv).await;
    let (_, first) = searched(&admin, here()).await;
    assert_eq!((first.created, first.merged), (2, 1));
    let all = leads(&admin).await;
    assert_eq!(all.len(), 2);
    write(&path, &[other]);
    let (_, again) = searched(&admin, here()).await;
    assert_eq!(again.gone, 1);
    let known = sources(&admin, &all[0]).await;
    let gone: Vec<bool> = known.data.iter().map(|s| s.gone_at.is_some()).collect();
    assert_eq!(gone, [false, true], "{known:?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_names_of_a_place_are_kept_and_found_by() {
    let other = place("08f2", "Muu", 24.94, json!({}));
    // Far enough that the names must tell, near enough that they may.
    let csv = "ref,name,category,lat,lon,street,city,country\n\
         1,Salutorgets kafé,cafe,60.1701,24.9502,Bulevardi 9,Helsinki,FI\n";
    for (place, merged) in [(market(), 1), (plain(), 0)] {
        let (app, admin, path) = server(&[place, other.clone()]).await;
        searched(&admin, here()).await;
        let job = import(&admin, "one.csv", csv).await;
        let report = job.report.expect("a report");
        assert_eq!(report.merged, merged, "{report:?}");
        if merged == 1 {
            let all = leads(&admin).await;
            let known = sources(&admin, &all[0]).await;
            let facts = known.data[0].facts.as_ref().expect("what it says");
            assert_eq!(facts.beyond.other_names, ["Salutorgets kafé"]);
            assert_eq!(facts.beyond.brand.as_deref(), Some("Torikahvit"));
        } else {
            // Its source learns the other name: from then on it is known by it too.
            write(&path, &[market(), other.clone()]);
            let (_, again) = searched(&admin, here()).await;
            assert_eq!((again.created, again.changed), (0, 0));
            let renumbered = csv.replace("\n1,", "\n2,");
            let job = import(&admin, "one.csv", &renumbered).await;
            let report = job.report.expect("a report");
            assert_eq!(report.merged + report.proposed, 1, "{report:?}");
        }
        app.stop().await;
    }
}

/// The same, of which nobody knows the Swedish name.
fn plain() -> Value {
    place("08f1", "Kauppatorin kahvila", 24.95, json!({}))
}
