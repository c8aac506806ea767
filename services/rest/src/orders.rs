//! `/me/order`, and what orders are paid from.

mod accounts;
mod means;
mod paying;
mod shapes;

use crate::caller::Caller;
use crate::domains::fresh;
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Query, Segments};
use application::{AskError, OrderSheet, Refusal};
use axum::Json;
use chrono::{DateTime, Utc};
use domain_model::order;
use domain_model::values::OrderNumber;
use projections::orders::OrderFilter;
use projections::{MOST_ROWS, Paging};
use serde::Deserialize;
use shapes::{AssociatedObject, Order, OrderDetail, OrderPayment, OrderStatus};
use std::sync::Arc;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Pages of orders that a list looks through, the latest first.
const PAGES: usize = 20;

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(status))
        .routes(routes!(details))
        .routes(routes!(detail))
        .routes(routes!(payment))
        .routes(routes!(associated_object))
        .merge(paying::routes())
        .merge(accounts::routes())
        .merge(means::routes())
}

/// An order of the caller; another's does not exist.
async fn sheet(caller: &Caller, number: u64) -> Result<OrderSheet, Problem> {
    let unknown = || Problem::not_found(format!("there is no order {number}"));
    match caller.application().order_sheet(OrderNumber::new(number)).await {
        Ok(sheet) if sheet.account == caller.account() => Ok(sheet),
        Ok(_) | Err(AskError::Refused(Refusal::Order(order::Refusal::Unknown))) => Err(unknown()),
        Err(other) => Err(other.into()),
    }
}

/// Which orders are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OrderQuery {
    /// Ordered at this moment or later.
    #[serde(rename = "date.from")]
    from: Option<DateTime<Utc>>,
    /// Ordered at this moment or before.
    #[serde(rename = "date.to")]
    to: Option<DateTime<Utc>>,
}

/// The account's orders, by number.
#[utoipa::path(
    get, path = "/me/order", tag = "me", security(("signature" = [])),
    params(OrderQuery), responses((status = 200, body = Vec<u64>), Problem)
)]
async fn list(caller: Caller, Query(query): Query<OrderQuery>) -> Result<Json<Vec<u64>>, Problem> {
    fresh(&caller).await;
    // A moment of the paper has whole seconds: its last one counts.
    let before = query.to.and_then(|to| to.checked_add_signed(chrono::TimeDelta::seconds(1)));
    let filter =
        OrderFilter { account: Some(caller.account()), from: query.from, before, ..OrderFilter::default() };
    let (mut numbers, mut after) = (vec![], None);
    for _ in 0..PAGES {
        let paging = Paging { first: MOST_ROWS, after, descending: true };
        let page = caller.application().views().orders(&filter, &paging).await?;
        after = page.items.last().map(|item| item.cursor.clone());
        numbers.extend(page.items.iter().map(|item| item.row.number.get()));
        if !page.more {
            break;
        }
    }
    numbers.sort_unstable();
    Ok(Json(numbers))
}

/// An order: what it costs, and until when it can be paid.
#[utoipa::path(
    get, path = "/me/order/{orderId}", tag = "me", security(("signature" = [])),
    params(("orderId" = u64, Path)), responses((status = 200, body = Order), Problem)
)]
async fn show(caller: Caller, Segments(number): Segments<u64>) -> Result<Json<Order>, Problem> {
    let sheet = sheet(&caller, number).await?;
    let url = caller.application().order_url(sheet.number);
    Order::of(&sheet, url).map(Json).ok_or_else(Problem::internal)
}

/// How an order stands, in a word.
#[utoipa::path(
    get, path = "/me/order/{orderId}/status", tag = "me", security(("signature" = [])),
    params(("orderId" = u64, Path)), responses((status = 200, body = OrderStatus), Problem)
)]
async fn status(caller: Caller, Segments(number): Segments<u64>) -> Result<Json<OrderStatus>, Problem> {
    Ok(Json(OrderStatus::of(sheet(&caller, number).await?.word)))
}

/// The lines of an order, by their number within it.
#[utoipa::path(
    get, path = "/me/order/{orderId}/details", tag = "me", security(("signature" = [])),
    params(("orderId" = u64, Path)), responses((status = 200, body = Vec<u64>), Problem)
)]
async fn details(caller: Caller, Segments(number): Segments<u64>) -> Result<Json<Vec<u64>>, Problem> {
    let sheet = sheet(&caller, number).await?;
    let lines = sheet.order.terms().map_or(0, |terms| terms.lines.len() as u64);
    Ok(Json((1..=lines).collect()))
}

/// A line of an order.
#[utoipa::path(
    get, path = "/me/order/{orderId}/details/{orderDetailId}", tag = "me", security(("signature" = [])),
    params(("orderId" = u64, Path), ("orderDetailId" = u64, Path)),
    responses((status = 200, body = OrderDetail), Problem)
)]
async fn detail(
    caller: Caller,
    Segments((number, detail)): Segments<(u64, u64)>,
) -> Result<Json<OrderDetail>, Problem> {
    let sheet = sheet(&caller, number).await?;
    let line = OrderDetail::of(&sheet, detail);
    line.map(Json).ok_or_else(|| Problem::not_found(format!("order {number} has no line {detail}")))
}

/// How an order was paid.
#[utoipa::path(
    get, path = "/me/order/{orderId}/payment", tag = "me", security(("signature" = [])),
    params(("orderId" = u64, Path)), responses((status = 200, body = OrderPayment), Problem)
)]
async fn payment(caller: Caller, Segments(number): Segments<u64>) -> Result<Json<OrderPayment>, Problem> {
    let payment = OrderPayment::of(&sheet(&caller, number).await?.order);
    payment.map(Json).ok_or_else(|| Problem::not_found(format!("order {number} is not paid")))
}

/// The invoice that an order was paid with: none where points paid it, which were invoiced when they were bought.
#[utoipa::path(
    get, path = "/me/order/{orderId}/associatedObject", tag = "me", security(("signature" = [])),
    params(("orderId" = u64, Path)), responses((status = 200, body = AssociatedObject), Problem)
)]
async fn associated_object(
    caller: Caller,
    Segments(number): Segments<u64>,
) -> Result<Json<AssociatedObject>, Problem> {
    let object = AssociatedObject::of(&sheet(&caller, number).await?.order);
    object.map(Json).ok_or_else(|| Problem::not_found(format!("order {number} has no invoice")))
}
