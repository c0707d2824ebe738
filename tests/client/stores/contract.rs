//! What every store promises, and what is kept in one: run over all of them, natively
//! beside this file, in a real browser by `tests/browser/stores`. `open` opens the
//! same store each time, as a start of the app does.

use futures::{
    FutureExt, StreamExt,
    channel::mpsc::unbounded,
    future::{Either, LocalBoxFuture, join, pending, ready, select},
};
use leadwire::{
    model::{
        Business, BusinessChanges, BusinessFilter, NewBusiness, Page, PageMeta, Sort, SortKey,
        Stage, Uuid,
    },
    outbox::{Outbox, Send},
    query::{Env, Key, List, QueryClient},
    store::{Keeper, Store, Write},
};
use std::{
    cell::RefCell,
    pin::pin,
    rc::Rc,
    sync::atomic::{AtomicU64, Ordering},
};

const ADA: Uuid = Uuid::from_u128(1);
const GRACE: Uuid = Uuid::from_u128(2);

fn put(key: &str, bytes: &[u8]) -> Write {
    Write::Put(key.into(), bytes.into())
}

/// What is kept under a prefix.
async fn kept(store: &dyn Store, prefix: &str) -> Vec<(String, Vec<u8>)> {
    store.read(prefix).await.expect("read")
}

fn entries<const N: usize>(entries: [(&str, &[u8]); N]) -> Vec<(String, Vec<u8>)> {
    let entries = entries.into_iter();
    entries
        .map(|(key, bytes)| (key.to_owned(), bytes.to_owned()))
        .collect()
}

/// Bytes come back as they were put, in the order of their keys, also after a restart.
pub async fn keeps_bytes(open: impl AsyncFn() -> Rc<dyn Store>) {
    let store = open().await;
    assert_eq!(kept(&*store, "").await, []);
    let writes = vec![
        put("b/2", b"two"),
        put("b/1", b"one"),
        put("c", &[0, 255, 128]),
        put("a", b""),
        put("b", b"no part of it"),
        put("b0", b"nor this"),
        put("ä/😀", "ü".as_bytes()),
    ];
    store.write(writes).await.expect("written");
    let under = entries([("b/1", b"one"), ("b/2", b"two")]);
    assert_eq!(kept(&*store, "b/").await, under);
    assert_eq!(
        kept(&*store, "ä/").await,
        entries([("ä/😀", "ü".as_bytes())])
    );
    assert_eq!(kept(&*store, "nothing").await, []);
    let writes = vec![
        put("b/1", b"uno"),
        Write::Delete("b/2".into()),
        Write::Delete("z".into()),
        // The last of several to a key counts.
        put("d", b"first"),
        Write::Delete("d".into()),
        Write::Delete("e".into()),
        put("e", b"last"),
    ];
    store.write(writes).await.expect("written");
    store.write(vec![]).await.expect("nothing is written");
    drop(store);
    let store = open().await;
    let all = entries([
        ("a", b""),
        ("b", b"no part of it"),
        ("b/1", b"uno"),
        ("b0", b"nor this"),
        ("c", &[0, 255, 128]),
        ("e", b"last"),
        ("ä/😀", "ü".as_bytes()),
    ]);
    assert_eq!(kept(&*store, "").await, all);
    let away = all.into_iter().map(|(key, _)| Write::Delete(key));
    store.write(away.collect()).await.expect("written");
    assert_eq!(kept(&*store, "").await, []);
}

/// Much at a time, and from several sides at a time.
pub async fn keeps_much(open: impl AsyncFn() -> Rc<dyn Store>) {
    let store = open().await;
    let large = vec![7; 3 << 20];
    let many = |side: usize| (0..2_000).map(move |n| put(&format!("{side}/{n:05}"), &[side as u8]));
    let mut first: Vec<_> = many(1).collect();
    first.push(put("large", &large));
    let (one, two) = join(store.write(first), store.write(many(2).collect())).await;
    one.and(two).expect("written");
    // Each write is seen as a whole, or not at all.
    let away = many(1).map(|write| match write {
        Write::Put(key, _) | Write::Delete(key) => Write::Delete(key),
    });
    let (read, deleted) = join(store.read("1/"), store.write(away.collect())).await;
    deleted.expect("written");
    let seen = read.expect("read").len();
    assert!([0, 2_000].contains(&seen), "{seen} of 2,000");
    drop(store);
    let store = open().await;
    assert_eq!(kept(&*store, "1/").await, []);
    let two = kept(&*store, "2/").await;
    assert_eq!(two.len(), 2_000);
    assert!(two.is_sorted() && two.iter().all(|(_, bytes)| bytes == &[2]));
    assert_eq!(kept(&*store, "large").await, [("large".to_owned(), large)]);
}

/// An app whose tasks run as long as it is waited for something.
struct App {
    client: QueryClient,
    tasks: LocalBoxFuture<'static, ()>,
}

impl App {
    fn start() -> Self {
        let (spawned, tasks) = unbounded::<LocalBoxFuture<'static, ()>>();
        let client = QueryClient::new(Env {
            now: Rc::new(|| 1_000),
            // Whoever spawns holds the client, and so the tasks.
            spawn: Rc::new(move |task| spawned.unbounded_send(task).expect("tasks run")),
            sleep: Rc::new(|_| Box::pin(pending())),
            random: Rc::new(random),
        });
        let tasks = tasks.for_each_concurrent(None, |task| task).boxed_local();
        Self { client, tasks }
    }

