//! How the provider is asked: in limited time, for limited answers, without following it elsewhere.

use openidconnect::{HttpRequest, HttpResponse, http};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);
/// Octets of an answer: documents and key sets are some thousands.
const LARGEST: usize = 1 << 20;

/// Why there was no answer to be used.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The connection or the answer failed.
    #[error("{0}")]
    Failed(String),
    /// The answer does not end.
    #[error("the answer is larger than {LARGEST} octets")]
    Large,
    /// It is no answer of HTTP.
    #[error("no request or answer of HTTP")]
    Malformed(#[from] http::Error),
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        // The source says what the network said; no address, in which a code could stand.
        let error = error.without_url();
        let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
        Self::Failed(format!("{error}{}", source.unwrap_or_default()))
    }
}

pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .timeout(PATIENCE)
        // An answer that leads elsewhere is none: what it leads to was not configured.
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("registrar")
        .build()
}

pub async fn call(client: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, CallError> {
    let mut answer = client.execute(request.try_into()?).await?;
    let mut response = http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut body = vec![];
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > LARGEST {
            return Err(CallError::Large);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(response.body(body)?)
}
