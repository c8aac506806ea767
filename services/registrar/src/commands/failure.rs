//! How a command says no: a sentence for people, a document for programs, an exit code for scripts.

use crate::terminal;
use application::AskError;
use serde_json::json;
use std::process::ExitCode;

/// Asked wrongly, in a way that only shows once the words are put together.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// There is nothing of that name or number.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotFound(pub String);

/// Says what stood in the way.
pub fn report(error: &anyhow::Error, json: bool) -> ExitCode {
    let refusal = match error.downcast_ref::<AskError>() {
        Some(AskError::Refused(refusal)) => Some(refusal),
        _ => None,
    };
    let usage = error.downcast_ref::<Usage>().is_some();
    let code = match (refusal, error.downcast_ref::<AskError>()) {
        (Some(refusal), _) => refusal.code(),
        (None, Some(AskError::KeyReused)) => "KEY_REUSED",
        (None, Some(AskError::Contended)) => "CONTENDED",
        (None, Some(AskError::Unknown { .. })) => "OUTCOME_UNKNOWN",
        (None, Some(AskError::Registry(_))) => "REGISTRY_UNAVAILABLE",
        (None, Some(AskError::Resolver(_))) => "DNS_UNAVAILABLE",
        (None, Some(AskError::ClaimsNotice(_))) => "CLAIMS_NOTICE_UNAVAILABLE",
        _ if usage => "USAGE",
        _ if error.downcast_ref::<NotFound>().is_some() => "NOT_FOUND",
        _ => "FAILED",
    };
    let message = format!("{error:#}");
    if json {
        let field = refusal.and_then(|refusal| refusal.field());
        terminal::json(&json!({ "error": { "code": code, "message": message, "field": field } }));
    }
    terminal::complain(&message);
    if usage { ExitCode::from(2) } else { ExitCode::FAILURE }
}
