//! How quick the cache is, and how large: the work of a page full of leads, each line
//! the median of many runs, beside what TanStack Query 5.108 and DB 0.15 took for the
//! same on a 4-core machine of this kind, and what is aimed at.
//!
//! `make bench`, or `cargo bench --no-default-features --bench cache` and perhaps a part
//! of it: `change`, `queries`, `batch` or `fill`.

mod memory;
mod world;

use futures::executor::block_on;
use leadwire::{
    model::{BusinessChanges, Stage, Uuid},
    query::{Key, Observer, Overlay, Query, QueryClient},
    store::{Keeper, Memory},
};
use memory::in_use;
use std::{
    hint::black_box,
    rc::Rc,
    time::{Duration, Instant},
};
use world::{BY_NAME, NEWEST, client, id, lead, load};

#[global_allocator]
static MEMORY: memory::Counting = memory::Counting;

const MANY: usize = 100_000;

fn main() {
    println!(
        "{:<62} {:>10} {:>10} {:>7} {:>10} {:>7}",
        "", "median", "aim", "of it", "TanStack", "ratio"
    );
    let parts: [(&str, fn()); 4] = [
        ("change", change_one),
        ("queries", queries),
        ("batch", batch),
        ("fill", fill),
    ];
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Vec<_> = wanted.iter().filter(|arg| !arg.starts_with('-')).collect();
    for (name, run) in parts {
        if wanted.is_empty() || wanted.contains(&&name.to_owned()) {
            run();
        }
    }
}

/// Prints a line: what it took, what was aimed at, and what others take, in µs.
fn line(what: &str, took: Duration, aim: f64, theirs: Option<f64>) {
    let took = took.as_secs_f64() * 1e6;
    let beside = theirs.map_or_else(
        || format!("{:>10} {:>7}", "–", "–"),
        |theirs| format!("{:>10} {:>6.0}×", time(theirs), theirs / took),
    );
    println!(
        "{what:<62} {:>10} {:>10} {:>6.0}% {beside}",
        time(took),
        time(aim),
        took / aim * 100.0
    );
}

fn time(micros: f64) -> String {
    match micros {
        m if m < 10.0 => format!("{m:.2} µs"),
        m if m < 1_000.0 => format!("{m:.0} µs"),
        m => format!("{:.1} ms", m / 1_000.0),
    }
}

/// The median of `runs` runs, of which each is told its number.
fn median(runs: usize, mut run: impl FnMut(usize)) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|number| {
            let start = Instant::now();
            run(number);
            start.elapsed()
        })
        .collect();
    times.sort();
    times[runs / 2]
}

/// A lead somewhere, with something of it changed that moves it in every list.
fn changed(run: usize, among: usize) -> leadwire::model::Business {
    let mut lead = lead(run * 7_919 % among);
    lead.version = 2 + run as i64;
    lead.updated_at += 1_000_000 + run as i64;
    lead.name.insert_str(0, ["A ", "M ", "Z "][run % 3]);
    lead
}

fn change_one() {
    for (order, sort) in [("by name", BY_NAME), ("newest first", NEWEST)] {
        let client = client();
        let (_, told) = load(&client, MANY, sort);
        let changes: Vec<_> = (0..2_000).map(|run| changed(run, MANY)).collect();
        let mut next = changes.into_iter();
        let took = median(2_000, |_| client.upsert_businesses(next.next()));
        let what = format!("change 1 of 100,000, sorted {order}, 50 rows observed");
        line(&what, took, 20.0, Some(340.0));
        let took = median(2_000, |run| optimistic(&client, run));
        let what = format!("the same optimistically, confirmed later, sorted {order}");
        line(&what, took, 40.0, Some(610.0));
        black_box(told.get());
    }
}

fn optimistic(client: &QueryClient, run: usize) {
    let lead = id(run * 104_729 % MANY);
    let mutation = Uuid::from_u128(run as u128);
    let changes = BusinessChanges {
        name: Some(format!("Optimistic {run}")),
        stage: Some(Stage::Won),
        ..Default::default()
    };
    client.push_overlay(lead, mutation, Overlay::Change(Box::new(changes.clone())));
    let base = client.entities().base(lead);
    let confirmed = base.map(|base| {
        let mut lead = leadwire::model::Business::clone(&base);
        changes.apply(&mut lead);
        lead.version += 1;
        lead.updated_at += 5_000_000 + run as i64;
        lead
    });
    client.settle_overlay(lead, mutation, confirmed);
}

