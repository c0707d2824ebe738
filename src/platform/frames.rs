//! Frames of the page, and what they cost.

use super::sleep;
use futures::{FutureExt, channel::oneshot};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{MessageChannel, Performance, Window};

thread_local! {
    static PERFORMANCE: Option<Performance> = web_sys::window().and_then(|window| window.performance());
}

/// The time since the page began, finer than a frame.
pub fn clock() -> Duration {
    let now = PERFORMANCE.with(|performance| performance.as_ref().map_or(0.0, Performance::now));
    Duration::try_from_secs_f64(now / 1e3).unwrap_or_default()
}

/// Waits until what was changed just now is drawn, if it `is_seen`, and says how long
/// the page worked for that: its own scripts to the end of their turn, then style,
/// layout and paint. A page that draws nothing is not made to, as a frame costs even if
/// it is empty: there it is over at once. A hidden page has no frames, and its timers
/// are slow: there it is over with the next turn of the event loop.
pub async fn frame(is_seen: bool) -> Duration {
    if !is_seen {
        return Duration::ZERO;
    }
    let began = clock();
    let Some(window) = web_sys::window() else {
        return Duration::ZERO;
    };
    if window.document().is_some_and(|document| document.hidden()) {
        turn().await;
        return Duration::ZERO;
    }
    // Asked for before that is drawn, or another frame would be made for it.
    let mut frame = Box::pin(animation_frame(window));
    sleep(Duration::ZERO).await;
    let scripts = clock().saturating_sub(began);
    if (&mut frame).now_or_never().is_some() {
        // It was drawn meanwhile.
        return scripts;
    }
    frame.await;
    let began = clock();
    // Drawn as soon as the callbacks of the frame are done, before the next turn.
    sleep(Duration::ZERO).await;
    scripts + clock().saturating_sub(began)
}

/// Asks for the next frame; done when it begins.
fn animation_frame(window: Window) -> impl Future<Output = ()> {
    let (sender, receiver) = oneshot::channel::<()>();
    let shown = Closure::once(move || {
        // Whoever waited may have stopped.
        let _ = sender.send(());
    });
    let asked = window.request_animation_frame(shown.as_ref().unchecked_ref());
    // Whoever waits no longer leaves no frame behind that calls what is gone; one
    // that was shown is not there to be taken back.
    let is_coming = asked.is_ok();
    let cancel = OnDrop(move || {
        if let Ok(id) = asked {
            drop(window.cancel_animation_frame(id));
        }
        let _as_long_as_it_may_be_called = &shown;
    });
    async move {
        let _cancel = cancel;
        if is_coming {
            let _ = receiver.await;
        }
    }
}

struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// The next turn of the event loop, which timers of a hidden page are slow to take.
async fn turn() {
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let (sender, receiver) = oneshot::channel::<()>();
    let come = Closure::once(move || {
        // Whoever waited may have stopped.
        let _ = sender.send(());
    });
    let (to, from) = (channel.port2(), channel.port1());
    from.set_onmessage(Some(come.as_ref().unchecked_ref()));
    let _close = OnDrop(|| from.close());
    if to.post_message(&JsValue::NULL).is_ok() {
        let _ = receiver.await;
    }
}
