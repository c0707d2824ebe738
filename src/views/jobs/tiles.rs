//! The tiles of an area, as far as a search has come with them.

use crate::{
    components::{Icon, format},
    model::{Job, JobKind, Tile, TileStatus},
    route::Route,
};
use dioxus::prelude::*;

/// How many there are, why some failed, and the way to where they are drawn. Nothing, if
/// the job is no search.
#[component]
pub fn Tiles(job: Job) -> Element {
    if job.kind != JobKind::Scrape {
        return rsx! {};
    }
    let in_status = |status| job.tiles.iter().filter(move |tile| tile.status == status);
    let parts = in_status(TileStatus::Split).count();
    let parts = job.tiles.len() - parts;
    let done = in_status(TileStatus::Done).count();
    let failed: Vec<Tile> = in_status(TileStatus::Failed).cloned().collect();
    rsx! {
        section { class: "card panel", "aria-label": "Area",
            header {
                h2 { "Area" " " if parts > 0 { span { class: "quiet num", "{format::count(done as u64)} of {format::count(parts as u64)} tiles" } } }
                Link { to: Route::ScrapeJob { id: job.id }, class: "button small", Icon { name: "map" } "View the area" }
            }
            if !failed.is_empty() {
                table { class: "rejections",
                    thead { tr { th { "Tile that failed" } th { "Why" } } }
                    tbody {
                        for (index, tile) in failed.into_iter().enumerate() {
                            tr { key: "{index}",
                                td { class: "num", {corners(tile.bbox)} }
                                td { {tile.error.unwrap_or_default()} }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn corners([west, south, east, north]: [f64; 4]) -> String {
    format!("{south:.4}, {west:.4} to {north:.4}, {east:.4}")
}
