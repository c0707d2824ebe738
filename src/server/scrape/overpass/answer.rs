//! What Overpass answers: objects, a remark that they are not all, or a page that says
//! what went wrong.

use crate::server::{
    categories,
    db::{businesses::Incoming, index::Point},
    jobs::import::osm::{Tags, is_lead},
    scrape::{Wanted, outside::Answer},
};
use reqwest::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;

/// Characters of what a server says that are told on.
const MAX_SAID: usize = 160;

/// What an answer comes to.
#[derive(Debug, PartialEq)]
pub enum Read {
    /// All that was asked for.
    Found(Vec<Object>),
    /// It was too much for it.
    TooMuch(String),
    /// It has no time now.
    Busy {
        /// Seconds that it wants to be left alone, if it says so.
        wait_s: Option<u64>,
        /// For people.
        reason: String,
    },
    /// It did not work; it may elsewhere or later.
    Failed(String),
    /// It does not take such questions.
    Refused(String),
}

/// An object of OpenStreetMap.
#[derive(Debug, PartialEq, Deserialize)]
pub struct Object {
    #[serde(rename = "type")]
    kind: String,
    id: i64,
    lat: Option<f64>,
    lon: Option<f64>,
    center: Option<Centre>,
    #[serde(default)]
    tags: HashMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
struct Centre {
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct Page {
    elements: Vec<Object>,
    remark: Option<String>,
}

impl Object {
    /// Where it is; for what is no node the middle of the box around it.
    pub fn point(&self) -> Option<Point> {
        let own = self.lat.zip(self.lon);
        own.or_else(|| self.center.map(|centre| (centre.lat, centre.lon)))
            .map(Point::from)
    }

    fn tags(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.tags.iter().map(|(key, value)| (&**key, &**value))
    }

    /// Whether it becomes a lead, and is of a kind that is wanted.
    pub fn is_wanted(&self, wanted: &Wanted) -> bool {
        is_lead(self.tags()) && wanted.takes(categories::of_tags(self.tags()))
    }

