//! Coming back from a provider of OpenID Connect: who is let in, and what failures do to others.

use crate::sessions::optional;
use crate::signed_in::{PASSWORD, code};
use crate::support::Door;
use application::ports::{Departure, IdentityError, IdentityProvider};
use application::{LoginLimits, SignInSettings};
use async_trait::async_trait;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use domain_model::operator::Login;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

const BEGINS: &str = "/sign-in/openid-connect";
const HERE: &str = "198.51.100.7";

/// Vouches for whoever the code names; `untrue` makes its token one that is not to be believed.
struct Company;

#[async_trait]
impl IdentityProvider for Company {
    fn name(&self) -> &str {
        "Company account"
    }

    fn issuer(&self) -> &str {
        "https://id.company.test"
    }

    async fn address(&self, departure: &Departure) -> Result<String, IdentityError> {
        Ok(format!("https://id.company.test/auth?state={}", departure.state.expose_secret()))
    }

    async fn identify(&self, code: &SecretString, _: &Departure) -> Result<Login, IdentityError> {
        match code.expose_secret() {
            "untrue" => Err(IdentityError::Untrue("its signature is not right")),
            name => name.parse().map_err(|_| IdentityError::Nobody("preferred_username".to_owned())),
        }
    }
}

/// Where a browser is sent, and the cookies that it is given.
struct Sent {
    to: String,
    cookies: Vec<String>,
}

impl Sent {
    /// What the browser sends back of a cookie.
    fn held(&self, name: &str) -> String {
        let set = self.cookies.iter().find(|cookie| cookie.starts_with(&format!("{name}=")));
        set.and_then(|cookie| cookie.split(';').next()).unwrap_or_else(|| panic!("no {name}")).to_owned()
    }
}

/// A browser behind an address.
async fn go(door: &Door, from: &str, path: &str, cookies: &str) -> Sent {
    let mut request = Request::get(path)
        .header("x-forwarded-for", from)
        .header(header::USER_AGENT, "Mozilla/5.0 (X11; Linux) Firefox/140.0");
    if !cookies.is_empty() {
        request = request.header(header::COOKIE, cookies);
    }
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))));
    let response = door.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status().as_u16(), 303, "{path}");
    let all = |name| response.headers().get_all(name).iter().map(|value| value.to_str().unwrap().to_owned());
    Sent { to: all(header::LOCATION).collect(), cookies: all(header::SET_COOKIE).collect() }
}

/// To the provider, where the browser is given a code, and back.
async fn vouched(door: &Door, from: &str, code: &str, cookie: &str) -> Sent {
    let left = go(door, from, BEGINS, cookie).await;
    let state = left.to.split_once("state=").unwrap().1;
    let cookies = format!("{}; {cookie}", left.held("registrar_departure"));
    go(door, from, &format!("{BEGINS}/return?code={code}&state={state}"), &cookies).await
}

fn strict() -> SignInSettings {
    let failures = LoginLimits {
        failures: 3,
        failures_of_address: 4,
        slower_by: Duration::from_millis(1),
        ..LoginLimits::default()
    };
    SignInSettings { failures, ..optional() }
}

