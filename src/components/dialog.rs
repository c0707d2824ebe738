//! A modal dialog by the WAI-ARIA Authoring Practices: focus goes in, stays in,
//! and comes back.

use super::Icon;
use crate::platform;
use dioxus::prelude::*;

/// A modal dialog. Escape and a click beside it close it.
#[component]
pub fn Dialog(
    title: String,
    on_close: Callback<()>,
    /// More classes, such as `palette`; one without a visible heading has `bare`.
    #[props(default)]
    class: &'static str,
    children: Element,
) -> Element {
    use_hook(platform::hold_focus);
    use_drop(platform::give_focus_back);
    rsx! {
        div { class: "scrim", onmousedown: move |_| on_close.call(()),
            div { class: "dialog {class}", role: "dialog", "aria-modal": "true", "aria-label": title.clone(), tabindex: "-1",
                onmounted: |_| {
                    platform::focus("[role=dialog]");
                    platform::focus("[role=dialog] :is(input, .content button)");
                },
                onmousedown: |event| event.stop_propagation(),
                onkeydown: move |event| {
                    event.stop_propagation();
                    match event.key() {
                        Key::Escape => on_close.call(()),
                        Key::Tab if platform::wrap_focus("[role=dialog]", event.modifiers().shift()) => event.prevent_default(),
                        _ => {}
                    }
                },
                header {
                    h2 { {title.clone()} }
                    button { class: "button plain icon small", "aria-label": "Close", onclick: move |_| on_close.call(()), Icon { name: "close" } }
                }
                {children}
            }
        }
    }
}
