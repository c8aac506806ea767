//! Sessions: what a cookie lets in and what not, and how sessions end.

use crate::signed_in::PASSWORD;
use crate::support::Door;
use application::{SecondFactorRule, SignInSettings};
use chrono::TimeDelta;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

const ME: &str = "{ me { login session { name } } }";

pub fn optional() -> SignInSettings {
    SignInSettings { second_factor: SecondFactorRule::Optional, ..SignInSettings::default() }
}

#[tokio::test]
async fn a_cookie_serves_the_registrars_own_pages_alone_and_a_token_wins() {
    let door = Door::open_with(optional()).await;
    let cookie = door.sign_in("support").await;
    let browse = async |headers: &[(&str, &str)]| door.browse(&cookie, headers, ME, json!({})).await;
    let host = ("host", "office.test");
    for own in [
        &[host, ("origin", "http://office.test"), ("sec-fetch-site", "same-origin")][..],
        &[host, ("origin", "http://127.0.0.1:8080")],
        &[host],
    ] {
        assert_eq!(browse(own).await.data()["me"]["login"], "support", "{own:?}");
    }
    for foreign in [
        &[host, ("origin", "http://evil.test")][..],
        &[host, ("origin", "null")],
        &[host, ("origin", "http://office.test"), ("sec-fetch-site", "cross-site")],
        &[host, ("sec-fetch-site", "same-site")],
    ] {
        let refused = browse(foreign).await;
        assert_eq!((refused.status, refused.code()), (403, "FOREIGN_ORIGIN"), "{foreign:?}");
    }
    let form = browse(&[("content-type", "text/plain")]).await;
    assert_eq!((form.status, form.code()), (415, "BAD_CONTENT_TYPE"));
    // A bearer token is never sent by a browser of its own accord.
    let body = json!({ "query": ME }).to_string();
    let both = [("cookie", cookie.as_str()), ("origin", "http://evil.test")];
    assert_eq!(door.post("viewer", &both, body.clone()).await.data()["me"]["login"], "viewer");
    let wrong = [("cookie", cookie.as_str()), ("authorization", "Bearer rgr_x")];
    assert_eq!(door.post("nobody", &wrong, body.clone()).await.status, 401, "the header counts");
    let token = format!("registrar_session={}", door.token("admin"));
    assert_eq!(door.with_cookie(&token, ME).await.status, 401, "a token is no session");
    // Where one signs in, strangers' pages are not listened to either.
    let (sign_in, set) =
        door.post_to("/graphql/session", "nobody", &[("origin", "http://evil.test")], body).await;
    assert_eq!((sign_in.status, set), (403, None));
}

#[tokio::test]
async fn where_one_signs_in_there_is_nothing_else() {
    let door = Door::open_with(optional()).await;
    let ask = async |cookie: &str, query: &str| {
        let body = json!({ "query": query }).to_string();
        door.post_to("/graphql/session", "nobody", &[("cookie", cookie)], body).await
    };
    let rule = ask("", "{ me { login } signIn { secondFactorRequired } }").await.0.data().clone();
    assert_eq!(rule, json!({ "me": null, "signIn": { "secondFactorRequired": false } }));
    for main in [
        "{ operators { login } }",
        "{ domains { edges { node { name } } } }",
        "mutation { issueToken { token } }",
    ] {
        assert!(!ask("", main).await.0.body["errors"].is_null(), "{main}");
    }
    let types = ask("", "{ __schema { types { name } } }").await.0.data().to_string();
    assert!(types.contains("SignInPayload") && !types.contains("Domain"), "{types}");
    let cookie = door.sign_in("finance").await;
    assert_eq!(ask(&cookie, "{ me { login role } }").await.0.data()["me"]["role"], "finance");
    let (out, forgotten) = ask(&cookie, "mutation { signOut { signedOut } }").await;
    assert_eq!(out.data()["signOut"]["signedOut"], true);
    assert!(forgotten.unwrap().contains("Max-Age=0"));
    assert_eq!(door.with_cookie(&cookie, ME).await.status, 401);
    assert!(ask(&cookie, "{ me { login } }").await.0.data()["me"].is_null());
}

#[tokio::test]
async fn sessions_are_seen_and_closed_by_whose_they_are_and_by_an_admin() {
    let door = Door::open_with(optional()).await;
    let (one, other) = (door.sign_in("support").await, door.sign_in("support").await);
    let sessions = async |cookie: &str| {
        let list = "{ sessions { name openedAt expiresAt address agent current } }";
        door.with_cookie(cookie, list).await.data()["sessions"].clone()
    };
    let list = sessions(&one).await;
    let current: Vec<bool> =
        list.as_array().unwrap().iter().map(|session| session["current"].as_bool().unwrap()).collect();
    assert_eq!(current, [false, true], "the latest first: {list}");
    assert_eq!(list[0]["address"], "127.0.0.1");
    let close = json!({ "session": list[0]["name"] });
    assert_eq!(door.command(&one, "closeSession", "id", close.clone()).await["id"], list[0]["name"]);
    assert_eq!(door.with_cookie(&other, ME).await.status, 401, "closed, it is over at once");
    assert_eq!(door.command(&one, "closeSession", "id", close).await["userErrors"][0]["code"], "NOT_FOUND");
    let viewer = door.sign_in("viewer").await;
    let theirs = "{ sessions(login: \"support\") { name } }";
    assert_eq!(door.with_cookie(&viewer, theirs).await.code(), "FORBIDDEN");
    let name = door.data("admin", theirs, json!({})).await["sessions"][0]["name"].clone();
    let close = "mutation($n: String!) { closeSession(input: { login: \"support\", session: $n }) { id } }";
    assert_eq!(door.browse(&viewer, &[], close, json!({ "n": name })).await.code(), "FORBIDDEN");
    door.data("admin", close, json!({ "n": name })).await;
    assert_eq!(door.with_cookie(&one, ME).await.status, 401);
}

