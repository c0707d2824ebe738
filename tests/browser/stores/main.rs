//! The contract of the stores over IndexedDB, for a page: `stores.test.mjs` calls each
//! part of it in a real browser.

#[cfg(target_arch = "wasm32")]
mod page;

fn main() {}
