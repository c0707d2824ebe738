//! No page makes the extractor panic or wait.

use leadwire::server::enrich::extract::{combine, links, page};
use proptest::prelude::*;
use std::time::{Duration, Instant};
use url::Url;

fn read(body: &[u8]) -> usize {
    let url = Url::parse("https://www.firma.fi/yhteys").unwrap();
    let facts = page(body, Some("text/html"), &url, Some("FI"));
    let follow = links(body, None, &url, 8).follow.len();
    combine(&[facts.clone(), facts]).emails.len() + follow
}

/// Pieces that pages are made of, whole and broken.
fn piece() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</table>",
        "<a href=\"mailto:",
        "\">",
        "</a>",
        "<script type=\"application/ld+json\">{\"@type\":\"Person\",",
        "</script>",
        "<script>var a='x'+",
        "<style>.a{display:none}",
        "</style>",
        "<span class=a>",
        "<h3>",
        "Anna Virtanen",
        "toimitusjohtaja",
        "info(at)",
        "firma.fi",
        "@",
        "+358 40 ",
        "123 4567",
        "tel:",
        "Fax",
        "00100 Helsinki",
        "Katu 5,",
        "〒150-0001 東京都渋谷区",
        "Ma-pe 9-17",
        "\u{202e}",
        "é",
        "İ",
        "\u{0}",
        "&#64;",
        "&#x110000;",
        "&amp",
        "<!--",
        "-->",
        "<![CDATA[",
        "itemscope itemtype=",
        "<address>",
        "<br>",
        "<bdo dir=rtl>",
        "data-cfemail=\"zz",
        "<frame src=x>",
        "<base href='//'>",
        "javascript:linkTo_UnCryptMailto('",
        "г. Москва, ул. Ленина, д. 5",
        "(",
        ")",
        "((((",
        "\t",
        "ー",
        "０３−１２３４",
        "«",
        ":",
        "<select><option>",
        "<iframe src=/a>",
        "<meta http-equiv=refresh content='0;url=/x'>",
        "\\u00",
        "String.fromCharCode(",
        "<body style=\"position:absolute;left:-9999px\">",
    ]);
    prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => ".{0,12}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_bytes(body in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read(&body);
    }

    #[test]
    fn broken_markup(pieces in prop::collection::vec(piece(), 0..120)) {
        read(pieces.concat().as_bytes());
    }

    #[test]
    fn any_country(number in "[+0-9() ./-]{5,30}", country in "[A-Z]{2}") {
        let url = Url::parse("https://firma.example/").unwrap();
        page(format!("<p>Tel. {number}</p><a href='tel:{number}'>x</a>").as_bytes(), None, &url, Some(&country));
    }
}

/// Bytes of a page: what the fetcher lets through at most; less where the extractor is
/// built without optimisation, and twenty times slower.
const SIZE: usize = if cfg!(debug_assertions) {
    128 << 10
} else {
    2 << 20
};

/// Pages that blow naive readers up.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let size = SIZE;
    let fill = |unit: &str| unit.repeat(size / unit.len()).into_bytes();
    let mut attributes = String::from("<a ");
    for n in 0..size / 10 {
        attributes.push_str(&format!("a{n}=b "));
    }
    attributes.push('>');
    vec![
        ("nested div p", fill("<div><p>")),
        ("nested spans with text", fill("<span>a ")),
        ("stray end tags", fill("</b></i></x>")),
        ("many attributes", attributes.into_bytes()),
        (
            "one huge attribute",
            [
                b"<a href=\"mailto:".to_vec(),
                fill("a@"),
                b"\">x</a>".to_vec(),
            ]
            .concat(),
        ),
        ("signs only", fill("@")),
        ("addresses", fill("info@firma.fi ")),
        ("half addresses", fill("a.b.c at d dot ")),
        ("digits", fill("040 123 ")),
        ("digits without end", fill("1")),
        ("numbers", fill("<p>Tel. 040 123 4567</p>")),
        ("postcodes", fill("<p>Katu 5</p><p>00100 Helsinki</p>")),
        ("people", fill("<li>Anna Virtanen, johtaja</li>")),
        ("names", fill("<p>Anna Virtanen</p>")),
        (
            "sentences",
            fill("we call Acme Glass Ltd, Leeds at 0113 496 0111 or "),
        ),
        ("days", fill("<p>Ma-pe 9-17, la</p>")),
        ("links", fill("<a href=/yhteystiedot>Yhteystiedot</a>")),
        ("open brackets", fill("(([[{{")),
        (
            "json",
            [
                b"<script type=application/ld+json>".to_vec(),
                fill("{\"a\":["),
                b"</script>".to_vec(),
            ]
            .concat(),
        ),
        (
            "script strings",
            [b"<script>x=".to_vec(), fill("'a@'+"), b"</script>".to_vec()].concat(),
        ),
        (
            "style",
            [
                b"<style>".to_vec(),
                fill(".a b{display:none}"),
                b"</style><p class=a><b>x</b>".to_vec(),
            ]
            .concat(),
        ),
        (
            "styled",
            [
                b"<style>".to_vec(),
                ".a b{display:none}".repeat(64).into_bytes(),
                b"</style>".to_vec(),
                fill("<b>x</b>"),
            ]
            .concat(),
        ),
        ("comments", fill("<!--<!-- x")),
        ("entities", fill("&#64;&amp;&notanentity")),
        ("microdata", fill("<div itemscope itemprop=address>")),
        ("cards", fill("<div class=vcard><b class=tel>1</b>")),
        ("social", fill("<a href=https://facebook.com/a>f</a>")),
        ("capitals", fill("İİİ ŐŐ ")),
    ]
}

#[test]
fn bombs_take_bounded_time() {
    // Far above what they take (see the figures in README), far below what a quadratic reader would.
    let most = Duration::from_secs(20);
    for (name, body) in bombs() {
        let start = Instant::now();
        read(&body);
        let took = start.elapsed();
        println!("{name:24} {:6} ms", took.as_millis());
        assert!(took < most, "{name}: {took:?}");
    }
}
