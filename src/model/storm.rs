//! What is over before anybody could see it: in a storm, most changes of a lead are
//! followed by others before the next frame of the screen is drawn. Of those it is enough
//! to read that they were. They are found by how our server writes events: of what is
//! written otherwise, all is read.

use super::{AnyEvent, Seq, Uuid};
use rustc_hash::FxHashMap;

/// How an event begins, in a frame of its own or with others.
const EVENT: &str = r#"{"type":"event","#;
/// What a change of a lead is called.
const CHANGE: &str = r#""event":"business:updated","#;
/// What it is called once another has followed.
const OVER: &str = "over";

/// Whether a frame tells of events, and nothing else: it may be read later, with others.
pub fn tells_events(frame: &str) -> bool {
    frame.starts_with(EVENT) || frame.starts_with(r#"{"type":"batch","#)
}

/// Whether an event stands for a change that another followed: it tells its position.
pub fn is_over(event: &AnyEvent) -> bool {
    matches!(event, AnyEvent::Unknown(event) if event.event == OVER)
}

/// Takes what is over out of frames that came together, but for the position of each;
/// where `may_skip` says so, of a lead at a position.
pub fn thin(frames: &mut [String], may_skip: &dyn Fn(Uuid, Seq) -> bool) {
    if frames.len() < 2 {
        return;
    }
    let parts = frames.iter().flat_map(|frame| frame.split(EVENT));
    let changes: Vec<Option<Change>> = parts.map(Change::find).collect();
    let (mut newest, mut count) = (FxHashMap::<Uuid, usize>::default(), 0);
    let version = |at: usize| changes[at].as_ref().map(|change| change.version);
    for (at, change) in changes.iter().enumerate() {
        if let Some(change) = change {
            count += 1;
            let newest = newest.entry(change.lead).or_insert(at);
            if version(*newest) < version(at) {
                *newest = at;
            }
        }
    }
    if newest.len() == count {
        return;
    }
    let is_over = |at: usize| {
        let is_newer = |change: &Change| {
            let newest = newest.get(&change.lead);
            newest.is_some_and(|newest| version(*newest) > version(at))
        };
        let over = changes[at].as_ref().filter(|change| is_newer(change));
        over.is_some_and(|change| may_skip(change.lead, change.seq))
    };
    let mut at = 0;
    for frame in frames {
        let mut thinned = String::with_capacity(frame.len());
        for (number, part) in frame.split(EVENT).enumerate() {
            if number > 0 {
                thinned.push_str(EVENT);
            }
            match part.split_once(CHANGE).filter(|_| is_over(at)) {
                Some((before, _)) => {
                    let is_last = !part.ends_with(',');
                    let end = match (is_last, frame.starts_with(EVENT)) {
                        (true, true) => "\"}",
                        (true, false) => "\"}]}",
                        (false, _) => "\"},",
                    };
                    for text in [before, r#""event":""#, OVER, end] {
                        thinned.push_str(text);
                    }
                }
                None => thinned.push_str(part),
            }
            at += 1;
        }
        *frame = thinned;
    }
}

/// A change of a lead.
struct Change {
    seq: Seq,
    lead: Uuid,
    version: i64,
}

impl Change {
    /// What an event is, from behind its beginning.
    fn find(event: &str) -> Option<Self> {
        let (seq, rest) = event.strip_prefix(r#""seq":"#)?.split_once(',')?;
        let (_, payload) = rest.split_once(CHANGE)?.1.split_once(r#""payload":"#)?;
        let (lead, rest) = payload.strip_prefix(r#"{"id":""#)?.split_once('"')?;
        let (version, _) = rest.strip_prefix(r#","version":"#)?.split_once(',')?;
        Some(Self {
            seq: seq.parse().ok()?,
            lead: lead.parse().ok()?,
            version: version.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, EventBody, NewBusiness, ServerFrame, Topic, read_frame};

    /// A frame of changes of leads, as `(seq, id, version)`.
    fn frame(changes: &[(Seq, u128, i64)]) -> String {
        let changes = changes.iter().map(|(seq, id, version)| {
            // As somebody may name it who has read this.
            let name = format!("{EVENT}{CHANGE}\"payload\":{{\"id\":\"");
            let mut lead = NewBusiness::named(&name).into_business(Uuid::from_u128(*id), 7);
            lead.version = *version;
            let event = Event {
                seq: Some(*seq),
                topic: Topic::Businesses,
                body: EventBody::BusinessUpdated(Box::new(lead)),
                at: 3,
                actor: None,
                mutation_id: Some(Uuid::from_u128(9)),
            };
            let text = serde_json::to_string(&event).unwrap();
            format!(r#"{{"type":"event",{}"#, &text[1..])
        });
        let changes: Vec<String> = changes.collect();
        match &changes[..] {
            [change] => change.clone(),
            _ => format!(r#"{{"type":"batch","events":[{}]}}"#, changes.join(",")),
        }
    }

    fn read(frames: &[String]) -> Vec<AnyEvent> {
        let read = |frame: &String| match read_frame(frame.as_bytes()).unwrap() {
            ServerFrame::Event(event) => vec![*event],
            ServerFrame::Batch { events } => events,
            other => panic!("{other:?}"),
        };
        frames.iter().flat_map(read).collect()
    }

    #[test]
    fn of_changes_that_another_followed_only_the_position_is_left() {
        let other = r#"{"type":"batch","events":[{"type":"event","seq":5,"topic":"x","event":"lunch:ready","payload":{}},{"type":"event","seq":6,"topic":"businesses","event":"business:deleted","at":3,"payload":{"id":"00000000-0000-0000-0000-000000000003","version":9,"deleted_at":7}}]}"#;
        let frames = [
            frame(&[(1, 1, 2), (2, 2, 2), (3, 1, 3)]),
            frame(&[(4, 3, 2)]),
            other.to_owned(),
            frame(&[(7, 1, 4)]),
            frame(&[(8, 2, 3), (9, 1, 5)]),
            frame(&[(10, 4, 7), (11, 4, 6)]),
        ];
        assert!(frames.iter().all(|frame| tells_events(frame)));
        assert!(!tells_events(r#"{"type":"pong"}"#));
        let whole = read(&frames);
        let mut thinned = frames.clone();
        thin(&mut thinned, &|_, seq| seq > 1);
        let left = read(&thinned);
        assert_eq!(left.len(), whole.len());
        for (left, whole) in left.iter().zip(&whole) {
            match left.seq() {
                // The last is older than what came before it.
                Some(2 | 3 | 7 | 11) => assert!(is_over(left) && left.seq() == whole.seq()),
                // The first may not be skipped, and a deleted lead may come back.
                _ => assert_eq!(left, whole),
            }
        }
        let mut single = [frames[0].clone(), frame(&[(12, 9, 1)]), frames[1].clone()];
        let before = single.clone();
        thin(&mut single[1..], &|_, _| true);
        thin(&mut single[..1], &|_, _| true);
        assert_eq!(single, before, "alone, or each once");
    }
}
