//! `/domain/{serviceName}/changeContact` and `/me/task/contactChange`: accounts of services that move.

mod shown;

use crate::caller::Caller;
use crate::domains::{fresh, name_of, sheet};
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Body, Query, Segments};
use application::AskContactChange;
use axum::Json;
use domain_model::values::{AccountNumber, Nichandle, OperationNumber};
use domain_model::vote::Choice;
use projections::contact_changes::ContactChangeFilter;
use projections::{MOST_ROWS, Paging, Sight};
use serde::Deserialize;
use shown::{ContactChangeTask, TaskState};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Pages of tasks that a list looks through, the latest first.
const PAGES: usize = 20;

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .routes(routes!(ask))
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(accept))
        .routes(routes!(refuse))
        .routes(routes!(resend))
}

/// The new accounts of a service; what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
struct ContactChangeRequest {
    /// The nichandle of the new administrative account.
    contact_admin: Option<String>,
    /// The nichandle of the new technical account.
    contact_tech: Option<String>,
    /// The nichandle of the new billing account.
    contact_billing: Option<String>,
}

/// A token that was mailed.
#[derive(Debug, Deserialize, ToSchema)]
struct TokenRequest {
    /// The token of the mail to this account.
    token: String,
}

/// Which tasks are listed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, rename_all = "camelCase")]
struct ContactChangeQuery {
    /// The nichandle of who asked.
    asking_account: Option<String>,
    /// The nichandle of who has the roles, or had them.
    from_account: Option<String>,
    /// The nichandle of who gets them.
    to_account: Option<String>,
    /// How they stand.
    state: Option<TaskState>,
    /// About this service.
    service_domain: Option<String>,
}

/// Ask the accounts of both sides whether roles of a service are to move.
#[utoipa::path(post, path = "/domain/{serviceName}/changeContact", tag = "domain", params(("serviceName" = String, Path)), request_body = ContactChangeRequest, responses((status = 200, body = Vec<u64>), Problem))]
async fn ask(
    caller: Caller,
    Segments(name): Segments<String>,
    Body(asked): Body<ContactChangeRequest>,
) -> Result<Json<Vec<u64>>, Problem> {
    let name = name_of(&name)?;
    // Another's name does not exist; that of an account which may only look at it is refused by the application.
    sheet(&caller, &name).await?;
    let request = AskContactChange {
        account: caller.account(),
        name,
        admin: account(&caller, "contactAdmin", asked.contact_admin.as_deref()).await?,
        tech: account(&caller, "contactTech", asked.contact_tech.as_deref()).await?,
        billing: account(&caller, "contactBilling", asked.contact_billing.as_deref()).await?,
    };
    if (request.admin, request.tech, request.billing) == (None, None, None) {
        return Err(Problem::field(
            "contactAdmin",
            "at least one of contactAdmin, contactTech and contactBilling is expected",
        ));
    }
    fresh(&caller).await;
    let accepted = caller.application().ask_contact_change(request, &caller.ask()).await?;
    Ok(Json(accepted.value.into_iter().map(OperationNumber::get).collect()))
}

/// The tasks that the account takes part in, by number.
#[utoipa::path(get, path = "/me/task/contactChange", tag = "me", params(ContactChangeQuery), responses((status = 200, body = Vec<u64>), Problem))]
async fn list(caller: Caller, Query(query): Query<ContactChangeQuery>) -> Result<Json<Vec<u64>>, Problem> {
    fresh(&caller).await;
    let name = query.service_domain.as_deref().map(domain_model::values::DomainName::parse);
    let name = name.transpose().map_err(|error| Problem::field("serviceDomain", error.to_string()))?;
    let filter = ContactChangeFilter {
        account: Some(caller.account()),
        name,
        states: query.state.map(TaskState::words).unwrap_or_default(),
        from_account: account(&caller, "fromAccount", query.from_account.as_deref()).await?,
        to_account: account(&caller, "toAccount", query.to_account.as_deref()).await?,
        asked_by: account(&caller, "askingAccount", query.asking_account.as_deref()).await?,
        open: None,
    };
    if query.state.is_some_and(|state| state.words().is_empty()) {
        return Ok(Json(vec![]));
    }
    let (mut numbers, mut after) = (vec![], None);
    for _ in 0..PAGES {
        let paging = Paging { first: MOST_ROWS, after: after.take(), descending: true };
        let page = caller.application().views().contact_changes(&filter, &paging, Sight::Closed).await?;
        after = page.items.last().filter(|_| page.more).map(|item| item.cursor.clone());
        numbers.extend(page.into_rows().into_iter().map(|row| row.number.get()));
        if after.is_none() {
            break;
        }
    }
    numbers.reverse();
    Ok(Json(numbers))
}

