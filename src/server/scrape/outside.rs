//! Asking other people's servers over HTTP: with a name and a contact, within limits of
//! time and size, and with every way to fail told apart.

use super::source::SourceError;
use reqwest::{Client, RequestBuilder, StatusCode, header};
use std::{fmt::Write, time::Duration};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// The longest that a server may ask us to wait, in seconds.
const MAX_WAIT: u64 = 600;

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Seconds to wait before the next question, if it says so.
    pub retry_after: Option<u64>,
    /// What it sent.
    pub body: Vec<u8>,
}

/// Why there is no whole answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// Nobody is there.
    #[error("cannot be reached")]
    Unreachable,
    /// It took too long.
    #[error("did not answer in time")]
    Late,
    /// It broke off.
    #[error("broke off its answer")]
    BrokenOff,
    /// The answer has more than so many bytes.
    #[error("answered with too much")]
    TooLarge,
}

/// A client that says who asks.
///
/// # Errors
/// When the system's certificates cannot be used.
pub fn client(contact: Option<&str>) -> Result<Client, SourceError> {
    // Whoever else makes a client of this process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(user_agent(contact))
        .connect_timeout(CONNECT)
        .build()
        .map_err(|error| SourceError::Unusable(format!("No connection can be made: {error}.")))
}

/// Who asks: with the contact that the operator gave, as both services want it.
pub fn user_agent(contact: Option<&str>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    // What no header may hold would make the whole client fail.
    let contact: String = contact
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_graphic() || *c == ' ')
        .collect();
    if contact.trim().is_empty() {
        format!("Leadwire/{version}")
    } else {
        format!("Leadwire/{version} ({})", contact.trim())
    }
}

/// A text as it stands in a URL or a form (RFC 3986, 2.1).
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Asks, and reads the answer as it comes.
///
/// # Errors
/// When it does not come whole, within `time`, and with at most `most` bytes.
pub async fn ask(request: RequestBuilder, time: Duration, most: usize) -> Result<Answer, NoAnswer> {
    let asked = async {
        let mut response = request.send().await.map_err(|error| {
            if error.is_timeout() {
                NoAnswer::Late
            } else {
                NoAnswer::Unreachable
            }
        })?;
        let status = response.status();
        let retry_after = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .map(|seconds: u64| seconds.min(MAX_WAIT));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| NoAnswer::BrokenOff)? {
            if body.len() + chunk.len() > most {
                return Err(NoAnswer::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status,
            retry_after,
            body,
        })
    };
    tokio::time::timeout(time, asked)
        .await
        .unwrap_or(Err(NoAnswer::Late))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_asked_knows_whom_to_write_to() {
        let version = env!("CARGO_PKG_VERSION");
        let named = user_agent(Some(" ops@example.fi\r\n"));
        assert_eq!(named, format!("Leadwire/{version} (ops@example.fi)"));
        assert_eq!(user_agent(None), format!("Leadwire/{version}"));
    }
}
