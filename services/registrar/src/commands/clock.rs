//! `registrar clock advance`: asks the running demo to go forward.

use crate::access::Access;
use crate::terminal;
use anyhow::Context;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Longer than any advance takes: a year has hundreds of deadlines.
const PATIENCE: Duration = Duration::from_secs(580);

/// Asks the demo of a folder to go forward, and waits until it has.
///
/// # Errors
/// No demo runs there, or it refuses.
pub async fn advance(data: &Path, duration: &str, as_json: bool) -> anyhow::Result<()> {
    let access = Access::read(data)?;
    let admin = access
        .operators
        .iter()
        .find(|operator| operator.role == "admin")
        .context("access.json names no operator with the role admin")?;
    let query = "mutation($by: String!) { advanceClock(input: {by: $by}) { now deadlines userErrors { code message } } }";
    let body = json!({ "query": query, "variables": { "by": duration } });
    let spinner = terminal::spinner(&format!("moving the clock by {duration}"));
    let answer: Value = reqwest::Client::builder()
        .timeout(PATIENCE)
        .build()?
        .post(&access.graphql)
        .bearer_auth(&admin.token)
        .json(&body)
        .send()
        .await
        .with_context(|| format!("asking the demo at {}", access.graphql))?
        .json()
        .await
        .context("reading the demo's answer")?;
    spinner.finish_and_clear();
    if let Some(error) = answer["errors"][0]["message"].as_str() {
        anyhow::bail!("the demo refused: {error}");
    }
    let payload = &answer["data"]["advanceClock"];
    if let Some(error) = payload["userErrors"][0]["message"].as_str() {
        anyhow::bail!("the demo refused: {error}");
    }
    if as_json {
        terminal::json(&json!({ "now": payload["now"], "deadlines": payload["deadlines"] }));
        return Ok(());
    }
    let now = payload["now"].as_str().unwrap_or("?");
    terminal::say(&format!("it is now {now}; deadlines met on the way: {}", payload["deadlines"]));
    Ok(())
}
