//! The limits of how the server is doing, for administrators to set.

use crate::{
    components::{Dialog, format},
    hooks::{explain, use_set_thresholds},
    model::{Measure, Threshold, Thresholds},
    query::MutationError,
};
use dioxus::prelude::*;

/// The unit in which a limit is typed, and how much it is.
const fn unit(metric: Measure) -> (&'static str, f64) {
    match metric {
        Measure::EnrichmentSuccessRate => ("%", 0.01),
        Measure::OutboxAgeMs => ("min", 60_000.0),
        Measure::EventLatencyMs => ("ms", 1.0),
        _ => ("", 1.0),
    }
}

/// What is typed for a limit.
fn typed(limit: Option<f64>, metric: Measure) -> String {
    // As precise as anybody types it: a hundredth of a unit is no number of its own.
    let value = limit.map(|limit| (limit / unit(metric).1 * 1e6).round() / 1e6);
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A limit as it was typed; none if nothing was.
fn read(text: &str, metric: Measure) -> Result<Option<f64>, String> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    let number =
        number.ok_or_else(|| format!("{}: «{text}» is no number.", format::measure(metric)))?;
    Ok(Some(number * unit(metric).1))
}

fn read_all(rows: &[[String; 2]]) -> Result<Thresholds, String> {
    let mut data = Vec::new();
    for (metric, [below, above]) in Measure::ALL.into_iter().zip(rows) {
        let (below, above) = (read(below, metric)?, read(above, metric)?);
        if below.is_some() || above.is_some() {
            data.push(Threshold {
                metric,
                above,
                below,
            });
        }
    }
    Ok(Thresholds { data })
}

/// The form.
#[component]
pub fn EditThresholds(limits: Vec<Threshold>, on_close: Callback<()>) -> Element {
    let save = use_set_thresholds();
    let mut fault = use_signal(|| None::<String>);
    let mut rows = use_signal(|| {
        Measure::ALL.map(|metric| {
            let known = limits.iter().find(|limit| limit.metric == metric);
            let of = |side: fn(&Threshold) -> Option<f64>| typed(known.and_then(side), metric);
            [of(|limit| limit.below), of(|limit| limit.above)]
        })
    });
    let submit = move || {
        let limits = match read_all(&*rows.peek()) {
            Ok(limits) => limits,
            Err(why) => return fault.set(Some(why)),
        };
        let saved = save.mutate(limits);
        spawn(async move {
            match saved.await {
                Ok(_) => on_close.call(()),
                Err(MutationError::Failed(failure)) => fault.set(Some(explain(&failure))),
                Err(error) => fault.set(Some(error.to_string())),
            }
        });
    };
    let mut submit = submit;
    rsx! {
        Dialog { title: "Limits", on_close,
            form {
                onsubmit: move |event| {
                    event.prevent_default();
                    submit();
                },
                div { class: "content",
                    p { class: "quiet", "Beyond a limit everybody sees an alert here, and administrators are told once. Empty is no limit." }
                    div { class: "limits", role: "group", "aria-label": "Limits",
                        span { class: "label" }
                        span { class: "label", "aria-hidden": "true", "Not below" }
                        span { class: "label", "aria-hidden": "true", "Not above" }
                        for (at, metric) in Measure::ALL.into_iter().enumerate() {
                            {
                                let name = format::measure(metric);
                                let unit = unit(metric).0;
                                rsx! {
                                    span { key: "{name}", {name} if !unit.is_empty() { small { class: "quiet", " {unit}" } } }
                                    for (side, what) in [(0, "not below"), (1, "not above")] {
                                        input { key: "{name} {what}", class: "input num", inputmode: "decimal", autocomplete: "off",
                                            "aria-label": "{name} {what}", value: rows.read()[at][side].clone(),
                                            oninput: move |event| rows.write()[at][side] = event.value(),
                                        }
                                    }
                                }
                            }
                        }
                    }
                    if let Some(fault) = fault() {
                        p { class: "fault", role: "alert", {fault} }
                    }
                }
                footer {
                    button { class: "button", r#type: "button", onclick: move |_| on_close.call(()), "Cancel" }
                    button { class: "button primary", r#type: "submit", "Save limits" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_typed_in_their_unit() {
        let metric = Measure::EnrichmentSuccessRate;
        let limit = read("29", metric).expect("a number");
        assert_eq!(typed(limit, metric), "29");
        assert_eq!(read(" 1,5 ", Measure::OutboxAgeMs), Ok(Some(90_000.0)));
        assert_eq!(typed(Some(90_000.0), Measure::OutboxAgeMs), "1.5");
        assert_eq!(read("", Measure::Clients), Ok(None));
        assert!(read("ten", Measure::Clients).is_err_and(|why| why.contains("Connections")));
    }
}
