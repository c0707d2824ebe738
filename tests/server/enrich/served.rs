//! The corpus of websites, served by real sockets and looked up by a real server: what
//! reaches people, measured against the labels.

#[path = "../../enrich/corpus.rs"]
mod corpus;

use super::{
    web::{Asked, Reply},
    world::World,
};
use corpus::{Site, sites};
use leadwire::model::{ContactKind, Uuid};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use url::Url;

/// Leaves of the corpus with their files, by host.
struct Served(HashMap<String, (Site, HashMap<String, Vec<u8>>)>);

impl Served {
    fn read() -> Self {
        // What is held out is measured elsewhere, and meets the aims or not.
        let all = sites("development").into_iter();
        Self(
            all.map(|site| {
                let files = site.pages.values().map(|page| {
                    let body = std::fs::read(site.folder.join(&page.file)).unwrap();
                    (page.file.clone(), body)
                });
                let files = files.collect();
                (site.url.host_str().unwrap().to_owned(), (site, files))
            })
            .collect(),
        )
    }

    /// The site's answer. Where it names itself, it names where it is served instead.
    fn answer(&self, asked: &Asked) -> Reply {
        let host = asked.host.as_str();
        let found = self
            .0
            .get(host)
            .or_else(|| self.0.get(&format!("www.{host}")));
        let Some((site, files)) = found else {
            return Reply::new(404, "");
        };
        let port = asked.headers["host"].rsplit_once(':').unwrap().1;
        let named = site.url.host_str().unwrap();
        let here = format!("http://{named}:{port}");
        let there = [format!("https://{named}"), format!("http://{named}")];
        if let Some(to) = site.redirects.get(&asked.path) {
            let to = there.iter().fold(to.clone().into_bytes(), |to, there| {
                replace(&to, there.as_bytes(), here.as_bytes())
            });
            return Reply::moved(&String::from_utf8_lossy(&to));
        }
        let start = ["/index.html", "/index.htm", "/index.php"].contains(&&*asked.path);
        let path = if start && !site.pages.contains_key(&asked.path) {
            "/"
        } else {
            &asked.path
        };
        match site.pages.get(path) {
            Some(page) => {
                let body = there.iter().fold(files[&page.file].clone(), |body, there| {
                    replace(&body, there.as_bytes(), here.as_bytes())
                });
                Reply::new(200, body).with("content-type", &page.content_type)
            }
            None => Reply::new(404, ""),
        }
    }
}

fn replace(body: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        let after = &rest[at + from.len()..];
        out.extend_from_slice(&rest[..at]);
        // Not the start of a longer name, and not what was already replaced: it has a port.
        let ends = after
            .first()
            .is_none_or(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'.' | b':'));
        out.extend_from_slice(if ends { to } else { from });
        rest = after;
    }
    out.extend_from_slice(rest);
    out
}

#[derive(Default, Clone, Copy)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

fn ratio(part: usize, rest: usize) -> f64 {
    if part + rest == 0 {
        1.0
    } else {
        part as f64 / (part + rest) as f64
    }
}

