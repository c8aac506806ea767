//! What every answer says to the browser: show this page, and nothing else; tell nobody its address.

use crate::page::STYLE;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// Where the answer to the form of this page may send the person, besides its own host: the origin of an address.
#[derive(Clone)]
pub(crate) struct SendsTo(pub String);

/// Nothing may be loaded or run but the style that stands in the page, known by its digest (CSP level 2).
fn policy(sends_to: &str) -> String {
    let style = BASE64.encode(&Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'{sends_to}; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

static POLICY: LazyLock<HeaderValue> =
    LazyLock::new(|| HeaderValue::try_from(policy("")).expect("the policy is ASCII"));

const FIXED: [(HeaderName, &str); 8] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::VARY, "Accept-Language"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow, noarchive"),
];

/// Adds them.
pub(crate) async fn protect(mut response: Response) -> Response {
    let elsewhere = response.extensions().get::<SendsTo>().map(|SendsTo(origin)| format!(" {origin}"));
    // What is no header would be no policy: then the form stays at home.
    let wider = elsewhere.and_then(|origin| HeaderValue::try_from(policy(&origin)).ok());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, wider.unwrap_or_else(|| POLICY.clone()));
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
