//! What is written, when, and what if it cannot be.

use super::*;

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

#[test]
fn a_device_that_slept_while_it_wrote_writes_again_within_a_minute() {
    assert_eq!(rest(GATHER, 10), GATHER);
    assert_eq!(rest(GATHER, 200), Duration::from_secs(4), "a twentieth");
    for slept in [8 * 60 * 60 * 1_000, -1_000_000, Timestamp::MIN] {
        assert_eq!(rest(GATHER, slept), LONGEST);
    }
}
