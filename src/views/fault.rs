//! What stands where something is not, and why.

use crate::{
    components::{FaultPanel, Icon},
    hooks::{Trouble, use_leadwire},
    query::Key,
};
use dioxus::prelude::*;

/// Says what keeps a query from its data, and lets a person ask again where that may help;
/// nothing if nothing does.
#[component]
pub fn Fault(trouble: Option<Trouble>, of: Key) -> Element {
    let client = use_leadwire().client;
    match trouble {
        None => rsx! {},
        Some(Trouble::Missing(text) | Trouble::Failed(text)) => rsx! {
            FaultPanel { text, on_retry: move |()| drop(client.refetch(of.clone())) }
        },
        Some(Trouble::Away) => rsx! {
            p { class: "away", role: "status",
                Icon { name: "offline" }
                "Not on this device yet. It loads when you are online again."
            }
        },
    }
}
