//! The contract of every store.

use super::*;

async fn keeps_the_contract(store: impl Store, again: impl AsyncFnOnce() -> Box<dyn Store>) {
    let put = |key: &str, text: &str| Write::Put(key.into(), text.into());
    let entry = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    assert_eq!(store.read("").await, Ok(vec![]));
    let writes = vec![
        put("b/2", "two"),
        put("b/1", "one"),
        put("c", "ü 💚"),
        put("a", ""),
    ];
    store.write(writes).await.unwrap();
    assert_eq!(
        store.read("b/").await,
        Ok(vec![entry("b/1", "one"), entry("b/2", "two")])
    );
    let writes = vec![
        put("b/1", "uno"),
        Write::Delete("b/2".into()),
        Write::Delete("z".into()),
    ];
    store.write(writes).await.unwrap();
    drop(store);
    let store = again().await;
    let all = [entry("a", ""), entry("b/1", "uno"), entry("c", "ü 💚")];
    assert_eq!(store.read("").await, Ok(all.to_vec()));
}

#[test]
fn memory_keeps_the_contract() {
    let store = Memory::default();
    let same = store.clone();
    let again = async || Box::new(same) as Box<dyn Store>;
    futures::executor::block_on(keeps_the_contract(store, again));
}

#[cfg(feature = "native")]
mod files {
    use super::*;

    #[tokio::test]
    async fn a_file_keeps_the_contract() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/leadwire.redb");
        let again = async || Box::new(Redb::at(Some(path.clone()))) as Box<dyn Store>;
        keeps_the_contract(Redb::at(Some(path.clone())), again).await;
    }

    #[tokio::test]
    async fn a_file_that_is_in_use_or_damaged_is_said_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leadwire.redb");
        let first = Redb::at(Some(path.clone()));
        first.read("").await.unwrap();
        let second = Redb::at(Some(path.clone()));
        assert_eq!(second.read("").await, Err(StoreError::InUse));
        drop(first);
        std::fs::write(&path, "no database").unwrap();
        let damaged = Redb::at(Some(path)).read("").await;
        assert!(
            matches!(damaged, Err(StoreError::Blocked(_))),
            "{damaged:?}"
        );
        assert!(Redb::at(None).write(vec![]).await.is_err());
    }
}
