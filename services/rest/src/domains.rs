//! `/domain`, `/domain/{serviceName}` and its tasks.

pub(crate) mod service;
mod task;

use crate::caller::Caller;
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Query, Segments};
use application::{NameSheet, Right};
use axum::Json;
use domain_model::values::{ContactNumber, DomainName};
use serde::Deserialize;
use service::{Service, ServiceInformation};
use std::sync::Arc;
use std::time::Duration;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// So long a list waits until the views have seen what was accepted a moment ago; later it shows what they have.
const PATIENCE: Duration = Duration::from_secs(5);

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(information))
        .merge(task::routes())
}

/// Lets the views see what was accepted a moment ago.
pub(crate) async fn fresh(caller: &Caller) {
    if let Err(error) = caller.application().views().caught_up(PATIENCE).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "a list may lag behind what was accepted");
    }
}

/// The name of a path. What is none is nobody's.
pub(crate) fn name_of(text: &str) -> Result<DomainName, Problem> {
    DomainName::parse(text).map_err(|_| no_service(text))
}

fn no_service(name: &str) -> Problem {
    Problem::not_found(format!("{name} is no service of this account"))
}

/// A name that the caller may see: another's does not exist.
pub(crate) async fn sheet(caller: &Caller, name: &DomainName) -> Result<NameSheet, Problem> {
    use application::{AskError, Refusal};
    match caller.application().name_sheet(caller.account(), name).await {
        Err(AskError::Refused(Refusal::NotYours { .. } | Refusal::Domain(_))) => {
            Err(no_service(name.as_str()))
        }
        sheet => Ok(sheet?),
    }
}

/// Which names are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Only those with this owner, by the number of its contact.
    #[serde(rename = "whoisOwner")]
    #[param(minimum = 1)]
    whois_owner: Option<u64>,
}

/// The names that the account manages, or stands in a role of.
#[utoipa::path(get, path = "/domain", tag = "domain", params(ListQuery), responses((status = 200, body = Vec<String>), Problem))]
async fn list(caller: Caller, Query(query): Query<ListQuery>) -> Result<Json<Vec<String>>, Problem> {
    fresh(&caller).await;
    let owner = query.whois_owner.map(ContactNumber::new);
    let names = caller.application().views().services_of(caller.account(), owner).await?;
    Ok(Json(names.iter().map(ToString::to_string).collect()))
}

/// What is known of a name.
#[utoipa::path(get, path = "/domain/{serviceName}", tag = "domain", params(("serviceName" = String, Path)), responses((status = 200, body = Service), Problem))]
async fn show(caller: Caller, Segments(name): Segments<String>) -> Result<Json<Service>, Problem> {
    let name = name_of(&name)?;
    let sheet = sheet(&caller, &name).await?;
    Ok(Json(Service::of(&caller, name, &sheet).await?))
}

/// The service behind a name: its accounts, and until when it runs.
#[utoipa::path(get, path = "/domain/{serviceName}/serviceInfos", tag = "domain", params(("serviceName" = String, Path)), responses((status = 200, body = ServiceInformation), Problem))]
async fn information(
    caller: Caller,
    Segments(name): Segments<String>,
) -> Result<Json<ServiceInformation>, Problem> {
    let name = name_of(&name)?;
    let sheet = sheet(&caller, &name).await?;
    Ok(Json(ServiceInformation::of(&caller, &name, &sheet).await?))
}

/// Whether the caller may do everything with a name.
fn manages(caller: &Caller, sheet: &NameSheet) -> bool {
    Right::Manage.of(caller.account(), &sheet.registration)
}
