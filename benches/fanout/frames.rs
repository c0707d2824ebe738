//! Frames as a server sends them (RFC 6455, 5.2): never masked, and ours never in parts.

/// The longest head of such a frame, in bytes.
const HEAD: usize = 10;

/// What a frame carries.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// Text.
    Text(&'a str),
    /// The end, with its code.
    Close(u16),
    /// Nothing that is waited for.
    Other,
}

/// Reads the frame that `bytes` begin with; it, and how long it is. `None` if not all
/// of it is there.
///
/// # Errors
/// When text is no text.
pub fn read(bytes: &[u8]) -> Result<Option<(Frame<'_>, usize)>, std::str::Utf8Error> {
    let [kind, short, ..] = bytes else {
        return Ok(None);
    };
    let long: [u8; HEAD - 2] = std::array::from_fn(|n| bytes.get(2 + n).copied().unwrap_or(0));
    let (head, length) = match short & 0x7f {
        126 => (4, u64::from(u16::from_be_bytes([long[0], long[1]]))),
        127 => (HEAD, u64::from_be_bytes(long)),
        length => (2, u64::from(length)),
    };
    let end = head + usize::try_from(length).unwrap_or(usize::MAX - HEAD);
    let Some(payload) = bytes.get(head..end) else {
        return Ok(None);
    };
    let frame = match kind & 0x0f {
        1 => Frame::Text(std::str::from_utf8(payload)?),
        8 => Frame::Close(match payload {
            [high, low, ..] => u16::from_be_bytes([*high, *low]),
            _ => 0,
        }),
        _ => Frame::Other,
    };
    Ok(Some((frame, end)))
}
