//! Prices: every price and promotion that was ever set, with the day from which it holds.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Table};
use crate::stamp::Stamp;
use crate::views::{Sight, Views};
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::price_list::{Applied, Event, Item, Price, PriceList, PriceListId, Promotion};
use domain_model::values::{Cents, Currency, HostingPlan, PriceClass, PricedAction, PromotionName, Tld};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const TABLE: Table =
    Table { name: "prices", key: "class, currency, item, promotion, from_day", key_type: "text" };

pub(crate) const SCHEMA: &str = "
create table if not exists prices (
  class     text        collate \"C\" not null,
  currency  text        collate \"C\" not null,
  item      text        collate \"C\" not null,
  promotion text        collate \"C\" not null,
  from_day  date        not null,
  until_day date,
  tld       text        collate \"C\",
  action    text        collate \"C\",
  cents     bigint,
  set_at    timestamptz not null,
  set_by    text        not null,
  primary key (class, currency, item, promotion, from_day)
);
";

/// One price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceRow {
    /// For whom.
    pub class: PriceClass,
    /// In what.
    pub currency: Currency,
    /// Of what: `com create`, `com create 2Y`, `hosting.720plan`.
    pub item: Item,
    /// The name of a promotion; empty for an ordinary price.
    pub promotion: String,
    /// From this day on, until the next price for the same.
    pub from_day: NaiveDate,
    /// A promotion's last day.
    pub until_day: Option<NaiveDate>,
    /// Under which ending, where it is of one.
    pub tld: Option<Tld>,
    /// What is done with names of that ending.
    pub action: Option<PricedAction>,
    /// Before tax; where years count and none are named, a year's. Absent: not offered any more.
    pub cents: Option<Cents>,
    /// When it was set.
    pub set_at: DateTime<Utc>,
    /// Who set it.
    pub set_by: String,
}

impl PriceRow {
    fn of(list: &PriceListId, price: Price, stamp: &Stamp) -> Self {
        let (promotion, until_day) = price.promotion.map(|it| (it.name.to_string(), it.until)).unzip();
        Self {
            class: list.class.clone(),
            currency: list.currency,
            tld: price.item.tld().cloned(),
            action: price.item.action(),
            item: price.item,
            promotion: promotion.unwrap_or_default(),
            from_day: price.from,
            until_day,
            cents: price.cents,
            set_at: stamp.at,
            set_by: stamp.actor.clone(),
        }
    }

    /// Which list it stands in.
    pub fn list(&self) -> PriceListId {
        PriceListId { class: self.class.clone(), currency: self.currency }
    }

    /// The price as it was set.
    pub fn price(&self) -> Price {
        let name = PromotionName::parse(&self.promotion).ok();
        let promotion = name.zip(self.until_day).map(|(name, until)| Promotion { name, until });
        Price { item: self.item.clone(), cents: self.cents, from: self.from_day, promotion }
    }
}

/// What an item costs on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceInForce {
    /// In which list.
    pub list: PriceListId,
    /// Of what.
    pub item: Item,
    /// What it costs, and why.
    pub applied: Applied,
    /// What the registry charges us for it, where that is known in this currency.
    pub registry_fee: Option<Cents>,
}

/// The rows that events make. A later price for the same day replaces an earlier one; both may be among them.
fn rows_of(events: &[Recorded], horizon: Horizon) -> Result<Vec<PriceRow>, FollowerError> {
    let mut rows = BTreeMap::new();
    for event in events.iter().filter(|event| event.stream.aggregate_type() == "price-list") {
        let stamp = Stamp::of(event)?;
        if horizon.is_some_and(|horizon| stamp.at > horizon) {
            continue;
        }
        let (class, currency) =
            event.stream.aggregate_id().rsplit_once('-').ok_or("a price list is named CLASS-CURRENCY")?;
        let list = PriceListId {
            class: PriceClass::parse(class)?,
            currency: serde_json::from_value(currency.into())?,
        };
        let Event::PricesSet { prices } = event.decode()?;
        for price in prices {
            let row = PriceRow::of(&list, price, &stamp);
            let key = (event.stream.clone(), row.item.clone(), row.promotion.clone(), row.from_day);
            rows.insert(key, row);
        }
    }
    Ok(rows.into_values().collect())
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    fold::store(tx, TABLE, &rows_of(batch, horizon)?).await
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
    /// Of which hosting.
    pub hosting: Option<HostingPlan>,
}

impl PriceFilter {
    /// Whether it lets a row through, of any class.
    fn fits(&self, row: &PriceRow) -> bool {
        let plan = match row.item {
            Item::Hosting { plan, .. } => Some(plan),
            Item::Name { .. } => None,
        };
        self.currency.is_none_or(|currency| currency == row.currency)
            && (self.tld.is_none() || self.tld == row.tld)
            && (self.action.is_none() || self.action == row.action)
            && (self.hosting.is_none() || self.hosting == plan)
    }
}

