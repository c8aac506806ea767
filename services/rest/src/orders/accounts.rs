//! `/me/ovhAccount` and `/me/fidelityAccount`: the account's prepaid money and points.

use crate::caller::Caller;
use crate::domains::fresh;
use crate::door::Door;
use crate::moment::text as moment;
use crate::money::{Price, price};
use crate::problem::Problem;
use crate::reading::Segments;
use axum::Json;
use domain_model::values::Points;
use projections::ledger::MoneyRow;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(fidelity))
}

/// Prepaid money (`billing.OvhAccount`).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OvhAccount {
    /// Its currency: an account has one.
    ovh_account_id: String,
    /// What may be spent.
    balance: Price,
    /// Whether its holder can pay in over this API: money is paid in by transfer.
    can_be_credited: bool,
    /// Whether it is in use.
    is_active: bool,
    /// When it last changed.
    #[schema(format = "date-time")]
    last_update: String,
    /// When it was opened.
    #[schema(format = "date-time")]
    open_date: String,
}

async fn money(caller: &Caller) -> Result<Option<MoneyRow>, Problem> {
    fresh(caller).await;
    Ok(caller.application().views().money(caller.account()).await?)
}

/// The account's prepaid money, by currency: none before the first deposit.
#[utoipa::path(
    get, path = "/me/ovhAccount", tag = "me", security(("signature" = [])),
    responses((status = 200, body = Vec<String>), Problem)
)]
async fn list(caller: Caller) -> Result<Json<Vec<String>>, Problem> {
    let currency = money(&caller).await?.and_then(|row| row.currency);
    Ok(Json(currency.iter().map(ToString::to_string).collect()))
}

/// What is on it.
#[utoipa::path(
    get, path = "/me/ovhAccount/{ovhAccountId}", tag = "me", security(("signature" = [])),
    params(("ovhAccountId" = String, Path)), responses((status = 200, body = OvhAccount), Problem)
)]
async fn show(caller: Caller, Segments(id): Segments<String>) -> Result<Json<OvhAccount>, Problem> {
    let row = money(&caller).await?;
    let found = row.and_then(|row| Some((row.currency.filter(|currency| currency.as_str() == id)?, row)));
    let (currency, row) =
        found.ok_or_else(|| Problem::not_found("the account has no prepaid money of this currency"))?;
    Ok(Json(OvhAccount {
        ovh_account_id: id,
        balance: price(row.available, currency),
        can_be_credited: false,
        is_active: true,
        last_update: moment(row.changed_at),
        open_date: moment(row.opened_at),
    }))
}

/// Points (`billing.FidelityAccount`).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FidelityAccount {
    /// The level below which the holder is told; 0: not told.
    alert_threshold: i64,
    /// Points that are free to use.
    balance: i64,
    /// Whether its holder can buy points over this API: they are bought by transfer.
    can_be_credited: bool,
    /// When it last changed.
    #[schema(format = "date-time")]
    last_update: String,
    /// When it was opened.
    #[schema(format = "date-time")]
    open_date: String,
}

/// The account's points.
#[utoipa::path(
    get, path = "/me/fidelityAccount", tag = "me", security(("signature" = [])),
    responses((status = 200, body = FidelityAccount), Problem)
)]
async fn fidelity(caller: Caller) -> Result<Json<FidelityAccount>, Problem> {
    fresh(&caller).await;
    let application = caller.application();
    let row = application.views().points(caller.account()).await?;
    let row = row.ok_or_else(|| Problem::not_found("the account has no points account"))?;
    let level = application.low_points(caller.account()).await?;
    Ok(Json(FidelityAccount {
        alert_threshold: level.map_or(0, Points::get),
        balance: row.available,
        can_be_credited: false,
        last_update: moment(row.changed_at),
        open_date: moment(row.opened_at),
    }))
}
