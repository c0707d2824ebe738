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
fn a_frame_reads_the_same_at_once_as_with_payloads_apart() {
    let change = |payload: &str| {
        format!(
            r#"{{"seq":12,"topic":"businesses","event":"business:updated","at":3,"actor":null,"mutation_id":null,"later":[1],"payload":{payload}}}"#
        )
    };
    let lead = serde_json::to_string(&business()).unwrap();
    let known = change(&lead);
    let newer = change(&lead.replace("\"version\":1", "\"version\":\"a thing of tomorrow\""));
    let other = r#"{"seq":13,"topic":"x","event":"lunch:ready","payload":{}}"#;
    let frames = [
        format!(r#"{{"type":"event",{}"#, &known[1..]),
        format!(r#"{{"type":"batch","events":[{known},{other},{known}]}}"#),
        format!(r#"{{"type":"batch","events":[{known},{newer}]}}"#),
        r#"{"type":"pong"}"#.to_owned(),
    ];
    for frame in frames {
        let read = read_frame(frame.as_bytes()).unwrap();
        assert_eq!(read, serde_json::from_str(&frame).unwrap());
        if let ServerFrame::Batch { events } = read {
            assert!(matches!(&events[0], AnyEvent::Known(event) if event.seq == Some(12)));
            assert!(matches!(events[1], AnyEvent::Unknown(_)));
        }
    }
    assert!(read_frame(b"{}").is_err());
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

#[test]
fn every_frame_reads_back_as_it_was_written() {
    let event = |body: EventBody| {
        AnyEvent::Known(Event {
            seq: body.is_durable().then_some(3),
            topic: body.topic(),
            body,
            at: 9,
            actor: Some(Uuid::max()),
            mutation_id: Some(Uuid::nil()),
        })
    };
    let presence = Presence {
        business_id: Uuid::nil(),
        user_id: Uuid::max(),
        name: "Anna \"Ä\"".into(),
        since: 1,
    };
    let changed = EntityChanged {
        kind: EntityKind::Business,
        id: Uuid::nil(),
        relations: vec![Relation::Contacts],
    };
    let events = vec![
        event(EventBody::BusinessCreated(Box::new(business()))),
        event(EventBody::PresenceUpdate(presence)),
        event(EventBody::MessageCreated(Attached {
            business_id: Uuid::nil(),
            id: Some(Uuid::nil()),
        })),
        event(EventBody::EntityChanged(changed)),
        event(EventBody::StatsUpdated(Box::default())),
        AnyEvent::Unknown(UnknownEvent {
            seq: Some(12),
            event: "lunch:ready".into(),
        }),
    ];
    let (epoch, seq) = (Uuid::max(), 4);
    let frames = [
        ServerFrame::Hello { epoch, seq },
        ServerFrame::Subscribed {
            topics: vec![Topic::Stats],
            seq,
        },
        ServerFrame::Event(Box::new(events[0].clone())),
        ServerFrame::Batch { events },
        ServerFrame::Reset { epoch, seq },
        ServerFrame::Pong,
        ServerFrame::Error {
            code: ProblemCode::Forbidden,
            detail: "no".into(),
        },
    ];
    for frame in frames {
        let text = serde_json::to_string(&frame).unwrap();
        let again: ServerFrame = serde_json::from_str(&text).expect(&text);
        assert_eq!(again, frame, "{text}");
    }
    for wrong in ["{}", r#"{"type":"lunch"}"#, r#"{"type":"event"}"#, "[]"] {
        assert!(serde_json::from_str::<ServerFrame>(wrong).is_err());
    }
}

#[test]
fn a_payload_that_is_not_understood_is_an_event_that_is_not() {
    let text = r#"{"type":"event","seq":5,"topic":"businesses","event":"business:deleted","at":1,"payload":{"id":1}}"#;
    let frame: ServerFrame = serde_json::from_str(text).unwrap();
    let unknown = AnyEvent::Unknown(UnknownEvent {
        seq: Some(5),
        event: "business:deleted".into(),
    });
    assert_eq!(frame, ServerFrame::Event(Box::new(unknown)));
}
