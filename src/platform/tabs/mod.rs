//! Which of the windows that share a disk leads.

#[cfg(not(feature = "native"))]
mod web;

use crate::outbox::{Alone, Tabs};
use std::rc::Rc;

/// The tabs of this browser. An app has its disk to itself, and so has a page that
/// the browser tells nothing of its other tabs.
pub fn tabs() -> Rc<dyn Tabs> {
    #[cfg(not(feature = "native"))]
    if let Some(tabs) = web::Locks::of_browser() {
        return Rc::new(tabs);
    }
    Rc::new(Alone)
}
