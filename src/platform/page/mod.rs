//! The page itself: keys that nobody is typing into a field, and where the focus is.

#[cfg(not(feature = "native"))]
mod web;
#[cfg(not(feature = "native"))]
use web as target;

#[cfg(feature = "native")]
mod native;
#[cfg(feature = "native")]
use native as target;

pub use target::{focus, give_focus_back, hold_focus, keys, set_title, wrap_focus};

/// Where a key is text, or belongs to a dialog.
const TYPING: &str = "input, textarea, select, [contenteditable], [role=dialog]";

/// What Tab stops at.
const STOPS: &str = "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), \
    textarea:not([disabled]), [tabindex]:not([tabindex='-1'])";
