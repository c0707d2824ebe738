//! Makes the index of an extract. Memory grows with the leads in it, by about 40 bytes
//! each, and with what the reader needs to place ways and relations.

use super::{
    Index,
    format::{Entry, Footer, MAGIC, cell, key},
    names::Names,
};
use crate::server::{
    categories,
    db::businesses::Incoming,
    jobs::import::{
        ReadError,
        osm::{self, At, Tags, Visit, is_lead},
    },
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
};

/// Bytes at the beginning and at the end of a file that tell it from another.
const HASHED: u64 = 1024 * 1024;

/// Which file it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    size: u64,
    /// When it changed, in Unix milliseconds; 0 if the system does not tell.
    modified: u64,
    /// SHA-256 of how it begins and ends.
    hash: String,
}

impl Fingerprint {
    /// Of a file as it is.
    pub fn of(path: &Path) -> std::io::Result<Self> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        let modified = metadata
            .modified()
            .ok()
            .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |age| u64::try_from(age.as_millis()).unwrap_or(0));
        let size = metadata.len();
        let mut hash = Sha256::new();
        let mut bytes = Vec::new();
        (&mut file).take(HASHED).read_to_end(&mut bytes)?;
        hash.update(&bytes);
        file.seek(SeekFrom::Start(size.saturating_sub(HASHED)))?;
        bytes.clear();
        file.take(HASHED).read_to_end(&mut bytes)?;
        hash.update(&bytes);
        let hash = hash.finalize();
        Ok(Self {
            size,
            modified,
            hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }
}

/// The tree of categories, in one text: another tree makes another index.
pub fn tree() -> String {
    let ids: Vec<_> = categories::all()
        .iter()
        .map(|category| category.id)
        .collect();
    ids.join(" ")
}

/// Collects leads in the order of the extract.
struct Collect<'s> {
    records: BufWriter<File>,
    offset: u64,
    entries: Vec<Entry>,
    keys: Vec<u64>,
    names: Names,
    numbers: HashMap<&'static str, u16>,
    is_stopping: &'s dyn Fn() -> bool,
}

impl Visit for Collect<'_> {
    fn total(&mut self, total: u64) {
        // Bounded by what the file really holds: a way without a place is no entry.
        let most = usize::try_from(total).unwrap_or(0);
        self.entries.reserve(most);
        self.keys.reserve(most);
    }

    fn fraction(&mut self, _: f64) -> Result<(), ReadError> {
        if (self.is_stopping)() {
            return Err(ReadError::Stopped);
        }
        Ok(())
    }

    fn object<'a>(
        &mut self,
        kind: &'static str,
        id: i64,
        tags: impl Iterator<Item = (&'a str, &'a str)> + Clone,
        at: Option<At>,
    ) -> Result<(), ReadError> {
        let Some((lat, lon)) = at else { return Ok(()) };
        self.names.offer(tags.clone(), (lat, lon));
        if !is_lead(tags.clone()) {
            return Ok(());
        }
        let category = categories::of_tags(tags.clone())
            .and_then(|category| self.numbers.get(category.id).copied());
        let tags = Tags::read(tags);
        let beyond = Some(tags.beyond());
        let Some(new) = tags.into_lead(kind, id, at) else {
            return Ok(());
        };
        let reference = new.source.as_ref().and_then(|s| s.reference.as_deref());
        let Some(key) = reference.and_then(key) else {
            // No file has such ids; a lead is known by its own.
            return Ok(());
        };
        let record =
            serde_json::to_vec(&Incoming { new, beyond }).map_err(std::io::Error::other)?;
        self.records.write_all(&record)?;
        self.entries.push(Entry {
            lat,
            lon,
            offset: self.offset,
            len: u32::try_from(record.len()).unwrap_or(u32::MAX),
            category: category.unwrap_or(Entry::OTHER),
        });
        self.keys.push(key);
        self.offset += record.len() as u64;
        Ok(())
    }
}

