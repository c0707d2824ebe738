//! Reusable, accessible pieces: plain properties in, callbacks out.

mod area;
mod charts;
mod clock;
mod connection;
mod dialog;
mod editable;
pub mod format;
mod icon;
mod mark;
mod scale;
mod segments;
mod sparkline;
mod states;
mod toasts;
mod topbar;
mod virtual_list;

pub use area::{AreaDrawing, Dot, LARGEST, Point, SMALLEST, Shape, bounds, length};
pub use charts::{Bars, BarsRow, Days};
pub use clock::{Ago, Countdown, use_clock_provider};
pub use connection::{ConnectionIndicator, sending};
pub use dialog::Dialog;
pub use editable::Editable;
pub use icon::{Brand, Icon};
pub use mark::mark;
pub use segments::Segments;
pub use sparkline::Sparkline;
pub use states::{
    Attribution, Empty, ErrorScreen, FaultPanel, StagePill, enrichment_name, stage_name,
};
pub use toasts::ToastRegion;
pub use topbar::TopBar;
pub use virtual_list::{ListView, VirtualList, Window, use_list_view};
