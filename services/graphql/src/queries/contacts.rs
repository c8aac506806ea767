//! Contacts, accounts, hosts.

use super::list::{part, seen};
use crate::caller::{application, coded, sight};
use crate::limits::rows;
use crate::objects::{Account, Contact, Host};
use crate::payload::view_failure;
use crate::values::{DomainName, HostName};
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, Object, Result};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, ContactNumber, EmailAddress};
use projections::accounts::AccountFilter;
use projections::contacts::{ContactFilter, ContactSort as Sort, Verification};
use projections::hosts::HostFilter;
use projections::{Sight, View};

/// What a list of contacts is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ContactSort {
    /// Their numbers.
    #[default]
    Number,
    /// Their handles.
    Handle,
    /// When they last changed.
    Changed,
}

/// Whether a contact's data is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ContactVerification {
    /// It need not be confirmed now.
    NotDue,
    /// It has to be confirmed, and the day has not come.
    Due,
    /// The day has passed.
    Overdue,
}

/// People and things.
#[derive(Default)]
pub struct Contacts;

#[Object(name = "ContactsQueries")]
impl Contacts {
    /// A contact, now or on any day.
    async fn contact(
        &self,
        ctx: &Context<'_>,
        number: u64,
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<Contact>> {
        seen(ctx, View::Contacts, consistency).await?;
        let (views, number, sight) = (application(ctx).views(), ContactNumber::new(number), sight(ctx)?);
        let found = match as_of {
            Some(at) => views.contact_as_of(number, at, sight).await,
            None => views.contact(number, sight).await,
        };
        Ok(found.map_err(view_failure)?.map(|row| Contact::of(&row, as_of)))
    }

    /// Contacts: of an account, with a handle that begins with a text, with an e-mail address.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        account: Option<u64>,
        status: Option<String>,
        #[graphql(desc = "The beginning of the handle, in any case.")] text: Option<String>,
        #[graphql(desc = "The whole address, in any case; for roles that see personal data.")] email: Option<
            String,
        >,
        verification: Option<ContactVerification>,
        #[graphql(default)] sort: ContactSort,
        #[graphql(default)] descending: bool,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Contact>> {
        seen(ctx, View::Contacts, consistency).await?;
        let sight = sight(ctx)?;
        let at = application(ctx).clock().now();
        let filter = ContactFilter {
            account: account.map(AccountNumber::new),
            status,
            handle_prefix: text,
            email: email.map(|email| address(&email, sight)).transpose()?,
            verification: verification.map(|wanted| match wanted {
                ContactVerification::NotDue => Verification::NotDue,
                ContactVerification::Due => Verification::Due { at },
                ContactVerification::Overdue => Verification::Overdue { at },
            }),
        };
        let sort = match sort {
            ContactSort::Number => Sort::Number,
            ContactSort::Handle => Sort::Handle,
            ContactSort::Changed => Sort::Changed,
        };
        let part = part(first, after, last, before, descending)?;
        let page = application(ctx).views().contacts(&filter, sort, &part.paging, sight).await;
        part.connection(page, |row| Contact::of(&row, None))
    }

    /// An account, now or on any day.
    async fn account(
        &self,
        ctx: &Context<'_>,
        number: u64,
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<Account>> {
        seen(ctx, View::Registers, consistency).await?;
        sight(ctx)?;
        let (views, number) = (application(ctx).views(), AccountNumber::new(number));
        let found = match as_of {
            Some(at) => views.account_as_of(number, at).await,
            None => views.account(number).await,
        };
        Ok(found.map_err(view_failure)?.map(|row| Account::of(row, as_of)))
    }

    /// Accounts: open, suspended or closed; with a nichandle that begins with a text.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        status: Option<String>,
        text: Option<String>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Account>> {
        seen(ctx, View::Registers, consistency).await?;
        sight(ctx)?;
        let part = part(first, after, last, before, false)?;
        let filter = AccountFilter { status, nichandle_prefix: text };
        let page = application(ctx).views().accounts(&filter, &part.paging).await;
        part.connection(page, |row| Account::of(row, None))
    }

    /// A host object, now or on any day.
    async fn host(
        &self,
        ctx: &Context<'_>,
        name: HostName,
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<Host>> {
        seen(ctx, View::Registers, consistency).await?;
        sight(ctx)?;
        let views = application(ctx).views();
        let found = match as_of {
            Some(at) => views.host_as_of(&name.0, at).await,
            None => views.host(&name.0).await,
        };
        Ok(found.map_err(view_failure)?.map(|row| Host::of(row, as_of)))
    }

    /// Host objects of an account or a name.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn hosts(
        &self,
        ctx: &Context<'_>,
        account: Option<u64>,
        domain: Option<DomainName>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Host>> {
        seen(ctx, View::Registers, consistency).await?;
        sight(ctx)?;
        let domain = domain.map(|domain| domain.0);
        let filter = HostFilter { account: account.map(AccountNumber::new), domain };
        let part = part(first, after, last, before, false)?;
        let page = application(ctx).views().hosts(&filter, &part.paging).await;
        part.connection(page, |row| Host::of(row, None))
    }
}

/// Whoever may not see addresses may not try them either.
fn address(text: &str, sight: Sight) -> Result<EmailAddress> {
    if sight == Sight::Closed {
        return Err(coded("FORBIDDEN", "email: this needs a role that sees personal data"));
    }
    EmailAddress::parse(text).map_err(|error| coded("BAD_ARGUMENT", format!("email: {error}")))
}
