//! Asking an index: what lies in an area, and whether an object is still there.

use super::{
    build::{Fingerprint, tree},
    format::{Entry, Footer, MAGIC, key, rows},
    names,
};
use crate::{
    model::Place,
    server::{
        categories,
        db::businesses::Incoming,
        scrape::{area::Area, bounds::Bounds, reference_of, wanted::Wanted},
    },
};
use std::{
    collections::HashSet,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Entries that are read at once.
const AT_ONCE: u64 = 16 * 1024;

/// An index that is open.
#[derive(Debug)]
pub struct Index {
    file: Mutex<File>,
    footer: Footer,
}

impl Index {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is no index, one of another version, or made with another tree.
    pub fn open(path: &Path) -> io::Result<Self> {
        let no_index = || io::Error::new(io::ErrorKind::InvalidData, "no index");
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let end = size.checked_sub(16).ok_or_else(no_index)?;
        file.seek(SeekFrom::Start(end))?;
        let mut tail = [0; 16];
        file.read_exact(&mut tail)?;
        let (len, magic) = tail.split_at(8);
        if magic != MAGIC {
            return Err(no_index());
        }
        let len = u64::from_le_bytes(len.try_into().map_err(|_| no_index())?);
        let start = end.checked_sub(len).ok_or_else(no_index)?;
        file.seek(SeekFrom::Start(start))?;
        let footer: Footer = serde_json::from_reader(io::BufReader::new((&mut file).take(len)))
            .map_err(|_| no_index())?;
        if footer.tree != tree() {
            return Err(no_index());
        }
        Ok(Self {
            file: Mutex::new(file),
            footer,
        })
    }

    /// Of which extract it is.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.footer.fingerprint
    }

    /// Leads in it.
    pub fn len(&self) -> u64 {
        self.footer.count
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What they lie in: west, south, east, north.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.footer.bounds
    }

    /// Places that are called so, the best first.
    pub fn places(&self, called: &str, most: usize) -> Vec<Place> {
        names::find(&self.footer.names, called, most)
    }

    /// How many leads of an area and of these kinds lie in a box.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count(&self, bounds: &Bounds, area: &Area, wanted: &Wanted) -> io::Result<u64> {
        let mut count = 0;
        let takes = numbers(wanted);
        for range in self.ranges(bounds) {
            self.each(range, |entry| {
                count += u64::from(is_in(entry, bounds, area, &takes));
            })?;
        }
        Ok(count)
    }

    /// The leads of an area and of these kinds in a box, by what they are known by.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find(&self, bounds: &Bounds, area: &Area, wanted: &Wanted) -> io::Result<Vec<Incoming>> {
        let takes = numbers(wanted);
        let mut found = Vec::new();
        for range in self.ranges(bounds) {
            let mut chosen = Vec::new();
            self.each(range, |entry| {
                if is_in(entry, bounds, area, &takes) {
                    chosen.push(*entry);
                }
            })?;
            self.read(&chosen, &mut found)?;
        }
        found.sort_by_cached_key(|found: &Incoming| reference_of(&found.new));
        Ok(found)
    }

    /// Those of these references that the extract has, wherever.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn still_there(&self, references: &[String]) -> io::Result<HashSet<String>> {
        let mut there = HashSet::new();
        for reference in references {
            if let Some(key) = key(reference)
                && self.has(key)?
            {
                there.insert(reference.clone());
            }
        }
        Ok(there)
    }

    /// Looks a key up by halves.
    fn has(&self, key: u64) -> io::Result<bool> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut from, mut to) = (0, self.footer.count);
        while from < to {
            let middle = from + (to - from) / 2;
            file.seek(SeekFrom::Start(self.footer.keys + middle * 8))?;
            let mut bytes = [0; 8];
            file.read_exact(&mut bytes)?;
            match u64::from_le_bytes(bytes).cmp(&key) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        Ok(false)
    }

    /// The ranges of entries whose cells a box has something of.
    fn ranges(&self, bounds: &Bounds) -> Vec<Range<u64>> {
        let cells = &self.footer.cells;
        let first = |cell: u32| {
            let at = cells.partition_point(|(other, _)| *other < cell);
            cells.get(at).map_or(self.footer.count, |(_, first)| *first)
        };
        rows(bounds)
            .map(|(from, to)| first(from)..first(to + 1))
            .filter(|range| !range.is_empty())
            .collect()
    }

    fn each(&self, range: Range<u64>, mut on: impl FnMut(&Entry)) -> io::Result<()> {
        let mut bytes = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let count = (range.end - at).min(AT_ONCE);
            bytes.resize(count as usize * Entry::SIZE, 0);
            let offset = self.footer.entries + at * Entry::SIZE as u64;
            self.read_at(offset, &mut bytes)?;
            for bytes in bytes.chunks_exact(Entry::SIZE) {
                on(&Entry::from_bytes(bytes));
            }
            at += count;
        }
        Ok(())
    }

    /// Reads the records of entries, which are in the order of the file: those that are
    /// near each other in one go.
    fn read(&self, entries: &[Entry], found: &mut Vec<Incoming>) -> io::Result<()> {
        /// A gap that is read over, and the most that is read at once.
        const GAP: u64 = 4 * 1024;
        const MOST: u64 = 1024 * 1024;
        let mut rest = entries;
        let mut bytes = Vec::new();
        while let Some(first) = rest.first() {
            let end = |entry: &Entry| entry.offset + u64::from(entry.len);
            let mut count = 1;
            while rest.get(count).is_some_and(|next| {
                next.offset - end(&rest[count - 1]) <= GAP && end(next) - first.offset <= MOST
            }) {
                count += 1;
            }
            let (some, others) = rest.split_at(count);
            let last = some.last().unwrap_or(first);
            bytes.resize((end(last) - first.offset) as usize, 0);
            self.read_at(first.offset, &mut bytes)?;
            for entry in some {
                let from = (entry.offset - first.offset) as usize;
                let record = &bytes[from..from + entry.len as usize];
                found.push(serde_json::from_slice(record).map_err(io::Error::other)?);
            }
            rest = others;
        }
        Ok(())
    }

    fn read_at(&self, offset: u64, to: &mut [u8]) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(to)
    }
}

/// The positions in the tree of the categories that are wanted; `None` for all.
fn numbers(wanted: &Wanted) -> Option<HashSet<u16>> {
    (!wanted.is_all()).then(|| {
        let all = categories::all().iter().zip(0_u16..);
        all.filter(|(category, _)| wanted.takes(Some(category)))
            .map(|(_, n)| n)
            .collect()
    })
}

fn is_in(entry: &Entry, bounds: &Bounds, area: &Area, takes: &Option<HashSet<u16>>) -> bool {
    let point = entry.point();
    takes
        .as_ref()
        .is_none_or(|takes| takes.contains(&entry.category))
        && bounds.holds(point)
        && area.holds(point)
}
