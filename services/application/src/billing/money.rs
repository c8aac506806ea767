//! The prepaid account of money: deposited, withdrawn. What it pays is in `orders`, what comes back in `invoicing`.

use super::payment::{Paid, checked_reference, not_from_balance};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use domain_model::account::{self, Account};
use domain_model::money_account::{self, Command, MoneyAccount};
use domain_model::values::{AccountNumber, Cents, Currency, Money};
use journal::Streams;
use rust_decimal::Decimal;

impl Application {
    /// Money came in for an account, in its currency; the first deposit opens its money account.
    ///
    /// # Errors
    /// There is no such account; the currency has no coins for the amount; the reference names nothing.
    #[boxed]
    pub async fn deposit_money(
        &self,
        account: AccountNumber,
        amount: Decimal,
        paid: Paid,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        not_from_balance(&paid)?;
        let reference = checked_reference(&paid.reference)?;
        let currency = self.currency_of(account).await?;
        let deposit = Command::Deposit { amount: cents(amount, currency)?, means: paid.means, reference };
        self.on_money(account, [Command::Open { currency }, deposit], ask).await
    }

    /// Money of an account went back to its holder's bank.
    ///
    /// # Errors
    /// The account holds less.
    #[boxed]
    pub async fn withdraw_money(
        &self,
        account: AccountNumber,
        amount: Decimal,
        reference: &str,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let reference = checked_reference(reference)?;
        let currency = self.currency_of(account).await?;
        self.on_money(account, [Command::Withdraw { amount: cents(amount, currency)?, reference }], ask).await
    }

    /// An account's prepaid money, as it is now.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn money_account(&self, account: AccountNumber) -> Result<MoneyAccount, AskError> {
        Ok(self.journal().load::<MoneyAccount>(&account).await?.state)
    }

    async fn currency_of(&self, account: AccountNumber) -> Result<Currency, AskError> {
        let state = self.journal().load::<Account>(&account).await?.state;
        let unknown = || Refusal::Account(account::Refusal::Unknown);
        Ok(state.profile().map(|profile| profile.currency).ok_or_else(unknown)?)
    }

    async fn on_money<const N: usize>(
        &self,
        account: AccountNumber,
        commands: [Command; N],
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        self.once(ask, Streams::new().with::<MoneyAccount>(&account), |work| {
            for command in &commands {
                work.execute::<MoneyAccount>(&account, command)?;
            }
            Ok(account)
        })
        .await
    }
}

/// An amount that the currency has coins for.
fn cents(amount: Decimal, currency: Currency) -> Result<Cents, Refusal> {
    let money = Money::new(amount, currency).ok().and_then(|money| money.cents());
    Ok(money.ok_or(money_account::Refusal::NoSuchCoin(currency))?)
}
