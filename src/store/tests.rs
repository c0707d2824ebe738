//! What only a file does; what every store promises is in `tests/client/stores`.

use super::*;

#[tokio::test]
async fn a_file_that_another_window_had_is_opened_once_that_has_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leadwire.redb");
    let (first, second) = [(); 2].map(|()| Redb::at(Some(path.clone()))).into();
    let written = |store: &Redb| store.write(vec![Write::Put("a".into(), vec![1])]);
    written(&first).await.unwrap();
    assert_eq!(written(&second).await, Err(StoreError::InUse));
    drop(first);
    written(&second).await.unwrap();
}

#[tokio::test]
async fn what_an_earlier_version_kept_is_still_there() {
    use ::redb::{Database, TableDefinition};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leadwire.redb");
    let write = Database::create(&path).unwrap().begin_write().unwrap();
    let texts = TableDefinition::<&str, &str>::new("entries");
    let mut table = write.open_table(texts).unwrap();
    table.insert("outbox/1", "ü").unwrap();
    drop(table);
    write.commit().unwrap();
    for _ in 0..2 {
        let kept = Redb::at(Some(path.clone())).read("").await;
        assert_eq!(kept, Ok(vec![("outbox/1".into(), "ü".into())]));
    }
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
