//! Prices: set one by one, or imported as they were previewed.

use crate::caller::{application, finance, visible};
use crate::payload::{DonePayload, Obstacle};
use crate::values::field;
use application::PriceSheet;
use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use chrono::NaiveDate;
use domain_model::price_list::{Item, Price, PriceListId, Promotion};
use domain_model::values::{
    Cents, Currency, FieldError, Period, PriceClass, PricedAction, PromotionName, Tld,
};

/// A price.
#[derive(Clone, Debug, InputObject)]
pub struct PriceInput {
    /// Under which ending: com, co.uk. With an action.
    pub tld: Option<String>,
    /// create, renew, transfer, restore or trade.
    pub action: Option<String>,
    /// Of a product instead: hosting.720plan, by the year.
    pub product: Option<String>,
    /// For exactly so many years at once; absent: a year's, where years count.
    pub years: Option<u32>,
    /// Before tax, in hundredths of a unit. Null: it is not offered from that day on, or the promotion does not take
    /// place.
    pub cents: MaybeUndefined<i64>,
    /// From this day on.
    pub from: NaiveDate,
    /// The name of a promotion: the price counts beside the ordinary one, where it is lower, until its last day.
    pub promotion: Option<String>,
    /// The promotion's last day.
    pub until: Option<NaiveDate>,
}

/// Prices of a list.
#[derive(Clone, Debug, InputObject)]
pub struct SetPricesInput {
    /// For which price class; the first price makes it. `registry`: what registries charge us.
    pub class: String,
    /// In which currency.
    pub currency: String,
    /// The prices.
    pub prices: Vec<PriceInput>,
}

/// Prices of any lists: a file of comma-separated values as `pricesCsv` writes it, or the prices themselves.
#[derive(Clone, Debug, InputObject)]
pub struct PricesInput {
    /// The file.
    pub csv: Option<String>,
    /// Or the prices.
    pub lists: Option<Vec<SetPricesInput>>,
}

/// Prices as they were previewed.
#[derive(Clone, Debug, InputObject)]
pub struct ImportPricesInput {
    /// The prices.
    pub prices: PricesInput,
    /// The preview's token: where a list changed since, nothing is imported.
    pub token: String,
    /// Why.
    pub reason: Option<String>,
}

fn missing(name: &str, message: &str) -> Vec<FieldError> {
    vec![FieldError::new(name, "missing", message)]
}

impl PriceInput {
    fn item(&self) -> Result<Item, Vec<FieldError>> {
        let years = self.years.map(|years| field("years", Period::new(years))).transpose()?;
        let item = match (&self.product, &self.tld, &self.action) {
            (Some(product), None, None) => Item::product(product)
                .ok_or_else(|| missing("product", "a product is expected, as in hosting.720plan"))?,
            (None, Some(tld), Some(action)) => {
                Item::name(field("tld", Tld::parse(tld))?, field("action", PricedAction::parse(action))?)
            }
            (None, Some(_), None) => return Err(missing("action", "what the price is for is expected")),
            _ => return Err(missing("tld", "an ending with an action is expected, or a product alone")),
        };
        Ok(item.for_years(years))
    }

    fn read(&self) -> Result<Price, Vec<FieldError>> {
        let cents = match self.cents {
            MaybeUndefined::Value(cents) => Some(field("cents", Cents::new(cents))?),
            MaybeUndefined::Null => None,
            MaybeUndefined::Undefined => {
                return Err(missing(
                    "cents",
                    "a price is expected, or null for what is not offered any more",
                ));
            }
        };
        let promotion = match (&self.promotion, self.until) {
            (Some(name), Some(until)) => {
                Some(Promotion { name: field("promotion", PromotionName::parse(name))?, until })
            }
            (None, None) => None,
            (Some(_), None) => return Err(missing("until", "a promotion has a last day")),
            (None, Some(_)) => return Err(missing("promotion", "what ends is a promotion, and has a name")),
        };
        Ok(Price { item: self.item()?, cents, from: self.from, promotion })
    }
}

impl SetPricesInput {
    fn read(&self) -> Result<(PriceListId, Vec<Price>), Vec<FieldError>> {
        let list = PriceListId {
            class: field("class", PriceClass::parse(&self.class))?,
            currency: field("currency", Currency::parse(&self.currency))?,
        };
        let prices = self.prices.iter().map(PriceInput::read).collect::<Result<_, _>>()?;
        Ok((list, prices))
    }
}

impl PricesInput {
    /// The prices that were given, with what is wrong in a file.
    ///
    /// # Errors
    /// Neither or both were given; a price that was given by itself is none.
    pub fn sheet(&self) -> Result<PriceSheet, Vec<FieldError>> {
        match (&self.csv, &self.lists) {
            (Some(csv), None) => Ok(PriceSheet::read(csv)),
            (None, Some(lists)) => {
                let mut prices = vec![];
                for input in lists {
                    let (list, of_list) = input.read()?;
                    prices.extend(of_list.into_iter().map(|price| (list.clone(), price)));
                }
                Ok(PriceSheet::of(prices))
            }
            _ => Err(missing("csv", "either a file or lists of prices are expected")),
        }
    }
}

/// Commands about prices.
#[derive(Default)]
pub struct Prices;

#[Object(name = "PricesCommands")]
impl Prices {
    /// Set prices, each from its day on.
    #[graphql(visible = "visible::finance")]
    async fn set_prices(&self, ctx: &Context<'_>, input: SetPricesInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let done = match input.read() {
            Ok((list, prices)) => {
                application(ctx).set_prices(&list, prices, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(format!("{}-{}", input.class, input.currency)))
    }

    /// Import prices exactly as `previewPrices` showed them, into all their lists or into none.
    #[graphql(visible = "visible::finance")]
    async fn import_prices(&self, ctx: &Context<'_>, input: ImportPricesInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, input.reason.as_deref());
        let done = match input.prices.sheet() {
            Ok(sheet) => {
                application(ctx).import_prices(&sheet, &input.token, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |lists| Some(lists.join(", ")))
    }
}
