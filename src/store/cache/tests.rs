mod writing;

use super::*;
use crate::{
    model::{
        Business, BusinessChanges, BusinessFilter, NewBusiness, Page, PageMeta, Sort, SortKey,
        Stage, Stats,
    },
    query::{Env, Key, News, Overlay},
    store::{Entry, Memory},
};
use futures::{executor::block_on, future::LocalBoxFuture, pending};
use std::cell::Cell;

const ADA: Uuid = Uuid::from_u128(1);
const GRACE: Uuid = Uuid::from_u128(2);
const BY_NAME: Sort = Sort {
    key: SortKey::Name,
    descending: false,
};

/// A disk that counts what is written, and can be full.
#[derive(Clone, Default)]
struct Disk {
    memory: Memory,
    puts: Rc<RefCell<Vec<String>>>,
    is_full: Rc<Cell<bool>>,
    is_slow: Rc<Cell<bool>>,
}

impl Disk {
    fn take_puts(&self) -> Vec<String> {
        let mut puts = self.puts.take();
        puts.sort();
        puts
    }
}

impl Store for Disk {
    fn read(&self, prefix: &str) -> LocalBoxFuture<'static, Result<Vec<Entry>, StoreError>> {
        let (disk, kept) = (self.clone(), self.memory.read(prefix));
        Box::pin(async move {
            while disk.is_slow.get() {
                pending!();
            }
            kept.await
        })
    }

    fn write(&self, writes: Vec<Write>) -> LocalBoxFuture<'static, Result<(), StoreError>> {
        if self.is_full.get() {
            return Box::pin(async { Err(StoreError::Full) });
        }
        let puts = writes.iter().filter_map(|write| match write {
            Write::Put(key, _) => Some(key.clone()),
            Write::Delete(_) => None,
        });
        self.puts.borrow_mut().extend(puts);
        self.memory.write(writes)
    }
}

thread_local! {
    static TASKS: RefCell<Vec<LocalBoxFuture<'static, ()>>> = const { RefCell::new(Vec::new()) };
}

/// Lets tasks go as far as they get.
fn run() {
    let mut tasks = TASKS.take();
    block_on(async { tasks.retain_mut(|task| task.now_or_never().is_none()) });
    TASKS.set(tasks);
}

/// The app on a device, just started.
fn start(disk: &Disk, user: Uuid) -> (QueryClient, Keeper) {
    let (client, keeper) = begin(disk);
    block_on(keeper.open(user));
    (client, keeper)
}

/// The same, before it is known who uses it.
fn begin(disk: &Disk) -> (QueryClient, Keeper) {
    let client = QueryClient::new(Env {
        now: Rc::new(|| 5),
        spawn: Rc::new(|task| TASKS.with_borrow_mut(|tasks| tasks.push(task))),
        sleep: Rc::new(|_| Box::pin(std::future::pending())),
        random: Rc::new(|| 0.0),
    });
    let keeper = Keeper::new(client.clone(), Rc::new(disk.clone()));
    keeper.let_write(true);
    (client, keeper)
}

fn lead(n: usize) -> Business {
    let mut lead = NewBusiness::named(format!("Lead {n:05}"))
        .into_business(Uuid::from_u128(n as u128 + 10), n as i64);
    lead.address.city = Some(format!("City {}", n % 7));
    lead
}

fn key() -> Key {
    Key::business_list(&BusinessFilter::default(), BY_NAME)
}

fn load(client: &QueryClient, count: usize) {
    let page = Page {
        data: (0..count).map(lead).collect(),
        meta: PageMeta {
            total: 90_000,
            next_cursor: Some("more".into()),
            ..Default::default()
        },
    };
    let list = client.first_page(BusinessFilter::default(), BY_NAME, &page, (0, None));
    client.set(&key(), list);
}

fn at(seq: i64) -> Option<Position> {
    Some(Position { epoch: GRACE, seq })
}

fn rename(name: &str) -> Overlay {
    Overlay::Change(Box::new(BusinessChanges {
        name: Some(name.into()),
        ..Default::default()
    }))
}

#[test]
fn what_was_known_is_there_at_the_next_start_with_the_position_that_it_reflects() {
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    load(&client, 3_000);
    client.set(
        &Key::stats(),
        Stats {
            total: 7,
            ..Default::default()
        },
    );
    keeper.follow(|| at(42));
    block_on(keeper.flush());

    let (again, keeper) = start(&disk, ADA);
    assert_eq!(keeper.position(), at(42));
    let (list, kept) = (
        client.get::<List>(&key()).unwrap(),
        again.get::<List>(&key()).unwrap(),
    );
    assert!(list.iter().eq(kept.iter()));
    assert_eq!(list.head(), kept.head());
    assert_eq!(again.get::<Stats>(&Key::stats()).unwrap().total, 7);
    for n in [0, 127, 128, 2_999] {
        assert_eq!(*again.business(lead(n).id).unwrap(), lead(n));
    }
    // And it goes on: what comes next finds its place.
    let mut renamed = lead(5);
    (renamed.version, renamed.name) = (2, "Lead 02000½".into());
    again.upsert_businesses([renamed.clone()]);
    let list = again.get::<List>(&key()).unwrap();
    assert_eq!(list.get(2_000), Some(renamed.id));
    assert_eq!((list.len(), list.total), (3_000, 90_000));
}

