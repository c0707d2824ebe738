//! A path that leads nowhere.

use crate::{
    components::{Empty, TopBar},
    route::{LeadsQuery, Route},
};
use dioxus::prelude::*;

/// Says so, and leads back.
#[component]
pub fn NotFound(path: Vec<String>) -> Element {
    let path = path.join("/");
    rsx! {
        TopBar { title: "Not found" }
        div { class: "body",
            Empty { icon: "search", title: "There is nothing here", text: "No screen is called /{path}.",
                Link { to: Route::Leads { query: LeadsQuery::default() }, class: "button", "Go to Leads" }
            }
        }
    }
}
