//! What is known of the server. Reading subscribes; stale data is refetched.

use super::{
    cached::{use_cached, use_cached_as},
    context::{put, use_leadwire, use_reading},
    trouble::{Trouble, trouble},
};
use crate::{
    model::{Business, BusinessFilter, Failure, Sort, Stats, Timestamp, User, Uuid},
    net::Http,
    outbox::Change,
    query::{Enabled, Key, List, Query, QueryClient, Snapshot, StaleTime, Status, Target},
    service,
};
use dioxus::{core::spawn_forever, prelude::*};
use std::{cell::RefCell, ops::Range, rc::Rc, time::Duration};

/// A query that calls the API. While the socket is up, events keep what it brings fresh
/// or mark it stale: it is not asked for again only because somebody looks again.
pub(super) fn call<T: PartialEq + 'static, F: Future<Output = Result<T, Failure>> + 'static>(
    call: impl Fn(Http) -> F + 'static,
) -> impl FnOnce(Key) -> Query<T> {
    let http = use_leadwire_now().http;
    move |key| Query::new(key, move |_| call(http.clone()))
}

/// The same, for what also tells the cache of what it fetched. The cache comes with each
/// call: it holds its queries, and if they held it, neither would ever go.
pub(super) fn call_with<T, F>(
    call: impl Fn(Http, QueryClient) -> F + 'static,
) -> impl FnOnce(Key) -> Query<T>
where
    T: PartialEq + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let http = use_leadwire_now().http;
    move |key| Query::new(key, move |context| call(http.clone(), context.client))
}

/// What the server knows of a lead beyond its fields. It is not asked while the lead itself
/// waits to be sent: it would know of no such lead.
pub(super) fn use_business_part<T, F>(
    lead: Uuid,
    key: Key,
    ask: impl Fn(Http, Uuid) -> F + 'static,
) -> Snapshot<T>
where
    T: PartialEq + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let leadwire = use_leadwire();
    // Read so that what waits is looked at again when it changes.
    leadwire.pending.read();
    let waiting = leadwire.outbox.waiting_of(lead);
    let is_unsent = waiting
        .iter()
        .any(|it| matches!(it.change, Change::Create(_)));
    use_cached_as(key, u32::from(is_unsent), |key| {
        let query = call(move |http| ask(http, lead))(key);
        query.enabled(if is_unsent { Enabled::No } else { Enabled::Yes })
    })
}

/// The data layer, from inside a hook that found it before.
fn use_leadwire_now() -> super::context::Leadwire {
    consume_context()
}

/// The counts.
pub fn use_stats() -> Snapshot<Stats> {
    use_cached(Key::stats(), |key| {
        call(async |http| service::get_stats(&http).await)(key)
    })
}

/// People.
pub fn use_users() -> Snapshot<Vec<User>> {
    use_cached(Key::users(), |key| {
        // Of people no event tells.
        call(async |http| service::list_users(&http).await)(key)
            .stale_time(StaleTime::After(Duration::ZERO))
    })
}

/// A list of leads, loaded from the start as far as it was asked for.
#[derive(Clone)]
pub struct BusinessList {
    /// What is loaded, and how it is going.
    pub snapshot: Snapshot<List>,
    filter: BusinessFilter,
    sort: Sort,
}

impl BusinessList {
    /// The lead of a row, if that is loaded.
    pub fn get(&self, index: usize) -> Option<Uuid> {
        self.snapshot.data.as_ref()?.get(index)
    }

    /// The leads of some rows, as far as they are loaded.
    pub fn range(&self, range: Range<usize>) -> Vec<Uuid> {
        let list = self.snapshot.data.as_ref();
        list.map(|list| list.range(range)).unwrap_or_default()
    }

    /// All that are loaded.
    pub fn all(&self) -> Vec<Uuid> {
        let list = self.snapshot.data.as_ref();
        list.map(|list| list.iter().collect()).unwrap_or_default()
    }

    /// Rows that are loaded.
    pub fn loaded(&self) -> u64 {
        self.snapshot
            .data
            .as_ref()
            .map_or(0, |list| list.len() as u64)
    }

    /// Rows in all.
    pub fn total(&self) -> u64 {
        self.snapshot.data.as_ref().map_or(0, |list| list.total)
    }

    /// Loads what is missing up to row `end`, page by page: each goes on from the one
    /// before. Asked for less meanwhile, it stops at that.
    pub fn ensure(&self, end: usize) {
        let Some(list) = self.snapshot.data.as_ref() else {
            return;
        };
        let key = Key::business_list(&self.filter, self.sort);
        if paging::ask(&key, end) || end < list.len() || list.is_complete() {
            return;
        }
        let leadwire = use_leadwire_now();
        paging::begin(&key, end);
        spawn_forever(async move {
            load_pages(&leadwire.client, &leadwire.http, &key).await;
            paging::end(&key);
        });
    }
}

/// How far lists that load further pages are to be loaded: one page at a time for each.
mod paging {
    use crate::query::Key;
    use std::{cell::RefCell, collections::HashMap};

    thread_local! {
        static WANTED: RefCell<HashMap<Key, usize>> = RefCell::default();
    }

    /// Up to which row; whether the list is loading at all.
    pub fn ask(key: &Key, end: usize) -> bool {
        WANTED.with_borrow_mut(|wanted| match wanted.get_mut(key) {
            Some(known) => {
                *known = end;
                true
            }
            None => false,
        })
    }