fn bare(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Hours without the days on which it is closed: those are said or not.
fn open(hours: &str) -> String {
    let parts = hours.split("; ").filter(|part| !part.ends_with(" off"));
    parts.collect::<Vec<_>>().join("; ")
}

/// Compares what was found with what was to be found.
fn count(counts: &mut Count, found: &[String], wanted: &[String], optional: &[String]) {
    let counted = |value: &&String| !optional.contains(*value);
    for value in found.iter().filter(counted) {
        if wanted.contains(value) {
            counts.right += 1;
        } else {
            counts.wrong += 1;
        }
    }
    let missed = wanted
        .iter()
        .filter(counted)
        .filter(|value| !found.contains(value));
    counts.missed += missed.count();
}

/// An address without where it is served, here at a port of the loopback; other texts as they are.
fn of_any_host(value: &str) -> String {
    let url = Url::parse(value).ok();
    url.map_or_else(|| value.to_owned(), |url| url.path().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_corpus_behind_real_sockets_gives_what_its_labels_say() {
    let served = Served::read();
    let world = World::with(move |asked| served.answer(asked)).await;
    let served = Served::read();
    let mut leads: Vec<(Uuid, &Site)> = Vec::new();
    for (site, _) in served.0.values() {
        let url = format!(
            "http://{}:{}{}",
            site.url.host_str().unwrap(),
            world.web.addr.port(),
            site.url.path()
        );
        let body = json!({"name": site.name, "website": url,
            "address": {"country": Some(&site.country).filter(|c| !c.is_empty())}});
        leads.push((world.user.create(body).await.id, site));
    }
    let job = world.ended(world.batch(json!({"filter": {}})).await).await;
    assert_eq!(job.done, leads.len() as u64, "{job:?}");
    // Only those that show nothing without scripts may say nothing.
    let closed = leads.iter().filter(|(_, site)| site.needs_scripts).count() as u64;
    let report = job.report.unwrap();
    assert!(report.failed <= closed, "{report:?}, {:?}", job.events);
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut addresses = Count::default();
    for (lead, site) in &leads {
        let optional: Vec<_> = site
            .optional
            .iter()
            .flat_map(|o| [o.clone(), bare(o)])
            .collect();
        let facts = world.facts(*lead).await;
        let of = |field: &str| -> Vec<String> {
            let facts = facts.iter().filter(|fact| fact.source.kind == "website");
            let some = facts.filter(|fact| fact.field.starts_with(field));
            some.map(|fact| fact.value.clone()).collect()
        };
        for (field, wanted) in [
            ("email", &site.emails),
            ("phone", &site.phones),
            ("social", &site.socials),
        ] {
            let found = of(field);
            for value in wanted.iter().filter(|value| !found.contains(value)) {
                println!("{}: missed {field} {value}", site.name);
            }
            count(counts.entry(field).or_default(), &found, wanted, &optional);
        }
        if let Some(hours) = &site.hours {
            let (found, wanted) = (of("opening_hours"), [open(hours)]);
            let found: Vec<_> = found.iter().take(1).map(|found| open(found)).collect();
            if found != wanted {
                println!("{}: hours {found:?}, not {wanted:?}", site.name);
            }
            count(counts.entry("hours").or_default(), &found, &wanted, &[]);
        }
        for (field, wanted) in [("description", &site.description), ("logo", &site.logo)] {
            let Some(wanted) = wanted else { continue };
            let found = of(field).into_iter().take(1);
            let found: Vec<_> = found.map(|found| of_any_host(&found)).collect();
            let counts = counts.entry(field).or_default();
            if found != [of_any_host(wanted)] {
                println!("{}: {field} {found:?}, not {wanted:?}", site.name);
            }
            count(counts, &found, &[of_any_host(wanted)], &[]);
        }
        let contacts = world.contacts(*lead).await;
        let people = contacts.iter().filter(|c| c.kind == ContactKind::Person);
        let people: Vec<_> = people.filter_map(|c| c.name.as_deref().map(bare)).collect();
        let wanted: Vec<_> = site.people.iter().map(|(name, _)| bare(name)).collect();
        count(
            counts.entry("person").or_default(),
            &people,
            &wanted,
            &optional,
        );
        // The lead has one address: it is right if the site has it.
        let answer = world
            .user
            .get(&format!("/businesses/{lead}"))
            .await
            .business();
        let address = answer.address;
        let own = bare(address.postcode.as_deref().unwrap_or_default());
        match address.city {
            None => addresses.missed += usize::from(!site.addresses.is_empty()),
            Some(_) if site.addresses.iter().any(|a| bare(&a.1) == own) => addresses.right += 1,
            Some(_) => addresses.wrong += 1,
        }
    }
    counts.insert("address", addresses);
    println!(
        "{} sites, {} requests",
        leads.len(),
        world.web.asked().len()
    );
    for (field, count) in &counts {
        let precision = ratio(count.right, count.wrong);
        let recall = ratio(count.right, count.missed);
        println!("{field:8} precision {precision:.3} recall {recall:.3}");
        assert!(precision >= 0.98, "{field}: precision {precision:.3}");
        assert!(recall >= 0.9, "{field}: recall {recall:.3}");
    }
    world.app.stop().await;
}
