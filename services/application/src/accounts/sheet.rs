//! An account as its holder sees it, and what it pays.

use crate::application::{Application, BankAccount};
use crate::ask::AskError;
use crate::boxed;
use domain_model::account::Profile;
use domain_model::contact::Contact;
use domain_model::points_account::PointsAccount;
use domain_model::policy::{PeriodRules, TldPolicy};
use domain_model::price_list::{PriceList, PriceListId};
use domain_model::values::{AccountNumber, Cents, ContactDetails, Currency, PriceClass, PricedAction, Tld};

/// Points of an account: `available + reserved + spent = granted`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Credit {
    /// Free to use.
    pub available: i64,
    /// Put aside for what is under way.
    pub reserved: i64,
    /// Spent, and not given back.
    pub spent: i64,
    /// Bought plus granted plus or minus adjusted.
    pub granted: i64,
}

/// An account as its holder sees it.
#[derive(Clone, Debug)]
pub struct AccountSheet {
    /// Its number.
    pub number: AccountNumber,
    /// Nichandle, currency, price class.
    pub profile: Profile,
    /// The holder, unless erased.
    pub holder: Option<ContactDetails>,
    /// Its points.
    pub balance: Credit,
    /// So many points are a unit of its currency.
    pub points_per_unit: u32,
    /// Where points are paid for.
    pub bank: Option<BankAccount>,
}

/// What an ending costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TldPrices {
    /// Which.
    pub tld: Tld,
    /// For how many years names are registered.
    pub periods: PeriodRules,
    /// What has a price; before tax, and a year's where years count.
    pub cents: Vec<(PricedAction, Cents)>,
}

impl Application {
    /// An account as its holder sees it.
    ///
    /// # Errors
    /// It may not act.
    #[boxed]
    pub async fn account_sheet(&self, number: AccountNumber) -> Result<AccountSheet, AskError> {
        let profile = self.open_account(number).await?;
        let own = self.journal().load::<Contact>(&number.own_contact()).await?.state;
        let holder = own.person().and_then(|person| person.details.value()).map(|holder| (**holder).clone());
        let balance = match self.journal().load::<PointsAccount>(&number).await?.state {
            PointsAccount::Absent => Credit::default(),
            PointsAccount::Open(balance) => Credit {
                available: balance.available,
                reserved: balance.reserved(),
                spent: balance.spent,
                granted: balance.granted,
            },
        };
        let settings = self.settings();
        let points_per_unit = settings.rate(profile.currency).points_per_unit();
        let bank = settings.bank.clone();
        Ok(AccountSheet { number, profile, holder, balance, points_per_unit, bank })
    }

    /// Today's euro prices of a class, for every ending (SOAP prices are euro cents, whatever the account's currency).
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn euro_price_list(&self, class: &PriceClass) -> Result<Vec<TldPrices>, AskError> {
        let list = PriceListId { class: class.clone(), currency: Currency::EUR };
        let prices = self.journal().load::<PriceList>(&list).await?.state;
        let today = self.clock().now().date_naive();
        let of_ending = |policy: &TldPolicy| {
            let priced = |action| Some((action, prices.total(&policy.tld, action, None, today)?.cents()));
            TldPrices {
                tld: policy.tld.clone(),
                periods: policy.periods,
                cents: PricedAction::ALL.into_iter().filter_map(priced).collect(),
            }
        };
        Ok(self.catalogue().tlds(today).map(of_ending).collect())
    }
}
