//! Programs at the REST door: signatures, credentials, the page on which a person lets them in, and what is refused.

use serde_json::{Value, json};
use stories::{Demo, GraphQl, Keys, Rest};

const REVOKE: &str = "mutation($input: RevokeCredentialInput!) { revokeCredential(input: $input) \
    { id userErrors { code } } }";

fn form(fields: &[(&str, &str)]) -> String {
    let field = |(name, value): &(&str, &str)| format!("{name}={value}");
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}

/// What a browser has in front of it; redirections are not followed.
struct Page {
    status: u16,
    text: String,
    location: Option<String>,
    policy: String,
}

async fn browse(url: &str, answer: Option<String>) -> Page {
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let request = match answer {
        None => http.get(url),
        Some(body) => http.post(url).header("content-type", "application/x-www-form-urlencoded").body(body),
    };
    let response = request.send().await.expect("the server answers");
    let header =
        |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (location, policy) = (header("location"), header("content-security-policy").unwrap_or_default());
    Page {
        status: response.status().as_u16(),
        location,
        policy,
        text: response.text().await.expect("a page"),
    }
}

fn reseller(demo: &Demo, place: usize) -> (String, String) {
    let reseller = &demo.access()["resellers"][place];
    let password = reseller["password"].as_str().expect("a password").to_owned();
    (reseller["nichandle"].as_str().expect("a nichandle").to_owned(), password)
}

/// A credential that waits: the program with its keys, and the page.
async fn asked(demo: &Demo, body: Value) -> (Rest, String) {
    let first = Rest::of(demo, 0);
    let key = first.keys().application_key.clone();
    let stranger = Rest::unsigned(demo).with_header("X-Ovh-Application", &key);
    let answer = stranger.post("/auth/credential", body).await.ok();
    assert_eq!(answer["state"], "pendingValidation");
    let consumer_key = answer["consumerKey"].as_str().expect("a consumer key").to_owned();
    let page = answer["validationUrl"].as_str().expect("a page").to_owned();
    (Rest::unsigned(demo).signing(Keys { consumer_key, ..first.keys().clone() }), page)
}

#[tokio::test]
async fn a_call_is_signed_in_time_with_keys_that_are_in_force() {
    let demo = Demo::start().await;
    let program = Rest::of(&demo, 0);
    let time = Rest::unsigned(&demo).get("/auth/time").await.ok();
    let now = journal::wall_clock().timestamp();
    assert!(time.as_i64().is_some_and(|time| time.abs_diff(now) < 30), "{time}");
    let own = program.get("/auth/currentCredential").await.ok();
    assert_eq!((&own["status"], &own["expiration"]), (&json!("validated"), &Value::Null));
    assert_eq!(own["rules"].as_array().map(Vec::len), Some(4));
    assert_eq!(program.get("/auth/details").await.ok()["account"], "ve174-ovh");
    wrong_keys(&demo, &program).await;
    wrong_times_and_signatures(&program).await;
    addresses(&program).await;
    a_suspended_account_calls_nothing(&demo, &program).await;
}

async fn wrong_keys(demo: &Demo, program: &Rest) {
    const PATH: &str = "/auth/currentCredential";
    Rest::unsigned(demo).get(PATH).await.refused(401, "NOT_CREDENTIAL");
    let named = Rest::unsigned(demo).with_header("X-Ovh-Application", &program.keys().application_key);
    named.get(PATH).await.refused(403, "NOT_CREDENTIAL");
    let keys = program.keys();
    let other = Rest::of(demo, 1).keys().clone();
    for application_key in ["", "short", "0123456789abcdef"] {
        let keys = Keys { application_key: application_key.to_owned(), ..keys.clone() };
        Rest::unsigned(demo).signing(keys).get(PATH).await.refused(403, "INVALID_KEY");
    }
    let swapped = Keys { consumer_key: other.consumer_key.clone(), ..keys.clone() };
    Rest::unsigned(demo).signing(swapped).get(PATH).await.refused(403, "INVALID_CREDENTIAL");
    let mut letters = keys.consumer_key.clone();
    letters.replace_range(..1, if letters.starts_with('x') { "y" } else { "x" });
    let guessed = Keys { consumer_key: letters, ..keys.clone() };
    Rest::unsigned(demo).signing(guessed).get(PATH).await.refused(403, "INVALID_CREDENTIAL");
    let secret = Keys { application_secret: other.application_secret, ..keys.clone() };
    Rest::unsigned(demo).signing(secret).get(PATH).await.refused(400, "INVALID_SIGNATURE");
    program.get(PATH).await.ok();
}

