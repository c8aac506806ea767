//! A file of the pages, in the coding that the browser reads.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "dist/"]
struct Files;

/// Everything that was built.
pub(crate) struct Pages;

/// How a file is kept beside itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Gzip,
    Plain,
}

impl Coding {
    /// The smallest that the browser says it reads.
    pub fn best(headers: &HeaderMap) -> Self {
        let accepted =
            headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let codings: Vec<(&str, bool)> = accepted
            .flat_map(|value| value.split(','))
            .map(|coding| {
                let mut parts = coding.split(';').map(str::trim);
                let name = parts.next().unwrap_or_default();
                let refused = parts.any(|part| {
                    part.strip_prefix("q=")
                        .is_some_and(|weight| weight.parse::<f32>().is_ok_and(|q| q <= 0.0))
                });
                (name, !refused)
            })
            .collect();
        let reads = |wanted: &str| {
            codings.iter().any(|(name, accepted)| *accepted && name.eq_ignore_ascii_case(wanted))
        };
        if reads("br") {
            Self::Brotli
        } else if reads("gzip") {
            Self::Gzip
        } else {
            Self::Plain
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Plain => "",
        }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Plain => None,
        }
    }
}

/// A file, found.
pub(crate) struct Asset {
    file: EmbeddedFile,
    coding: Coding,
    kind: &'static str,
    /// Its name changes with its content.
    forever: bool,
}

impl Pages {
    /// A file by its path below `dist/`; in this coding where it is kept so.
    pub fn find(path: &str, coding: Coding) -> Option<Asset> {
        let kind = kind(path)?;
        let coded = Files::get(&format!("{path}{}", coding.suffix())).map(|file| (file, coding));
        let (file, coding) = coded.or_else(|| Some((Files::get(path)?, Coding::Plain)))?;
        Some(Asset { file, coding, kind, forever: path.starts_with("assets/") })
    }
}

/// By the end of the name; what is kept compressed beside a file is no file of its own.
fn kind(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

impl Asset {
    /// The answer to a request for it.
    pub fn answer(self, method: &Method, asked: &HeaderMap) -> Response<Body> {
        let tag = format!("\"{}\"", BASE64URL_NOPAD.encode(&self.file.metadata.sha256_hash()[..15]));
        let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let unchanged = known.flat_map(|value| value.split(',')).any(|one| {
            let one = one.trim();
            one == "*" || one.trim_start_matches("W/") == tag
        });
        let length = self.file.data.len();
        let body =
            if unchanged || method == Method::HEAD { Body::empty() } else { Body::from(self.file.data) };
        let mut answer = Response::new(body);
        if unchanged {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = answer.headers_mut();
        crate::protect(headers);
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        let kept = if self.forever { "public, max-age=31536000, immutable" } else { "no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        if let Ok(tag) = HeaderValue::try_from(tag) {
            headers.insert(header::ETAG, tag);
        }
        if !unchanged {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            if let Some(coding) = self.coding.name() {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
            }
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(coding: &str) -> Coding {
        Coding::best(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, coding.parse().unwrap())]))
    }

    #[test]
    fn the_smallest_coding_that_is_read() {
        assert_eq!(asked("gzip, deflate, br, zstd"), Coding::Brotli);
        assert_eq!(asked("gzip;q=1.0, identity; q=0.5"), Coding::Gzip);
        assert_eq!(asked("br;q=0, gzip"), Coding::Gzip);
        assert_eq!(asked("identity"), Coding::Plain);
        assert_eq!(Coding::best(&HeaderMap::new()), Coding::Plain);
    }

    #[test]
    fn compressed_neighbours_are_no_files() {
        assert_eq!(kind("assets/index-abc.js"), Some("text/javascript; charset=utf-8"));
        assert_eq!(kind("assets/index-abc.js.br"), None);
        assert_eq!(kind("domains/example.com"), None);
        assert_eq!(kind(""), None);
    }
}
