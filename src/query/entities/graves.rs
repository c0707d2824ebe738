//! Leads that were deleted and had never been seen: nothing but at which version is known.
//! An older answer does not bring them back, and lists that counted the deletion do not
//! count it again when it is told again.

use super::{Slot, codec};
use std::collections::HashMap;

/// Versions at which leads were deleted that were never seen.
#[derive(Default)]
pub struct Graves {
    versions: HashMap<Slot, i64>,
    /// Grows when there are others.
    pub changes: u64,
}

impl Graves {
    /// The version at which a lead was deleted.
    pub fn version(&self, slot: Slot) -> Option<i64> {
        self.versions.get(&slot).copied()
    }

    /// A lead was deleted at a version. Whether that is news.
    pub fn dig(&mut self, slot: Slot, version: i64) -> bool {
        let is_news = self.version(slot).is_none_or(|known| known < version);
        if is_news {
            self.versions.insert(slot, version);
            self.changes += 1;
        }
        is_news
    }

    /// A newer version of a lead was seen.
    pub fn fill(&mut self, slot: Slot) {
        self.changes += u64::from(self.versions.remove(&slot).is_some());
    }

    /// All leads are forgotten.
    pub fn clear(&mut self) {
        self.changes += u64::from(!self.versions.is_empty());
        self.versions.clear();
    }

    /// As they are to be kept; nothing, if there are none.
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.versions.len() * 5);
        for (slot, version) in &self.versions {
            codec::number(u64::from(*slot), &mut bytes);
            codec::number(version.unsigned_abs(), &mut bytes);
        }
        bytes
    }

    /// Takes those that were kept, of the first `leads` leads.
    pub fn read(&mut self, bytes: &[u8], leads: usize) {
        let mut rest = codec::Reader(bytes);
        while !rest.0.is_empty() {
            let (slot, version) = (rest.number(), rest.number());
            if let Some(slot) = Slot::try_from(slot)
                .ok()
                .filter(|it| (*it as usize) < leads)
            {
                self.versions.insert(slot, version as i64);
            }
        }
        self.changes += u64::from(!self.versions.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_deleted_is_kept_with_its_version_and_gone_once_it_is_seen() {
        let mut graves = Graves::default();
        assert!(graves.dig(3, 700) && graves.dig(9, 2) && !graves.dig(3, 699));
        let mut kept = Graves::default();
        kept.read(&graves.write(), 9);
        assert_eq!((kept.version(3), kept.version(9)), (Some(700), None));
        kept.fill(3);
        assert!(kept.write().is_empty());
    }

    #[test]
    fn what_is_damaged_is_not_taken_for_a_lead() {
        let mut graves = Graves::default();
        graves.read(&[0xff; 40], 5);
        assert!(graves.write().is_empty());
    }
}
