//! Why two leads may be one business: what speaks for it to the right, what against it to
//! the left.

use crate::{components::Icon, model::Reason};
use dioxus::prelude::*;

/// Log-odds that fill a side.
const FULL: f64 = 6.0;

/// The reasons, drawn.
#[component]
pub fn Reasons(reasons: Vec<Reason>, score: f64) -> Element {
    let (doubts, parts): (Vec<_>, Vec<_>) = reasons
        .into_iter()
        .partition(|reason| reason.what == "doubt");
    rsx! {
        section { class: "card reasons", "aria-label": "Why they may be one",
            h2 { "Why they may be one"
                span { class: "count num", title: "How likely they are one business", {format!("{:.0} %", score * 100.0)} }
            }
            ul {
                for (index, reason) in parts.into_iter().enumerate() {
                    li { key: "{index}",
                        span { {reason.says.clone()} }
                        span { class: "weight", "aria-label": if reason.weight > 0.0 { "speaks for it" } else { "speaks against it" },
                            i { class: if reason.weight > 0.0 { "for" } else { "against" }, style: "width: {width(reason.weight):.1}%" }
                        }
                    }
                }
            }
            for (index, doubt) in doubts.into_iter().enumerate() {
                p { key: "{index}", class: "doubt", Icon { name: "info" } {doubt.says} }
            }
        }
    }
}

/// Percent of the whole bar, of which each side is half.
fn width(weight: f64) -> f64 {
    (weight.abs() / FULL).min(1.0) * 50.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_never_leaves_its_side() {
        assert_eq!(width(3.0), 25.0);
        assert_eq!(width(-60.0), 50.0);
    }
}
