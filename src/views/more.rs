//! On a phone: the screens that have no tab.

use crate::{
    components::{Dialog, Icon},
    route::{JobsQuery, Route},
};
use dioxus::prelude::*;

/// The sheet.
#[component]
pub fn More(on_close: Callback<()>) -> Element {
    let screens = [
        (Route::Enrichment {}, "enrich", "Enrichment"),
        (Route::Duplicates {}, "twins", "Possible duplicates"),
        (Route::Import {}, "import", "Import"),
        (
            Route::Jobs {
                query: JobsQuery::default(),
            },
            "jobs",
            "Jobs",
        ),
        (Route::Settings {}, "settings", "Settings"),
    ];
    rsx! {
        Dialog { title: "More", class: "sheet", on_close,
            nav { class: "content", "aria-label": "More",
                for (to, icon, label) in screens {
                    Link { key: "{label}", to, class: "nav", onclick: move |_| on_close.call(()), Icon { name: icon } span { {label} } }
                }
            }
        }
    }
}
