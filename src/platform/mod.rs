//! What differs between a browser and an app: clock, storage, wake-ups, uploads.
//! The only module that names either; anyone may use it.

#[cfg(not(feature = "native"))]
mod frames;
#[cfg(not(feature = "native"))]
mod web;
#[cfg(not(feature = "native"))]
use web as target;

#[cfg(feature = "native")]
mod files;
#[cfg(feature = "native")]
mod history;
#[cfg(feature = "native")]
mod native;
#[cfg(feature = "native")]
use native as target;

#[cfg(feature = "native")]
pub use files::keep_in;

mod page;
mod tabs;
mod whole;

#[cfg(feature = "native")]
pub use history::use_short_history;
pub use page::{focus, give_focus_back, hold_focus, keys, set_title, wrap_focus};
pub use tabs::tabs;
pub use target::{
    CLIENT, clock, forget_picture, forget_token, frame, mark_progress, now, open_cache, open_store,
    random, read_head, renew_picture, save, save_server, save_theme, save_token, saved,
    saved_server, saved_theme, saved_token, settings_changes, sleep, start, stylesheet, upload,
    utc_offset, wake_ups,
};
pub use whole::{complete, is_complete};

/// What makes it worth trying the network again, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// The device went online, or offline.
    Online(bool),
    /// The page came into sight, or went out of it.
    Visible(bool),
    /// Somebody turned to the page.
    Focus,
}

/// How far an upload is: bytes sent, bytes in all.
pub type OnProgress = std::rc::Rc<dyn Fn(u64, u64)>;
