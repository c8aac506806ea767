//! Tasks: the operations on a name, in the words of the public API. A task's number is the operation's, which every other
//! door shows too.

use super::{fresh, manages, name_of, sheet};
use crate::caller::Caller;
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Body, Query, Segments};
use axum::Json;
use domain_model::values::{DomainName, OperationNumber, Reason};
use projections::operations::{OperationFilter, OperationSort, PendingOperation};
use projections::{MOST_ROWS, Paging, Sight};
use serde::Deserialize;
use shown::{Task, TaskFunction, TaskStatus};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

mod shown;

/// Pages of operations that a list looks through, the latest first: ten thousand operations.
const PAGES: usize = 20;
/// What `object` says of operations on names.
const DOMAIN: &str = "Domain";

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .routes(routes!(list, list_by_post))
        .routes(routes!(show))
        .routes(routes!(cancel))
        .routes(routes!(relaunch))
        .routes(routes!(mine))
        .routes(routes!(one_of_mine))
}

/// Which tasks are listed.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct TaskQuery {
    /// What they do.
    function: Option<TaskFunction>,
    /// How they stand.
    status: Option<TaskStatus>,
}

/// Which tasks of the account are listed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct OwnTaskQuery {
    /// About this name.
    domain: Option<String>,
    /// What they do.
    function: Option<TaskFunction>,
    /// How they stand.
    status: Option<TaskStatus>,
}

/// The tasks of a name, by number.
#[utoipa::path(get, path = "/domain/{serviceName}/task", tag = "domain", params(("serviceName" = String, Path), TaskQuery), responses((status = 200, body = Vec<u64>), Problem))]
async fn list(
    caller: Caller,
    Segments(name): Segments<String>,
    Query(query): Query<TaskQuery>,
) -> Result<Json<Vec<u64>>, Problem> {
    tasks_of_name(&caller, &name, &query).await
}

/// The tasks of a name, by number, as the paper on owner changes prints the call; the filters stand in the body.
#[utoipa::path(post, path = "/domain/{serviceName}/task", tag = "domain", params(("serviceName" = String, Path)), request_body = Option<TaskQuery>, responses((status = 200, body = Vec<u64>), Problem))]
async fn list_by_post(
    caller: Caller,
    Segments(name): Segments<String>,
    Body(query): Body<Option<TaskQuery>>,
) -> Result<Json<Vec<u64>>, Problem> {
    tasks_of_name(&caller, &name, &query.unwrap_or_default()).await
}

async fn tasks_of_name(caller: &Caller, name: &str, query: &TaskQuery) -> Result<Json<Vec<u64>>, Problem> {
    let name = name_of(name)?;
    fresh(caller).await;
    let known = visible(caller, &name).await?;
    let wanted = known.iter().filter(|found| matches(found, query.function, query.status));
    Ok(Json(wanted.map(|found| found.operation.number.get()).collect()))
}

/// A task of a name.
#[utoipa::path(get, path = "/domain/{serviceName}/task/{id}", tag = "domain", params(("serviceName" = String, Path), ("id" = u64, Path)), responses((status = 200, body = Task), Problem))]
async fn show(caller: Caller, Segments((name, id)): Segments<(String, u64)>) -> Result<Json<Task>, Problem> {
    fresh(&caller).await;
    Ok(Json(Task::of(&task_of_name(&caller, &name, id).await?)))
}

/// Call a task off that has not been sent to the registry; one that failed is given up.
#[utoipa::path(post, path = "/domain/{serviceName}/task/{id}/cancel", tag = "domain", params(("serviceName" = String, Path), ("id" = u64, Path)), responses((status = 200, body = ()), Problem))]
async fn cancel(caller: Caller, Segments((name, id)): Segments<(String, u64)>) -> Result<Json<()>, Problem> {
    let found = changeable(&caller, &name, id).await?;
    let why = Reason::parse("called off by the customer").map_err(|_| Problem::internal())?;
    caller.application().cancel_operation(found.operation.number, why, &caller.ask()).await?;
    Ok(Json(()))
}

/// Start a task again that failed.
#[utoipa::path(post, path = "/domain/{serviceName}/task/{id}/relaunch", tag = "domain", params(("serviceName" = String, Path), ("id" = u64, Path)), responses((status = 200, body = ()), Problem))]
async fn relaunch(
    caller: Caller,
    Segments((name, id)): Segments<(String, u64)>,
) -> Result<Json<()>, Problem> {
    let found = changeable(&caller, &name, id).await?;
    caller.application().restart_operation(found.operation.number, None, &caller.ask()).await?;
    Ok(Json(()))
}

