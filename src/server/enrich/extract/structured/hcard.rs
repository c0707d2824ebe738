//! The hCard (`vcard`), h-card and adr microformats, as schema.org items.

use super::super::html::{Dom, Id};
use super::item::{Item, Val};

/// Cards of one page.
const MOST: usize = 200;

/// The outermost cards, each with its element.
pub(super) fn read(dom: &Dom) -> Vec<(Id, Item)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < dom.all().end && out.len() < MOST {
        let classes: Vec<&str> = classes(dom, at).collect();
        if classes.contains(&"vcard") || classes.contains(&"h-card") {
            out.push((at, card(dom, at)));
        } else if classes.contains(&"adr") || classes.contains(&"h-adr") {
            let mut item = Item {
                types: vec!["organization".into()],
                props: Vec::new(),
            };
            item.props
                .extend(address(dom, at).map(|a| ("address".to_owned(), Val::Item(a))));
            out.push((at, item));
        } else {
            at += 1;
            continue;
        }
        at = dom.end(at);
    }
    out
}

fn classes(dom: &Dom, id: Id) -> impl Iterator<Item = &str> {
    dom.attr(id, "class").unwrap_or("").split_whitespace()
}

fn card(dom: &Dom, id: Id) -> Item {
    let mut item = Item::default();
    let mut text = |name: &str, wanted: &[&str]| {
        let mut found = Vec::new();
        for node in dom.inside(id) {
            if classes(dom, node).any(|c| wanted.contains(&c)) {
                found.push(value(dom, node));
            }
        }
        item.props.extend(
            found
                .iter()
                .filter(|v| !v.is_empty())
                .map(|v| (name.to_owned(), Val::Text(v.clone()))),
        );
        found.into_iter().next()
    };
    let name = text("name", &["fn", "p-name"]);
    let org = text("legalname", &["org", "p-org", "organization-name"]);
    text("email", &["email", "u-email"]);
    let role = text("jobtitle", &["title", "role", "p-job-title", "p-role"]);
    let phones: Vec<String> = dom
        .inside(id)
        .filter(|n| classes(dom, *n).any(|c| c == "tel" || c == "p-tel"))
        .filter_map(|n| {
            let kind: String = dom
                .inside(n)
                .filter(|t| classes(dom, *t).any(|c| c == "type"))
                .map(|t| dom.text(t, 40).to_lowercase())
                .collect();
            (!kind.contains("fax") && !kind.contains("faks")).then(|| {
                dom.inside(n)
                    .find(|t| classes(dom, *t).any(|c| c == "value"))
                    .map_or_else(|| value(dom, n), |t| value(dom, t))
            })
        })
        .collect();
    item.props.extend(
        phones
            .into_iter()
            .map(|p| ("telephone".to_owned(), Val::Text(p))),
    );
    let person = role.is_some() && name.is_some() && name != org;
    item.types = vec![if person { "person" } else { "organization" }.to_owned()];
    let places: Vec<Id> = dom
        .inside(id)
        .filter(|n| classes(dom, *n).any(|c| matches!(c, "adr" | "p-adr" | "h-adr")))
        .take(3)
        .collect();
    let found = if places.is_empty() {
        address(dom, id).into_iter().collect()
    } else {
        places
            .iter()
            .filter_map(|p| address(dom, *p))
            .collect::<Vec<_>>()
    };
    item.props.extend(
        found
            .into_iter()
            .map(|a| ("address".to_owned(), Val::Item(a))),
    );
    item
}

fn address(dom: &Dom, id: Id) -> Option<Item> {
    let parts = [
        ("streetaddress", ["street-address", "p-street-address"]),
        ("addresslocality", ["locality", "p-locality"]),
        ("addressregion", ["region", "p-region"]),
        ("postalcode", ["postal-code", "p-postal-code"]),
        ("addresscountry", ["country-name", "p-country-name"]),
    ];
    let mut item = Item {
        types: vec!["postaladdress".into()],
        props: Vec::new(),
    };
    for node in dom.inside(id) {
        for class in classes(dom, node) {
            if let Some((name, _)) = parts.iter().find(|(_, wanted)| wanted.contains(&class)) {
                item.props
                    .push(((*name).to_owned(), Val::Text(value(dom, node))));
            }
        }
    }
    (item.has("streetaddress") && (item.has("addresslocality") || item.has("postalcode")))
        .then_some(item)
}

fn value(dom: &Dom, id: Id) -> String {
    let href = dom.attr(id, "href").unwrap_or("");
    let link = href
        .strip_prefix("mailto:")
        .or_else(|| href.strip_prefix("tel:"))
        .map(|t| t.split('?').next().unwrap_or(t));
    let title = dom.attr(id, "title").filter(|_| dom.tag(id) == "abbr");
    link.or(title)
        .map_or_else(|| dom.text(id, 300), str::to_owned)
}