    pub fn begin(key: &Key, end: usize) {
        WANTED.with_borrow_mut(|wanted| wanted.insert(key.clone(), end));
    }

    pub fn end(key: &Key) {
        WANTED.with_borrow_mut(|wanted| wanted.remove(key));
    }

    pub fn wanted(key: &Key) -> usize {
        WANTED.with_borrow(|wanted| wanted.get(key).copied().unwrap_or_default())
    }
}

async fn load_pages(client: &QueryClient, http: &Http, key: &Key) {
    loop {
        let Some(list) = client.get::<List>(key) else {
            return;
        };
        let is_missing = list.len() <= paging::wanted(key);
        let Some(cursor) = list.next_cursor.clone().filter(|_| is_missing) else {
            return;
        };
        let since = client.changes();
        let page = service::list_businesses(http, &list.filter, list.sort, Some(&cursor)).await;
        let Ok(page) = page else { return };
        client.next_page(key, &cursor, &page.data, (since, page.seq));
    }
}

/// A list of leads. What is loaded stays on screen while it is fetched again. Until
/// it is loaded, and as long as there is no network, it is made of what is known.
pub fn use_business_list(filter: BusinessFilter, sort: Sort) -> BusinessList {
    let key = Key::business_list(&filter, sort);
    let mut looked_at = use_hook(|| CopyValue::new(key.clone()));
    if *looked_at.peek() != key {
        // Nobody waits for the rest of that any longer.
        paging::ask(&looked_at.peek(), 0);
        looked_at.set(key.clone());
    }
    use_drop(move || {
        paging::ask(&looked_at.peek(), 0);
    });
    let standing = use_hook(|| Rc::new(RefCell::new(None::<Standing>)));
    let mut snapshot = use_cached(key.clone(), |key| {
        let filter = filter.clone();
        call_with(move |http, client| {
            let filter = filter.clone();
            async move {
                let since = client.changes();
                let page = service::list_businesses(&http, &filter, sort, None).await?;
                Ok(client.first_page(filter, sort, &page.data, (since, page.seq)))
            }
        })(key)
    });
    let is_known = snapshot.data.is_some();
    let mut standing = standing.borrow_mut();
    if is_known {
        *standing = None;
    } else {
        let client = use_leadwire_now().client;
        let is_alone = snapshot.is_paused() || snapshot.failure_count > 0;
        if is_alone || client.knows_all() {
            let changes = client.changes();
            let made = standing
                .take()
                .filter(|made| made.key == key && made.changes == changes);
            let made = made.unwrap_or_else(|| Standing {
                key,
                changes,
                list: Rc::new(client.known_list(filter.clone(), sort)),
            });
            snapshot.data = Some(made.list.clone());
            (snapshot.status, snapshot.is_placeholder) = (Status::Success, true);
            *standing = Some(made);
        }
    }
    BusinessList {
        snapshot,
        filter,
        sort,
    }
}

/// A list that stands in for one that is not loaded, and what it was made of.
struct Standing {
    key: Key,
    changes: u64,
    list: Rc<List>,
}

/// One lead as it is to be shown, for a row: only what changes it redraws it.
pub fn use_business(id: Uuid) -> ReadSignal<Option<Rc<Business>>> {
    let client = use_leadwire().client;
    let mut shown = use_signal(|| client.business(id));
    let mut observed = use_signal(|| None::<(Uuid, crate::query::ObserverId)>);
    if observed.peek().is_none_or(|(known, _)| known != id) {
        if let Some((known, observer)) = *observed.peek() {
            client.unobserve(&Target::Business(known), observer);
        }
        let source = client.clone();
        let observer = client.observe(Target::Business(id), move || {
            put(shown, source.business(id));
        });
        observed.set(Some((id, observer)));
        let current = client.business(id);
        if *shown.peek() != current {
            shown.set(current);
        }
    }
    use_drop(move || {
        if let Some((known, observer)) = *observed.peek() {
            client.unobserve(&Target::Business(known), observer);
        }
    });
    use_reading(shown)
}

/// Where the page finds a logo, once it does; to be emptied if there is no picture. Of
/// one logo: another is another component's.
pub fn use_logo(id: Uuid) -> Signal<Option<String>> {
    let http = use_leadwire().http;
    let mut shown = use_signal(|| service::logo_at(&http, id));
    use_hook(move || {
        if shown.peek().is_none() {
            spawn(async move { shown.set(service::get_logo(&http, id).await) });
        }
    });
    shown
}

/// One lead, fetched if it is not known or perhaps out of date.
pub struct BusinessDetail {
    /// As it is to be shown.
    pub business: Option<Rc<Business>>,
    /// Why it could not be had.
    pub trouble: Option<Trouble>,
    /// When it was last asked for.
    pub updated_at: Timestamp,
}

/// One lead with all that is known of how it was had.
pub fn use_business_detail(id: Uuid) -> BusinessDetail {
    let snapshot: Snapshot<()> = use_cached(Key::business(id), |key| {
        call_with(move |http, client| async move {
            // What waits to be sent is newer than what the server has, or not there yet.
            if client.entities().is_pending(id) {
                return Ok(());
            }
            let business = service::get_business(&http, id).await?;
            client.take_answer(business.data, business.seq);
            Ok(())
        })(key)
    });
    let business = use_business(id).read().clone();
    BusinessDetail {
        business,
        trouble: trouble(&snapshot),
        updated_at: snapshot.data_updated_at,
    }
}