/// Makes the index of `file` at `path`.
///
/// # Errors
/// When the file is damaged, the disk is full, or the server stops. What was at `path`
/// stays then.
pub fn build(
    file: &Path,
    path: &Path,
    fingerprint: Fingerprint,
    is_stopping: impl Fn() -> bool,
) -> Result<Index, ReadError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let (unsorted, sorted) = (
        path.with_extension("records"),
        path.with_extension("building"),
    );
    let built = collect(file, &unsorted, &is_stopping)
        .and_then(|collected| write(collected, &unsorted, &sorted, fingerprint));
    // What is left of a build that failed is of no use.
    let _ = std::fs::remove_file(&unsorted);
    match built {
        Ok(()) => std::fs::rename(&sorted, path)?,
        Err(error) => {
            let _ = std::fs::remove_file(&sorted);
            return Err(error);
        }
    }
    Ok(Index::open(path)?)
}

struct Collected {
    entries: Vec<Entry>,
    keys: Vec<u64>,
    names: Names,
}

fn collect(
    file: &Path,
    records: &Path,
    is_stopping: &dyn Fn() -> bool,
) -> Result<Collected, ReadError> {
    let ids = categories::all().iter().zip(0_u16..);
    let mut collect = Collect {
        records: BufWriter::with_capacity(256 * 1024, File::create(records)?),
        offset: 0,
        entries: Vec::new(),
        keys: Vec::new(),
        names: Names::default(),
        numbers: ids.map(|(category, n)| (category.id, n)).collect(),
        is_stopping,
    };
    osm::visit(file, &mut collect)?;
    collect.records.flush()?;
    Ok(Collected {
        entries: collect.entries,
        keys: collect.keys,
        names: collect.names,
    })
}

/// Writes the file: records by cell, and within one by what they are known by.
fn write(
    collected: Collected,
    unsorted: &Path,
    path: &Path,
    fingerprint: Fingerprint,
) -> Result<(), ReadError> {
    let Collected {
        mut entries,
        mut keys,
        names,
    } = collected;
    let mut order: Vec<u32> = (0..u32::try_from(entries.len()).unwrap_or(u32::MAX)).collect();
    order.sort_unstable_by_key(|n| {
        let n = *n as usize;
        (cell(entries[n].point()), keys[n])
    });
    let mut from = BufReader::with_capacity(64 * 1024, File::open(unsorted)?);
    let mut to = BufWriter::with_capacity(256 * 1024, File::create(path)?);
    to.write_all(MAGIC)?;
    let mut offset = MAGIC.len() as u64;
    let mut record = Vec::new();
    let mut cells: Vec<(u32, u64)> = Vec::new();
    let mut bounds: Option<[f64; 4]> = None;
    for (place, n) in (0_u64..).zip(&order) {
        let entry = &mut entries[*n as usize];
        from.seek(SeekFrom::Start(entry.offset))?;
        record.resize(entry.len as usize, 0);
        from.read_exact(&mut record)?;
        to.write_all(&record)?;
        entry.offset = offset;
        offset += u64::from(entry.len);
        let point = entry.point();
        let cell = cell(point);
        if cells.last().is_none_or(|(last, _)| *last != cell) {
            cells.push((cell, place));
        }
        let [west, south, east, north] =
            bounds.get_or_insert([point.lon, point.lat, point.lon, point.lat]);
        (*west, *east) = (west.min(point.lon), east.max(point.lon));
        (*south, *north) = (south.min(point.lat), north.max(point.lat));
    }
    let count = order.len() as u64;
    for n in order {
        to.write_all(&entries[n as usize].to_bytes())?;
    }
    keys.sort_unstable();
    for key in keys {
        to.write_all(&key.to_le_bytes())?;
    }
    let footer = Footer {
        fingerprint,
        tree: tree(),
        count,
        entries: offset,
        keys: offset + count * Entry::SIZE as u64,
        bounds,
        cells,
        names: names.settle(),
    };
    let footer = serde_json::to_vec(&footer).map_err(std::io::Error::other)?;
    to.write_all(&footer)?;
    to.write_all(&(footer.len() as u64).to_le_bytes())?;
    to.write_all(MAGIC)?;
    let file = to.into_inner().map_err(|error| error.into_error())?;
    file.sync_all()?;
    Ok(())
}
