//! What has to be written for the disk to be as the cache is, at one instant.

use super::{
    KeptList, OnDisk, plain,
    record::{
        GRAVES, HEAD, Head, KeptHead, LEADS, LISTS, PLAIN, Position, ROWS, SCHEMA, UNSURE, WORDS,
        numbered, write_rows,
    },
};
use crate::{
    model::Uuid,
    query::{QueryClient, Slot},
    store::Write,
};
use std::{collections::HashMap, rc::Rc};

/// What is to be written.
pub struct Collected {
    /// What was there is to go first.
    pub is_whole: bool,
    pub writes: Vec<Write>,
}

/// Gathers what changed since `on_disk`, and takes it as written.
pub fn collect(
    client: &QueryClient,
    user: Uuid,
    position: Option<Position>,
    on_disk: &mut OnDisk,
) -> Collected {
    // The cache was emptied: numbers mean other leads now.
    let is_whole = on_disk.is_void || on_disk.slots != *client.entities().slots();
    if is_whole {
        *on_disk = OnDisk {
            slots: client.entities().slots().clone(),
            names: on_disk.names,
            ..OnDisk::default()
        };
        client.with_entities(|entities| entities.mark_all_changed());
    }
    let mut writes = Vec::new();
    leads(client, on_disk, &mut writes);
    lists(client, on_disk, &mut writes);
    for plain in plain() {
        let Some(data) = client.get_any(&plain.key) else {
            continue;
        };
        let name = plain.key.to_string();
        let known = on_disk.plain.get(&name);
        if known.is_some_and(|known| Rc::ptr_eq(known, &data)) {
            continue;
        }
        if let Some(bytes) = (plain.write)(client, &plain.key) {
            writes.push(Write::Put(format!("{PLAIN}{name}"), bytes));
            on_disk.plain.insert(name, data);
        }
    }
    if is_whole || !writes.is_empty() || on_disk.position != position {
        let head = Head {
            schema: SCHEMA,
            user,
            position,
            stamp: Uuid::now_v7(),
        };
        on_disk.stamp = Some(head.stamp);
        // Numbers and ids: always writable.
        let head = serde_json::to_vec(&head).unwrap_or_default();
        writes.push(Write::Put(HEAD.into(), head));
        on_disk.position = position;
    }
    Collected { is_whole, writes }
}

fn leads(client: &QueryClient, on_disk: &mut OnDisk, writes: &mut Vec<Write>) {
    let changed = client.with_entities(|entities| entities.take_changed());
    let entities = client.entities();
    let chunks = changed.into_iter().map(|chunk| {
        let key = numbered(LEADS, chunk);
        Write::Put(key, entities.write_chunk(chunk))
    });
    writes.extend(chunks);
    if entities.word_count() > on_disk.words {
        let words = entities.write_words(on_disk.words).into_iter();
        writes.extend(words.map(|(part, bytes)| Write::Put(numbered(WORDS, part), bytes)));
        on_disk.words = entities.word_count();
    }
    if entities.unsure_changes() != on_disk.unsure {
        writes.push(put_or_delete(UNSURE, entities.write_unsure()));
        on_disk.unsure = entities.unsure_changes();
    }
    if entities.grave_changes() != on_disk.graves {
        writes.push(put_or_delete(GRAVES, entities.write_graves()));
        on_disk.graves = entities.grave_changes();
    }
    on_disk.changes = entities.changes();
}

/// What is kept under a key, if it is anything.
fn put_or_delete(key: &str, bytes: Vec<u8>) -> Write {
    match bytes.is_empty() {
        true => Write::Delete(key.into()),
        false => Write::Put(key.into(), bytes),
    }
}

fn lists(client: &QueryClient, on_disk: &mut OnDisk, writes: &mut Vec<Write>) {
    let mut before = std::mem::take(&mut on_disk.lists);
    let changes = client.entities().changes();
    for (key, list) in client.lists() {
        let name = key.to_string();
        let known = before.remove(&name);
        let is_stale = client.state(&key).is_none_or(|state| state.is_invalidated);
        let kept = match known {
            // Held since it was written: had it changed, it would be another.
            Some(known)
                if Rc::ptr_eq(&known.list, &list)
                    && known.is_stale == is_stale
                    && match known.without {
                        Some(before) => before == changes,
                        // It need not change when what waits begins to hide something.
                        None => !list.is_unsettled(&client.entities()),
                    } =>
            {
                known
            }
            known => {
                let pieces = known.map(|known| known.pieces).unwrap_or_default();
                let now = KeptList {
                    list,
                    is_stale,
                    without: None,
                    pieces,
                };
                write_list(client, &name, now, &mut on_disk.names, writes)
            }
        };
        on_disk.lists.insert(name, kept);
    }
    for (name, gone) in before {
        writes.push(Write::Delete(format!("{LISTS}{name}")));
        writes.extend(gone.pieces.iter().map(|(_, name)| delete_rows(*name)));
    }
}

fn write_list(
    client: &QueryClient,
    name: &str,
    kept: KeptList,
    names: &mut u64,
    writes: &mut Vec<Write>,
) -> KeptList {
    let (settled, differs) = kept.list.settled(&client.entities());
    // Pieces that are held are not changed but replaced: the same place is the same rows.
    let place = |piece: &Rc<Vec<Slot>>| Rc::as_ptr(piece) as usize;
    let mut known: HashMap<usize, (Rc<Vec<Slot>>, u64)> = kept
        .pieces
        .into_iter()
        .map(|(piece, name)| (place(&piece), (piece, name)))
        .collect();
    let pieces: Vec<_> = settled
        .pieces()
        .iter()
        .map(|piece| {
            known.remove(&place(piece)).unwrap_or_else(|| {
                *names += 1;
                writes.push(Write::Put(rows_key(*names), write_rows(piece)));
                (piece.clone(), *names)
            })
        })
        .collect();
    writes.extend(known.into_values().map(|(_, name)| delete_rows(name)));
    let head = KeptHead {
        head: settled.head(),
        is_stale: kept.is_stale,
        pieces: pieces.iter().map(|(_, name)| *name).collect(),
    };
    // Texts and numbers: always writable.
    let head = serde_json::to_vec(&head).unwrap_or_default();
    writes.push(Write::Put(format!("{LISTS}{name}"), head));
    let without = differs.then(|| client.entities().changes());
    KeptList {
        pieces,
        without,
        ..kept
    }
}

fn rows_key(name: u64) -> String {
    format!("{ROWS}{name}")
}

fn delete_rows(name: u64) -> Write {
    Write::Delete(rows_key(name))
}
