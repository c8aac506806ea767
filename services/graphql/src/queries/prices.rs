//! Prices: in force on a day, as they were known, as a file; and what an import would change.

use super::list::seen;
use crate::caller::{application, coded, finance, sight, visible};
use crate::mutations::PricesInput;
use crate::payload::{failure, view_failure};
use application::{ListPreview, PriceChange, PriceMistake, WhichLists};
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::price_list::{Item, PriceListId};
use domain_model::values::{Cents, Currency, HostingPlan, Period, PriceClass, PricedAction, Tld};
use projections::View;
use projections::prices::{PriceFilter, PriceInForce};
use std::fmt::Display;

/// A price.
#[derive(SimpleObject)]
pub struct PriceLine {
    /// For which price class; `registry`: what registries charge us.
    class: String,
    /// In which currency.
    currency: String,
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
    /// Before tax, in hundredths of a unit, with the promotion that runs.
    cents: i64,
    /// The same without a promotion.
    ordinary_cents: i64,
    /// From this day on.
    #[graphql(name = "from")]
    from_day: NaiveDate,
    /// The promotion that makes it cheaper.
    promotion: Option<String>,
    /// The promotion's last day.
    until: Option<NaiveDate>,
    /// What made the price, as a charge names it.
    rule: String,
    /// What the registry charges us for it, where that is known in this currency.
    registry_fee: Option<i64>,
    /// What is left of the price; below zero: it is sold at a loss.
    margin: Option<i64>,
}

fn product(item: &Item) -> Option<String> {
    matches!(item, Item::Hosting { .. }).then(|| item.subject())
}

impl From<PriceInForce> for PriceLine {
    fn from(PriceInForce { list, item, applied, registry_fee }: PriceInForce) -> Self {
        let cents = applied.cents().get();
        let promoted = applied.promotion.as_ref();
        Self {
            class: list.class.to_string(),
            currency: list.currency.to_string(),
            tld: item.tld().map(ToString::to_string),
            action: item.action().map(|action| action.to_string()),
            product: product(&item),
            years: item.years().map(Period::years),
            cents,
            ordinary_cents: applied.ordinary.cents.get(),
            from_day: promoted.map_or(applied.ordinary.from, |promoted| promoted.from),
            promotion: promoted.map(|promoted| promoted.promotion.name.to_string()),
            until: promoted.map(|promoted| promoted.promotion.until),
            rule: applied.rule(&list),
            registry_fee: registry_fee.map(Cents::get),
            margin: registry_fee.map(|fee| cents.saturating_sub(fee.get())),
            item: item.to_string(),
        }
    }
}

/// A price that is new, or that another one gives way to.
#[derive(SimpleObject)]
pub struct PriceChangeLine {
    /// The line of the file, or the place among the prices that were given, from 1.
    line: u64,
    /// Of what: `com create`, `hosting.720plan`.
    item: String,
    /// Before tax, in hundredths of a unit; absent: not offered any more, or a promotion that does not take place.
    cents: Option<i64>,
    /// From this day on.
    #[graphql(name = "from")]
    from_day: NaiveDate,
    /// The promotion's name.
    promotion: Option<String>,
    /// The promotion's last day.
    until: Option<NaiveDate>,
    /// Nothing stands there now.
    is_new: bool,
    /// What stands there now.
    cents_before: Option<i64>,
    /// The last day of the promotion that stands there now.
    until_before: Option<NaiveDate>,
    /// It is of today or earlier, and counts from the import on.
    at_once: bool,
}

impl From<PriceChange> for PriceChangeLine {
    fn from(change: PriceChange) -> Self {
        let price = change.price;
        let (promotion, until) = price.promotion.map(|it| (it.name.to_string(), it.until)).unzip();
        let (cents_before, until_before) = change.before.unwrap_or_default();
        Self {
            line: change.line,
            item: price.item.to_string(),
            cents: price.cents.map(Cents::get),
            from_day: price.from,
            promotion,
            until,
            is_new: change.before.is_none(),
            cents_before: cents_before.map(Cents::get),
            until_before,
            at_once: change.at_once,
        }
    }
}

/// What would become of one price list.
#[derive(SimpleObject)]
pub struct PriceListPreview {
    /// For which price class.
    class: String,
    /// In which currency.
    currency: String,
    /// There is no such list yet: the import makes it.
    is_new: bool,
    /// What is new or changes.
    changes: Vec<PriceChangeLine>,
    /// How many stand there already.
    unchanged: u64,
}

