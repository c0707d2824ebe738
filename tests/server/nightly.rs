//! All leads in a folder, once a night.

use crate::support::{Person, TestApp};
use leadwire::{
    model::Timestamp,
    server::nightly::{Clock, NightlyConfig, run},
};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

/// 1 March 2026, 12:00 UTC.
const NOON: Timestamp = 1_772_366_400_000;
const HOUR: Timestamp = 3_600_000;

/// An export every night at 02:30 UTC, by a clock that stands until it is let go on.
struct Nightly {
    now: Arc<AtomicI64>,
    /// It waits, and for how long.
    waits: mpsc::UnboundedReceiver<(Timestamp, oneshot::Sender<()>)>,
    waiting: Option<(Timestamp, oneshot::Sender<()>)>,
    task: JoinHandle<()>,
}

impl Nightly {
    /// Starts at `now`, and does what is to be done by then.
    async fn start(app: &TestApp, dir: &Path, now: Timestamp) -> Self {
        let now = Arc::new(AtomicI64::new(now));
        let (told, mut waits) = mpsc::unbounded_channel();
        let read = now.clone();
        let clock = Clock {
            now: Arc::new(move || read.load(Ordering::SeqCst)),
            sleep: Arc::new(move |time| {
                let (wake, woken) = oneshot::channel();
                told.send((time, wake)).unwrap();
                Box::pin(async move { woken.await.unwrap_or_default() })
            }),
        };
        let config = NightlyConfig {
            dir: Some(dir.to_owned()),
            at: jiff::civil::time(2, 30, 0, 0),
            zone: Some(jiff::tz::TimeZone::UTC),
            keep: 3,
        };
        let task = tokio::spawn(run(app.state.db.clone(), config, clock));
        let waiting = waits.recv().await;
        Self {
            now,
            waits,
            waiting,
            task,
        }
    }

    /// Lets time go on, and all be done that is to be done by then.
    async fn until(&mut self, end: Timestamp) {
        while let Some((time, wake)) = self.waiting.take() {
            let next = self.now.load(Ordering::SeqCst) + time;
            if next > end {
                self.waiting = Some((time, wake));
                return;
            }
            self.now.store(next, Ordering::SeqCst);
            wake.send(()).unwrap();
            self.waiting = self.waits.recv().await;
        }
    }

    /// Ends as with its server.
    async fn stop(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

fn files(dir: &Path) -> Vec<String> {
    let files = std::fs::read_dir(dir).into_iter().flatten();
    let mut names: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

async fn begin() -> (TestApp, Person, PathBuf) {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    ada.create(json!({"name": "=Bakery"})).await;
    let dir = app.folder().join("exports/all");
    (app, ada, dir)
}

#[tokio::test]
async fn a_night_is_exported_once_also_across_restarts_and_a_missed_one_is_made_up_for() {
    let (app, ada, dir) = begin().await;
    let gone = ada.create(json!({"name": "Gone"})).await;
    ada.delete(&format!("/businesses/{}", gone.id)).await;
    let mut nightly = Nightly::start(&app, &dir, NOON).await;
    assert_eq!(files(&dir), ["leads-2026-03-01.csv"], "that of last night");
    let first = dir.join("leads-2026-03-01.csv");
    let text = std::fs::read_to_string(&first).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains(",'=Bakery,"));
    ada.create(json!({"name": "Bar"})).await;
    nightly.until(NOON + 14 * HOUR).await;
    assert_eq!(files(&dir).len(), 1, "it is not half past two");
    nightly.stop().await;
    let mut nightly = Nightly::start(&app, &dir, NOON + 14 * HOUR).await;
    nightly.until(NOON + 15 * HOUR).await;
    assert_eq!(files(&dir).len(), 2);
    let second = std::fs::read_to_string(dir.join("leads-2026-03-02.csv")).unwrap();
    assert_eq!(second.lines().count(), 3);
    nightly.stop().await;
    ada.create(json!({"name": "Café"})).await;
    let nightly = Nightly::start(&app, &dir, NOON + 16 * HOUR).await;
    let again = std::fs::read_to_string(dir.join("leads-2026-03-02.csv")).unwrap();
    assert_eq!(again, second, "of a night there is one");
    assert_eq!(std::fs::read_to_string(&first).unwrap(), text);
    nightly.stop().await;
}

#[tokio::test]
async fn the_newest_are_kept_and_nothing_else_is_touched() {
    let (app, _ada, dir) = begin().await;
    std::fs::create_dir_all(&dir).unwrap();
    for other in ["leads.csv", "notes.txt", "leads-2020-01-01.csv.bak"] {
        std::fs::write(dir.join(other), "mine").unwrap();
    }
    let mut nightly = Nightly::start(&app, &dir, NOON).await;
    nightly.until(NOON + 5 * 24 * HOUR).await;
    let expected = [
        "leads-2020-01-01.csv.bak",
        "leads-2026-03-04.csv",
        "leads-2026-03-05.csv",
        "leads-2026-03-06.csv",
        "leads.csv",
        "notes.txt",
    ];
    assert_eq!(files(&dir), expected);
    nightly.stop().await;
}

#[tokio::test]
async fn one_that_fails_leaves_nothing_and_is_tried_again() {
    let (app, _ada, dir) = begin().await;
    // A file where the folder has to be.
    std::fs::create_dir_all(dir.parent().unwrap()).unwrap();
    std::fs::write(&dir, "in the way").unwrap();
    let mut nightly = Nightly::start(&app, &dir, NOON).await;
    nightly.until(NOON + HOUR).await;
    std::fs::remove_file(&dir).unwrap();
    nightly.until(NOON + HOUR + HOUR / 3).await;
    assert_eq!(files(&dir), ["leads-2026-03-01.csv"]);
    nightly.stop().await;
}
