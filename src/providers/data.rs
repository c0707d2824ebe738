//! The cache, the calls and the outbox.

use crate::{
    hooks::{
        context::{Leadwire, SessionState, ToastKind, Toasts, put},
        jobs::send_others,
        mutations::offer_undo,
    },
    live::{Connection, State},
    net::Http,
    outbox::{Counts, News, Outbox, over_http},
    platform::{self, Wake},
    query::{Env, Key, OnLeave, QueryClient, Settings, StaleTime},
    store::{Keeper, StoreError},
};
use dioxus::{core::spawn_forever, prelude::*};
use futures::StreamExt;
use std::{cell::Cell, rc::Rc, time::Duration};

/// How long data counts as fresh while nobody tells of changes.
const FRESH_UNTOLD: Duration = Duration::from_secs(30);

/// Makes the data layer, once, and hands it down.
#[component]
pub fn DataProvider(children: Element) -> Element {
    use_context_provider(make);
    rsx! { {children} }
}

fn make() -> Leadwire {
    let env = Env {
        now: Rc::new(platform::now),
        spawn: Rc::new(|task| {
            spawn_forever(task);
        }),
        sleep: Rc::new(|time| Box::pin(platform::sleep(time))),
        random: Rc::new(platform::random),
    };
    let client = QueryClient::new(env);
    let http = Http::new(platform::saved_server().unwrap_or_default(), None);
    let outbox = Outbox::new(
        client.clone(),
        platform::open_store(),
        over_http(&http, &client),
    )
    .with_others(send_others(&http, &client))
    .among(platform::tabs());
    let keeper = Keeper::new(client.clone(), platform::open_cache());
    let leadwire = Leadwire {
        client,
        http,
        outbox,
        keeper,
        link: Signal::new_in_scope(None, ScopeId::ROOT),
        pending: Signal::new_in_scope(Counts::default(), ScopeId::ROOT),
        connection: Signal::new_in_scope(Connection::default(), ScopeId::ROOT),
        session: Signal::new_in_scope(SessionState::Loading, ScopeId::ROOT),
        doubts: Signal::new_in_scope(0, ScopeId::ROOT),
        upload: Signal::new_in_scope(None, ScopeId::ROOT),
        files: Signal::new_in_scope(Vec::new(), ScopeId::ROOT),
        open: Signal::new_in_scope(None, ScopeId::ROOT),
        toasts: Toasts(Signal::new_in_scope(Vec::new(), ScopeId::ROOT)),
    };
    set_defaults(&leadwire);
    let pending = leadwire.pending;
    leadwire
        .outbox
        .on_change(move |counts| put(pending, counts));
    tell_of_trouble(&leadwire);
    leadwire.keeper.on_kept(platform::renew_picture);
    let keeper = leadwire.keeper.clone();
    spawn_forever(async move {
        // Tabs share what is kept: one of them writes it.
        let mut tab = platform::tabs().join("leadwire-cache");
        while let Some(news) = tab.news.next().await {
            if let News::Leads(leads) = news {
                keeper.let_write(leads);
            }
        }
    });
    // A task ends with the app; the outbox must not hold what holds it.
    let (found, mut undoable) = futures::channel::mpsc::unbounded();
    leadwire.outbox.on_undoable(move |leads| {
        // The app may be ending.
        let _ = found.unbounded_send(leads);
    });
    let undoing = leadwire.clone();
    spawn_forever(async move {
        while let Some(leads) = undoable.next().await {
            offer_undo(&undoing, leads);
        }
    });
    let woken = leadwire.clone();
    spawn_forever(async move {
        let mut wake_ups = platform::wake_ups();
        while let Some(wake) = wake_ups.next().await {
            let link = woken.link.peek().clone();
            match wake {
                Wake::Online(online) => woken.client.set_online(online),
                Wake::Visible(visible) => {
                    woken.client.set_focused(visible);
                    if !visible {
                        // It may not come back.
                        let keeper = woken.keeper.clone();
                        spawn_forever(async move { keeper.flush().await });
                    }
                    if let Some(link) = &link {
                        link.show(visible, platform::now());
                    }
                }
                Wake::Focus => {}
            }
            if wake == Wake::Visible(false) {
                continue;
            }
            if let Some(link) = link {
                // A network that is said to be gone may be there all the same: ask.
                link.reconnect();
            }
            if wake != Wake::Online(false) {
                woken.outbox.nudge();
            }
        }
    });
    leadwire
}

/// How queries of this app behave: while the socket is up it tells of all that changes,
/// so data stays fresh; while it is not, data gets old. Who leaves a screen may come
/// back, so what is on its way for it is awaited.
fn set_defaults(leadwire: &Leadwire) {
    let connection = leadwire.connection;
    let stale_time = StaleTime::With(Rc::new(move |_| {
        // The connection may be gone with the app.
        let connection = connection.try_peek();
        match connection.is_ok_and(|connection| connection.state == State::Connected) {
            true => StaleTime::Never,
            false => StaleTime::After(FRESH_UNTOLD),
        }
    }));
    let settings = Settings::new()
        .stale_time(stale_time)
        .on_leave(OnLeave::Keep);
    leadwire.client.set_defaults(Key::root(), settings);
}

/// Says, once for all of it, that the device keeps nothing.
fn tell_of_trouble(leadwire: &Leadwire) {
    let toasts = leadwire.toasts;
    let is_told = Rc::new(Cell::new(false));
    let told = is_told.clone();
    let tell = move |error: StoreError| {
        if !told.replace(true) {
            let detail =
                format!("{error}. What you change is sent, but lost if this closes before it is.");
            toasts.push(ToastKind::Error, "Changes are not kept", Some(detail), None);
        }
    };
    let (told, is_over) = (tell.clone(), is_told);
    leadwire.outbox.on_trouble(move |trouble| match trouble {
        Some(error) => told(error),
        None => {
            is_over.set(false);
            toasts.push(ToastKind::Success, "Changes are kept again", None, None);
        }
    });
    // A start without what was known is only slower; changes are another matter.
    leadwire.keeper.on_trouble(move |error| match error {
        StoreError::Full | StoreError::Blocked(_) => tell(error),
        StoreError::InUse => {}
    });
}
