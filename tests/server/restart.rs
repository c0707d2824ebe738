//! Killed in the middle, and the command line beside a running server.

use crate::{
    importer::{csv, folder, helsinki},
    process::{Process, program},
    support::{ADMIN, TestApp},
};
use leadwire::model::{Business, Page};
use serde_json::json;
use std::{
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
};

const ROWS: usize = 30_000;

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_again_and_again_ends_at_the_same_numbers() {
    let folder = folder();
    let mut process = Process::start(folder.path());
    let mut user = process.user().await;
    let job = user.import("x.csv", csv(ROWS)).await;
    let mut done = 0;
    for _ in 0..4 {
        let now = user.job_when(&job, |job| job.done > done).await;
        done = now.done;
        process.kill();
        process = Process::start(folder.path());
        user = process.user().await;
    }
    let job = user.completed(&job).await;
    let report = job.report.expect("a report");
    assert_eq!(
        (
            report.created,
            report.changed,
            report.unchanged,
            report.rejected
        ),
        (ROWS as u64, 0, 0, 0),
        "nothing twice, nothing left out"
    );
    assert_eq!(user.stats().await.total, ROWS as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_imports_and_exports_with_and_without_a_server() {
    let folder = folder();
    std::fs::write(folder.path().join("h.osm.pbf"), helsinki()).expect("writes");
    std::fs::write(folder.path().join("bad.csv"), "colour\nred\n").expect("writes");
    let run = |args: &[&str]| {
        let output = program(folder.path()).args(args).output().expect("runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        (output.status.success(), text)
    };
    let (fine, text) = run(&["import", "h.osm.pbf"]);
    assert!(fine && text.contains("1438 new, 0 changed"), "{text}");

    let process = Process::start(folder.path());
    let user = process.user().await;
    assert_eq!(user.stats().await.total, 1_438);
    let (fine, text) = run(&["import", "h.osm.pbf"]);
    assert!(
        fine && text.contains("0 new, 0 changed, 1438 unchanged"),
        "{text}"
    );
    assert_eq!(user.jobs().await.len(), 2, "the server did it");
    let (fine, _) = run(&["import", "bad.csv"]);
    assert!(!fine);
    assert!(
        folder.path().join("h.osm.pbf").exists(),
        "the file is the person's own"
    );
    let (fine, _) = run(&["serve"]);
    assert!(!fine, "one server at a time");

    let columns = "Kunde;Firma;Ort\nK1;Bäcker;Berlin\n";
    std::fs::write(folder.path().join("kunden.csv"), columns).expect("writes");
    let (fine, _) = run(&["import", "kunden.csv", "--map", "name=Name"]);
    assert!(!fine, "there is no such column");
    let (fine, text) = run(&[
        "import",
        "kunden.csv",
        "--map",
        "name=Kunde",
        "--map",
        "tags=Firma",
    ]);
    assert!(fine && text.contains("1 new"), "{text}");
    let found: Page<Business> = user.get("/businesses?q=K1").await;
    assert_eq!(found.data[0].name, "K1");
    assert_eq!(found.data[0].tags, ["Bäcker"]);

    let (fine, text) = run(&["export"]);
    assert!(fine);
    assert_eq!(text.lines().count(), 1_440);
    let (fine, text) = run(&["export", "--category", "cafe", "--sort", "-name"]);
    assert!(fine && text.lines().count() > 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_password_is_shown_once_and_is_in_no_log() {
    let folder = folder();
    let mut first = program(folder.path());
    first
        .env_remove("LEADWIRE_ADMIN_PASSWORD")
        .env("LEADWIRE_LOG", "trace");
    let (said, logged) = first_words(&mut first);
    let line = said
        .iter()
        .find(|line| line.contains("with the password "))
        .unwrap_or_else(|| panic!("{said:?}"));
    let password = line.rsplit(' ').next().expect("the password").to_owned();
    assert!(password.len() >= 12, "{line}");
    assert!(line.contains(ADMIN), "{line}");
    assert!(logged.contains("leads indexed"), "there is a log");
    assert!(!logged.contains(&password), "nor is it logged");

    let mut again = program(folder.path());
    again
        .env_remove("LEADWIRE_ADMIN_PASSWORD")
        .env("LEADWIRE_LOG", "trace");
    let (said, logged) = first_words(&mut again);
    let said = said.join("\n");
    assert!(said.contains("Sign in with your account"), "{said}");
    assert!(!said.contains(&password) && !logged.contains(&password));
}

/// Starts a server, reads how it greets, kills it; what it said and what it logged.
fn first_words(command: &mut Command) -> (Vec<String>, String) {
    let mut child = command
        .arg("serve")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut errors = child.stderr.take().expect("its log");
    let log = std::thread::spawn(move || {
        let mut text = String::new();
        errors.read_to_string(&mut text).map(|_| text)
    });
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let mut said = Vec::new();
    for line in out.lines() {
        said.push(line.expect("UTF-8"));
        if ["shown this once", "Sign in with your account"]
            .iter()
            .any(|end| said[said.len() - 1].contains(end))
        {
            break;
        }
    }
    child.kill().expect("is killed");
    child.wait().expect("is gone");
    (said, log.join().expect("ends").expect("UTF-8"))
}

#[tokio::test]
async fn a_backup_that_is_put_back_is_another_database() {
    let app = TestApp::start().await;
    let epoch = app.state.db.epoch();
    app.admin().await.create(json!({"name": "Bakery"})).await;
    let folder = app.stop().await;
    let (file, copy) = (folder.path().join("test.db"), folder.path().join("copy.db"));
    std::fs::copy(&file, &copy).expect("copies");

    let app = TestApp::start_in(folder).await;
    assert_eq!(app.state.db.epoch(), epoch, "started again, it is the same");
    app.admin().await.create(json!({"name": "Lost"})).await;
    let folder = app.stop().await;
    std::fs::copy(&copy, &file).expect("copies");

    let app = TestApp::start_in(folder).await;
    let restored = app.state.db.epoch();
    assert_ne!(restored, epoch, "its second event will be another");
    let ada = app.admin().await;
    ada.create(json!({"name": "Another"})).await;
    let folder = app.stop().await;
    let app = TestApp::start_in(folder).await;
    assert_eq!(app.state.db.epoch(), restored);
    let folder = app.stop().await;

    // On another machine nobody knows what clients were told.
    std::fs::remove_file(folder.path().join("test.db.told")).expect("is there");
    let app = TestApp::start_in(folder).await;
    assert_ne!(app.state.db.epoch(), restored);
}