impl From<ListPreview> for PriceListPreview {
    fn from(preview: ListPreview) -> Self {
        let PriceListId { class, currency } = preview.list;
        Self {
            class: class.to_string(),
            currency: currency.to_string(),
            is_new: preview.is_new,
            changes: preview.changes.into_iter().map(PriceChangeLine::from).collect(),
            unchanged: preview.unchanged as u64,
        }
    }
}

/// What is wrong with a price, and what was expected.
#[derive(SimpleObject)]
pub struct PriceMistakeLine {
    /// The line of the file, or the place among the prices that were given, from 1.
    line: u64,
    /// The column.
    column: String,
    /// In words.
    expected: String,
}

impl From<PriceMistake> for PriceMistakeLine {
    fn from(PriceMistake { line, column, expected }: PriceMistake) -> Self {
        Self { line, column, expected }
    }
}

/// What an import would do.
#[derive(SimpleObject)]
pub struct PricePreview {
    /// To import exactly this with, by `importPrices`; absent where there are mistakes.
    token: Option<String>,
    /// List by list.
    lists: Vec<PriceListPreview>,
    /// What is wrong; nothing can be imported then.
    mistakes: Vec<PriceMistakeLine>,
}

/// Prices.
#[derive(Default)]
pub struct Prices;

#[Object(name = "PricesQueries")]
impl Prices {
    /// The prices in force on a day, with the promotions that run; today's where absent.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn prices(
        &self,
        ctx: &Context<'_>,
        class: Option<String>,
        currency: Option<String>,
        tld: Option<String>,
        #[graphql(desc = "create, renew, transfer, restore or trade.")] action: Option<String>,
        #[graphql(desc = "The hosting of a batch mail: 90plan, 720plan, xxlplan, mediaplan.")]
        hosting: Option<String>,
        on: Option<NaiveDate>,
        #[graphql(desc = "As far as they had been set at this moment; on its day, where no other is named.")]
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Vec<PriceLine>> {
        sight(ctx)?;
        seen(ctx, View::Registers, consistency).await?;
        let moment = as_of.unwrap_or_else(|| application(ctx).clock().now());
        let day = on.unwrap_or_else(|| moment.date_naive());
        let filter = PriceFilter {
            class: read("class", class, PriceClass::parse)?,
            currency: read("currency", currency, Currency::parse)?,
            tld: read("tld", tld, Tld::parse)?,
            action: read("action", action, PricedAction::parse)?,
            hosting: read("hosting", hosting, HostingPlan::parse)?,
        };
        let views = application(ctx).views();
        let found = match as_of {
            Some(at) => views.prices_as_of(&filter, day, at).await,
            None => views.prices(&filter, day).await,
        };
        Ok(found.map_err(view_failure)?.into_iter().map(PriceLine::from).collect())
    }

    /// Price lists as a file of comma-separated values: every price, past and to come; or those in force on a day.
    async fn prices_csv(
        &self,
        ctx: &Context<'_>,
        class: Option<String>,
        currency: Option<String>,
        on: Option<NaiveDate>,
        consistency: Option<String>,
    ) -> Result<String> {
        sight(ctx)?;
        seen(ctx, View::Registers, consistency).await?;
        let class = read("class", class, PriceClass::parse)?;
        let currency = read("currency", currency, Currency::parse)?;
        let written = application(ctx).prices_csv(&WhichLists { class, currency }, on).await;
        written.map_err(|error| failure(&error))
    }

    /// What an import of prices would change, line by line. Nothing is changed.
    #[graphql(visible = "visible::finance")]
    async fn preview_prices(&self, ctx: &Context<'_>, input: PricesInput) -> Result<PricePreview> {
        finance(ctx)?;
        let sheet = input.sheet().map_err(|errors| {
            let said: Vec<String> =
                errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
            coded("BAD_ARGUMENT", said.join("; "))
        })?;
        let now = application(ctx).clock().now();
        let preview = application(ctx).preview_prices(&sheet, now).await;
        let preview = preview.map_err(|error| failure(&error))?;
        Ok(PricePreview {
            token: preview.token,
            lists: preview.lists.into_iter().map(PriceListPreview::from).collect(),
            mistakes: preview.mistakes.into_iter().map(PriceMistakeLine::from).collect(),
        })
    }
}

/// An argument's value, or its name and rule.
fn read<T, E: Display>(
    name: &str,
    text: Option<String>,
    parse: impl Fn(&str) -> std::result::Result<T, E>,
) -> Result<Option<T>> {
    let wrong = |error: E| coded("BAD_ARGUMENT", format!("{name}: {error}"));
    text.map(|text| parse(&text).map_err(wrong)).transpose()
}
