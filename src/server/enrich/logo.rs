//! The picture of a lead's logo: asked for once, kept, and shown from here. Nobody who
//! looks at a lead asks somebody else's server.

use super::{
    extract::{Candidate, Value},
    fetch::{Answer, FetchError, Fetcher},
    picture::Picture,
};
use crate::{
    model::{Timestamp, Uuid},
    server::db::{Db, DbError, logos, logos::Logo, now},
};
use std::time::Duration;
use url::Url;

/// Bytes of a picture: what a list of them may take to load.
pub const MAX_BYTES: usize = 64 * 1024;
/// Pixels of a side.
const SIDES: std::ops::RangeInclusive<u32> = 16..=1024;
/// How much longer one side may be than the other, as a ratio: it stands in a square.
const MAX_RATIO: f64 = 1.5;
/// Candidates that are asked for.
const MAX_TRIED: usize = 3;
/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;
/// How long all of it may take.
const MAX_TIME: Duration = Duration::from_secs(45);
/// What was read so lately is not asked for again, in milliseconds.
const FRESH: Timestamp = 86_400_000;

/// What came of looking for a logo.
#[derive(Debug, Default)]
pub struct FoundLogo {
    /// The one to show.
    pub id: Option<Uuid>,
    /// What was read, to be kept.
    pub read: Vec<Logo>,
}

/// Reads the likeliest of the candidates that can be shown.
///
/// # Errors
/// When the database fails. A website that fails has no logo.
pub async fn find(
    fetcher: &Fetcher,
    db: &Db,
    candidates: &[Candidate],
) -> Result<FoundLogo, DbError> {
    let until = tokio::time::Instant::now() + MAX_TIME;
    let mut found = FoundLogo::default();
    let urls = candidates.iter().filter_map(|it| match &it.fact.value {
        Value::Logo(url) => Url::parse(url).ok(),
        _ => None,
    });
    // Nobody draws it, and most logos are.
    let urls = urls.filter(|url| !url.path().to_ascii_lowercase().ends_with(".svg"));
    for url in urls.take(MAX_TRIED) {
        let known = logos::at(db.readers(), url.as_str()).await?;
        if let Some(known) = known.as_ref().filter(|it| it.read_at > now() - FRESH) {
            if known.kind.is_some() {
                found.id = Some(known.id);
                return Ok(found);
            }
            continue;
        }
        let asked = tokio::time::timeout_at(until, read(fetcher, url.clone())).await;
        let read = match asked.unwrap_or(Err(FetchError::TimedOut)) {
            Ok(read) => read,
            Err(error) => {
                tracing::debug!(%error, %url, "no logo");
                // It was there before: the website may be ill today.
                if let Some(known) = known.as_ref().filter(|it| it.kind.is_some()) {
                    found.id = Some(known.id);
                    return Ok(found);
                }
                None
            }
        };
        let (kind, body) = read.map_or((None, Vec::new()), |(kind, body)| (Some(kind), body));
        let is_same = |it: &Logo| it.kind.as_deref() == kind && it.body == body;
        let same = known.filter(is_same).map(|known| known.id);
        let logo = Logo {
            id: same.unwrap_or_else(Uuid::new_v4),
            url: url.into(),
            kind: kind.map(str::to_owned),
            body,
            read_at: now(),
        };
        found.id = logo.kind.is_some().then_some(logo.id);
        found.read.push(logo);
        if found.id.is_some() {
            break;
        }
    }
    Ok(found)
}

/// A picture, wherever it has moved to; `None` if it cannot be shown.
async fn read(
    fetcher: &Fetcher,
    mut url: Url,
) -> Result<Option<(&'static str, Vec<u8>)>, FetchError> {
    for _ in 0..=MAX_REDIRECTS {
        match fetcher.picture(url, MAX_BYTES).await? {
            Answer::Moved(to) => url = to,
            Answer::Page(page) => {
                return Ok(suits(&page.body).map(|kind| (kind, page.body)));
            }
            Answer::Unchanged => return Err(FetchError::Broken),
        }
    }
    Err(FetchError::Redirects)
}

/// The media type of a picture that can stand in a small square.
fn suits(body: &[u8]) -> Option<&'static str> {
    let picture = Picture::of(body)?;
    let (width, height) = (picture.width, picture.height);
    let ratio = f64::from(width.max(height)) / f64::from(width.min(height).max(1));
    let fits = SIDES.contains(&width) && SIDES.contains(&height) && ratio <= MAX_RATIO;
    fits.then_some(picture.kind)
}

#[cfg(test)]
mod tests {
    use super::{super::picture::tests::png_of, *};

    #[test]
    fn what_would_be_a_stripe_a_dot_or_a_wall_is_left_out() {
        assert_eq!(suits(&png_of(180, 180)), Some("image/png"));
        assert_eq!(suits(&png_of(96, 64)), Some("image/png"));
        for (width, height) in [(400, 80), (8, 8), (4_000, 4_000), (0, 0), (1, 0)] {
            assert_eq!(suits(&png_of(width, height)), None, "{width} x {height}");
        }
    }
}
