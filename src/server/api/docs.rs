//! The contract, for programs and for people. No script and nothing from outside.

use crate::model::API_BASE;
use crate::server::AppState;
use axum::{Json, Router, response::Html, routing::get};
use serde_json::Value;
use std::{fmt::Write, sync::Arc};
use utoipa::openapi::OpenApi;

/// `openapi.json` and `docs`.
pub fn routes(contract: OpenApi) -> Router<AppState> {
    let json = Arc::new(serde_json::to_value(&contract).unwrap_or_default());
    let page: Arc<str> = page(&json).into();
    Router::new()
        .route(
            &format!("{API_BASE}/openapi.json"),
            get(async move || Json(json)),
        )
        .route(
            &format!("{API_BASE}/docs"),
            get(async move || Html(page.to_string())),
        )
}

const STYLE: &str = "body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem;\
color-scheme:light dark}h2{margin-top:2.5rem}code{font:13px ui-monospace,monospace}\
.m{display:inline-block;min-width:4.5rem;font-weight:600}table{border-collapse:collapse;margin:.5rem 0}\
td{padding:.15rem 1rem .15rem 0;vertical-align:top}details{margin:.5rem 0;padding:.5rem .75rem;\
border:1px solid #8884;border-radius:8px}pre{overflow:auto;font:12px ui-monospace,monospace}";

/// The contract as a page: each call with its parameters, each type with its schema.
fn page(contract: &Value) -> String {
    let mut html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <title>Leadwire API</title><style>{STYLE}</style><h1>Leadwire API</h1><p>{}</p>\
         <p><a href=openapi.json>openapi.json</a></p><h2>Calls</h2>",
        escape(contract["info"]["description"].as_str().unwrap_or_default())
    );
    for (path, methods) in contract["paths"].as_object().into_iter().flatten() {
        for (method, call) in methods.as_object().into_iter().flatten() {
            call_html(&mut html, path, method, call);
        }
    }
    html.push_str("<h2>Types</h2>");
    for (name, schema) in contract["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
    {
        let text = serde_json::to_string_pretty(schema).unwrap_or_default();
        let (name, text) = (escape(name), escape(&text));
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<details id='{name}'><summary><code>{name}</code></summary><pre>{text}</pre></details>"
        );
    }
    html
}

fn call_html(html: &mut String, path: &str, method: &str, call: &Value) {
    let text = |value: &Value| escape(value.as_str().unwrap_or_default());
    let _ = write!(
        html,
        "<details><summary><span class=m>{}</span><code>{}</code> {}</summary><p>{}</p><table>",
        method.to_uppercase(),
        escape(path),
        text(&call["summary"]),
        text(&call["description"])
    );
    for parameter in call["parameters"].as_array().into_iter().flatten() {
        let (name, about) = (text(&parameter["name"]), text(&parameter["description"]));
        let _ = write!(html, "<tr><td><code>{name}</code><td>{about}");
    }
    for (status, answer) in call["responses"].as_object().into_iter().flatten() {
        let reference = answer
            .pointer("/content/application~1json/schema/$ref")
            .and_then(Value::as_str);
        let name = reference
            .and_then(|reference| reference.rsplit('/').next())
            .unwrap_or_default();
        let name = escape(name);
        let _ = write!(
            html,
            "<tr><td>{}<td><a href='#{name}'><code>{name}</code></a>",
            escape(status)
        );
    }
    html.push_str("</table></details>");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\'', "&#39;")
}
