//! Up to where events were heard, and from where on.

use crate::model::Seq;

/// Which part of the server's event log has been heard, without a gap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// From where on; nothing, as long as nobody said.
    from: Option<Seq>,
    /// Up to where.
    position: Option<Seq>,
    /// What was told before `from` is still to be heard, by another connection.
    is_late: bool,
}

impl Heard {
    /// Up to where every event was heard of which anything that is held has to hear.
    pub fn position(&self) -> Option<Seq> {
        self.position
    }

    /// Whether events are heard, or ever were.
    pub fn has_begun(&self) -> bool {
        self.from.is_some()
    }

    /// Everything up to `seq` has been heard.
    pub fn reach(&mut self, seq: Option<Seq>) {
        if !self.is_late {
            self.position = self.position.max(seq);
        }
    }

    /// A connection begins that tells of what came after `position`, which is
    /// everything since `from`.
    pub fn resume(&mut self, from: Seq, position: Seq) {
        *self = Self {
            from: Some(from),
            position: Some(position),
            is_late: false,
        };
    }

    /// Something is held from now on that reflects `seq`. If events were only heard from
    /// later on, those between have not been, until another connection tells of them.
    pub fn hold(&mut self, seq: Option<Seq>) {
        if seq.is_some() && seq < self.from {
            *self = Self {
                from: seq,
                position: self.position.min(seq),
                is_late: true,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_than_all_that_was_heard_takes_the_position_back() {
        let mut heard = Heard::default();
        heard.reach(Some(3));
        heard.resume(5, 5);
        heard.reach(Some(8));
        heard.hold(Some(6));
        assert_eq!(heard.position(), Some(8), "all since was heard");
        heard.hold(Some(4));
        assert_eq!(heard.position(), Some(4), "the fifth was not");
        heard.reach(Some(9));
        assert_eq!(heard.position(), Some(4), "and is not by what comes later");
        heard.resume(4, 4);
        heard.reach(Some(5));
        assert_eq!(heard.position(), Some(5));
    }
}
