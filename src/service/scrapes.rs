//! Searches for businesses in an area, and what is asked before one is started.

use super::NOTHING;
use crate::{
    model::{CategoryGroup, Failure, Job, Listed, NewScrape, Place, ScrapeSource, Uuid},
    net::{Http, Method},
};

/// Starts a search.
pub async fn start_scrape(http: &Http, key: Uuid, new: &NewScrape) -> Result<Job, Failure> {
    http.write(Method::Post, "/scrapes", key, Some(new)).await
}

/// Whom businesses can be had from.
pub async fn list_scrape_sources(http: &Http) -> Result<Vec<ScrapeSource>, Failure> {
    let listed = http.get::<Listed<ScrapeSource>>("/scrapes/sources", &NOTHING);
    Ok(listed.await?.data.data)
}

/// What kinds of businesses there are.
pub async fn list_categories(http: &Http) -> Result<Vec<CategoryGroup>, Failure> {
    let listed = http.get::<Listed<CategoryGroup>>("/categories", &NOTHING);
    Ok(listed.await?.data.data)
}

/// Places of a name; with `online` the server asks others if it knows none itself.
pub async fn list_places(http: &Http, q: &str, online: bool) -> Result<Vec<Place>, Failure> {
    Ok(http
        .get::<Listed<Place>>(
            "/places",
            &[("q", q), ("online", if online { "true" } else { "false" })],
        )
        .await?
        .data
        .data)
}
