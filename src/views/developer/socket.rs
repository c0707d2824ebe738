//! The socket: how it is, what is listened to, what goes over it.

use crate::{
    components::format,
    hooks::developer::{Frame, Socket, Spread, use_socket},
    platform,
};
use dioxus::prelude::*;

/// The tab.
#[component]
pub fn SocketTab() -> Element {
    let Socket {
        state,
        since,
        position,
        epoch,
        events: (applied, repeated),
        topics,
        traffic,
    } = use_socket();
    let mut chosen = use_signal(|| None::<u64>);
    let facts = [
        (
            "State",
            format!("{state} for {}", format::duration(platform::now() - since)),
        ),
        (
            "Position",
            position.map_or_else(|| "–".into(), |seq| seq.to_string()),
        ),
        ("Events", format!("{applied} taken, {repeated} repeated")),
        ("Latency", spread(traffic.latency)),
        ("Event age", spread(traffic.age)),
        ("Received", amount(traffic.received)),
        ("Sent", amount(traffic.sent)),
        ("Log", epoch.unwrap_or_else(|| "–".into())),
    ];
    let shown = chosen()
        .and_then(|number| traffic.frames.iter().find(|frame| frame.number == number))
        .cloned();
    rsx! {
        div { class: "split socket",
            div { class: "side",
                dl { class: "readout num",
                    for (name, value) in facts {
                        div { key: "{name}", dt { {name} } dd { title: value.clone(), {value.clone()} } }
                    }
                }
                h2 { class: "part", "Topics" }
                ul { class: "topics num",
                    for (topic, count) in topics {
                        li { key: "{topic}", span { class: "code", title: topic.clone(), {topic.clone()} } b { "{count}" } }
                    }
                }
            }
            div { class: "list",
                div { class: "scroll",
                    table { class: "grid num",
                        tbody {
                            for frame in traffic.frames.iter().cloned() {
                                Row { key: "{frame.number}", is_chosen: chosen() == Some(frame.number), frame,
                                    on_choose: move |number| chosen.set(if chosen() == Some(number) { None } else { Some(number) })
                                }
                            }
                        }
                    }
                }
                if let Some(frame) = shown {
                    pre { class: "frame", tabindex: "0", {pretty(&frame.text)} }
                }
            }
        }
    }
}

#[component]
fn Row(frame: Frame, is_chosen: bool, on_choose: Callback<u64>) -> Element {
    let (way, what) = if frame.is_sent {
        ("sent", "↑")
    } else {
        ("received", "↓")
    };
    let number = frame.number;
    rsx! {
        tr { "aria-selected": if is_chosen { "true" } else { "false" },
            td { class: way, title: way, {what} }
            td { {format::time(frame.at)} ".{frame.at.rem_euclid(1000):03}" }
            td { class: "wide", button { class: "name", onclick: move |_| on_choose.call(number), {frame.what.to_string()} } }
            td { {format::bytes(frame.bytes as u64)} }
        }
    }
}

fn spread(spread: Option<Spread>) -> String {
    spread.map_or_else(
        || "–".into(),
        |Spread {
             count, p50, p99, ..
         }| format!("p50 {p50} ms · p99 {p99} ms · {count}"),
    )
}

fn amount((frames, bytes): (u64, u64)) -> String {
    format!("{} frames, {}", format::count(frames), format::bytes(bytes))
}

/// A frame as it is read best; one that was cut is shown as it is.
fn pretty(text: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(text);
    let pretty = value.and_then(|value| serde_json::to_string_pretty(&value));
    pretty.unwrap_or_else(|_| text.to_owned())
}
