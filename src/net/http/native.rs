//! Calls by reqwest.

use super::{Answer, Header, Http, Method, Raw};
use crate::model::{EPOCH_HEADER, Failure, IDEMPOTENCY_HEADER, REPLAYED_HEADER, SEQ_HEADER, Uuid};
use reqwest::{Body, RequestBuilder};
use serde::de::DeserializeOwned;

pub(super) use reqwest::Client;

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
