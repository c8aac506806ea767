//! `…/item`: what is in a cart.

use super::offers::{item_of, period_of};
use super::shapes::Item;
use crate::caller::Visitor;
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Body, Segments};
use axum::Json;
use domain_model::cart::ItemId;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show, change, remove))
}

/// The items of a cart.
#[utoipa::path(
    get, path = "/order/cart/{cartId}/item", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path)), responses((status = 200, body = Vec<u32>), Problem)
)]
async fn list(visitor: Visitor, Segments(id): Segments<Uuid>) -> Result<Json<Vec<u32>>, Problem> {
    let (_, sheet) = visitor.cart(id).await?;
    Ok(Json(sheet.contents.items.keys().map(|item| item.get()).collect()))
}

/// An item.
#[utoipa::path(
    get, path = "/order/cart/{cartId}/item/{itemId}", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path), ("itemId" = u32, Path)),
    responses((status = 200, body = Item), Problem)
)]
async fn show(
    visitor: Visitor,
    Segments((id, number)): Segments<(Uuid, u32)>,
) -> Result<Json<Item>, Problem> {
    let (_, sheet) = visitor.cart(id).await?;
    item_of(visitor.application(), &sheet, ItemId::new(number))
}

/// What changes about an item.
#[derive(Deserialize, ToSchema)]
struct Changing {
    /// `P1Y` to `P10Y`; it stays where absent.
    #[serde(default)]
    duration: Option<String>,
    /// 1.
    #[serde(default)]
    quantity: Option<u32>,
}

/// Change an item's duration, or take its price of today where it is another one than was shown.
#[utoipa::path(
    put, path = "/order/cart/{cartId}/item/{itemId}", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path), ("itemId" = u32, Path)), request_body = Changing,
    responses((status = 200, body = Item), Problem)
)]
async fn change(
    visitor: Visitor,
    Segments((segment, number)): Segments<(Uuid, u32)>,
    Body(asked): Body<Changing>,
) -> Result<Json<Item>, Problem> {
    if asked.quantity.is_some_and(|quantity| quantity != 1) {
        return Err(Problem::field("quantity", "1 is expected: a name is bought once"));
    }
    let (id, number) = (super::id_of(segment)?, ItemId::new(number));
    let period = period_of(asked.duration.as_deref())?;
    let (application, ask) = (visitor.application(), visitor.ask());
    application.change_cart_item(id, number, period, visitor.who(), &ask).await?;
    item_of(application, &visitor.changed(id).await?, number)
}

/// Take an item out, with all that goes with it.
#[utoipa::path(
    delete, path = "/order/cart/{cartId}/item/{itemId}", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path), ("itemId" = u32, Path)), responses((status = 200, body = ()), Problem)
)]
async fn remove(
    visitor: Visitor,
    Segments((id, number)): Segments<(Uuid, u32)>,
) -> Result<Json<()>, Problem> {
    let (id, number, ask) = (super::id_of(id)?, ItemId::new(number), visitor.ask());
    visitor.application().remove_cart_item(id, number, visitor.account(), &ask).await?;
    Ok(Json(()))
}
