//! Prices: every price that was ever set, with the day from which it holds.

use crate::error::ViewError;
use crate::fold::{self, Horizon, Table};
use crate::stamp::Stamp;
use crate::views::{Sight, Views};
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::price_list::Event;
use domain_model::values::{Cents, Currency, PriceClass, PricedAction, Tld};
use journal::Recorded;
use journal::follow::FollowerError;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::BTreeMap;

pub(crate) const TABLE: Table =
    Table { name: "prices", key: "class, currency, tld, action, from_day", key_type: "text" };

pub(crate) const SCHEMA: &str = "
create table if not exists prices (
  class    text        collate \"C\" not null,
  currency text        collate \"C\" not null,
  tld      text        collate \"C\" not null,
  action   text        collate \"C\" not null,
  from_day date        not null,
  cents    bigint      not null,
  set_at   timestamptz not null,
  set_by   text        not null,
  primary key (class, currency, tld, action, from_day)
);
";

/// One price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceRow {
    /// For whom.
    pub class: PriceClass,
    /// In what.
    pub currency: Currency,
    /// Under which ending.
    pub tld: Tld,
    /// For what.
    pub action: PricedAction,
    /// From this day on, until the next price for the same.
    pub from_day: NaiveDate,
    /// Before tax; where years count, a year's.
    pub cents: Cents,
    /// When it was set.
    pub set_at: DateTime<Utc>,
    /// Who set it.
    pub set_by: String,
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    // A later price for the same day replaces an earlier one; both may be in one batch.
    let mut rows = BTreeMap::new();
    for event in batch.iter().filter(|event| event.stream.aggregate_type() == "price-list") {
        let stamp = Stamp::of(event)?;
        if horizon.is_some_and(|horizon| stamp.at > horizon) {
            continue;
        }
        let (class, currency) =
            event.stream.aggregate_id().rsplit_once('-').ok_or("a price list is named CLASS-CURRENCY")?;
        let class = PriceClass::parse(class)?;
        let currency: Currency = serde_json::from_value(currency.into())?;
        let Event::PricesSet { prices } = event.decode()?;
        for price in prices {
            let key = (event.stream.clone(), price.tld.clone(), price.action, price.from);
            let row = PriceRow {
                class: class.clone(),
                currency,
                tld: price.tld,
                action: price.action,
                from_day: price.from,
                cents: price.cents,
                set_at: stamp.at,
                set_by: stamp.actor.clone(),
            };
            rows.insert(key, row);
        }
    }
    fold::store(tx, TABLE, &rows.into_values().collect::<Vec<_>>()).await
}

/// Which prices. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct PriceFilter {
    /// For whom.
    pub class: Option<PriceClass>,
    /// In what.
    pub currency: Option<Currency>,
    /// Under which ending.
    pub tld: Option<Tld>,
    /// For what.
    pub action: Option<PricedAction>,
}

impl Views {
    /// The prices in force on a day, by class, currency, ending and action.
    ///
    /// # Errors
    /// The database failed.
    pub async fn prices(&self, filter: &PriceFilter, day: NaiveDate) -> Result<Vec<PriceRow>, ViewError> {
        let documents: Vec<String> = sqlx::query_scalar(
            "select distinct on (class, currency, tld, action) to_json(p)::text from prices p
             where from_day <= $1 and class = coalesce($2, class) and currency = coalesce($3, currency)
                 and tld = coalesce($4, tld) and action = coalesce($5, action)
             order by class, currency, tld, action, from_day desc",
        )
        .bind(day)
        .bind(filter.class.as_ref().map(ToString::to_string))
        .bind(filter.currency.map(|currency| currency.to_string()))
        .bind(filter.tld.as_ref().map(ToString::to_string))
        .bind(filter.action.map(|action| action.to_string()))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading prices"))?;
        self.read_all("prices", documents, Sight::Closed).await
    }

    /// Every price for the same, past and to come, by first day.
    ///
    /// # Errors
    /// The database failed.
    pub async fn price_history(
        &self,
        class: &PriceClass,
        currency: Currency,
        tld: &Tld,
        action: PricedAction,
    ) -> Result<Vec<PriceRow>, ViewError> {
        let documents: Vec<String> = sqlx::query_scalar(
            "select to_json(p)::text from prices p
             where class = $1 and currency = $2 and tld = $3 and action = $4 order by from_day limit 10000",
        )
        .bind(class.as_str())
        .bind(currency.to_string())
        .bind(tld.as_str())
        .bind(action.as_str())
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading prices"))?;
        self.read_all("prices", documents, Sight::Closed).await
    }
}
