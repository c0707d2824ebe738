//! What the page calls.

#[path = "../../client/stores/contract.rs"]
mod contract;

use leadwire::store::{IndexedDb, Store, StoreError, Write};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn error(text: &str);
}

/// Says why a part of the contract was not kept.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| error(&panic.to_string())));
}

/// The same database each time; the page has one for each test.
async fn open() -> Rc<dyn Store> {
    Rc::new(IndexedDb::named("contract"))
}

/// What a part of the contract is called by.
macro_rules! contract {
    ($($part:ident),*) => {$(
        #[wasm_bindgen]
        pub async fn $part() { contract::$part(open).await; }
    )*};
}

contract!(keeps_bytes, keeps_much, keeps_the_cache, keeps_what_waits);

/// A store that stays open, to be put into trouble.
#[wasm_bindgen]
pub struct Opened(IndexedDb);

#[wasm_bindgen]
impl Opened {
    /// Opens it.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "called from JavaScript")]
    pub fn new() -> Self {
        Self(IndexedDb::named("contract"))
    }

    /// Puts so many bytes under a key. What went wrong: «full», «blocked», or nothing.
    pub async fn put(&self, key: String, size: usize) -> Option<String> {
        let bytes = vec![7; size];
        said(self.0.write(vec![Write::Put(key, bytes)]).await)
    }

    /// The keys that are there and how many bytes each has, or what went wrong.
    pub async fn list(&self) -> String {
        match self.0.read("").await {
            Ok(kept) => {
                let kept = kept
                    .iter()
                    .map(|(key, bytes)| format!("{key}:{}", bytes.len()));
                kept.collect::<Vec<_>>().join(" ")
            }
            Err(error) => said(Err(error)).unwrap_or_default(),
        }
    }
}

fn said(done: Result<(), StoreError>) -> Option<String> {
    let said = match done.err()? {
        StoreError::Full => "full",
        StoreError::Blocked(_) => "blocked",
        StoreError::InUse => "in use",
    };
    Some(said.to_owned())
}
