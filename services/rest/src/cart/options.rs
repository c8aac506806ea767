//! `…/domain/options` and `/order/cartServiceOption`: what goes with a name, and another owner for one that is here.

use super::offers::{Asked, check_quantity, item_of, name_of, period_of};
use super::shapes::{Item, duration, plan, product_id};
use crate::caller::{Caller, Visitor};
use crate::domains;
use crate::door::Door;
use crate::money::{Price, of_cents};
use crate::problem::Problem;
use crate::reading::{Body, Query, Segments};
use axum::Json;
use domain_model::cart::{ItemId, Product, Quote};
use domain_model::values::PricingMode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .routes(routes!(options, add_option))
        .routes(routes!(services))
        .routes(routes!(owner_change, add_owner_change))
}

/// A price of something that goes with a name, or of another owner for it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OptionPrice {
    capacities: [&'static str; 1],
    description: String,
    duration: String,
    interval: u32,
    maximum_quantity: u32,
    maximum_repeat: u32,
    minimum_quantity: u32,
    minimum_repeat: u32,
    price: Price,
    /// In millionths of a hundredth: 9.99 € are 999000000.
    price_in_ucents: i64,
    pricing_mode: &'static str,
    pricing_type: &'static str,
}

impl OptionPrice {
    fn of(quote: &Quote, duration: String, description: String) -> Self {
        Self {
            capacities: ["installation"],
            description,
            duration,
            interval: 0,
            maximum_quantity: 1,
            maximum_repeat: 1,
            minimum_quantity: 1,
            minimum_repeat: 1,
            price: of_cents(quote.total, quote.currency),
            price_in_ucents: quote.total.get().saturating_mul(1_000_000),
            pricing_mode: PricingMode::CreateDefault.as_str(),
            pricing_type: "purchase",
        }
    }
}

/// Something that goes with a name, or another owner for it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OptionOffer {
    /// Whether there can be only one of its family.
    exclusive: bool,
    mandatory: bool,
    /// `trade`: another owner.
    family: &'static str,
    product_name: String,
    product_type: &'static str,
    plan_code: String,
    prices: Vec<OptionPrice>,
}

/// What goes with a name: the registrant's data hidden (OwO), hosting.
#[utoipa::path(
    get, path = "/order/cart/{cartId}/domain/options", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path), Asked), responses((status = 200, body = Vec<OptionOffer>), Problem)
)]
async fn options(
    visitor: Visitor,
    Segments(id): Segments<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<OptionOffer>>, Problem> {
    let (_, sheet) = visitor.cart(id).await?;
    let name = name_of("domain", &asked.domain)?;
    let (application, now) = (visitor.application(), visitor.application().clock().now());
    let profile = visitor.who().map(|(_, profile)| profile);
    let tld = application.ending_of(&name, now)?;
    let options = application.cart_options(&sheet, &name, profile, now).await?;
    let offered = options.into_iter().map(|option| {
        let product = &option.product;
        let (family, described) = match product {
            Product::Hosting { plan, .. } => ("hosting", format!("Hosting {plan} - 1 year")),
            _ => ("owo", "OwO: the registrant's data is not published".to_owned()),
        };
        OptionOffer {
            exclusive: true,
            mandatory: false,
            family,
            product_name: product_id(product).to_owned(),
            product_type: "delivery",
            plan_code: plan(product, &tld),
            prices: vec![OptionPrice::of(&option.quote, duration(product), described)],
        }
    });
    Ok(Json(offered.collect()))
}

/// Something to go with an item.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AddingOption {
    /// The item of the name.
    item_id: u32,
    /// One of those that are offered.
    plan_code: String,
    #[serde(default)]
    duration: Option<String>,
    #[serde(default)]
    pricing_mode: Option<String>,
    #[serde(default)]
    quantity: Option<u32>,
}

/// Put something into a cart that goes with a name in it.
#[utoipa::path(
    post, path = "/order/cart/{cartId}/domain/options", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path)), request_body = AddingOption,
    responses((status = 200, body = Item), Problem)
)]
async fn add_option(
    visitor: Visitor,
    Segments(segment): Segments<Uuid>,
    Body(asked): Body<AddingOption>,
) -> Result<Json<Item>, Problem> {
    check_quantity(asked.quantity)?;
    check_ordinary(asked.pricing_mode.as_deref())?;
    let (id, period) = (super::id_of(segment)?, period_of(asked.duration.as_deref())?);
    let (parent, plan) = (ItemId::new(asked.item_id), asked.plan_code.as_str());
    let (application, ask) = (visitor.application(), visitor.ask());
    let added = application.add_option(id, parent, plan, period, visitor.who(), &ask).await?;
    item_of(application, &visitor.changed(id).await?, added.value)
}

