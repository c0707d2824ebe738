//! The table of leads: search, filters, sort, keyboard; only what is in sight is drawn.

mod chosen;
mod head;
mod place;
mod pool;
mod row;
mod selection;
mod toolbar;

pub use chosen::ActionBar;
pub use place::use_place_provider;

use super::{
    later::{Later, Part},
    shell::{OpenNewLead, use_pressed},
};
use crate::{
    components::{
        Attribution, Empty, FaultPanel, Icon, TopBar, VirtualList, Window, use_list_view,
    },
    hooks::{explain, use_business_list, use_leadwire, use_session, use_users},
    model::{BusinessFilter, Uuid},
    platform,
    query::Key as CacheKey,
    route::{LeadsQuery, Route},
};
use dioxus::prelude::*;
use head::Head;
use place::use_place;
use pool::Pool;
use row::{Blank, People, Row, Rows};
use selection::use_selection;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use toolbar::{Toolbar, Total};

/// Rows of the skeleton.
const BLANKS: usize = 24;

/// The screen.
#[component]
pub fn Leads(query: LeadsQuery) -> Element {
    let open_new = use_context::<OpenNewLead>();
    let rows = use_business_list(query.filter.clone(), query.sort);
    let client = use_leadwire().client;
    let navigator = use_navigator();
    let list = use_list_view();
    let (place, start) = use_place(&query, list);
    let mut cursor = place.cursor;
    let selected = use_selection(&query);
    let mut selection = selected.0;
    let mut shown = use_context_provider(|| Rows(CopyValue::new(rows.clone()))).0;
    shown.set(rows.clone());
    let users = use_users();
    let people = use_context_provider(|| People(Signal::new(Vec::new())));
    people.know(users.data.as_deref());

    let total = rows.total() as usize;
    let Window { start: from, end } = (list.window)();
    rows.ensure(end.min(total));
    let loaded = rows.loaded();
    // More than the page that scrolling asks for ahead of time.
    let is_far = from as u64 > loaded;
    let drawn = rows.range(from..end.min(total));
    let leads: Vec<Option<Uuid>> = (0..end.min(total).saturating_sub(from))
        .map(|at| drawn.get(at).copied())
        .collect();
    let pool = use_hook(|| Rc::new(RefCell::new(Pool::default())));
    let assigned = pool.borrow_mut().assign(&leads);
    let in_sight = (from..).zip(assigned.into_iter().zip(leads));

    let last = total.saturating_sub(1);
    let go_to = use_callback(move |index: usize| {
        cursor.set(Some(index));
        list.reveal(index);
    });
    let step = use_callback(move |by: isize| {
        let at = *cursor.peek();
        go_to.call(at.map_or(0, |at| at.saturating_add_signed(by).min(last)));
    });
    use_pressed(move |key| {
        let by = match key {
            "j" => 1,
            "k" => -1,
            "x" => {
                let rows = shown.peek();
                if let Some((at, id)) = cursor.peek().and_then(|at| Some((at, rows.get(at)?))) {
                    selection.write().toggle(at, id, rows.all().into_iter());
                }
                return;
            }
            _ => return,
        };
        platform::focus("[role=grid]");
        step.call(by);
    });
    let extend = use_callback(move |by: isize| {
        let at = *cursor.peek();
        let to = at.map_or(0, |at| at.saturating_add_signed(by).min(last));
        let rows = shown.peek();
        if let Some(at) = at {
            selection.write().extend(at, |range| rows.range(range));
        }
        selection.write().extend(to, |range| rows.range(range));
        go_to.call(to);
    });
    let open = cursor().and_then(|at| rows.get(at));
    let on_key = use_callback(move |event: Event<KeyboardData>| {
        let modifiers = event.modifiers();
        match event.key() {
            Key::ArrowDown if modifiers.shift() => extend.call(1),
            Key::ArrowUp if modifiers.shift() => extend.call(-1),
            Key::Character(key) if key == "a" && (modifiers.ctrl() || modifiers.meta()) => {
                selection.write().choose(shown.peek().all().into_iter());
            }
            Key::Escape if is_far => go_to.call((shown.peek().loaded() as usize).saturating_sub(1)),
            Key::Escape => selected.clear(),
            Key::ArrowDown => step.call(1),
            Key::ArrowUp => step.call(-1),
            Key::PageDown => step.call(15),
            Key::PageUp => step.call(-15),
            Key::Home => go_to.call(0),
            Key::End => go_to.call(last),
            Key::Enter => {
                if let Some(id) = open {
                    navigator.push(Route::Lead { id });
                }
            }
            _ => return,
        }
        event.prevent_default();
    });
    let by_tap = selection.read().by_tap;
    // Once there, what it does outlives the choice.
    let has_chosen = use_hook(|| Rc::new(Cell::new(false)));
    has_chosen.set(has_chosen.get() || selection.read().count() > 0);
    let is_loading = rows.snapshot.data.is_none();
    // Nobody but this device was asked.
    let is_alone = rows.snapshot.is_placeholder
        && (rows.snapshot.is_paused() || rows.snapshot.failure_count > 0);
    let known = rows.snapshot.data.as_ref().map(|list| list.total);
    let (row_height, shift) = ((list.row)(), (list.shift)());
    let top = |index: usize| index as f64 * row_height - shift;
    rsx! {
        TopBar { title: "Leads",
            if total > 0 {
                button { class: "button touch", "aria-pressed": if by_tap { "true" } else { "false" }, onclick: move |_| {
                    if by_tap { selected.clear() } else { selection.write().by_tap = true }
                }, if by_tap { "Done" } else { "Select" } }
            }
            button { class: "button primary", "aria-label": "New lead", onclick: move |_| open_new.0.call(()), Icon { name: "plus" } span { class: "wide", "New lead" } }
        }
        Toolbar { query: query.clone() }
        if let Some(error) = rows.snapshot.error.clone() {
            FaultPanel { text: explain(&error), on_retry: move |()| drop(client.invalidate(CacheKey::business_lists())) }
        }
        if total == 0 && rows.snapshot.is_success() {
            div { class: "filler", Nothing { is_filtered: query.filter != BusinessFilter::default(), is_alone } }
        } else {
            VirtualList {
                label: "Leads", list, len: if is_loading { BLANKS } else { total }, start, on_key,
                active: open.map(|id| format!("row-{id}")), choosing: by_tap || selection.read().count() > 0,
                head: rsx! { Head { query: query.clone(), loaded } },
                for (index, (row, id)) in in_sight {
                    if let Some((row, id)) = row.zip(id) {
                        Row { key: "{row}", id, index, top: top(index), here: cursor() == Some(index) }
                    } else {
                        Blank { key: "blank-{index}", top: "{top(index)}px" }
                    }
                }
                if is_loading {
                    for index in 0..BLANKS {
                        // How tall a row is, only the styles know until there was one.
                        Blank { key: "{index}", top: "calc({index} * var(--row))" }
                    }
                }
            }
        }
        if has_chosen.get() {
            Later { part: Part::Chosen { filter: Box::new(query.filter.clone()), loaded, total: rows.total() } }
        }
        footer { class: "footbar",
            Total { total: known, fetching: rows.snapshot.is_fetching(), loaded: is_far.then_some(loaded),
                on_stop: move |()| go_to.call((shown.peek().loaded() as usize).saturating_sub(1)) }
            Attribution {}
        }
    }
}

