//! What one connection has asked for and what it has been given: each event once.

use crate::model::{Event, Role, Seq, Topic};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Topics that one connection may listen to at a time.
pub const MAX_TOPICS: usize = 1_000;

/// The topics of one connection.
#[derive(Default)]
pub struct Subscriptions {
    /// From which position on each topic has been told.
    from: FxHashMap<Topic, Seq>,
    /// The position up to which live events have been dealt with.
    position: Seq,
    /// Positions after `position` that a replay has told already.
    replayed: BTreeSet<Seq>,
}

impl Subscriptions {
    /// A connection that begins at `position`.
    pub fn starting_at(position: Seq) -> Self {
        Self {
            position,
            ..Self::default()
        }
    }

    /// How many topics there are.
    pub fn len(&self) -> usize {
        self.from.len()
    }

    /// Stops telling about `topic`.
    pub fn remove(&mut self, topic: Topic) {
        self.from.remove(&topic);
    }

    /// Begins to tell about `topics` from `since` on.
    pub fn add(&mut self, topics: &[Topic], since: Seq) {
        for topic in topics {
            let from = self.from.entry(*topic).or_insert(since);
            *from = since.min(*from);
        }
    }

    /// Whether a replay for `topics` has to tell `event`. Asked before
    /// [`add`](Self::add), once for each event, in order.
    pub fn replay(&mut self, event: &Event, topics: &[Topic]) -> bool {
        let Some(seq) = event.seq else { return false };
        let told = seq <= self.position && self.tells(event, seq);
        if told || !super::log::concerns(event, topics) {
            return false;
        }
        seq <= self.position || self.replayed.insert(seq)
    }

    /// Whether a live `event` has to be told.
    pub fn live(&mut self, event: &Event) -> bool {
        let Some(seq) = event.seq else {
            return self.from.keys().any(|topic| event.body.belongs_to(*topic));
        };
        if seq <= self.position {
            return false;
        }
        self.position = seq;
        let replayed = self.replayed.remove(&seq);
        !replayed && self.tells(event, seq)
    }

    fn tells(&self, event: &Event, seq: Seq) -> bool {
        // Who listens to all is asked about each: found without looking further.
        if self.from.get(&event.topic).is_some_and(|from| *from < seq) {
            return true;
        }
        self.from
            .iter()
            .any(|(topic, from)| *from < seq && event.body.belongs_to(*topic))
    }
}

/// Whether someone in `role` may listen to `topic`.
pub fn may_listen(role: Role, topic: Topic) -> bool {
    match topic {
        Topic::Jobs | Topic::Job(_) => role.may_run_jobs(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EventBody, InvalidatePrefix, NewBusiness, Uuid};

    fn event(seq: Seq, body: EventBody) -> Event {
        Event {
            seq: Some(seq),
            topic: body.topic(),
            body,
            at: 0,
            actor: None,
            mutation_id: None,
        }
    }

    fn change(seq: Seq, id: u128) -> Event {
        let business = NewBusiness::named("x").into_business(Uuid::from_u128(id), 0);
        event(seq, EventBody::BusinessUpdated(Box::new(business)))
    }

    #[test]
    fn an_event_of_two_topics_is_told_once() {
        let mut told = Subscriptions::starting_at(10);
        told.add(
            &[Topic::Businesses, Topic::Business(Uuid::from_u128(1))],
            10,
        );
        assert!(told.live(&change(11, 1)));
        assert!(!told.live(&change(11, 1)));
    }

    #[test]
    fn a_replay_tells_what_live_events_have_not_and_no_more() {
        let mut told = Subscriptions::starting_at(10);
        let one = [Topic::Business(Uuid::from_u128(1))];
        told.add(&one, 10);
        assert!(told.live(&change(11, 1)));
        let all = [Topic::Businesses];
        // 11 was told live; 12 is in the queue but not told yet; 9 is older than the connection.
        assert!(told.replay(&change(9, 1), &all));
        assert!(!told.replay(&change(11, 1), &all));
        assert!(told.replay(&change(12, 1), &all));
        told.add(&all, 8);
        assert!(!told.live(&change(12, 1)), "the replay told it");
        assert!(told.live(&change(13, 2)));
    }

    #[test]
    fn what_nobody_asked_for_is_not_told() {
        let mut told = Subscriptions::starting_at(0);
        told.add(&[Topic::Stats], 0);
        let body = EventBody::InvalidatePrefix(InvalidatePrefix {
            prefix: "businesses".into(),
        });
        assert!(!told.live(&event(1, body)));
        told.remove(Topic::Stats);
        assert_eq!(told.len(), 0);
    }
}
