//! Answers over HTTP (RFC 7480): media type, tags and ages for caches, errors as documents, open to every page.

use super::document::{CONFORMANCE, ErrorDocument};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Datelike, Timelike, Utc};
use std::fmt::Display;
use std::time::Duration;

const MEDIA: HeaderValue = HeaderValue::from_static("application/rdap+json");
/// For so long an answer may be shown again without asking: a change is seen soon, and a page that asks for the same name
/// ten times in a moment asks once.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=5");

/// An answer, and what it is recognised by.
pub(super) struct Answer {
    pub bytes: Vec<u8>,
    /// Changes when the facts do. The tag is a weak one: the moment of the answer is in it, and says nothing new.
    pub version: Option<u64>,
    /// When the facts last changed.
    pub updated: Option<DateTime<Utc>>,
}

impl Answer {
    /// The whole, to one who showed a token: for nobody else, and so in no cache.
    pub fn respond_privately(self) -> Response {
        let mut response = ([(header::CONTENT_TYPE, MEDIA)], self.bytes).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.insert(header::VARY, HeaderValue::from_static("Authorization"));
        response
    }

    /// The whole, or 304 where the asker has it.
    pub fn respond(self, asked: &HeaderMap) -> Response {
        let tag = self.version.map(|version| format!("W/\"{version:016x}\""));
        let known = is_known(asked, tag.as_deref(), self.updated);
        let mut headers = HeaderMap::with_capacity(8);
        let mut response = match known {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => {
                headers.insert(header::CONTENT_TYPE, MEDIA);
                Response::new(self.bytes.into())
            }
        };
        headers.insert(header::CACHE_CONTROL, CACHED);
        for (name, value) in [(header::ETAG, tag), (header::LAST_MODIFIED, self.updated.map(http_date))] {
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                headers.insert(name, value);
            }
        }
        *response.headers_mut() = headers;
        response
    }
}

/// RFC 9110, section 13.2.2: tags come before dates.
fn is_known(asked: &HeaderMap, tag: Option<&str>, updated: Option<DateTime<Utc>>) -> bool {
    let text = |name| asked.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(known) = text(header::IF_NONE_MATCH) {
        let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        return tag.is_some_and(|tag| {
            known.split(',').any(|known| known.trim() == "*" || bare(known) == bare(tag))
        });
    }
    let since = text(header::IF_MODIFIED_SINCE).and_then(|text| DateTime::parse_from_rfc2822(text).ok());
    match (since, updated) {
        (Some(since), Some(updated)) => updated.timestamp() <= since.timestamp(),
        _ => false,
    }
}

fn http_date(at: DateTime<Utc>) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (weekday, day, year) = (at.weekday(), at.day(), at.year());
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    let month = MONTHS.get(at.month0() as usize).copied().unwrap_or_default();
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// Any page may ask and read (RFC 7480, section 5.6).
pub(super) fn open_to_all(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("ETag, Last-Modified, Retry-After"),
    );
    response
}

