//! The bar above every screen.

use super::ConnectionIndicator;
use dioxus::prelude::*;

/// The screen's name, or the way to it, and what can be done there. Where there
/// is no sidebar, the connection shows here.
#[component]
pub fn TopBar(
    #[props(default)] title: String,
    /// Before the title, such as a link back.
    #[props(default = VNode::empty())]
    before: Element,
    /// At the end: what can be done.
    #[props(default = VNode::empty())]
    children: Element,
) -> Element {
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
