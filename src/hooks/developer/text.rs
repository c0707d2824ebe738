//! What is cached, as text for a developer to read.

use crate::{
    model::{Job, Page, Rejection, Stats, User},
    query::{List, State},
};
use serde::Serialize;
use serde_json::{Value, json};

/// Letters of a text that are shown.
const LETTERS: usize = 20_000;
/// Rows of a list that are shown.
const ROWS: usize = 100;
/// What a row of a list takes as JSON: an id in quotes, and a comma.
const ROW_BYTES: usize = 39;

/// Data as JSON, where it is of a type that is known here.
pub fn value(state: &State) -> Option<Value> {
    as_is::<Stats>(state)
        .or_else(|| as_is::<Page<Job>>(state))
        .or_else(|| as_is::<Job>(state))
        .or_else(|| as_is::<Page<Rejection>>(state))
        .or_else(|| as_is::<Vec<User>>(state))
        .or_else(|| as_is::<()>(state))
        .or_else(|| list(state))
}

fn as_is<T: Serialize + 'static>(state: &State) -> Option<Value> {
    serde_json::to_value(&*state.data::<T>()?).ok()
}

/// A list says what it is of, and which leads come first.
fn list(state: &State) -> Option<Value> {
    let list = state.data::<List>()?;
    Some(json!({
        "filter": list.filter,
        "sort": list.sort.to_string(),
        "total": list.total,
        "loaded": list.len(),
        "next_cursor": list.next_cursor,
        "first": list.iter().take(ROWS).collect::<Vec<_>>(),
    }))
}

/// About how many bytes data is as JSON, where it is of a type that is known here.
pub fn bytes(state: &State) -> Option<usize> {
    let more = state.data::<List>();
    let more = more.map_or(0, |list| list.len().saturating_sub(ROWS) * ROW_BYTES);
    Some(value(state)?.to_string().len() + more)
}

/// A value as it is read best, cut where it is too long for anybody.
pub fn pretty(value: &Value) -> String {
    // A value can always be written.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    if text.len() > LETTERS {
        text.truncate(text.floor_char_boundary(LETTERS));
        text.push_str("\n…");
    }
    text
}
