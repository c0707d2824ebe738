//! A choice of one of a few.

use super::Icon;
use crate::platform;
use dioxus::prelude::*;

/// Buttons beside each other, one of them chosen: arrows choose, Tab passes, as the WAI-ARIA
/// pattern of a radio group asks.
#[component]
pub fn Segments(
    /// What is chosen; of one on a screen.
    label: &'static str,
    /// Icon, or nothing, and name of each.
    options: Vec<(&'static str, &'static str)>,
    /// Which one is.
    chosen: usize,
    on_choose: Callback<usize>,
) -> Element {
    let last = options.len().saturating_sub(1);
    rsx! {
        div { class: "segments", role: "radiogroup", "aria-label": label,
            onkeydown: move |event| {
                let to = match event.key() {
                    Key::ArrowRight | Key::ArrowDown => if chosen == last { 0 } else { chosen + 1 },
                    Key::ArrowLeft | Key::ArrowUp => if chosen == 0 { last } else { chosen - 1 },
                    _ => return,
                };
                event.prevent_default();
                on_choose.call(to);
                platform::focus(&format!("[role=radiogroup][aria-label='{label}'] > :nth-child({})", to + 1));
            },
            for (index, (icon, name)) in options.into_iter().enumerate() {
                button { key: "{name}", r#type: "button", role: "radio", "aria-checked": if index == chosen { "true" } else { "false" },
                    tabindex: if index == chosen { "0" } else { "-1" },
                    onclick: move |_| if index != chosen { on_choose.call(index) },
                    if !icon.is_empty() {
                        Icon { name: icon }
                    }
                    {name}
                }
            }
        }
    }
}