async fn wrong_times_and_signatures(program: &Rest) {
    for seconds in [-240, 240] {
        program.clone().ahead(seconds).get("/auth/details").await.ok();
    }
    for seconds in [-330, 330, 86_400] {
        let refused = program.clone().ahead(seconds).get("/auth/details").await;
        assert_eq!(refused.refused(400, "QUERY_TIME_OUT")["field"], "X-Ovh-Timestamp");
    }
    let another = format!("{}/auth/time", program.endpoint());
    let got = program.call_as(reqwest::Method::GET, "/auth/details", None, &another).await;
    got.refused(400, "INVALID_SIGNATURE");
    let query = program.get("/auth/details?a=b&c=%20").await;
    assert_eq!(query.ok()["account"], "ve174-ovh", "the query is signed too");
}

/// What the client saw is signed, whatever stands between.
async fn addresses(program: &Rest) {
    const PATH: &str = "/auth/details";
    let without_port = "https://127.0.0.1/1.0/auth/details";
    program.call_as(reqwest::Method::GET, PATH, None, without_port).await.ok();
    let behind = program
        .clone()
        .with_header("X-Forwarded-Proto", "https")
        .with_header("X-Forwarded-Host", "api.registrar.test:8443");
    for seen in ["https://api.registrar.test:8443", "https://api.registrar.test"] {
        behind.call_as(reqwest::Method::GET, PATH, None, &format!("{seen}/1.0{PATH}")).await.ok();
    }
    let elsewhere = format!("https://other.registrar.test/1.0{PATH}");
    behind.call_as(reqwest::Method::GET, PATH, None, &elsewhere).await.refused(400, "INVALID_SIGNATURE");
}

async fn a_suspended_account_calls_nothing(demo: &Demo, program: &Rest) {
    let support = demo.graphql("support");
    let suspend = "mutation { suspendAccount(input: { account: 13490, reason: \"unpaid\" }) { id userErrors { code } } }";
    support.ask(suspend, json!({})).await;
    program.get("/auth/details").await.refused(403, "FORBIDDEN");
    let resume = "mutation { resumeAccount(input: { account: 13490 }) { id userErrors { code } } }";
    support.ask(resume, json!({})).await;
    program.get("/auth/details").await.ok();
}

