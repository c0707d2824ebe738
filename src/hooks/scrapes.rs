//! Searching an area for businesses: what can be asked for, and asking for it.

use super::{
    cached::use_cached,
    context::{ToastKind, put, use_leadwire},
    mutation::{UseMutation, use_mutation},
    mutations::explain,
    queries::call,
};
use crate::{
    live::put_job,
    model::{CategoryGroup, Job, NewScrape, Place, ScrapeSource, ScrapeSourceKind},
    platform,
    query::{Enabled, Key, MutationContext, MutationOptions, Snapshot, StaleTime},
    service,
};
use dioxus::prelude::*;
use std::{rc::Rc, time::Duration};

/// How long typing pauses before a place is asked for: a server that has to ask others
/// may do so once a second.
const PAUSE: Duration = Duration::from_millis(250);

/// The shortest name that is asked for, in characters.
const SHORTEST: usize = 2;

/// How often the server is asked whether it has indexed its extract.
const INDEXING: Duration = Duration::from_secs(2);

/// Whom businesses can be had from. What the server can reach may have changed since.
pub fn use_scrape_sources() -> Snapshot<Vec<ScrapeSource>> {
    use_cached(Key::scrape_sources(), |key| {
        call(async |http| service::list_scrape_sources(&http).await)(key)
            .stale_time(StaleTime::After(Duration::from_secs(60)))
            .refetch_interval_by(|sources| {
                let sources = sources.into_iter().flatten();
                let mut indexing = sources.filter(|source| is_indexing(source));
                indexing.next().map(|_| INDEXING)
            })
    })
}

/// Whether a source is there, but does not know yet what it covers.
pub fn is_indexing(source: &ScrapeSource) -> bool {
    let is_extract = source.kind == ScrapeSourceKind::Extract;
    is_extract && source.available && source.bbox.is_none()
}

/// What kinds of businesses there are.
pub fn use_categories() -> Snapshot<Vec<CategoryGroup>> {
    use_cached(Key::categories(), |key| {
        call(async |http| service::list_categories(&http).await)(key).stale_time(StaleTime::Never)
    })
}

/// Places called `text`, asked for when typing pauses; those of the text before stay until
/// they are known. Nothing is asked for while the text is too short to mean a place. `online`
/// lets the server ask others: only where a person asks for that.
pub fn use_places(text: String, online: bool) -> Snapshot<Vec<Place>> {
    let q = use_settled(text.trim().to_owned(), PAUSE);
    let is_long_enough = q.chars().count() >= SHORTEST;
    let key = Key::places(&q);
    let key = if online { key.child("online") } else { key };
    use_cached(key, move |key| {
        let query = call(move |http| {
            let q = q.clone();
            async move { service::list_places(&http, &q, online).await }
        })(key);
        let enabled = if is_long_enough {
            Enabled::Yes
        } else {
            Enabled::No
        };
        query
            .enabled(enabled)
            .stale_time(StaleTime::Never)
            .keep_previous()
    })
}

/// Starts a search; it goes on whatever screen is open. Without a network it is sent
/// when there is one, as long as the app runs.
pub fn use_start_scrape() -> UseMutation<NewScrape, Job> {
    let leadwire = use_leadwire();
    use_mutation(|| {
        let (http, toasts) = (leadwire.http, leadwire.toasts);
        let send = move |new: Rc<NewScrape>, context: MutationContext| {
            let http = http.clone();
            async move {
                let job = service::start_scrape(&http, context.id, &new).await?;
                put_job(&context.client, job.clone());
                Ok(job)
            }
        };
        MutationOptions::new(send)
            .key(Key::start_scrape())
            .on_error(move |failure, _, _| {
                let title = "The scrape was not started";
                toasts.push(ToastKind::Error, title, Some(explain(&failure)), None);
                async {}
            })
    })
}

/// `value` once it has not changed for `pause`: what is asked for while somebody drags a
/// handle is asked for when they stop.
pub fn use_settled<T: Clone + PartialEq + 'static>(value: T, pause: Duration) -> T {
    let settled = use_signal(|| value.clone());
    let mut heard = use_hook(|| CopyValue::new(value.clone()));
    if *heard.peek() != value {
        heard.set(value.clone());
        spawn(async move {
            platform::sleep(pause).await;
            if *heard.peek() == value {
                put(settled, value);
            }
        });
    }
    settled()
}
