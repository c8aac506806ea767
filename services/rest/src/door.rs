//! HTTP: a call in, its signature checked, one line in the log.

use crate::caller::Call;
use crate::problem::Problem;
use crate::reading::Segments;
use crate::{account, auth, cart, changes, contacts, document, domains, orders};
use application::{Application, TrustedProxies};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use utoipa_axum::router::OpenApiRouter;

/// What all paths begin with.
pub(crate) const ROOT: &str = "/1.0";
/// Octets of a body: a contact with every field has a few kilobytes.
const LARGEST_BODY: usize = 256 * 1024;
/// Longer than a registry may be asked for an answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the handlers share.
pub(crate) struct Door {
    pub application: Application,
    pub proxies: TrustedProxies,
}

/// Every path below [`ROOT`], with what the document says of it.
pub(crate) fn paths() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .merge(auth::routes())
        .merge(cart::routes())
        .merge(orders::routes())
        .merge(domains::routes())
        .merge(changes::routes())
        .merge(contacts::routes())
        .merge(account::routes())
}

/// The door at `/1.0`. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`: failures are counted by
/// address.
pub fn router(application: Application) -> Router {
    let door = Arc::new(Door { application, proxies: TrustedProxies::default() });
    let (paths, _) = OpenApiRouter::new().nest(ROOT, paths()).split_for_parts();
    paths
        .merge(document::routes())
        .route("/contracts/{name}", get(contract))
        .method_not_allowed_fallback(async || Problem::no_such_method())
        .layer(from_fn_with_state(door.clone(), admit))
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, PATIENCE))
        .with_state(door)
}

/// A contract that orders agree to.
async fn contract(State(door): State<Arc<Door>>, Segments(name): Segments<String>) -> Response {
    match door.application.contract(&name) {
        Some(text) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response(),
        None => Problem::not_found("there is no such contract").into_response(),
    }
}

/// Reads a call whole, finds out who signed it, and hands it on.
async fn admit(
    State(door): State<Arc<Door>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let address = address(&door, peer, request.headers());
    let (account, response) = match identified(&door, request, peer, address).await {
        Ok(request) => {
            let account = request.extensions().get::<Arc<Call>>().and_then(|call| call.account());
            // A caller who hangs up does not end what it began.
            let served = tokio::spawn(next.run(request)).await;
            (account, served.unwrap_or_else(|_| Problem::internal().into_response()))
        }
        Err(problem) => (None, problem.into_response()),
    };
    let path = path.as_ref().map_or("(unknown)", MatchedPath::as_str);
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (status, account) = (response.status().as_u16(), account.map(|account| account.get()));
    tracing::info!(reseller = account, %method, path, milliseconds, status, "REST");
    response
}

async fn identified(
    door: &Door,
    request: Request,
    peer: SocketAddr,
    address: IpAddr,
) -> Result<Request, Problem> {
    let (mut parts, body) = request.into_parts();
    let body =
        axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|_| Problem::too_large(LARGEST_BODY))?;
    let identity = auth::identify(door, &parts, &body, peer, address).await?;
    let key = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    let fingerprint = key.as_ref().map(|_| fingerprint(&parts.method, &parts.uri.to_string(), &body));
    let call = Call { identity, address, key: key.zip(fingerprint) };
    parts.extensions.insert(Arc::new(call));
    Ok(Request::from_parts(parts, Body::from(body)))
}

fn address(door: &Door, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    door.proxies.visitor(peer.ip(), forwarded)
}

/// Of what is asked: another request under the same key is refused.
fn fingerprint(method: &Method, target: &str, body: &Bytes) -> String {
    let mut digest = Sha256::new();
    for part in [method.as_str().as_bytes(), target.as_bytes(), body] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    data_encoding::HEXLOWER.encode(&digest.finalize())
}
