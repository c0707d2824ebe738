//! Whether all of the app's code is here. In a browser the first screen's comes first,
//! the rest after it; see platforms/web/split. An app, and `dx serve`, have it all.

use crate::model::Failure;

/// What the page's script leaves in the page until the rest is here: loads it.
#[cfg(not(feature = "native"))]
const LOAD: &str = "leadwireRest";

#[cfg(not(feature = "native"))]
fn loader() -> Option<js_sys::Function> {
    use wasm_bindgen::JsCast;
    let found = js_sys::Reflect::get(&js_sys::global(), &LOAD.into());
    found.ok()?.dyn_into().ok()
}

/// Whether everything can be called.
#[cfg(not(feature = "native"))]
pub fn is_complete() -> bool {
    loader().is_none()
}

/// Whether everything can be called.
#[cfg(feature = "native")]
pub const fn is_complete() -> bool {
    true
}

/// Until everything can be called.
///
/// # Errors
/// When the rest could not be loaded; the next call tries again.
#[cfg(not(feature = "native"))]
pub async fn complete() -> Result<(), Failure> {
    let Some(load) = loader() else { return Ok(()) };
    let loading = load.call0(&wasm_bindgen::JsValue::UNDEFINED);
    let loading = loading.map_err(|_| Failure::Unreachable)?;
    let loaded = wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&loading)).await;
    loaded.map(drop).map_err(|_| Failure::Unreachable)
}

/// Until everything can be called.
///
/// # Errors
/// Never: an app is one file.
#[cfg(feature = "native")]
pub async fn complete() -> Result<(), Failure> {
    Ok(())
}
