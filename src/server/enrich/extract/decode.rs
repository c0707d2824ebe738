//! Bytes to text: which encoding a page is in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far a `<meta charset>` is looked for. The standard says 1024 bytes; real pages have long comments first.
const META_WITHIN: usize = 8 * 1024;
/// How much of a page the detector reads.
const DETECT_WITHIN: usize = 256 * 1024;

/// Whether the body is something else than a page: an image, a PDF, an archive.
pub(super) fn is_binary(body: &[u8], content_type: Option<&str>) -> bool {
    let kind = content_type
        .unwrap_or("")
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    let not_text = ["image/", "audio/", "video/", "font/"]
        .iter()
        .any(|p| kind.starts_with(p) && kind != "image/svg+xml")
        || [
            "application/pdf",
            "application/zip",
            "application/octet-stream",
        ]
        .contains(&kind.as_str());
    not_text
        || [
            &b"%PDF-"[..],
            b"PK\x03\x04",
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"\x1f\x8b",
        ]
        .iter()
        .any(|m| body.starts_with(m))
}

/// Decodes a page: byte order mark, header, `<meta>`, detection, in the order of the HTML standard, but a declared
/// encoding that the bytes contradict (UTF-8 that is not) gives way to detection. Malformed sequences become U+FFFD.
pub(super) fn text(body: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, skip)) = Encoding::for_bom(body) {
        return encoding
            .decode_without_bom_handling(&body[skip..])
            .0
            .into_owned();
    }
    let declared = content_type
        .and_then(header)
        .or_else(|| wide(body))
        .or_else(|| meta(body));
    if let Some(encoding) = declared
        && believable(encoding, body)
    {
        return encoding.decode_without_bom_handling(body).0.into_owned();
    }
    detect(body)
        .decode_without_bom_handling(body)
        .0
        .into_owned()
}

fn header(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let label = lower.split("charset=").nth(1)?;
    Encoding::for_label(
        label
            .trim_start_matches(['"', '\'', ' '])
            .split([';', '"', '\'', ' ', ','])
            .next()?
            .as_bytes(),
    )
}

/// UTF-16 without a mark: every other byte of the first tag is zero.
fn wide(body: &[u8]) -> Option<&'static Encoding> {
    match body.get(..4)? {
        [b'<', 0, _, 0] => Some(UTF_16LE),
        [0, b'<', 0, _] => Some(UTF_16BE),
        _ => None,
    }
}

/// `<meta charset=…>`, `<meta http-equiv … content="…charset=…">` or the XML declaration.
fn meta(body: &[u8]) -> Option<&'static Encoding> {
    let head = &body[..body.len().min(META_WITHIN)];
    let lower = String::from_utf8_lossy(head).to_ascii_lowercase();
    if let Some(declaration) = lower.strip_prefix("<?xml")
        && let Some(label) = declaration
            .split("?>")
            .next()
            .and_then(|d| d.split("encoding=").nth(1))
    {
        return label_of(label);
    }
    let mut rest = lower.as_str();
    while let Some(at) = rest.find("<meta") {
        rest = &rest[at + 5..];
        let tag = rest.split('>').next().unwrap_or(rest);
        if let Some(found) = tag.split("charset=").nth(1).and_then(label_of) {
            // The standard: a page that says UTF-16 in its own ASCII cannot be; UTF-8 is meant.
            return Some(if found == UTF_16LE || found == UTF_16BE {
                UTF_8
            } else {
                found
            });
        }
    }
    None
}

fn label_of(text: &str) -> Option<&'static Encoding> {
    let label = text
        .trim_start_matches(['"', '\'', ' '])
        .split(['"', '\'', ' ', ';', '/', '>'])
        .next()?;
    Encoding::for_label(label.as_bytes())
}

/// A single-byte encoding can always be; UTF-8 can be contradicted. A few bad bytes in a long page are a slip.
fn believable(encoding: &'static Encoding, body: &[u8]) -> bool {
    if encoding != UTF_8 || std::str::from_utf8(body).is_ok() {
        return true;
    }
    let text = String::from_utf8_lossy(body);
    let (bad, other) =
        text.chars()
            .filter(|c| !c.is_ascii())
            .fold((0usize, 0usize), |(bad, other), c| {
                if c == '\u{fffd}' {
                    (bad + 1, other)
                } else {
                    (bad, other + 1)
                }
            });
    bad <= other / 10
}

fn detect(body: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(body).is_ok() {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(&body[..body.len().min(DETECT_WITHIN)], true);
    detector.guess(None, true)
}