#[test]
fn who_gives_up_waiting_for_it_and_who_comes_second_loses_nothing() {
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    load(&client, 10);
    block_on(keeper.flush());
    disk.is_slow.set(true);
    let (client, keeper) = begin(&disk);
    assert!(keeper.open(ADA).now_or_never().is_none(), "gives up");
    assert!(keeper.open(ADA).now_or_never().is_none(), "not there yet");
    disk.is_slow.set(false);
    block_on(keeper.open(ADA));
    assert!(client.business(lead(1).id).is_some());
    load(&client, 20);
    block_on(keeper.flush());
    assert!(start(&disk, ADA).0.business(lead(15).id).is_some());
}

#[test]
fn a_list_that_is_to_be_asked_for_again_still_is_after_a_restart() {
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    load(&client, 10);
    keeper.follow(|| at(42));
    block_on(keeper.flush());
    let is_stale = || {
        let (client, _) = start(&disk, ADA);
        client.state(&key()).unwrap().is_invalidated
    };
    assert!(!is_stale());
    drop(client.invalidate(Key::business_lists()));
    block_on(keeper.flush());
    assert!(is_stale());
}

#[test]
fn a_lead_of_which_events_were_missed_is_still_doubted_after_a_restart() {
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    load(&client, 20);
    let is_unsure = |client: &QueryClient, n: usize| {
        let entities = client.entities();
        entities.is_unsure(entities.slots().find(lead(n).id).unwrap())
    };
    client.skip_to(7);
    client.take_answer(lead(9), Some(8));
    block_on(keeper.flush());
    let (client, keeper) = start(&disk, ADA);
    let unsure = (0..20).filter(|n| is_unsure(&client, *n)).count();
    assert!(unsure == 19 && !is_unsure(&client, 9));
    disk.take_puts();
    block_on(keeper.flush());
    assert!(
        disk.take_puts().iter().all(|key| key != record::UNSURE),
        "nothing new"
    );
    (0..20).for_each(|n| client.take_answer(lead(n), Some(8)));
    block_on(keeper.flush());
    let (client, _keeper) = start(&disk, ADA);
    assert!((0..20).all(|n| !is_unsure(&client, n)));
}

#[test]
fn a_deletion_of_a_lead_that_was_never_seen_counts_once_also_when_it_is_told_again_after_a_restart()
{
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    // An answer that was long on its way takes the position back: the eighth is told again.
    keeper.follow(|| at(7));
    load(&client, 20);
    let delete = |client: &QueryClient| {
        client.hear(News::Changed(Some(8)));
        client.bury_business(lead(5_000).id, 2, 9);
    };
    let total = |client: &QueryClient| client.get::<List>(&key()).unwrap().total;
    delete(&client);
    assert_eq!(total(&client), 89_999);
    block_on(keeper.flush());
    let (client, keeper) = start(&disk, ADA);
    delete(&client);
    assert_eq!(total(&client), 89_999);
    disk.take_puts();
    block_on(keeper.flush());
    let puts = disk.take_puts();
    assert!(puts.iter().all(|key| key != record::GRAVES), "nothing new");
    // Another window wrote meanwhile: all is written anew.
    keeper.let_write(false);
    let (_, other) = start(&disk, GRACE);
    block_on(other.flush());
    keeper.let_write(true);
    block_on(keeper.flush());
    let (client, _keeper) = start(&disk, ADA);
    delete(&client);
    assert_eq!(total(&client), 89_999);
}

#[test]
fn what_waited_while_events_were_missed_may_have_been_counted_after_a_restart_too() {
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    keeper.follow(|| at(7));
    load(&client, 20);
    let creation = || Overlay::Create(Box::new(lead(5_000)));
    client.push_overlay(lead(5_000).id, GRACE, creation());
    client.skip_to(7);
    block_on(keeper.flush());
    let (client, _keeper) = start(&disk, ADA);
    let is_asked_again = || client.state(&key()).unwrap().is_invalidated;
    assert!(!is_asked_again());
    client.push_overlay(lead(5_000).id, GRACE, creation());
    assert!(is_asked_again());
}

#[test]
fn it_is_gone_for_another_user_another_version_and_after_signing_out() {
    let disk = Disk::default();
    let fill = || {
        let (client, keeper) = start(&disk, ADA);
        load(&client, 10);
        block_on(keeper.flush());
    };
    let is_known = |user| start(&disk, user).0.business(lead(1).id).is_some();
    fill();
    assert!(is_known(ADA));
    let (client, keeper) = start(&disk, GRACE);
    assert!(client.business(lead(1).id).is_none());
    block_on(keeper.flush());
    assert!(!is_known(ADA), "it was overwritten");

    fill();
    let (_, keeper) = start(&disk, ADA);
    keeper.wipe();
    run();
    assert_eq!(block_on(disk.read("")).unwrap(), []);
    block_on(keeper.flush());
    assert_eq!(block_on(disk.read("")).unwrap(), [], "nobody is signed in");

    fill();
    let head =
        serde_json::json!({ "schema": SCHEMA + 1, "user": ADA, "position": null, "stamp": ADA });
    let head = Write::Put("head".into(), head.to_string().into());
    block_on(disk.write(vec![head])).unwrap();
    assert!(!is_known(ADA));

    fill();
    let cut = Write::Put("leads/00000000".into(), vec![1, 2, 3]);
    block_on(disk.write(vec![cut])).unwrap();
    let (client, keeper) = start(&disk, ADA);
    assert!(client.entities().is_empty(), "damaged");
    load(&client, 10);
    block_on(keeper.flush());
    assert!(is_known(ADA), "and written anew");
}
