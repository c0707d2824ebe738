//! What the developer panel shows and does. In debug builds alone.

mod changes;
mod queries;
mod socket;
mod text;
mod tools;

pub use changes::{ChangeRow, Changes, MutationRow, use_changes};
pub use queries::{
    QueryActions, QueryRow, use_census, use_query_actions, use_query_rows, use_query_text,
};
pub use socket::{Frame, Socket, Spread, use_socket};
pub use tools::{Tools, use_tools};

use crate::platform;
use dioxus::prelude::*;
use std::time::Duration;

/// How often the panel looks again.
const EVERY: Duration = Duration::from_millis(400);

/// Counts the times at which the panel looked.
#[derive(Clone, Copy)]
struct Pulse(Signal<u64>);

/// Lets the panel look again and again as long as it is open.
pub fn use_pulse_provider() {
    let Pulse(mut pulse) = use_context_provider(|| Pulse(Signal::new(0)));
    use_future(move || async move {
        loop {
            platform::sleep(EVERY).await;
            pulse += 1;
        }
    });
}

/// Looks again with every beat of the panel.
fn use_pulse() -> Signal<u64> {
    let Pulse(pulse) = use_context();
    pulse.read();
    pulse
}

/// Looks again now: something was done.
fn look(mut pulse: Signal<u64>) {
    pulse += 1;
}