pub(super) async fn preflight() -> Response {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Authorization, If-None-Match, If-Modified-Since"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
        (header::ALLOW, "GET, HEAD, OPTIONS"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    status: StatusCode,
    title: &'static str,
    description: String,
    wait: Option<Duration>,
}

impl Problem {
    fn new(status: StatusCode, title: &'static str, description: impl Into<String>) -> Self {
        Self { status, title, description: description.into(), wait: None }
    }

    /// What was asked for is none of its kind; what is said of it never repeats it.
    pub fn bad(what: &str, why: &impl Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Bad Request", format!("this is no {what}: {why}"))
    }

    pub fn not_found(what: &str) -> Self {
        let description = format!("this {what} is not registered with this registrar");
        Self::new(StatusCode::NOT_FOUND, "Not Found", description)
    }

    pub fn no_such_path() -> Self {
        let description =
            "there is nothing here: ask for domain/NAME, nameserver/HOST, entity/HANDLE or help";
        Self::new(StatusCode::NOT_FOUND, "Not Found", description)
    }

    pub fn no_such_method() -> Self {
        let description = "answers are read: GET and HEAD are taken";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed", description)
    }

    pub fn unsupported(why: &str) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, "Not Implemented", why)
    }

    pub fn not_proven() -> Self {
        let description = "searches are for operators of this registrar: send a bearer token";
        Self::new(StatusCode::UNAUTHORIZED, "Unauthorized", description)
    }

    pub fn internal() -> Self {
        let description = "the answer could not be made; this is recorded";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error", description)
    }

    pub fn not_ready() -> Self {
        let wait = Some(Duration::from_secs(2));
        let description = "the directory is being read: ask again in a moment";
        Self { wait, ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable", description) }
    }

    pub fn too_many(wait: Duration) -> Self {
        let description = format!(
            "too many queries from this address or its network: ask again in {} s",
            whole_seconds(wait)
        );
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests", description);
        Self { wait: Some(wait), ..problem }
    }
}

fn whole_seconds(wait: Duration) -> u64 {
    wait.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX).max(1)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = ErrorDocument {
            rdap_conformance: CONFORMANCE,
            lang: "en",
            error_code: self.status.as_u16(),
            title: self.title,
            description: [&self.description],
        };
        let bytes = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, MEDIA)], bytes).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = self.wait {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
        }
        match self.status {
            StatusCode::METHOD_NOT_ALLOWED => {
                headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, OPTIONS"));
            }
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"rdap\""));
            }
            _ => {}
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn who_has_the_answer_is_not_sent_it_again() {
        let at = "2026-11-28T05:00:00.750Z".parse::<DateTime<Utc>>().unwrap();
        let known = |headers: &HeaderMap| is_known(headers, Some("W/\"00ff\""), Some(at));
        assert!(!known(&HeaderMap::new()));
        for tags in ["W/\"00ff\"", "\"00ff\"", "\"aa\", W/\"00ff\"", "*"] {
            assert!(known(&asked(header::IF_NONE_MATCH, tags)), "{tags}");
        }
        assert!(!known(&asked(header::IF_NONE_MATCH, "\"aa\"")));
        assert!(known(&asked(header::IF_MODIFIED_SINCE, &http_date(at))), "dates are whole seconds");
        assert!(!known(&asked(header::IF_MODIFIED_SINCE, "Sat, 28 Nov 2026 04:59:59 GMT")));
        assert!(!known(&asked(header::IF_MODIFIED_SINCE, "yesterday")));
        let mut both = asked(header::IF_NONE_MATCH, "\"aa\"");
        both.insert(header::IF_MODIFIED_SINCE, HeaderValue::from_str(&http_date(at)).unwrap());
        assert!(!known(&both), "the tag decides");
    }

    #[test]
    fn dates_are_those_of_http() {
        for (at, told) in [
            ("1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("2026-02-28T23:59:59.999Z", "Sat, 28 Feb 2026 23:59:59 GMT"),
        ] {
            assert_eq!(http_date(at.parse().unwrap()), told);
        }
    }

    /// A shared cache would hand what an operator was shown to whoever asks next.
    #[test]
    fn what_a_token_was_shown_for_is_kept_by_no_cache() {
        let answer = || Answer { bytes: b"{}".to_vec(), version: None, updated: None };
        let of = |response: Response| response.headers()[header::CACHE_CONTROL].to_str().unwrap().to_owned();
        assert_eq!(of(answer().respond_privately()), "private, no-store");
        assert_eq!(of(answer().respond(&HeaderMap::new())), "public, max-age=5");
    }

    #[test]
    fn waiting_is_told_in_whole_seconds() {
        assert_eq!(whole_seconds(Duration::from_millis(1)), 1);
        assert_eq!(whole_seconds(Duration::from_millis(1_001)), 2);
        let response = Problem::too_many(Duration::from_millis(29_100)).into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], "30");
    }
}
