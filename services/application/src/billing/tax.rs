//! The tax of a price, as an invoice would say it.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::refusal::{InvoiceRefusal, Refusal};
use chrono::{DateTime, Utc};
use domain_model::contact::Contact;
use domain_model::invoice::{Amounts, Buyer};
use domain_model::policy::VatTable;
use domain_model::values::{AccountNumber, Cents, CompanyNumber, Country, Currency, Money};
use rust_decimal::Decimal;

/// Who would buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxBuyer {
    /// The holder of an account.
    Account(AccountNumber),
    /// Somebody of whom nothing is known but a country: a consumer there.
    Visitor(Country),
}

/// The tax of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tax {
    /// In per cent: 20, 25.5, 0.
    pub percent: Decimal,
    /// In hundredths of a unit, rounded to the smallest coin as an invoice rounds it: half a coin and more up.
    pub cents: Cents,
}

impl Application {
    /// The tax on a price before tax, if it were invoiced at a moment.
    ///
    /// # Errors
    /// No seller is configured; the account has no holder; the tax of the seller's country is not known.
    #[boxed]
    pub async fn tax_on(
        &self,
        buyer: TaxBuyer,
        net: Cents,
        currency: Currency,
        at: DateTime<Utc>,
    ) -> Result<Tax, AskError> {
        let selling = self.settings().seller.as_ref();
        let selling = selling.ok_or(InvoiceRefusal::NoSeller).map_err(Refusal::from)?;
        let (country, number) = match buyer {
            TaxBuyer::Account(account) => {
                let buyer = self.buyer(account).await?;
                (buyer.address.country, buyer.vat_number)
            }
            TaxBuyer::Visitor(country) => (country, None::<CompanyNumber>),
        };
        let vat = VatTable::embedded()
            .treatment(selling.seller.country, country, number.as_ref(), at.date_naive())
            .map_err(InvoiceRefusal::from)
            .map_err(Refusal::from)?;
        let amounts = Amounts::of_net(Money::from_cents(net, currency), vat.percent);
        Ok(Tax { percent: vat.percent, cents: amounts.tax.cents().unwrap_or_default() })
    }

    /// The holder of an account, as an invoice says it.
    ///
    /// # Errors
    /// There is none, or the person is erased.
    pub(crate) async fn buyer(&self, account: AccountNumber) -> Result<Buyer, AskError> {
        let own = self.journal().load::<Contact>(&account.own_contact()).await?.state;
        let holder = own.person().and_then(|person| person.details.value());
        let buyer = holder.and_then(|holder| Buyer::of(holder));
        Ok(buyer.ok_or(InvoiceRefusal::NoBuyer(account)).map_err(Refusal::from)?)
    }
}
