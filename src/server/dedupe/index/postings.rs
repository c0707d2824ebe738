//! Lists of leads by key, compact: most keys have one lead, and cost eight bytes.

use rustc_hash::FxHashMap;

/// Set in a value that is the number of a list rather than of a lead.
const MANY: u32 = 1 << 31;

/// Which leads have a key. Keys are 32 bits of a hash: two that collide only offer a
/// candidate more, which the score turns down.
#[derive(Clone, Debug, Default)]
pub struct Postings {
    by_key: FxHashMap<u32, u32>,
    lists: Vec<Vec<u32>>,
    free: Vec<u32>,
}

impl Postings {
    /// Adds a lead (below 2^31) to a key.
    pub fn add(&mut self, key: u32, lead: u32) {
        let list = match self.by_key.get(&key).copied() {
            None => {
                self.by_key.insert(key, lead);
                return;
            }
            Some(value) if value & MANY == 0 => {
                let number = self.free.pop().unwrap_or_else(|| {
                    self.lists.push(Vec::new());
                    (self.lists.len() - 1) as u32
                });
                self.lists[number as usize].push(value);
                self.by_key.insert(key, number | MANY);
                number
            }
            Some(value) => value & !MANY,
        };
        let list = &mut self.lists[list as usize];
        if list.len() == list.capacity() {
            // A quarter more: there are many short lists, and doubling wastes half.
            list.reserve_exact(list.len() / 4 + 1);
        }
        list.push(lead);
    }

    /// Takes a lead out of a key.
    pub fn remove(&mut self, key: u32, lead: u32) {
        let Some(value) = self.by_key.get(&key).copied() else {
            return;
        };
        if value & MANY == 0 {
            if value == lead {
                self.by_key.remove(&key);
            }
            return;
        }
        let number = value & !MANY;
        let list = &mut self.lists[number as usize];
        if let Some(at) = list.iter().position(|other| *other == lead) {
            list.swap_remove(at);
        }
        if let [last] = list[..] {
            *list = Vec::new();
            self.free.push(number);
            self.by_key.insert(key, last);
        }
    }

    /// The leads of a key, in no particular order.
    pub fn get(&self, key: u32) -> &[u32] {
        match self.by_key.get(&key) {
            Some(value) if value & MANY == 0 => std::slice::from_ref(value),
            Some(value) => &self.lists[(value & !MANY) as usize],
            None => &[],
        }
    }

    /// About how many bytes this takes.
    pub fn bytes(&self) -> usize {
        let lists: usize = self.lists.iter().map(|list| 24 + list.capacity() * 4).sum();
        self.by_key.capacity() * 9 * 8 / 7 + lists
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_come_and_go() {
        let mut postings = Postings::default();
        for lead in 0..5 {
            postings.add(7, lead);
        }
        postings.add(8, 9);
        assert_eq!(postings.get(7), [0, 1, 2, 3, 4]);
        assert_eq!(postings.get(8), [9]);
        for lead in [1, 0, 3, 4] {
            postings.remove(7, lead);
        }
        assert_eq!(postings.get(7), [2]);
        postings.remove(7, 2);
        postings.remove(7, 2);
        assert_eq!(postings.get(7), [0_u32; 0]);
        postings.add(5, 1);
        postings.add(5, 2);
        assert_eq!(postings.lists.len(), 1, "a list is used again");
    }
}
