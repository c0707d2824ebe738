//! Long work: what runs, what failed, what is done.

use super::{page::Page, proxy::Proxy};
use crate::{
    importer::csv,
    support::{Person, TestApp},
};
use leadwire::model::{Job, JobStatus};

/// Enough that a job can be caught while it runs.
const ROWS: usize = 10_000;

async fn import(person: &Person, name: &str, text: String) -> Job {
    let path = format!("/import?file_name={name}");
    let request = person.request(reqwest::Method::POST, &path).body(text);
    request.send().await.unwrap().json().await.unwrap()
}

async fn job(person: &Person, id: leadwire::model::Uuid) -> Job {
    let answer = person.get(&format!("/jobs/{id}")).await;
    serde_json::from_value(answer.json).unwrap()
}

#[tokio::test]
async fn jobs_are_held_back_let_go_on_and_watched_to_their_end() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.press("Jobs").await;
    page.see("No jobs yet").await;
    let long = import(&ada, "long.csv", csv(ROWS)).await;
    page.see("long.csv").await;
    page.see("Active 1").await;
    page.press("Pause").await;
    page.see("Paused").await;
    assert!(job(&ada, long.id).await.paused_at.is_some());
    page.press("long.csv").await;
    page.see("Asked for").await;
    page.see("Paused; goes on where it was once resumed.").await;
    page.press("Resume").await;
    page.see("Complete").await;
    page.see("New 10,000").await;
    page.see("10,000 leads: 10,000 new").await;
    page.press("Jobs").await;
    page.see("Nothing runs or waits.").await;
    page.see("Done 1").await;
}

#[tokio::test]
async fn what_failed_stands_with_its_reason_until_it_is_tried_again() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.press("Jobs").await;
    page.see("No jobs yet").await;
    for name in ["fruit.csv", "pears.csv"] {
        import(&ada, name, "pear,plum\n1,2\n".into()).await;
        page.see(name).await;
    }
    page.see("Failed 2").await;
    page.see("No column is called name").await;
    page.press("Retry all").await;
    page.see("Tried again by request.").await;
    page.see("Failed 2").await;
    page.press("fruit.csv").await;
    page.see("Nothing was imported.").await;
}

#[tokio::test]
async fn a_job_is_asked_for_every_two_seconds_only_while_the_socket_is_down() {
    let app = TestApp::start().await;
    let mut ada = app.admin().await;
    let proxy = Proxy::before(app.addr).await;
    let server = std::mem::replace(&mut ada.server, proxy.base());
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    ada.server = server;
    page.see("Live").await;
    let long = import(&ada, "long.csv", csv(ROWS)).await;
    page.press("Jobs").await;
    page.press("Pause").await;
    page.see("Paused").await;
    page.press("long.csv").await;
    page.see("Asked for").await;
    let path = format!("/api/v1/jobs/{}", long.id);
    let before = proxy.asked(&path);

    proxy.cut_sockets();
    page.see("Reconnecting").await;
    page.work_until(proxy.asked_again(&path, before + 2)).await;
    // Nobody tells of it but the answers.
    let resumed = ada
        .request(reqwest::Method::POST, &format!("/jobs/{}/resume", long.id))
        .send();
    page.work_until(resumed).await.unwrap();
    page.see("New 10,000").await;
    page.see("10,000 leads: 10,000 new").await;
    assert_eq!(job(&ada, long.id).await.status, JobStatus::Completed);

    // It has ended: nothing is left to be asked.
    let ended = proxy.asked(&path);
    let other = import(&ada, "other.csv", csv(10)).await;
    page.work_until(async {
        while job(&ada, other.id).await.status != JobStatus::Completed {
            tokio::task::yield_now().await;
        }
    })
    .await;
    proxy.mend_sockets();
    // However long it was away: a click tries at once.
    let names = ["Reconnecting", "Offline"];
    let shown = page.until("state of the connection", |tree| {
        let text = tree.text(0);
        names.into_iter().find(|name| text.contains(name))
    });
    let shown = shown.await;
    page.press(shown).await;
    page.see("Live").await;
    assert!(proxy.asked(&path) <= ended + 1, "once more after the gap");
}
