//! The contract of the stores, over those that an app and a test have.

mod contract;

use leadwire::store::{Memory, Redb, Store};
use std::rc::Rc;

/// A test of each part of the contract, over memory and over a file.
macro_rules! contract {
    ($($part:ident),*) => {
        mod memory {
            $(#[tokio::test] async fn $part() { super::contract::$part(super::in_memory()).await; })*
        }
        mod file {
            $(#[tokio::test] async fn $part() { super::contract::$part(super::in_a_file()).await; })*
        }
    };
}

contract!(keeps_bytes, keeps_much, keeps_the_cache, keeps_what_waits);

fn in_memory() -> impl AsyncFn() -> Rc<dyn Store> {
    let memory = Memory::default();
    async move || Rc::new(memory.clone()) as Rc<dyn Store>
}

fn in_a_file() -> impl AsyncFn() -> Rc<dyn Store> {
    let folder = tempfile::tempdir().unwrap();
    async move || Rc::new(Redb::at(Some(folder.path().join("new/leadwire.redb")))) as Rc<dyn Store>
}
