//! `…/domain`, `…/domain/options` and `/order/cartServiceOption`: what can be put into a cart, and putting it there.

use super::shapes::{Item, Labelled, prices, pricing_mode, product_id};
use crate::caller::Visitor;
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Body, Query, Segments};
use application::{AddName, Application, CartOffer, CartSheet};
use axum::Json;
use domain_model::cart::{ItemId, Product};
use domain_model::values::{DomainName, Period, PricingMode, Tld};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new().routes(routes!(offers, add))
}

/// A name as it was sent.
pub(crate) fn name_of(field: &str, text: &str) -> Result<DomainName, Problem> {
    DomainName::parse(text.trim()).map_err(|error| Problem::field(field, error.to_string()))
}

/// `P1Y` to `P10Y`; nothing for `P0Y` and `P0D`, which are no duration.
pub(super) fn period_of(text: Option<&str>) -> Result<Option<Period>, Problem> {
    let Some(text) = text.filter(|text| !matches!(*text, "P0Y" | "P0D")) else { return Ok(None) };
    let years = text.strip_prefix('P').and_then(|rest| rest.strip_suffix('Y'));
    let period = years.filter(|years| years.len() <= 2).and_then(|years| years.parse().ok());
    let expected = "P1Y to P10Y is expected (ISO 8601)";
    period.map(Some).ok_or_else(|| Problem::field("duration", expected))
}

/// One of everything.
pub(super) fn check_quantity(quantity: Option<u32>) -> Result<(), Problem> {
    match quantity {
        None | Some(1) => Ok(()),
        Some(_) => Err(Problem::field("quantity", "1 is expected: a name is bought once")),
    }
}

/// For which name.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// The name, in A-labels or U-labels.
    #[param(example = "exemple.fr")]
    pub domain: String,
}

/// What is offered for a name.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Offer {
    /// `create` or `transfer`.
    action: &'static str,
    /// The labels that have to be configured.
    configurations: Vec<&'static str>,
    delivery_time: &'static str,
    /// For how long it may be ordered.
    duration: Vec<String>,
    offer: &'static str,
    offer_id: String,
    orderable: bool,
    phase: &'static str,
    prices: Vec<Labelled>,
    pricing_mode: &'static str,
    product_id: &'static str,
    quantity_max: u32,
}

impl Offer {
    fn of(offer: &CartOffer, tld: &Tld) -> Self {
        let action = if matches!(offer.product, Product::Transfer { .. }) { "transfer" } else { "create" };
        let (from, to) = offer.years;
        let years = (from.max(1)..=to.max(1)).map(|years| format!("P{years}Y"));
        Self {
            action,
            configurations: vec![],
            delivery_time: "",
            duration: years.collect(),
            offer: "gold",
            offer_id: format!("{tld}-{action}"),
            orderable: true,
            phase: "ga",
            prices: prices(&offer.quote),
            pricing_mode: pricing_mode(&offer.product).as_str(),
            product_id: product_id(&offer.product),
            quantity_max: 1,
        }
    }
}

/// What is offered for a name: a registration where it is free, a transfer where another registrar has it, nothing where
/// neither is possible.
#[utoipa::path(
    get, path = "/order/cart/{cartId}/domain", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path), Asked), responses((status = 200, body = Vec<Offer>), Problem)
)]
async fn offers(
    visitor: Visitor,
    Segments(id): Segments<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Offer>>, Problem> {
    let (_, sheet) = visitor.cart(id).await?;
    let name = name_of("domain", &asked.domain)?;
    let (application, now) = (visitor.application(), visitor.application().clock().now());
    let profile = visitor.who().map(|(_, profile)| profile);
    let offers = application.cart_offers(&sheet, &name, profile, now).await?;
    let tld = application.ending_of(&name, now)?;
    Ok(Json(offers.iter().map(|offer| Offer::of(offer, &tld)).collect()))
}

/// A name to be put into a cart.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Adding {
    /// The name.
    #[schema(example = "exemple.fr")]
    domain: String,
    /// `P1Y` to `P10Y`; the shortest one where absent.
    #[serde(default)]
    duration: Option<String>,
    /// An offer's `offerId`.
    #[serde(default)]
    offer_id: Option<String>,
    /// 1.
    #[serde(default)]
    quantity: Option<u32>,
    /// The name's plan.
    #[serde(default)]
    plan_code: Option<String>,
    /// An offer's `pricingMode`; `default` is the ordinary one.
    #[serde(default)]
    pricing_mode: Option<String>,
}

/// Put a name into a cart, at its price of now.
#[utoipa::path(
    post, path = "/order/cart/{cartId}/domain", tag = "cart", security((), ("signature" = [])),
    params(("cartId" = Uuid, Path)), request_body = Adding,
    responses((status = 200, body = Item), Problem)
)]
async fn add(
    visitor: Visitor,
    Segments(segment): Segments<Uuid>,
    Body(asked): Body<Adding>,
) -> Result<Json<Item>, Problem> {
    check_quantity(asked.quantity)?;
    let mode = asked.pricing_mode.as_deref().map(PricingMode::parse).transpose();
    let asked = AddName {
        name: name_of("domain", &asked.domain)?,
        period: period_of(asked.duration.as_deref())?,
        mode: mode.map_err(|error| Problem::field("pricingMode", error.to_string()))?,
        offer: asked.offer_id,
        plan: asked.plan_code,
    };
    let id = super::id_of(segment)?;
    let added = visitor.application().add_to_cart(id, asked, visitor.who(), &visitor.ask()).await?;
    item_of(visitor.application(), &visitor.changed(id).await?, added.value)
}

/// An item of a cart.
pub(super) fn item_of(
    application: &Application,
    sheet: &CartSheet,
    number: ItemId,
) -> Result<Json<Item>, Problem> {
    let found = sheet.contents.items.get(&number);
    let found = found.ok_or_else(|| Problem::not_found(format!("the cart has no item {number}")))?;
    let tld = application.ending_of(found.product.name(), application.clock().now())?;
    Ok(Json(Item::of(sheet.id, &sheet.contents, number, found, &tld)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_iso_8601() {
        assert_eq!(period_of(Some("P10Y")).unwrap(), Some(Period::MAX));
        assert_eq!(period_of(Some("P0Y")).unwrap(), None);
        assert_eq!(period_of(None).unwrap(), None);
        for text in ["P11Y", "P1M", "1", "P01YY", "P-1Y", "", "P001Y"] {
            let refused = period_of(Some(text)).unwrap_err();
            assert_eq!(refused.field.as_deref(), Some("duration"), "{text}");
        }
    }
}
