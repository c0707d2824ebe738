//! The index against all rows looked at one by one.

use super::{Cursor, Key, Selection, Start, fold};
use crate::{
    model::{
        Address, Business, BusinessChanges, BusinessFilter, BusinessPatch, NewBusiness, Sort,
        SortKey, Source, Stage, Uuid,
    },
    server::db::{Db, Origin, businesses},
};
use futures::TryStreamExt;
use proptest::prelude::*;
use std::cmp::Ordering;

/// A choice among few, so that there are ties.
fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(texts).prop_map(str::to_owned))
}

const NAMES: &[&str] = &[
    "Café Ekberg",
    "Cafe Ekberg",
    "cafe",
    "Bäckerei Groß",
    "Zur Post",
    "Alko",
    "Östergård",
    "Łódka",
];
const CITIES: &[&str] = &["Helsinki", "helsinki", "Åbo", "Berlin"];
const CATEGORIES: &[&str] = &["bakery", "cafe", "bar"];
const TAGS: &[&str] = &["vip", "cold", "cafe"];

fn lead() -> impl Strategy<Value = NewBusiness> {
    let position = prop::option::of((-3_i32..3, -3_i32..3));
    (
        prop::sample::select(NAMES),
        one_of(CITIES),
        one_of(CATEGORIES),
        one_of(&["+358 9 6811 860", "040 123", "+49 30 901820"]),
        prop::sample::select(&Stage::ALL[..]),
        prop::sample::subsequence(TAGS, 0..=TAGS.len()),
        position,
        // Ids in no order; few enough sources that some come twice.
        (any::<u64>(), prop::option::of(0_u8..20)),
    )
        .prop_map(
            |(name, city, category, phone, stage, tags, position, (id, source))| NewBusiness {
                id: Some(
                    uuid::Builder::from_unix_timestamp_millis(id >> 20, &[id as u8; 10])
                        .into_uuid(),
                ),
                address: Address {
                    city,
                    ..Address::default()
                },
                category,
                phone,
                stage,
                tags: tags.into_iter().map(str::to_owned).collect(),
                lat: position.map(|(lat, _)| 60.0 + f64::from(lat) * 0.01),
                lon: position.map(|(_, lon)| 24.9 + f64::from(lon) * 0.01),
                source: source.map(|n| Source {
                    kind: "csv".into(),
                    reference: Some(n.to_string()),
                }),
                ..NewBusiness::named(name)
            },
        )
}

#[derive(Clone, Debug)]
enum Step {
    Create(Box<NewBusiness>),
    Upsert(Vec<NewBusiness>),
    Patch(usize, Box<NewBusiness>),
    Delete(usize),
    Restore(usize),
    Reload,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => lead().prop_map(|lead| Step::Create(Box::new(lead))),
        1 => prop::collection::vec(lead(), 1..12).prop_map(Step::Upsert),
        3 => (any::<usize>(), lead()).prop_map(|(n, lead)| Step::Patch(n, Box::new(lead))),
        1 => any::<usize>().prop_map(Step::Delete),
        1 => any::<usize>().prop_map(Step::Restore),
        1 => Just(Step::Reload),
    ]
}

fn filter() -> impl Strategy<Value = BusinessFilter> {
    (
        prop_oneof![
            3 => Just(None),
            2 => one_of(&["caf", "CAFÉ ek", "0968", "+358 9 68", "po zur", "bak ber", "vip", "ostergard", "-", "gross"]),
        ],
        prop_oneof![3 => Just(None), 1 => one_of(CITIES)],
        prop_oneof![3 => Just(None), 1 => one_of(CATEGORIES)],
        prop_oneof![3 => Just(None), 1 => prop::sample::select(&Stage::ALL[..]).prop_map(Some)],
        prop_oneof![3 => Just(None), 1 => one_of(TAGS)],
        prop::option::of(500_u32..4000),
        prop_oneof![3 => Just(None), 1 => one_of(&["24.89,59.99,24.91,60.02", "24.9,-90,-170,90"])],
    )
        .prop_map(|(q, city, category, stage, tag, radius_m, bbox)| BusinessFilter {
            q, city, category, stage, tag, radius_m, bbox,
            near: Some("60.005,24.905".into()),
            ..BusinessFilter::default()
        })
}

