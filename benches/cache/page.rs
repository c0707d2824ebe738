//! The same work in a page: `tests/browser/bench/cache.mjs` calls it.

#[cfg(target_arch = "wasm32")]
mod clock;
#[cfg(target_arch = "wasm32")]
mod figures;
#[cfg(target_arch = "wasm32")]
mod memory;
#[cfg(target_arch = "wasm32")]
mod work;
#[cfg(target_arch = "wasm32")]
mod world;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: memory::Counting = memory::Counting;

/// Does a part of the work. Its figures, a line of JSON each.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn run(part: &str) -> String {
    let mut lines = Vec::new();
    let parts = work::PARTS.iter().filter(|(name, _)| *name == part);
    parts.for_each(|(_, run)| run(&mut |figure| lines.push(figure.json())));
    lines.join("\n")
}

fn main() {}
