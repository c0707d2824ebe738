//! `POST /import`: what is taken, what is refused, and what is told of it.

use crate::importer::{TestApp, csv, folder, helsinki, problem};
use leadwire::model::{
    EventBody, IDEMPOTENCY_HEADER, ImportReport, Job, JobStatus, ProblemCode, Role, Uuid,
};
use reqwest::{Method, StatusCode, multipart};

fn report(job: &Job) -> ImportReport {
    job.report.clone().expect("a report")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_extract_gives_the_known_numbers_and_again_nothing_new() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    let mut events = app.state.db.events.listen();
    let job = app.user.import("helsinki.osm.pbf", helsinki()).await;
    assert_eq!(job.params["format"], "osm.pbf");
    let job = app.user.completed(&job).await;
    let first = report(&job);
    assert_eq!(
        (first.created, first.changed, first.unchanged),
        (1_438, 0, 0)
    );
    assert_eq!(
        (job.progress, job.done, job.total),
        (100.0, 1_438, Some(1_438))
    );
    let stats = app.user.stats().await;
    assert_eq!(stats.total, 1_438);
    assert_eq!(stats.with_phone, 347);
    assert_eq!(stats.with_website, 813);
    assert_eq!(stats.with_email, 197);
    assert_eq!(stats.with_street, 1_063);

    let (mut progress, mut ends, mut last) = (0, 0, -1);
    while let Ok(delivery) = events.try_recv() {
        for published in delivery.iter() {
            match &published.event.body {
                EventBody::ImportProgress(job) => {
                    assert!(job.version >= last, "progress never goes back");
                    last = job.version;
                    progress += 1;
                }
                EventBody::ImportComplete(job) => {
                    assert_eq!(report(job), first);
                    assert!(published.event.seq.is_some(), "the end is durable");
                    ends += 1;
                }
                _ => {}
            }
            assert!(published.frame.len() <= 64 * 1024);
        }
    }
    assert!(progress > 0);
    assert_eq!(ends, 1);

    let again = app.user.imported("helsinki.osm.pbf", helsinki()).await;
    let again = report(&again);
    assert_eq!(
        (again.created, again.changed, again.unchanged),
        (0, 0, 1_438)
    );
    assert_eq!(app.user.stats().await.total, 1_438);
    app.uploads_gone().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_brings_its_file_and_the_rejected_rows_can_be_read() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    let mut text = String::from("name,email\nGood,a@b.fi\n");
    for n in 0..150 {
        text.push_str(&format!("Bad {n},nothing\n"));
    }
    let file = multipart::Part::bytes(text.into_bytes()).file_name("leads.csv");
    let form = multipart::Form::new().text("x", "y").part("file", file);
    let request = app.user.request(Method::POST, "/import").multipart(form);
    let response = request.send().await.expect("answers");
    assert_eq!(response.status(), StatusCode::ACCEPTED);
    let job: Job = response.json().await.expect("a job");
    assert_eq!(job.params["file_name"], "leads.csv");
    let job = app.user.completed(&job).await;
    let report = report(&job);
    assert_eq!((report.created, report.rejected), (1, 150));
    assert_eq!(report.rejections.len(), 100);
    assert_eq!(report.rejections[0].line, 3);
    let path = format!("/jobs/{}/rejections?page=2&limit=100", job.id);
    let page: serde_json::Value = app.user.get(&path).await;
    assert_eq!(page["meta"]["total"], 150);
    assert_eq!(page["data"].as_array().map(Vec::len), Some(50));
    assert_eq!(page["data"][0]["line"], 103);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_over_the_limit_is_refused_and_leaves_nothing() {
    let folder = folder();
    let app = TestApp::start_with(folder, 1).await;
    let big = vec![b'x'; 2 << 20];
    let announced = app.user.upload("x.csv", big.clone()).await;
    assert_eq!(announced.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(problem(announced).await.code, ProblemCode::TooLarge);
    let chunks = big
        .chunks(4096)
        .map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec()));
    let body = reqwest::Body::wrap_stream(futures::stream::iter(chunks.collect::<Vec<_>>()));
    let request = app.user.request(Method::POST, "/import?file_name=x.csv");
    let unannounced = request.body(body).send().await.expect("answers");
    assert_eq!(unannounced.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(app.uploads(), 0);
    assert_eq!(app.user.jobs().await, []);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_imported_is_refused_at_once() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    for (name, bytes) in [
        ("x.csv", &b""[..]),
        ("x.xlsx", b"PK\x03\x04rest"),
        ("x.bin", b"\0\x01\x02"),
    ] {
        let refused = app.user.upload(name, bytes).await;
        assert_eq!(
            refused.status(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{name}"
        );
    }
    let form = multipart::Form::new().text("other", "y");
    let request = app.user.request(Method::POST, "/import").multipart(form);
    let refused = request.send().await.expect("answers");
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let refused = app.user.post("/import?unknown=1").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let rep = app.another(Role::Rep).await;
    let refused = rep.upload("x.csv", "name\nA\n").await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        rep.post("/jobs").await.status(),
        StatusCode::METHOD_NOT_ALLOWED
    );
    assert_eq!(app.uploads(), 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_fails_its_job_and_says_why_and_what_was_kept() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    let mut cut = helsinki();
    cut.truncate(cut.len() - 5_000);
    for (name, bytes, words) in [
        ("cut.osm.pbf", cut, ["damaged", "Nothing was imported"]),
        ("x.osm.pbf", b"not a map".to_vec(), ["no OpenStreetMap", "Nothing"]),
        ("x.csv", b"colour,size\n1,2\n".to_vec(), ["«colour»", "Nothing"]),
        (
            "x.geojson",
            br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},"geometry":null},{"#.to_vec(),
            ["damaged", "The lead before that is imported"],
        ),
    ] {
        let job = app.user.imported(name, bytes).await;
        assert_eq!(job.status, JobStatus::Failed, "{name}");
        let error = job.error.expect("a reason");
        for word in words {
            assert!(error.contains(word), "{name}: {error}");
        }
    }
    assert_eq!(app.user.stats().await.jobs.failed, 4);
    assert_eq!(app.uploads(), 4, "kept for another try");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_sent_again_is_the_same_job() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    let key = Uuid::now_v7().to_string();
    let send = async |text: String| {
        let request = app.user.request(Method::POST, "/import?file_name=x.csv");
        let request = request.header(IDEMPOTENCY_HEADER, &key).body(text);
        request.send().await.expect("answers")
    };
    let first: Job = send(csv(3)).await.json().await.expect("a job");
    let second: Job = send(csv(3)).await.json().await.expect("a job");
    assert_eq!(first.id, second.id);
    let other = send(csv(4)).await;
    assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem(other).await.code, ProblemCode::IdempotencyMismatch);
    app.user.completed(&first).await;
    assert_eq!(app.user.jobs().await.len(), 1);
    app.uploads_gone().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_changed_an_import_leaves_alone() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    app.user.imported("x.csv", "ref,name,phone\n1,A,1\n").await;
    let page: serde_json::Value = app.user.get("/businesses").await;
    let id = page["data"][0]["id"].as_str().expect("an id").to_owned();
    let patch = serde_json::json!({"base_version": 1, "phone": "9"});
    let request = app
        .user
        .request(Method::PATCH, &format!("/businesses/{id}"));
    let changed = request.json(&patch).send().await.expect("answers");
    assert_eq!(changed.status(), StatusCode::OK);
    let job = app.user.imported("x.csv", "ref,name,phone\n1,B,2\n").await;
    assert_eq!(report(&job).changed, 1);
    let lead: serde_json::Value = app.user.get(&format!("/businesses/{id}")).await;
    assert_eq!((&lead["name"], &lead["phone"]), (&"B".into(), &"9".into()));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_that_each_count_from_one_are_different_leads() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    let (oulu, pori) = ("id,name,city\n1,A,Oulu\n", "id,name,city\n1,B,Pori\n");
    for (name, text, numbers) in [
        ("oulu.csv", oulu, (1, 0, 0)),
        ("pori.csv", pori, (1, 0, 0)),
        ("oulu.csv", oulu, (0, 0, 1)),
        ("Oulu%20(1).CSV", oulu, (0, 0, 1)),
        ("oulu.csv", "id,name,city\n1,A2,Oulu\n", (0, 1, 0)),
        ("x.csv", "id,name,source\n1,C,crm\n", (1, 0, 0)),
        ("y.csv", "id,name,source\n1,C,crm\n", (0, 0, 1)),
    ] {
        let report = report(&app.user.imported(name, text).await);
        let (created, changed, unchanged) = numbers;
        assert_eq!(
            (report.created, report.changed, report.unchanged),
            (created, changed, unchanged),
            "{name}"
        );
    }
    assert_eq!(app.user.stats().await.total, 3);
    app.stop().await;
}
