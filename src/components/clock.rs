//! Times that stay true while they are looked at.

use super::format;
use crate::{model::Timestamp, platform};
use dioxus::prelude::*;
use std::time::Duration;

/// The time of day, renewed twice a minute for everything that shows an age.
#[derive(Clone, Copy)]
struct Clock(Signal<Timestamp>);

/// Starts the clock for everything below.
pub fn use_clock_provider() {
    let Clock(mut now) = use_context_provider(|| Clock(Signal::new(platform::now())));
    use_future(move || async move {
        loop {
            platform::sleep(Duration::from_secs(30)).await;
            now.set(platform::now());
        }
    });
}

/// How long ago something was, in a column in few letters; the exact time on pointing at it.
#[component]
pub fn Ago(
    at: Timestamp,
    /// As part of a sentence: `2 min ago`.
    #[props(default)]
    whole: bool,
) -> Element {
    let now = use_context::<Clock>().0;
    // The clock may be behind what just happened.
    let now = now().max(at);
    let text = if whole {
        format::since(at, now)
    } else {
        format::ago(at, now)
    };
    let exact = format::date_time(at);
    rsx! {
        time { class: "num", datetime: format::iso(at), title: exact, {text} }
    }
}

/// How long it is until something happens, second by second.
#[component]
pub fn Countdown(at: Timestamp) -> Element {
    let mut now = use_signal(platform::now);
    use_future(move || async move {
        loop {
            platform::sleep(Duration::from_secs(1)).await;
            now.set(platform::now());
        }
    });
    let seconds = (at - now()).max(0).unsigned_abs().div_ceil(1_000);
    let text = match seconds {
        0 => "now".to_owned(),
        seconds => format!("in {seconds} s"),
    };
    rsx! {
        span { class: "num", {text} }
    }
}
