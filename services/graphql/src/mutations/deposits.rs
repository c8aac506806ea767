//! Prepaid money of accounts, and their registered means of payment.

use crate::caller::{application, finance, visible};
use crate::objects::PaymentMeans;
use crate::payload::{DonePayload, Obstacle};
use crate::values::field;
use application::Paid;
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::payment_means::Kind;
use domain_model::values::{AccountNumber, ContactLine, FieldError};
use rust_decimal::Decimal;

/// Money that came in for an account.
#[derive(Clone, Debug, InputObject)]
pub struct DepositMoneyInput {
    /// Whose.
    pub account: u64,
    /// How much, in the account's currency: `100.00`.
    pub amount: String,
    /// By what means.
    pub means: PaymentMeans,
    /// What the payment is found by: the bank's reference.
    pub reference: String,
}

/// Money that went back to its holder's bank.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawMoneyInput {
    /// Whose.
    pub account: u64,
    /// How much, in the account's currency: `100.00`.
    pub amount: String,
    /// What the payment is found by: the bank's reference.
    pub reference: String,
}

/// A means of payment to be registered.
#[derive(Clone, InputObject)]
pub struct RegisterPaymentMeanInput {
    /// Whose.
    pub account: u64,
    /// bankAccount, creditCard, paypal, deferredPaymentAccount, ENTERPRISE or INTERNAL_TRUSTED_ACCOUNT.
    pub kind: String,
    /// What its holder calls it.
    pub description: Option<String>,
}

/// A registered means of payment.
#[derive(Clone, Debug, InputObject)]
pub struct PaymentMeanInput {
    /// Whose.
    pub account: u64,
    /// Its number within the account.
    pub number: u32,
}

fn read_amount(text: &str) -> Result<Decimal, Vec<FieldError>> {
    let expected = || vec![FieldError::new("amount", "amount", "an amount above zero is expected: 12.50")];
    text.trim().parse().ok().filter(|amount| *amount > Decimal::ZERO).ok_or_else(expected)
}

/// Commands about prepaid money and registered means.
#[derive(Default)]
pub struct Deposits;

#[Object(name = "DepositsCommands")]
impl Deposits {
    /// Record money that came in for an account: it pays orders, with their tax.
    #[graphql(visible = "visible::finance")]
    async fn deposit_money(&self, ctx: &Context<'_>, input: DepositMoneyInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let paid = Paid { means: input.means.into(), reference: input.reference };
        let account = AccountNumber::new(input.account);
        let done = match read_amount(&input.amount) {
            Ok(amount) => {
                application(ctx).deposit_money(account, amount, paid, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |account| Some(account.to_string()))
    }

    /// Record money of an account that went back to its holder's bank.
    #[graphql(visible = "visible::finance")]
    async fn withdraw_money(&self, ctx: &Context<'_>, input: WithdrawMoneyInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = match read_amount(&input.amount) {
            Ok(amount) => application(ctx)
                .withdraw_money(account, amount, &input.reference, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |account| Some(account.to_string()))
    }

    /// Register a means of payment of an account; the answer's id is its number.
    #[graphql(visible = "visible::finance")]
    async fn register_payment_mean(
        &self,
        ctx: &Context<'_>,
        input: RegisterPaymentMeanInput,
    ) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let read = || -> Result<_, Vec<FieldError>> {
            let wrong = |error: domain_model::payment_means::KindError| {
                vec![FieldError::new("kind", "word", error.to_string())]
            };
            let kind: Kind = input.kind.parse().map_err(wrong)?;
            let description = input.description.as_deref().map(ContactLine::parse).transpose();
            Ok((kind, field("description", description)?))
        };
        let done = match read() {
            Ok((kind, description)) => application(ctx)
                .register_payment_mean(account, kind, description, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |number| Some(number.to_string()))
    }

    /// Forget a registered means of payment. Payments that were announced by it stay announced.
    #[graphql(visible = "visible::finance")]
    async fn remove_payment_mean(&self, ctx: &Context<'_>, input: PaymentMeanInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = application(ctx).remove_payment_mean(account, input.number, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |number| Some(number.to_string()))
    }
}
