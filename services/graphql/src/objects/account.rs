//! Accounts.

use super::node::write_id;
use super::{ApiApplication, Credential, MailSettings, Moment, PointsAccount};
use crate::caller::application;
use crate::loaders::{PointsKey, batches};
use crate::payload::view_failure;
use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::account::Branding;
use domain_model::values::AccountNumber;
use projections::accounts::AccountRow;

/// What an account's vote mails and pages show.
#[derive(Clone, SimpleObject)]
pub struct AccountBranding {
    /// The name in them.
    name: Option<String>,
    /// Their sender.
    sender: Option<String>,
    /// What their links begin with.
    link_base: Option<String>,
}

impl From<&Branding> for AccountBranding {
    fn from(branding: &Branding) -> Self {
        Self {
            name: branding.name.clone(),
            sender: branding.sender.as_ref().map(ToString::to_string),
            link_base: branding.link_base.clone(),
        }
    }
}

/// An account.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Account {
    /// Its global id.
    pub(super) id: ID,
    /// Its number (`dist_id`).
    number: u64,
    /// Its nichandle.
    nichandle: Option<String>,
    /// Open, suspended or closed.
    status: String,
    /// Why it is suspended or closed.
    reason: Option<String>,
    /// Its currency.
    currency: Option<String>,
    /// Its price class.
    price_class: Option<String>,
    /// The language of its mails.
    locale: Option<String>,
    /// How high a premium price may be at doors that show no price, in points.
    premium_limit: Option<i64>,
    /// Whether it may use doors that ask for a password.
    has_password: bool,
    /// Whether it may send batch mails.
    has_passphrase: bool,
    /// What proves where its batch mails come from.
    mail_settings: Option<MailSettings>,
    /// What its vote mails and pages show.
    branding: Option<AccountBranding>,
    /// When it was opened.
    opened_at: DateTime<Utc>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
    #[graphql(skip)]
    as_of: Moment,
}

impl Account {
    /// As of a moment.
    pub fn of(row: AccountRow, as_of: Moment) -> Self {
        let profile = row.profile();
        Self {
            id: write_id("Account", row.number),
            number: row.number.get(),
            nichandle: row.nichandle.as_ref().map(ToString::to_string),
            currency: profile.map(|profile| profile.currency.to_string()),
            price_class: profile.map(|profile| profile.price_class.to_string()),
            locale: profile.map(|profile| profile.locale.as_str().to_owned()),
            premium_limit: profile.and_then(|profile| profile.premium_limit).map(|limit| limit.get()),
            mail_settings: profile.map(|profile| MailSettings::of(profile, row.has_passphrase)),
            branding: profile.map(|profile| AccountBranding::from(&profile.branding)),
            has_password: row.has_password,
            has_passphrase: row.has_passphrase,
            reason: row.reason,
            status: row.status,
            opened_at: row.opened_at,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
            as_of,
        }
    }
}

#[ComplexObject]
impl Account {
    /// Its programs that call the REST door, by number; as they are now.
    async fn applications(&self, ctx: &Context<'_>) -> Result<Vec<ApiApplication>> {
        let rows = application(ctx).views().applications(AccountNumber::new(self.number)).await;
        Ok(rows.map_err(view_failure)?.into_iter().map(Into::into).collect())
    }

    /// What it lets programs do, by number; as it is now.
    async fn credentials(&self, ctx: &Context<'_>) -> Result<Vec<Credential>> {
        let now = application(ctx).clock().now();
        let rows = application(ctx).views().credentials(AccountNumber::new(self.number)).await;
        Ok(rows.map_err(view_failure)?.into_iter().map(|row| Credential::of(row, now)).collect())
    }

    /// Its points.
    async fn points(&self, ctx: &Context<'_>) -> Result<Option<PointsAccount>> {
        let number = AccountNumber::new(self.number);
        let row = match self.as_of {
            Some(at) => application(ctx).views().points_as_of(number, at).await.map_err(view_failure)?,
            None => batches(ctx).load(PointsKey(number)).await?,
        };
        Ok(row.map(PointsAccount::from))
    }
}