#[tokio::test]
async fn password_role_and_departure_end_every_session() {
    let door = Door::open_with(optional()).await;
    let admin = async |field: &str, kind: &str, input: Value| {
        let done = door.mutate("admin", field, kind, "id", input).await;
        assert_eq!(done["userErrors"], json!([]), "{done}");
    };
    let over = async |cookie: &str| door.with_cookie(cookie, ME).await.status == 401;
    let cookie = door.sign_in("support").await;
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    let wrong = door.command(&cookie, "changePassword", "id", change("not this one", "a new password")).await;
    assert_eq!(wrong["userErrors"][0]["code"], "WRONG", "{wrong}");
    let short = door.command(&cookie, "changePassword", "id", change(PASSWORD, "short")).await;
    assert_eq!(short["userErrors"][0]["field"], "new", "{short}");
    assert!(!over(&cookie).await);
    let changed = door.command(&cookie, "changePassword", "id", change(PASSWORD, "a new password")).await;
    assert_eq!(changed["id"], "support", "{changed}");
    assert!(over(&cookie).await);
    assert_eq!(door.try_sign_in("support", PASSWORD, None).await.code(), "WRONG");
    let cookie = door.try_sign_in("support", "a new password", None).await.held();
    admin(
        "setOperatorPassword",
        "OperatorPasswordInput",
        json!({ "login": "support", "password": PASSWORD }),
    )
    .await;
    assert!(over(&cookie).await);
    let cookie = door.sign_in("support").await;
    admin(
        "setOperatorRole",
        "OperatorRoleInput",
        json!({ "login": "support", "role": "viewer", "reason": "a new post" }),
    )
    .await;
    assert!(over(&cookie).await);
    let cookie = door.sign_in("support").await;
    admin("dismissOperator", "DismissOperatorInput", json!({ "login": "support", "reason": "left" })).await;
    assert!(over(&cookie).await);
    assert_eq!(door.try_sign_in("support", PASSWORD, None).await.code(), "WRONG");
}

#[tokio::test]
async fn a_session_ends_in_its_time_whatever_the_demos_clock_says() {
    let lifetime = Duration::from_secs(6);
    let door = Door::open_with(SignInSettings { lifetime, ..optional() }).await;
    let cookie = door.sign_in("support").await;
    door.clock.set(TimeDelta::days(40));
    assert_eq!(door.with_cookie(&cookie, ME).await.status, 200);
    tokio::time::sleep(lifetime).await;
    assert_eq!(door.with_cookie(&cookie, ME).await.status, 401);
    let list = "{ sessions(login: \"support\") { name } }";
    assert_eq!(door.data("admin", list, json!({})).await["sessions"], json!([]));
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it() {
    let idle = Duration::from_secs(6);
    let door = Door::open_with(SignInSettings { idle, ..optional() }).await;
    let (used, unused) = (door.sign_in("support").await, door.sign_in("viewer").await);
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(door.with_cookie(&used, ME).await.status, 200);
        // To look whether one is signed in is no use.
        let look = json!({ "query": "{ me { login } }" }).to_string();
        door.post_to("/graphql/session", "nobody", &[("cookie", unused.as_str())], look).await;
    }
    assert_eq!(door.with_cookie(&unused, ME).await.status, 401);
    let history = "{ history(stream: \"operator/viewer\") { kind actor } }";
    let history = door.data("admin", history, json!({})).await["history"].clone();
    let last = history.as_array().unwrap().last().unwrap();
    assert_eq!((&last["kind"], &last["actor"]), (&json!("SessionClosed"), &json!("clock")), "{history}");
}

struct Socket(tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>);

impl Socket {
    /// As a page opens it: the browser adds cookie and origin.
    async fn connect(at: SocketAddr, cookie: &str, origin: &str) -> Self {
        let mut request = format!("ws://{at}/graphql").into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        headers.insert("cookie", cookie.parse().unwrap());
        headers.insert("origin", origin.parse().unwrap());
        let mut socket = Self(connect_async(request).await.unwrap().0);
        socket.say(json!({ "type": "connection_init" })).await;
        socket
    }

    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// What is said, or the code that it is closed with.
    async fn hear(&mut self) -> Result<Value, u16> {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(30), self.0.next()).await.unwrap();
            match next {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(why))) => return Err(why.map_or(0, |why| why.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }
}

#[tokio::test]
async fn a_page_listens_with_its_cookie_until_the_session_ends() {
    let door = Door::open_with(optional()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let service = door.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    let cookie = door.sign_in("support").await;
    let mut foreign = Socket::connect(at, &cookie, "http://evil.test").await;
    let refused = foreign.hear().await;
    assert!(refused.as_ref().map_or(true, |said| said["type"] == "connection_error"), "{refused:?}");
    let mut socket = Socket::connect(at, &cookie, &format!("http://{at}")).await;
    assert_eq!(socket.hear().await.unwrap()["type"], "connection_ack");
    let ask = json!({ "id": "1", "type": "subscribe", "payload": { "query": "{ me { login } }" } });
    socket.say(ask.clone()).await;
    assert_eq!(socket.hear().await.unwrap()["payload"]["data"]["me"]["login"], "support");
    assert_eq!(socket.hear().await.unwrap()["type"], "complete");
    let sign_out = json!({ "query": "mutation { signOut { signedOut } }" }).to_string();
    door.post_to("/graphql/session", "nobody", &[("cookie", cookie.as_str())], sign_out).await;
    socket.say(ask).await;
    assert_eq!(socket.hear().await, Err(4401), "an open connection is no way around");
}
