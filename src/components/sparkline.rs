//! A value over time as a small line, of which each point can be looked at.

use super::format;
use crate::{hooks::words, model::Measure, platform};
use dioxus::prelude::*;

/// Width and height of the drawing in its own units; it is stretched to its place.
const SIZE: (f64, f64) = (200.0, 40.0);

/// What was measured at a time, if something was.
pub type Measured = (i64, Option<f64>);

/// A line with its scale. Pointing at it, or its arrow keys, show single points.
#[component]
pub fn Sparkline(
    /// Of what.
    metric: Measure,
    /// Oldest first.
    points: Vec<Measured>,
    /// Limits, drawn where they lie on the scale.
    #[props(default)]
    limits: Vec<f64>,
    /// Whether one of them is crossed now.
    #[props(default)]
    is_alert: bool,
) -> Element {
    let mut chosen = use_signal(|| None::<usize>);
    let mut width = use_signal(|| 1.0f64);
    let mut place = use_signal(|| None::<std::rc::Rc<MountedData>>);
    let measure = move || async move {
        let mounted = place.peek().clone();
        let Some(mounted) = mounted else { return };
        if let Ok(rect) = mounted.get_client_rect().await {
            width.set(rect.size.width.max(1.0));
        }
    };
    let count = points.len();
    let last = count.saturating_sub(1);
    let at = chosen().filter(|at| *at < count);
    let top = top(metric, &points, &limits);
    let name = format::measure(metric);
    let (time, value) = at
        .and_then(|at| points.get(at))
        .or(points.last())
        .copied()
        .unwrap_or((0, None));
    let shown = value.map_or("–".into(), |value| format::value(metric, value));
    let when = match at {
        Some(_) => format::duration(platform::now() - time) + " ago",
        None => String::new(),
    };
    let x = |at: usize| at as f64 / last.max(1) as f64 * SIZE.0;
    let y = |value: f64| SIZE.1 - (value / top).clamp(0.0, 1.0) * SIZE.1;
    let dot = at.and_then(|at| Some((x(at), y(points[at].1?))));
    let path = path(&points, x, y);
    let said = format!("{shown} {when}");
    rsx! {
        div { class: if is_alert { "spark alert" } else { "spark" },
            div { class: "now",
                span { {name} }
                b { class: "num", "data-testid": "metric-{metric.as_str()}", {shown} }
                small { class: "quiet num", {when} }
            }
            div { class: "plot", role: "slider", tabindex: "0",
                "aria-label": "{name}, over time", "aria-orientation": "horizontal",
                "aria-valuemin": "0", "aria-valuemax": "{last}", "aria-valuenow": "{at.unwrap_or(last)}", "aria-valuetext": said,
                onmounted: move |event| place.set(Some(event.data())),
                onmouseenter: move |_| measure(),
                onmousemove: move |event| {
                    let share = event.element_coordinates().x / width();
                    chosen.set(Some((share.clamp(0.0, 1.0) * last as f64).round() as usize));
                },
                onmouseleave: move |_| chosen.set(None),
                onblur: move |_| chosen.set(None),
                onkeydown: move |event| {
                    let here = chosen().unwrap_or(last);
                    let to = match event.key() {
                        Key::ArrowLeft => here.saturating_sub(1),
                        Key::ArrowRight => (here + 1).min(last),
                        Key::Home => 0,
                        Key::End => last,
                        _ => return,
                    };
                    event.prevent_default();
                    chosen.set(Some(to));
                },
                svg { view_box: "0 0 {SIZE.0} {SIZE.1}", "preserveAspectRatio": "none", "aria-hidden": "true",
                    for limit in limits.iter().filter(|limit| **limit <= top) {
                        line { key: "{limit}", class: "limit", x1: "0", x2: "{SIZE.0}", y1: "{y(*limit):.1}", y2: "{y(*limit):.1}" }
                    }
                    path { class: "line", d: path }
                    if let Some((x, _)) = dot {
                        line { class: "cursor", x1: "{x:.1}", x2: "{x:.1}", y1: "0", y2: "{SIZE.1}" }
                    }
                }
                if let Some((x, y)) = dot {
                    i { class: "dot", style: "left: {x / SIZE.0 * 100.0:.2}%; top: {y / SIZE.1 * 100.0:.2}%" }
                }
                small { class: "scale num", "aria-hidden": "true", {format::value(metric, top)} }
                small { class: "scale low num", "aria-hidden": "true", {words::value(metric, 0.0)} }
            }
        }
    }
}

/// The line, broken where nothing was measured; a point alone is a short stroke.
fn path(points: &[Measured], x: impl Fn(usize) -> f64, y: impl Fn(f64) -> f64) -> String {
    let mut path = String::new();
    let mut is_on = false;
    for (at, (_, value)) in points.iter().enumerate() {
        let Some(value) = value else {
            is_on = false;
            continue;
        };
        let (x, y) = (x(at), y(*value));
        let step = match is_on {
            true => format!("L{x:.1} {y:.1}"),
            false => format!("M{x:.1} {y:.1}h.6"),
        };
        path.push_str(&step);
        is_on = true;
    }
    path
}

/// The top of the scale: a round number that leaves room above the largest value. A
/// limit belongs to what is seen unless it is far away.
fn top(metric: Measure, points: &[Measured], limits: &[f64]) -> f64 {
    if let Some(most) = metric.most() {
        return most;
    }
    let largest = points
        .iter()
        .filter_map(|(_, value)| *value)
        .fold(0.0, f64::max);
    let near = limits
        .iter()
        .copied()
        .filter(|limit| *limit <= largest * 4.0 || largest == 0.0);
    let largest = near.fold(largest, f64::max);
    round_up(largest, metric)
}

/// The next of 1, 2, 5, 10, 20 and so on; of times, the next that is round in its unit.
fn round_up(value: f64, metric: Measure) -> f64 {
    let unit = match metric {
        Measure::OutboxAgeMs | Measure::EventLatencyMs => {
            [86_400_000.0, 3_600_000.0, 60_000.0, 1_000.0]
                .into_iter()
                .find(|unit| value > *unit)
                .unwrap_or(1.0)
        }
        _ => 1.0,
    };
    let steps = (0..12).flat_map(|power| [1.0, 2.0, 5.0].map(|n| n * 10f64.powi(power)));
    let mut steps = steps.map(|step| step * unit);
    steps
        .find(|step| *step >= value && *step >= 5.0)
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number_with_its_limit_if_that_is_near() {
        let points = |values: &[f64]| -> Vec<Measured> {
            values.iter().map(|value| (0, Some(*value))).collect()
        };
        let clients = Measure::Clients;
        assert_eq!(top(clients, &points(&[]), &[]), 5.0);
        assert_eq!(top(clients, &points(&[3.0, 7.0]), &[]), 10.0);
        assert_eq!(top(clients, &points(&[7.0]), &[20.0]), 20.0);
        assert_eq!(top(clients, &points(&[7.0]), &[500.0]), 10.0);
        assert_eq!(
            top(Measure::OutboxAgeMs, &points(&[150_000.0]), &[]),
            300_000.0
        );
        assert_eq!(
            top(Measure::EnrichmentSuccessRate, &points(&[0.2]), &[]),
            1.0
        );
    }

    #[test]
    fn the_line_is_broken_where_nothing_was_measured() {
        let points = [(0, Some(1.0)), (1, Some(2.0)), (2, None), (3, Some(0.0))];
        let drawn = path(&points, |at| at as f64, |value| value);
        assert_eq!(drawn, "M0.0 1.0h.6L1.0 2.0M3.0 0.0h.6");
    }
}
