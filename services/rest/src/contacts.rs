//! `/domain/contact` and `/me/contact`, which share their identifiers; and what endings ask of those who own their names.
//!
//! `/me/contact` lists identifiers, `/domain/contact` the contacts, as the public API does. The account's own contact is
//! one of them: it has the account's number, and is what `/me` shows.

mod rules;
mod shape;

pub(crate) use shape::{Contact, ContactBody, MEMBERS, show};

use crate::caller::Caller;
use crate::door::Door;
use crate::form::{self, path_of};
use crate::problem::Problem;
use crate::reading::{Body, Segments};
use application::AskError;
use axum::Json;
use domain_model::Channel;
use domain_model::values::{ContactInput, ContactNumber};
use projections::contacts::{ContactFilter, ContactRow, ContactSort};
use projections::{MOST_ROWS, Paging, Sight};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How long a list waits for a view that lags.
const PATIENCE: Duration = Duration::from_secs(5);

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .routes(routes!(list_domain, create_domain))
        .routes(routes!(get_domain, put_domain))
        .routes(routes!(fields_domain))
        .routes(routes!(list_me, create_me))
        .routes(routes!(get_me, put_me))
        .routes(routes!(fields_me))
        .merge(rules::routes())
}

fn problem(error: AskError) -> Problem {
    form::problem(&MEMBERS, error)
}

/// Those in use, in the order of their numbers; one that was just made is among them.
async fn listed(caller: &Caller, sight: Sight) -> Result<Vec<ContactRow>, Problem> {
    let views = caller.application().views();
    views.caught_up(PATIENCE).await?;
    let filter = ContactFilter {
        account: Some(caller.account()),
        status: Some("Active".to_owned()),
        ..ContactFilter::default()
    };
    let (mut rows, mut paging) = (vec![], Paging::first(MOST_ROWS));
    loop {
        let page = views.contacts(&filter, ContactSort::Number, &paging, sight).await?;
        let last = page.items.last().map(|item| item.cursor.clone());
        rows.extend(page.items.into_iter().map(|item| item.row));
        match last.filter(|_| page.more) {
            Some(last) => paging = Paging::first(MOST_ROWS).after(last),
            None => return Ok(rows),
        }
    }
}

async fn shown(caller: &Caller, id: u64) -> Result<Json<Contact>, Problem> {
    let number = ContactNumber::new(id);
    let details = caller.application().copy_of_contact(caller.account(), number).await.map_err(problem)?;
    Ok(Json(show(number, &details)))
}

async fn created(caller: &Caller, body: ContactBody) -> Result<Json<Contact>, Problem> {
    let locale = caller.identity.profile.locale.to_string();
    let blank = ContactInput { locale, ..ContactInput::default() };
    let details = body.read(blank, None).map_err(|wrong| Problem::fields(&wrong))?;
    let made = caller.application().register_contact(caller.account(), details, &caller.ask()).await;
    shown(caller, made.map_err(problem)?.value.get()).await
}

async fn changed(caller: &Caller, id: u64, body: ContactBody) -> Result<Json<Contact>, Problem> {
    let (account, number) = (caller.account(), ContactNumber::new(id));
    let known = caller.application().copy_of_contact(account, number).await.map_err(problem)?;
    let details = body.read(known.to_input(), Some(number)).map_err(|wrong| Problem::fields(&wrong))?;
    let amended = caller.application().amend_contact(account, number, details, &caller.ask()).await;
    shown(caller, amended.map_err(problem)?.value.get()).await
}

/// The status of a field of a contact: `contact.FieldInformation`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FieldInformation)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FieldInformation {
    /// The field's path: `address.zip`.
    pub field_name: String,
    /// It must be given, by the form or by an ending below which a name is registered to the contact.
    pub mandatory: bool,
    /// It stays as it is while names use the contact: an owner change is ordered instead.
    pub read_only: bool,
}

async fn fields(caller: &Caller, id: u64) -> Result<Json<Vec<FieldInformation>>, Problem> {
    let number = ContactNumber::new(id);
    let fields = caller.application().contact_fields(caller.account(), number, Channel::Rest).await;
    let shown = |field: application::FieldStatus| FieldInformation {
        field_name: path_of(&MEMBERS, field.name),
        mandatory: field.mandatory,
        read_only: field.read_only,
    };
    Ok(Json(fields.map_err(problem)?.into_iter().map(shown).collect()))
}

