//! HTTP: who asks, how much, and under which key.

use crate::GraphqlState;
use crate::caller::Caller;
use crate::cookie;
use crate::limits;
use crate::loaders::Loading;
use application::TrustedProxies;
use async_graphql::Request;
use async_graphql::http::{ALL_WEBSOCKET_PROTOCOLS, GraphiQLSource};
use async_graphql_axum::GraphQLResponse;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use secrecy::SecretString;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

const PATH: &str = "/graphql";
const SESSION_PATH: &str = "/graphql/session";
const RESELLER_PATH: &str = "/graphql/reseller";
/// Longer than anything but a long way of the demo's clock.
const PATIENCE: Duration = Duration::from_secs(600);

/// Something that was read of a request, or the refusal of it.
pub(crate) type Identified<T> = Result<T, Box<Response>>;

/// The door at `/graphql`: requests by POST, a page to try them by GET, subscriptions by WebSocket; and beside it, at
/// `/graphql/session` and below `/sign-in`, where people sign in, and `/graphql/reseller`, for the accounts that have.
pub fn router(state: GraphqlState) -> Router {
    Router::new()
        .route(PATH, get(page_or_socket).post(execute))
        .route(SESSION_PATH, post(crate::session::execute))
        .route(RESELLER_PATH, post(crate::reseller::execute))
        .merge(crate::provider::routes())
        .layer(DefaultBodyLimit::max(limits::BODY))
        .merge(crate::evidence::routes())
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, PATIENCE))
        .with_state(state)
}

async fn execute(
    State(state): State<GraphqlState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let mut caller = match identify(&state, &headers, address(peer.ip(), &headers)).await {
        Ok(caller) => caller,
        Err(refused) => return *refused,
    };
    let request = match read(&headers, body) {
        Ok(request) => request,
        Err(refused) => return *refused,
    };
    caller.key = match keyed(&headers, &request) {
        Ok(key) => key,
        Err(refused) => return *refused,
    };
    respond(state.schema.execute(request.data(caller).data(Loading::new(state.application.clone()))).await)
}

/// The key of a request with its fingerprint, where it has one.
pub(crate) fn keyed(headers: &HeaderMap, request: &Request) -> Identified<Option<(String, String)>> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    match key.to_str() {
        Ok(key) if (1..=200).contains(&key.len()) => Ok(Some((key.to_owned(), fingerprint(request)))),
        _ => {
            let message = "Idempotency-Key: 1 to 200 visible characters are expected";
            Err(Box::new(refuse(StatusCode::BAD_REQUEST, "BAD_IDEMPOTENCY_KEY", message)))
        }
    }
}

/// The answer: a key that was used for another request is a conflict.
pub(crate) fn respond(response: async_graphql::Response) -> Response {
    let reused = response.errors.iter().any(|error| {
        error.extensions.as_ref().and_then(|known| known.get("code"))
            == Some(&async_graphql::Value::from("IDEMPOTENCY_KEY_REUSED"))
    });
    let answer = GraphQLResponse::from(response).into_response();
    if reused { (StatusCode::CONFLICT, answer).into_response() } else { answer }
}

/// One request as JSON: `query`, `variables`, `operationName`. No batch, no form, no upload.
pub(crate) fn read(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Request, Box<Response>> {
    let refused = |status, code, message: &str| Box::new(refuse(status, code, message));
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        let message = "Content-Type: application/json is expected";
        return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_CONTENT_TYPE", message));
    }
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let message = format!("the body: at most {} octets", limits::BODY);
            refused(StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", &message)
        }
        _ => refused(StatusCode::BAD_REQUEST, "BAD_REQUEST", "the body could not be read to its end"),
    })?;
    if body.iter().find(|octet| !octet.is_ascii_whitespace()) == Some(&b'[') {
        let message = "one request at a time: a JSON object with query and variables is expected";
        return Err(refused(StatusCode::BAD_REQUEST, "BATCH_REFUSED", message));
    }
    serde_json::from_slice(&body).map_err(|error| {
        let message =
            format!("the body is no request: {error}; an object with query and variables is expected");
        refused(StatusCode::BAD_REQUEST, "BAD_REQUEST", &message)
    })
}

/// A bearer token, or else the cookie of a session, which a browser sends also where a stranger's page makes it ask.
pub(crate) async fn identify(
    state: &GraphqlState,
    headers: &HeaderMap,
    address: IpAddr,
) -> Result<Caller, Box<Response>> {
    let needed = "a session (POST /graphql/session) or Authorization: Bearer TOKEN is needed; the demo's tokens are in \
                  access.json";
    let unknown = || Box::new(self::unknown(needed));
    let by_cookie = !headers.contains_key(header::AUTHORIZATION);
    let token = match headers.get(header::AUTHORIZATION) {
        Some(value) => value.to_str().ok().and_then(bearer).map(str::to_owned),
        None => match cookie::value(headers) {
            Some(_) if !cookie::from_own_page(headers, state.public_url()) => {
                return Err(Box::new(foreign()));
            }
            held => held,
        },
    };
    let token = token.ok_or_else(unknown)?;
    match state.application.admitted(&token, true).await {
        // A token does not become a cookie by being put there.
        Ok(Some(admitted)) if admitted.session.is_some() || !by_cookie => {
            Ok(Caller::of(admitted, address, &token))
        }
        Ok(_) => Err(unknown()),
        Err(error) => Err(Box::new(unchecked(&error))),
    }
}

/// Nobody that may come in.
pub(crate) fn unknown(needed: &str) -> Response {
    refuse(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", needed)
}

/// Who it is cannot be known now.
pub(crate) fn unchecked(error: &application::AskError) -> Response {
    tracing::error!(%error, "a token could not be checked");
    refuse(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "the token could not be checked; ask again")
}

pub(crate) fn bearer(value: &str) -> Option<&str> {
    value
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
}

/// A page of somebody else's asks.
pub(crate) fn foreign() -> Response {
    refuse(StatusCode::FORBIDDEN, "FOREIGN_ORIGIN", "a session is used from the registrar's own pages alone")
}

pub(crate) fn refuse(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "data": null, "errors": [{ "message": message, "extensions": { "code": code } }] });
    (status, Json(body)).into_response()
}

/// A proxy on this machine says whom it speaks for; nobody else is believed.
pub(crate) fn address(peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    TrustedProxies::default().visitor(peer, forwarded)
}

/// SHA-256 of document, operation and variables: another request under the same key is told apart.
fn fingerprint(request: &Request) -> String {
    let variables = serde_json::to_value(&request.variables).unwrap_or_default();
    let whole = json!([request.query, request.operation_name, variables]);
    data_encoding::HEXLOWER.encode(&Sha256::digest(whole.to_string().as_bytes()))
}

async fn page_or_socket(
    State(state): State<GraphqlState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return Html(GraphiQLSource::build().endpoint(PATH).subscription_endpoint(PATH).finish())
            .into_response();
    };
    let own = cookie::from_own_page(&headers, state.public_url());
    let entrance = crate::socket::Entrance {
        address: address(peer.ip(), &headers),
        cookie: cookie::value(&headers).filter(|_| own).map(SecretString::from),
    };
    upgrade
        .protocols(ALL_WEBSOCKET_PROTOCOLS)
        .max_message_size(limits::BODY)
        .on_upgrade(move |socket| crate::socket::converse(socket, state, entrance))
}
