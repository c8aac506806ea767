//! Signing in by a provider of OpenID Connect: `GET /sign-in/openid-connect` sends the browser to it, and it comes back to
//! `…/return`. What goes wrong is a word in the address of the sign-in page; nothing that came in is repeated there.

use crate::GraphqlState;
use crate::{agent, cookie, http};
use application::ports::IdentityProvider;
use application::{DEPARTURE_LASTS, NotIdentified, Returned};
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum_extra::extract::CookieJar;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::net::SocketAddr;
use std::sync::Arc;

/// Where a sign-in by a provider begins.
pub const BEGINS: &str = "/sign-in/openid-connect";
/// Where it comes back to, below the registrar's public address.
pub const RETURNS: &str = "/sign-in/openid-connect/return";
const MARK: &str = "registrar_departure";
/// More than any code or word of an error.
const LONGEST: usize = 4096;

/// The provider that vouches for the people who work here, if there is one.
#[derive(Clone, Default)]
pub(crate) struct Provider(pub Option<Arc<dyn IdentityProvider>>);

pub(crate) fn routes() -> Router<GraphqlState> {
    Router::new().route(BEGINS, get(begin)).route(RETURNS, get(returned))
}

/// What the provider sends along (RFC 6749, section 4.1.2).
#[derive(Deserialize)]
struct Answer {
    code: Option<String>,
    error: Option<String>,
    state: Option<String>,
}

async fn begin(State(state): State<GraphqlState>, headers: HeaderMap) -> Response {
    let Some(provider) = &state.provider.0 else { return StatusCode::NOT_FOUND.into_response() };
    if !cookie::from_own_page(&headers, state.public_url()) {
        return refused(&state, NotIdentified::Stale);
    }
    let (mark, departure) = state.application.depart();
    match provider.address(&departure).await {
        Ok(address) => {
            let lasts = i64::try_from(DEPARTURE_LASTS.as_secs()).unwrap_or(i64::MAX);
            going(&address, &[set(&mark, lasts, state.public_url())])
        }
        Err(error) => {
            tracing::warn!(issuer = provider.issuer(), error = %error, "nobody can be sent to the provider");
            refused(&state, NotIdentified::Unavailable)
        }
    }
}

async fn returned(
    State(state): State<GraphqlState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    answer: Result<Query<Answer>, QueryRejection>,
) -> Response {
    let Some(provider) = &state.provider.0 else { return StatusCode::NOT_FOUND.into_response() };
    let Some(answer) = answer.ok().and_then(|Query(answer)| read(answer)) else {
        return refused(&state, NotIdentified::Stale);
    };
    let (address, jar) = (http::address(peer.ip(), &headers), CookieJar::from_headers(&headers));
    let returned = Returned {
        mark: jar.get(MARK).map(|mark| mark.value().into()),
        state: answer.0.into(),
        outcome: answer.1.map(SecretString::from),
        address,
        agent: agent::agent(&headers),
    };
    let signed_in = match state.application.welcome(&**provider, returned).await {
        Ok(Ok(signed_in)) => signed_in,
        Ok(Err(why)) => return refused(&state, why),
        Err(error) => {
            tracing::error!(error = %error, "a sign-in by the provider failed");
            return refused(&state, NotIdentified::Unavailable);
        }
    };
    // A browser has one session.
    if let Some(former) = cookie::value(&headers)
        && let Err(error) = state.application.sign_out(&former, address).await
    {
        tracing::warn!(error = %error, "a former session was not closed");
    }
    let seconds = (signed_in.expires_at - journal::wall_clock()).num_seconds();
    let url = state.public_url();
    going("/", &[cookie::set(&signed_in.token, seconds, url), forget(url)])
}

/// State, and a code or a word for what went wrong.
fn read(answer: Answer) -> Option<(String, Result<String, String>)> {
    let outcome = match (answer.code, answer.error) {
        (Some(code), None) => Ok(code),
        (None, Some(error)) => Err(error),
        _ => return None,
    };
    let length = outcome.as_ref().map_or_else(String::len, String::len);
    answer.state.filter(|state| state.len().max(length) <= LONGEST).map(|state| (state, outcome))
}

/// The sign-in page says why.
fn refused(state: &GraphqlState, why: NotIdentified) -> Response {
    let word = match why {
        NotIdentified::Stale => "STALE",
        NotIdentified::Denied => "DENIED",
        NotIdentified::Unavailable => "UNAVAILABLE",
        NotIdentified::Untrue => "UNTRUE",
        NotIdentified::Unknown => "UNKNOWN",
        NotIdentified::Locked => "LOCKED",
    };
    going(&format!("/?refused={word}"), &[forget(state.public_url())])
}

/// What the browser keeps while it is with the provider. It comes back from another site, by a link: `Lax`.
fn set(mark: &SecretString, seconds: i64, public_url: &str) -> String {
    let secure = if public_url.starts_with("https://") { "; Secure" } else { "" };
    let mark = mark.expose_secret();
    format!("{MARK}={mark}; Path={BEGINS}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

fn forget(public_url: &str) -> String {
    set(&SecretString::default(), 0, public_url)
}

fn going(to: &str, cookies: &[String]) -> Response {
    let Ok(to) = HeaderValue::from_str(to) else { return StatusCode::BAD_GATEWAY.into_response() };
    let mut answer = StatusCode::SEE_OTHER.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::LOCATION, to);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The code stands in the address.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::from_str(cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: Option<&str>, error: Option<&str>, state: Option<&str>) -> Answer {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Answer { code: text(code), error: text(error), state: text(state) }
    }

    #[test]
    fn an_answer_has_a_state_and_a_code_or_an_error() {
        assert!(read(answer(Some("c"), None, Some("s"))).is_some());
        assert!(read(answer(None, Some("access_denied"), Some("s"))).is_some());
        for wrong in [
            answer(Some("c"), None, None),
            answer(Some("c"), Some("e"), Some("s")),
            answer(None, None, Some("s")),
            answer(Some(&"c".repeat(LONGEST + 1)), None, Some("s")),
            answer(Some("c"), None, Some(&"s".repeat(LONGEST + 1))),
        ] {
            assert!(read(wrong).is_none());
        }
    }

    #[test]
    fn the_mark_goes_to_the_sign_in_alone() {
        let mark = SecretString::from("m");
        let plain = set(&mark, 600, "http://127.0.0.1:8080");
        assert_eq!(
            plain,
            "registrar_departure=m; Path=/sign-in/openid-connect; HttpOnly; SameSite=Lax; Max-Age=600"
        );
        assert_eq!(set(&mark, 600, "https://office.registrar.test"), format!("{plain}; Secure"));
    }
}
