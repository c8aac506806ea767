//! Contacts, accounts, hosts, operators.

use super::list::{connection, paging, seen};
use crate::caller::{application, sight};
use crate::payload::view_failure;
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, ContactDetails, ContactNumber, DomainName};
use projections::View;
use projections::accounts::{AccountFilter, AccountRow};
use projections::contacts::{ContactFilter, ContactRow, ContactSort};
use projections::hosts::{HostFilter, HostRow};

/// Registration data.
#[derive(SimpleObject)]
pub struct Details {
    legal_form: String,
    first_name: String,
    last_name: String,
    organisation: String,
    street: String,
    street2: String,
    postal_code: String,
    city: String,
    region: String,
    country: String,
    phone: String,
    fax: String,
    email: String,
    locale: String,
}

impl From<&ContactDetails> for Details {
    fn from(details: &ContactDetails) -> Self {
        let input = details.to_input();
        Self {
            legal_form: input.legal_form,
            first_name: input.first_name,
            last_name: input.last_name,
            organisation: input.organisation,
            street: input.street,
            street2: input.street_2,
            postal_code: input.postal_code,
            city: input.city,
            region: input.region,
            country: input.country,
            phone: input.phone,
            fax: input.fax,
            email: input.email,
            locale: input.locale,
        }
    }
}

/// A contact.
#[derive(SimpleObject)]
pub struct Contact {
    /// Its number.
    number: u64,
    /// Its handle: `PD86-FREE`.
    handle: Option<String>,
    /// Whose.
    account: Option<u64>,
    /// Active, Deleted, Merged or Erased.
    status: String,
    /// Its data: absent where it is erased, or the role does not see personal data.
    details: Option<Details>,
    /// When the person last confirmed it.
    verified_at: Option<DateTime<Utc>>,
    /// When it was recorded.
    registered_at: DateTime<Utc>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
}

impl From<&ContactRow> for Contact {
    fn from(row: &ContactRow) -> Self {
        Self {
            number: row.number.get(),
            handle: row.handle.as_ref().map(ToString::to_string),
            account: row.account.map(|account| account.get()),
            status: row.status.clone(),
            details: row.details().map(Details::from),
            verified_at: row.verified_at,
            registered_at: row.registered_at,
            changed_at: row.changed_at,
            changed_by: row.changed_by.clone(),
        }
    }
}

/// An account.
#[derive(SimpleObject)]
pub struct Account {
    /// Its number (`dist_id`).
    number: u64,
    /// Its nichandle.
    nichandle: Option<String>,
    /// Open, suspended or closed.
    status: String,
    /// Its currency.
    currency: Option<String>,
    /// Its price class.
    price_class: Option<String>,
    /// When it was opened.
    opened_at: DateTime<Utc>,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            number: row.number.get(),
            nichandle: row.nichandle.as_ref().map(ToString::to_string),
            currency: row.profile().map(|profile| profile.currency.to_string()),
            price_class: row.profile().map(|profile| profile.price_class.to_string()),
            status: row.status,
            opened_at: row.opened_at,
        }
    }
}

/// A host object.
#[derive(SimpleObject)]
pub struct Host {
    /// Its name.
    name: String,
    /// Its number.
    number: Option<u64>,
    /// Where it is in its life.
    status: String,
    /// Whose.
    account: Option<u64>,
    /// The name that it lies in.
    domain: Option<String>,
    /// Its addresses.
    addresses: Vec<String>,
}

impl From<HostRow> for Host {
    fn from(row: HostRow) -> Self {
        let addresses = row.glue().map(|glue| glue.addresses.iter().map(ToString::to_string).collect());
        Self {
            name: row.name.to_string(),
            number: row.number.map(|number| number.get()),
            account: row.account.map(|account| account.get()),
            domain: row.domain.as_ref().map(ToString::to_string),
            addresses: addresses.unwrap_or_default(),
            status: row.status,
        }
    }
}

/// People and things.
#[derive(Default)]
pub struct Contacts;

#[Object(name = "ContactsQueries")]
impl Contacts {
    /// A contact.
    async fn contact(
        &self,
        ctx: &Context<'_>,
        number: u64,
        consistency: Option<String>,
    ) -> Result<Option<Contact>> {
        seen(ctx, View::Contacts, consistency).await?;
        let found = application(ctx).views().contact(ContactNumber::new(number), sight(ctx)?).await;
        Ok(found.map_err(view_failure)?.as_ref().map(Contact::from))
    }

    /// Contacts of an account.
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        account: Option<u64>,
        first: Option<u32>,
        after: Option<String>,
    ) -> Result<Connection<String, Contact>> {
        let filter = ContactFilter { account: account.map(AccountNumber::new), ..ContactFilter::default() };
        let page = paging(first, after, false)?;
        let views = application(ctx).views();
        connection(views.contacts(&filter, ContactSort::default(), &page, sight(ctx)?).await, |row| {
            Contact::from(&row)
        })
    }

    /// An account.
    async fn account(&self, ctx: &Context<'_>, number: u64) -> Result<Option<Account>> {
        sight(ctx)?;
        let found = application(ctx).views().account(AccountNumber::new(number)).await;
        Ok(found.map_err(view_failure)?.map(Account::from))
    }

    /// Accounts.
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        first: Option<u32>,
        after: Option<String>,
    ) -> Result<Connection<String, Account>> {
        sight(ctx)?;
        let page = paging(first, after, false)?;
        connection(application(ctx).views().accounts(&AccountFilter::default(), &page).await, Account::from)
    }

    /// Host objects of an account or a name.
    async fn hosts(
        &self,
        ctx: &Context<'_>,
        account: Option<u64>,
        domain: Option<crate::values::DomainName>,
        first: Option<u32>,
        after: Option<String>,
    ) -> Result<Connection<String, Host>> {
        sight(ctx)?;
        let domain: Option<DomainName> = domain.map(|domain| domain.0);
        let filter = HostFilter { account: account.map(AccountNumber::new), domain };
        let page = paging(first, after, false)?;
        connection(application(ctx).views().hosts(&filter, &page).await, Host::from)
    }
}
