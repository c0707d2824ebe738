//! A modal dialog by the WAI-ARIA Authoring Practices: focus goes in, stays in,
//! and comes back.

use super::Icon;
use dioxus::prelude::*;

/// A modal dialog. Escape and a click beside it close it.
#[component]
pub fn Dialog(title: String, on_close: Callback<()>, children: Element) -> Element {
    // The first field takes the focus, and the element that had it gets it back.
    use_effect(|| {
        document::eval(
            "window.__returnFocus = document.activeElement; \
             document.querySelector('[role=dialog] input, [role=dialog] .content button')?.focus();",
        );
    });
    use_drop(|| {
        document::eval("window.__returnFocus?.focus?.();");
    });
    rsx! {
        div { class: "scrim", onclick: move |_| on_close.call(()),
            div { class: "dialog", role: "dialog", "aria-modal": "true", "aria-label": title.clone(),
                onclick: |event| event.stop_propagation(),
                onkeydown: move |event| {
                    event.stop_propagation();
                    match event.key() {
                        Key::Escape => on_close.call(()),
                        Key::Tab => {
                            document::eval(if event.modifiers().shift() { TRAP_BACK } else { TRAP });
                        }
                        _ => {}
                    }
                },
                header {
                    h1 { {title.clone()} }
                    button { class: "button plain icon small", "aria-label": "Close", onclick: move |_| on_close.call(()), Icon { name: "close" } }
                }
                {children}
            }
        }
    }
}

const TRAP: &str = "requestAnimationFrame(() => { const d = document.querySelector('[role=dialog]'); \
    if (d && !d.contains(document.activeElement)) d.querySelector('button, input, select')?.focus(); });";
const TRAP_BACK: &str = "requestAnimationFrame(() => { const d = document.querySelector('[role=dialog]'); \
    if (d && !d.contains(document.activeElement)) { const all = d.querySelectorAll('button, input, select'); all[all.length - 1]?.focus(); } });";