/// No row, and what to do about it.
#[component]
fn Nothing(is_filtered: bool, is_alone: bool) -> Element {
    let open_new = use_context::<OpenNewLead>();
    let session = use_session();
    if is_alone {
        return rsx! {
            Empty { icon: "offline", title: "No such lead on this device", text: "The server has perhaps more. It is asked when you are online again." }
        };
    }
    if is_filtered {
        return rsx! {
            Empty { icon: "search", title: "No lead matches", text: "No lead has all of what is asked for. Ask for less, or for another word.",
                Link { to: Route::Leads { query: LeadsQuery::default() }, class: "button", "Clear filters" }
            }
        };
    }
    let may_import = session
        .read()
        .user()
        .is_some_and(|user| user.role.may_run_jobs());
    let text = if may_import {
        "Find every business in an area, import a file, or add the first lead by hand."
    } else {
        "Add the first lead, or ask the office to import some."
    };
    rsx! {
        Empty { icon: "leads", title: "No leads yet", text,
            div { class: "quick",
                if may_import {
                    Link { to: Route::Scrape {}, class: "button primary", Icon { name: "scrape" } "Find businesses" }
                    Link { to: Route::Import {}, class: "button", Icon { name: "import" } "Import leads" }
                }
                button { class: "button", onclick: move |_| open_new.0.call(()), Icon { name: "plus" } "New lead" }
            }
        }
    }
}
