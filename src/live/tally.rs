//! Which events have been taken: each once, in order.

use crate::model::{Seq, Uuid};

/// The position in the server's event log up to which everything was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Which event log; positions of another mean nothing.
    pub epoch: Option<Uuid>,
    /// Up to where everything was taken; `None` before the first answer or event.
    pub position: Option<Seq>,
    /// From where on everything was heard.
    from: Option<Seq>,
    /// What came late and reflects a position before that: what was told after it was
    /// never heard, and is to be heard with the next connection.
    again: Option<Seq>,
    /// Durable events taken.
    pub applied: u64,
    /// Events that came again and were dropped.
    pub repeated: u64,
}

impl Tally {
    /// What is held reflects `seq` of the event log `epoch`: an answer, or what was
    /// kept from before. Before events are asked for, the smallest counts: whatever
    /// happened after it is still to be heard of. Whether it means anything: not if
    /// another log is known.
    pub fn note(&mut self, epoch: Uuid, seq: Seq, is_hearing: bool) -> bool {
        if self.epoch.is_some_and(|known| known != epoch) {
            return false;
        }
        self.epoch = Some(epoch);
        if !is_hearing {
            self.go_back_to(seq);
        } else if self.from.is_some_and(|from| seq < from) {
            self.again = Some(self.again.map_or(seq, |again| again.min(seq)));
        }
        true
    }

    /// Whether only another connection can tell of all that happened since what came.
    pub fn is_late(&self) -> bool {
        self.again.is_some()
    }

    /// Another connection is about to begin: it tells of what was missed, too.
    pub fn begin_again(&mut self) {
        if let Some(seq) = self.again.take() {
            self.go_back_to(seq);
        }
    }

    fn go_back_to(&mut self, seq: Seq) {
        let least = |known: Option<Seq>| Some(known.map_or(seq, |known| known.min(seq)));
        (self.position, self.from) = (least(self.position), least(self.from));
    }

    /// A connection is there, and the log is at `seq`. From where on everything will have
    /// been heard, and after what this connection has to tell.
    pub fn greet(&mut self, seq: Seq) -> (Seq, Seq) {
        let from = *self.from.get_or_insert(seq);
        (from, *self.position.get_or_insert(seq))
    }

    /// Everything up to `seq` has been heard of, though there was nothing to take.
    pub fn reach(&mut self, seq: Seq) {
        self.position = self.position.max(Some(seq));
    }

    /// Whether to take an event. Those that are not durable always are.
    pub fn take(&mut self, seq: Option<Seq>) -> bool {
        let Some(seq) = seq else { return true };
        if self.position.is_some_and(|position| seq <= position) {
            self.repeated += 1;
            return false;
        }
        self.position = Some(seq);
        self.applied += 1;
        true
    }

    /// The server's event log is `epoch`. Whether positions known so far still mean anything.
    pub fn enter(&mut self, epoch: Uuid) -> bool {
        let same = self.epoch.is_none_or(|known| known == epoch);
        self.epoch = Some(epoch);
        if !same {
            (self.position, self.from, self.again) = (None, None, None);
        }
        same
    }

    /// What was missed is gone: go on from `seq`.
    pub fn reset(&mut self, epoch: Uuid, seq: Seq) {
        self.epoch = Some(epoch);
        (self.position, self.from, self.again) = (Some(seq), Some(seq), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_counts_once_however_often_it_comes() {
        let mut tally = Tally::default();
        let log = Uuid::from_u128(1);
        assert!(tally.note(log, 5, false) && tally.note(log, 3, false));
        assert!(!tally.note(Uuid::from_u128(2), 1, false), "another log");
        assert_eq!(
            tally.position,
            Some(3),
            "the smallest position of what is held"
        );
        assert!(tally.take(Some(4)) && !tally.take(Some(4)) && !tally.take(Some(2)));
        assert!(tally.take(None), "progress has no position");
        assert_eq!(
            (tally.applied, tally.repeated, tally.position),
            (1, 2, Some(4))
        );
        tally.note(log, 1, true);
        assert_eq!(tally.position, Some(4), "a live position does not go back");
        assert!(tally.is_late());
        tally.begin_again();
        assert_eq!(tally.position, Some(1), "but the next connection does");
        assert!(!tally.is_late() && tally.take(Some(2)));
    }

    #[test]
    fn another_database_makes_positions_meaningless() {
        let mut tally = Tally::default();
        assert!(tally.enter(Uuid::from_u128(1)));
        tally.take(Some(9));
        assert!(tally.enter(Uuid::from_u128(1)));
        assert!(!tally.enter(Uuid::from_u128(2)));
        assert_eq!(tally.position, None);
    }
}
