//! The GraphQL door over HTTP.

use serde_json::{Value, json};
use std::time::Duration;

/// Longest wait for an answer: a server whose database is away waits for it for a while.
const ANSWER: Duration = Duration::from_secs(60);

/// A client with a token.
#[derive(Clone)]
pub struct GraphQl {
    url: String,
    token: String,
    http: reqwest::Client,
}

/// An answer with its status.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

impl Answer {
    /// `data`, where nothing failed.
    ///
    /// # Panics
    /// There are errors.
    pub fn data(&self) -> &Value {
        assert!(self.body["errors"].is_null(), "GraphQL failed: {}", self.body);
        &self.body["data"]
    }
}

impl GraphQl {
    /// At this address with this token.
    pub fn new(url: &str, token: &str) -> Self {
        // Whoever comes first in a test process chooses the TLS implementation.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { url: url.to_owned(), token: token.to_owned(), http: reqwest::Client::new() }
    }

    /// One request.
    ///
    /// # Panics
    /// The server does not answer with JSON.
    pub async fn send(&self, query: &str, variables: Value, key: Option<&str>) -> Answer {
        self.try_send(query, variables, key).await.expect("the server answers")
    }

    /// One request to a server that may be dying: whoever has no answer knows nothing.
    ///
    /// # Errors
    /// There is no answer within a while, or half of one.
    ///
    /// # Panics
    /// The server answers with something else than JSON.
    pub async fn try_send(
        &self,
        query: &str,
        variables: Value,
        key: Option<&str>,
    ) -> Result<Answer, reqwest::Error> {
        let mut request = self
            .http
            .post(&self.url)
            .timeout(ANSWER)
            .bearer_auth(&self.token)
            .json(&json!({ "query": query, "variables": variables }));
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}: not JSON: {text}"));
        Ok(Answer { status, body })
    }

    /// One request whose `data` matters.
    ///
    /// # Panics
    /// It fails.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        self.send(query, variables, None).await.data().clone()
    }
}
