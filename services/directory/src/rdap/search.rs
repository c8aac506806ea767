//! Searches (RFC 9082, section 3.2), for operators with a bearer token whose role may read.

use super::answer::{Answer, Problem};
use super::document::{Notice, SearchResults};
use super::object::Place;
use super::{Door, object};
use application::directory::{Pattern, SearchFor};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use domain_model::values::ContactHandle;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most of an answer.
const MOST: usize = 100;

type Parameters = BTreeMap<String, String>;
type Asked = Result<Query<Parameters>, QueryRejection>;

fn parameters(asked: Asked) -> Result<Parameters, Problem> {
    asked.map(|Query(asked)| asked).map_err(|_| Problem::bad("search", &"its parameters cannot be read"))
}

/// Every operator may read names; who may not see personal data sees what the world sees, as everybody does here.
async fn admitted(door: &Door, headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given
        .and_then(|given| given.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, token) = token.ok_or_else(Problem::not_proven)?;
    match door.application.authenticate(token.trim()).await {
        Ok(Some(_)) => door.ready(),
        Ok(None) => Err(Problem::not_proven()),
        Err(error) => {
            tracing::error!(error = %error, "a search could not be admitted");
            Err(Problem::internal())
        }
    }
}

/// The one parameter of a search; of others, that they are not served.
fn the_one<'q>(
    asked: &'q BTreeMap<String, String>,
    known: &[&'static str],
) -> Result<(&'static str, &'q str), Problem> {
    let mut parameters = asked.iter();
    let (Some((name, value)), None) = (parameters.next(), parameters.next()) else {
        return Err(Problem::bad("search", &format!("one parameter is expected, of: {}", known.join(", "))));
    };
    match known.iter().find(|known| *known == name) {
        Some(known) => Ok((known, value)),
        None => Err(Problem::unsupported(&format!("these searches are served: {}", known.join(", ")))),
    }
}

fn pattern(text: &str) -> Result<Pattern, Problem> {
    Pattern::parse(text).map_err(|refusal| Problem::bad("pattern", &refusal))
}

/// RFC 9083, section 9: that there is more is said.
fn document(door: &Door, results: SearchResults<'_>, more: bool) -> Result<Vec<u8>, Problem> {
    if !more {
        return door.document(results, door.registrar.notices());
    }
    let notices = door.registrar.notices_after(Notice {
        title: "Search Truncated",
        kind: Some("result set truncated due to excessive load"),
        description: vec!["There are more than 100: search for something narrower."],
        links: vec![],
    });
    door.document(results, &notices)
}

pub(super) async fn domains(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    admitted(&door, &headers).await?;
    let asked = parameters(asked)?;
    let wanted = match the_one(&asked, &["name", "nsLdhName"])? {
        ("name", value) => SearchFor::Name(pattern(value)?),
        (_, value) => SearchFor::Server(pattern(value)?),
    };
    let found = door.application.directory_search(&wanted, MOST);
    let now = door.application.clock().now();
    let entries: Vec<_> =
        found.found.iter().filter_map(|name| door.application.directory_name(name)).collect();
    let places: Vec<Place> =
        entries.iter().map(|entry| door.registrar.place("domain", entry.name.as_str())).collect();
    let objects = entries.iter().zip(&places).map(|(entry, place)| {
        // What is redacted is said of one object; of many, each says it in words.
        super::document::DomainObject { redacted: vec![], ..door.registrar.domain(entry, place, now) }
    });
    let results = SearchResults::Domains(objects.collect());
    let bytes = document(&door, results, found.more)?;
    Ok(Answer { bytes, version: None, updated: None }.respond_privately())
}

pub(super) async fn nameservers(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    admitted(&door, &headers).await?;
    let asked = parameters(asked)?;
    let (_, value) = the_one(&asked, &["name"])?;
    let found = door.application.directory_search_hosts(&pattern(value)?, MOST);
    let now = door.application.clock().now();
    let hosts: Vec<_> = found.found.iter().filter_map(|host| door.application.directory_host(host)).collect();
    let places: Vec<Place> =
        hosts.iter().map(|entry| door.registrar.place("nameserver", entry.host.as_str())).collect();
    let objects = hosts.iter().zip(&places).map(|(host, place)| door.registrar.nameserver(host, place, now));
    let results = SearchResults::Nameservers(objects.collect());
    let bytes = document(&door, results, found.more)?;
    Ok(Answer { bytes, version: None, updated: None }.respond_privately())
}

/// Persons are found by their whole handle: a list of persons is nobody's business over this door.
pub(super) async fn entities(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    admitted(&door, &headers).await?;
    let asked = parameters(asked)?;
    let (_, value) = the_one(&asked, &["handle"])?;
    if value.contains('*') {
        return Err(Problem::unsupported("persons are searched for by their whole handle"));
    }
    let handle = ContactHandle::parse(value).map_err(|error| Problem::bad("handle", &error))?;
    let entry = door.application.directory_handle(&handle);
    let place = door.registrar.place("entity", handle.as_str());
    let now = door.application.clock().now();
    let objects = entry.iter().map(|entry| object::entity(entry, &place, now));
    let results = SearchResults::Entities(objects.collect());
    let bytes = document(&door, results, false)?;
    Ok(Answer { bytes, version: None, updated: None }.respond_privately())
}
