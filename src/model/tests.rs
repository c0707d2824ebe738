use super::*;

fn business() -> Business {
    NewBusiness::named("Café Ekberg").into_business(Uuid::nil(), 7)
}

#[test]
fn an_event_travels_as_the_contract_says() {
    let event = Event {
        seq: Some(4),
        topic: Topic::Businesses,
        body: EventBody::BusinessDeleted(Deleted {
            id: Uuid::nil(),
            version: 2,
            deleted_at: 9,
        }),
        at: 9,
        actor: None,
        mutation_id: None,
    };
    let frame = ServerFrame::Event(Box::new(AnyEvent::Known(event)));
    let text = serde_json::to_string(&frame).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["type"], "event");
    assert_eq!(value["event"], "business:deleted");
    assert_eq!(value["topic"], "businesses");
    assert_eq!(value["payload"]["version"], 2);
    assert_eq!(serde_json::from_str::<ServerFrame>(&text).unwrap(), frame);
}

#[test]
fn an_unknown_event_still_tells_its_position() {
    let text =
        r#"{"type":"batch","events":[{"seq":12,"topic":"x","event":"lunch:ready","payload":{}}]}"#;
    let ServerFrame::Batch { events } = serde_json::from_str(text).unwrap() else {
        panic!("no batch")
    };
    assert_eq!(events[0].seq(), Some(12));
    assert!(matches!(events[0], AnyEvent::Unknown(_)));
}

#[test]
fn a_patch_tells_null_from_absent_and_refuses_what_it_does_not_know() {
    let patch: BusinessPatch =
        serde_json::from_str(r#"{"base_version":3,"phone":null,"address":{"city":"Espoo"}}"#)
            .unwrap();
    assert_eq!(patch.changes.fields(), [Field::City, Field::Phone]);
    let mut changed = business();
    changed.phone = Some("1".into());
    patch.changes.apply(&mut changed);
    assert_eq!(changed.phone, None);
    assert_eq!(changed.address.city.as_deref(), Some("Espoo"));
    assert!(serde_json::from_str::<BusinessPatch>(r#"{"base_version":3,"fax":"1"}"#).is_err());
    assert!(serde_json::from_str::<BusinessPatch>(r#"{"phone":"1"}"#).is_err());
    let again: BusinessPatch =
        serde_json::from_str(&serde_json::to_string(&patch).unwrap()).unwrap();
    assert_eq!(again, patch);
}

#[test]
fn topics_and_sorts_read_back_as_written() {
    for text in [
        "businesses",
        "jobs",
        "stats",
        "business:0190a6c0-0000-7000-8000-000000000000",
    ] {
        assert_eq!(text.parse::<Topic>().unwrap().to_string(), text);
    }
    assert!("business:1".parse::<Topic>().is_err());
    for text in ["-updated_at", "name", "distance"] {
        assert_eq!(text.parse::<Sort>().unwrap().to_string(), text);
    }
    assert!("-fax".parse::<Sort>().is_err());
}

#[test]
fn a_socket_hears_of_a_business_on_both_of_its_topics() {
    let body = EventBody::BusinessUpdated(Box::new(business()));
    assert!(body.belongs_to(Topic::Businesses));
    assert!(body.belongs_to(Topic::Business(Uuid::nil())));
    assert!(!body.belongs_to(Topic::Business(Uuid::max())));
    assert!(!body.belongs_to(Topic::Jobs));
}
