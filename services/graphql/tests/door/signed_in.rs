//! A browser at the door: it signs in, and sends its cookie.

use crate::support::{Answer, Door};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

pub const PASSWORD: &str = "a long password";

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) { signedIn { login role expiresAt } \
    needs enrolment { secret uri } recoveryCodes retryAfterSeconds userErrors { code field message } } }";

/// What one sign-in answered, and the cookie that came with it.
pub struct Tried {
    pub answer: Value,
    pub cookie: Option<String>,
}

impl Tried {
    /// The code of the refusal.
    pub fn code(&self) -> &str {
        self.answer["userErrors"][0]["code"].as_str().unwrap_or_default()
    }

    /// What the browser sends from now on.
    pub fn held(&self) -> String {
        let cookie = self.cookie.as_ref().unwrap_or_else(|| panic!("not let in: {}", self.answer));
        cookie.split(';').next().unwrap().to_owned()
    }
}

/// The code of a secret, so many steps from now.
pub fn code(secret: &str, steps: i64) -> String {
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    let seconds = journal::wall_clock().timestamp() + 30 * steps;
    totp.generate(seconds.try_into().unwrap()).to_string()
}

impl Door {
    pub async fn try_sign_in(&self, login: &str, password: &str, code: Option<&str>) -> Tried {
        self.try_sign_in_from("127.0.0.1", login, password, code).await
    }

    /// From an address that the proxy on this machine names.
    pub async fn try_sign_in_from(
        &self,
        address: &str,
        login: &str,
        password: &str,
        code: Option<&str>,
    ) -> Tried {
        let input = json!({ "login": login, "password": password, "code": code });
        let body = json!({ "query": SIGN_IN, "variables": { "input": input } }).to_string();
        let headers =
            [("x-forwarded-for", address), ("user-agent", "Mozilla/5.0 (X11; Linux) Firefox/140.0")];
        let (answer, cookie) = self.post_to("/graphql/session", "nobody", &headers, body).await;
        Tried { answer: answer.data()["signIn"].clone(), cookie }
    }

    /// Signed in with the password alone, where that is enough; the cookie.
    pub async fn sign_in(&self, login: &str) -> String {
        self.try_sign_in(login, PASSWORD, None).await.held()
    }

    /// A document with a cookie.
    pub async fn with_cookie(&self, cookie: &str, query: &str) -> Answer {
        self.browse(cookie, &[], query, json!({})).await
    }

    /// As [`Door::with_cookie`], with what else the browser says.
    pub async fn browse(
        &self,
        cookie: &str,
        headers: &[(&str, &str)],
        query: &str,
        variables: Value,
    ) -> Answer {
        let headers = [&[("cookie", cookie)][..], headers].concat();
        self.post("nobody", &headers, json!({ "query": query, "variables": variables }).to_string()).await
    }

    /// The answer of a mutation by a browser.
    pub async fn command(&self, cookie: &str, field: &str, of: &str, input: Value) -> Value {
        let kind = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
        let query = format!(
            "mutation($input: {kind}!) {{ answer: {field}(input: $input) {{ {of} userErrors {{ code field }} }} }}"
        );
        self.browse(cookie, &[], &query, json!({ "input": input })).await.data()["answer"].clone()
    }
}
