use super::*;
use serde_json::json;

const DAY: i64 = 86_400_000;

fn held(value: Value, at: i64) -> Held {
    Held {
        value,
        origin: Origin::Source("osm".into()),
        at,
        confidence: 0.8,
    }
}

fn by_hand(value: Value, at: i64) -> Held {
    Held {
        origin: Origin::Person(Uuid::nil()),
        confidence: 1.0,
        ..held(value, at)
    }
}

fn side(id: u128, kind: &str, fields: &[(Field, Held)]) -> Side {
    Side {
        id: Uuid::from_u128(id),
        version: 1,
        fields: fields.iter().cloned().collect(),
        sources: vec![Source {
            kind: kind.into(),
            reference: Some(format!("{kind}/{id}")),
        }],
    }
}

fn no_picks() -> BTreeMap<Field, Which> {
    BTreeMap::new()
}

#[test]
fn the_better_value_is_chosen_field_by_field() {
    let kept = side(
        1,
        "osm",
        &[
            (Field::Name, held(json!("Zetor"), 10 * DAY)),
            (Field::Phone, by_hand(json!("09 1"), 0)),
            (Field::Website, held(json!("https://old.fi"), 0)),
            (Field::Stage, held(json!("visited"), 0)),
            (Field::Tags, held(json!(["b", "a"]), 0)),
        ],
    );
    let mut sure = held(json!("Ravintola Zetor"), 10 * DAY);
    sure.confidence = 0.99;
    let gone = side(
        2,
        "overture",
        &[
            (Field::Name, sure),
            (Field::Phone, held(json!("09 2"), 99 * DAY)),
            (Field::Website, held(json!("https://new.fi"), 9 * DAY)),
            (Field::Email, held(json!("a@zetor.fi"), 0)),
            (Field::Stage, held(json!("new"), 99 * DAY)),
            (Field::Tags, held(json!(["c", "a"]), 0)),
        ],
    );
    let merged = merge(&kept, &gone, &no_picks());
    let value = |field| merged.fields.get(&field).map(|held| held.value.clone());
    assert_eq!(value(Field::Name), Some(json!("Ravintola Zetor")), "surer");
    assert_eq!(
        value(Field::Phone),
        Some(json!("09 1")),
        "a person's value wins"
    );
    assert_eq!(
        value(Field::Website),
        Some(json!("https://new.fi")),
        "newer"
    );
    assert_eq!(
        value(Field::Email),
        Some(json!("a@zetor.fi")),
        "the only one"
    );
    assert_eq!(value(Field::Stage), Some(json!("visited")), "further");
    assert_eq!(value(Field::Tags), Some(json!(["a", "b", "c"])));
    let reasons: Vec<Reason> = merged.choices.iter().map(|choice| choice.reason).collect();
    assert_eq!(
        reasons,
        [
            Reason::Surer,
            Reason::Person,
            Reason::Newer,
            Reason::Further
        ]
    );
    assert_eq!(merged.sources.len(), 2);
}

#[test]
fn an_address_is_one_s_or_the_other_s_never_half_of_each() {
    let kept = side(
        1,
        "osm",
        &[
            (Field::Street, held(json!("Kaivokatu"), 50 * DAY)),
            (Field::City, held(json!("Helsinki"), 50 * DAY)),
            (Field::Lat, held(json!(60.1), 50 * DAY)),
            (Field::Lon, held(json!(24.1), 50 * DAY)),
        ],
    );
    let gone = side(
        2,
        "overture",
        &[
            (Field::Street, held(json!("Kaivokatu 8"), 0)),
            (Field::City, held(json!("Helsingfors"), 0)),
            (Field::Lat, held(json!(60.2), 0)),
            (Field::Lon, held(json!(24.2), 0)),
        ],
    );
    let merged = merge(&kept, &gone, &no_picks());
    let value = |field| merged.fields.get(&field).map(|held| held.value.clone());
    assert_eq!(
        (value(Field::Street), value(Field::City)),
        (Some(json!("Kaivokatu 8")), Some(json!("Helsingfors")))
    );
    assert_eq!(
        (value(Field::Lat), value(Field::Lon)),
        (Some(json!(60.1)), Some(json!(24.1))),
        "newer"
    );
}

#[test]
fn a_pick_beats_everything() {
    let kept = side(1, "osm", &[(Field::Name, by_hand(json!("Zetor"), 0))]);
    let gone = side(2, "csv", &[(Field::Name, held(json!("ZETOR OY"), 0))]);
    let merged = merge(&kept, &gone, &BTreeMap::from([(Field::Name, Which::Gone)]));
    assert_eq!(merged.fields[&Field::Name].value, json!("ZETOR OY"));
    assert_eq!(merged.choices[0].reason, Reason::Picked);
}

#[test]
fn a_merge_can_be_undone_and_later_changes_stay() {
    let kept = side(
        1,
        "osm",
        &[
            (Field::Name, held(json!("Zetor"), 9 * DAY)),
            (Field::Phone, held(json!("1"), 0)),
        ],
    );
    let gone = side(
        2,
        "csv",
        &[
            (Field::Phone, held(json!("2"), 9 * DAY)),
            (Field::Email, held(json!("a@b.fi"), 0)),
        ],
    );
    let merged = merge(&kept, &gone, &no_picks());
    let restored = merged.undo.restore(&merged.fields);
    assert_eq!((restored.kept, restored.gone), (kept.clone(), gone.clone()));
    assert_eq!(restored.changed_since, []);
    let mut now = merged.fields.clone();
    now.insert(Field::Name, by_hand(json!("Zetor Helsinki"), 10 * DAY));
    now.remove(&Field::Email);
    let restored = merged.undo.restore(&now);
    assert_eq!(
        restored.kept.fields[&Field::Name].value,
        json!("Zetor Helsinki")
    );
    assert_eq!(restored.kept.fields[&Field::Phone].value, json!("1"));
    assert_eq!(restored.gone, gone);
    assert_eq!(restored.changed_since, [Field::Name, Field::Email]);
    // It survives storage.
    let stored = serde_json::to_string(&merged.undo).expect("json");
    let undo: Undo = serde_json::from_str(&stored).expect("json");
    assert_eq!(undo, merged.undo);
}

#[test]
fn merging_twice_the_same_gives_the_same() {
    let kept = side(1, "osm", &[(Field::Name, held(json!("A"), 0))]);
    let gone = side(2, "csv", &[(Field::Name, held(json!("B"), 0))]);
    assert_eq!(
        merge(&kept, &gone, &no_picks()),
        merge(&kept, &gone, &no_picks())
    );
    assert_eq!(
        merge(&kept, &gone, &no_picks()).choices[0].reason,
        Reason::Kept
    );
}