/// Observes a key as a component does, as long as the run.
fn observe(client: &QueryClient, key: Key) {
    let observer = Observer::new(client, Query::<usize>::cached(key));
    std::mem::forget(observer.subscribe(|_| {}));
}

fn queries() {
    let client = client();
    for n in 0..1_100 {
        let key = Key::business(id(n));
        client.set(&key, n);
        if n < 100 {
            observe(&client, key);
        }
    }
    let took = median(500, |_| drop(client.invalidate(Key::businesses())));
    line(
        "invalidate a prefix over 1,000 inactive and 100 active",
        took,
        100.0,
        Some(310.0),
    );

    let client = self::client();
    let keys: Vec<Key> = (0..10_000).map(|n| Key::business(id(n))).collect();
    for (n, key) in keys.iter().enumerate() {
        client.set(key, n);
        observe(&client, key.clone());
    }
    let took = median(20_000, |run| {
        drop(client.set(&keys[run * 7 % 10_000], run + 20_000));
    });
    line(
        "set 1 of 10,000 detail keys with an observer each",
        took,
        2.0,
        Some(10.0),
    );
}

fn batch() {
    for (order, sort) in [("by name", BY_NAME), ("newest first", NEWEST)] {
        let client = client();
        load(&client, 10_000, sort);
        let events = |run: usize| {
            let first = run * 1_000;
            (first..first + 1_000)
                .map(|n| changed(n, 10_000))
                .collect::<Vec<_>>()
        };
        let mut batches: Vec<_> = (0..50).map(events).collect();
        batches.reverse();
        let took = median(50, |_| {
            let batch = batches.pop().unwrap_or_default();
            // As the events of a frame are.
            client.batch(|| client.upsert_businesses(batch));
        });
        let what = format!("apply 1,000 events to 10,000 leads, sorted {order}, all move");
        line(&what, took, 2_000.0, None);
    }
    let client = client();
    load(&client, 10_000, BY_NAME);
    let took = median(50, |run| {
        let events = (0..1_000).map(|n| {
            let mut lead = lead((run * 1_000 + n) * 7_919 % 10_000);
            lead.version = 2 + run as i64;
            lead.stage = Stage::ALL[(run + n) % 6];
            lead
        });
        client.batch(|| client.upsert_businesses(events));
    });
    line("the same with making them, none moves", took, 2_000.0, None);
}

fn fill() {
    let leads: Vec<_> = (0..MANY).map(lead).collect();
    let took = median(5, |_| client().learn_businesses(&leads));
    line(
        "learn 100,000 leads from answers",
        took,
        300_000.0,
        Some(900_000.0),
    );
    drop(leads);
    let (user, disk) = (Uuid::from_u128(1), Rc::new(Memory::default()));
    let keep = |client: &QueryClient| {
        let keeper = Keeper::new(client.clone(), disk.clone());
        keeper.let_write(true);
        block_on(keeper.open(user));
        keeper
    };
    let before = in_use();
    let client = client();
    let keeper = keep(&client);
    load(&client, MANY, BY_NAME);
    let used = in_use() - before;
    println!(
        "{:<62} {:>6.1} MiB {:>6} MiB",
        "memory of 100,000 leads in one list",
        used as f64 / f64::from(1 << 20),
        30
    );
    let start = Instant::now();
    block_on(keeper.flush());
    line(
        "keep 100,000 leads and their list, the first time",
        start.elapsed(),
        300_000.0,
        None,
    );
    client.upsert_businesses([changed(1, MANY)]);
    let start = Instant::now();
    block_on(keeper.flush());
    line(
        "the same after 1 of them changed",
        start.elapsed(),
        1_000.0,
        None,
    );
    drop((client, keeper));
    let took = median(5, |_| {
        let client = self::client();
        keep(&client);
        assert_eq!(client.entities().len(), MANY);
    });
    line(
        "hydrate 100,000 leads and their list",
        took,
        300_000.0,
        Some(900_000.0),
    );
}
