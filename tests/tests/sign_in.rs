//! People at the back office's door, as their browsers come to it: a password, a second factor, a session, and pages of
//! strangers.

use journal::cluster::Role;
use journal::test_support::TestDatabase;
use serde_json::{Value, json};
use stories::Demo;
use totp_rs::{Builder, Secret};

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) { signedIn { login role } needs \
    recoveryCodes userErrors { code } } }";
const ME: &str = "{ me { login secondFactor session { name agent } } }";

/// A browser with its cookie.
struct Browser {
    http: reqwest::Client,
    url: String,
    cookie: Option<String>,
}

impl Browser {
    fn at(demo: &Demo) -> Self {
        // Whoever comes first in a test process chooses the TLS implementation.
        let _ = demo.graphql("viewer");
        let url = demo.access()["http"].as_str().expect("an address").trim_end_matches('/').to_owned();
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let http = reqwest::Client::builder().user_agent(agent).build().expect("a client");
        Self { http, url, cookie: None }
    }

    /// A request from a page of that origin; status and body.
    async fn ask_from(&mut self, origin: &str, path: &str, query: &str, variables: Value) -> (u16, Value) {
        let mut request = self.http.post(format!("{}{path}", self.url)).header("origin", origin);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let body = json!({ "query": query, "variables": variables });
        let answer = request.json(&body).send().await.expect("the server answers");
        if let Some(set) = answer.headers().get("set-cookie") {
            let set = set.to_str().expect("text");
            assert!(
                set.contains("HttpOnly") && set.contains("SameSite=Strict"),
                "the attributes of the cookie"
            );
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    /// The data of a request from our own page.
    async fn ask(&mut self, path: &str, query: &str, variables: Value) -> Value {
        let own = self.url.clone();
        let (status, body) = self.ask_from(&own, path, query, variables).await;
        assert!(status == 200 && body["errors"].is_null(), "{status} {body}");
        body["data"].clone()
    }

    async fn sign_in(&mut self, (login, password): &(String, String), code: Option<&str>) -> Value {
        let input = json!({ "login": login, "password": password, "code": code });
        self.ask("/graphql/session", SIGN_IN, json!({ "input": input })).await["signIn"].clone()
    }

    /// Whether the cookie lets in.
    async fn is_in(&mut self) -> bool {
        let own = self.url.clone();
        let (status, body) = self.ask_from(&own, "/graphql", ME, json!({})).await;
        assert!(status == 200 || status == 401, "{status} {body}");
        status == 200
    }
}

fn operator(demo: &Demo, role: &str) -> (String, String) {
    let operators = demo.access()["operators"].as_array().expect("operators");
    let operator = operators.iter().find(|operator| operator["role"] == role).expect("a known role");
    let text = |field: &str| operator[field].as_str().expect("text").to_owned();
    (text("login"), text("password"))
}

/// The code of a secret, so many steps from now.
fn code(secret: &str, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret).expect("base 32");
    let totp = Builder::new().with_secret(secret).build().expect("a secret that is long enough");
    let seconds = journal::wall_clock().timestamp() + 30 * steps;
    totp.generate(seconds.try_into().expect("after 1970")).to_string()
}

fn refusal(answer: &Value) -> &str {
    answer["userErrors"][0]["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn somebody_signs_in_with_a_second_factor_and_out_again() {
    let demo = Demo::start().await;
    let support = operator(&demo, "support");
    let mut browser = Browser::at(&demo);
    assert!(!browser.is_in().await);
    let wrong = (support.0.clone(), "not the password".to_owned());
    assert_eq!(refusal(&browser.sign_in(&wrong, None).await), "WRONG");
    let entered = browser.sign_in(&support, None).await;
    assert_eq!(entered["signedIn"]["role"], "support", "the demo asks for no second factor: {entered}");
    assert!(browser.is_in().await);

    // A second factor is set up, and from then on the password is not enough.
    let offer = "mutation { offerSecondFactor { secret uri } }";
    let offered = browser.ask("/graphql", offer, json!({})).await["offerSecondFactor"].clone();
    let secret = offered["secret"].as_str().expect("a secret").to_owned();
    let confirm = "mutation($code: String!) { confirmSecondFactor(input: { code: $code }) \
        { recoveryCodes userErrors { code } } }";
    let first = code(&secret, 0);
    let confirmed = browser.ask("/graphql", confirm, json!({ "code": first })).await;
    let recovery: Vec<String> =
        serde_json::from_value(confirmed["confirmSecondFactor"]["recoveryCodes"].clone()).expect("codes");
    assert_eq!(recovery.len(), 8, "{confirmed}");
    // The demo's clock is no way to other codes.
    demo.advance("P1D").await;
    let mut second = Browser::at(&demo);
    assert_eq!(second.sign_in(&support, None).await["needs"], "CODE");
    assert_eq!(refusal(&second.sign_in(&support, Some(&first)).await), "CODE_WRONG", "it has served");
    let next = code(&secret, 1);
    assert_eq!(second.sign_in(&support, Some(&next)).await["signedIn"]["login"], support.0.as_str());
    let mut third = Browser::at(&demo);
    assert_eq!(refusal(&third.sign_in(&support, Some(&next)).await), "CODE_WRONG", "it has served");
    assert_eq!(third.sign_in(&support, Some(&recovery[0])).await["signedIn"]["login"], support.0.as_str());
    assert_eq!(refusal(&Browser::at(&demo).sign_in(&support, Some(&recovery[0])).await), "CODE_WRONG");

    sessions_end(&demo, &mut browser, &mut second, &mut third).await;
    strangers(&mut second).await;
    on_this_machine(&demo, &mut second).await;
    let log = demo.log();
    for hidden in [&secret, &first, &next, &recovery[0], &recovery[0].replace('-', "")] {
        assert!(!log.contains(hidden.as_str()), "the log shows {hidden}");
    }
    demo.is_in_order().await;
}

async fn sessions_end(demo: &Demo, first: &mut Browser, second: &mut Browser, third: &mut Browser) {
    let list = "{ sessions { name agent current } }";
    let sessions = second.ask("/graphql", list, json!({})).await["sessions"].clone();
    let sessions = sessions.as_array().expect("a list").clone();
    assert_eq!(sessions.len(), 3, "{sessions:?}");
    assert_eq!(sessions[0]["agent"], "Firefox 140 on Linux");
    let current: Vec<_> = sessions.iter().map(|session| session["current"] == true).collect();
    assert_eq!(current, [false, true, false], "the latest first");
    let close = "mutation($s: String!) { closeSession(input: { session: $s }) { id userErrors { code } } }";
    let closed = second.ask("/graphql", close, json!({ "s": sessions[0]["name"] })).await;
    assert_eq!(closed["closeSession"]["id"], sessions[0]["name"], "{closed}");
    assert!(!third.is_in().await && second.is_in().await && first.is_in().await);
    let held = first.cookie.clone();
    first.ask("/graphql/session", "mutation { signOut { signedOut } }", json!({})).await;
    first.cookie = held;
    assert!(!first.is_in().await, "who has kept the cookie has nothing");
    let kinds = "{ history(stream: \"operator/support\", first: 100) { kind } }";
    let history = demo.graphql("auditor").ask(kinds, json!({})).await["history"].to_string();
    assert_eq!(history.matches("SessionOpened").count(), 3, "{history}");
    assert_eq!(history.matches("SessionClosed").count(), 2, "{history}");
}

/// A page of somebody else's makes the browser ask, with its cookie.
async fn strangers(browser: &mut Browser) {
    for path in ["/graphql", "/graphql/session"] {
        let (status, body) = browser.ask_from("https://evil.test", path, "{ me { login } }", json!({})).await;
        assert_eq!(
            (status, &body["errors"][0]["extensions"]["code"]),
            (403, &json!("FOREIGN_ORIGIN")),
            "{path}"
        );
    }
    assert!(browser.is_in().await);
}

async fn on_this_machine(demo: &Demo, browser: &mut Browser) {
    let json = async |words: &[&str]| -> Value {
        serde_json::from_str(&demo.command(&[&["--json"][..], words].concat()).await).expect("JSON")
    };
    let people = json(&["operator", "list"]).await;
    let support = people["items"].as_array().expect("a list").iter().find(|one| one["login"] == "support");
    let support = support.expect("support works here");
    assert_eq!((&support["secondFactor"], &support["sessions"]), (&json!(true), &json!(1)), "{support}");
    let secret = demo.data().join("password.txt");
    std::fs::write(&secret, "a long password\n").expect("a file");
    let enrol = |login: &'static str, role: &'static str, by: &'static str| {
        let file = secret.to_str().expect("a path").to_owned();
        let words = ["operator", "enrol", login, "--role", role, "--password-file"];
        [words.map(str::to_owned).to_vec(), vec![file, "--as".to_owned(), by.to_owned()]].concat()
    };
    let refused = enrol("mallory", "admin", "support");
    let refused: Vec<&str> = refused.iter().map(String::as_str).collect();
    assert!(!demo.try_command(&refused).await.status.success(), "an admin alone lets people in");
    let enrolled = enrol("bert", "viewer", "admin");
    json(&enrolled.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let entered = Browser::at(demo).sign_in(&("bert".to_owned(), "a long password".to_owned()), None).await;
    assert_eq!(entered["signedIn"]["role"], "viewer", "{entered}");
    let hidden = json(&["operator", "sessions", "support"]).await;
    assert_eq!(hidden["items"][0]["address"], Value::Null, "{hidden}");
    let shown = json(&["operator", "sessions", "support", "--reveal", "--as", "admin"]).await;
    assert_eq!(shown["items"][0]["address"], "127.0.0.1", "{shown}");
    let name = shown["items"][0]["name"].as_str().expect("a name");
    let refused = demo.try_command(&["operator", "close-session", "support", name, "--as", "finance"]).await;
    assert!(!refused.status.success() && browser.is_in().await);
    json(&["operator", "close-session", "support", name, "--as", "admin"]).await;
    // Another process may believe it for a tenth of a second.
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!browser.is_in().await);
    let lost =
        ["operator", "second-factor", "remove", "support", "--reason", "lost the phone", "--as", "admin"];
    json(&lost).await;
    let entered = browser.sign_in(&operator(demo, "support"), None).await;
    assert_eq!(entered["signedIn"]["login"], "support", "{entered}");
}

#[tokio::test]
async fn where_a_second_factor_is_required_the_first_sign_in_sets_it_up() {
    let mut demo = Demo::prepare().with("REGISTRAR__SIGN_IN__SECOND_FACTOR", "required");
    demo.launch().await;
    let admin = operator(&demo, "admin");
    let mut browser = Browser::at(&demo);
    let method = browser.ask("/graphql/session", "{ signIn { secondFactorRequired } }", json!({})).await;
    assert_eq!(method["signIn"]["secondFactorRequired"], true);
    let enrol = SIGN_IN.replace("needs", "needs enrolment { secret uri }");
    let input = json!({ "input": { "login": admin.0, "password": admin.1 } });
    let asked = browser.ask("/graphql/session", &enrol, input).await["signIn"].clone();
    assert_eq!((&asked["needs"], &browser.cookie), (&json!("ENROLMENT"), &None), "{asked}");
    let secret = asked["enrolment"]["secret"].as_str().expect("a secret");
    let entered = browser.sign_in(&admin, Some(&code(secret, 0))).await;
    assert_eq!(entered["recoveryCodes"].as_array().map(Vec::len), Some(8), "{entered}");
    assert_eq!(browser.ask("/graphql", ME, json!({})).await["me"]["secondFactor"], true);
    demo.is_in_order().await;
}

/// An installation in which nobody works yet, and no server has started: the demo's configuration over an empty database.
#[tokio::test]
async fn the_first_admin_of_an_installation_needs_nobody_and_whoever_follows_does() {
    let demo = Demo::start().await;
    let database = TestDatabase::new().await.expect("a database");
    let (config, secret) = (demo.data().join("registrar.toml"), demo.data().join("password.txt"));
    let enrol = async |login: &str, role: &str, password: &str, by: &[&str]| {
        std::fs::write(&secret, password).expect("a file");
        let mut command = tokio::process::Command::new(stories::registrar());
        command.args(["operator", "enrol", login, "--role", role, "--password-file"]).arg(&secret);
        command.args(by).arg("--config").arg(&config);
        command.env("REGISTRAR__DATABASE__URL", database.url(Role::Superuser));
        let output = command.output().await.expect("the binary runs");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    };
    let (done, said) = enrol("anne", "support", "a long password", &[]).await;
    assert!(!done, "the first one is an admin: {said}");
    let (done, said) = enrol("anne", "admin", "short", &[]).await;
    assert!(!done && said.contains("8 to 200 characters"), "{said}");
    let (done, said) = enrol("anne", "admin", "a long password\n", &[]).await;
    assert!(done && said.contains("anne works here as admin"), "{said}");
    let (done, said) = enrol("bert", "support", "a long password", &["--as", "anne"]).await;
    assert!(done, "{said}");
    let (done, said) = enrol("carl", "viewer", "a long password", &["--as", "bert"]).await;
    assert!(!done && said.contains("admin"), "{said}");
}
