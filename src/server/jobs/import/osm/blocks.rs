//! The blocks of a file, read in order, as often as needed.

use super::{super::sink::ReadError, Visit};
use osmpbf::{BlobDecode, BlobReader, BlobType, Element, PrimitiveBlock};
use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    ops::BitOr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Features that a reader must know to read a file, of those that we know.
const KNOWN: [&str; 3] = ["OsmSchema-V0.6", "DenseNodes", "HistoricalInformation"];

/// Which elements a block holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holds(u8);

impl Holds {
    /// Nodes.
    pub const NODES: Self = Self(1);
    /// Ways.
    pub const WAYS: Self = Self(2);
    /// Relations.
    pub const RELATIONS: Self = Self(4);

    const fn any_of(self, wanted: Self) -> bool {
        self.0 & wanted.0 != 0
    }
}

impl BitOr for Holds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Counts the bytes that pass.
struct Counted {
    inner: BufReader<File>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(to)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A file of blocks.
pub struct Blocks {
    file: File,
    size: u64,
    /// What each block holds; known after the survey.
    holds: Vec<Holds>,
}

impl Blocks {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Self {
            file,
            size,
            holds: Vec::new(),
        })
    }

    /// Reads every block for the first time and notes what it holds.
    pub fn survey(
        &mut self,
        span: (f64, f64),
        sink: &mut impl Visit,
        mut on: impl FnMut(Element<'_>),
    ) -> Result<(), ReadError> {
        let mut all = Vec::new();
        self.walk(
            span,
            sink,
            |_| true,
            |block, _| {
                let mut holds = Holds::default();
                block.for_each_element(|element| {
                    holds = holds
                        | match element {
                            Element::Node(_) | Element::DenseNode(_) => Holds::NODES,
                            Element::Way(_) => Holds::WAYS,
                            Element::Relation(_) => Holds::RELATIONS,
                        };
                    on(element);
                });
                all.push(holds);
                Ok(())
            },
        )?;
        self.holds = all;
        Ok(())
    }

    /// Reads the blocks that hold some of what is `wanted`.
    pub fn each<V: Visit>(
        &mut self,
        wanted: Holds,
        span: (f64, f64),
        sink: &mut V,
        mut on: impl FnMut(Element<'_>, &mut V) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let holds = std::mem::take(&mut self.holds);
        let chosen = |n: usize| holds.get(n).is_none_or(|holds| holds.any_of(wanted));
        let walked = self.walk(span, sink, chosen, |block, sink| {
            let mut result = Ok(());
            block.for_each_element(|element| {
                if result.is_ok() {
                    result = on(element, sink);
                }
            });
            result
        });
        self.holds = holds;
        walked
    }

    fn walk<V: Visit>(
        &mut self,
        (from, to): (f64, f64),
        sink: &mut V,
        chosen: impl Fn(usize) -> bool,
        mut on: impl FnMut(PrimitiveBlock, &mut V) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.file.seek(SeekFrom::Start(0))?;
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Counted {
            inner: BufReader::with_capacity(256 * 1024, self.file.try_clone()?),
            bytes: bytes.clone(),
        };
        let mut number = 0;
        let mut has_header = false;
        let mut end = 0;
        for blob in BlobReader::new(counted) {
            let broken = |error: osmpbf::Error| broken(end, self.size, &error);
            let blob = blob.map_err(broken)?;
            match blob.get_type() {
                BlobType::OsmData => {
                    if !has_header {
                        return Err(not_osm());
                    }
                    if chosen(number) {
                        match blob.decode().map_err(broken)? {
                            BlobDecode::OsmData(block) => on(block, sink)?,
                            BlobDecode::OsmHeader(_) | BlobDecode::Unknown(_) => {}
                        }
                    }
                    number += 1;
                }
                BlobType::OsmHeader => {
                    let header = blob.to_headerblock().map_err(broken)?;
                    let unknown = header
                        .required_features()
                        .iter()
                        .find(|feature| !KNOWN.contains(&feature.as_str()));
                    if let Some(feature) = unknown {
                        return Err(ReadError::Input(format!(
                            "The file needs a reader that knows {feature:?}."
                        )));
                    }
                    has_header = true;
                }
                BlobType::Unknown(_) => {}
            }
            end = bytes.load(Ordering::Relaxed);
            let share = end as f64 / self.size.max(1) as f64;
            sink.fraction(from + (to - from) * share.min(1.0))?;
        }
        if !has_header {
            return Err(not_osm());
        }
        if end < self.size {
            return Err(ReadError::Input(format!(
                "The file is cut off at byte {} of its last block.",
                self.size - end
            )));
        }
        Ok(())
    }
}

fn not_osm() -> ReadError {
    ReadError::Input("This is no OpenStreetMap PBF file.".into())
}

fn broken(after: u64, size: u64, error: &osmpbf::Error) -> ReadError {
    if after == 0 {
        return not_osm();
    }
    let what = match error.kind() {
        osmpbf::ErrorKind::Protobuf { .. } => "a block that is cut off or damaged".into(),
        osmpbf::ErrorKind::Io(error) => format!("a block that cannot be unpacked ({error})"),
        _ => format!("a damaged block ({error})"),
    };
    ReadError::Input(format!(
        "The file is damaged: after byte {after} of {size} comes {what}."
    ))
}
