//! People at the back office's door for whom a provider of OpenID Connect vouches: panva's `oidc-provider`, on loopback.

use serde_json::{Value, json};
use stories::{Demo, Led, Provider, Wanderer};

const MARK: &str = "registrar_departure";
const SESSION: &str = "registrar_session";

/// A provider, and a demo that believes it.
async fn both() -> (Provider, Demo, String) {
    // Whoever comes first in a test process chooses the TLS implementation.
    let demo = Demo::prepare();
    let home = demo.address();
    let provider = Provider::start(&home).await;
    let mut demo = provider.behind(demo);
    demo.launch().await;
    let _ = demo.graphql("viewer");
    (provider, demo, home)
}

/// The word with which the sign-in page is opened again.
fn refused(led: &Led, home: &str) -> String {
    assert_eq!(led.status, 303);
    let word = led.to.strip_prefix(&format!("{home}/?refused="));
    word.unwrap_or_else(|| panic!("led to {}", led.to)).to_owned()
}

/// What a page of ours asks with the browser's session.
async fn ask(browser: &Wanderer, home: &str, path: &str, query: &str) -> (u16, Value) {
    let session = browser.cookie(SESSION).unwrap_or_default();
    let request = reqwest::Client::new().post(format!("{home}{path}"));
    let request = request.header("origin", home).header("cookie", format!("{SESSION}={session}"));
    let answer = request.json(&json!({ "query": query })).send().await.expect("the server answers");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn somebody_signs_in_by_the_provider_and_out_again() {
    let (provider, demo, home) = both().await;
    let mut browser = Wanderer::at(&home);
    let (_, offered) =
        ask(&browser, &home, "/graphql/session", "{ signIn { openidConnect { name path } } }").await;
    let offered = &offered["data"]["signIn"]["openidConnect"];
    assert_eq!(*offered, json!({ "name": "Company account", "path": "/sign-in/openid-connect" }));

    let back = browser.vouched("support").await;
    let mark = browser.cookie(MARK).expect("a mark while the browser is away").to_owned();
    let entered = browser.go(&back).await;
    assert_eq!((entered.status, entered.to.as_str()), (303, format!("{home}/").as_str()));
    let session = entered.cookies.iter().find(|cookie| cookie.starts_with(SESSION)).expect("a session");
    assert!(session.contains("HttpOnly") && session.contains("SameSite=Strict"), "{session}");
    assert_eq!(browser.cookie(MARK), None, "the mark is taken back");

    let mine = "{ me { login role } sessions { agent issuer current } }";
    let (_, known) = ask(&browser, &home, "/graphql", mine).await;
    assert_eq!(known["data"]["me"], json!({ "login": "support", "role": "support" }), "{known}");
    let listed = json!([{ "agent": "Firefox 140", "issuer": provider.issuer, "current": true }]);
    assert_eq!(known["data"]["sessions"], listed);
    let history = "{ history(stream: \"operator/support\", first: 100) { kind } }";
    let history = demo.graphql("auditor").ask(history, json!({})).await["history"].to_string();
    assert_eq!(history.matches("SessionOpened").count(), 1, "{history}");

    // What has served once serves nobody again, also with the mark that belongs to it.
    let mut thief = Wanderer::at(&home);
    thief.keep(MARK, &mark);
    assert_eq!(refused(&thief.go(&back).await, &home), "STALE");

    let signed_out = ask(&browser, &home, "/graphql/session", "mutation { signOut { signedOut } }").await;
    assert_eq!(signed_out.0, 200);
    assert_eq!(ask(&browser, &home, "/graphql", "{ me { login } }").await.0, 401, "the session is over");
    let log = demo.log();
    for (_, hidden) in
        back.split(['?', '&']).filter_map(|part| part.split_once('=')).filter(|(n, _)| *n != "iss")
    {
        assert!(!log.contains(hidden), "the log shows what came back");
    }
    assert!(!log.contains(stories::CLIENT_SECRET) && !log.contains(&mark));
    demo.is_in_order().await;
}

#[tokio::test]
async fn whoever_did_not_leave_from_here_does_not_come_back() {
    let (_provider, _demo, home) = both().await;
    // Somebody else's way back, sent to a person who has begun one of their own, or none.
    let mut attacker = Wanderer::at(&home);
    let back = attacker.vouched("support").await;
    let mut victim = Wanderer::at(&home);
    assert_eq!(refused(&victim.go(&back).await, &home), "STALE");
    victim.vouched("admin").await;
    let led = victim.go(&back).await;
    assert_eq!(refused(&led, &home), "STALE");
    assert_eq!(victim.cookie(SESSION), None);
    // A mark that somebody made up or changed is none of ours.
    let mark = attacker.cookie(MARK).expect("a mark").to_owned();
    let changed = format!("{}{}", if mark.starts_with('A') { 'B' } else { 'A' }, &mark[1..]);
    for made_up in [changed.as_str(), "AAAA", "", &"A".repeat(96), "%"] {
        let mut other = Wanderer::at(&home);
        other.keep(MARK, made_up);
        assert_eq!(refused(&other.go(&back).await, &home), "STALE", "{made_up}");
    }
    // A page of somebody else's begins nothing.
    let begins = format!("{home}/sign-in/openid-connect");
    let request = victim.get(&begins).header("sec-fetch-site", "cross-site");
    assert_eq!(refused(&victim.send(&begins, request).await, &home), "STALE");
    for malformed in
        ["", "?state=a", "?code=a", "?code=a&error=b&state=c", "?code=a&code=b&state=c", "?state=%ff&code=a"]
    {
        let led = victim.go(&format!("{home}/sign-in/openid-connect/return{malformed}")).await;
        assert_eq!(refused(&led, &home), "STALE", "{malformed}");
    }
    let at = back.find("state=").expect("a state");
    let state = back[at..].split('&').next().expect("a state");
    let denied = format!("{home}/sign-in/openid-connect/return?error=access_denied&{state}");
    assert_eq!(refused(&attacker.go(&denied).await, &home), "DENIED");
}

#[tokio::test]
async fn a_provider_is_believed_only_where_its_token_is_right() {
    let (mut provider, demo, home) = both().await;
    for (login, word) in [
        ("stranger", "UNKNOWN"),
        ("not a login!", "UNKNOWN"),
        ("wrong-nonce", "UNTRUE"),
        ("wrong-audience", "UNTRUE"),
        ("wrong-issuer", "UNTRUE"),
        ("expired", "UNTRUE"),
        ("forged", "UNTRUE"),
    ] {
        let mut browser = Wanderer::at(&home);
        let led = browser.sign_in(login).await;
        assert_eq!((refused(&led, &home).as_str(), browser.cookie(SESSION)), (word, None), "{login}");
    }
    let log = demo.log();
    for why in
        ["it is of another sign-in", "it is for somebody else", "it is by somebody else", "its time is over"]
    {
        assert!(log.contains(why), "whoever runs the registrar can see: {why}");
    }
    // Nobody was enrolled by it.
    let people = demo.graphql("admin").ask("{ operators { login } }", json!({})).await.to_string();
    assert!(!people.contains("stranger"), "{people}");

    // Another key is asked for; another minute is not waited for.
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    provider.rotate().await;
    let mut browser = Wanderer::at(&home);
    assert_eq!(browser.sign_in("support").await.to, format!("{home}/"));

    let mut late = Wanderer::at(&home);
    let back = late.vouched("admin").await;
    provider.end().await;
    assert_eq!(refused(&late.go(&back).await, &home), "UNAVAILABLE");
    demo.is_in_order().await;
}
