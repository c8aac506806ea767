//! A provider of OpenID Connect, and a browser that goes to it and comes back.

use crate::demo::Demo;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How the provider knows the registrar.
pub const CLIENT: &str = "registrar";
/// What the registrar proves that with.
pub const CLIENT_SECRET: &str = "between-the-two-of-them-alone";

/// A running provider. Dropping it stops it.
pub struct Provider {
    /// Its issuer.
    pub issuer: String,
    process: Child,
}

impl Provider {
    /// Starts one for a demo at that address, which need not run yet.
    ///
    /// # Panics
    /// It does not start: `ops/test` installs what it needs.
    pub async fn start(http: &str) -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/openid/provider.mjs");
        let mut command = Command::new("node");
        command
            .arg(program)
            .arg(format!("{http}/sign-in/openid-connect/return"))
            .args([CLIENT, CLIENT_SECRET]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().expect("node runs");
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        loop {
            let line = lines.next_line().await.expect("text").expect("the provider says where it listens");
            if line.starts_with("http://") {
                // Nobody reads on: what it has to say goes to standard error.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Self { issuer: line, process };
            }
        }
    }

    /// A demo, not running yet, whose operators it vouches for.
    pub fn behind(&self, demo: Demo) -> Demo {
        let variable = |setting: &str| format!("REGISTRAR__SIGN_IN__OPENID_CONNECT__{setting}");
        demo.with(&variable("NAME"), "Company account")
            .with(&variable("ISSUER"), &self.issuer)
            .with(&variable("CLIENT_ID"), CLIENT)
            .with(&variable("CLIENT_SECRET"), CLIENT_SECRET)
    }

    /// From now on it signs with another key.
    ///
    /// # Panics
    /// It does not run.
    pub async fn rotate(&self) {
        let answer = reqwest::Client::new().post(format!("{}/rotate", self.issuer)).send().await;
        assert!(answer.expect("the provider answers").status().is_success());
    }

    /// It is gone.
    ///
    /// # Panics
    /// It cannot be ended.
    pub async fn end(&mut self) {
        self.process.kill().await.expect("a child can be killed");
    }
}

/// What was answered: where to go, and which cookies were set.
pub struct Led {
    /// HTTP status.
    pub status: u16,
    /// Where the answer leads; empty where it does not.
    pub to: String,
    /// `Set-Cookie`, as they were sent.
    pub cookies: Vec<String>,
}

/// A browser with cookies for each host, which follows nothing by itself.
pub struct Wanderer {
    http: reqwest::Client,
    home: String,
    cookies: BTreeMap<(String, String), String>,
}

impl Wanderer {
    /// One that knows the registrar's address.
    ///
    /// # Panics
    /// There is no client to be had.
    pub fn at(home: &str) -> Self {
        let none = reqwest::redirect::Policy::none();
        let http = reqwest::Client::builder().redirect(none).user_agent("Mozilla/5.0 Firefox/140.0").build();
        Self { http: http.expect("a client"), home: home.to_owned(), cookies: BTreeMap::new() }
    }

    /// What it keeps for the registrar under that name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(&(host(&self.home).to_owned(), name.to_owned())).map(String::as_str)
    }

    /// It keeps this for the registrar from now on.
    pub fn keep(&mut self, name: &str, value: &str) {
        self.cookies.insert((host(&self.home).to_owned(), name.to_owned()), value.to_owned());
    }

    /// Asks, with its cookies.
    ///
    /// # Panics
    /// Nobody answers.
    pub async fn send(&mut self, url: &str, request: reqwest::RequestBuilder) -> Led {
        let host = host(url).to_owned();
        let held: Vec<_> = self.cookies.iter().filter(|((at, _), _)| *at == host).collect();
        let held: Vec<_> = held.iter().map(|((_, name), value)| format!("{name}={value}")).collect();
        let answer = request.header("cookie", held.join("; ")).send().await.expect("somebody answers");
        let text = |value: &reqwest::header::HeaderValue| value.to_str().expect("text").to_owned();
        let cookies: Vec<_> = answer.headers().get_all("set-cookie").iter().map(text).collect();
        for cookie in &cookies {
            let (name, value) =
                cookie.split(';').next().and_then(|cookie| cookie.split_once('=')).expect("a cookie");
            let key = (host.clone(), name.to_owned());
            if value.is_empty() {
                self.cookies.remove(&key)
            } else {
                self.cookies.insert(key, value.to_owned())
            };
        }
        let to = answer.headers().get("location").map(text).unwrap_or_default();
        Led { status: answer.status().as_u16(), to: absolute(url, &to), cookies }
    }

    /// Goes to an address.
    pub async fn go(&mut self, url: &str) -> Led {
        let request = self.http.get(url);
        self.send(url, request).await
    }

    /// A request that this browser could make, to be given more headers.
    pub fn get(&self, url: &str) -> reqwest::RequestBuilder {
        self.http.get(url)
    }

    /// Begins at the registrar, signs in at the provider as somebody; the address with which it is sent back.
    ///
    /// # Panics
    /// It is led somewhere else.
    pub async fn vouched(&mut self, login: &str) -> String {
        let begun = self.go(&format!("{}/sign-in/openid-connect", self.home)).await;
        assert_eq!(begun.status, 303, "{}", begun.to);
        let asked = self.go(&begun.to).await;
        assert!(asked.to.contains("/interaction/"), "the provider asks who it is: {}", asked.to);
        let form = [("prompt", "login"), ("login", login), ("password", "whatever")];
        let body = form.map(|(name, value)| format!("{name}={value}")).join("&");
        let request = self.http.post(&asked.to).body(body);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let told = self.send(&asked.to, request).await;
        let back = self.go(&told.to).await.to;
        assert!(back.starts_with(&format!("{}/sign-in/openid-connect/return?", self.home)), "{back}");
        back
    }

    /// All of it; the last address.
    pub async fn sign_in(&mut self, login: &str) -> Led {
        let back = self.vouched(login).await;
        self.go(&back).await
    }
}

/// Scheme, host and port.
fn host(url: &str) -> &str {
    let end = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    &url[..end]
}

fn absolute(base: &str, to: &str) -> String {
    if to.starts_with('/') { format!("{}{to}", host(base)) } else { to.to_owned() }
}
