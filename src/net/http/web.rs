//! Calls by the browser's `fetch` (Fetch Standard); its cookie goes with them.

use super::{Header, Http, Method, Raw};
use crate::model::{EPOCH_HEADER, REPLAYED_HEADER, SEQ_HEADER};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, Response};

/// The browser is all that it takes.
#[derive(Clone, Default)]
pub(super) struct Client {}

/// Ends a call that nobody waits for any more.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        // One that is over does not notice.
        self.0.abort();
    }
}

/// Sends; nothing if there is no answer.
pub(super) async fn send(
    _: &Client,
    method: Method,
    url: String,
    headers: Vec<Header>,
    body: Option<Vec<u8>>,
) -> Option<Raw> {
    ask(method, &url, &headers, body)
        .await
        .inspect_err(|error| tracing::debug!(?error, "not sent"))
        .ok()
}

async fn ask(
    method: Method,
    url: &str,
    headers: &[Header],
    body: Option<Vec<u8>>,
) -> Result<Raw, JsValue> {
    let abort = Abort(AbortController::new()?);
    let sent = Headers::new()?;
    for (name, value) in headers {
        sent.set(name, value)?;
    }
    let request = RequestInit::new();
    request.set_method(method.as_str());
    request.set_headers(&sent);
    request.set_signal(Some(&abort.0.signal()));
    if let Some(body) = body {
        request.set_body(&Uint8Array::from(&body[..]));
    }
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(url, &request)).await?;
    let response: Response = response.dyn_into()?;
    let seq = response.headers().get(SEQ_HEADER)?;
    let epoch = response.headers().get(EPOCH_HEADER)?;
    let is_repeat = response.headers().has(REPLAYED_HEADER)?;
    let body = JsFuture::from(response.array_buffer()?).await?;
    Ok(Raw {
        status: response.status(),
        seq: seq.and_then(|seq| seq.parse().ok()),
        epoch: epoch.and_then(|epoch| epoch.parse().ok()),
        is_repeat,
        body: Uint8Array::new(&body).to_vec(),
    })
}

impl Http {
    /// Where the page finds a picture: the browser asks for it, with its cookie, and keeps it.
    pub fn picture_at(&self, path: &str) -> Option<String> {
        Some(self.url(path))
    }

    /// The same, for who can wait.
    pub async fn picture(&self, path: &str) -> Option<String> {
        self.picture_at(path)
    }
}
