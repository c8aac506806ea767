//! What the items of a cart cost, as it is shown.

use crate::application::Application;
use crate::ask::AskError;
use crate::ports::{FeeFor, SpecialFee};
use crate::quotes::{in_currency, special};
use crate::refusal::{PriceRefusal, Refusal};
use chrono::{DateTime, Utc};
use domain_model::account::Profile;
use domain_model::cart::{Product, Quote};
use domain_model::price_list::{Applied, PriceList, PriceListId};
use domain_model::values::{Cents, Currency, DomainName, Period, PriceClass, PricedAction, Subsidiary};

/// For whom prices are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Buyer {
    pub class: PriceClass,
    pub currency: Currency,
}

impl Buyer {
    /// An account.
    pub fn of(profile: &Profile) -> Self {
        Self { class: profile.price_class.clone(), currency: profile.currency }
    }

    /// Somebody of whom only the place is known.
    pub fn at(subsidiary: Subsidiary) -> Self {
        Self { class: PriceClass::standard(), currency: subsidiary.currency() }
    }

    fn list(&self) -> PriceListId {
        PriceListId { class: self.class.clone(), currency: self.currency }
    }
}

impl Application {
    /// What a product costs now, with its registry's fee where it is premium.
    ///
    /// # Errors
    /// No price is set; the registry could not be asked for its fee.
    pub(super) async fn cart_quote(
        &self,
        buyer: &Buyer,
        product: &Product,
        at: DateTime<Utc>,
    ) -> Result<Quote, AskError> {
        let fee = match self.fee_of(product, at)? {
            Some(of) => special(&self.special_fees(product.name(), vec![of], at).await?, of),
            None => None,
        };
        self.cart_quote_with(buyer, product, fee.as_ref(), at).await
    }

    /// What a product costs at its registry, where that may have a price of its own.
    fn fee_of(&self, product: &Product, at: DateTime<Utc>) -> Result<Option<FeeFor>, AskError> {
        Ok(match product {
            Product::Create { period, .. } => {
                Some(FeeFor { action: PricedAction::Create, period: Some(*period) })
            }
            Product::Transfer { name, .. } => {
                let adds_year = self.rules(name, at)?.transfer.adds_year;
                let period = adds_year.then_some(Period::ONE_YEAR);
                Some(FeeFor { action: PricedAction::Transfer, period })
            }
            Product::OwnerChange { .. } | Product::Privacy { .. } | Product::Hosting { .. } => None,
        })
    }

    /// The same, with the fee as it was just named.
    pub(super) async fn cart_quote_with(
        &self,
        buyer: &Buyer,
        product: &Product,
        fee: Option<&SpecialFee>,
        at: DateTime<Utc>,
    ) -> Result<Quote, AskError> {
        let prices = self.journal().load::<PriceList>(&buyer.list()).await?.state;
        let (day, name) = (at.date_naive(), product.name());
        let tld = &self.rules(name, at)?.tld;
        let priced = |action, period| {
            let applied = prices.total(tld, action, period, day);
            applied.ok_or_else(|| Refusal::NoPrice { name: name.clone(), action })
        };
        let renew = prices.total(tld, PricedAction::Renew, None, day).map(|applied| applied.cents());
        let quote = match product {
            Product::Create { period, .. } => {
                quote_of(buyer, &priced(PricedAction::Create, Some(*period))?, name, fee, renew)?
            }
            Product::Transfer { .. } => {
                let period = self.fee_of(product, at)?.and_then(|of| of.period);
                quote_of(buyer, &priced(PricedAction::Transfer, period)?, name, fee, renew)?
            }
            Product::OwnerChange { .. } => {
                quote_of(buyer, &priced(PricedAction::Trade, None)?, name, None, None)?
            }
            Product::Privacy { .. } => free(buyer),
            Product::Hosting { plan, period, .. } => match prices.hosting(*plan, *period, day) {
                Some(applied) => {
                    let renew = prices.hosting(*plan, Period::ONE_YEAR, day).map(|applied| applied.cents());
                    quote_of(buyer, &applied, name, None, renew)?
                }
                None => return Err(Refusal::NotOffered { what: "hosting", name: name.clone() }.into()),
            },
        };
        Ok(quote)
    }
}

fn quote_of(
    buyer: &Buyer,
    applied: &Applied,
    name: &DomainName,
    fee: Option<&SpecialFee>,
    renew: Option<Cents>,
) -> Result<Quote, Refusal> {
    let (currency, ordinary) = (buyer.currency, applied.ordinary.cents);
    let shown = Quote { price: ordinary, renew, ..free(buyer) };
    let Some(fee) = fee else {
        let total = applied.cents();
        let discount = Cents::new(ordinary.get() - total.get()).unwrap_or_default();
        let promotion = applied.promotion.as_ref().map(|promoted| promoted.promotion.name.to_string());
        let rule = (total != Cents::ZERO).then(|| applied.rule(&buyer.list()));
        return Ok(Quote { discount, promotion, total, rule, ..shown });
    };
    // A premium name takes no promotion, and costs its fee on top: see `PriceList::premium`.
    let unpriced = |why| PriceRefusal::Unpriced { name: name.clone(), why };
    let fee = in_currency(fee, currency).map_err(unpriced)?;
    let total = PriceList::premium(ordinary, fee).ok_or_else(|| unpriced("it is too dear".to_owned()))?;
    let rule = Some(format!("{} + fee", applied.ordinary_rule(&buyer.list())));
    Ok(Quote { fee, total, rule, ..shown })
}

fn free(buyer: &Buyer) -> Quote {
    Quote {
        currency: buyer.currency,
        price: Cents::ZERO,
        discount: Cents::ZERO,
        promotion: None,
        fee: Cents::ZERO,
        renew: None,
        total: Cents::ZERO,
        rule: None,
    }
}
