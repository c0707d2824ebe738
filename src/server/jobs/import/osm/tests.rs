use super::super::sink::Batch;
use super::*;
use crate::model::NewBusiness;
use crate::server::db::Pace;
use std::path::PathBuf;
use tokio::sync::mpsc;

/// A real extract; see the README.
fn helsinki() -> PathBuf {
    std::env::var_os("LEADWIRE_TEST_PBF").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/osm/helsinki.osm.pbf"),
        PathBuf::from,
    )
}

fn import(path: &Path) -> (Batch, Result<(), ReadError>) {
    let (sender, mut batches) = mpsc::channel(100_000);
    let mut sink = Sink::new(sender, 0, Pace::default());
    let result = read(path, &mut sink);
    sink.flush().expect("room");
    drop(sink);
    let mut all = Batch::default();
    while let Ok(batch) = batches.try_recv() {
        all.rows.extend(batch.rows);
        all.rejections.extend(batch.rejections);
        all.left_out += batch.left_out;
        all.total = batch.total.or(all.total);
    }
    (all, result)
}

#[test]
fn a_real_extract_gives_what_another_program_counts() {
    let (batch, result) = import(&helsinki());
    result.expect("reads");
    let count = |has: fn(&NewBusiness) -> bool| batch.rows.iter().filter(|row| has(row)).count();
    assert_eq!(batch.rejections, []);
    assert_eq!(batch.total, Some(1_438));
    // Counted with pyosmium.
    assert_eq!(batch.rows.len(), 1_438);
    assert_eq!(count(|row| row.phone.is_some()), 347);
    assert_eq!(count(|row| row.website.is_some()), 813);
    assert_eq!(count(|row| row.email.is_some()), 197);
    assert_eq!(count(|row| row.address.street.is_some()), 1_063);
    assert_eq!(count(|row| row.lat.is_none()), 0, "each has a place");
    assert_eq!(batch.left_out, 0);
    assert!(count(|row| row.lat.is_some_and(|lat| (60.0..60.4).contains(&lat))) > 1_400);
}

#[test]
fn a_damaged_file_is_told_from_a_good_one_before_anything_is_taken() {
    let good = std::fs::read(helsinki()).expect("reads");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.osm.pbf");
    let cut = |len: usize| good[..len].to_vec();
    let mut flipped = good.clone();
    for byte in &mut flipped[good.len() / 2..good.len() / 2 + 64] {
        *byte ^= 0x55;
    }
    for (what, bytes, word) in [
        ("cut off in a block", cut(good.len() - 1_000), "damaged"),
        (
            "cut off in a length",
            {
                let mut bytes = good.clone();
                bytes.extend([0, 0]);
                bytes
            },
            "cut off",
        ),
        ("flipped bits", flipped, "damaged"),
        (
            "not a pbf",
            b"name,city\nA,B\n".to_vec(),
            "no OpenStreetMap",
        ),
        ("cut off in the header", cut(20), "no OpenStreetMap"),
    ] {
        std::fs::write(&path, bytes).expect("writes");
        let (batch, result) = import(&path);
        let error = result.expect_err(what).to_string();
        assert!(error.contains(word), "{what}: {error}");
        assert_eq!(batch.rows.len(), 0, "{what}");
    }
}
