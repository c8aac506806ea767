//! `/order/cart` and `/order/cartServiceOption`: the workflow of the order paper.

mod checkout;
mod configuration;
mod items;
mod offers;
mod options;
mod shapes;

use crate::caller::{Caller, Visitor};
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Body, Query, Segments};
use application::{CartSheet, OpenCart};
use axum::Json;
use chrono::{DateTime, Utc};
use domain_model::account::Profile;
use domain_model::values::{AccountNumber, CartId, Subsidiary};
use serde::Deserialize;
use shapes::Cart;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .routes(routes!(open, list))
        .routes(routes!(show, describe, discard))
        .routes(routes!(assign))
        .merge(offers::routes())
        .merge(options::routes())
        .merge(items::routes())
        .merge(configuration::routes())
        .merge(checkout::routes())
}

/// A cart's id as a path segment.
fn id_of(segment: Uuid) -> Result<CartId, Problem> {
    segment.to_string().parse().map_err(|_| Problem::not_found("there is no such cart"))
}

impl Visitor {
    /// The account that signed, with what is set on it.
    fn who(&self) -> Option<(AccountNumber, &Profile)> {
        self.identity().map(|identity| (identity.account, &*identity.profile))
    }

    fn account(&self) -> Option<AccountNumber> {
        self.identity().map(|identity| identity.account)
    }

    async fn cart(&self, segment: Uuid) -> Result<(CartId, CartSheet), Problem> {
        let (id, now) = (id_of(segment)?, self.application().clock().now());
        Ok((id, self.application().cart(id, self.account(), now).await?))
    }

    /// A cart as this call has just left it.
    async fn changed(&self, id: CartId) -> Result<CartSheet, Problem> {
        let now = self.application().clock().now();
        Ok(self.application().cart_changed(id, self.account(), now).await?)
    }
}

/// What it takes to open a cart.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Opening {
    /// Where it is opened: `FR`.
    #[schema(example = "FR")]
    ovh_subsidiary: String,
    /// One's own words.
    #[serde(default)]
    description: Option<String>,
    /// Until when it may be used; a day from now where absent.
    #[serde(default)]
    expire: Option<DateTime<Utc>>,
}

/// Open a cart. Nobody has to say who they are.
#[utoipa::path(
    post, path = "/order/cart", tag = "cart", security((), ("signature" = [])), request_body = Opening,
    responses((status = 200, body = Cart), Problem)
)]
async fn open(visitor: Visitor, Body(asked): Body<Opening>) -> Result<Json<Cart>, Problem> {
    let subsidiary = Subsidiary::parse(&asked.ovh_subsidiary);
    let subsidiary = subsidiary.map_err(|error| Problem::field("ovhSubsidiary", error.to_string()))?;
    let description = asked.description.unwrap_or_default();
    let asked = OpenCart { subsidiary, description, expires_at: asked.expire };
    let opened = visitor.application().open_cart(asked, visitor.account(), &visitor.ask()).await?;
    Ok(Json(Cart::of(&visitor.changed(opened.value).await?)))
}

/// Which carts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// With exactly this description.
    #[serde(default)]
    description: Option<String>,
}

/// The carts that are yours, or were opened by you and are nobody's.
#[utoipa::path(
    get, path = "/order/cart", tag = "cart", security(("signature" = [])), params(Which),
    responses((status = 200, body = Vec<Uuid>), Problem)
)]
async fn list(caller: Caller, Query(which): Query<Which>) -> Result<Json<Vec<Uuid>>, Problem> {
    let now = caller.application().clock().now();
    let carts = caller.application().carts_of(caller.account(), which.description.as_deref(), now).await?;
    Ok(Json(carts.into_iter().map(CartId::get).collect()))
}

/// A cart.
#[utoipa::path(
    get, path = "/order/cart/{cartId}", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path)), responses((status = 200, body = Cart), Problem)
)]
async fn show(visitor: Visitor, Segments(id): Segments<Uuid>) -> Result<Json<Cart>, Problem> {
    let (_, sheet) = visitor.cart(id).await?;
    Ok(Json(Cart::of(&sheet)))
}

/// What changes about a cart.
#[derive(Deserialize, ToSchema)]
struct Description {
    /// One's own words; they stay where absent.
    #[serde(default)]
    description: Option<String>,
    /// Until when it may be used; it stays where absent.
    #[serde(default)]
    expire: Option<DateTime<Utc>>,
}

/// Change a cart's description, or until when it may be used.
#[utoipa::path(
    put, path = "/order/cart/{cartId}", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path)), request_body = Description,
    responses((status = 200, body = Cart), Problem)
)]
async fn describe(
    visitor: Visitor,
    Segments(segment): Segments<Uuid>,
    Body(asked): Body<Description>,
) -> Result<Json<Cart>, Problem> {
    let (id, account) = (id_of(segment)?, visitor.account());
    let Description { description, expire } = asked;
    visitor.application().describe_cart(id, description, expire, account, &visitor.ask()).await?;
    Ok(Json(Cart::of(&visitor.changed(id).await?)))
}

/// Throw a cart away.
#[utoipa::path(
    delete, path = "/order/cart/{cartId}", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path)), responses((status = 200, body = ()), Problem)
)]
async fn discard(visitor: Visitor, Segments(id): Segments<Uuid>) -> Result<Json<()>, Problem> {
    visitor.application().drop_cart(id_of(id)?, visitor.account(), &visitor.ask()).await?;
    Ok(Json(()))
}

/// Make a cart yours. It cannot be configured or checked out before.
#[utoipa::path(
    post, path = "/order/cart/{cartId}/assign", tag = "cart", security(("signature" = [])),
    params(("cartId" = Uuid, Path)), responses((status = 200, body = ()), Problem)
)]
async fn assign(caller: Caller, Segments(id): Segments<Uuid>) -> Result<Json<()>, Problem> {
    caller.application().assign_cart(id_of(id)?, caller.account(), &caller.ask()).await?;
    Ok(Json(()))
}
