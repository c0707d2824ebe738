//! What the cache looks like on disk.

use crate::{
    model::{Seq, Timestamp, Uuid},
    query::{Key, ListHead, QueryClient, Slot},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Grows with every change of how anything is kept, also of how a lead is packed.
pub const SCHEMA: u32 = 1;

/// Where the rest is told of. Written with it, in one transaction.
pub const HEAD: &str = "head";
/// Shared words, a thousand each.
pub const WORDS: &str = "words/";
/// Chunks of leads.
pub const LEADS: &str = "leads/";
/// Lists without their rows.
pub const LISTS: &str = "lists/";
/// Pieces of rows.
pub const ROWS: &str = "rows/";
/// Which leads may be otherwise on the server; nothing, if none may.
pub const UNSURE: &str = "unsure";
/// Which leads were deleted unseen; nothing, if none was.
pub const GRAVES: &str = "graves";
/// Other queries, as JSON.
pub const PLAIN: &str = "plain/";

/// A position in the server's event log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Which log.
    pub epoch: Uuid,
    /// Up to where everything was taken.
    pub seq: Seq,
}

/// What all the rest belongs to.
#[derive(Debug, Serialize, Deserialize)]
pub struct Head {
    pub schema: u32,
    pub user: Uuid,
    pub position: Option<Position>,
    /// Another with every write: tells whether another tab wrote since.
    pub stamp: Uuid,
}

/// Which write a head came from.
pub fn stamp(head: &[u8]) -> Option<Uuid> {
    let head: Head = serde_json::from_slice(head).ok()?;
    Some(head.stamp)
}

/// A list and the names of its pieces.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptHead {
    #[serde(flatten)]
    pub head: ListHead,
    /// Whether it is to be asked for again.
    pub is_stale: bool,
    pub pieces: Vec<u64>,
}

/// A query that is kept as JSON.
#[derive(Serialize, Deserialize)]
pub struct KeptPlain<T> {
    pub at: Timestamp,
    pub data: T,
}

/// The key of a numbered part; in the order of the numbers.
pub fn numbered(prefix: &str, number: usize) -> String {
    format!("{prefix}{number:08}")
}

/// Rows as bytes.
pub fn write_rows(rows: &[Slot]) -> Vec<u8> {
    rows.iter().flat_map(|slot| slot.to_le_bytes()).collect()
}

/// Rows from bytes; nothing if they are none.
pub fn read_rows(bytes: &[u8]) -> Option<Vec<Slot>> {
    let (rows, rest) = bytes.as_chunks();
    let rows = rows.iter().map(|slot| Slot::from_le_bytes(*slot));
    rest.is_empty().then(|| rows.collect())
}

/// How a query is kept of which only the type is special.
pub struct Plain {
    /// Which.
    pub key: Key,
    /// Writes its data.
    pub write: fn(&QueryClient, &Key) -> Option<Vec<u8>>,
    /// Puts it back, as out of date.
    pub put: fn(&QueryClient, &Key, &[u8]) -> bool,
}

impl Plain {
    /// A query with data of this type.
    pub fn of<T: Serialize + DeserializeOwned + PartialEq + 'static>(key: Key) -> Self {
        Self {
            key,
            write: |client, key| {
                let data = client.get::<T>(key)?;
                let at = client.state(key)?.data_updated_at;
                serde_json::to_vec(&KeptPlain { at, data: &*data }).ok()
            },
            put: |client, key, bytes| {
                let Ok(kept) = serde_json::from_slice::<KeptPlain<T>>(bytes) else {
                    return false;
                };
                client.set_at(key, kept.data, kept.at);
                drop(client.invalidate(key));
                true
            },
        }
    }
}
