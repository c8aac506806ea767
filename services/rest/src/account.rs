//! `/me` and `/newAccount`. An account's data is that of its own contact, which has its number: what is changed here goes
//! to the registry objects of the names that it administers or looks after. What a registry has never comes back here.

mod creation;
mod shape;

use crate::caller::Caller;
use crate::door::Door;
use crate::form;
use crate::problem::Problem;
use crate::reading::Body;
use axum::Json;
use shape::{MEMBERS, Nichandle, NichandleBody, show};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new().routes(routes!(get, put)).merge(creation::routes())
}

/// The account that signs.
#[utoipa::path(get, path = "/me", tag = "account", responses((status = 200, body = Nichandle), Problem))]
async fn get(caller: Caller) -> Result<Json<Nichandle>, Problem> {
    let sheet = caller.application().account_sheet(caller.account()).await?;
    Ok(Json(show(sheet.number, &sheet.profile, sheet.holder.as_ref())))
}

/// Changes the account's data, and the registry objects of the names that it administers or looks after.
#[utoipa::path(put, path = "/me", tag = "account", request_body = NichandleBody, responses((status = 200, description = "It is changed."), Problem))]
async fn put(caller: Caller, Body(body): Body<NichandleBody>) -> Result<Json<()>, Problem> {
    let sheet = caller.application().account_sheet(caller.account()).await?;
    let shown = show(sheet.number, &sheet.profile, sheet.holder.as_ref());
    let known = sheet.holder.map(|holder| holder.to_input());
    let known = known.unwrap_or_else(|| shape::blank(sheet.profile.locale));
    let details = body.read(&shown, known).map_err(|wrong| Problem::fields(&wrong))?;
    let (account, own) = (caller.account(), caller.account().own_contact());
    let amended = caller.application().amend_contact(account, own, details, &caller.ask()).await;
    amended.map(|_| Json(())).map_err(|error| form::problem(&MEMBERS, error))
}
