//! The queries of contacts.

use super::{ContactRow, email_index};
use crate::boxed;
use crate::error::ViewError;
use crate::page::{self, Conditions, Order, Page, Paging, counted, listed, starting_with};
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, ContactHandle, ContactNumber, EmailAddress, Tld};
use journal::{StreamId, Vault};

/// Whether the person has confirmed the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// It need not be confirmed now.
    NotDue,
    /// It has to be confirmed, and the day has not come.
    Due {
        /// Now, by the registrar's clock.
        at: DateTime<Utc>,
    },
    /// The day has passed.
    Overdue {
        /// Now, by the registrar's clock.
        at: DateTime<Utc>,
    },
}

/// Which contacts. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct ContactFilter {
    /// Whose.
    pub account: Option<AccountNumber>,
    /// `Active`, `Deleted`, `Merged` or `Erased`.
    pub status: Option<String>,
    /// With a handle that begins like this, in any case.
    pub handle_prefix: Option<String>,
    /// With this e-mail address, in any case.
    pub email: Option<EmailAddress>,
    /// Whether the data is confirmed.
    pub verification: Option<Verification>,
}

/// What a list of contacts is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContactSort {
    /// Their numbers.
    #[default]
    Number,
    /// Their handles.
    Handle,
    /// When they last changed.
    Changed,
}

impl ContactSort {
    const fn order(self) -> Order {
        let (by, by_type) = match self {
            Self::Number => ("number", "bigint"),
            Self::Handle => ("coalesce(handle, '')", "text"),
            Self::Changed => ("changed_at", "timestamptz"),
        };
        Order { by, by_type, key: "number", key_type: "bigint" }
    }
}

impl ContactFilter {
    fn restrict(&self, vault: &Vault, query: &mut Conditions) {
        if let Some(account) = self.account {
            query.push(" and account = ").push_bind(bigint(account.get()));
        }
        if let Some(status) = &self.status {
            query.push(" and status = ").push_bind(status.clone());
        }
        if let Some(prefix) = &self.handle_prefix {
            query.push(" and handle like ").push_bind(starting_with(&prefix.to_ascii_uppercase()));
        }
        if let Some(email) = &self.email {
            query.push(" and email_index = ").push_bind(email_index(vault, email));
        }
        match self.verification {
            None => {}
            Some(Verification::NotDue) => {
                query.push(" and verify_by is null");
            }
            Some(Verification::Due { at }) => {
                query.push(" and verify_by > ").push_bind(at);
            }
            Some(Verification::Overdue { at }) => {
                query.push(" and verify_by <= ").push_bind(at);
            }
        }
    }
}

/// How many names use a contact, by role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Usage {
    /// As registrant.
    pub owner: i64,
    /// As administrative contact.
    pub admin: i64,
    /// As technical contact.
    pub tech: i64,
    /// As billing contact.
    pub billing: i64,
}

impl Usage {
    /// Nobody uses it.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl Views {
    /// A contact.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn contact(
        &self,
        number: ContactNumber,
        sight: Sight,
    ) -> Result<Option<ContactRow>, ViewError> {
        self.one(number.to_string(), sight).await
    }

    /// Several contacts at once, in no particular order.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn contacts_by_number(
        &self,
        numbers: &[ContactNumber],
        sight: Sight,
    ) -> Result<Vec<ContactRow>, ViewError> {
        self.many(numbers.iter().map(ToString::to_string).collect(), sight).await
    }

    /// The contacts with a handle: one, unless history has made it ambiguous.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn contacts_by_handle(
        &self,
        handle: &ContactHandle,
        sight: Sight,
    ) -> Result<Vec<ContactRow>, ViewError> {
        let documents: Vec<String> =
            sqlx::query_scalar("select to_json(c)::text from contacts c where handle = $1 order by number")
                .bind(handle.as_str())
                .fetch_all(self.pool())
                .await
                .map_err(ViewError::database("reading a contact"))?;
        self.read_all("contacts", documents, sight).await
    }

    /// A contact as it was at a moment, by the registrar's clock. What was erased since stays closed.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn contact_as_of(
        &self,
        number: ContactNumber,
        at: DateTime<Utc>,
        sight: Sight,
    ) -> Result<Option<ContactRow>, ViewError> {
        self.was(&StreamId::new("contact", &number.to_string()), at, sight).await
    }

    /// A list of contacts.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn contacts(
        &self,
        filter: &ContactFilter,
        sort: ContactSort,
        paging: &Paging,
        sight: Sight,
    ) -> Result<Page<ContactRow>, ViewError> {
        let mut query = page::list("to_json(c)", "contacts c", sort.order());
        filter.restrict(self.vault(), &mut query);
        let page = listed(self.pool(), query, sort.order(), paging).await?;
        self.read_page("contacts", page, sight).await
    }

    /// How many contacts a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_contacts(&self, filter: &ContactFilter) -> Result<u64, ViewError> {
        let mut query = page::count("contacts c");
        filter.restrict(self.vault(), &mut query);
        counted(self.pool(), query).await
    }

    /// How many names use a contact, in any role.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn names_using_contact(&self, number: ContactNumber) -> Result<u64, ViewError> {
        let count: i64 = sqlx::query_scalar(
            "select count(*) from whois where owner = $1 or admin = $1 or tech = $1 or billing = $1",
        )
        .bind(bigint(number.get()))
        .fetch_one(self.pool())
        .await
        .map_err(ViewError::database("counting the names of a contact"))?;
        Ok(count.unsigned_abs())
    }

    /// How many names use a contact, by role: names of ours, and those on their way.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn contact_usage(&self, number: ContactNumber) -> Result<Usage, ViewError> {
        sqlx::query_as(
            "select (select count(*) from whois where owner = $1) as owner,
                 (select count(*) from whois where admin = $1) as admin,
                 (select count(*) from whois where tech = $1) as tech,
                 (select count(*) from whois where billing = $1) as billing",
        )
        .bind(bigint(number.get()))
        .fetch_one(self.pool())
        .await
        .map_err(ViewError::database("counting the names of a contact"))
    }

    /// The endings of the names whose registrant a contact is, as [`Usage::owner`] counts them: names of ours, and those
    /// on their way.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn endings_registered_to(&self, number: ContactNumber) -> Result<Vec<Tld>, ViewError> {
        let endings: Vec<String> =
            sqlx::query_scalar("select distinct tld from whois where owner = $1 order by tld")
                .bind(bigint(number.get()))
                .fetch_all(self.pool())
                .await
                .map_err(ViewError::database("reading the endings of a contact's names"))?;
        Ok(endings.iter().filter_map(|ending| Tld::parse(ending).ok()).collect())
    }

    /// The endings of the names that are registered to a contact now.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn endings_owned_by(&self, number: ContactNumber) -> Result<Vec<Tld>, ViewError> {
        let endings: Vec<String> = sqlx::query_scalar(
            "select distinct tld from whois where owner = $1 and standing in ('active', 'expired') order by tld",
        )
        .bind(bigint(number.get()))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading the endings of a contact's names"))?;
        Ok(endings.iter().filter_map(|ending| Tld::parse(ending).ok()).collect())
    }
}