    /// What it is known by.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    /// The lead that it becomes: the same as an import's.
    pub fn lead(&self) -> Option<Incoming> {
        let decimicro = |degrees: f64| (degrees * 1e7).round() as i32;
        let at = self.point().map(|p| (decimicro(p.lat), decimicro(p.lon)));
        let tags = Tags::read(self.tags());
        let beyond = Some(tags.beyond());
        let new = tags.into_lead(&self.kind, self.id, at)?;
        Some(Incoming { new, beyond })
    }
}

/// Reads the answer of the server `name`.
pub fn read(name: &str, answer: Answer) -> Read {
    let said = || said(&answer.body);
    match answer.status {
        StatusCode::OK => read_page(name, &answer.body),
        StatusCode::TOO_MANY_REQUESTS => Read::Busy {
            // Without a time its status tells; see the endpoint.
            wait_s: Some(answer.retry_after.unwrap_or(0)),
            reason: format!("{name} has had enough questions for now (429)."),
        },
        StatusCode::GATEWAY_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => Read::Busy {
            wait_s: answer.retry_after,
            reason: format!("{name} is too busy ({}).", answer.status.as_u16()),
        },
        StatusCode::PAYLOAD_TOO_LARGE => Read::TooMuch(format!("{name} says: {}", said())),
        StatusCode::BAD_REQUEST => Read::Refused(format!(
            "{name} does not understand the question: {}",
            said()
        )),
        status => Read::Failed(format!("{name} answered {}: {}", status.as_u16(), said())),
    }
}

fn read_page(name: &str, body: &[u8]) -> Read {
    let start = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if start != Some(&b'{') {
        // Errors come as pages, some of them with the status of a good answer.
        return by_remark(name, &said(body));
    }
    match serde_json::from_slice::<Page>(body) {
        Ok(Page {
            elements,
            remark: None,
        }) => Read::Found(elements),
        Ok(Page {
            elements,
            remark: Some(remark),
        }) => {
            if remark.contains("runtime error") {
                by_remark(name, &remark)
            } else {
                // Some say a kind word.
                Read::Found(elements)
            }
        }
        Err(error) => Read::Failed(format!("{name} answered what cannot be read: {error}.")),
    }
}

/// What a remark says: «runtime error: Query timed out in "query" at line 3 after 61
/// seconds.», «… Query run out of memory using about 2048 MB of RAM.», «… The server is
/// probably too busy to handle your request.»
fn by_remark(name: &str, remark: &str) -> Read {
    let lower = remark.to_lowercase();
    let reason = format!(
        "{name} says: {}",
        crate::server::jobs::shorten(remark, MAX_SAID)
    );
    if lower.contains("too busy") || lower.contains("dispatcher") || lower.contains("rate_limited")
    {
        Read::Busy {
            wait_s: None,
            reason,
        }
    } else if lower.contains("runtime error")
        || lower.contains("timed out")
        || lower.contains("out of memory")
    {
        Read::TooMuch(reason)
    } else if lower.contains("parse error") || lower.contains("static error") {
        Read::Refused(reason)
    } else {
        Read::Failed(reason)
    }
}

/// What a page says, without its marks: from its word «Error» on, if it has one.
fn said(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(16 * 1024)]);
    let text = text.find("<body").map_or(&*text, |at| &text[at..]);
    let mut plain = String::new();
    let mut in_mark = false;
    for c in text.chars() {
        match c {
            '<' => in_mark = true,
            '>' if in_mark => {
                in_mark = false;
                plain.push(' ');
            }
            c if !in_mark => plain.push(c),
            _ => {}
        }
    }
    let plain = plain
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let plain = words.join(" ");
    let from = plain.find("Error").unwrap_or(0);
    let said = crate::server::jobs::shorten(&plain[from..], MAX_SAID);
    if said.is_empty() {
        "nothing".into()
    } else {
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Read {
        let answer = Answer {
            status: StatusCode::from_u16(status).expect("a status"),
            retry_after: None,
            body: body.as_bytes().to_vec(),
        };
        read("here", answer)
    }

    const HTML: &str = r#"<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html><head>
<title>OSM3S Response</title></head><body><p>The data included in this document is from
www.openstreetmap.org.</p><p><strong style="color:#FF0000">Error</strong>: WHAT </p></body></html>"#;

    #[test]
    fn objects_become_the_leads_of_an_import() {
        let body = r#"{"version":0.6,"generator":"Overpass API","osm3s":{"copyright":"x"},
            "elements":[
            {"type":"node","id":1,"lat":60.17,"lon":24.94,"tags":{"name":"A","shop":"bakery"}},
            {"type":"way","id":2,"center":{"lat":60.1700001,"lon":24.95},"nodes":[1],
             "tags":{"name":"B","amenity":"bank"}},
            {"type":"relation","id":3,"members":[],"tags":{"shop":"mall"}}]}"#;
        let Read::Found(objects) = answer(200, body) else {
            panic!("no objects");
        };
        let all = Wanted::default();
        let wanted: Vec<_> = objects.iter().filter(|o| o.is_wanted(&all)).collect();
        assert_eq!(wanted.len(), 2, "one has no name");
        let way = wanted[1].lead().expect("a lead").new;
        assert_eq!((way.lat, way.lon), (Some(60.170_000_1), Some(24.95)));
        let source = way.source.expect("a source");
        assert_eq!(
            (&*source.kind, source.reference.as_deref()),
            ("osm", Some("way/2"))
        );
        let bakeries = Wanted::parse(&["bakery".into()]).expect("a category");
        assert!(wanted[0].is_wanted(&bakeries) && !wanted[1].is_wanted(&bakeries));
    }

    #[test]
    fn every_way_to_fail_is_told_apart() {
        let page = |what: &str| HTML.replace("WHAT", what);
        let remark = |what: &str| format!("{{\"elements\":[],\"remark\":\"{what}\"}}");
        let timed_out =
            "runtime error: Query timed out in \\\"query\\\" at line 3 after 61 seconds.";
        let memory = "runtime error: Query run out of memory using about 2048 MB of RAM.";
        for body in [
            remark(timed_out),
            remark(memory),
            page("runtime error: Query timed out"),
        ] {
            assert!(matches!(answer(200, &body), Read::TooMuch(_)), "{body}");
        }
        let busy = page(
            "runtime error: open64: 0 Success /osm3s Dispatcher_Client::request_read_and_idx::timeout. The server is probably too busy to handle your request.",
        );
        assert!(matches!(answer(200, &busy), Read::Busy { .. }));
        assert!(matches!(
            answer(504, &busy),
            Read::Busy { wait_s: None, .. }
        ));
        assert!(matches!(
            answer(429, ""),
            Read::Busy {
                wait_s: Some(0),
                ..
            }
        ));
        let parse = page("line 1: parse error: Unknown type &quot;nood&quot; ");
        let Read::Refused(reason) = answer(400, &parse) else {
            panic!("not refused");
        };
        assert!(
            reason.ends_with("Error : line 1: parse error: Unknown type \"nood\""),
            "{reason}"
        );
        for body in ["{\"elements\":[{\"type\":\"no", "", "<html>?</html>"] {
            assert!(matches!(answer(200, body), Read::Failed(_)), "{body}");
        }
        assert!(matches!(answer(500, "oops"), Read::Failed(_)));
        assert!(matches!(
            answer(200, &remark("have a nice day")),
            Read::Found(_)
        ));
    }
}
