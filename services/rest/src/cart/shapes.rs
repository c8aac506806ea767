//! What the cart's paths answer, as the order paper prints it.

use crate::moment::text as moment;
use crate::money::{Price, of_cents, price};
use application::{CartSheet, CartSummary};
use domain_model::cart::{self, ItemId, Product, Quote};
use domain_model::values::{CartId, Cents, PricingMode, Tld};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A cart.
#[derive(Serialize, ToSchema)]
#[schema(as = Cart)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cart {
    cart_id: Uuid,
    description: String,
    /// Until when it may be used.
    #[schema(format = DateTime)]
    expire: String,
    /// Whether it became an order, and changes no more.
    read_only: bool,
    items: Vec<u32>,
}

impl Cart {
    pub fn of(sheet: &CartSheet) -> Self {
        Self {
            cart_id: sheet.id.get(),
            description: sheet.contents.description.clone(),
            expire: moment(sheet.contents.expires_at),
            read_only: sheet.is_read_only(),
            items: sheet.contents.items.keys().map(|item| item.get()).collect(),
        }
    }
}

/// An amount with what it is: `PRICE`, `RENEW`, `DISCOUNT`, `FEE`, `TOTAL`.
#[derive(Serialize, ToSchema)]
#[schema(as = LabelledPrice)]
pub(super) struct Labelled {
    label: &'static str,
    price: Price,
}

/// The prices of an offer or an item: the ordinary one, a further year, what a promotion takes off, the registry's own
/// fee of a premium name, and what is charged; before tax.
pub(super) fn prices(quote: &Quote) -> Vec<Labelled> {
    let labelled = |label, cents: Cents| Labelled { label, price: of_cents(cents, quote.currency) };
    vec![
        labelled("PRICE", quote.price),
        labelled("RENEW", quote.renew.unwrap_or_default()),
        labelled("DISCOUNT", quote.discount),
        labelled("FEE", quote.fee),
        labelled("TOTAL", quote.total),
    ]
}

/// `P2Y`, as ISO 8601 writes it.
pub(super) fn duration(product: &Product) -> String {
    match product {
        Product::OwnerChange { .. } => "P0Y".to_owned(),
        Product::Privacy { .. } => "P0Y".to_owned(),
        Product::Transfer { .. } => "P1Y".to_owned(),
        product => format!("P{}Y", product.period().map_or(1, |period| period.years())),
    }
}

/// The plan of a product: the ending of a name, `{ending}-trade`, `{ending}-owo`, a hosting plan.
pub(super) fn plan(product: &Product, tld: &Tld) -> String {
    match product {
        Product::Create { .. } | Product::Transfer { .. } => tld.to_string(),
        Product::OwnerChange { .. } => format!("{tld}-trade"),
        Product::Privacy { .. } => format!("{tld}-owo"),
        Product::Hosting { plan, .. } => plan.as_str().to_owned(),
    }
}

/// The pricing mode of a product.
pub(super) fn pricing_mode(product: &Product) -> PricingMode {
    match product {
        Product::Create { mode, .. } | Product::Transfer { mode, .. } => *mode,
        _ => PricingMode::CreateDefault,
    }
}

/// What was chosen for an item.
#[derive(Serialize, ToSchema)]
#[schema(as = ItemSettings)]
#[serde(rename_all = "camelCase")]
pub(super) struct Settings {
    catalog_name: &'static str,
    domain: String,
    plan_code: String,
    pricing_mode: &'static str,
    quantity: u32,
}

/// An item of a cart.
#[derive(Serialize, ToSchema)]
#[schema(as = Item)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    cart_id: Uuid,
    configurations: Vec<u32>,
    duration: String,
    item_id: u32,
    #[schema(required)]
    offer_id: Option<String>,
    /// The items that go with it.
    options: Vec<u32>,
    #[schema(required)]
    parent_item_id: Option<u32>,
    prices: Vec<Labelled>,
    product_id: &'static str,
    settings: Settings,
}

impl Item {
    pub fn of(cart: CartId, contents: &cart::Contents, id: ItemId, item: &cart::Item, tld: &Tld) -> Self {
        let product = &item.product;
        Self {
            cart_id: cart.get(),
            configurations: item.configurations.keys().copied().collect(),
            duration: duration(product),
            item_id: id.get(),
            offer_id: None,
            options: contents.options_of(id).map(ItemId::get).collect(),
            parent_item_id: item.parent.map(ItemId::get),
            prices: prices(&item.quote),
            product_id: product_id(product),
            settings: Settings {
                catalog_name: "dom-public",
                domain: product.name().to_string(),
                plan_code: plan(product, tld),
                pricing_mode: pricing_mode(product).as_str(),
                quantity: 1,
            },
        }
    }
}

/// The word of a product.
pub(super) fn product_id(product: &Product) -> &'static str {
    match product {
        Product::Hosting { .. } => "webHosting",
        Product::Privacy { .. } => "owo",
        _ => "domain",
    }
}

