//! The cache: server state on the client, in one place.
//!
//! Everything that is known of the server goes *into* it — HTTP answers, socket
//! events, optimistic changes — and components read only *from* it. It knows no
//! Dioxus, does no I/O and has no clock of its own: see [`Env`].
//!
//! | what is wanted | what there is |
//! | --- | --- |
//! | show something of the server's, always as it is now | [`Query`], [`Observer`] |
//! | … many of them side by side, or page after page | [`Queries`], [`InfiniteQuery`] and [`InfiniteObserver`] |
//! | have it once, or before it is needed | [`fetch`](QueryClient::fetch), [`ensure`](QueryClient::ensure), [`prefetch`](QueryClient::prefetch) |
//! | put what is known from elsewhere | [`set`](QueryClient::set), [`update`](QueryClient::update), [`upsert_businesses`](QueryClient::upsert_businesses) |
//! | say that it is out of date | [`invalidate`](QueryClient::invalidate), of all that a [`Filter`] means |
//! | change something on the server | [`MutationOptions`], [`MutationObserver`] |
//! | show a change before it is confirmed | [`Overlay`], [`push_overlay`](QueryClient::push_overlay) |
//! | say how all queries of a kind behave | [`Settings`], [`set_defaults`](QueryClient::set_defaults) |
//! | keep it over a restart | [`dehydrate`](QueryClient::dehydrate), [`hydrate`](QueryClient::hydrate) |
//! | see what happens | [`on_event`](QueryClient::on_event) |
//!
//! Semantics are those of TanStack Query v5 where it has them; `docs/tanstack.md` maps
//! each of its features, and `conformance/` tests each behaviour.
//!
//! # Looking at something
//!
//! ```
//! use futures::{executor::LocalPool, task::LocalSpawnExt};
//! use leadwire::query::{Env, Key, Observer, Query, QueryClient};
//! use std::{rc::Rc, time::Duration};
//!
//! // The world is handed in: here a pool of tasks, and a clock that stands still.
//! let mut pool = LocalPool::new();
//! let spawner = pool.spawner();
//! let client = QueryClient::new(Env {
//!     now: Rc::new(|| 0),
//!     spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
//!     sleep: Rc::new(|_| Box::pin(std::future::pending())),
//!     random: Rc::new(|| 0.0),
//! });
//!
//! // What is asked for, said once, anywhere.
//! let todos = || {
//!     Query::new(Key::new(["todos"]), |_| async { Ok(vec!["write".to_owned()]) })
//!         .stale_time(Duration::from_secs(30))
//! };
//!
//! // A component looks at it: it is fetched, and told of every change.
//! let count = Observer::new(&client, todos().select(Vec::len));
//! let observing = count.subscribe(|seen| println!("{:?} to do", seen.data));
//! assert!(count.current().is_loading());
//! pool.run_until_stalled();
//! assert_eq!(count.current().data.as_deref(), Some(&1));
//!
//! // Somebody changes it, before the server confirms it or because it said so.
//! client.update::<Vec<String>>(&Key::new(["todos"]), |todos| todos.push("rest".to_owned()));
//! assert_eq!(count.current().data.as_deref(), Some(&2));
//!
//! // Marked stale, it is fetched again, as somebody looks at it.
//! client.invalidate(Key::new(["todos"]));
//! pool.run_until_stalled();
//! assert_eq!(count.current().data.as_deref(), Some(&1));
//!
//! // Nobody looks any more: it is kept for five minutes.
//! drop(observing);
//! ```
//!
//! # Which ones
//!
//! What is done to many queries takes a [`Filter`]: a key and all below it, or exactly one;
//! whether somebody looks, whether it is stale, whether it is being fetched; and any function
//! of what is known of it. A key alone means it and all below it.
//!
//! ```
//! use leadwire::query::{Filter, Key, Refetch, Running};
//! # use futures::{executor::LocalPool, task::LocalSpawnExt};
//! # use std::rc::Rc;
//! # let mut pool = LocalPool::new();
//! # let spawner = pool.spawner();
//! # let client = leadwire::query::QueryClient::new(leadwire::query::Env {
//! #     now: Rc::new(|| 0),
//! #     spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
//! #     sleep: Rc::new(|_| Box::pin(std::future::pending())),
//! #     random: Rc::new(|| 0.0),
//! # });
//! let [open, done] = ["open", "done"].map(|name| Key::new(["todos", name]));
//! client.set(&open, 3);
//! client.set(&done, 40);
//! client.invalidate(Filter::exactly(&open));
//! let stale = Filter::under(&Key::new(["todos"])).inactive().stale();
//! assert_eq!(client.keys(stale), [open.clone()]);
//! client.remove(Filter::all().matching(|_, state| state.data::<i32>().is_some_and(|all| *all > 9)));
//! assert_eq!(client.keys(Key::new(["todos"])), [open]);
//! // Marked stale, whether or not somebody looks at it, and nothing fetched for that.
//! client.invalidate_with(Filter::all(), Refetch::Nothing, Running::Share);
//! ```
//!
//! # Page after page
//!
//! ```
//! use leadwire::query::{InfiniteObserver, InfiniteQuery, Key};
//! # use futures::{executor::LocalPool, task::LocalSpawnExt};
//! # use std::rc::Rc;
//! # let mut pool = LocalPool::new();
//! # let spawner = pool.spawner();
//! # let client = leadwire::query::QueryClient::new(leadwire::query::Env {
//! #     now: Rc::new(|| 0),
//! #     spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
//! #     sleep: Rc::new(|_| Box::pin(std::future::pending())),
//! #     random: Rc::new(|| 0.0),
//! # });
//! // Pages of ten numbers each; the last begins at 90.
//! let numbers = InfiniteQuery::new(
//!     Key::new(["numbers"]),
//!     0,
//!     |page| async move { Ok((page.param..page.param + 10).collect::<Vec<u32>>()) },
//!     |loaded| loaded.params.last().map(|last| last + 10).filter(|next| *next < 100),
//! );
//! let observer = InfiniteObserver::new(&client, numbers);
//! let observing = observer.subscribe(|_| {});
//! pool.run_until_stalled();
//! assert!(observer.has_next());
//! observer.fetch_next();
//! pool.run_until_stalled();
//! // Marked stale, both are fetched again, one after the other.
//! client.invalidate(Key::new(["numbers"]));
//! pool.run_until_stalled();
//! assert_eq!(observer.current().data.unwrap().params, [0, 10]);
//! # drop(observing);
//! ```
//!
//! # Changing something
//!
//! A mutation goes on whoever leaves; those of one scope go one after another.
//!
//! ```
//! use leadwire::query::{Key, MutationOptions};
//! # use futures::{executor::LocalPool, task::LocalSpawnExt};
//! # use std::rc::Rc;
//! # let mut pool = LocalPool::new();
//! # let spawner = pool.spawner();
//! # let client = leadwire::query::QueryClient::new(leadwire::query::Env {
//! #     now: Rc::new(|| 0),
//! #     spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
//! #     sleep: Rc::new(|_| Box::pin(std::future::pending())),
//! #     random: Rc::new(|| 0.0),
//! # });
//! let rename = MutationOptions::new(|name: Rc<String>, context| async move {
//!     // `context.id` is the same at each try: the `Idempotency-Key` to send.
//!     let _ = context.id;
//!     Ok(format!("it is called {name} now"))
//! })
//! .key(Key::new(["rename"]))
//! .scope("name")
//! .on_success({
//!     let client = client.clone();
//!     move |_: Rc<String>, _, _| {
//!         client.invalidate(Key::new(["names"]));
//!         async {}
//!     }
//! });
//! client.set_online(false);
//! let renaming = client.mutate(&rename, "Ada".to_owned());
//! pool.run_until_stalled();
//! assert_eq!(client.is_mutating(Key::new(["rename"])), 1);
//! client.set_online(true);
//! assert_eq!(*pool.run_until(renaming).unwrap(), "it is called Ada now");
//! ```
//!
//! # Without a network
//!
//! Nothing fails for want of a network: what is asked for waits, *paused*, beside what
//! is known, and goes on when the network is back.
//!
//! ```
//! # use futures::{executor::LocalPool, task::LocalSpawnExt};
//! # use leadwire::query::{Env, FetchStatus, Key, Observer, Query, QueryClient};
//! # use std::rc::Rc;
//! # let mut pool = LocalPool::new();
//! # let spawner = pool.spawner();
//! # let client = QueryClient::new(Env {
//! #     now: Rc::new(|| 0),
//! #     spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
//! #     sleep: Rc::new(|_| Box::pin(std::future::pending())),
//! #     random: Rc::new(|| 0.0),
//! # });
//! client.set_online(false);
//! client.set(&Key::new(["weather"]), "as of yesterday");
//! let weather = Query::new(Key::new(["weather"]), |_| async { Ok("sunny") });
//! let observer = Observer::new(&client, weather);
//! let observing = observer.subscribe(|_| {});
//! let seen = observer.current();
//! assert_eq!((*seen.data.unwrap(), seen.fetch_status), ("as of yesterday", FetchStatus::Paused));
//!
//! client.set_online(true);
//! pool.run_until_stalled();
//! assert_eq!(*observer.current().data.unwrap(), "sunny");
//! # drop(observing);
//! ```
//!
//! # Leads
//!
//! Each lead is there once ([`Entities`]), whatever lists show it; a [`List`] holds which
//! ones, in order. So an event is put in one place, and every list follows.
//!
//! ```
//! use leadwire::{
//!     model::{Business, BusinessChanges, BusinessFilter, NewBusiness, Page, Sort, Stage, Uuid},
//!     query::{Key, List, Overlay},
//! };
//! # use leadwire::query::{Env, QueryClient};
//! # use std::rc::Rc;
//! # let client = QueryClient::new(Env {
//! #     now: Rc::new(|| 0),
//! #     spawn: Rc::new(|_| {}),
//! #     sleep: Rc::new(|_| Box::pin(std::future::pending())),
//! #     random: Rc::new(|| 0.0),
//! # });
//! // A list's first page came.
//! let (filter, sort) = (BusinessFilter::default(), Sort::default());
//! let lead = NewBusiness::named("Café Ekberg").into_business(Uuid::from_u128(1), 0);
//! let page = Page { data: vec![lead.clone()], meta: Default::default() };
//! let asked = (client.changes(), None);
//! let key = Key::business_list(&filter, sort);
//! client.set(&key, client.first_page(filter, sort, &page, asked));
//!
//! // An event tells of another lead: it goes to its place in every list.
//! let other = NewBusiness::named("Kappeli").into_business(Uuid::from_u128(2), 1);
//! client.upsert_businesses([other]);
//! assert_eq!(client.get::<List>(&key).unwrap().len(), 2);
//!
//! // A change is shown at once, over what the server said …
//! let change = BusinessChanges { stage: Some(Stage::Won), ..Default::default() };
//! let mutation = Uuid::from_u128(7);
//! client.push_overlay(lead.id, mutation, Overlay::Change(Box::new(change)));
//! assert_eq!(client.business(lead.id).unwrap().stage, Stage::Won);
//!
//! // … while events go on, and when it is refused, nothing goes with it but itself.
//! let renamed = Business { version: 2, name: "Ekberg 1852".into(), ..lead.clone() };
//! client.upsert_businesses([renamed]);
//! client.settle_overlay(lead.id, mutation, None);
//! let shown = client.business(lead.id).unwrap();
//! assert_eq!((&*shown.name, shown.stage), ("Ekberg 1852", Stage::New));
//! ```
//!
//! # The world
//!
//! Everything happens in one thread, and nothing by itself: the clock, tasks, sleep and
//! chance are given ([`Env`]), and whether there is a network and somebody looks is told
//! ([`set_online`](QueryClient::set_online), [`set_focused`](QueryClient::set_focused)).
//! A test that drives them sees the same each time.