async fn write(db: &Db, step: Step) {
    let rows: Vec<businesses::Stored> = businesses::stream_all(db.readers())
        .try_collect()
        .await
        .unwrap();
    let nth = |n: usize| {
        rows.get(n % rows.len().max(1))
            .map(|row| row.business.clone())
    };
    let mut tx = db.write(Origin::default()).await.unwrap();
    match step {
        Step::Create(lead) => {
            let taken = businesses::create(&mut tx, *lead).await;
            assert!(
                !matches!(taken, Err(businesses::BusinessError::Db(_))),
                "{taken:?}"
            );
        }
        Step::Upsert(mut leads) => {
            leads.iter_mut().for_each(|lead| lead.id = None);
            businesses::upsert(&mut tx, leads, 0).await.unwrap();
        }
        Step::Patch(n, lead) => {
            let Some(business) = nth(n) else { return };
            let changes = BusinessChanges {
                name: Some(lead.name),
                category: Some(lead.category),
                stage: Some(lead.stage),
                phone: Some(lead.phone),
                tags: Some(lead.tags),
                ..BusinessChanges::default()
            };
            let base_version = business.version;
            let patch = BusinessPatch {
                base_version,
                changes,
            };
            let done = businesses::patch(&mut tx, business.id, &patch).await;
            assert_eq!(done.is_err(), business.deleted_at.is_some(), "{done:?}");
        }
        Step::Delete(n) => {
            let Some(business) = nth(n) else { return };
            businesses::delete(&mut tx, business.id).await.unwrap();
        }
        Step::Restore(n) => {
            let Some(business) = nth(n) else { return };
            businesses::restore(&mut tx, business.id).await.unwrap();
        }
        Step::Reload => {
            drop(tx);
            return db.index.load(db.readers()).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

/// The order of lists, spelt out.
fn compare(a: &Business, b: &Business, sort: Sort, selection: &Selection) -> Ordering {
    let key = |business: &Business| Key::of(business, sort.key, selection.near);
    let text = |text: &Option<String>| (text.is_none(), text.as_deref().map(fold), text.clone());
    let order = match (key(a), key(b)) {
        (Key::Time(a), Key::Time(b)) => a.cmp(&b),
        (Key::Name(a), Key::Name(b)) => a.cmp(&b),
        (Key::Group(a, a_name), Key::Group(b, b_name)) => {
            text(&a).cmp(&text(&b)).then_with(|| a_name.cmp(&b_name))
        }
        (Key::Stage(a), Key::Stage(b)) => a.cmp(&b),
        (Key::Distance(a), Key::Distance(b)) => a.unwrap_or(u64::MAX).cmp(&b.unwrap_or(u64::MAX)),
        other => panic!("{other:?}"),
    };
    let order = order.then_with(|| a.id.cmp(&b.id));
    if sort.descending {
        order.reverse()
    } else {
        order
    }
}

/// Asks for every page, by number and by cursor, and compares.
async fn check(db: &Db, filter: &BusinessFilter, limit: usize) {
    let selection = Selection::parse(filter).unwrap();
    let rows: Vec<businesses::Stored> = businesses::stream_all(db.readers())
        .try_collect()
        .await
        .unwrap();
    for key in SortKey::ALL {
        for descending in [false, true] {
            let sort = Sort { key, descending };
            let mut want: Vec<&businesses::Stored> = rows
                .iter()
                .filter(|row| selection.accepts(&row.business))
                .collect();
            want.sort_by(|a, b| compare(&a.business, &b.business, sort, &selection));
            let want: Vec<Uuid> = want.iter().map(|row| row.business.id).collect();
            let id = |rid: &u32| rows.iter().find(|row| row.rid == *rid).unwrap().business.id;
            let mut start = Start::Offset(0);
            let mut page = 1;
            let mut got = Vec::new();
            loop {
                let listed = db.index.list(&selection, sort, &start, limit);
                assert_eq!(listed.total, want.len() as u64, "{filter:?} {sort}");
                let here: Vec<Uuid> = listed.rids.iter().map(id).collect();
                let offset = Start::Offset(got.len() as u64);
                assert_eq!(
                    db.index.list(&selection, sort, &offset, limit),
                    listed,
                    "{filter:?} {sort}"
                );
                got.extend(here);
                if !listed.more {
                    break;
                }
                let last = rows
                    .iter()
                    .find(|row| Some(&row.rid) == listed.rids.last())
                    .unwrap();
                let near = filter.near.as_deref();
                let cursor = Cursor::after(
                    last.rid,
                    &last.business,
                    page,
                    sort,
                    near.zip(selection.near),
                );
                page += 1;
                start = Start::After(Cursor::decode(&cursor.encode(), sort, near).unwrap());
            }
            assert_eq!(got, want, "{filter:?} {sort}");
        }
    }
    let stats = db.index.stats(super::super::now());
    let live = || {
        rows.iter()
            .map(|row| &row.business)
            .filter(|b| b.deleted_at.is_none())
    };
    assert_eq!(stats.total, live().count() as u64);
    assert_eq!(
        stats.with_phone,
        live().filter(|b| b.phone.is_some()).count() as u64
    );
    assert_eq!(
        stats.by_stage[&Stage::Won],
        live().filter(|b| b.stage == Stage::Won).count() as u64
    );
    for count in stats.by_city {
        let own = live()
            .filter(|b| b.address.city.as_ref() == Some(&count.name))
            .count();
        assert_eq!(count.count, own as u64);
    }
    assert_eq!(stats.created_per_day.last().unwrap().count, stats.total);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn lists_are_those_of_all_rows_looked_at_one_by_one(
        steps in prop::collection::vec(step(), 5..60),
        filters in prop::collection::vec((filter(), 1_usize..20), 12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("test.db");
            let db = Db::open(&format!("sqlite://{}", path.display())).await.unwrap();
            db.index.load(db.readers()).await.unwrap();
            for step in steps {
                write(&db, step).await;
            }
            for (filter, limit) in filters {
                check(&db, &filter, limit).await;
            }
            db.close().await;
        });
    }
}
