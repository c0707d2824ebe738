use super::*;
use crate::{
    model::{Business, NewBusiness, Page, PageMeta, SortKey, Stage},
    query::News,
};
use std::collections::HashSet;

const BY_NAME: Sort = Sort {
    key: SortKey::Name,
    descending: false,
};

fn lead(id: u128, name: &str) -> Business {
    NewBusiness::named(name).into_business(Uuid::from_u128(id), 0)
}

fn page(leads: &[Business], more: bool) -> Page<Business> {
    Page {
        data: leads.to_vec(),
        meta: PageMeta {
            total: leads.len() as u64,
            next_cursor: more.then(|| "x".to_owned()),
            ..Default::default()
        },
    }
}

fn arrival(page: &Page<Business>) -> Arrival<'_> {
    Arrival {
        page,
        known: HashSet::new(),
        changed: Vec::new(),
        seq: None,
    }
}

fn by_name(leads: &[Business], more: bool) -> (List, Entities) {
    let mut entities = Entities::default();
    leads.iter().for_each(|lead| {
        entities.upsert(lead.clone());
    });
    let page = page(leads, more);
    let list = List::first(
        BusinessFilter::default(),
        BY_NAME,
        &arrival(&page),
        &entities,
    );
    (list, entities)
}

fn place(
    list: &mut List,
    before: Option<&Business>,
    after: &Business,
    entities: &mut Entities,
) -> bool {
    entities.upsert(after.clone());
    let slot = entities.slots().find(after.id).unwrap();
    let change = Move {
        slot,
        before: before.map(Lead::from),
        after: entities.look(slot),
        base: entities.packed(slot),
        waits: false,
        news: match before {
            Some(_) => News::Changed(None),
            None if after.version > 1 => News::Changed(None),
            None => News::Created(None),
        },
        position: None,
        is_blind: false,
        was_unsure: false,
        is_unsure: false,
    };
    let verdict = list.judge(change);
    verdict.is_some_and(|verdict| list.place(change, verdict, entities))
}

fn ids(list: &List) -> Vec<u128> {
    list.iter().map(|id| id.as_u128()).collect()
}

#[test]
fn a_new_lead_goes_to_its_sorted_place() {
    let (mut list, mut entities) = by_name(&[lead(1, "A"), lead(3, "C")], false);
    assert!(place(&mut list, None, &lead(2, "B"), &mut entities));
    assert_eq!((ids(&list), list.total), (vec![1, 2, 3], 3));
}

#[test]
fn beyond_the_loaded_rows_it_is_only_counted() {
    let (mut list, mut entities) = by_name(&[lead(1, "A"), lead(3, "C")], true);
    assert!(place(&mut list, None, &lead(9, "Z"), &mut entities));
    assert_eq!((ids(&list), list.total), (vec![1, 3], 3));
}

#[test]
fn a_creation_that_was_made_before_events_were_heard_is_perhaps_counted() {
    let mut entities = Entities::default();
    let page = page(&[lead(1, "A"), lead(3, "C")], true);
    let at = Arrival {
        seq: Some(7),
        ..arrival(&page)
    };
    let list = List::first(BusinessFilter::default(), BY_NAME, &at, &entities);
    let mut waits = lead(9, "Z");
    waits.version = 0;
    entities.upsert(lead(9, "Z"));
    let slot = entities.slots().find(Uuid::from_u128(9)).unwrap();
    let change = Move {
        slot,
        before: Some(Lead::from(&waits)),
        after: entities.look(slot),
        base: entities.packed(slot),
        waits: true,
        news: News::Answer(Some(8)),
        position: Some(7),
        is_blind: false,
        was_unsure: false,
        is_unsure: false,
    };
    let is_doubtful = |change| list.judge(change).is_some_and(|it| it.is_doubtful);
    assert!(!is_doubtful(change), "its event is still to be heard");
    let blind = Move {
        is_blind: true,
        ..change
    };
    assert!(is_doubtful(blind), "it may have been one before the list");
    let behind = Move {
        position: Some(6),
        ..change
    };
    assert!(is_doubtful(behind), "the list knows more than was heard");
}

