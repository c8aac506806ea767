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
    restore: bool,
}

impl EuroPrices {
    /// The price, where the ending offers it.
    pub fn of(&self, action: PricedAction, period: Option<Period>) -> Option<Cents> {
        if action == PricedAction::Restore && !self.restore {
            return None;
        }
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
        let policy = self.rules(name, at)?;
        let list = PriceListId { class: class.clone(), currency: Currency::EUR };
        let list = self.journal().load::<PriceList>(&list).await?.state;
        Ok(EuroPrices { list, tld: policy.tld.clone(), day: at.date_naive(), restore: policy.restore })
    }
}
