//! Accounts: opened, set, closed.

use super::contacts::ContactDetailsInput;
use crate::caller::{application, finance, support, visible};
use crate::payload::{DonePayload, Obstacle};
use crate::values::{Points, field};
use application::OpenAccount;
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::values::{
    AccountNumber, Currency, FieldError, Locale, Nichandle, Points as Value, PriceClass, Reason,
};

/// An account to be opened.
#[derive(Clone, Debug, InputObject)]
pub struct OpenAccountInput {
    /// Its number; the next one where absent.
    pub number: Option<u64>,
    /// Its nichandle: `ve174-ovh`.
    pub nichandle: String,
    /// ISO 4217: EUR, XOF.
    pub currency: String,
    /// Its price class: standard, reseller.
    pub price_class: String,
    /// The language of its mails: fr, en, de or es.
    #[graphql(default_with = "\"en\".to_owned()")]
    pub locale: String,
    /// The holder: becomes the contact of the same number.
    pub holder: ContactDetailsInput,
}

/// An account to be closed.
#[derive(Clone, Debug, InputObject)]
pub struct CloseAccountInput {
    /// Which.
    pub account: u64,
    /// Why.
    pub reason: String,
}

/// Another price class.
#[derive(Clone, Debug, InputObject)]
pub struct PriceClassInput {
    /// Whose.
    pub account: u64,
    /// Which.
    pub price_class: String,
}

/// How high a premium price may be at doors that show no price.
#[derive(Clone, Debug, InputObject)]
pub struct PremiumLimitInput {
    /// Whose.
    pub account: u64,
    /// In points; absent: premium names are refused there.
    pub limit: Option<Points>,
}

/// The passphrase of an account's batch mails.
#[derive(Clone, InputObject)]
pub struct AccountPassphraseInput {
    /// Whose.
    pub account: u64,
    /// The passphrase, 8 to 200 characters on one line.
    #[graphql(secret)]
    pub passphrase: String,
}

impl OpenAccountInput {
    fn read(self) -> Result<OpenAccount, Vec<FieldError>> {
        Ok(OpenAccount {
            number: self.number.map(AccountNumber::new),
            nichandle: field("nichandle", Nichandle::parse(&self.nichandle))?,
            currency: field("currency", Currency::parse(&self.currency))?,
            price_class: field("priceClass", PriceClass::parse(&self.price_class))?,
            locale: field("locale", Locale::parse(&self.locale))?,
            holder: self.holder.read()?,
        })
    }
}

fn id(account: &AccountNumber) -> Option<String> {
    Some(account.to_string())
}

/// Commands about accounts.
#[derive(Default)]
pub struct Accounts;

#[Object(name = "AccountsCommands")]
impl Accounts {
    /// Open an account with its points account and its own contact.
    #[graphql(visible = "visible::support")]
    async fn open_account(&self, ctx: &Context<'_>, input: OpenAccountInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let done = match input.read() {
            Ok(asked) => application(ctx).open_new_account(asked, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Close an account that has no names, no unfinished operations and no points.
    #[graphql(visible = "visible::support")]
    async fn close_account(&self, ctx: &Context<'_>, input: CloseAccountInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let account = AccountNumber::new(input.account);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => application(ctx).close_account(account, reason, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Set the passphrase of an account's batch mails.
    #[graphql(visible = "visible::support")]
    async fn set_account_passphrase(
        &self,
        ctx: &Context<'_>,
        input: AccountPassphraseInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = application(ctx).set_account_passphrase(account, input.passphrase, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), id)
    }

    /// Move an account to another price class: what is quoted from now on.
    #[graphql(visible = "visible::finance")]
    async fn set_price_class(&self, ctx: &Context<'_>, input: PriceClassInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = match field("priceClass", PriceClass::parse(&input.price_class)) {
            Ok(class) => application(ctx).set_price_class(account, class, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Set how high a premium price may be at doors that show no price.
    #[graphql(visible = "visible::finance")]
    async fn set_premium_limit(&self, ctx: &Context<'_>, input: PremiumLimitInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let limit = input.limit.map(|limit| field("limit", Value::new(limit.0))).transpose();
        let done = match limit {
            Ok(limit) => {
                application(ctx).set_premium_limit(account, limit, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }
}