/// All contacts of the account.
#[utoipa::path(get, path = "/domain/contact", tag = "contacts", responses((status = 200, body = Vec<Contact>), Problem))]
async fn list_domain(caller: Caller) -> Result<Json<Vec<Contact>>, Problem> {
    let rows = listed(&caller, Sight::Open).await?;
    Ok(Json(rows.iter().filter_map(|row| Some(show(row.number, row.details()?))).collect()))
}

/// Records a contact.
#[utoipa::path(post, path = "/domain/contact", tag = "contacts", request_body = ContactBody, responses((status = 200, body = Contact), Problem))]
async fn create_domain(caller: Caller, Body(body): Body<ContactBody>) -> Result<Json<Contact>, Problem> {
    created(&caller, body).await
}

/// A contact.
#[utoipa::path(get, path = "/domain/contact/{contactId}", tag = "contacts", params(("contactId" = u64, Path)), responses((status = 200, body = Contact), Problem))]
async fn get_domain(caller: Caller, Segments(id): Segments<u64>) -> Result<Json<Contact>, Problem> {
    shown(&caller, id).await
}

/// Changes a contact, here and at every registry that has an object for it. The owner of names stays who it is, and
/// eligible below the ending of each of them.
#[utoipa::path(put, path = "/domain/contact/{contactId}", tag = "contacts", params(("contactId" = u64, Path)), request_body = ContactBody, responses((status = 200, body = Contact), Problem))]
async fn put_domain(
    caller: Caller,
    Segments(id): Segments<u64>,
    Body(body): Body<ContactBody>,
) -> Result<Json<Contact>, Problem> {
    changed(&caller, id, body).await
}

/// Which fields of a contact must be given, and which stay as they are.
#[utoipa::path(get, path = "/domain/contact/{contactId}/fields", tag = "contacts", params(("contactId" = u64, Path)), responses((status = 200, body = Vec<FieldInformation>), Problem))]
async fn fields_domain(
    caller: Caller,
    Segments(id): Segments<u64>,
) -> Result<Json<Vec<FieldInformation>>, Problem> {
    fields(&caller, id).await
}

/// The identifiers of all contacts of the account.
#[utoipa::path(get, path = "/me/contact", tag = "contacts", responses((status = 200, body = Vec<u64>), Problem))]
async fn list_me(caller: Caller) -> Result<Json<Vec<u64>>, Problem> {
    let rows = listed(&caller, Sight::Closed).await?;
    Ok(Json(rows.iter().map(|row| row.number.get()).collect()))
}

/// Records a contact.
#[utoipa::path(post, path = "/me/contact", tag = "contacts", request_body = ContactBody, responses((status = 200, body = Contact), Problem))]
async fn create_me(caller: Caller, Body(body): Body<ContactBody>) -> Result<Json<Contact>, Problem> {
    created(&caller, body).await
}

/// A contact.
#[utoipa::path(get, path = "/me/contact/{contactId}", tag = "contacts", params(("contactId" = u64, Path)), responses((status = 200, body = Contact), Problem))]
async fn get_me(caller: Caller, Segments(id): Segments<u64>) -> Result<Json<Contact>, Problem> {
    shown(&caller, id).await
}

/// Changes a contact; see `PUT /domain/contact/{contactId}`.
#[utoipa::path(put, path = "/me/contact/{contactId}", tag = "contacts", params(("contactId" = u64, Path)), request_body = ContactBody, responses((status = 200, body = Contact), Problem))]
async fn put_me(
    caller: Caller,
    Segments(id): Segments<u64>,
    Body(body): Body<ContactBody>,
) -> Result<Json<Contact>, Problem> {
    changed(&caller, id, body).await
}

/// Which fields of a contact must be given, and which stay as they are.
#[utoipa::path(get, path = "/me/contact/{contactId}/fields", tag = "contacts", params(("contactId" = u64, Path)), responses((status = 200, body = Vec<FieldInformation>), Problem))]
async fn fields_me(
    caller: Caller,
    Segments(id): Segments<u64>,
) -> Result<Json<Vec<FieldInformation>>, Problem> {
    fields(&caller, id).await
}
