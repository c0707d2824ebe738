//! The page in an app's window.

use super::{STOPS, TYPING};
use dioxus::document::eval;
use futures::{StreamExt, stream::LocalBoxStream};

/// Keys pressed anywhere but in a field: `g`, `/`, and `Mod+k` from anywhere.
pub fn keys() -> LocalBoxStream<'static, String> {
    let listening = eval(&format!(
        "window.__keys?.abort(); window.__keys = new AbortController();
         document.addEventListener('keydown', event => {{
             const mod = event.metaKey || event.ctrlKey;
             if (mod && !event.altKey && event.key.toLowerCase() === 'k') {{
                 event.preventDefault(); dioxus.send('Mod+k'); return;
             }}
             if ({is_debug} && mod && event.shiftKey && event.key.toLowerCase() === 'd') {{
                 event.preventDefault(); dioxus.send('Mod+Shift+d'); return;
             }}
             if (mod || event.altKey || event.key.length !== 1) return;
             if (event.target.closest?.({TYPING:?})) return;
             if ('c?/'.includes(event.key)) event.preventDefault();
             dioxus.send(event.key);
         }}, {{ signal: window.__keys.signal }});
         await new Promise(() => {{}});",
        is_debug = cfg!(debug_assertions),
    ));
    futures::stream::unfold(listening, async |mut listening| {
        let key = listening.recv::<String>().await.ok()?;
        Some((key, listening))
    })
    .boxed_local()
}

/// Puts the focus on the first element that `selector` finds, its text selected.
pub fn focus(selector: &str) {
    eval(&format!(
        "const found = document.querySelector({selector:?}); found?.focus(); found?.select?.();"
    ));
}

/// Names the page, for screen readers; the window keeps its name.
pub fn set_title(title: &str) {
    eval(&format!("document.title = {title:?};"));
}

/// Remembers what has the focus.
pub fn hold_focus() {
    eval("(window.__held ??= []).push(document.activeElement);");
}

/// Gives the focus back to what had it.
pub fn give_focus_back() {
    eval("const held = window.__held?.pop(); setTimeout(() => held?.focus?.());");
}

/// Brings the focus back if Tab leaves `selector`. It has left by then, so
/// there is nothing to prevent: always false.
pub fn wrap_focus(selector: &'static str, back: bool) -> bool {
    eval(&format!(
        "requestAnimationFrame(() => {{
             const within = document.querySelector({selector:?});
             if (!within || within.contains(document.activeElement)) return;
             const stops = within.querySelectorAll({STOPS:?});
             stops[{back} ? stops.length - 1 : 0]?.focus();
         }});"
    ));
    false
}
