//! How the server is doing: small lines, what crossed its limit, and the limits.

use super::thresholds::EditThresholds;
use crate::{
    components::{Ago, Icon, Sparkline, format},
    hooks::{use_alerts, use_metrics, use_session, use_thresholds, words},
    model::{Alert, Measure, Role},
};
use dioxus::prelude::*;

/// Alerts that are over and still shown.
const OVER: usize = 3;

/// The panel.
#[component]
pub fn Vitals() -> Element {
    let (metrics, alerts) = (use_metrics(true), use_alerts());
    let thresholds = use_thresholds();
    let session = use_session();
    let mut is_editing = use_signal(|| false);
    let is_admin = session
        .read()
        .user()
        .is_some_and(|user| user.role == Role::Admin);
    let Some(all) = metrics.data.filter(|all| !all.is_empty()) else {
        return rsx! {};
    };
    let alerts: Vec<Alert> = alerts.data.map(|all| Vec::clone(&all)).unwrap_or_default();
    let (on, over): (Vec<&Alert>, Vec<&Alert>) =
        alerts.iter().partition(|alert| alert.ended_at.is_none());
    let limits = thresholds
        .data
        .map(|limits| limits.data.clone())
        .unwrap_or_default();
    let limits_of = |metric: Measure| -> Vec<f64> {
        let limit = limits.iter().find(|limit| limit.metric == metric);
        limit
            .into_iter()
            .flat_map(|limit| [limit.above, limit.below])
            .flatten()
            .collect()
    };
    rsx! {
        section { class: "card panel vitals", "aria-label": "Server",
            header {
                h2 { "Server" }
                span { class: "spring" }
                if !limits.is_empty() && on.is_empty() {
                    span { class: "quiet", "Within its limits" }
                }
                if is_admin {
                    button { class: "button small", onclick: move |_| is_editing.set(true), Icon { name: "settings" } "Limits" }
                }
            }
            if !alerts.is_empty() {
                ul { class: "alerts", "aria-label": "Alerts",
                    for alert in on {
                        li { key: "{alert.id}", class: "on", role: "alert", "data-testid": "alert",
                            Icon { name: "alert" }
                            span { {words::alert(alert)} }
                            span { class: "quiet", Ago { at: alert.since, whole: true } }
                        }
                    }
                    for alert in over.into_iter().take(OVER) {
                        li { key: "{alert.id}", "data-testid": "alert-over",
                            Icon { name: "check" }
                            span { {words::alert(alert)} }
                            span { class: "quiet", "lasted {format::duration(alert.ended_at.unwrap_or(alert.since) - alert.since)} · " Ago { at: alert.ended_at.unwrap_or(alert.since), whole: true } }
                        }
                    }
                }
            }
            div { class: "sparks",
                for metric in Measure::ALL {
                    Sparkline { key: "{metric.as_str()}", metric,
                        points: all.iter().map(|one| (one.at, metric.of(one))).collect::<Vec<_>>(),
                        limits: limits_of(metric),
                        is_alert: alerts.iter().any(|alert| alert.metric == metric && alert.ended_at.is_none()),
                    }
                }
            }
        }
        if is_editing() {
            EditThresholds { limits, on_close: move |()| is_editing.set(false) }
        }
    }
}
