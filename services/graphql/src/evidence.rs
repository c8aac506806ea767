//! Documents behind votes: `POST /graphql/evidence` takes one as it is, `GET /graphql/evidence/STREAM/NUMBER/DIGEST` gives it
//! back to roles that see personal data, and every such look is recorded. A document is no GraphQL: it is larger than any
//! request there may be.

use crate::GraphqlState;
use crate::caller::{Caller, application};
use crate::http;
use crate::payload::failure;
use application::{Evidence, EvidenceFor, LARGEST_EVIDENCE, NoEvidence, NotRecorded};
use async_graphql::Context;
use axum::extract::rejection::QueryRejection;
use axum::extract::{ConnectInfo, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain_model::values::{OperationNumber, Sha256Digest};
use domain_model::{contact_change, trade, transfer};
use journal::StreamId;
use serde::Deserialize;
use serde_json::json;
use std::net::SocketAddr;

const PATH: &str = "/graphql/evidence";

pub(crate) fn routes() -> Router<GraphqlState> {
    Router::new().route(PATH, post(keep)).route(&format!("{PATH}/{{kind}}/{{number}}/{{digest}}"), get(give))
}

/// Where a document that was shown for a stream is given back.
pub(crate) fn path(stream: &StreamId, digest: &str) -> String {
    format!("{PATH}/{stream}/{digest}")
}

/// Where a document that an event names is given back, if it is kept.
pub(crate) async fn kept(
    ctx: &Context<'_>,
    stream: &str,
    digest: Option<&str>,
) -> async_graphql::Result<Option<String>> {
    let (Some(stream), Some(digest)) = (StreamId::parse(stream), digest) else { return Ok(None) };
    let kept = application(ctx).journal().has_document(&stream, digest).await;
    let kept = kept.map_err(|error| failure(&error.into()))?;
    Ok(kept.then(|| path(&stream, digest)))
}

/// For whose vote a document is shown, and what it is called.
#[derive(Deserialize)]
struct Asked {
    /// trade, transfer or contact-change.
    kind: String,
    number: u64,
    /// owner, new-owner or admin; from or to.
    side: String,
    name: String,
}

impl Asked {
    fn shown(&self) -> Option<EvidenceFor> {
        let number = OperationNumber::new(self.number);
        Some(match (self.kind.as_str(), self.side.as_str()) {
            ("trade", "owner") => EvidenceFor::Trade(number, trade::Side::Owner),
            ("trade", "new-owner") => EvidenceFor::Trade(number, trade::Side::NewOwner),
            ("transfer", "owner") => EvidenceFor::Transfer(number, transfer::Side::Owner),
            ("transfer", "admin") => EvidenceFor::Transfer(number, transfer::Side::Admin),
            ("contact-change", "from") => EvidenceFor::ContactChange(number, contact_change::Side::From),
            ("contact-change", "to") => EvidenceFor::ContactChange(number, contact_change::Side::To),
            _ => return None,
        })
    }
}

async fn keep(
    State(state): State<GraphqlState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    asked: Result<Query<Asked>, QueryRejection>,
    request: Request,
) -> Response {
    let headers = request.headers();
    let caller = match http::identify(&state, headers, http::address(peer.ip(), headers)).await {
        Ok(caller) => caller,
        Err(refused) => return *refused,
    };
    if !caller.role.may_support() {
        return forbidden("support or admin", &caller);
    }
    let Ok(Query(asked)) = asked else {
        let message = "kind, number, side and name are expected in the address";
        return http::refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    };
    // Read only now: strangers are not listened to for long.
    let Ok(octets) = axum::body::to_bytes(request.into_body(), LARGEST_EVIDENCE).await else {
        return refused(NoEvidence::Size);
    };
    let Some(shown) = asked.shown() else { return refused(NoEvidence::Unknown) };
    match state.application.keep_evidence(shown, &asked.name, &octets, &caller.login).await {
        Ok(Ok(digest)) => Json(json!({
            "digest": digest.as_str(), "path": path(&shown.stream(), digest.as_str()), "userErrors": [],
        }))
        .into_response(),
        Ok(Err(why)) => refused(why),
        Err(error) => failed(&error),
    }
}

async fn give(
    State(state): State<GraphqlState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path((kind, number, digest)): Path<(String, u64, String)>,
) -> Response {
    let caller = match http::identify(&state, &headers, http::address(peer.ip(), &headers)).await {
        Ok(caller) => caller,
        Err(refused) => return *refused,
    };
    if !caller.role.sees_personal_data() {
        return forbidden("support, auditor or admin", &caller);
    }
    let stream = StreamId::new(&kind, &number.to_string());
    let Ok(digest) = Sha256Digest::parse(&digest) else { return refused(NoEvidence::Unknown) };
    let evidence = match state.application.evidence(&stream, &digest).await {
        Ok(Ok(evidence)) => evidence,
        Ok(Err(why)) => return refused(why),
        Err(error) => return failed(&error),
    };
    match state.application.record_look(&caller.at_work(), vec![stream.to_string()]).await {
        Ok(()) => document(evidence),
        Err(NotRecorded) => {
            let message = "the look at personal data could not be recorded, so nothing is shown; ask again";
            http::refuse(StatusCode::SERVICE_UNAVAILABLE, "AUDIT_UNAVAILABLE", message)
        }
    }
}

/// To be kept, not opened among our pages: whoever made it is not one of us.
fn document(Evidence { name, media_type, octets }: Evidence) -> Response {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' }).collect();
    let named = format!("attachment; filename=\"{plain}\"");
    let mut answer = octets.into_response();
    for (header, value) in [
        (header::CONTENT_TYPE, media_type.as_str()),
        (header::CONTENT_DISPOSITION, named.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            answer.headers_mut().insert(header, value);
        }
    }
    answer
}

fn refused(why: NoEvidence) -> Response {
    let (status, code, field) = match why {
        NoEvidence::Unknown => (StatusCode::NOT_FOUND, "NOT_FOUND", None),
        NoEvidence::Size => (StatusCode::PAYLOAD_TOO_LARGE, "EVIDENCE_SIZE", Some("evidence")),
        NoEvidence::Type => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "EVIDENCE_TYPE", Some("evidence")),
        NoEvidence::Name => (StatusCode::BAD_REQUEST, "EVIDENCE_NAME", Some("name")),
        NoEvidence::Erased => (StatusCode::GONE, "ERASED", None),
    };
    let body = json!({ "userErrors": [{ "code": code, "field": field, "message": why.to_string() }] });
    (status, Json(body)).into_response()
}

fn forbidden(needed: &str, caller: &Caller) -> Response {
    let message = format!("this needs the role {needed}; yours is {}", caller.role);
    http::refuse(StatusCode::FORBIDDEN, "FORBIDDEN", &message)
}

fn failed(error: &application::AskError) -> Response {
    tracing::error!(%error, "a document was not kept, or not given");
    http::refuse(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "ask again in a moment")
}