fn check_ordinary(mode: Option<&str>) -> Result<(), Problem> {
    match mode.map(PricingMode::parse) {
        None | Some(Ok(PricingMode::CreateDefault | PricingMode::Default)) => Ok(()),
        Some(_) => Err(Problem::field("pricingMode", "create-default is what is offered")),
    }
}

/// The names for which another owner can be ordered.
#[utoipa::path(
    get, path = "/order/cartServiceOption/domain", tag = "cart", security(("signature" = [])),
    responses((status = 200, body = Vec<String>), Problem)
)]
async fn services(caller: Caller) -> Result<Json<Vec<String>>, Problem> {
    let now = caller.application().clock().now();
    let names = caller.application().names_to_trade(caller.account(), now).await?;
    Ok(Json(names.into_iter().map(|name| name.to_string()).collect()))
}

/// What another owner for a name costs.
#[utoipa::path(
    get, path = "/order/cartServiceOption/domain/{serviceName}", tag = "cart", security(("signature" = [])),
    params(("serviceName" = String, Path)), responses((status = 200, body = Vec<OptionOffer>), Problem)
)]
async fn owner_change(
    caller: Caller,
    Segments(service): Segments<String>,
) -> Result<Json<Vec<OptionOffer>>, Problem> {
    let name = domains::name_of(&service)?;
    let (application, now) = (caller.application(), caller.application().clock().now());
    let offer = application.owner_change_offer(caller.account(), &name, now).await.map_err(hidden)?;
    let tld = application.ending_of(&name, now)?;
    let renewed = if offer.renews { ", renewed by a year" } else { "" };
    let described = format!("Change of the owner of a .{tld} domain name{renewed}");
    Ok(Json(vec![OptionOffer {
        exclusive: true,
        mandatory: false,
        family: "trade",
        product_name: format!(".{tld}"),
        product_type: "delivery",
        plan_code: plan(&offer.product, &tld),
        prices: vec![OptionPrice::of(&offer.quote, "P0D".to_owned(), described)],
    }]))
}

/// What is not a name of the caller's is not there.
fn hidden(error: application::AskError) -> Problem {
    match &error {
        application::AskError::Refused(refusal) if refusal.code() == "NOT_YOURS" => {
            Problem::not_found("there is no such service")
        }
        _ => error.into(),
    }
}

/// Another owner, to be put into a cart.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AddingOwnerChange {
    /// Where to.
    cart_id: Uuid,
    /// `P0Y`.
    #[serde(default)]
    duration: Option<String>,
    /// `{ending}-trade`.
    plan_code: String,
    /// `create-default`.
    #[serde(default)]
    pricing_mode: Option<String>,
    /// 1.
    #[serde(default)]
    quantity: Option<u32>,
}

/// Put another owner for a name into a cart.
#[utoipa::path(
    post, path = "/order/cartServiceOption/domain/{serviceName}", tag = "cart", security(("signature" = [])),
    params(("serviceName" = String, Path)), request_body = AddingOwnerChange,
    responses((status = 200, body = Item), Problem)
)]
async fn add_owner_change(
    caller: Caller,
    Segments(service): Segments<String>,
    Body(asked): Body<AddingOwnerChange>,
) -> Result<Json<Item>, Problem> {
    let name = domains::name_of(&service)?;
    check_quantity(asked.quantity)?;
    check_ordinary(asked.pricing_mode.as_deref())?;
    if period_of(asked.duration.as_deref())?.is_some() {
        return Err(Problem::field("duration", "P0Y is expected: an owner change has no duration"));
    }
    let (application, ask) = (caller.application(), caller.ask());
    let tld = application.ending_of(&name, ask.cause.at)?;
    if asked.plan_code != format!("{tld}-trade") {
        return Err(Problem::field("planCode", format!("{tld}-trade is expected")));
    }
    let id = super::id_of(asked.cart_id)?;
    let added = application.add_owner_change(id, caller.account(), &name, &ask).await.map_err(hidden)?;
    let sheet = application.cart_changed(id, Some(caller.account()), ask.cause.at).await?;
    item_of(application, &sheet, added.value)
}
