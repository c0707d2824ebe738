//! What a request may be answered with.

use super::FetchError;

/// What a request is for.
pub struct Wanted {
    /// `Accept`.
    pub accept: &'static str,
    /// Whether a content type is of that kind.
    pub takes: fn(&str) -> bool,
    /// What is said of another.
    pub otherwise: FetchError,
    /// Bytes.
    pub most: usize,
    /// Whether the first so many bytes do.
    pub is_cut: bool,
}

impl Wanted {
    /// A page of so many bytes.
    pub fn page(most: usize) -> Self {
        Self {
            accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
            takes: is_page,
            otherwise: FetchError::NotHtml,
            most,
            is_cut: true,
        }
    }

    /// A picture of at most so many bytes.
    pub fn picture(most: usize) -> Self {
        Self {
            accept: "image/png,image/webp,image/jpeg,image/gif,image/x-icon;q=0.5",
            // What servers call pictures is not to be relied on; pages are none.
            takes: |kind| !is_page(kind),
            otherwise: FetchError::NotPicture,
            most,
            is_cut: false,
        }
    }
}

fn is_page(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.is_empty()
        || [
            "text/html",
            "application/xhtml+xml",
            "text/plain",
            "application/xml",
            "text/xml",
        ]
        .iter()
        .any(|known| kind.eq_ignore_ascii_case(known))
}
