//! How quick changes are that were made without a server: kept on disk, restored when
//! the app starts again, sent when the server is back.
//!
//! `make bench`; `LEADWIRE_BENCH_CHANGES` (10,000) says how many: to a tenth as many
//! leads, each made and then changed nine times. The store is the apps' on disk, the
//! server a process of its own on loopback, and asked in the end whether it has every
//! change, once and in order.

#[path = "../server/process.rs"]
#[allow(dead_code, reason = "the server's bench uses more of it")]
mod process;

use leadwire::{
    model::{Business, BusinessChanges, ClientKind, NewBusiness, SignIn, Stats, Uuid},
    net::Http,
    outbox::{Outbox, over_http},
    query::{Env, QueryClient},
    service,
    store::Redb,
};
use process::{EMAIL, PASSWORD, Running};
use std::{
    error::Error,
    path::Path,
    rc::Rc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::task::{LocalSet, spawn_local};

/// Why it ended early.
type Failure = Box<dyn Error + Send + Sync>;

/// Changes of each lead.
const EACH: usize = 10;

fn main() -> Result<(), Failure> {
    let given = std::env::var("LEADWIRE_BENCH_CHANGES").ok();
    let changes: usize = given.and_then(|text| text.parse().ok()).unwrap_or(10_000);
    let leads = (changes / EACH).max(1);
    // Only fails if there is a provider already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("bench.db").display());
    let server = Running::start(&url, &folder.path().join("uploads"))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let set = LocalSet::new();
    let store = folder.path().join("leadwire.redb");
    runtime.block_on(set.run_until(async {
        let base = format!("http://{}", server.addr);
        let http = Http::new(base, None);
        let request = SignIn {
            email: EMAIL.into(),
            password: PASSWORD.into(),
            client: ClientKind::App,
        };
        let session = service::sign_in(&http, &request).await?;
        http.set_token(session.token);
        make(&store, session.user.id, leads).await?;
        send(&store, session.user.id, &http).await?;
        check(&http, leads).await
    }))
}

fn env() -> Env {
    Env {
        now: Rc::new(|| {
            let age = SystemTime::now().duration_since(UNIX_EPOCH);
            i64::try_from(age.unwrap_or_default().as_millis()).unwrap_or(i64::MAX)
        }),
        spawn: Rc::new(|task| drop(spawn_local(task))),
        sleep: Rc::new(|time| Box::pin(tokio::time::sleep(time))),
        random: Rc::new(leadwire::platform::random),
    }
}

/// Makes the changes on a device that reaches no server.
async fn make(store: &Path, user: Uuid, leads: usize) -> Result<(), Failure> {
    let nowhere = Http::new("http://127.0.0.1:9".into(), None);
    let store = Rc::new(Redb::at(Some(store.to_owned())));
    let client = QueryClient::new(env());
    let send = over_http(&nowhere, &client);
    let outbox = Outbox::new(client, store, send);
    outbox.open(user).await;
    let begun = Instant::now();
    let mut kept = Vec::new();
    let mut ids = Vec::new();
    for number in 0..leads {
        let (id, receipt) = outbox.create(NewBusiness::named(format!("Lead {number}")));
        ids.push(id);
        kept.push(receipt.kept);
    }
    for kept in kept {
        kept.await?;
    }
    for step in 1..EACH {
        let changes = BusinessChanges {
            phone: Some(Some(format!("+358 {step}"))),
            ..Default::default()
        };
        outbox.update_many(&ids, &changes).kept.await?;
    }
    println!(
        "{} changes kept and shown in {:.2?}",
        leads * EACH,
        begun.elapsed()
    );
    // What keeps trying to reach the server holds the store.
    outbox.close();
    Ok(())
}

/// The app starts again, and the server is there.
async fn send(store: &Path, user: Uuid, http: &Http) -> Result<(), Failure> {
    let store = loop {
        // Tasks of the app before end in their own time.
        tokio::time::sleep(Duration::from_millis(10)).await;
        let store = Redb::at(Some(store.to_owned()));
        if leadwire::store::Store::read(&store, "none").await.is_ok() {
            break Rc::new(store);
        }
    };
    let client = QueryClient::new(env());
    let send = over_http(http, &client);
    let outbox = Outbox::new(client, store, send);
    let begun = Instant::now();
    outbox.open(user).await;
    let count = outbox.counts().waiting;
    println!(
        "{count} changes restored and shown in {:.2?}",
        begun.elapsed()
    );
    let begun = Instant::now();
    while outbox.counts().waiting > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let took = begun.elapsed();
    let rate = count as f64 / took.as_secs_f64();
    println!("{count} changes sent in {took:.2?}: {rate:.0} changes/s");
    match outbox.counts().parked {
        0 => Ok(()),
        parked => Err(format!("{parked} changes were refused").into()),
    }
}

/// Every change was made once, and the last of each lead is what it has.
async fn check(http: &Http, leads: usize) -> Result<(), Failure> {
    let stats: Stats = service::get_stats(http).await?;
    if stats.total != leads as u64 {
        return Err(format!("{} leads instead of {leads}", stats.total).into());
    }
    let mut cursor: Option<String> = None;
    let (filter, sort) = (Default::default(), Default::default());
    loop {
        let answer = service::list_businesses(http, &filter, sort, cursor.as_deref()).await?;
        let page = answer.data;
        let last = format!("+358 {}", EACH - 1);
        let is_right = |lead: &Business| {
            lead.version == EACH as i64 && lead.phone.as_deref() == Some(last.as_str())
        };
        if let Some(wrong) = page.data.iter().find(|lead| !is_right(lead)) {
            return Err(format!("changes of {} are missing or twice: {wrong:?}", wrong.id).into());
        }
        cursor = page.meta.next_cursor;
        if cursor.is_none() {
            println!("each made once, in order");
            return Ok(());
        }
    }
}
