//! Requests that another site's page made in the user's name are refused
//! (OWASP CSRF cheat sheet: fetch metadata first, then the origin).

use crate::server::api::ApiError;
use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Middleware: lets reads through, and writes and sockets of the own site.
pub async fn refuse_other_sites(request: Request, next: Next) -> Response {
    let is_socket = request.headers().contains_key(header::UPGRADE);
    let is_read = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if (is_socket || !is_read) && !is_own_site(request.headers()) {
        return ApiError::forbidden("The request comes from another site.").into_response();
    }
    next.run(request).await
}

/// Programs that are not browsers send neither header, and carry no cookie
/// that somebody else's page could ride on.
fn is_own_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else {
        return true;
    };
    let host = text("x-forwarded-host").or_else(|| text("host"));
    let origin_host = origin.split_once("://").map(|(_, host)| host);
    origin_host.is_some() && origin_host == host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_the_own_site_and_programs_pass() {
        assert!(is_own_site(&headers(&[])));
        assert!(is_own_site(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!is_own_site(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(!is_own_site(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(is_own_site(&headers(&[
            ("origin", "http://a:1"),
            ("host", "a:1")
        ])));
        assert!(!is_own_site(&headers(&[
            ("origin", "http://b:1"),
            ("host", "a:1")
        ])));
        assert!(!is_own_site(&headers(&[
            ("origin", "null"),
            ("host", "a:1")
        ])));
    }
}
