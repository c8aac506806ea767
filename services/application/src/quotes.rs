//! Prices to be shown; what is charged is quoted anew when something is asked for.

use crate::application::Application;
use crate::ask::AskError;
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::price_list::{PriceList, PriceListId};
use domain_model::values::{Cents, Currency, DomainName, Period, PriceClass, PricedAction, Tld};

/// What can be done with a name, in euro cents before tax.
#[derive(Clone, Debug)]
pub struct EuroPrices {
    list: PriceList,
    tld: Tld,
    day: NaiveDate,
}

impl EuroPrices {
    /// The price, where the list has one. The paper shows a price of restoring names that cannot be restored here.
    pub fn of(&self, action: PricedAction, period: Option<Period>) -> Option<Cents> {
        self.list.total(&self.tld, action, period, self.day).map(|(cents, _)| cents)
    }
}

impl Application {
    /// The prices of a name for a price class, on the day of `at`.
    ///
    /// # Errors
    /// The name cannot be registered here.
    pub async fn euro_prices(
        &self,
        class: &PriceClass,
        name: &DomainName,
        at: DateTime<Utc>,
    ) -> Result<EuroPrices, AskError> {
        let tld = self.rules(name, at)?.tld.clone();
        let list = PriceListId { class: class.clone(), currency: Currency::EUR };
        let list = self.journal().load::<PriceList>(&list).await?.state;
        Ok(EuroPrices { list, tld, day: at.date_naive() })
    }
}
