//! RDAP (RFC 7480 to 7482, 9082, 9083, 9537) with the response profile of February 2024: names, hosts and persons from
//! memory, written straight to bytes.
//!
//! Searches are for the registrar's own people: a list of names is worth more than its names.

mod answer;
#[cfg(test)]
mod conformance_tests;
mod document;
mod jcard;
mod object;
mod redaction;
mod search;

use crate::limits::Limits;
use crate::without_root;
use answer::{Answer, Problem};
use application::{Application, TrustedProxies};
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{ConnectInfo, OriginalUri, Path, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use document::Document;
use domain_model::values::{ContactHandle, DomainName, HostName};
use object::Registrar;
use serde_json::value::RawValue;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

/// Where it stands on the web server.
pub const ROOT: &str = "/rdap";

pub(crate) struct Door {
    application: Application,
    registrar: Registrar,
    proxies: TrustedProxies,
    limits: Limits,
}

/// The door at `/rdap`. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`: queries are counted by
/// address.
pub fn router(application: Application, limits: Limits) -> Router {
    let registrar = Registrar::new(&application.settings().directory);
    let door = Arc::new(Door { application, registrar, proxies: TrustedProxies::default(), limits });
    let read_only = |method: MethodRouter<Arc<Door>>| {
        method.fallback(async || Problem::no_such_method()).options(answer::preflight)
    };
    Router::new()
        .route("/rdap/help", read_only(get(help)))
        .route("/rdap/domain/{name}", read_only(get(domain)))
        .route("/rdap/nameserver/{host}", read_only(get(nameserver)))
        .route("/rdap/entity/{handle}", read_only(get(entity)))
        .route("/rdap/domains", read_only(get(search::domains)))
        .route("/rdap/nameservers", read_only(get(search::nameservers)))
        .route("/rdap/entities", read_only(get(search::entities)))
        .route("/rdap/ip/{*address}", read_only(get(not_our_business)))
        .route("/rdap/autnum/{*number}", read_only(get(not_our_business)))
        .route("/rdap", read_only(get(nothing_here)))
        .route("/rdap/{*path}", read_only(get(nothing_here)))
        .layer(from_fn_with_state(door.clone(), admit))
        .with_state(door)
}

/// Counts a query, and writes one line of it.
async fn admit(
    State(door): State<Arc<Door>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let headers = request.headers();
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let address = door.proxies.visitor(peer.ip(), forwarded);
    let response = match door.limits.admit(address) {
        Ok(()) => next.run(request).await,
        Err(wait) => Problem::too_many(wait).into_response(),
    };
    let kind = uri.path().split('/').nth(2).unwrap_or_default();
    let kind = ["help", "domain", "nameserver", "entity", "domains", "nameservers", "entities"]
        .into_iter()
        .find(|known| *known == kind);
    let (status, microseconds) =
        (response.status().as_u16(), u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
    tracing::debug!(kind = kind.unwrap_or("(unknown)"), status, microseconds, "RDAP");
    answer::open_to_all(response)
}

impl Door {
    /// Before the directory is warm, what is not found may be ours.
    fn ready(&self) -> Result<(), Problem> {
        if self.application.directory_ready() { Ok(()) } else { Err(Problem::not_ready()) }
    }

    fn document<T>(&self, object: T, notices: &RawValue) -> Result<Vec<u8>, Problem>
    where
        T: serde::Serialize,
    {
        let document = Document { rdap_conformance: document::CONFORMANCE, lang: "en", object, notices };
        let mut bytes = Vec::with_capacity(8 * 1024);
        serde_json::to_writer(&mut bytes, &document).map_err(|_| Problem::internal())?;
        Ok(bytes)
    }
}

/// What is asked for; a text that is no UTF-8 is none.
type Segment = Result<Path<String>, PathRejection>;

fn segment(what: &str, given: Segment) -> Result<String, Problem> {
    given.map(|Path(text)| text).map_err(|_| Problem::bad(what, &"it is not written in UTF-8"))
}

async fn help(State(door): State<Arc<Door>>, request: Request) -> Result<Response, Problem> {
    let notices = door.registrar.notices_after(document::Notice {
        title: "Help",
        kind: None,
        description: vec![
            "domain/NAME, nameserver/HOST and entity/HANDLE are answered, for what is registered here. Names are taken in \
             A-labels or U-labels.",
            "domains?name=, domains?nsLdhName=, nameservers?name= and entities?handle= are for operators of this \
             registrar, with a bearer token.",
        ],
        links: vec![],
    });
    let bytes = door.document(std::collections::BTreeMap::<&str, &str>::new(), &notices)?;
    Ok(Answer { bytes, version: None, updated: None }.respond(request.headers()))
}

async fn domain(State(door): State<Arc<Door>>, name: Segment, request: Request) -> Result<Response, Problem> {
    let name = DomainName::parse(without_root(&segment("name", name)?))
        .map_err(|error| Problem::bad("name", &error))?;
    door.ready()?;
    let entry = door.application.directory_name(&name).ok_or_else(|| Problem::not_found("name"))?;
    let place = door.registrar.place("domain", name.as_str());
    let object = door.registrar.domain(&entry, &place, door.application.clock().now());
    let bytes = door.document(object, door.registrar.notices())?;
    Ok(Answer { bytes, version: Some(entry.version), updated: Some(entry.changed) }
        .respond(request.headers()))
}

async fn nameserver(
    State(door): State<Arc<Door>>,
    host: Segment,
    request: Request,
) -> Result<Response, Problem> {
    let host = HostName::parse(without_root(&segment("host", host)?))
        .map_err(|error| Problem::bad("host", &error))?;
    door.ready()?;
    let entry = door.application.directory_host(&host).ok_or_else(|| Problem::not_found("host"))?;
    let place = door.registrar.place("nameserver", host.as_str());
    let object = door.registrar.nameserver(&entry, &place, door.application.clock().now());
    let bytes = door.document(object, door.registrar.notices())?;
    Ok(Answer { bytes, version: Some(entry.version), updated: Some(entry.updated) }
        .respond(request.headers()))
}

async fn entity(
    State(door): State<Arc<Door>>,
    handle: Segment,
    request: Request,
) -> Result<Response, Problem> {
    let handle = segment("handle", handle)?;
    if door.registrar.is_asked_for(&handle) {
        let place = door.registrar.place("entity", door.registrar.handle());
        let mut object = door.registrar.entity();
        object.links.extend(place.links());
        let bytes = door.document(object, door.registrar.notices())?;
        return Ok(Answer { bytes, version: None, updated: None }.respond(request.headers()));
    }
    let handle = ContactHandle::parse(&handle).map_err(|error| Problem::bad("handle", &error))?;
    door.ready()?;
    let entry = door.application.directory_handle(&handle).ok_or_else(|| Problem::not_found("handle"))?;
    let place = door.registrar.place("entity", handle.as_str());
    let object = object::entity(&entry, &place, door.application.clock().now());
    let bytes = door.document(object, door.registrar.notices())?;
    Ok(Answer { bytes, version: Some(entry.version), updated: Some(entry.updated) }
        .respond(request.headers()))
}

/// Addresses and autonomous systems are registered elsewhere.
async fn not_our_business() -> Problem {
    Problem::unsupported("a registrar of names knows nothing of addresses and autonomous systems")
}

async fn nothing_here() -> Problem {
    Problem::no_such_path()
}
