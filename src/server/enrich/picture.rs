//! What a picture is, by its bytes alone: what a website says of it counts for nothing.
//! Only raster formats that every browser draws and that hold no script.

/// A picture that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its media type.
    pub kind: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Picture {
    /// What the bytes are; `None` if nothing that is known.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let (kind, (width, height)) = match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => ("image/png", png(bytes)?),
            [0xff, 0xd8, 0xff, ..] => ("image/jpeg", jpeg(bytes)?),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => {
                ("image/gif", (little(bytes, 6, 2)?, little(bytes, 8, 2)?))
            }
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => ("image/webp", webp(bytes)?),
            [0, 0, 1, 0, ..] => ("image/x-icon", icon(bytes)?),
            _ => return None,
        };
        Some(Self {
            kind,
            width,
            height,
        })
    }
}

type Size = (u32, u32);

fn big(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let some = bytes.get(at..at.checked_add(count)?)?;
    Some(some.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

fn little(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let some = bytes.get(at..at.checked_add(count)?)?;
    let each = some.iter().rev();
    Some(each.fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

/// PNG (W3C, 11.2.2): the first chunk is the header.
fn png(bytes: &[u8]) -> Option<Size> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((big(bytes, 16, 4)?, big(bytes, 20, 4)?))
}

/// JPEG (ITU-T T.81, B.2.2): the first frame header, behind any other segments.
fn jpeg(bytes: &[u8]) -> Option<Size> {
    let mut at = 2;
    loop {
        (*bytes.get(at)? == 0xff).then_some(())?;
        match *bytes.get(at + 1)? {
            // Fill.
            0xff => at += 1,
            // Tables of Huffman codes, JPEG extensions, arithmetic coding.
            0xc0..=0xcf if !matches!(bytes[at + 1], 0xc4 | 0xc8 | 0xcc) => {
                return Some((big(bytes, at + 7, 2)?, big(bytes, at + 5, 2)?));
            }
            _ => at += 2 + big(bytes, at + 2, 2)?.max(2) as usize,
        }
    }
}

/// WebP (RFC 9649): lossy, lossless, or with a header of its own.
fn webp(bytes: &[u8]) -> Option<Size> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((
            little(bytes, 26, 2)? & 0x3fff,
            little(bytes, 28, 2)? & 0x3fff,
        )),
        b"VP8L" => {
            let bits = little(bytes, 21, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(bytes, 24, 3)? + 1, little(bytes, 27, 3)? + 1)),
        _ => None,
    }
}

/// An icon file: the largest of its pictures, as the pictures themselves say.
fn icon(bytes: &[u8]) -> Option<Size> {
    let count = little(bytes, 4, 2)?.min(64) as usize;
    let sizes = (0..count).map(|entry| {
        let at = little(bytes, 6 + 16 * entry + 12, 4)? as usize;
        let inner = bytes.get(at..)?;
        match inner {
            [0x89, b'P', b'N', b'G', ..] => png(inner),
            // A bitmap, and its mask below it.
            _ => Some((little(inner, 4, 4)?, little(inner, 8, 4)? / 2)),
        }
    });
    let sizes: Option<Vec<Size>> = sizes.collect();
    sizes?.into_iter().max()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The head of a PNG.
    pub fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 6, 0, 0, 0]);
        bytes
    }

    fn size(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
        Picture::of(bytes).map(|it| (it.kind, it.width, it.height))
    }

    #[test]
    fn each_format_tells_its_size() {
        assert_eq!(size(&png_of(180, 90)), Some(("image/png", 180, 90)));
        assert_eq!(
            size(b"GIF89a\x20\x00\x10\x00\0\0\0"),
            Some(("image/gif", 32, 16))
        );
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x11\x08\x00\x40\x00\x30\x03";
        assert_eq!(size(jpeg), Some(("image/jpeg", 48, 64)));
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x00\x20\x40";
        assert_eq!(size(lossy), Some(("image/webp", 64, 32)));
        let lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x3f\xc0\x07\x00";
        assert_eq!(size(lossless), Some(("image/webp", 64, 32)));
        let extended = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x3f\0\0\x1f\0\0";
        assert_eq!(size(extended), Some(("image/webp", 64, 32)));
        let mut icon = b"\0\0\x01\0\x01\0\x10\x10\0\0\0\0\0\0\0\0\0\0\x16\0\0\0".to_vec();
        icon.extend(png_of(256, 256));
        assert_eq!(
            size(&icon),
            Some(("image/x-icon", 256, 256)),
            "what it holds, not what it says"
        );
    }

    #[test]
    fn what_may_hold_a_script_or_is_cut_off_is_no_picture() {
        for other in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..],
            b"<?xml version='1.0'?><svg/>",
            b"<!doctype html>",
            b"",
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a\x20",
            b"\xff\xd8\xff\xe0\xff\xff",
            b"\0\0\x01\0\x01\0",
        ] {
            assert_eq!(Picture::of(other), None, "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(head in 0..5usize, bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let heads: [&[u8]; 5] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8X", b"\0\0\x01\0"];
            Picture::of(&[heads[head], &bytes].concat());
        }
    }
}
