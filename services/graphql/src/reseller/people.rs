//! The account's contacts: whom its names are registered for, and who answers for them.

use super::{not_yours, owner};
use crate::caller::{application, coded};
use crate::limits::rows;
use crate::mutations::ContactDetailsInput;
use crate::objects::Details;
use crate::payload::{DonePayload, Obstacle, view_failure};
use crate::queries::list::part;
use async_graphql::connection::Connection;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::values::{ContactNumber, EmailAddress};
use projections::Sight;
use projections::contacts::{ContactFilter, ContactRow, ContactSort};

/// A contact of the account.
#[derive(Clone, SimpleObject)]
pub struct OwnContact {
    /// Its number.
    number: u64,
    /// Its handle: `PD86-FREE`.
    handle: Option<String>,
    /// Active, Deleted, Merged or Erased.
    status: String,
    /// When the person last confirmed the data.
    verified_at: Option<DateTime<Utc>>,
    /// Until when it has to be confirmed.
    verify_by: Option<DateTime<Utc>>,
    /// When it was recorded.
    registered_at: DateTime<Utc>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// The data; absent where it is erased.
    details: Option<Details>,
    /// The account's own contact, which stands in where a role is not filled.
    is_own: bool,
}

impl OwnContact {
    fn of(row: &ContactRow, own: ContactNumber) -> Self {
        Self {
            number: row.number.get(),
            handle: row.handle.as_ref().map(ToString::to_string),
            status: row.status.clone(),
            verified_at: row.verified_at,
            verify_by: row.verify_by,
            registered_at: row.registered_at,
            changed_at: row.changed_at,
            details: row.details().map(Details::from),
            is_own: row.number == own,
        }
    }
}

/// New data for a contact.
#[derive(Clone, Debug, InputObject)]
pub struct OwnAmendContactInput {
    /// Which.
    pub contact: u64,
    /// The whole new data.
    pub details: ContactDetailsInput,
}

/// Contacts.
#[derive(Default)]
pub struct People;

#[Object(name = "ResellerContactsQueries")]
impl People {
    /// The account's contacts that are in use, with a handle that begins with a text, or with an e-mail address.
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The beginning of a handle, or a whole e-mail address; in any case.")] text: Option<
            String,
        >,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
    ) -> Result<Connection<String, OwnContact>> {
        let account = owner(ctx).account();
        let mut filter = ContactFilter {
            account: Some(account),
            status: Some("Active".to_owned()),
            ..ContactFilter::default()
        };
        match text {
            Some(text) if text.contains('@') => {
                let address = EmailAddress::parse(text.trim());
                filter.email =
                    Some(address.map_err(|error| coded("BAD_ARGUMENT", format!("text: {error}")))?);
            }
            other => filter.handle_prefix = other,
        }
        let part = part(first, after, last, before, false)?;
        let views = application(ctx).views();
        let page = views.contacts(&filter, ContactSort::Handle, &part.paging, Sight::Open).await;
        part.connection(page, |row| OwnContact::of(&row, account.own_contact()))
    }

    /// A contact of the account.
    async fn contact(&self, ctx: &Context<'_>, number: u64) -> Result<Option<OwnContact>> {
        let account = owner(ctx).account();
        let found = application(ctx).views().contact(ContactNumber::new(number), Sight::Open).await;
        let found = found.map_err(view_failure)?.filter(|row| row.account == Some(account));
        Ok(found.map(|row| OwnContact::of(&row, account.own_contact())))
    }

    /// How many names use a contact, in any role.
    async fn names_of_contact(&self, ctx: &Context<'_>, number: u64) -> Result<u64> {
        let account = owner(ctx).account();
        let (views, number) = (application(ctx).views(), ContactNumber::new(number));
        let found = views.contact(number, Sight::Closed).await.map_err(view_failure)?;
        found
            .filter(|row| row.account == Some(account))
            .ok_or_else(|| not_yours(&format!("contact {number}")))?;
        views.names_using_contact(number).await.map_err(view_failure)
    }
}

/// Commands to contacts.
#[derive(Default)]
pub struct Commands;

fn id(number: &ContactNumber) -> Option<String> {
    Some(number.to_string())
}

#[Object(name = "ResellerContactsCommands")]
impl Commands {
    /// Record a contact.
    async fn register_contact(&self, ctx: &Context<'_>, details: ContactDetailsInput) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let done = match details.read() {
            Ok(details) => {
                application(ctx).register_contact(account, details, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Change a contact's data, here and at every registry that has it.
    async fn amend_contact(&self, ctx: &Context<'_>, input: OwnAmendContactInput) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let contact = ContactNumber::new(input.contact);
        let done = match input.details.read() {
            Ok(details) => {
                application(ctx).amend_contact(account, contact, details, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Delete a contact that no name uses.
    async fn delete_contact(&self, ctx: &Context<'_>, contact: u64) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let done = application(ctx).delete_contact(account, ContactNumber::new(contact), &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), id)
    }
}
