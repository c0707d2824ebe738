//! The sites of the corpus.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use url::Url;

#[derive(Debug, Deserialize)]
pub struct Page {
    pub file: String,
    pub content_type: String,
}

/// A site and what a careful person wrote down reading it; what is left out is not there.
#[derive(Debug, Deserialize)]
pub struct Site {
    #[serde(skip)]
    pub name: String,
    #[serde(skip)]
    pub folder: PathBuf,
    pub url: Url,
    #[serde(default)]
    pub country: String,
    pub pages: BTreeMap<String, Page>,
    #[serde(default)]
    pub redirects: BTreeMap<String, String>,
    #[serde(default)]
    pub emails: Vec<String>,
    #[serde(default)]
    pub phones: Vec<String>,
    #[serde(default)]
    pub socials: Vec<String>,
    /// Street, postcode, city.
    #[serde(default)]
    pub addresses: Vec<(String, String, String)>,
    /// Name, role.
    #[serde(default)]
    pub people: Vec<(String, String)>,
    /// Opening hours as OSM writes them; empty where none may be found.
    #[serde(default)]
    pub hours: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub logo: Option<String>,
    /// Values that may be found and are not counted either way, said so before the first run.
    #[serde(default)]
    pub optional: Vec<String>,
    #[serde(default)]
    pub needs_scripts: bool,
}

/// The sites of one half, by name.
pub fn sites(half: &str) -> Vec<Site> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/enrich/corpus");
    sites_in(&root.join(half))
}

/// The sites of a folder, by name: its folders that have labels.
pub fn sites_in(root: &Path) -> Vec<Site> {
    // A half whose sites were looked at has none until the next round is written.
    let Ok(entries) = std::fs::read_dir(root) else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    folders.retain(|folder| folder.join("labels.json").exists());
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
