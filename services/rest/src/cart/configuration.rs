//! `…/requiredConfiguration` and `…/configuration`: what has to be known of an item before it can be ordered.

use crate::caller::{Caller, Visitor};
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Body, Query, Segments};
use application::Required;
use axum::Json;
use domain_model::cart::{self, ItemId};
use domain_model::values::ConfigurationLabel;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .routes(routes!(required))
        .routes(routes!(list, configure))
        .routes(routes!(show, remove))
}

/// Something that is configured for an item.
#[derive(Serialize, ToSchema)]
struct RequiredConfiguration {
    label: &'static str,
    /// `bool`, `String`, `Nichandle`, `json`, or the path of a resource.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Whether checkout refuses without it.
    required: bool,
    /// What there is to read first: an ending's conditions, a trademark notice.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    /// The value that accepts that.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

impl From<Required> for RequiredConfiguration {
    fn from(required: Required) -> Self {
        use ConfigurationLabel as Label;
        let kind = match required.label {
            Label::OwnerLegalAge | Label::AcceptConditions => "bool",
            Label::OwnerContact => "/me/contact",
            Label::AdminAccount | Label::TechAccount => "Nichandle",
            Label::DomainConfig => "json",
            Label::Dns | Label::Reason | Label::ClaimsNotice | Label::ProtectedCode | Label::AuthInfo => {
                "String"
            }
        };
        // Conditions are accepted by a bool; their version is recorded by us.
        let value = required.value.filter(|_| required.label == Label::ClaimsNotice);
        let label = required.label.as_str();
        Self { label, kind, required: required.required, content: required.content, value }
    }
}

/// What has to be configured for an item: it depends on the action, the ending and the name.
#[utoipa::path(
    get, path = "/order/cart/{cartId}/item/{itemId}/requiredConfiguration", tag = "cart",
    security((), ("signature" = [])), params(("cartId" = Uuid, Path), ("itemId" = u32, Path)),
    responses((status = 200, body = Vec<RequiredConfiguration>), Problem)
)]
async fn required(
    visitor: Visitor,
    Segments((id, item)): Segments<(Uuid, u32)>,
) -> Result<Json<Vec<RequiredConfiguration>>, Problem> {
    let (_, sheet) = visitor.cart(id).await?;
    let (application, now) = (visitor.application(), visitor.application().clock().now());
    let required = application.required_configuration(&sheet, ItemId::new(item), now).await?;
    Ok(Json(required.into_iter().map(Into::into).collect()))
}

/// A configuration of an item.
#[derive(Serialize, ToSchema)]
struct Configuration {
    id: u32,
    label: &'static str,
    value: String,
}

impl Configuration {
    fn of(id: u32, configuration: &cart::Configuration) -> Self {
        let value = configuration.value.value().cloned().unwrap_or_default();
        Self { id, label: configuration.label.as_str(), value }
    }
}

/// Which configurations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Of this label.
    #[serde(default)]
    label: Option<String>,
}

async fn item_of(caller: &Caller, id: Uuid, item: u32) -> Result<cart::Item, Problem> {
    let now = caller.application().clock().now();
    let sheet = caller.application().cart(super::id_of(id)?, Some(caller.account()), now).await?;
    let item = sheet.contents.items.get(&ItemId::new(item)).cloned();
    item.ok_or_else(|| Problem::not_found("the cart has no such item"))
}

/// What is configured for an item.
#[utoipa::path(
    get, path = "/order/cart/{cartId}/item/{itemId}/configuration", tag = "cart", security(("signature" = [])),
    params(("cartId" = Uuid, Path), ("itemId" = u32, Path), Which),
    responses((status = 200, body = Vec<u32>), Problem)
)]
async fn list(
    caller: Caller,
    Segments((id, item)): Segments<(Uuid, u32)>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<u32>>, Problem> {
    let label = which.label.as_deref().map(ConfigurationLabel::parse).transpose();
    let label = label.map_err(|error| Problem::field("label", error.to_string()))?;
    let item = item_of(&caller, id, item).await?;
    let wanted =
        item.configurations.iter().filter(|(_, known)| label.is_none_or(|label| known.label == label));
    Ok(Json(wanted.map(|(id, _)| *id).collect()))
}

/// A value as the clients send it: a text, or what JSON has a word for.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
enum Value {
    Text(String),
    Bool(bool),
    Number(i64),
    /// `DOMAIN_CONFIG`, as an object.
    Object(std::collections::BTreeMap<String, String>),
}

impl Value {
    fn into_text(self) -> Result<String, Problem> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Bool(yes) => Ok(yes.to_string()),
            Self::Number(number) => Ok(number.to_string()),
            Self::Object(fields) => serde_json::to_string(&fields).map_err(|_| Problem::internal()),
        }
    }
}

/// A configuration to be added.
#[derive(Deserialize, ToSchema)]
struct Configuring {
    /// A label that is required, or may be given.
    #[schema(example = "OWNER_CONTACT")]
    label: String,
    /// Its value.
    value: Value,
}

/// Configure an item. A new value takes the place of the one before; name servers are added to one another.
#[utoipa::path(
    post, path = "/order/cart/{cartId}/item/{itemId}/configuration", tag = "cart",
    security(("signature" = [])), params(("cartId" = Uuid, Path), ("itemId" = u32, Path)),
    request_body = Configuring, responses((status = 200, body = Configuration), Problem)
)]
async fn configure(
    caller: Caller,
    Segments((id, item)): Segments<(Uuid, u32)>,
    Body(asked): Body<Configuring>,
) -> Result<Json<Configuration>, Problem> {
    let label = ConfigurationLabel::parse(&asked.label);
    let label = label.map_err(|error| Problem::field("label", error.to_string()))?;
    let value = asked.value.into_text()?;
    let (cart, item, profile) = (super::id_of(id)?, ItemId::new(item), &caller.identity.profile);
    let (application, account, ask) = (caller.application(), caller.account(), caller.ask());
    let set = application.configure(cart, item, label, &value, account, profile, &ask).await?;
    Ok(Json(Configuration { id: set.value, label: label.as_str(), value }))
}

/// A configuration.
#[utoipa::path(
    get, path = "/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}", tag = "cart",
    security(("signature" = [])),
    params(("cartId" = Uuid, Path), ("itemId" = u32, Path), ("configurationId" = u32, Path)),
    responses((status = 200, body = Configuration), Problem)
)]
async fn show(
    caller: Caller,
    Segments((id, item, number)): Segments<(Uuid, u32, u32)>,
) -> Result<Json<Configuration>, Problem> {
    let item = item_of(&caller, id, item).await?;
    let known = item.configurations.get(&number);
    let known = known.ok_or_else(|| Problem::not_found("the item has no such configuration"))?;
    Ok(Json(Configuration::of(number, known)))
}

/// Take a configuration back.
#[utoipa::path(
    delete, path = "/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}", tag = "cart",
    security(("signature" = [])),
    params(("cartId" = Uuid, Path), ("itemId" = u32, Path), ("configurationId" = u32, Path)),
    responses((status = 200, body = ()), Problem)
)]
async fn remove(
    caller: Caller,
    Segments((id, item, number)): Segments<(Uuid, u32, u32)>,
) -> Result<Json<()>, Problem> {
    let (cart, item, account) = (super::id_of(id)?, ItemId::new(item), caller.account());
    caller.application().unconfigure(cart, item, number, account, &caller.ask()).await?;
    Ok(Json(()))
}