/// A line of what a cart comes to.
#[derive(Serialize, ToSchema)]
#[schema(as = CartDetail)]
#[serde(rename_all = "camelCase")]
pub(super) struct Detail {
    /// The item; the zone that comes with a name is none.
    #[serde(rename = "cartItemID")]
    #[schema(required)]
    cart_item_id: Option<u32>,
    description: String,
    /// `DURATION`, `INSTALLATION` or `GIFT`.
    detail_type: &'static str,
    /// The place of the item, with the place of what comes with it: `*001`, `*001.001`.
    domain: String,
    original_total_price: Price,
    quantity: u32,
    reduction_total_price: Price,
    reductions: Vec<String>,
    total_price: Price,
    unit_price: Price,
}

/// What it all comes to.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderPrices)]
#[serde(rename_all = "camelCase")]
pub(super) struct Totals {
    original_without_tax: Price,
    reduction: Price,
    tax: Price,
    with_tax: Price,
    without_tax: Price,
}

/// A contract that is agreed to with the order.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Contract)]
pub(super) struct Contract {
    pub name: String,
    pub url: String,
    pub content: String,
}

/// An order, made or to be made.
#[derive(Serialize, ToSchema)]
#[schema(as = Order)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    contracts: Vec<Contract>,
    details: Vec<Detail>,
    /// None until it is made.
    #[schema(required)]
    pub order_id: Option<u64>,
    prices: Totals,
    /// Where people see it; none until it is made.
    #[schema(required)]
    pub url: Option<String>,
}

impl Order {
    pub fn of(summary: &CartSummary, contracts: Vec<Contract>) -> Self {
        let amount = |hundredths: i64| price(hundredths, summary.currency);
        let net = summary.net.get();
        Self {
            contracts,
            details: details(summary),
            order_id: None,
            prices: Totals {
                original_without_tax: amount(net),
                reduction: amount(0),
                tax: amount(summary.tax.get()),
                with_tax: amount(summary.gross()),
                without_tax: amount(net),
            },
            url: None,
        }
    }
}

/// Two lines an item and one a promotion; and two for the zone that a name is served by here.
fn details(summary: &CartSummary) -> Vec<Detail> {
    let own: Vec<_> = summary.lines.iter().filter(|line| line.item.parent.is_none()).collect();
    let place = |id: ItemId| own.iter().position(|line| line.id == id).map_or(0, |place| place + 1);
    let mut details = vec![];
    for line in &summary.lines {
        let (name, tld) = (line.item.product.name(), &line.tld);
        let place = format!("*{:03}", place(line.item.parent.unwrap_or(line.id)));
        let zone = format!("{place}.001");
        let of = |id: Option<ItemId>, place: &str, kind, description: String, hundredths| Detail {
            cart_item_id: id.map(ItemId::get),
            description,
            detail_type: kind,
            domain: place.to_owned(),
            original_total_price: price(hundredths, summary.currency),
            quantity: 1,
            reduction_total_price: price(0, summary.currency),
            reductions: vec![],
            total_price: price(hundredths, summary.currency),
            unit_price: price(hundredths, summary.currency),
        };
        let quote = &line.item.quote;
        let full = quote.price.get() + quote.fee.get();
        let id = Some(line.id);
        let (described, installed) = words(&line.item.product, tld);
        if matches!(line.item.product, Product::Create { .. } | Product::Transfer { .. }) {
            details.push(of(None, &zone, "DURATION", format!("{name} - Zone DNS"), 0));
            details.push(of(None, &zone, "INSTALLATION", "DNS zone".to_owned(), 0));
        }
        details.push(of(id, &place, "DURATION", described, full));
        details.push(of(id, &place, "INSTALLATION", installed, 0));
        if let Some(promotion) = &quote.promotion {
            details.push(of(id, &place, "GIFT", promotion.clone(), -quote.discount.get()));
        }
    }
    details
}

/// How a product stands in an order: with its duration, and as what is set up.
fn words(product: &Product, tld: &Tld) -> (String, String) {
    let name = product.name();
    let months = product.period().map_or(12, |period| period.years() * 12);
    match product {
        Product::Create { .. } => {
            (format!("{name} - .{tld} demande d'enregistrement - {months} mois"), format!("Domain .{tld}"))
        }
        Product::Transfer { .. } => {
            (format!("{name} - .{tld} transfert entrant - {months} mois"), format!("Domain .{tld}"))
        }
        Product::OwnerChange { .. } => {
            (format!("{name} - .{tld} changement de propriétaire"), format!("Domain .{tld}"))
        }
        Product::Privacy { .. } => (format!("{name} - OwO"), "OwO".to_owned()),
        Product::Hosting { plan, .. } => {
            (format!("{name} - hébergement {plan} - {months} mois"), format!("Hosting {plan}"))
        }
    }
}