#[tokio::test]
async fn whoever_comes_back_without_having_left_locks_nobody_out() {
    let door = Door::open_with(strict()).await.vouched_by(Arc::new(Company));
    // As many times as a page of somebody else's can make the browsers of an office ask.
    for _ in 0..10 {
        let stray = go(&door, HERE, &format!("{BEGINS}/return?code=support&state=made-up"), "").await;
        assert_eq!(stray.to, "/?refused=STALE");
        let left = go(&door, HERE, BEGINS, "").await;
        let state = left.to.split_once("state=").unwrap().1;
        let given_up = format!("{BEGINS}/return?error=access_denied&state={state}");
        let given_up = go(&door, HERE, &given_up, &left.held("registrar_departure")).await;
        assert_eq!(given_up.to, "/?refused=DENIED");
    }
    assert!(door.try_sign_in_from(HERE, "support", PASSWORD, None).await.cookie.is_some());
    assert_eq!(vouched(&door, HERE, "support", "").await.to, "/");

    // What a provider was asked about counts for the address, as passwords do.
    for (code, word) in [("untrue", "UNTRUE"), ("stranger", "UNKNOWN"), ("no%20login", "UNKNOWN")] {
        assert_eq!(vouched(&door, HERE, code, "").await.to, format!("/?refused={word}"), "{code}");
    }
    assert_eq!(vouched(&door, HERE, "support", "").await.to, "/", "not yet");
    assert_eq!(door.try_sign_in_from(HERE, "support", "another", None).await.code(), "WRONG");
    assert_eq!(vouched(&door, HERE, "support", "").await.to, "/?refused=LOCKED");
    assert_eq!(door.try_sign_in_from(HERE, "support", PASSWORD, None).await.code(), "LOCKED");
    assert_eq!(vouched(&door, "203.0.113.9", "support", "").await.to, "/", "elsewhere");
}

#[tokio::test]
async fn who_works_here_is_let_in_without_a_code_of_ours_and_who_has_left_is_not() {
    let door = Door::open().await.vouched_by(Arc::new(Company));
    let offered = door.try_sign_in("support", PASSWORD, None).await;
    let secret = offered.answer["enrolment"]["secret"].as_str().unwrap().to_owned();
    let first = door.try_sign_in("support", PASSWORD, Some(&code(&secret, 0))).await.held();
    assert_eq!(door.try_sign_in("support", PASSWORD, None).await.answer["needs"], "CODE", "with a password");

    // The other spelling of the login is the same person, and a browser has one session.
    let entered = vouched(&door, HERE, "Support", &first).await;
    assert_eq!(entered.to, "/");
    let session = entered.held("registrar_session");
    let mine = "{ me { login role } sessions { agent address issuer current } }";
    let shown = door.with_cookie(&session, mine).await.data().clone();
    assert_eq!(shown["me"], json!({ "login": "support", "role": "support" }));
    let listed = json!([{ "agent": "Firefox 140 on Linux", "address": HERE,
        "issuer": "https://id.company.test", "current": true }]);
    assert_eq!(shown["sessions"], listed, "the former one is over");
    assert_eq!(door.with_cookie(&first, mine).await.status, 401);

    // Who leaves is vouched for in vain, and what was opened so ends with them.
    let admin: Login = "admin".parse().unwrap();
    door.application.dismiss_operator(&"support".parse().unwrap(), &admin, &door.ask()).await.unwrap();
    assert_eq!(door.with_cookie(&session, mine).await.status, 401);
    let refused = vouched(&door, HERE, "support", "").await;
    assert_eq!(refused.to, "/?refused=UNKNOWN");
    assert!(refused.cookies.iter().all(|cookie| cookie.starts_with("registrar_departure=;")));
    // An account is nobody who works here.
    assert_eq!(vouched(&door, HERE, "13490", "").await.to, "/?refused=UNKNOWN");
}

#[tokio::test]
async fn without_a_provider_there_is_no_way_to_it_and_passwords_go_on() {
    let door = Door::open_with(optional()).await;
    let offered = async |door: &Door| -> Value {
        let query = json!({ "query": "{ signIn { openidConnect { name path } } }" }).to_string();
        let (answer, _) = door.post_to("/graphql/session", "nobody", &[], query).await;
        answer.data()["signIn"]["openidConnect"].clone()
    };
    assert_eq!(offered(&door).await, Value::Null);
    for path in [BEGINS, "/sign-in/openid-connect/return?code=support&state=a"] {
        let mut request = Request::get(path).body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))));
        let response = door.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), 404, "{path}");
    }
    assert!(door.try_sign_in("support", PASSWORD, None).await.cookie.is_some());
    let door = door.vouched_by(Arc::new(Company));
    assert_eq!(offered(&door).await, json!({ "name": "Company account", "path": BEGINS }));
    assert!(door.try_sign_in("support", PASSWORD, None).await.cookie.is_some(), "beside it");
}
