//! Killed in the middle, and the command line beside a running server.

use crate::{
    importer::{csv, folder, helsinki},
    process::{Process, program},
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

    let (fine, text) = run(&["export"]);
    assert!(fine);
    assert_eq!(text.lines().count(), 1_439);
    let (fine, text) = run(&["export", "--category", "cafe", "--sort", "-name"]);
    assert!(fine && text.lines().count() > 10);
}
