//! Servers that are killed at random moments while they work on jobs of every kind. What
//! is there in the end is what is there when nobody kills them.
//!
//! `KILLS` says how often each kind is killed, and `SEED` chooses other moments.

mod ordeal;

use crate::{
    enrich::{
        web::{Reply, Web},
        world::HOME,
    },
    importer::{User, csv, folder, helsinki},
};
use leadwire::model::{Business, Page};
use ordeal::Ordeal;
use reqwest::Method;
use serde_json::json;

/// All leads but for their ids, their times and what is named, each with its version: one
/// that was written twice has another.
async fn leads(user: &User, but: &[&str]) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/businesses?limit=200{cursor}");
        let page: Page<Business> = user.get(&path).await;
        for lead in &page.data {
            let mut lead = serde_json::to_value(lead).expect("JSON");
            for volatile in ["id", "created_at", "updated_at"].iter().chain(but) {
                lead[*volatile].take();
            }
            all.push(lead.to_string());
        }
        match page.meta.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_that_are_killed_at_random_end_as_if_nothing_had_been() {
    let ordeal = Ordeal::default();
    ordeal
        .run(
            async |user| {
                let mut jobs = Vec::new();
                // None is in both: of two that are one, whichever comes first would stay.
                let files = [
                    ("long.csv", 12_000, "Company"),
                    ("short.csv", 300, "Bakery"),
                ];
                for (name, rows, kind) in files {
                    // The third row of each is none.
                    let text = csv(rows).replacen("\n2,Company 2,", "\n2,,", 1);
                    let text = text.replace("Company", kind);
                    let text =
                        text.replace("+358 9 ", if rows < 1_000 { "+46 8 " } else { "+358 9 " });
                    jobs.push(user.import(name, text).await);
                }
                jobs
            },
            async |user, jobs| {
                let reports: Vec<_> = jobs.iter().map(|job| job.report.clone()).collect();
                (reports, leads(user, &[]).await)
            },
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_that_are_killed_at_random_end_as_if_nothing_had_been() {
    let folder = folder();
    let extract = folder.path().join("helsinki.osm.pbf");
    std::fs::write(&extract, helsinki()).expect("writes");
    let extract = extract.to_str().expect("UTF-8").to_owned();
    let ordeal = Ordeal {
        environment: vec![("LEADWIRE_EXTRACT", extract)],
        ..Ordeal::default()
    };
    ordeal
        .run(
            async |user| {
                let areas = [(60.1699, 24.9384, 2_000), (60.18, 24.95, 400)];
                let mut jobs = Vec::new();
                for (lat, lon, radius_m) in areas {
                    let area = json!({"lat": lat, "lon": lon, "radius_m": radius_m});
                    jobs.push(user.ask("/scrapes", area).await);
                }
                jobs
            },
            // Which of the two finds a lead first is for nobody to say.
            async |user, _| leads(user, &["version"]).await,
        )
        .await;
}

/// A list of cafés, spelt in one of two ways: each is in both.
fn cafes(count: u32, is_second: bool) -> String {
    let mut text = String::from("ref,name,category,lat,lon,street,city,country,phone\n");
    for n in 0..count {
        // A word of its own for each.
        let word: String = format!("{:05}", n * 7_919 % 100_000)
            .bytes()
            .map(|digit| char::from(b"kelmapisut"[usize::from(digit - b'0')]))
            .collect();
        let lat = 60.0 + f64::from(n) * 0.01;
        let (name, phone) = if is_second {
            (
                format!("{word}nen Kahvila Oy"),
                format!("09 {:06}", 600_000 + n),
            )
        } else {
            (
                format!("Kahvila {word}nen"),
                format!("+358 9 {:06}", 600_000 + n),
            )
        };
        text.push_str(&format!(
            "{n},{name},cafe,{lat},24.9,{word}katu 5,Helsinki,FI,{phone}\n"
        ));
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn comparing_that_is_killed_at_random_merges_as_if_nothing_had_been() {
    let count = 600;
    // All rows are in: from then on they are compared.
    let ordeal = Ordeal {
        from: u64::from(count),
        ..Ordeal::default()
    };
    ordeal
        .run(
            async |user| {
                let first = user.import("one.csv", cafes(count, false)).await;
                user.completed(&first).await;
                vec![user.import("two.csv", cafes(count, true)).await]
            },
            async |user, jobs| {
                let report = jobs[0].report.clone().expect("a report");
                assert_eq!(report.created, u64::from(count));
                assert!(report.merged > u64::from(count) * 9 / 10, "{report:?}");
                let total = user.stats().await.total;
                assert_eq!(total, 2 * u64::from(count) - report.merged);
                let pairs: serde_json::Value = user.get("/duplicates?limit=1").await;
                (
                    report,
                    leads(user, &[]).await,
                    pairs["meta"]["total"].clone(),
                )
            },
        )
        .await;
}

/// Companies' websites on the loopback interface, and leads for them.
async fn farm(name: &'static str) -> (Web, Ordeal) {
    let web = Web::start_at(([0, 0, 0, 0], 0).into(), move |asked| {
        match asked.path.as_str() {
            "/" => Reply::html(HOME.replace("helmi.fi", &format!("{name}.fi"))),
            _ => Reply::new(404, ""),
        }
    });
    let settings = [
        ("LEADWIRE_ALLOW_NETWORKS", "127.0.0.0/8"),
        ("LEADWIRE_HOST_PAUSE_MS", "0"),
        ("LEADWIRE_LOOK_UPS", "3"),
    ];
    let environment = settings.map(|(name, value)| (name, value.to_owned()));
    let environment = environment.to_vec();
    let ordeal = Ordeal {
        environment,
        ..Ordeal::default()
    };
    (web.await, ordeal)
}

/// Leads with a website each; the last one's is not there.
async fn with_websites(user: &User, web: &Web, count: u8) -> Vec<Business> {
    let mut leads = Vec::new();
    for n in 1..=count {
        let port = if n == count { 9 } else { web.addr.port() };
        let website = format!("http://127.0.1.{n}:{port}/");
        let lead = json!({"name": format!("Company {n}"), "website": website,
            "address": {"country": "FI"}});
        let answer = user.request(Method::POST, "/businesses").json(&lead).send();
        let answer = answer.await.expect("answers");
        leads.push(answer.json().await.expect("a lead"));
    }
    leads
}

/// What is known of all leads after look-ups, but for ids and times.
async fn looked_up(user: &User) -> Vec<String> {
    let mut known = leads(user, &["version"]).await;
    let page: Page<Business> = user.get("/businesses?limit=200").await;
    for lead in page.data {
        for part in ["contacts", "facts"] {
            let path = format!("/businesses/{}/{part}", lead.id);
            let found: serde_json::Value = user.get(&path).await;
            for one in found["data"].as_array().expect("a list") {
                let mut one = one.clone();
                for volatile in ["id", "business_id", "version", "found_at"] {
                    if let Some(value) = one.get_mut(volatile) {
                        value.take();
                    }
                }
                known.push(format!("{} {part} {one}", lead.name));
            }
        }
    }
    known.sort();
    known
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_that_are_killed_at_random_end_as_if_nothing_had_been() {
    let (web, ordeal) = farm("batch").await;
    ordeal
        .run(
            async |user| {
                with_websites(user, &web, 30).await;
                vec![user.ask("/enrichment/batch", json!({"filter": {}})).await]
            },
            async |user, jobs| {
                let reports: Vec<_> = jobs.iter().map(|job| job.report.clone()).collect();
                (reports, looked_up(user).await)
            },
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn look_ups_that_are_killed_at_random_end_as_if_nothing_had_been() {
    let (web, ordeal) = farm("single").await;
    ordeal
        .run(
            async |user| {
                let mut jobs = Vec::new();
                // The last has no website that answers: that job rightly fails.
                for lead in with_websites(user, &web, 13).await.iter().take(12) {
                    let path = format!("/businesses/{}/enrich", lead.id);
                    jobs.push(user.ask(&path, json!({})).await);
                }
                jobs
            },
            async |user, _| looked_up(user).await,
        )
        .await;
}