/// What is in force on a day, by class, currency and item: the rule is the price list's own.
fn in_force(rows: &[PriceRow], filter: &PriceFilter, day: NaiveDate) -> Vec<PriceInForce> {
    let mut lists: BTreeMap<PriceListId, PriceList> = BTreeMap::new();
    let mut items: BTreeSet<(PriceListId, Item)> = BTreeSet::new();
    for row in rows.iter().filter(|row| filter.fits(row)) {
        lists.entry(row.list()).or_default().insert(row.price());
        items.insert((row.list(), row.item.clone()));
    }
    let fee = |currency: Currency, item: &Item| {
        let fees = lists.get(&PriceListId { class: PriceClass::registry(), currency })?;
        fees.on(item, day).map(|applied| applied.cents())
    };
    let wanted = |list: &PriceListId| filter.class.as_ref().is_none_or(|class| *class == list.class);
    let found = items.into_iter().filter(|(list, _)| wanted(list)).filter_map(|(list, item)| {
        let applied = lists.get(&list)?.on(&item, day)?;
        let registry_fee = fee(list.currency, &item).filter(|_| !list.class.is_registry());
        Some(PriceInForce { list, item, applied, registry_fee })
    });
    found.collect()
}

impl Views {
    /// The prices in force on a day, by class, currency and item.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn prices(&self, filter: &PriceFilter, day: NaiveDate) -> Result<Vec<PriceInForce>, ViewError> {
        let documents: Vec<String> = sqlx::query_scalar(
            "select to_json(p)::text from prices p
             where from_day <= $1 and class in (coalesce($2, class), $6) and currency = coalesce($3, currency)
                 and ($4::text is null or tld = $4) and ($5::text is null or action = $5)",
        )
        .bind(day)
        .bind(filter.class.as_ref().map(ToString::to_string))
        .bind(filter.currency.map(|currency| currency.to_string()))
        .bind(filter.tld.as_ref().map(ToString::to_string))
        .bind(filter.action.map(|action| action.to_string()))
        .bind(PriceClass::registry().as_str())
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading prices"))?;
        Ok(in_force(&self.read_all("prices", documents, Sight::Closed).await?, filter, day))
    }

    /// The prices that were in force on a day, as far as they had been set at a moment.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn prices_as_of(
        &self,
        filter: &PriceFilter,
        day: NaiveDate,
        at: DateTime<Utc>,
    ) -> Result<Vec<PriceInForce>, ViewError> {
        let mut rows: Vec<PriceRow> = vec![];
        let every_class = PriceFilter { class: None, ..filter.clone() };
        for list in self.price_lists(&every_class).await? {
            let stream = StreamId::of::<PriceList>(&list);
            let failed = |source| JournalError::Follower {
                follower: TABLE.name.to_owned(),
                at: stream.to_string(),
                source,
            };
            rows.extend(rows_of(&self.journal().read_stream(&stream).await?, Some(at)).map_err(failed)?);
        }
        Ok(in_force(&rows, filter, day))
    }

    /// The price lists that there are; of the filter, class and currency count.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn price_lists(&self, filter: &PriceFilter) -> Result<Vec<PriceListId>, ViewError> {
        let documents: Vec<String> = sqlx::query_scalar(
            "select json_build_object('class', class, 'currency', currency)::text from prices
             where class = coalesce($1, class) and currency = coalesce($2, currency)
             group by class, currency order by class, currency",
        )
        .bind(filter.class.as_ref().map(ToString::to_string))
        .bind(filter.currency.map(|currency| currency.to_string()))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading price lists"))?;
        self.read_all("prices", documents, Sight::Closed).await
    }

    /// The lists that have an ordinary price for something of an ending on a day, by ending, class and currency; what
    /// registries charge us is no such list.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn priced_endings(&self, day: NaiveDate) -> Result<Vec<(Tld, PriceListId)>, ViewError> {
        let documents: Vec<String> = sqlx::query_scalar(
            "select distinct json_build_array(tld, json_build_object('class', class, 'currency', currency))::text
             from (select distinct on (class, currency, item) tld, class, currency, cents from prices
                   where promotion = '' and from_day <= $1 and tld is not null and class <> $2
                   order by class, currency, item, from_day desc) p
             where cents is not null order by 1",
        )
        .bind(day)
        .bind(PriceClass::registry().as_str())
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading price lists"))?;
        self.read_all("prices", documents, Sight::Closed).await
    }

    /// Every price and promotion of an item, past and to come, by first day.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn price_history(&self, list: &PriceListId, item: &Item) -> Result<Vec<PriceRow>, ViewError> {
        let documents: Vec<String> = sqlx::query_scalar(
            "select to_json(p)::text from prices p
             where class = $1 and currency = $2 and item = $3 order by from_day, promotion limit 10000",
        )
        .bind(list.class.as_str())
        .bind(list.currency.to_string())
        .bind(item.to_string())
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading prices"))?;
        self.read_all("prices", documents, Sight::Closed).await
    }
}
