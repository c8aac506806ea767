//! The REST door, as a program that signs its calls like the public clients do.

use crate::demo::Demo;
use reqwest::Method;
use serde_json::Value;
use sha1::{Digest, Sha1};
use std::collections::BTreeMap;
use std::time::Duration;

/// Longest wait for an answer.
const ANSWER: Duration = Duration::from_secs(130);

/// What calls are signed with.
#[derive(Clone)]
pub struct Keys {
    /// `X-Ovh-Application`.
    pub application_key: String,
    /// The secret.
    pub application_secret: String,
    /// `X-Ovh-Consumer`.
    pub consumer_key: String,
}

/// A program that calls.
#[derive(Clone)]
pub struct Rest {
    endpoint: String,
    keys: Option<Keys>,
    http: reqwest::Client,
    headers: BTreeMap<String, String>,
    /// Seconds that its clock is ahead.
    ahead: i64,
}

/// An answer with its status.
#[derive(Clone, Debug)]
pub struct Got {
    /// HTTP status.
    pub status: u16,
    /// The JSON; null where the body is empty.
    pub body: Value,
    /// Its headers, by their names in lower case.
    pub headers: BTreeMap<String, String>,
}

impl Got {
    /// The JSON of a call that succeeded.
    ///
    /// # Panics
    /// It was refused.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// A call that was refused so; its body.
    ///
    /// # Panics
    /// It was not, or with another status or code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        let found = (self.status, self.body["errorCode"].as_str().unwrap_or_default());
        assert_eq!(found, (status, code), "{}", self.body);
        let class = self.body["class"].as_str().unwrap_or_default();
        assert!(class.starts_with("Client::") || class.starts_with("Server::"), "{}", self.body);
        self.body
    }
}

impl Rest {
    /// The program of the demo's reseller in a place of `access.json`: 0 with points, 1 in francs, 2 without points.
    ///
    /// # Panics
    /// `access.json` has no keys.
    pub fn of(demo: &Demo, place: usize) -> Self {
        let keys = &demo.access()["resellers"][place]["rest"];
        let text = |name: &str| keys[name].as_str().expect("a key of access.json").to_owned();
        Self::unsigned(demo).signing(Keys {
            application_key: text("application_key"),
            application_secret: text("application_secret"),
            consumer_key: text("consumer_key"),
        })
    }

    /// A program without keys.
    ///
    /// # Panics
    /// `access.json` has no REST door.
    pub fn unsigned(demo: &Demo) -> Self {
        // Whoever comes first in a test process chooses the TLS implementation.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            endpoint: demo.access()["rest"].as_str().expect("the REST door").to_owned(),
            keys: None,
            http: reqwest::Client::new(),
            headers: BTreeMap::new(),
            ahead: 0,
        }
    }

    /// The same with these keys.
    #[must_use]
    pub fn signing(self, keys: Keys) -> Self {
        Self { keys: Some(keys), ..self }
    }

    /// The same with one more header in every call.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The same by a clock that is so many seconds ahead.
    #[must_use]
    pub fn ahead(self, seconds: i64) -> Self {
        Self { ahead: seconds, ..self }
    }

    /// The keys that it signs with.
    ///
    /// # Panics
    /// It signs nothing.
    pub fn keys(&self) -> &Keys {
        self.keys.as_ref().expect("a program that signs")
    }

    /// What its paths begin with.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Asks.
    ///
    /// # Panics
    /// The server does not answer with JSON.
    pub async fn get(&self, path: &str) -> Got {
        self.call(Method::GET, path, None).await
    }

    /// Asks for something.
    ///
    /// # Panics
    /// As [`Rest::get`].
    pub async fn post(&self, path: &str, body: Value) -> Got {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Changes something.
    ///
    /// # Panics
    /// As [`Rest::get`].
    pub async fn put(&self, path: &str, body: Value) -> Got {
        self.call(Method::PUT, path, Some(body)).await
    }

    /// Takes something away.
    ///
    /// # Panics
    /// As [`Rest::get`].
    pub async fn delete(&self, path: &str) -> Got {
        self.call(Method::DELETE, path, None).await
    }

    /// A call; without a body where it is null, as the public clients send none.
    ///
    /// # Panics
    /// As [`Rest::get`].
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Got {
        let address = format!("{}{path}", self.endpoint);
        self.call_as(method, path, body, &address).await
    }

    /// A call that is signed for another address than it is sent to.
    ///
    /// # Panics
    /// As [`Rest::get`].
    pub async fn call_as(&self, method: Method, path: &str, body: Option<Value>, signed: &str) -> Got {
        let body = body.filter(|body| !body.is_null()).map_or_else(String::new, |body| body.to_string());
        let mut request =
            self.http.request(method.clone(), format!("{}{path}", self.endpoint)).timeout(ANSWER);
        if let Some(keys) = &self.keys {
            let now = journal::wall_clock().timestamp() + self.ahead;
            request = request
                .header("X-Ovh-Application", &keys.application_key)
                .header("X-Ovh-Consumer", &keys.consumer_key)
                .header("X-Ovh-Timestamp", now)
                .header("X-Ovh-Signature", signature(keys, method.as_str(), signed, &body, now));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if !body.is_empty() {
            request = request.header("Content-Type", "application/json").body(body);
        }
        let response = request.send().await.expect("the server answers");
        let status = response.status().as_u16();
        let header = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        let headers = response.headers().iter().map(header).collect();
        let text = response.text().await.expect("a body");
        let body = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| panic!("{status}: not JSON: {text}")),
        };
        Got { status, body, headers }
    }
}

/// What the public clients send in `X-Ovh-Signature`.
pub fn signature(keys: &Keys, method: &str, address: &str, body: &str, timestamp: i64) -> String {
    let Keys { application_secret, consumer_key, .. } = keys;
    let signed = format!("{application_secret}+{consumer_key}+{method}+{address}+{body}+{timestamp}");
    format!("$1${}", data_encoding::HEXLOWER.encode(&Sha1::digest(signed.as_bytes())))
}
