use super::super::sink::Batch;
use super::*;
use crate::model::NewBusiness;
use crate::server::db::Pace;
use tokio::sync::mpsc;

/// What reading a file of these bytes gives: all batches in one, and how it ended.
fn import(bytes: &[u8], resume_at: u64) -> (Batch, Result<(), ReadError>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.csv");
    std::fs::write(&path, bytes).expect("writes");
    let (sender, mut batches) = mpsc::channel(10_000);
    let mut sink = Sink::new(sender, resume_at, Pace::default()).of_file("X (1).csv");
    let result = read(&path, None, &mut sink);
    sink.flush().expect("room");
    drop(sink);
    let mut all = Batch::default();
    while let Ok(batch) = batches.try_recv() {
        all.rows.extend(batch.rows);
        all.rejections.extend(batch.rejections);
        all.notes.extend(batch.notes);
        all.position = batch.position;
    }
    (all, result)
}

fn names(bytes: &[u8]) -> Vec<String> {
    let (batch, result) = import(bytes, 0);
    result.expect("reads");
    assert_eq!(batch.rejections, []);
    batch.rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn encodings_and_byte_order_marks() {
    let text = "Name;City\nCafé Ekberg;Åbo\n";
    assert_eq!(names(text.as_bytes()), ["Café Ekberg"]);
    assert_eq!(names(format!("\u{feff}{text}").as_bytes()), ["Café Ekberg"]);
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    assert_eq!(names(&latin), ["Café Ekberg"]);
    for big in [false, true] {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        let bytes: Vec<u8> = units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect();
        assert_eq!(names(&bytes), ["Café Ekberg"]);
    }
}

#[test]
fn headers_of_many_kinds_are_understood() {
    let (batch, _) = import(
        b"Firmenname\tPLZ\tTelefon\tLat\tLng\nBr\xc3\xb6tchen\t10115\t+49 30 1\t52,5\t13.4\n",
        0,
    );
    let row = &batch.rows[0];
    assert_eq!(row.name, "Brötchen");
    assert_eq!(row.address.postcode.as_deref(), Some("10115"));
    assert_eq!(row.phone.as_deref(), Some("+49 30 1"));
    assert_eq!((row.lat, row.lon), (Some(52.5), Some(13.4)));
}

#[test]
fn a_wrong_header_is_named() {
    let (batch, result) = import(b"colour,size\nred,1\n", 0);
    let error = result.expect_err("no name").to_string();
    assert!(error.contains("«colour», «size»"), "{error}");
    assert_eq!(batch.rows.len(), 0);
}

#[test]
fn what_cannot_be_taken_is_rejected_with_line_and_reason() {
    let text = format!(
        "name,email,lat,lon\n\"two\nlines\",a@b.fi,,\nshort\n,x@y.fi,,\nBad,no address,,\n{},,,\nFar,,91,0\nNo,,north,0\nLast,,,\n",
        "x".repeat(10 << 20)
    );
    let (batch, result) = import(text.as_bytes(), 0);
    result.expect("reads");
    let taken: Vec<_> = batch.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(taken, ["two\nlines", "Last"]);
    let reasons: Vec<_> = batch
        .rejections
        .iter()
        .map(|row| (row.line, row.reason.as_str()))
        .collect();
    assert_eq!(
        reasons,
        [
            (4, "The row has 1 values where the first line has 4."),
            (5, "name must not be empty"),
            (6, "email must be an e-mail address"),
            (7, "The row is longer than 1 MiB."),
            (8, "lat must be from -90 to 90"),
            (9, "lat \"north\" is no number"),
        ]
    );
}

#[test]
fn formulas_stay_text() {
    assert_eq!(names(b"name,phone\n=1+1,'+358 9 1\n"), ["=1+1"]);
    let (batch, _) = import(b"name,phone\n'=1+1,'+358 9 1\n", 0);
    assert_eq!(batch.rows[0].name, "=1+1");
    assert_eq!(batch.rows[0].phone.as_deref(), Some("+358 9 1"));
}

#[test]
fn a_row_is_known_again() {
    let refs = |text: &str| -> Vec<_> {
        let (batch, _) = import(text.as_bytes(), 0);
        let sources = batch.rows.into_iter().filter_map(|row| row.source);
        sources.filter_map(|source| source.reference).collect()
    };
    let one = refs("name,street,phone\nA,Street 1,1\nB,Street 1,1\n");
    let two = refs("phone,name,street\n2,A,Street 1\n2,B,Street 1\n");
    assert_eq!(one, two, "the phone is not what a row is known by");
    assert_ne!(one[0], one[1]);
    assert_eq!(
        refs("ref,name\n7,A\n"),
        ["x/7"],
        "within files of this name"
    );
    assert_eq!(refs("ref,name,source\n7,A,crm\n"), ["7"], "everywhere");
}

#[test]
fn a_row_that_is_there_twice_is_taken_once() {
    let text = b"name,street,phone\nA,Street 1,1\nB,,\nA,Street 1,2\n";
    for resume_at in [0, 1] {
        let (batch, _) = import(text, resume_at);
        assert_eq!(batch.rows.len() as u64, 2 - resume_at);
        assert_eq!(batch.rejections[0].line, 4, "resumed at {resume_at}");
        assert!(batch.rejections[0].reason.contains("earlier row"));
    }
}

#[test]
fn a_resumed_run_goes_on_where_it_was() {
    let text = b"name\nA\nB\nC\n";
    let (batch, _) = import(text, 2);
    assert_eq!(batch.rows.len(), 1);
    assert_eq!(batch.rows[0].name, "C");
    assert_eq!(batch.position, 3);
}

mod round_trip {
    use super::*;
    use crate::{
        model::{Address, Business, Uuid},
        server::{db::businesses::normalise, export},
    };
    use proptest::{option, prelude::*};

    fn lead() -> impl Strategy<Value = NewBusiness> {
        let text = || option::of("[=+@'\",;\\-\t\r\n a-zäÄ日０-９]{1,12}");
        let parts = (text(), text(), text(), text(), text(), text());
        let place = option::of((-90.0..90.0_f64, -180.0..180.0_f64));
        let tags = prop::collection::vec("[=+'\",a-z ]{1,6}", 0..4);
        let reach = (
            option::of("[a-z]{1,5}@[a-z]{1,5}\\.fi"),
            option::of("https?://[a-z]{1,9}\\.fi(/[a-z?&=%+-]{0,9})?"),
            option::of("[A-Z]{2}"),
        );
        (
            "[=+@'\",;\\-\n a-zäÄ日]{0,9}[a-z=]",
            parts,
            place,
            tags,
            reach,
        )
            .prop_map(
                |(name, (category, street, city, region, postcode, phone), place, tags, reach)| {
                    let (email, website, country) = reach;
                    let (lat, lon) = place.unzip();
                    NewBusiness {
                        category,
                        address: Address {
                            street,
                            city,
                            region,
                            postcode,
                            country,
                        },
                        lat,
                        lon,
                        phone,
                        email,
                        website,
                        tags,
                        ..NewBusiness::named(name)
                    }
                },
            )
    }

    fn normal(new: NewBusiness, id: Uuid) -> Business {
        let mut business = new.into_business(id, 0);
        normalise(&mut business);
        business
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_exported_comes_back_as_it_was(
            leads in prop::collection::vec(lead(), 1..8),
            bom: bool,
        ) {
            let leads: Vec<_> = leads
                .into_iter()
                .map(|new| normal(new, Uuid::now_v7()))
                .filter(|lead| !lead.name.is_empty())
                .collect();
            let mut file = export::header(bom, &Default::default());
            file.extend(export::lines(&leads, &Default::default()));
            let (batch, result) = import(&file, 0);
            result.expect("reads");
            prop_assert_eq!(batch.rejections, vec![]);
            let back: Vec<_> = batch
                .rows
                .into_iter()
                .map(|row| { let id = row.id.expect("its id"); normal(row, id) })
                .collect();
            prop_assert_eq!(back, leads);
        }
    }
}
