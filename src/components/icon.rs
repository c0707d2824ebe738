//! Icons: strokes on a 16 px grid.

use dioxus::prelude::*;

/// An icon by name; decoration, hidden from screen readers.
#[component]
pub fn Icon(name: &'static str) -> Element {
    let path = match name {
        "dashboard" => "M2.5 2.5h4.5v6H2.5zM9 2.5h4.5v3.5H9zM9 8h4.5v5.5H9zM2.5 10.5H7v3H2.5z",
        "leads" => "M2.5 3.5h11M2.5 8h11M2.5 12.5h7",
        "import" => "M8 2v8M4.8 7 8 10.2 11.2 7M2.5 11v2.5h11V11",
        "scrape" => {
            "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 10.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM8 .8v2.700M8 12.500v2.700M.8 8h2.700M12.500 8h2.700"
        }
        "enrich" => {
            "M6 7.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM1.500 13.500a4.500 4.500 0 0 1 7-3.700M12 14.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400ZM13.600 13.600l1.400 1.400"
        }
        "fit" => "M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10",
        "menu" => "M3 8v.1M8 8v.1M13 8v.1",
        "pause" => "M5.500 3.500v9M10.500 3.500v9",
        "building" => {
            "M3.500 14V2.500h9V14M2 14h12M6.500 5.500v.1M9.500 5.500v.1M6.500 8.500v.1M9.500 8.500v.1M7 14v-2.500h2V14"
        }
        "jobs" => "M2.500 3.500h3v3h-3zM2.500 9.500h3v3h-3zM8 5h5.500M8 11h5.500",
        "settings" => "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 3v3M6 10v3",
        "search" => "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.6 10.6 14 14",
        "plus" => "M8 3v10M3 8h10",
        "flag" => "M4 14V2.500h8l-2 3 2 3H4",
        "minus" => "M3.500 8h9",
        "person" => "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.500 14a5.500 5.500 0 0 1 11 0",
        "close" => "m4 4 8 8M12 4l-8 8",
        "trash" => "M2.5 4.5h11M6 4V2.5h4V4M4 4.5l.7 9h6.6l.7-9",
        "phone" => {
            "M3 2.5h3l1 3-1.6 1.2a8 8 0 0 0 3.9 3.9L10.500 9l3 1v3c-6 .8-11.300-4.500-10.500-10.500Z"
        }
        "globe" => {
            "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c2 2 2.500 4 2.500 6S10 12 8 14M8 2C6 4 5.500 6 5.500 8S6 12 8 14"
        }
        "mail" => "M2 3.500h12v9H2zM2 4.500l6 4.500 6-4.500",
        "map" => {
            "M8 14s4.500-4 4.500-7.500a4.500 4.500 0 0 0-9 0C3.500 10 8 14 8 14ZM8 8.200a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400Z"
        }
        "edit" => "M3 13l.6-2.800L10.800 3l2.200 2.200-7.200 7.200Z",
        "up" => "M8 12.500v-9M4.500 7 8 3.500 11.500 7",
        "down" => "M8 3.500v9M4.500 9 8 12.500 11.500 9",
        "check" => "m3 8.500 3.500 3.500L13 5",
        "alert" => "M8 2 14.500 13.500h-13ZM8 6.500v3M8 11.500v.1",
        "info" => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.500V11M8 5v.1",
        "retry" => "M13 8a5 5 0 1 1-1.500-3.600M13 2.500v3h-3",
        "out" => "M6 2.500H2.500v11H6M10.500 5 13.500 8l-3 3M13.500 8H6",
        "moon" => "M13.5 9.5A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7Z",
        "sun" => {
            "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.500V3M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M12.600 3.400l-1 1M4.400 11.600l-1 1"
        }
        "back" => "M9.500 3.500 5 8l4.500 4.500",
        "more" => "M6 3.500 10.500 8 6 12.500",
        "tag" => "M2.500 8.200V2.500h5.700l5.300 5.300-5.700 5.700ZM5.500 5.500v.1",
        "external" => "M9 2.500h4.500V7M13.500 2.500 7.500 8.500M11.500 9.500v4h-9v-9h4",
        "twins" => "M6 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM10 13a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z",
        "clock" => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.500V8l2.500 1.500",
        "file" => "M4 2h5l3.500 3.500V14H4zM9 2v3.500h3.500",
        _ => "M8 8v.1",
    };
    rsx! {
        svg { class: "glyph", view_box: "0 0 16 16", "aria-hidden": "true", path { d: path } }
    }
}

/// The mark and the name.
#[component]
pub fn Brand() -> Element {
    rsx! {
        div { class: "brand",
            svg { view_box: "0 0 32 32", "aria-hidden": "true",
                rect { width: "32", height: "32", rx: "8", fill: "#4f46e5" }
                path { d: "M10 7v14a3 3 0 0 0 3 3h10", fill: "none", stroke: "#fff", stroke_width: "3", stroke_linecap: "round" }
                path { d: "M15 17c4 0 7-3 7-7", fill: "none", stroke: "#fff", stroke_width: "2.4", stroke_linecap: "round" }
                circle { cx: "22", cy: "9", r: "2.4", fill: "#fff" }
            }
            span { "Leadwire" }
        }
    }
}
