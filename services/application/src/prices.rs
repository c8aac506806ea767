//! Price lists: set, started from the catalogue, exported, imported with a preview; and what products cost.

mod import;
mod sheet;

pub use import::{ImportRefusal, ListPreview, PriceChange, PricePreview};
pub use sheet::{PriceMistake, PriceSheet, SheetRow};

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::account::Profile;
use domain_model::price_list::{self, Price, PriceList, PriceListId};
use domain_model::values::{
    Cents, Currency, FieldError, HostingPlan, Period, Points, PriceClass, PricedAction, Tld,
};
use journal::Streams;
use projections::prices::PriceFilter;
use std::collections::BTreeMap;

/// Which price lists. What is absent does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhichLists {
    /// For whom.
    pub class: Option<PriceClass>,
    /// In what.
    pub currency: Option<Currency>,
}

impl Application {
    /// Sets prices, each from its day on. The first price of a list makes the list.
    ///
    /// # Errors
    /// An ending that is not in the catalogue; the list's own refusal.
    #[boxed]
    pub async fn set_prices(
        &self,
        list: &PriceListId,
        prices: Vec<Price>,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let today = ask.cause.at.date_naive();
        for tld in prices.iter().filter_map(|price| price.item.tld()) {
            if self.catalogue().tld_policy(tld, today).is_none() {
                let unknown = FieldError::new("tld", "tld-unknown", unknown_ending(tld));
                return Err(Refusal::Fields(vec![unknown]).into());
            }
        }
        let set = price_list::Command::Set { currency: list.currency, prices };
        self.once(ask, Streams::new().with::<PriceList>(list), |work| {
            work.execute::<PriceList>(list, &set)?;
            Ok(())
        })
        .await
    }

    /// Seeds the price lists from the catalogue: what is set already is no event.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn seed_prices(&self, ask: &Ask) -> Result<(), AskError> {
        // Several lists are several requests: under one key only the first would be set.
        let ask = &Ask { key: None, ..ask.clone() };
        let mut lists: BTreeMap<PriceListId, Vec<Price>> = BTreeMap::new();
        for seed in self.catalogue().price_seeds() {
            let list = PriceListId { class: seed.class, currency: seed.currency };
            let price = Price { item: seed.item, cents: Some(seed.cents), from: seed.from, promotion: None };
            lists.entry(list).or_default().push(price);
        }
        for (list, prices) in lists {
            let known = self.journal().load::<PriceList>(&list).await?.state;
            // A price that somebody has set since is theirs: the catalogue only fills what nobody has set.
            let missing: Vec<Price> =
                prices.into_iter().filter(|price| known.standing(price).is_none()).collect();
            if !missing.is_empty() {
                self.set_prices(&list, missing, ask).await?;
            }
        }
        Ok(())
    }

    /// What an account pays for hosting: cents and points before tax, and what made the price. None: it is not offered
    /// in the account's price list.
    ///
    /// # Errors
    /// The journal failed; the price is too high for any points account.
    #[boxed]
    pub async fn hosting_price(
        &self,
        profile: &Profile,
        plan: HostingPlan,
        years: Period,
        at: DateTime<Utc>,
    ) -> Result<Option<(Cents, Points, String)>, AskError> {
        let list = PriceListId { class: profile.price_class.clone(), currency: profile.currency };
        let prices = self.journal().load::<PriceList>(&list).await?.state;
        let Some(applied) = prices.hosting(plan, years, at.date_naive()) else { return Ok(None) };
        let too_high = || {
            let message = format!("{years} years of hosting.{plan} cost more than points can count");
            Refusal::Fields(vec![FieldError::new("hosting", "points-too-many", message)])
        };
        let points = self.in_points(applied.cents(), profile.currency).ok_or_else(too_high)?;
        Ok(Some((applied.cents(), points, applied.rule(&list))))
    }

    /// Price lists as a file of comma-separated values: every price, past and to come; or those in force on a day, with
    /// the promotions that run on it.
    ///
    /// # Errors
    /// The journal or the view failed.
    #[boxed]
    pub async fn prices_csv(&self, which: &WhichLists, on: Option<NaiveDate>) -> Result<String, AskError> {
        let WhichLists { class, currency } = which.clone();
        let filter = PriceFilter { class, currency, ..PriceFilter::default() };
        let mut rows = vec![];
        for list in self.views().price_lists(&filter).await? {
            let state = self.journal().load::<PriceList>(&list).await?.state;
            let prices: Vec<Price> = match on {
                Some(day) => state.in_force(day).collect(),
                None => state.iter().collect(),
            };
            rows.extend(prices.into_iter().map(|price| (list.clone(), price)));
        }
        Ok(sheet::written(&rows))
    }
}

fn unknown_ending(tld: &Tld) -> String {
    format!("{tld} is not an ending of the catalogue")
}

/// Whether an account may have a price class: what registries charge us is nobody's.
///
/// # Errors
/// It may not.
pub(crate) fn for_accounts(class: &PriceClass) -> Result<(), Refusal> {
    if !class.is_registry() {
        return Ok(());
    }
    let message = format!("{class} is what registries charge us, and no account's prices");
    Err(Refusal::Fields(vec![FieldError::new("priceClass", "price-class-registry", message)]))
}

/// The words of a price's action, for a complaint.
fn actions() -> String {
    PricedAction::ALL.map(|action| action.as_str()).join(", ")
}
