//! A store in the browser.

use super::{Entry, Store, StoreError, Write};
use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared},
};
use indexed_db_futures::{
    KeyRange,
    database::Database,
    error::{DomException, Error, OpenDbError, UnexpectedDataError},
    prelude::*,
    transaction::{TransactionDurability, TransactionMode, TransactionOptions},
};
use js_sys::Uint8Array;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;

const ENTRIES: &str = "entries";

type Opened = Result<Rc<Database>, StoreError>;

/// An IndexedDB database, opened when it is first used, and anew after it failed; a
/// write is answered when the browser says that it is on disk (`durability: "strict"`).
#[derive(Clone)]
pub struct IndexedDb {
    name: &'static str,
    opened: Rc<RefCell<Shared<LocalBoxFuture<'static, Opened>>>>,
}

impl IndexedDb {
    /// The database called `name`, made if it is not there.
    pub fn named(name: &'static str) -> Self {
        Self {
            name,
            opened: Rc::new(RefCell::new(open(name).boxed_local().shared())),
        }
    }

    /// Works on the database. A browser may close it, as when somebody clears what
    /// pages keep: the next to ask opens it anew.
    async fn on_database<T>(
        self,
        work: impl AsyncFnOnce(&Database) -> Result<T, Error>,
    ) -> Result<T, StoreError> {
        let opened = self.opened.borrow().clone();
        let done = match opened.await {
            Ok(database) => work(&database).await.map_err(failed),
            Err(error) => Err(error),
        };
        if matches!(done, Err(StoreError::Blocked(_))) {
            *self.opened.borrow_mut() = open(self.name).boxed_local().shared();
        }
        done
    }
}

async fn open(name: &'static str) -> Opened {
    let opened = Database::open(name)
        .with_version(1u8)
        .with_on_upgrade_needed(|_, database| {
            database.create_object_store(ENTRIES).build()?;
            Ok(())
        })
        .await;
    opened
        .map(Rc::new)
        .map_err(|error: OpenDbError| StoreError::Blocked(error.to_string()))
}

impl Store for IndexedDb {
    fn read(&self, prefix: &str) -> LocalBoxFuture<'static, Result<Vec<Entry>, StoreError>> {
        let prefix = prefix.to_owned();
        let read = async move |database: &Database| read(database, prefix).await;
        Box::pin(self.clone().on_database(read))
    }

    fn write(&self, writes: Vec<Write>) -> LocalBoxFuture<'static, Result<(), StoreError>> {
        let write = async move |database: &Database| write(database, writes).await;
        Box::pin(self.clone().on_database(write))
    }
}

async fn read(database: &Database, prefix: String) -> Result<Vec<Entry>, Error> {
    // No key has a letter behind this one.
    let end = format!("{prefix}\u{ffff}");
    let transaction = database.transaction(ENTRIES).build()?;
    let store = transaction.object_store(ENTRIES)?;
    let range = || KeyRange::Bound(prefix.clone(), false, end.clone(), true);
    let keys = store
        .get_all_keys::<String>()
        .with_query::<String, _>(range())
        .primitive()?;
    let values = store
        .get_all::<JsValue>()
        .with_query::<String, _>(range())
        .primitive()?;
    let keys = keys.await?.collect::<Result<Vec<_>, _>>()?;
    let values = values.await?.collect::<Result<Vec<_>, _>>()?;
    let bytes = values.into_iter().map(to_bytes);
    Ok(keys.into_iter().zip(bytes).collect())
}

async fn write(database: &Database, writes: Vec<Write>) -> Result<(), Error> {
    let mut options = TransactionOptions::new();
    options.set_durability(TransactionDurability::Strict);
    let transaction = database
        .transaction(ENTRIES)
        .with_mode(TransactionMode::Readwrite)
        .with_options(options)
        .build()?;
    let store = transaction.object_store(ENTRIES)?;
    for write in writes {
        // Not waited for one by one: the transaction is, as a whole.
        match write {
            Write::Put(key, bytes) => {
                let bytes = JsValue::from(Uint8Array::from(bytes.as_slice()));
                store.put(bytes).with_key(key).primitive()?;
            }
            Write::Delete(key) => {
                store.delete(key).primitive()?;
            }
        }
    }
    transaction.commit().await
}

/// The first version of the app kept texts: what waits in them is still to be sent.
fn to_bytes(value: JsValue) -> Vec<u8> {
    match value.as_string() {
        Some(text) => text.into_bytes(),
        None => Uint8Array::new(&value).to_vec(),
    }
}

fn failed(error: Error) -> StoreError {
    match error {
        Error::DomException(DomException::Other(exception))
            if exception.name() == "QuotaExceededError" =>
        {
            StoreError::Full
        }
        // A commit that nobody took back ends like this where there is no room; where the
        // disk is damaged the browser closes the database, and the next to ask hears that.
        Error::MissingData(UnexpectedDataError::TransactionAborted) => StoreError::Full,
        error => StoreError::Blocked(error.to_string()),
    }
}
