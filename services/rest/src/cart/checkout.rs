//! `…/summary` and `…/checkout`: what a cart comes to, and its order.

use super::shapes::{Contract, Order};
use crate::caller::{Caller, Visitor};
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Body, Segments};
use application::{Application, CheckOut, CheckedOut};
use axum::Json;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new().routes(routes!(summary)).routes(routes!(rehearse, check_out))
}

/// What a cart comes to, at the prices that were shown. Whether it can be ordered is checked at checkout.
#[utoipa::path(
    get, path = "/order/cart/{cartId}/summary", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path)), responses((status = 200, body = Order), Problem)
)]
async fn summary(visitor: Visitor, Segments(id): Segments<Uuid>) -> Result<Json<Order>, Problem> {
    let (_, sheet) = visitor.cart(id).await?;
    let now = visitor.application().clock().now();
    let summary = visitor.application().cart_summary(&sheet, visitor.who(), now).await?;
    Ok(Json(Order::of(&summary, vec![])))
}

/// The contracts that an order agrees to.
fn contracts(application: &Application, checked_out: &CheckedOut) -> Vec<Contract> {
    let contracts = application.contracts(&checked_out.summary, application.clock().now());
    contracts.into_iter().map(|it| Contract { name: it.name, url: it.url, content: it.content }).collect()
}

fn answer(application: &Application, checked_out: &CheckedOut) -> Json<Order> {
    let mut order = Order::of(&checked_out.summary, contracts(application, checked_out));
    order.order_id = checked_out.order.map(|number| number.get());
    order.url = checked_out.order.map(|number| application.order_url(number));
    Json(order)
}

/// The order that a cart would become, with its contracts: everything is decided as it would be, and nothing kept.
#[utoipa::path(
    get, path = "/order/cart/{cartId}/checkout", tag = "cart", security(("signature" = [])),
    params(("cartId" = Uuid, Path)), responses((status = 200, body = Order), Problem)
)]
async fn rehearse(caller: Caller, Segments(id): Segments<Uuid>) -> Result<Json<Order>, Problem> {
    let (id, application) = (super::id_of(id)?, caller.application());
    let (account, profile) = (caller.account(), &caller.identity.profile);
    let checked_out = application.rehearse_checkout(id, account, profile, &caller.ask()).await?;
    Ok(answer(application, &checked_out))
}

/// How a cart is checked out.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CheckingOut {
    /// Pay at once by what the account pays from: its points.
    #[serde(default)]
    auto_pay_with_preferred_payment_method: Option<bool>,
    /// The right to withdraw from the order is given up. Needed: names are delivered at once.
    #[serde(default)]
    waive_retractation_period: Option<bool>,
}

/// Order what is in a cart. A cart is ordered once: again, the answer is the same order.
#[utoipa::path(
    post, path = "/order/cart/{cartId}/checkout", tag = "cart", security(("signature" = [])),
    params(("cartId" = Uuid, Path)), request_body = CheckingOut,
    responses((status = 200, body = Order), Problem)
)]
async fn check_out(
    caller: Caller,
    Segments(id): Segments<Uuid>,
    Body(asked): Body<CheckingOut>,
) -> Result<Json<Order>, Problem> {
    let how = CheckOut {
        pay: asked.auto_pay_with_preferred_payment_method.unwrap_or(false),
        waive_retraction: asked.waive_retractation_period.unwrap_or(false),
    };
    let (id, application) = (super::id_of(id)?, caller.application());
    let (account, profile) = (caller.account(), &caller.identity.profile);
    let checked_out = application.check_out(id, how, account, profile, &caller.ask()).await?;
    Ok(answer(application, &checked_out))
}
