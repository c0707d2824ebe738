//! The browser's page, without compiling scripts at run time: the page's
//! content security policy forbids that.

use super::{STOPS, TYPING};
use futures::{StreamExt, channel::mpsc, stream::LocalBoxStream};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Document, Element, HtmlElement, HtmlInputElement, KeyboardEvent};

thread_local! {
    /// What had the focus before each dialog that is open.
    static HELD: RefCell<Vec<HtmlElement>> = const { RefCell::new(Vec::new()) };
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn active() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// Takes the listener away with the stream.
struct Listener {
    document: Document,
    heard: Closure<dyn Fn(KeyboardEvent)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        // One that is gone already needs no removal.
        let _ = self
            .document
            .remove_event_listener_with_callback("keydown", self.heard.as_ref().unchecked_ref());
    }
}

/// Keys pressed anywhere but in a field: `g`, `/`, and `Mod+k` from anywhere.
pub fn keys() -> LocalBoxStream<'static, String> {
    let (sender, receiver) = mpsc::unbounded();
    let heard = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        let key = event.key();
        let is_mod = event.meta_key() || event.ctrl_key();
        if is_mod && !event.alt_key() && key.eq_ignore_ascii_case("k") {
            event.prevent_default();
            let _ = sender.unbounded_send("Mod+k".into());
            return;
        }
        #[cfg(debug_assertions)]
        if is_mod && event.shift_key() && key.eq_ignore_ascii_case("d") {
            event.prevent_default();
            let _ = sender.unbounded_send("Mod+Shift+d".into());
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let is_typing = target.is_some_and(|target| matches!(target.closest(TYPING), Ok(Some(_))));
        if is_typing || is_mod || event.alt_key() || key.chars().count() != 1 {
            return;
        }
        if ["c", "?", "/"].contains(&key.as_str()) {
            event.prevent_default();
        }
        let _ = sender.unbounded_send(key);
    });
    let listener = document().and_then(|document| {
        document
            .add_event_listener_with_callback("keydown", heard.as_ref().unchecked_ref())
            .ok()?;
        Some(Listener { document, heard })
    });
    receiver
        .map(move |key| {
            let _as_long_as_the_stream = &listener;
            key
        })
        .boxed_local()
}

/// Puts the focus on the first element that `selector` finds, its text selected.
pub fn focus(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok()?);
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take it leaves it where it is.
        let _ = element.focus();
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    }
}

/// Names the page, for tabs, the list of where one was, and screen readers.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Remembers what has the focus.
pub fn hold_focus() {
    if let Some(active) = active() {
        HELD.with_borrow_mut(|held| held.push(active));
    }
}

/// Gives the focus back to what had it.
pub fn give_focus_back() {
    if let Some(held) = HELD.with_borrow_mut(Vec::pop) {
        // What lay under the dialog cannot take it before the dialog is gone.
        gloo_timers::callback::Timeout::new(0, move || {
            let _ = held.focus();
        })
        .forget();
    }
}

/// Whether Tab would leave `selector`; the focus is at its other end then.
pub fn wrap_focus(selector: &'static str, back: bool) -> bool {
    let wrapped = || {
        let within = document()?.query_selector(selector).ok()??;
        let stops = within.query_selector_all(STOPS).ok()?;
        let at = |index: u32| stops.item(index)?.dyn_into::<HtmlElement>().ok();
        let (first, last) = (at(0)?, at(stops.length().checked_sub(1)?)?);
        let active = active()?;
        let (edge, other) = if back { (first, last) } else { (last, first) };
        if active == edge || !within.contains(Some(&active)) {
            other.focus().ok()
        } else {
            None
        }
    };
    wrapped().is_some()
}
