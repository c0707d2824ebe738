//! Which events have been taken: each once, in order.

use crate::model::{Seq, Uuid};

/// The position in the server's event log up to which everything was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Which event log; positions of another mean nothing.
    pub epoch: Option<Uuid>,
    /// Up to where everything was taken; `None` before the first answer or event.
    pub position: Option<Seq>,
    /// Durable events taken.
    pub applied: u64,
    /// Events that came again and were dropped.
    pub repeated: u64,
}

impl Tally {
    /// An answer reflects `seq`. Before the socket is up, the smallest counts:
    /// whatever happened after it is still to be heard of.
    pub fn note_answer(&mut self, seq: Seq, is_live: bool) {
        if !is_live {
            self.position = Some(self.position.map_or(seq, |position| position.min(seq)));
        }
    }

    /// What was kept from before reflects `seq` of the event log `epoch`. Whether
    /// that means anything still.
    pub fn note_kept(&mut self, epoch: Uuid, seq: Seq) -> bool {
        if self.epoch.is_some_and(|known| known != epoch) {
            return false;
        }
        self.epoch = Some(epoch);
        self.note_answer(seq, false);
        true
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
            self.position = None;
        }
        same
    }

    /// What was missed is gone: go on from `seq`.
    pub fn reset(&mut self, epoch: Uuid, seq: Seq) {
        self.epoch = Some(epoch);
        self.position = Some(seq);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_counts_once_however_often_it_comes() {
        let mut tally = Tally::default();
        tally.note_answer(5, false);
        tally.note_answer(3, false);
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
        tally.note_answer(1, true);
        assert_eq!(tally.position, Some(4), "a live position does not go back");
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