#[tokio::test]
async fn a_person_lets_a_program_in_on_a_page_and_takes_it_back() {
    let demo = Demo::start().await;
    let (login, password) = reseller(&demo, 1);
    let body = json!({ "accessRules": [{ "method": "GET", "path": "/auth/*" }],
        "redirection": "https://shop.example/back?state=7", "allowedIPs": null });
    let (program, url) = asked(&demo, body).await;
    program.get("/auth/details").await.refused(403, "INVALID_CREDENTIAL");
    let english = browse(&url, None).await;
    assert_eq!(english.status, 200);
    assert!(english.text.contains("BookMyName") && english.text.contains("/auth/*"), "{}", english.text);
    assert!(english.text.contains("Let it in") && english.text.contains("without limit"), "{}", english.text);
    assert!(!english.text.contains("<script"), "no script");
    assert!(english.policy.contains("form-action 'self' https://shop.example;"), "{}", english.policy);
    let french = browse(&format!("{url}?lang=fr"), None).await;
    assert!(french.text.contains("J’autorise") && french.text.contains("Je refuse"), "{}", french.text);
    let grant = |login: &str, password: &str, validity: &str| {
        Some(form(&[("choice", "grant"), ("login", login), ("password", password), ("validity", validity)]))
    };
    for (login, password) in [(login.as_str(), "wrong"), ("nobody-ovh", password.as_str()), ("", "")] {
        let page = browse(&url, grant(login, password, "4")).await;
        assert_eq!(page.status, 403);
        assert!(page.text.contains("Account or password is wrong"), "{}", page.text);
    }
    program.get("/auth/details").await.refused(403, "INVALID_CREDENTIAL");
    let done = browse(&url, grant(&login, &password, "0")).await;
    assert_eq!((done.status, done.location.as_deref()), (303, Some("https://shop.example/back?state=7")));
    let details = program.get("/auth/details").await.ok();
    assert_eq!(details["account"], login, "it acts for whoever let it in");
    program.post("/auth/logout", Value::Null).await.refused(403, "NOT_GRANTED_CALL");
    program.get("/me").await.refused(403, "NOT_GRANTED_CALL");
    let granted = browse(&url, None).await;
    assert!(
        granted.text.contains("may use your account") && granted.text.contains(&login),
        "{}",
        granted.text
    );
    // Another answer comes too late.
    let (other, secret) = reseller(&demo, 0);
    assert_eq!(browse(&url, grant(&other, &secret, "0")).await.status, 409);
    assert_eq!(browse(&url, Some("choice=refuse".to_owned())).await.status, 409);
    let own = program.get("/auth/currentCredential").await.ok();
    assert!(own["expiration"].is_string(), "{own}");
    demo.advance("P2D").await;
    program.get("/auth/details").await.refused(403, "INVALID_CREDENTIAL");
    assert_eq!(browse(&url, None).await.status, 410);
}

#[tokio::test]
async fn what_is_refused_lapsed_or_taken_back_is_good_for_nothing() {
    let demo = Demo::start().await;
    let (login, password) = reseller(&demo, 0);
    let everything =
        json!({ "accessRules": [{ "method": "GET", "path": "/*" }, { "method": "POST", "path": "/*" }] });
    let grant =
        || Some(form(&[("choice", "grant"), ("login", &login), ("password", &password), ("validity", "4")]));
    let (refused, url) = asked(&demo, everything.clone()).await;
    let page = browse(&url, Some("choice=refuse".to_owned())).await;
    assert!(page.status == 200 && page.text.contains("Nothing was granted"), "{}", page.text);
    refused.get("/auth/details").await.refused(403, "INVALID_CREDENTIAL");
    assert_eq!(browse(&url, grant()).await.status, 409);
    // Given back by the program itself.
    let (program, url) = asked(&demo, everything.clone()).await;
    assert_eq!(browse(&url, grant()).await.status, 200);
    program.post("/auth/logout", Value::Null).await.ok();
    program.get("/auth/details").await.refused(403, "INVALID_CREDENTIAL");
    // Taken back by staff: by the door of the back office, and on the command line.
    let (program, url) = asked(&demo, everything.clone()).await;
    browse(&url, grant()).await;
    let number =
        program.get("/auth/currentCredential").await.ok()["credentialId"].as_u64().expect("a number");
    revoke(&demo.graphql("support"), number).await;
    program.get("/auth/details").await.refused(403, "INVALID_CREDENTIAL");
    let (program, url) = asked(&demo, everything.clone()).await;
    browse(&url, grant()).await;
    let number = program.get("/auth/currentCredential").await.ok()["credentialId"].clone();
    demo.command(&["account", "credential", "revoke", &number.to_string(), "--as", "support"]).await;
    program.get("/auth/details").await.refused(403, "INVALID_CREDENTIAL");
    let listed = demo.command(&["account", "credential", "list", "13490", "--json"]).await;
    let listed: Value = serde_json::from_str(&listed).expect("one document");
    let found = listed["items"].as_array().expect("items").iter().find(|item| item["number"] == number);
    assert_eq!(found.map(|item| &item["status"]), Some(&json!("revoked")), "{listed}");
    // Nobody answers for a day.
    let (late, url) = asked(&demo, everything).await;
    demo.advance("P1DT1M").await;
    assert_eq!(browse(&url, grant()).await.status, 409);
    assert_eq!(browse(&url, None).await.status, 410);
    late.get("/auth/details").await.refused(403, "INVALID_CREDENTIAL");
    let url = format!("{}x", url);
    assert_eq!(browse(&url, None).await.status, 404);
}