/// A task that the account takes part in.
#[utoipa::path(get, path = "/me/task/contactChange/{id}", tag = "me", params(("id" = u64, Path)), responses((status = 200, body = ContactChangeTask), Problem))]
async fn show(caller: Caller, Segments(id): Segments<u64>) -> Result<Json<ContactChangeTask>, Problem> {
    let number = OperationNumber::new(id);
    // The task itself is asked whether the account takes part: a view may lag.
    let change = caller.application().contact_change_for(caller.account(), number).await?;
    fresh(&caller).await;
    let row = caller.application().views().contact_change(number, Sight::Closed).await?;
    Ok(Json(ContactChangeTask::of(&caller, id, &change, row.and_then(|row| row.ended_at)).await?))
}

/// Accept, by the token that was mailed to this account.
#[utoipa::path(post, path = "/me/task/contactChange/{id}/accept", tag = "me", params(("id" = u64, Path)), request_body = TokenRequest, responses((status = 200, body = ()), Problem))]
async fn accept(
    caller: Caller,
    Segments(id): Segments<u64>,
    Body(answer): Body<TokenRequest>,
) -> Result<Json<()>, Problem> {
    answered(&caller, id, &answer.token, Choice::Accept).await
}

/// Refuse, by the token that was mailed to this account.
#[utoipa::path(post, path = "/me/task/contactChange/{id}/refuse", tag = "me", params(("id" = u64, Path)), request_body = TokenRequest, responses((status = 200, body = ()), Problem))]
async fn refuse(
    caller: Caller,
    Segments(id): Segments<u64>,
    Body(answer): Body<TokenRequest>,
) -> Result<Json<()>, Problem> {
    answered(&caller, id, &answer.token, Choice::Refuse).await
}

async fn answered(caller: &Caller, id: u64, token: &str, choice: Choice) -> Result<Json<()>, Problem> {
    let number = OperationNumber::new(id);
    let application = caller.application();
    application.answer_contact_change(caller.account(), number, token, choice, &caller.ask()).await?;
    Ok(Json(()))
}

/// Mail the token to this account again; an account that asked for others has both written to.
#[utoipa::path(post, path = "/me/task/contactChange/{id}/resendEmail", tag = "me", params(("id" = u64, Path)), responses((status = 200, body = ()), Problem))]
async fn resend(caller: Caller, Segments(id): Segments<u64>) -> Result<Json<()>, Problem> {
    let number = OperationNumber::new(id);
    caller.application().resend_contact_change_for(caller.account(), number, &caller.ask()).await?;
    Ok(Json(()))
}

/// The account with a nichandle.
async fn account(
    caller: &Caller,
    field: &'static str,
    handle: Option<&str>,
) -> Result<Option<AccountNumber>, Problem> {
    let Some(handle) = handle.map(str::trim).filter(|handle| !handle.is_empty()) else { return Ok(None) };
    let unknown = || Problem::field(field, "no account has this nichandle");
    let handle = Nichandle::parse(handle).map_err(|_| unknown())?;
    let found = caller.application().account_by_nichandle(&handle).await?;
    found.ok_or_else(unknown).map(Some)
}
