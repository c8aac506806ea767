//! The public pages, as a browser asks for them.

use crate::demo::Demo;

/// A page as its reader has it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// HTTP status.
    pub status: u16,
    /// The HTML.
    pub text: String,
}

fn address(demo: &Demo, path: &str) -> String {
    format!("{}{path}", demo.access()["http"].as_str().expect("an address"))
}

async fn send(request: reqwest::RequestBuilder) -> Shown {
    let response = request.send().await.expect("the server answers");
    let status = response.status().as_u16();
    Shown { status, text: response.text().await.expect("a body") }
}

/// Opens a link.
///
/// # Panics
/// The server does not answer.
pub async fn look(demo: &Demo, path: &str) -> Shown {
    send(reqwest::Client::new().get(address(demo, path))).await
}

/// Opens a link as a mail scanner may.
///
/// # Panics
/// The server does not answer.
pub async fn head(demo: &Demo, path: &str) -> Shown {
    send(reqwest::Client::new().head(address(demo, path))).await
}

/// Presses a button of a vote page: `accept` or `refuse`.
///
/// # Panics
/// The server does not answer.
pub async fn press(demo: &Demo, path: &str, choice: &str) -> Shown {
    let request = reqwest::Client::new().post(address(demo, path)).body(format!("choice={choice}"));
    send(request.header("content-type", "application/x-www-form-urlencoded")).await
}
