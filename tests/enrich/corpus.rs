//! The sites of the corpus: read from their folders and visited as the fetcher would, without a network.

use leadwire::server::enrich::extract::{Facts, LinkKind, PageFacts, combine, links, page};
use serde::Deserialize;
use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use url::Url;

/// Requests that the fetcher spends on one site.
const MOST_PAGES: usize = 8;

#[derive(Debug, Deserialize)]
pub struct Page {
    pub file: String,
    pub content_type: String,
}

/// A site and what a careful person wrote down reading it.
#[derive(Debug, Deserialize)]
pub struct Site {
    #[serde(skip)]
    pub name: String,
    #[serde(skip)]
    pub folder: PathBuf,
    pub url: Url,
    pub country: String,
    pub pages: BTreeMap<String, Page>,
    pub redirects: BTreeMap<String, String>,
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    pub socials: Vec<String>,
    /// Street, postcode, city.
    pub addresses: Vec<(String, String, String)>,
    /// Name, role.
    pub people: Vec<(String, String)>,
    #[serde(default)]
    pub hours: Option<String>,
    /// Values that may be found and are not counted either way, said so before the first run.
    #[serde(default)]
    pub optional: Vec<String>,
    #[serde(default)]
    pub needs_scripts: bool,
}

/// The sites of one half, by name.
pub fn sites(half: &str) -> Vec<Site> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/enrich/corpus")
        .join(half);
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    folders.sort();
    folders
        .into_iter()
        .map(|folder| {
            let labels = std::fs::read_to_string(folder.join("labels.json")).unwrap();
            let mut site: Site = serde_json::from_str(&labels)
                .unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
            site.name = folder.file_name().unwrap().to_string_lossy().into_owned();
            site.folder = folder;
            site
        })
        .collect()
}

impl Site {
    fn get(&self, url: &Url) -> Option<(Url, &Page)> {
        let mut url = url.clone();
        for _ in 0..5 {
            let path = match url.query() {
                Some(query) => format!("{}?{query}", url.path()),
                None => url.path().to_owned(),
            };
            if let Some(target) = self.redirects.get(&path) {
                url = url.join(target).ok()?;
                continue;
            }
            let start = ["/index.html", "/index.htm", "/index.php"]
                .contains(&path.as_str())
                .then_some("/".to_owned());
            return self
                .pages
                .get(&path)
                .or_else(|| self.pages.get(&start?))
                .map(|p| (url, p));
        }
        None
    }

    /// Visits the site from its address: its page, then what `links` says, at most eight requests.
    pub fn visit(&self) -> Facts {
        let country = Some(self.country.as_str()).filter(|c| !c.is_empty());
        let mut seen: Vec<Url> = Vec::new();
        let mut queue: VecDeque<(Url, usize)> = VecDeque::from([(self.url.clone(), 0)]);
        let mut pages: Vec<PageFacts> = Vec::new();
        while let Some((url, depth)) = queue.pop_front() {
            if pages.len() >= MOST_PAGES {
                break;
            }
            let Some((url, file)) = self.get(&url) else {
                continue;
            };
            if seen.contains(&url) {
                continue;
            }
            seen.push(url.clone());
            let body = std::fs::read(self.folder.join(&file.file)).unwrap();
            pages.push(page(&body, Some(&file.content_type), &url, country));
            let found = links(&body, Some(&file.content_type), &url, MOST_PAGES);
            for link in found.follow {
                let part = matches!(link.kind, LinkKind::Frame | LinkKind::Continues);
                if depth == 0 || part || depth == 1 && pages.len() < 3 {
                    queue.push_back((link.url, if part { depth } else { depth + 1 }));
                }
            }
        }
        combine(&pages)
    }
}
