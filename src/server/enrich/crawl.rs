//! Reads a website: the page that the lead names, then the few that it leads to and
//! that matter.

use super::{
    aside::Aside,
    extract::{self, Facts, LinkKind, PageFacts, combine, same_site},
    fetch::{Answer, FetchError, Fetcher, Page, Validators},
    pages::{self, KnownPage, Reading},
};
use crate::{
    model::Timestamp,
    server::db::{Db, DbError, now},
};
use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;
use url::Url;

/// Pages that are read of a site.
const MAX_PAGES: usize = 8;
/// Redirects that are followed to a page.
const MAX_REDIRECTS: usize = 6;
/// Requests that a site gets, redirects among them.
const MAX_REQUESTS: usize = 20;
/// How long a site is read; what was read until then counts.
const MAX_TIME: Duration = Duration::from_secs(150);

/// Why a site could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CrawlError {
    /// For people.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What a site says.
#[derive(Debug)]
pub struct Site {
    /// Where its first page is, after redirects.
    pub url: Url,
    /// What all its pages say together.
    pub facts: Facts,
    /// The pages, to be kept.
    pub pages: Vec<KnownPage>,
}

/// Reads sites.
pub struct Crawler<'a> {
    /// Asks for pages.
    pub fetcher: &'a Fetcher,
    /// Knows pages that were read before.
    pub db: &'a Db,
    /// Threads for reading pages: few enough to leave some for requests.
    pub readers: &'a Option<Aside>,
    /// Pages that were read since then are not asked for again.
    pub since: Timestamp,
    /// The lead's country, by which numbers and addresses are read.
    pub country: Option<&'a str>,
}

/// What was spent on a site.
struct Budget {
    requests: usize,
    until: Instant,
}

impl Budget {
    fn spend(&mut self) -> Result<(), FetchError> {
        if Instant::now() >= self.until {
            return Err(FetchError::TimedOut);
        }
        self.requests = self.requests.checked_sub(1).ok_or(FetchError::Redirects)?;
        Ok(())
    }
}

impl Crawler<'_> {
    /// Reads the site that `start` leads to.
    ///
    /// # Errors
    /// Why its first page could not be read; others may fail.
    pub async fn read(&self, start: Url) -> Result<Site, CrawlError> {
        let mut budget = Budget {
            requests: MAX_REQUESTS,
            until: Instant::now() + MAX_TIME,
        };
        let first = self.page(start, None, &mut budget).await?;
        let home = first.url.clone();
        let mut queue: VecDeque<(Url, usize)> = VecDeque::new();
        let mut seen = vec![key(&home)];
        let mut read = Vec::new();
        follow(&first, 0, 0, &mut queue, &mut seen);
        read.push(first);
        while let Some((url, depth)) = queue.pop_front() {
            if read.len() >= MAX_PAGES {
                break;
            }
            match self.page(url, Some(&home), &mut budget).await {
                Ok(page) => {
                    let at = key(&page.url);
                    // A redirect may have led to a page that was read.
                    if read.iter().all(|other: &KnownPage| key(&other.url) != at) {
                        follow(&page, depth, read.len(), &mut queue, &mut seen);
                        read.push(page);
                    }
                }
                Err(CrawlError::Db(error)) => return Err(error.into()),
                Err(CrawlError::Fetch(error)) => {
                    tracing::debug!(%error, site = %home, "a page of a site is left out");
                    if matches!(error, FetchError::TimedOut) {
                        break;
                    }
                }
            }
        }
        let facts: Vec<PageFacts> = read.iter().map(|p| p.reading.facts.clone()).collect();
        Ok(Site {
            url: home,
            facts: combine(&facts),
            pages: read,
        })
    }

    /// Reads a page, wherever it has moved to; of a site that is known, only there.
    async fn page(
        &self,
        mut url: Url,
        site: Option<&Url>,
        budget: &mut Budget,
    ) -> Result<KnownPage, CrawlError> {
        let country = self.country.unwrap_or_default();
        let mut visited: Vec<Url> = Vec::new();
        while visited.len() <= MAX_REDIRECTS {
            if visited.contains(&url) || site.is_some_and(|site| !same_site(site, &url)) {
                break;
            }
            let known = pages::find(self.db, &url, country).await?;
            if let Some(known) = &known
                && known.read_at >= self.since
            {
                return Ok(known.clone());
            }
            budget.spend()?;
            let validators = known.as_ref().map(|known| known.validators.clone());
            let validators = validators.unwrap_or_default();
            let answer = self.fetcher.ask(url.clone(), &validators).await?;
            match (answer, known) {
                (Answer::Page(page), _) => return self.reading(url, page).await,
                (Answer::Unchanged, Some(known)) => {
                    return Ok(KnownPage {
                        read_at: now(),
                        ..known
                    });
                }
                // Nobody asked whether it changed.
                (Answer::Unchanged, None) => return Err(FetchError::Broken.into()),
                (Answer::Moved(to), _) => {
                    visited.push(url);
                    url = to;
                }
            }
        }
        Err(FetchError::Redirects.into())
    }

    /// Reads what a page says, off the threads that others wait for.
    async fn reading(&self, url: Url, page: Page) -> Result<KnownPage, CrawlError> {
        let country = self.country.map(str::to_owned);
        let validators: Validators = page.validators.clone();
        let at = url.clone();
        let read = move || {
            let kind = page.content_type.as_deref();
            Reading {
                facts: extract::page(&page.body, kind, &at, country.as_deref()),
                links: extract::links(&page.body, kind, &at, MAX_PAGES),
            }
        };
        let Some(read) = self.readers.as_ref().and_then(|aside| aside.run(read)) else {
            return Err(FetchError::Broken.into());
        };
        // A reader that panics is a fault; the site is left out rather than the server.
        let reading = read.await.map_err(|error| {
            tracing::error!(%error, %url, "a page could not be read");
            FetchError::Broken
        })?;
        Ok(KnownPage {
            url,
            country: self.country.unwrap_or_default().to_owned(),
            validators,
            reading,
            read_at: now(),
        })
    }
}

/// Queues the pages that a page leads to: all of the first page's; of those that it led
/// to, the parts, and a few more while little was read.
fn follow(
    page: &KnownPage,
    depth: usize,
    read: usize,
    queue: &mut VecDeque<(Url, usize)>,
    seen: &mut Vec<String>,
) {
    for link in &page.reading.links.follow {
        let is_part = matches!(link.kind, LinkKind::Frame | LinkKind::Continues);
        let at = key(&link.url);
        if (depth == 0 || is_part || depth == 1 && read < 3) && !seen.contains(&at) {
            seen.push(at);
            queue.push_back((link.url.clone(), if is_part { depth } else { depth + 1 }));
        }
    }
}

/// The same page, with a fragment or without.
fn key(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}
