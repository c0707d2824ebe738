use super::*;
use crate::model::{BusinessChanges, NewBusiness, Stage};

fn lead(version: i64, phone: &str) -> Business {
    let mut lead = NewBusiness::named("A").into_business(Uuid::nil(), 0);
    lead.version = version;
    lead.phone = Some(phone.into());
    lead
}

#[test]
fn an_older_version_never_replaces_a_newer_one() {
    let mut entities = Entities::default();
    assert!(entities.upsert(lead(2, "new")));
    assert!(!entities.upsert(lead(1, "old")));
    assert!(entities.bury(Uuid::nil(), 3, 9));
    assert!(
        !entities.upsert(lead(2, "new")),
        "a deleted lead does not come back"
    );
    assert_eq!(entities.get(Uuid::nil()).unwrap().deleted_at, Some(9));
}

#[test]
fn a_refused_change_takes_nothing_else_with_it() {
    let mut entities = Entities::default();
    entities.upsert(lead(1, "1"));
    let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let won = BusinessChanges {
        stage: Some(Stage::Won),
        ..Default::default()
    };
    let phone = BusinessChanges {
        phone: Some(Some("2".into())),
        ..Default::default()
    };
    entities.push(Uuid::nil(), first, Overlay::Change(Box::new(won)));
    entities.push(Uuid::nil(), second, Overlay::Change(Box::new(phone)));
    // Somebody else's change arrives while both wait.
    let mut theirs = lead(2, "1");
    theirs.email = Some("a@b.c".into());
    entities.upsert(theirs);
    assert!(entities.drop_pending(Uuid::nil(), first));
    let shown = entities.get(Uuid::nil()).unwrap();
    assert_eq!(
        (shown.stage, shown.phone.as_deref()),
        (Stage::New, Some("2"))
    );
    assert_eq!(shown.email.as_deref(), Some("a@b.c"));
    assert!(entities.is_pending(Uuid::nil()));
}

#[test]
fn a_created_lead_is_shown_until_the_server_takes_over() {
    let mut entities = Entities::default();
    let mutation = Uuid::from_u128(1);
    entities.push(
        Uuid::nil(),
        mutation,
        Overlay::Create(Box::new(lead(1, "1"))),
    );
    assert!(entities.get(Uuid::nil()).is_some());
    entities.drop_pending(Uuid::nil(), mutation);
    assert!(entities.get(Uuid::nil()).is_none());
}

#[test]
fn what_is_kept_in_parts_comes_back_and_only_parts_that_changed_are_kept_again() {
    let mut entities = Entities::default();
    let named = |n: u128| NewBusiness {
        category: Some(format!("category {}", n % 1_500)),
        ..NewBusiness::named(format!("Lead {n}"))
    };
    for n in 0..2_000 {
        let id = Uuid::from_u128(n);
        match n % 10 {
            // One that waits has a number, and is not kept.
            0 => {
                let new = named(n).into_business(id, 0);
                entities.push(id, id, Overlay::Create(Box::new(new)));
            }
            // One that was gone before it was seen.
            1 => assert!(entities.bury(id, 9, 9) && !entities.bury(id, 9, 9)),
            _ => assert!(entities.upsert(named(n).into_business(id, 0))),
        }
    }
    let changed = entities.take_changed();
    assert_eq!(changed, (0..16).collect::<Vec<_>>());
    let mut again = Entities::default();
    let words = entities.write_words(0);
    words.iter().for_each(|(_, bytes)| again.read_words(bytes));
    assert_eq!(again.word_count(), entities.word_count());
    for chunk in changed {
        assert!(again.read_chunk(chunk, &entities.write_chunk(chunk)));
    }
    assert!(
        !again.read_chunk(3, &entities.write_chunk(3)),
        "out of turn"
    );
    for n in 0..2_000 {
        let id = Uuid::from_u128(n);
        assert_eq!(again.get(id), entities.base(id));
        assert_eq!(again.slots().find(id), entities.slots().find(id));
    }
    assert!(again.take_changed().is_empty());
    entities.upsert(named(3_000).into_business(Uuid::from_u128(3_000), 0));
    let mut newer = named(130).into_business(Uuid::from_u128(130), 0);
    newer.version = 3;
    entities.upsert(newer);
    assert_eq!(entities.take_changed(), [1, 15]);
    let new = entities.write_words(again.word_count());
    assert_eq!(new.iter().map(|(part, _)| *part).collect::<Vec<_>>(), [1]);
}

#[test]
fn thousands_of_changes_of_one_lead_may_wait() {
    let mut entities = Entities::default();
    let id = Uuid::nil();
    entities.upsert(lead(1, "0"));
    let phone = |n: u128| format!("+358 {n}");
    let change = |n: u128| {
        Overlay::Change(Box::new(BusinessChanges {
            phone: Some(Some(phone(n))),
            ..Default::default()
        }))
    };
    let count = 20_000;
    for n in 0..count {
        entities.push(id, Uuid::from_u128(n), change(n));
    }
    assert_eq!(entities.get(id).unwrap().phone, Some(phone(count - 1)));
    // Confirmed one after the other, as the server takes them.
    for n in 0..count - 1 {
        entities.upsert(lead(n as i64 + 2, &phone(n)));
        assert!(entities.drop_pending(id, Uuid::from_u128(n)));
        assert_eq!(entities.get(id).unwrap().phone, Some(phone(count - 1)));
    }
    assert!(entities.drop_pending(id, Uuid::from_u128(count - 1)));
    assert_eq!(entities.get(id).unwrap().phone, Some(phone(count - 2)));
}
