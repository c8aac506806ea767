//! What the account pays: the prices of its class in its currency, with the promotions that run.

use super::owner;
use crate::caller::{application, coded};
use crate::payload::view_failure;
use crate::values::Points;
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain_model::price_list::Item;
use domain_model::values::{Money, Period, Points as Value, PricedAction, Tld};
use paper::Table;
use projections::prices::{PriceFilter, PriceInForce};

/// A price of the account.
#[derive(Clone, SimpleObject)]
pub struct OwnPrice {
    /// Of what: `com create`, `com create 2Y`, `hosting.720plan`.
    item: String,
    /// Under which ending; absent for a product.
    tld: Option<String>,
    /// create, renew, transfer, restore or trade; absent for a product.
    action: Option<String>,
    /// The product: hosting.720plan.
    product: Option<String>,
    /// For exactly so many years at once; absent: a year's, where years count.
    years: Option<u32>,
    /// Before tax, in hundredths of a unit of the account's currency, with the promotion that runs.
    cents: i64,
    /// The same without a promotion.
    ordinary_cents: i64,
    /// What is taken from the points.
    points: Points,
    /// The promotion that makes it cheaper.
    promotion: Option<String>,
    /// The promotion's last day.
    until: Option<NaiveDate>,
}

/// Prices.
#[derive(Default)]
pub struct Prices;

#[Object(name = "ResellerPricesQueries")]
impl Prices {
    /// The prices of the account in force on a day; today's where none is named.
    async fn prices(
        &self,
        ctx: &Context<'_>,
        tld: Option<String>,
        #[graphql(desc = "create, renew, transfer, restore or trade.")] action: Option<String>,
        on: Option<NaiveDate>,
    ) -> Result<Vec<OwnPrice>> {
        let wrong =
            |name: &str, error: &dyn std::fmt::Display| coded("BAD_ARGUMENT", format!("{name}: {error}"));
        let tld = tld.map(|text| Tld::parse(&text).map_err(|error| wrong("tld", &error))).transpose()?;
        let action = action
            .map(|text| PricedAction::parse(&text).map_err(|error| wrong("action", &error)))
            .transpose()?;
        priced(ctx, tld, action, on).await
    }

    /// All of them as a table of comma-separated values.
    #[graphql(complexity = "500")]
    async fn prices_csv(&self, ctx: &Context<'_>, on: Option<NaiveDate>) -> Result<String> {
        let mut table =
            Table::new(&["item", "tld", "action", "years", "cents", "points", "promotion", "until"]);
        let currency = owner(ctx).admitted.profile.currency;
        for price in priced(ctx, None, None, on).await? {
            table.line(&[
                price.item,
                price.tld.unwrap_or_default(),
                price.action.unwrap_or_default(),
                price.years.map(|years| years.to_string()).unwrap_or_default(),
                format!("{} {currency}", price.cents),
                price.points.0.to_string(),
                price.promotion.unwrap_or_default(),
                price.until.map(|day| day.to_string()).unwrap_or_default(),
            ]);
        }
        Ok(table.finish())
    }
}

async fn priced(
    ctx: &Context<'_>,
    tld: Option<Tld>,
    action: Option<PricedAction>,
    on: Option<NaiveDate>,
) -> Result<Vec<OwnPrice>> {
    let (application, profile) = (application(ctx), &owner(ctx).admitted.profile);
    let day = on.unwrap_or_else(|| application.clock().now().date_naive());
    let filter = PriceFilter {
        class: Some(profile.price_class.clone()),
        currency: Some(profile.currency),
        tld,
        action,
        hosting: None,
    };
    let rate = application.settings().rate(profile.currency);
    let line = |PriceInForce { item, applied, .. }: PriceInForce| {
        let cents = applied.cents();
        let promoted = applied.promotion.as_ref();
        Some(OwnPrice {
            tld: item.tld().map(ToString::to_string),
            action: item.action().map(|action| action.to_string()),
            product: matches!(item, Item::Hosting { .. }).then(|| item.subject()),
            years: item.years().map(Period::years),
            cents: cents.get(),
            ordinary_cents: applied.ordinary.cents.get(),
            points: Points(Value::from_price(&Money::from_cents(cents, profile.currency), rate).ok()?.get()),
            promotion: promoted.map(|promoted| promoted.promotion.name.to_string()),
            until: promoted.map(|promoted| promoted.promotion.until),
            item: item.to_string(),
        })
    };
    let found = application.views().prices(&filter, day).await.map_err(view_failure)?;
    Ok(found.into_iter().filter_map(line).collect())
}
