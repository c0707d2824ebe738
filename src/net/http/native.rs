//! Calls by reqwest.

use super::{Answer, Header, Http, Method, Raw};
use crate::model::{EPOCH_HEADER, Failure, IDEMPOTENCY_HEADER, REPLAYED_HEADER, SEQ_HEADER, Uuid};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use reqwest::{Body, RequestBuilder};
use serde::de::DeserializeOwned;
use std::{cell::RefCell, collections::HashMap};

pub(super) use reqwest::Client;

/// Pictures that are kept, of at most 64 KiB each.
const MAX_PICTURES: usize = 200;

thread_local! {
    /// A table that is scrolled shows the same ones again and again.
    static PICTURES: RefCell<HashMap<String, String>> = RefCell::default();
}

/// Sends; nothing if there is no answer.
pub(super) async fn send(
    client: &Client,
    method: Method,
    url: String,
    headers: Vec<Header>,
    body: Option<Vec<u8>>,
) -> Option<Raw> {
    let method = match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    };
    let mut request = client.request(method, url);
    if let Some(body) = body {
        request = request.body(body);
    }
    finish(request, headers).await
}

async fn finish(mut request: RequestBuilder, headers: Vec<Header>) -> Option<Raw> {
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let response = request
        .send()
        .await
        .inspect_err(|error| tracing::debug!(%error, "not sent"))
        .ok()?;
    let status = response.status().as_u16();
    let header = |name| response.headers().get(name)?.to_str().ok();
    let seq = header(SEQ_HEADER).and_then(|seq| seq.parse().ok());
    let epoch = header(EPOCH_HEADER).and_then(|epoch| epoch.parse().ok());
    let is_repeat = response.headers().contains_key(REPLAYED_HEADER);
    let body = response.bytes().await.ok()?.into();
    Some(Raw {
        status,
        seq,
        epoch,
        is_repeat,
        body,
    })
}

impl Http {
    /// A question that is answered as a stream, with the session.
    pub(in crate::net) fn request(&self, path: &str) -> RequestBuilder {
        let mut request = self.client.get(self.url(path));
        for (name, value) in self.as_user() {
            request = request.header(name, value);
        }
        match self.token() {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Where the page finds a picture that was fetched before: its window has no session.
    pub fn picture_at(&self, path: &str) -> Option<String> {
        PICTURES.with_borrow(|kept| kept.get(&self.url(path)).cloned())
    }

    /// Fetches a picture; as an address that holds it (RFC 2397).
    pub async fn picture(&self, path: &str) -> Option<String> {
        let response = self.request(path).send().await.ok()?;
        let response = response.error_for_status().ok()?;
        let kind = response.headers().get("content-type")?.to_str().ok()?;
        let start = format!("data:{kind};base64,");
        let body = response.bytes().await.ok()?;
        let picture = start + &BASE64.encode(body);
        PICTURES.with_borrow_mut(|kept| {
            if kept.len() >= MAX_PICTURES {
                kept.clear();
            }
            kept.insert(self.url(path), picture.clone());
        });
        Some(picture)
    }

    /// Sends a file of `length` bytes as it is read, once however often with the same `key`.
    ///
    /// # Errors
    /// When the server cannot be reached, refuses, or is not understood.
    pub async fn upload<T: DeserializeOwned>(
        &self,
        url: String,
        key: Uuid,
        length: u64,
        body: Body,
    ) -> Result<T, Failure> {
        let mut headers = self.as_user();
        headers.push((IDEMPOTENCY_HEADER, key.to_string()));
        headers.push(("content-type", "application/octet-stream".into()));
        headers.push(("content-length", length.to_string()));
        if let Some(token) = self.token() {
            headers.push(("authorization", format!("Bearer {token}")));
        }
        let answer = finish(self.client.post(&url).body(body), headers).await;
        let Answer { data, .. } = self.read(answer, &url)?;
        Ok(data)
    }
}