/// The tasks about names that the account asked for, by number.
#[utoipa::path(get, path = "/me/task/domain", tag = "me", params(OwnTaskQuery), responses((status = 200, body = Vec<u64>), Problem))]
async fn mine(caller: Caller, Query(query): Query<OwnTaskQuery>) -> Result<Json<Vec<u64>>, Problem> {
    let subject = match &query.domain {
        Some(name) => {
            Some(DomainName::parse(name).map_err(|error| Problem::field("domain", error.to_string()))?)
        }
        None => None,
    };
    fresh(&caller).await;
    let filter = OperationFilter {
        account: Some(caller.account()),
        object: Some(DOMAIN.to_owned()),
        subject: subject.map(|name| name.to_string()),
        ..OperationFilter::default()
    };
    let mut numbers = vec![];
    for found in operations(&caller, &filter).await? {
        if matches(&found, query.function, query.status) {
            numbers.push(found.operation.number.get());
        }
    }
    numbers.sort_unstable();
    Ok(Json(numbers))
}

/// A task about a name that the account asked for.
#[utoipa::path(get, path = "/me/task/domain/{id}", tag = "me", params(("id" = u64, Path)), responses((status = 200, body = Task), Problem))]
async fn one_of_mine(caller: Caller, Segments(id): Segments<u64>) -> Result<Json<Task>, Problem> {
    fresh(&caller).await;
    let found = found(&caller, id).await?;
    let asked = found.filter(|found| found.operation.concerns(caller.account()));
    Ok(Json(Task::of(&asked.ok_or_else(|| no_task(id))?)))
}

fn no_task(id: u64) -> Problem {
    Problem::not_found(format!("there is no task {id} here"))
}

fn matches(found: &PendingOperation, function: Option<TaskFunction>, status: Option<TaskStatus>) -> bool {
    function.is_none_or(|wanted| TaskFunction::of(found) == Some(wanted))
        && status.is_none_or(|wanted| TaskStatus::of(found) == wanted)
}

async fn found(caller: &Caller, id: u64) -> Result<Option<PendingOperation>, Problem> {
    let number = OperationNumber::new(id);
    let found = caller.application().views().operation(number, Sight::Closed).await?;
    Ok(found.filter(|found| found.operation.object == DOMAIN))
}

/// What a filter leaves, the latest first.
async fn operations(caller: &Caller, filter: &OperationFilter) -> Result<Vec<PendingOperation>, Problem> {
    let (mut all, mut after) = (vec![], None);
    for _ in 0..PAGES {
        let paging = Paging { first: MOST_ROWS, after: after.take(), descending: true };
        let page = caller.application().views().operations(filter, OperationSort::Number, &paging).await?;
        after = page.items.last().filter(|_| page.more).map(|item| item.cursor.clone());
        all.extend(page.into_rows());
        if after.is_none() {
            break;
        }
    }
    Ok(all)
}

/// The operations on a name that the caller may see: its own, and of a name of its account those of the registration in
/// force, whoever asked. The past of others is not shown.
async fn visible(caller: &Caller, name: &DomainName) -> Result<Vec<PendingOperation>, Problem> {
    let filter = OperationFilter {
        object: Some(DOMAIN.to_owned()),
        subject: Some(name.to_string()),
        ..OperationFilter::default()
    };
    let sheet = sheet(caller, name).await;
    let (mut known, mut in_force) = (vec![], sheet.is_ok());
    for found in operations(caller, &filter).await? {
        if in_force || found.operation.concerns(caller.account()) {
            in_force &= !shown::brought_here(&found);
            known.push(found);
        }
    }
    match sheet {
        Err(problem) if known.is_empty() => Err(problem),
        _ => {
            known.reverse();
            Ok(known)
        }
    }
}

async fn task_of_name(caller: &Caller, name: &str, id: u64) -> Result<PendingOperation, Problem> {
    let name = name_of(name)?;
    let all = visible(caller, &name).await?;
    all.into_iter().find(|found| found.operation.number.get() == id).ok_or_else(|| no_task(id))
}

/// A task that the caller may call off or start again: it asked for it, or may do everything with the name.
async fn changeable(caller: &Caller, name: &str, id: u64) -> Result<PendingOperation, Problem> {
    fresh(caller).await;
    let found = task_of_name(caller, name, id).await?;
    if found.operation.account == Some(caller.account()) {
        return Ok(found);
    }
    let sheet = sheet(caller, &name_of(name)?).await?;
    if manages(caller, &sheet) {
        Ok(found)
    } else {
        Err(Problem::forbidden("FORBIDDEN", "only the owner, the administrator or whoever asked may do this"))
    }
}