#[test]
fn a_lead_that_is_loaded_before_its_event_comes_is_counted_once() {
    let mut entities = Entities::default();
    let page = page(&[lead(1, "A"), lead(3, "C")], true);
    let at = |seq| Arrival {
        seq: Some(seq),
        ..arrival(&page)
    };
    let filter = BusinessFilter::default;
    let mut list = List::first(filter(), BY_NAME, &at(7), &entities);
    let event = |entities: &mut Entities, news| {
        entities.upsert(lead(9, "Z"));
        let slot = entities.slots().find(Uuid::from_u128(9)).unwrap();
        (slot, news)
    };
    let (slot, news) = event(&mut entities, News::Created(Some(7)));
    let change = Move {
        slot,
        before: None,
        after: entities.look(slot),
        base: entities.packed(slot),
        waits: false,
        news,
        position: Some(6),
        is_blind: false,
        was_unsure: false,
        is_unsure: false,
    };
    let verdict = list.judge(change).unwrap();
    assert!(!list.place(change, verdict, &entities) && list.total == 2);
    let change = Move {
        news: News::Created(Some(8)),
        ..change
    };
    let verdict = list.judge(change).unwrap();
    assert!(list.place(change, verdict, &entities) && list.total == 3);
    let won = BusinessFilter {
        stage: Some(Stage::New),
        ..filter()
    };
    let filtered = List::first(won, BY_NAME, &at(7), &entities);
    let change = Move {
        news: News::Changed(Some(8)),
        ..change
    };
    assert!(
        filtered.judge(change).unwrap().is_doubtful,
        "nobody here knows whether it was counted"
    );
}

#[test]
fn an_answer_that_leaps_over_events_is_not_taken_for_what_follows_what_was_known() {
    for more in [false, true] {
        let mut entities = Entities::default();
        let known = [lead(1, "A"), lead(2, "B"), lead(3, "C")];
        for lead in known {
            entities.upsert(lead);
        }
        // It was deleted when the list was asked for, and is back by now: neither event came.
        let page = page(&[lead(1, "A"), lead(3, "C")], more);
        let at = Arrival {
            seq: Some(9),
            ..arrival(&page)
        };
        let mut list = List::first(BusinessFilter::default(), BY_NAME, &at, &entities);
        let mut restored = lead(2, "B");
        restored.version = 3;
        entities.upsert(restored);
        let before = lead(2, "B");
        let slot = entities.slots().find(before.id).unwrap();
        let change = Move {
            slot,
            before: Some(Lead::from(&before)),
            after: entities.look(slot),
            base: entities.packed(slot),
            waits: false,
            news: News::Answer(Some(10)),
            position: Some(7),
            is_blind: false,
            was_unsure: false,
            is_unsure: false,
        };
        let verdict = list.judge(change).unwrap();
        assert_eq!(verdict.is_doubtful, more, "only a whole list is its rows");
        assert!(list.place(change, verdict, &entities));
        assert_eq!(ids(&list), [1, 2, 3]);
        assert!(more || list.total == 3);
        let heard = Move {
            position: Some(9),
            ..change
        };
        let rest = list.judge(heard);
        assert!(rest.is_none(), "what came before is heard: nothing moves");
    }
}

#[test]
fn a_change_of_a_lead_that_was_not_loaded_is_not_counted_again() {
    let (mut list, mut entities) = by_name(&[lead(1, "A"), lead(3, "C")], true);
    let old = Business {
        version: 7,
        ..lead(2, "B")
    };
    assert!(place(&mut list, None, &old, &mut entities));
    assert_eq!((ids(&list), list.total), (vec![1, 2, 3], 2));
}

#[test]
fn a_renamed_lead_moves_and_an_untouched_order_changes_nothing() {
    let (mut list, mut entities) = by_name(&[lead(1, "A"), lead(2, "B"), lead(3, "C")], false);
    let mut renamed = lead(1, "D");
    renamed.version = 2;
    let before = lead(1, "A");
    assert!(place(&mut list, Some(&before), &renamed, &mut entities));
    assert_eq!((ids(&list), list.total), (vec![2, 3, 1], 3));
    let mut staged = renamed.clone();
    (staged.stage, staged.version) = (Stage::Won, 3);
    assert!(!place(&mut list, Some(&renamed), &staged, &mut entities));
}

#[test]
fn a_page_repeats_no_row_that_came_before_it() {
    let (mut list, mut entities) = by_name(&[lead(1, "A"), lead(3, "C")], true);
    let page = page(&[lead(3, "C"), lead(4, "D")], false);
    entities.upsert(lead(4, "D"));
    let mut arrival = arrival(&page);
    arrival
        .known
        .extend(entities.slots().find(Uuid::from_u128(3)));
    list.append(&arrival, &entities);
    assert_eq!((ids(&list), list.total), (vec![1, 3, 4], 3));
    assert!(list.is_complete());
}

#[test]
fn a_deleted_lead_leaves() {
    let (mut list, mut entities) = by_name(&[lead(1, "A"), lead(2, "B")], false);
    let gone = Business {
        deleted_at: Some(1),
        version: 2,
        ..lead(1, "A")
    };
    let before = lead(1, "A");
    assert!(place(&mut list, Some(&before), &gone, &mut entities));
    assert_eq!((ids(&list), list.total), (vec![2], 1));
}
