//! Profiles on social networks.

mod profile;

pub(super) use profile::profile;

use super::Page;
use super::fact::{Draft, Found, Value, Zone};
use super::text::zone_of;

/// Reads every link to a profile, and addresses of profiles in text. Confidence: a link in the head or foot of the page
/// or marked `rel="me"` 0.9, in its content 0.75, in text 0.7.
pub(super) fn read(page: &Page, drafts: &mut Vec<Draft>) {
    for id in page.dom.all() {
        let Some(href) = page
            .dom
            .attr(id, "href")
            .filter(|_| matches!(page.dom.tag(id), "a" | "area" | "link"))
        else {
            continue;
        };
        let Some(social) = profile(href) else {
            continue;
        };
        let mut zone = zone_of(page.lines, page.dom, id);
        let me = page
            .dom
            .attr(id, "rel")
            .is_some_and(|r| r.split_whitespace().any(|w| w == "me"));
        if page.dom.tag(id) == "link" {
            if !me {
                continue;
            }
            zone = Zone::Data;
        }
        // Feeds of other people's posts, comments and share bars are no profile of the business.
        let feed = page.dom.around(id).take(6).any(|up| {
            let hints = page.dom.hints(up);
            [
                "share",
                "addtoany",
                "a2a",
                "sharedaddy",
                "instafeed",
                "sbi_",
                "tweet",
                "comment",
                "author",
                "byline",
                "testimonial",
            ]
            .iter()
            .any(|w| hints.contains(w))
        });
        if feed && !me {
            continue;
        }
        let sure = if me || matches!(zone, Zone::Header | Zone::Footer) {
            0.9
        } else {
            0.75
        };
        drafts.push(Draft::new(Value::Social(social), Found::Link, zone, sure));
    }
    for line in page.lines {
        for word in line
            .text
            .split([' ', '\t', ',', '(', ')', '|', '<', '>'])
            .filter(|w| w.contains(".com/") || w.contains("t.me/") || w.contains("wa.me/"))
        {
            if let Some(social) = profile(word.trim_end_matches(['.', '!', ':', ';'])) {
                drafts.push(Draft::new(
                    Value::Social(social),
                    Found::Text,
                    line.zone,
                    0.7,
                ));
            }
        }
    }
}
