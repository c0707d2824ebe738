//! The web client: inside the binary with the feature `embed`, else read from `dist/web`.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// A file of the client.
type File = Cow<'static, [u8]>;

#[cfg(feature = "embed")]
fn read(path: &str) -> Option<File> {
    #[derive(rust_embed::RustEmbed)]
    #[folder = "dist/web"]
    struct Files;
    Files::get(path).map(|file| file.data)
}

#[cfg(not(feature = "embed"))]
fn read(path: &str) -> Option<File> {
    let plain = path
        .split('/')
        .all(|step| !step.is_empty() && !step.starts_with('.'));
    let folder = std::env::var_os("LEADWIRE_WEB").unwrap_or_else(|| "dist/web".into());
    plain
        .then(|| std::fs::read(std::path::Path::new(&folder).join(path)).ok())
        .flatten()
        .map(Cow::Owned)
}

/// Scripts of our own, the compiled client, and what `page` holds by itself, each by
/// its hash (CSP level 3, 2.3.1); styles may stand in the page.
fn policy(page: Option<&[u8]>) -> String {
    let page = page.and_then(|page| std::str::from_utf8(page).ok());
    let scripts = page.unwrap_or_default().split("<script>").skip(1);
    let inline: String = scripts
        .filter_map(|rest| rest.split("</script>").next())
        .map(|script| format!(" 'sha256-{}'", BASE64.encode(Sha256::digest(script))))
        .collect();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{inline}; \
         style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    )
}

/// Serves files, and the page for every path that the client routes itself.
pub fn serve(request: &Request) -> Option<Response> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let path = request.uri().path().trim_start_matches('/');
    if path.starts_with("api/") {
        return None;
    }
    if let Some(response) = file(path, request.headers()) {
        return Some(response);
    }
    let is_page = !path.rsplit('/').next().unwrap_or_default().contains('.');
    if is_page {
        file("index.html", request.headers()).or_else(|| Some(not_built()))
    } else {
        None
    }
}

fn file(path: &str, request: &HeaderMap) -> Option<Response> {
    let accepted = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let accepts =
        |coding: &str| accepted.is_some_and(|all| all.split(',').any(|one| is(one, coding)));
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .find_map(|(coding, ending)| {
            accepts(coding)
                .then(|| read(&format!("{path}{ending}")))
                .flatten()
                .map(|body| (Some(coding), body))
        });
    let (coding, body) = packed.or_else(|| read(path).map(|body| (None, body)))?;
    Some(answer(path, request, coding, body))
}

/// Whether an element of `Accept-Encoding` allows `coding`.
fn is(element: &str, coding: &str) -> bool {
    let mut parts = element.split(';').map(str::trim);
    parts.next() == Some(coding) && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0"))
}

fn answer(path: &str, request: &HeaderMap, coding: Option<&'static str>, body: File) -> Response {
    let etag: String = Sha256::digest(&body)[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let etag = format!("\"{etag}\"");
    let known = request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body.into_response()
    };
    let headers = response.headers_mut();
    // Names with a hash never change what they mean (RFC 8246).
    let caching = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime(path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    let page = path.ends_with(".html").then(|| read(path)).flatten();
    protect(response, page.as_deref())
}

fn protect(mut response: Response, page: Option<&[u8]>) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    if let Ok(policy) = HeaderValue::from_str(&policy(page)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn not_built() -> Response {
    let text = "The web client is not built into this server. Run: make run\n";
    protect((StatusCode::NOT_FOUND, text).into_response(), None)
}
