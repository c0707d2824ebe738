use super::*;
use crate::server::scrape::{area::Area, wanted::Wanted};
use crate::{model::NewBusiness, server::db::index::Point};

/// A real extract; see the README.
fn helsinki() -> PathBuf {
    std::env::var_os("LEADWIRE_TEST_PBF").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/osm/helsinki.osm.pbf"),
        PathBuf::from,
    )
}

fn running() -> watch::Receiver<bool> {
    watch::channel(false).1
}

fn everywhere() -> Area {
    Area::Circle {
        centre: Point {
            lat: 60.1699,
            lon: 24.9384,
        },
        radius_m: 100_000.0,
    }
}

fn found(index: &Index, area: &Area, wanted: &Wanted) -> Vec<NewBusiness> {
    let boxes = area.boxes();
    let found = boxes.iter().flat_map(|bounds| {
        let found = index.find(bounds, area, wanted).expect("reads");
        let count = index.count(bounds, area, wanted).expect("reads");
        assert_eq!(found.len() as u64, count);
        found.into_iter().map(|found| found.new)
    });
    found.collect()
}

#[tokio::test]
async fn the_index_gives_what_is_in_an_area_and_of_a_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let extract = Extract::new(Some(helsinki()), folder.path().join("extract"));
    let index = extract.open(running()).await.expect("opens");
    assert_eq!(index.len(), 1_438);
    let all = found(&index, &everywhere(), &Wanted::default());
    assert_eq!(all.len(), 1_438);
    let references: Vec<_> = all
        .iter()
        .map(crate::server::scrape::reference_of)
        .collect();
    assert!(references.is_sorted(), "always in the same order");
    let bakeries = Wanted::parse(&["bakery".into()]).expect("a category");
    let some = found(&index, &everywhere(), &bakeries);
    assert!(!some.is_empty() && some.len() < 100, "{}", some.len());
    assert!(
        some.iter()
            .all(|lead| bakeries.takes_lead(lead.category.as_deref()))
    );
    let quarters = everywhere().boxes()[0].quarters();
    let parts = quarters.map(|part| index.count(&part, &everywhere(), &Wanted::default()));
    let sum: u64 = parts.into_iter().map(|count| count.expect("reads")).sum();
    assert_eq!(sum, 1_438);
    let there = index.still_there(&[references[7].clone(), "node/1".into()]);
    assert_eq!(there.expect("reads").len(), 1);
    assert!(!index.places("Helsinki", 5).is_empty());
}

#[tokio::test]
async fn an_index_is_used_again_until_its_file_is_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, data) = (folder.path().join("x.osm.pbf"), folder.path().join("data"));
    std::fs::copy(helsinki(), &file).expect("copies");
    let first = Extract::new(Some(file.clone()), data.clone());
    let index = first.open(running()).await.expect("opens");
    let again = first.open(running()).await.expect("opens");
    assert!(Arc::ptr_eq(&index, &again), "the one in use");
    let written = data
        .join(INDEX)
        .metadata()
        .and_then(|m| m.modified())
        .expect("a file");
    let next = Extract::new(Some(file.clone()), data.clone());
    next.open(running()).await.expect("opens");
    let then = data
        .join(INDEX)
        .metadata()
        .and_then(|m| m.modified())
        .expect("a file");
    assert_eq!(written, then, "the one on disk");

    let mut bytes = std::fs::read(&file).expect("reads");
    bytes.truncate(bytes.len() - 1_000);
    std::fs::write(&file, bytes).expect("writes");
    let error = next.open(running()).await.expect_err("damaged");
    assert!(error.to_string().contains("damaged"), "{error}");
    assert!(next.current().0.is_none() && next.current().1.is_some());
    std::fs::copy(helsinki(), &file).expect("copies");
    assert_eq!(next.open(running()).await.expect("mended").len(), 1_438);
    let left: Vec<_> = std::fs::read_dir(&data).expect("a folder").collect();
    assert_eq!(left.len(), 1, "nothing of the builds is left");
}

#[tokio::test]
async fn a_build_ends_when_the_server_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let extract = Extract::new(Some(helsinki()), folder.path().to_owned());
    let stopped = watch::channel(true).1;
    assert!(matches!(
        extract.open(stopped).await,
        Err(ExtractError::Stopping)
    ));
    let none = Extract::new(None, folder.path().to_owned());
    assert!(matches!(
        none.open(running()).await,
        Err(ExtractError::Missing)
    ));
}
