//! What an answer brings, unpacked under a limit: ten kilobytes can unpack to ten
//! gigabytes.

use super::FetchError;
use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder};
use futures::TryStreamExt;
use reqwest::{
    Response,
    header::{CONTENT_ENCODING, HeaderMap},
};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, BufReader};
use tokio_util::io::StreamReader;

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packed {
    Not,
    Gzip,
    Brotli,
}

/// What was asked for: nothing else is unpacked, and nothing twice.
pub const ACCEPTED: &str = "gzip, br";

fn packed(headers: &HeaderMap) -> Result<Packed, FetchError> {
    let mut all = headers.get_all(CONTENT_ENCODING).iter();
    let first = all.next().map(|value| value.to_str().unwrap_or("?").trim());
    if all.next().is_some() {
        return Err(FetchError::Packed);
    }
    match first.map(str::to_ascii_lowercase).as_deref() {
        None | Some("" | "identity") => Ok(Packed::Not),
        Some("gzip" | "x-gzip") => Ok(Packed::Gzip),
        Some("br") => Ok(Packed::Brotli),
        Some(_) => Err(FetchError::Packed),
    }
}

/// Reads at most `most` bytes of what an answer unpacks to, and whether there was more.
pub async fn read(response: Response, most: usize) -> Result<(Vec<u8>, bool), FetchError> {
    let packed = packed(response.headers())?;
    let stream = response.bytes_stream().map_err(io::Error::other);
    let raw = StreamReader::new(Box::pin(stream));
    match packed {
        Packed::Not => take(raw, most).await,
        // Packed bytes are under the limit too: they need not unpack to anything.
        Packed::Gzip => {
            take(
                GzipDecoder::new(BufReader::new(raw.take(most as u64))),
                most,
            )
            .await
        }
        Packed::Brotli => {
            take(
                BrotliDecoder::new(BufReader::new(raw.take(most as u64))),
                most,
            )
            .await
        }
    }
}

async fn take(from: impl AsyncRead + Unpin, most: usize) -> Result<(Vec<u8>, bool), FetchError> {
    let mut body = Vec::new();
    let mut limited = from.take(most as u64 + 1);
    if let Err(error) = limited.read_to_end(&mut body).await {
        // Time ran out, or the connection broke off: half a page still says something.
        // What does not unpack says nothing.
        if body.is_empty() {
            return Err(FetchError::of_io(&error));
        }
    }
    let more = body.len() > most;
    body.truncate(most);
    Ok((body, more))
}