    async fn run<T>(&mut self, awaited: impl Future<Output = T>) -> T {
        match select(pin!(awaited), &mut self.tasks).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => panic!("the tasks ended"),
        }
    }
}

/// The same in every run, and each another.
fn random() -> f64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    (count as f64 * 0.618_033_988_749).fract()
}

fn lead(n: usize) -> Business {
    let id = Uuid::from_u128(n as u128 + 10);
    NewBusiness::named(format!("Lead {n:05}")).into_business(id, n as i64)
}

/// The cache is there at the next start as it was, for whoever used it, until they
/// sign out.
pub async fn keeps_the_cache(open: impl AsyncFn() -> Rc<dyn Store>) {
    let sort = Sort {
        key: SortKey::Name,
        descending: false,
    };
    let key = Key::business_list(&BusinessFilter::default(), sort);
    let start = async |user| {
        let mut app = App::start();
        let keeper = Keeper::new(app.client.clone(), open().await);
        keeper.let_write(true);
        keeper.on_trouble(|error| panic!("{error}"));
        app.run(keeper.open(user)).await;
        (app, keeper)
    };
    let (mut app, keeper) = start(ADA).await;
    let page = Page {
        data: (0..500).map(lead).collect(),
        meta: PageMeta::default(),
    };
    let filter = BusinessFilter::default();
    let list = app.client.first_page(filter, sort, &page, (0, None));
    app.client.set(&key, list);
    app.run(keeper.flush()).await;
    let mut won = lead(321);
    (won.version, won.stage) = (2, Stage::Won);
    app.client.upsert_businesses([won.clone()]);
    app.run(keeper.flush()).await;
    drop((app, keeper));

    let (mut app, keeper) = start(ADA).await;
    let list = app.client.get::<List>(&key).expect("the list");
    assert!(list.iter().eq((0..500).map(|n| lead(n).id)));
    assert_eq!(app.client.business(won.id).as_deref(), Some(&won));
    assert_eq!(app.client.business(lead(7).id).as_deref(), Some(&lead(7)));
    keeper.wipe();
    // Whoever comes next waits until it is gone.
    app.run(keeper.open(ADA)).await;
    drop((app, keeper));
    let (app, keeper) = start(ADA).await;
    assert!(app.client.business(won.id).is_none(), "she signed out");
    drop((app, keeper));
    assert_eq!(kept(&*open().await, "").await, []);
}

/// What waits to be sent is there at the next start, for whoever made it, and goes
/// when the server has taken it.
pub async fn keeps_what_waits(open: impl AsyncFn() -> Rc<dyn Store>) {
    let start = async |user, send: Send| {
        let mut app = App::start();
        app.client.upsert_businesses([lead(1)]);
        let outbox = Outbox::new(app.client.clone(), open().await, send);
        outbox.on_trouble(|trouble| assert_eq!(trouble, None));
        app.run(outbox.open(user)).await;
        (app, outbox)
    };
    let nobody: Send = Rc::new(|_| Box::pin(pending()));
    let (mut app, outbox) = start(ADA, nobody.clone()).await;
    let call = |phone: &str| BusinessChanges {
        phone: Some(Some(phone.into())),
        ..BusinessChanges::default()
    };
    for phone in ["+358 1", "+358 2"] {
        let receipt = outbox.update(lead(1).id, call(phone));
        app.run(receipt.kept).await.expect("kept");
    }
    let made = outbox.pending();
    drop((app, outbox));

    let (app, outbox) = start(GRACE, nobody).await;
    assert_eq!(outbox.pending(), []);
    drop((app, outbox));
    let sent: Rc<RefCell<Vec<Uuid>>> = Rc::default();
    let (told, all) = unbounded();
    let taking: Send = Rc::new({
        let sent = sent.clone();
        move |mutation| {
            let mut names = sent.borrow_mut();
            names.push(mutation.id);
            let mut taken = lead(1);
            taken.version += names.len() as i64;
            Box::pin(ready(Ok(taken)))
        }
    });
    let (mut app, outbox) = start(ADA, taking).await;
    outbox.on_change(move |counts| {
        if counts.waiting == 0 {
            // It is waited for once.
            let _ = told.unbounded_send(());
        }
    });
    if outbox.counts().waiting > 0 {
        app.run(all.into_future()).await;
    }
    let names: Vec<_> = made.iter().map(|change| change.id).collect();
    assert_eq!((names.len(), &names), (2, &*sent.borrow()));
    // A write is answered after those before it: they have gone.
    let receipt = outbox.update(lead(2).id, call("+358 3"));
    app.run(receipt.kept).await.expect("kept");
    drop((app, outbox));
    let prefix = format!("outbox/{ADA}/");
    let left = kept(&*open().await, &prefix).await;
    let is_there = |name: &Uuid| {
        left.iter()
            .any(|(key, _)| *key == format!("{prefix}{name}"))
    };
    assert!(!names.iter().any(is_there), "{left:?}");
}