async fn revoke(support: &GraphQl, number: u64) {
    let data = support.ask(REVOKE, json!({ "input": { "credential": number } })).await;
    assert_eq!(data["revokeCredential"]["id"], number.to_string(), "{data}");
}

#[tokio::test]
async fn an_application_is_registered_shown_once_and_revoked_with_all_that_it_was_granted() {
    let demo = Demo::start().await;
    let create = ["account", "application", "create", "13491", "--name", "Cart", "--as", "support", "--json"];
    let made: Value = serde_json::from_str(&demo.command(&create).await).expect("one document");
    let text = |name: &str| made[name].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
    let (key, secret) = (text("applicationKey"), text("applicationSecret"));
    let stranger = Rest::unsigned(&demo).with_header("X-Ovh-Application", &key);
    let body = json!({ "accessRules": [{ "method": "GET", "path": "/auth/details" }], "allowedIPs": ["203.0.113.0/24"] });
    let asked = stranger.post("/auth/credential", body).await.ok();
    let consumer_key = asked["consumerKey"].as_str().expect("a key").to_owned();
    let (login, password) = reseller(&demo, 1);
    let grant = form(&[("choice", "grant"), ("login", &login), ("password", &password), ("validity", "2")]);
    let url = asked["validationUrl"].as_str().expect("a page");
    assert_eq!(browse(url, Some(grant)).await.status, 200);
    let keys = Keys { application_key: key.clone(), application_secret: secret.clone(), consumer_key };
    let program = Rest::unsigned(&demo).signing(keys);
    program.get("/auth/details").await.refused(403, "FORBIDDEN");
    // From the network that it said, as a proxy on this machine tells.
    let there = program.clone().with_header("X-Forwarded-For", "203.0.113.9");
    assert_eq!(there.get("/auth/details").await.ok()["account"], login);
    let list = demo.command(&["account", "application", "list", "13491", "--json"]).await;
    assert!(list.contains(&key) && !list.contains(&secret), "{list}");
    let history =
        demo.command(&["audit", "history", &format!("application/{key}"), "--reveal", "--as", "admin"]).await;
    assert!(!history.contains(&secret), "a secret is shown once: {history}");
    demo.command(&["account", "application", "revoke", &key, "--as", "support"]).await;
    there.get("/auth/details").await.refused(403, "INVALID_KEY");
    stranger.post("/auth/credential", json!({ "accessRules": [] })).await.refused(400, "FIELDS_INVALID");
    let again = json!({ "accessRules": [{ "method": "GET", "path": "/me" }] });
    stranger.post("/auth/credential", again).await.refused(403, "INVALID_KEY");
}

#[tokio::test]
async fn a_request_for_a_credential_names_what_is_wrong_with_it() {
    let demo = Demo::start().await;
    let key = Rest::of(&demo, 0).keys().application_key.clone();
    let stranger = Rest::unsigned(&demo).with_header("X-Ovh-Application", &key);
    let rule = json!({ "method": "GET", "path": "/me" });
    for (body, field) in [
        (json!({ "accessRules": [rule, { "method": "GET", "path": "me" }] }), "accessRules[1].path"),
        (json!({ "accessRules": [{ "method": "PATCH", "path": "/me" }] }), "accessRules[0].method"),
        (json!({ "accessRules": [rule], "redirection": "javascript:alert(1)" }), "redirection"),
        (json!({ "accessRules": [rule], "allowedIPs": ["1.2.3.4", "x"] }), "allowedIPs[1]"),
        (json!({ "accessRules": [] }), "accessRules"),
    ] {
        let got = stranger.post("/auth/credential", body).await;
        assert_eq!((got.status, &got.body["field"]), (400, &json!(field)), "{}", got.body);
    }
    let nobody = Rest::unsigned(&demo).post("/auth/credential", json!({ "accessRules": [rule] })).await;
    nobody.refused(403, "INVALID_KEY");
}
