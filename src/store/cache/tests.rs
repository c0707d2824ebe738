use super::*;
use crate::{
    model::{
        Business, BusinessChanges, BusinessFilter, NewBusiness, Page, PageMeta, Sort, SortKey,
        Stage, Stats,
    },
    query::{Env, Key, Overlay},
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
fn only_what_changed_is_written_and_nothing_if_nothing_did() {
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    load(&client, 3_000);
    block_on(keeper.flush());
    assert!(disk.take_puts().len() > 24);
    block_on(keeper.flush());
    assert_eq!(disk.take_puts(), [""; 0]);

    let mut won = lead(300);
    (won.version, won.stage) = (2, Stage::Won);
    client.upsert_businesses([won]);
    block_on(keeper.flush());
    assert_eq!(
        disk.take_puts(),
        ["head", "leads/00000002"],
        "it did not move"
    );

    keeper.follow(|| at(43));
    block_on(keeper.flush());
    assert_eq!(disk.take_puts(), ["head"], "the position alone");

    let mut moved = lead(301);
    (moved.version, moved.name) = (2, "Lead 00302½".into());
    client.upsert_businesses([moved]);
    block_on(keeper.flush());
    let puts = disk.take_puts();
    let count = |prefix| puts.iter().filter(|key| key.starts_with(prefix)).count();
    assert_eq!(
        (count("leads/"), count("lists/"), count("rows/")),
        (1, 1, 1),
        "{puts:?}"
    );

    // The next start writes on where this one ended, also if it first hears that it
    // is the only one.
    let (client, keeper) = start(&disk, ADA);
    keeper.let_write(false);
    keeper.let_write(true);
    client.upsert_businesses([lead(4_000)]);
    block_on(keeper.flush());
    assert_eq!(disk.take_puts()[..2], ["head", "leads/00000023"]);
    let (client, _) = start(&disk, ADA);
    assert!(client.business(lead(4_000).id).is_some());
    assert_eq!(client.business(lead(301).id).unwrap().name, "Lead 00302½");
}

#[test]
fn what_waits_is_not_kept_and_laid_over_again() {
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    load(&client, 100);
    let new = NewBusiness::named("Lead 00050a").into_business(Uuid::from_u128(9_999), 0);
    let overlays = [
        (lead(3).id, rename("Lead 00099a")),
        (lead(98).id, rename("Lead 00000a")),
        (lead(7).id, Overlay::Delete),
        (new.id, Overlay::Create(Box::new(new))),
    ];
    let push = |client: &QueryClient| {
        for (n, (id, overlay)) in overlays.iter().enumerate() {
            client.push_overlay(*id, Uuid::from_u128(n as u128), overlay.clone());
        }
    };
    push(&client);
    let shown = client.get::<List>(&key()).unwrap();
    block_on(keeper.flush());

    let (again, _) = start(&disk, ADA);
    let kept = again.get::<List>(&key()).unwrap();
    assert!(
        kept.iter().eq((0..100).map(|n| lead(n).id)),
        "as the server has it"
    );
    assert_eq!(kept.total, 90_000);
    push(&again);
    let list = again.get::<List>(&key()).unwrap();
    assert!(list.iter().eq(shown.iter()));
    assert_eq!(list.total, shown.total);
}

#[test]
fn what_the_server_says_of_a_lead_that_waits_is_kept_though_it_is_not_shown() {
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    let won = BusinessFilter {
        stage: Some(Stage::Won),
        ..BusinessFilter::default()
    };
    let key = Key::business_list(&won, BY_NAME);
    let nothing = Page {
        data: Vec::new(),
        meta: PageMeta::default(),
    };
    let list = client.first_page(won, BY_NAME, &nothing, (0, None));
    client.set(&key, list);
    client.upsert_businesses([lead(3)]);
    let lost = BusinessChanges {
        stage: Some(Stage::Lost),
        ..BusinessChanges::default()
    };
    let overlay = Overlay::Change(Box::new(lost));
    client.push_overlay(lead(3).id, Uuid::from_u128(1), overlay);
    block_on(keeper.flush());
    let mut theirs = lead(3);
    (theirs.version, theirs.stage) = (2, Stage::Won);
    client.upsert_businesses([theirs]);
    assert_eq!(client.get::<List>(&key).unwrap().len(), 0, "it is hidden");
    block_on(keeper.flush());

    let (again, _) = start(&disk, ADA);
    let kept = again.get::<List>(&key).unwrap();
    assert!(kept.iter().eq([lead(3).id]), "until it is refused");
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

#[test]
fn a_full_disk_is_told_of_once_and_written_whole_when_there_is_room() {
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    keeper.on_trouble(move |_| count.set(count.get() + 1));
    disk.is_full.set(true);
    load(&client, 300);
    block_on(keeper.flush());
    client.upsert_businesses([lead(300)]);
    block_on(keeper.flush());
    assert_eq!(told.get(), 1);
    disk.is_full.set(false);
    block_on(keeper.flush());
    let (again, _) = start(&disk, ADA);
    assert!((0..=300).all(|n| again.business(lead(n).id).is_some()));
    assert_eq!(again.get::<List>(&key()).unwrap().len(), 300);
}

#[test]
fn a_tab_that_does_not_write_leaves_the_disk_alone_and_writes_all_when_it_does() {
    let disk = Disk::default();
    let (client, keeper) = start(&disk, ADA);
    load(&client, 10);
    block_on(keeper.flush());
    let (other, second) = start(&disk, ADA);
    second.let_write(false);
    other.upsert_businesses((100..500).map(lead));
    disk.take_puts();
    block_on(second.flush());
    assert_eq!(disk.take_puts(), [""; 0]);
    // The first goes on, closes, and the second takes its place.
    client.upsert_businesses((20..90).map(lead));
    block_on(keeper.flush());
    second.let_write(true);
    block_on(second.flush());
    let (again, _) = start(&disk, ADA);
    assert!((100..500).all(|n| again.business(lead(n).id).is_some()));
    assert!(
        again.business(lead(50).id).is_none(),
        "what it never heard of"
    );
}
