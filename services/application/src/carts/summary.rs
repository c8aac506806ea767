//! What a cart comes to.

use super::CartSheet;
use crate::application::Application;
use crate::ask::AskError;
use crate::billing::TaxBuyer;
use crate::boxed;
use chrono::{DateTime, Utc};
use domain_model::account::Profile;
use domain_model::cart::{Item, ItemId};
use domain_model::values::{AccountNumber, Cents, Currency, Tld};
use rust_decimal::Decimal;

/// An item with its price.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryLine {
    /// Its number.
    pub id: ItemId,
    /// What, at which price.
    pub item: Item,
    /// The ending of its name.
    pub tld: Tld,
}

/// What a cart comes to. Amounts are in hundredths of the currency's unit.
#[derive(Clone, Debug, PartialEq)]
pub struct CartSummary {
    /// In what.
    pub currency: Currency,
    /// Line by line.
    pub lines: Vec<SummaryLine>,
    /// Before tax.
    pub net: Cents,
    /// The tax.
    pub tax: Cents,
    /// In per cent.
    pub tax_percent: Decimal,
}

impl CartSummary {
    /// With tax.
    pub fn gross(&self) -> i64 {
        self.net.get() + self.tax.get()
    }
}

impl Application {
    /// What a cart comes to, at the prices that were shown. Its coherence is checked at checkout.
    ///
    /// # Errors
    /// The tax is not known; the journal failed.
    #[boxed]
    pub async fn cart_summary(
        &self,
        sheet: &CartSheet,
        who: Option<(AccountNumber, &Profile)>,
        at: DateTime<Utc>,
    ) -> Result<CartSummary, AskError> {
        let contents = &sheet.contents;
        let mut lines = vec![];
        for (id, item) in &contents.items {
            let tld = self.rules(item.product.name(), at)?.tld.clone();
            lines.push(SummaryLine { id: *id, item: item.clone(), tld });
        }
        let sum: i64 = lines.iter().map(|line| line.item.quote.total.get()).sum();
        let net = Cents::new(sum).unwrap_or_default();
        let buyer = contents.account.or(who.map(|(account, _)| account));
        let currency = match (lines.first(), who) {
            (Some(line), _) => line.item.quote.currency,
            (None, Some((_, profile))) => profile.currency,
            (None, None) => contents.subsidiary.currency(),
        };
        let buyer = buyer.map_or(TaxBuyer::Visitor(contents.subsidiary.country()), TaxBuyer::Account);
        let tax = self.tax_on(buyer, net, currency, at).await?;
        Ok(CartSummary { currency, lines, net, tax: tax.cents, tax_percent: tax.percent })
    }
}
