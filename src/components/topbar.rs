//! The bar above every screen.

use super::ConnectionIndicator;
use crate::platform;
use dioxus::prelude::*;

/// The screen's name, or the way to it, and what can be done there. Where there
/// is no sidebar, the connection shows here. The page is called after the screen.
#[component]
pub fn TopBar(
    #[props(default)] title: String,
    /// What the page is called, where that stands further down and not here.
    #[props(default)]
    page: String,
    /// Before the title, such as a link back.
    #[props(default = VNode::empty())]
    before: Element,
    /// At the end: what can be done.
    #[props(default = VNode::empty())]
    children: Element,
) -> Element {
    let named = if page.is_empty() { &title } else { &page };
    use_effect(use_reactive(named, |named| {
        if named.is_empty() {
            platform::set_title("Leadwire");
        } else {
            platform::set_title(&format!("{named} · Leadwire"));
        }
    }));
    rsx! {
        header { class: "topbar",
            {before}
            if !title.is_empty() {
                h1 { title: title.clone(), {title.clone()} }
            }
            span { class: "spring" }
            div { class: "here", ConnectionIndicator {} }
            {children}
        }
    }
}