mod bulk;
mod census;
mod client;
mod conditions;
mod context;
mod defaults;
mod doubt;
mod entities;
mod entry;
mod env;
mod event;
mod fetch;
mod filter;
mod flight;
mod fold;
mod followers;
mod grounding;
mod hydrate;
mod index;
mod infinite;
mod infinite_observer;
mod keeping;
mod kept;
mod key;
mod leads;
mod list;
mod listeners;
mod matching;
mod mutations;
mod observer;
mod observers;
mod parallel;
mod plan;
mod retry;
mod settings;
mod snapshot;
mod state;
mod timers;
mod view;
mod write;

pub use crate::model::{Failure, RetryKind};
pub use bulk::{Refetch, Settled};
pub use census::Census;
pub use client::QueryClient;
pub use conditions::Conditions;
pub use context::{FetchContext, Signal};
pub use entities::{Before, Entities, Lead, News, Overlay, Packed, Slot, Slots, Tags, View};
pub use env::{Env, backoff};
pub use event::{ActionKind, CacheEvent, MutationAction};
pub use fetch::Fetched;
pub use filter::{Fit, compare, fits, parse_point};
pub use flight::{FetchError, Running};
pub use fold::fold;
pub use hydrate::{Dehydrated, DehydratedQuery};
pub use infinite::{InfiniteQuery, PageContext, Pages};
pub use infinite_observer::InfiniteObserver;
pub use key::Key;
pub use list::{Arrival, List, ListHead, Move, Rows, Verdict};
pub use listeners::Listening;
pub use matching::Filter;
pub use mutations::{
    CallbackResult, DehydratedMutation, GlobalCallbacks, Mutating, MutationCallbacks,
    MutationContext, MutationError, MutationFilters, MutationInfo, MutationObserver,
    MutationOptions, MutationSettings, MutationSnapshot, MutationStatus, Subscription,
};
pub use observer::{Looked, Observer, Observing};
pub use observers::{ObserverId, Target};
pub use parallel::Queries;
pub use plan::Query;
pub use retry::{
    Attempts, DelayOf, NetworkMode, Patience, Progress, Retry, RetryDelay, ShouldRetry, attempt,
};
pub use settings::{
    Enabled, GcTime, Interval, IntervalOf, OnLeave, RefetchOn, Settings, StaleTime,
};
pub use snapshot::Snapshot;
pub use state::{Direction, FetchStatus, State, Status};

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod testing;
