//! JSON-LD scripts, tolerant of what content systems write.

use super::super::html::Dom;
use super::item::{Item, Val};
use serde_json::Value;
use std::collections::HashMap;

/// References are followed this deep, and a page has at most so many values.
const DEEPEST: usize = 10;
const MOST: usize = 5_000;

/// The outermost items of a page's JSON-LD.
pub(super) fn read(dom: &Dom) -> Vec<Item> {
    let mut values = Vec::new();
    for id in dom.named("script") {
        if dom.attr(id, "type").is_some_and(|t| {
            t.trim()
                .to_ascii_lowercase()
                .starts_with("application/ld+json")
        }) {
            values.extend(parse(&dom.raw(id)));
        }
    }
    let mut ids = HashMap::new();
    for value in &values {
        index(value, &mut ids, DEEPEST);
    }
    let mut left = MOST;
    let mut items = Vec::new();
    for value in &values {
        outermost(value, &ids, &mut left, &mut items);
    }
    items
}

/// JSON, also with comments around it, raw line breaks inside of strings, entities, and commas too many.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["]
        .iter()
        .fold(text, |t, p| t.strip_prefix(p).unwrap_or(t))
        .trim();
    let text = ["-->", "//]]>", "/*]]>*/", "]]>"]
        .iter()
        .fold(text, |t, p| t.strip_suffix(p).unwrap_or(t))
        .trim()
        .trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mended: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mended = without_spare_commas(&mended);
    serde_json::from_str(&mended).ok().or_else(|| {
        serde_json::from_str(&mended.replace("&quot;", "\"").replace("&amp;", "&")).ok()
    })
}

fn without_spare_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for c in text.chars() {
        if inside {
            inside = escaped || c != '"';
            escaped = c == '\\' && !escaped;
        } else if c == '"' {
            inside = true;
        } else if c == '}' || c == ']' {
            let kept = out.trim_end().len();
            if out[..kept].ends_with(',') {
                out.truncate(kept - 1);
            }
        }
        out.push(c);
    }
    out
}

fn index<'a>(value: &'a Value, ids: &mut HashMap<&'a str, &'a Value>, depth: usize) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Array(list) => list.iter().for_each(|v| index(v, ids, depth - 1)),
        Value::Object(map) => {
            if let Some(Value::String(id)) = map.get("@id")
                && map.len() > 1
            {
                ids.entry(id).or_insert(value);
            }
            map.values().for_each(|v| index(v, ids, depth - 1));
        }
        _ => {}
    }
}

fn outermost(value: &Value, ids: &HashMap<&str, &Value>, left: &mut usize, items: &mut Vec<Item>) {
    match value {
        Value::Array(list) => list.iter().for_each(|v| outermost(v, ids, left, items)),
        Value::Object(map) => {
            if let Some(graph) = map.get("@graph") {
                outermost(graph, ids, left, items);
            }
            if map.contains_key("@type") {
                items.extend(item(value, ids, left, DEEPEST));
            }
        }
        _ => {}
    }
}

fn item(
    value: &Value,
    ids: &HashMap<&str, &Value>,
    left: &mut usize,
    depth: usize,
) -> Option<Item> {
    let map = value.as_object()?;
    if *left == 0 || depth == 0 {
        return None;
    }
    // `{"@id": …}` alone stands for the item of that name.
    if map.len() == 1
        && let Some(target) = map
            .get("@id")
            .and_then(Value::as_str)
            .and_then(|id| ids.get(id))
    {
        *left -= 1;
        return item(target, ids, left, depth.saturating_sub(3));
    }
    let mut out = Item::default();
    for (name, value) in map {
        if name == "@type" {
            let types: Vec<&str> = match value {
                Value::String(one) => vec![one],
                Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            out.types = types.iter().map(|t| short(t)).collect();
            continue;
        }
        let name = short(name);
        match value {
            Value::Array(list) => list
                .iter()
                .take(200)
                .for_each(|v| push(&mut out, &name, v, ids, left, depth)),
            one => push(&mut out, &name, one, ids, left, depth),
        }
    }
    Some(out)
}

fn push(
    out: &mut Item,
    name: &str,
    value: &Value,
    ids: &HashMap<&str, &Value>,
    left: &mut usize,
    depth: usize,
) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    match value {
        Value::String(text) => out.props.push((name.to_owned(), Val::Text(text.clone()))),
        Value::Number(number) => out
            .props
            .push((name.to_owned(), Val::Text(number.to_string()))),
        Value::Object(_) => out.props.extend(
            item(value, ids, left, depth - 1).map(|item| (name.to_owned(), Val::Item(item))),
        ),
        _ => {}
    }
}

/// `https://schema.org/LocalBusiness` and `schema:LocalBusiness` are `localbusiness`.
pub(super) fn short(name: &str) -> String {
    let last = name
        .trim()
        .trim_end_matches('/')
        .rsplit(['/', '#'])
        .next()
        .unwrap_or(name);
    last.strip_prefix("schema:").unwrap_or(last).to_lowercase()
}
