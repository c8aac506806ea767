//! `/me/paymentMean`: the registered means of the account.

use crate::caller::Caller;
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Body, Segments};
use axum::Json;
use domain_model::payment_means::{Kind, Mean, Register};
use domain_model::values::{ContactLine, Sealed};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .routes(routes!(list, register))
        .routes(routes!(show, describe, remove))
        .routes(routes!(prefer))
}

/// Which kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum MeanKind {
    BankAccount,
    CreditCard,
    DeferredPaymentAccount,
    Paypal,
}

impl From<MeanKind> for Kind {
    fn from(kind: MeanKind) -> Self {
        match kind {
            MeanKind::BankAccount => Self::BankAccount,
            MeanKind::CreditCard => Self::CreditCard,
            MeanKind::DeferredPaymentAccount => Self::DeferredPaymentAccount,
            MeanKind::Paypal => Self::Paypal,
        }
    }
}

/// A registered mean.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RegisteredMean {
    /// Its number.
    id: u64,
    /// What its holder calls it.
    description: Option<String>,
    /// Orders are paid by it where nothing else is said.
    default_payment_mean: bool,
}

/// What a mean is called.
#[derive(Debug, Deserialize, ToSchema)]
struct MeanRequest {
    /// For its holder: no number of an account or a card is needed here.
    #[schema(max_length = 255)]
    description: Option<String>,
}

impl MeanRequest {
    fn read(&self) -> Result<Option<ContactLine>, Problem> {
        let line = self.description.as_deref().map(ContactLine::parse).transpose();
        line.map_err(|error| Problem::field("description", error.to_string()))
    }
}

impl RegisteredMean {
    fn of(register: &Register, number: u32, mean: &Mean) -> Self {
        let line = mean.description.as_ref().and_then(Sealed::value);
        Self {
            id: number.into(),
            description: line.map(|line| line.as_str().to_owned()),
            default_payment_mean: register.preferred == Some(number),
        }
    }
}

/// The number of a mean of that kind.
async fn known(caller: &Caller, kind: MeanKind, number: u64) -> Result<(u32, RegisteredMean), Problem> {
    let register = caller.application().payment_means(caller.account()).await?;
    let found = u32::try_from(number).ok().and_then(|number| Some((number, register.means.get(&number)?)));
    match found.filter(|(_, mean)| mean.kind == kind.into()) {
        Some((number, mean)) => Ok((number, RegisteredMean::of(&register, number, mean))),
        None => Err(Problem::not_found(format!("the account has no {} {number}", Kind::from(kind)))),
    }
}

/// The account's means of a kind.
#[utoipa::path(
    get, path = "/me/paymentMean/{paymentMean}", tag = "me", security(("signature" = [])),
    params(("paymentMean" = inline(MeanKind), Path)), responses((status = 200, body = Vec<u64>), Problem)
)]
async fn list(caller: Caller, Segments(kind): Segments<MeanKind>) -> Result<Json<Vec<u64>>, Problem> {
    let register = caller.application().payment_means(caller.account()).await?;
    let of_kind = register.means.iter().filter(|(_, mean)| mean.kind == kind.into());
    Ok(Json(of_kind.map(|(number, _)| u64::from(*number)).collect()))
}

/// Register a mean: orders can be announced to be paid by it.
#[utoipa::path(
    post, path = "/me/paymentMean/{paymentMean}", tag = "me", security(("signature" = [])),
    params(("paymentMean" = inline(MeanKind), Path)), request_body = MeanRequest,
    responses((status = 200, body = RegisteredMean), Problem)
)]
async fn register(
    caller: Caller,
    Segments(kind): Segments<MeanKind>,
    Body(asked): Body<MeanRequest>,
) -> Result<Json<RegisteredMean>, Problem> {
    let (application, account) = (caller.application(), caller.account());
    let accepted =
        application.register_payment_mean(account, kind.into(), asked.read()?, &caller.ask()).await?;
    let (_, mean) = known(&caller, kind, accepted.value.into()).await?;
    Ok(Json(mean))
}

/// A mean.
#[utoipa::path(
    get, path = "/me/paymentMean/{paymentMean}/{id}", tag = "me", security(("signature" = [])),
    params(("paymentMean" = inline(MeanKind), Path), ("id" = u64, Path)),
    responses((status = 200, body = RegisteredMean), Problem)
)]
async fn show(
    caller: Caller,
    Segments((kind, number)): Segments<(MeanKind, u64)>,
) -> Result<Json<RegisteredMean>, Problem> {
    known(&caller, kind, number).await.map(|(_, mean)| Json(mean))
}

/// Call a mean otherwise.
#[utoipa::path(
    put, path = "/me/paymentMean/{paymentMean}/{id}", tag = "me", security(("signature" = [])),
    params(("paymentMean" = inline(MeanKind), Path), ("id" = u64, Path)), request_body = MeanRequest,
    responses((status = 200, body = ()), Problem)
)]
async fn describe(
    caller: Caller,
    Segments((kind, number)): Segments<(MeanKind, u64)>,
    Body(asked): Body<MeanRequest>,
) -> Result<Json<()>, Problem> {
    let (number, _) = known(&caller, kind, number).await?;
    let (application, account) = (caller.application(), caller.account());
    application.describe_payment_mean(account, number, asked.read()?, &caller.ask()).await?;
    Ok(Json(()))
}

/// Forget a mean. Payments that were announced by it stay announced.
#[utoipa::path(
    delete, path = "/me/paymentMean/{paymentMean}/{id}", tag = "me", security(("signature" = [])),
    params(("paymentMean" = inline(MeanKind), Path), ("id" = u64, Path)),
    responses((status = 200, body = ()), Problem)
)]
async fn remove(
    caller: Caller,
    Segments((kind, number)): Segments<(MeanKind, u64)>,
) -> Result<Json<()>, Problem> {
    let (number, _) = known(&caller, kind, number).await?;
    caller.application().remove_payment_mean(caller.account(), number, &caller.ask()).await?;
    Ok(Json(()))
}

/// Pay by this mean where nothing else is said.
#[utoipa::path(
    post, path = "/me/paymentMean/{paymentMean}/{id}/chooseAsDefaultPaymentMean", tag = "me",
    security(("signature" = [])), params(("paymentMean" = inline(MeanKind), Path), ("id" = u64, Path)),
    responses((status = 200, body = ()), Problem)
)]
async fn prefer(
    caller: Caller,
    Segments((kind, number)): Segments<(MeanKind, u64)>,
) -> Result<Json<()>, Problem> {
    let (number, _) = known(&caller, kind, number).await?;
    caller.application().prefer_payment_mean(caller.account(), Some(number), &caller.ask()).await?;
    Ok(Json(()))
}
