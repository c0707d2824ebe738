//! Sites visited as the crawler would, without a network.

use crate::corpus::{Page, Site};
use leadwire::server::enrich::extract::{Facts, LinkKind, PageFacts, combine, links, page};
use std::collections::VecDeque;
use url::Url;

/// Pages that the crawler reads of one site.
const MOST_PAGES: usize = 8;

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
