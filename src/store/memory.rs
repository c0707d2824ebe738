//! A store that lasts as long as whoever holds it.

use super::{Entry, Store, StoreError, Write};
use futures::future::{LocalBoxFuture, ready};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// Keeps nothing beyond its own life; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Memory(Rc<RefCell<BTreeMap<String, Vec<u8>>>>);

impl Store for Memory {
    fn read(&self, prefix: &str) -> LocalBoxFuture<'static, Result<Vec<Entry>, StoreError>> {
        let entries = self.0.borrow();
        let under = entries
            .range(prefix.to_owned()..)
            .take_while(|(key, _)| key.starts_with(prefix));
        let found = under.map(|(key, bytes)| (key.clone(), bytes.clone()));
        Box::pin(ready(Ok(found.collect())))
    }

    fn write(&self, writes: Vec<Write>) -> LocalBoxFuture<'static, Result<(), StoreError>> {
        let mut entries = self.0.borrow_mut();
        for write in writes {
            match write {
                Write::Put(key, bytes) => entries.insert(key, bytes),
                Write::Delete(key) => entries.remove(&key),
            };
        }
        Box::pin(ready(Ok(())))
    }
}
