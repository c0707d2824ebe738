//! The work that is measured: that of a page full of leads.

use crate::{
    clock,
    figures::Figure,
    memory::in_use,
    world::{BY_NAME, NEWEST, client, id, lead, load},
};
use futures::executor::block_on;
use leadwire::{
    model::{BusinessChanges, Stage, Uuid},
    query::{Key, Observer, Overlay, Query, QueryClient},
    store::{Keeper, Memory},
};
use std::{hint::black_box, rc::Rc};

const MANY: usize = 100_000;

/// Who is told of a figure.
type Tell<'a> = &'a mut dyn FnMut(Figure);

/// A part of the work, and its name.
type Part = (&'static str, fn(Tell<'_>));

/// All of it.
pub const PARTS: [Part; 4] = [
    ("change", change_one),
    ("queries", queries),
    ("batch", batch),
    ("fill", fill),
];

/// The median in µs of `samples` samples, each the mean of `repeats` runs: a browser's
/// clock steps by 5 µs. Each run is told its number.
fn median(samples: usize, repeats: usize, mut run: impl FnMut(usize)) -> f64 {
    let mut times: Vec<f64> = (0..samples)
        .map(|sample| {
            let start = clock::now();
            (0..repeats).for_each(|repeat| run(sample * repeats + repeat));
            (clock::now() - start) / repeats as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[samples / 2]
}

/// What one run took, in µs.
fn once(run: impl FnOnce()) -> f64 {
    let start = clock::now();
    run();
    clock::now() - start
}

/// A lead somewhere, with something of it changed that moves it in every list.
fn changed(run: usize, among: usize) -> leadwire::model::Business {
    let mut lead = lead(run * 7_919 % among);
    lead.version = 2 + run as i64;
    lead.updated_at += 1_000_000 + run as i64;
    lead.name.insert_str(0, ["A ", "M ", "Z "][run % 3]);
    lead
}

fn change_one(tell: Tell<'_>) {
    for (order, sort) in [("by name", BY_NAME), ("newest first", NEWEST)] {
        let client = client();
        let (_, told) = load(&client, MANY, sort);
        let changes: Vec<_> = (0..2_000).map(|run| changed(run, MANY)).collect();
        let mut next = changes.into_iter();
        let took = median(100, 20, |_| client.upsert_businesses(next.next()));
        let what = format!("change 1 of 100,000, sorted {order}, 50 rows observed");
        tell(Figure::time(what, took, 20.0, Some(340.0)));
        let took = median(100, 20, |run| optimistic(&client, run));
        let what = format!("the same optimistically, confirmed later, sorted {order}");
        tell(Figure::time(what, took, 40.0, Some(610.0)));
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

fn queries(tell: Tell<'_>) {
    let client = client();
    for n in 0..1_100 {
        let key = Key::business(id(n));
        client.set(&key, n);
        if n < 100 {
            observe(&client, key);
        }
    }
    let took = median(100, 5, |_| drop(client.invalidate(Key::businesses())));
    let what = "invalidate a prefix over 1,000 inactive and 100 active";
    tell(Figure::time(what, took, 100.0, Some(310.0)));

    let client = self::client();
    let keys: Vec<Key> = (0..10_000).map(|n| Key::business(id(n))).collect();
    for (n, key) in keys.iter().enumerate() {
        client.set(key, n);
        observe(&client, key.clone());
    }
    let took = median(200, 100, |run| {
        drop(client.set(&keys[run * 7 % 10_000], run + 20_000));
    });
    let what = "set 1 of 10,000 detail keys with an observer each";
    tell(Figure::time(what, took, 2.0, Some(10.0)));
}

fn batch(tell: Tell<'_>) {
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
        let took = median(50, 1, |_| {
            let batch = batches.pop().unwrap_or_default();
            // As the events of a frame are.
            client.batch(|| client.upsert_businesses(batch));
        });
        let what = format!("apply 1,000 events to 10,000 leads, sorted {order}, all move");
        tell(Figure::time(what, took, 2_000.0, None));
    }
    let client = client();
    load(&client, 10_000, BY_NAME);
    let took = median(50, 1, |run| {
        let events = (0..1_000).map(|n| {
            let mut lead = lead((run * 1_000 + n) * 7_919 % 10_000);
            lead.version = 2 + run as i64;
            lead.stage = Stage::ALL[(run + n) % 6];
            lead
        });
        client.batch(|| client.upsert_businesses(events));
    });
    let what = "the same with making them, none moves";
    tell(Figure::time(what, took, 2_000.0, None));
}

fn fill(tell: Tell<'_>) {
    let leads: Vec<_> = (0..MANY).map(lead).collect();
    let took = median(5, 1, |_| client().learn_businesses(&leads));
    let what = "learn 100,000 leads from answers";
    tell(Figure::time(what, took, 300_000.0, Some(900_000.0)));
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
    let what = "memory of 100,000 leads in one list";
    tell(Figure::memory(what, used, 30));
    let took = once(|| block_on(keeper.flush()));
    let what = "keep 100,000 leads and their list, the first time";
    tell(Figure::time(what, took, 300_000.0, None));
    client.upsert_businesses([changed(1, MANY)]);
    let took = once(|| block_on(keeper.flush()));
    let what = "the same after 1 of them changed";
    tell(Figure::time(what, took, 1_000.0, None));
    drop((client, keeper));
    let took = median(5, 1, |_| {
        let client = self::client();
        keep(&client);
        assert_eq!(client.entities().len(), MANY);
    });
    let what = "hydrate 100,000 leads and their list";
    tell(Figure::time(what, took, 300_000.0, Some(900_000.0)));
}
