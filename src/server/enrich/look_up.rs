//! The look-up of one lead, from its website to what it says.

use super::{
    aside::Aside,
    crawl::{CrawlError, Crawler, Site},
    extract::same_site,
    fetch::{FetchError, Fetcher},
    found::Found,
    guess, logo,
};
use crate::{
    model::{Business, Timestamp},
    server::{db::Db, jobs::JobError},
};
use url::Url;

/// What is said of a lead of which nobody knows where to look.
const NOWHERE: &str =
    "No website is known, and none can be guessed from the domain of an e-mail address.";

/// Looks a lead up. The inner error is why it failed, for people.
///
/// # Errors
/// When the server itself fails.
pub async fn look_up(
    fetcher: &Fetcher,
    readers: &Option<Aside>,
    db: &Db,
    lead: &Business,
    since: Timestamp,
) -> Result<Result<Found, String>, JobError> {
    let crawler = Crawler {
        fetcher,
        db,
        readers,
        since,
        country: lead.address.country.as_deref(),
    };
    match read(&crawler, lead).await {
        Ok(Some((site, is_guess))) => {
            let logo = logo::find(fetcher, db, &site.facts.logos).await?;
            Ok(said(site, is_guess).map(|found| Found { logo, ..found }))
        }
        Ok(None) => Ok(Err(NOWHERE.into())),
        Err(CrawlError::Fetch(error)) => Ok(Err(error.to_string())),
        Err(CrawlError::Db(error)) => Err(error.into()),
    }
}

/// What a site says; an error if it would only say it to a browser.
fn said(site: Site, is_guess: bool) -> Result<Found, String> {
    let needs_scripts = site.facts.needs_scripts;
    let found = Found::of(site, is_guess);
    if found.contacts.is_empty() && needs_scripts {
        return Err("The website shows nothing without scripts, which are not run.".into());
    }
    Ok(found)
}

/// Reads the lead's website; without one, what may be at its mail's domain. Says whether
/// it was guessed.
async fn read(crawler: &Crawler<'_>, lead: &Business) -> Result<Option<(Site, bool)>, CrawlError> {
    if let Some(website) = &lead.website {
        let url = Url::parse(website).map_err(|_| FetchError::NotWeb)?;
        return Ok(Some((crawler.read(url).await?, false)));
    }
    let mut last = None;
    for url in guess::addresses(lead.email.as_deref().unwrap_or_default()) {
        match crawler.read(url.clone()).await {
            // Where a domain is for sale, or sends everybody elsewhere, is not theirs.
            Ok(site) if same_site(&site.url, &url) => return Ok(Some((site, true))),
            Ok(_) => return Ok(None),
            Err(CrawlError::Fetch(error)) if error.is_about_the_way() => last = Some(error),
            Err(error) => return Err(error),
        }
    }
    // No site at the domain: nothing was known of one either.
    if let Some(error) = last {
        tracing::debug!(%error, lead = %lead.id, "no website at the domain of the mail");
    }
    Ok(None)
}

/// The host that a look-up of this lead asks.
pub fn host_of(lead: &Business) -> Option<String> {
    let url = match &lead.website {
        Some(website) => Url::parse(website).ok(),
        None => guess::addresses(lead.email.as_deref()?).into_iter().next(),
    };
    let host = url?.host_str()?.to_ascii_lowercase();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}
