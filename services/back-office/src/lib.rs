//! The back office's pages, out of the binary. What they show and do, they ask of `/graphql` like any other program.
//!
//! They are built by npm into `dist/` and embedded by a release build; a debug build reads the folder. A path belongs to
//! the pages when a browser asks for a page there: programs that ask for something else are told that nothing is there.

mod asset;

use asset::{Coding, Pages};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

/// Where the one page is, from which all others are made in the browser.
const PAGE: &str = "index.html";

/// What a page may do: load from here, talk to here, and be in nobody's frame. Styles are set on elements by the
/// components' library; scripts are files of ours alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const FIXED: [(&str, &str); 7] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
];

const NOT_BUILT: &str = "The pages are not part of this build: `ops/demo` builds them, and so does `npm run build` in \
    services/back-office before the program is built. Everything that they do can be done over /graphql.\n";

/// What no other door answers: a file of the pages, the page itself, or nothing.
pub async fn serve(request: Request) -> Response<Body> {
    let (method, headers) = (request.method(), request.headers());
    let path = request.uri().path().trim_start_matches('/');
    if !matches!(*method, Method::GET | Method::HEAD) {
        return nothing(path);
    }
    let wants_a_page = accepts_html(headers);
    let found = match Pages::find(path, Coding::best(headers)) {
        Some(file) if path != PAGE => Some(file),
        _ if path.is_empty() || path == PAGE || wants_a_page => {
            match Pages::find(PAGE, Coding::best(headers)) {
                Some(page) => Some(page),
                None => return text(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT.to_owned()),
            }
        }
        _ => None,
    };
    found.map_or_else(|| nothing(path), |file| file.answer(method, headers))
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let accept = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accept.flat_map(|value| value.split(',')).any(|kind| kind.trim_start().starts_with("text/html"))
}

fn nothing(path: &str) -> Response<Body> {
    // What was asked for comes back as text, and shortened: it is somebody else's.
    let shown: String = path.chars().filter(|shown| !shown.is_control()).take(100).collect();
    text(StatusCode::NOT_FOUND, format!("there is nothing at /{shown}\n"))
}

fn text(status: StatusCode, words: String) -> Response<Body> {
    let mut answer = Response::new(Body::from(words));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    protect(answer.headers_mut());
    answer
}

fn protect(headers: &mut HeaderMap) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
