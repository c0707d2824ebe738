//! The cache from disk.

use super::{
    KeptList, OnDisk, plain,
    record::{
        GRAVES, HEAD, Head, KeptHead, LEADS, LISTS, PLAIN, ROWS, SCHEMA, UNSURE, WORDS, numbered,
        read_rows,
    },
};
use crate::{
    model::Uuid,
    query::{Entities, Key, List, QueryClient, Slot},
    store::Entry,
};
use std::{collections::HashMap, rc::Rc};

/// Puts what is kept into an empty cache. What is on disk now; nothing, if it is of
/// somebody else, of another version of the app, or damaged.
pub fn restore(client: &QueryClient, user: Uuid, kept: &[Entry]) -> Option<OnDisk> {
    let find = |key: &str| {
        let at = kept.binary_search_by(|(other, _)| other.as_str().cmp(key));
        at.ok().map(|at| kept[at].1.as_slice())
    };
    let under = |prefix: &'static str| {
        let start = kept.partition_point(|(key, _)| key.as_str() < prefix);
        let under = kept[start..].iter();
        under.map_while(move |(key, bytes)| Some((key.strip_prefix(prefix)?, bytes.as_slice())))
    };
    let head: Head = serde_json::from_slice(find(HEAD)?).ok()?;
    if head.schema != SCHEMA || head.user != user || !client.entities().is_empty() {
        return None;
    }
    let mut entities = Entities::default();
    under(WORDS).for_each(|(_, bytes)| entities.read_words(bytes));
    for (chunk, (key, bytes)) in under(LEADS).enumerate() {
        let is_next = numbered("", chunk) == key;
        if !is_next || !entities.read_chunk(chunk, bytes) {
            tracing::warn!(chunk, "kept leads are damaged");
            return None;
        }
    }
    entities.read_unsure(find(UNSURE).unwrap_or_default());
    entities.read_graves(find(GRAVES).unwrap_or_default());
    let rows: HashMap<u64, &[u8]> = under(ROWS)
        .filter_map(|(name, bytes)| Some((name.parse().ok()?, bytes)))
        .collect();
    let slots = entities.slots().clone();
    let mut on_disk = OnDisk {
        stamp: Some(head.stamp),
        position: head.position,
        words: entities.word_count(),
        unsure: entities.unsure_changes(),
        graves: entities.grave_changes(),
        names: rows.keys().copied().max().unwrap_or_default(),
        slots: slots.clone(),
        ..OnDisk::default()
    };
    let mut lists = Vec::new();
    for (_, bytes) in under(LISTS) {
        let kept: KeptHead = serde_json::from_slice(bytes).ok()?;
        let mut pieces = Vec::with_capacity(kept.pieces.len());
        for name in kept.pieces {
            let piece = read_rows(rows.get(&name)?)?;
            let is_known = |slot: &Slot| (*slot as usize) < slots.len();
            if piece.is_empty() || !piece.iter().all(is_known) {
                return None;
            }
            pieces.push((Rc::new(piece), name));
        }
        lists.push((kept.head, kept.is_stale, pieces));
    }
    on_disk.changes = entities.changes();
    if let Some(position) = head.position {
        entities.heard().reach(Some(position.seq));
    }
    client.with_entities(|known| *known = entities);
    client.batch(|| {
        for (head, is_stale, pieces) in lists {
            let key = Key::business_list(&head.filter, head.sort);
            let rows = pieces.iter().map(|(piece, _)| piece.clone()).collect();
            client.set(&key, List::from_pieces(head, slots.clone(), rows));
            // What happened since is only told if it is known since when.
            let is_stale = is_stale || on_disk.position.is_none();
            if is_stale {
                drop(client.invalidate(&key));
            }
            if let Some(list) = client.get::<List>(&key) {
                let kept = KeptList {
                    list,
                    is_stale,
                    without: None,
                    pieces,
                };
                on_disk.lists.insert(key.to_string(), kept);
            }
        }
        for plain in plain() {
            let bytes = find(&format!("{PLAIN}{}", plain.key));
            if bytes.is_some_and(|bytes| (plain.put)(client, &plain.key, bytes))
                && let Some(data) = client.get_any(&plain.key)
            {
                on_disk.plain.insert(plain.key.to_string(), data);
            }
        }
    });
    Some(on_disk)
}
