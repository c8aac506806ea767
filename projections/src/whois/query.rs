//! The queries of names.

use super::{NameRow, Standing};
use crate::boxed;
use crate::contacts::ContactRow;
use crate::error::ViewError;
use crate::page::{self, Conditions, Order, Page, Paging, counted, listed, starting_with};
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, ContactNumber, DomainName, RegistrationNumber};
use journal::StreamId;

/// What a contact does for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContactRole {
    /// Registrant.
    Owner,
    /// Administrative contact.
    Admin,
    /// Technical contact.
    Tech,
    /// Billing contact.
    Billing,
}

impl ContactRole {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Tech, Self::Billing];

    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Tech => "tech",
            Self::Billing => "billing",
        }
    }
}

/// Which names. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct NameFilter {
    /// Where they are; nothing: everywhere but [`Standing::Absent`].
    pub standings: Vec<Standing>,
    /// Under which ending: `com`, `co.uk`.
    pub tld: Option<String>,
    /// Whose.
    pub account: Option<AccountNumber>,
    /// Expiring at this moment or later.
    pub expires_from: Option<DateTime<Utc>>,
    /// Expiring before this moment.
    pub expires_before: Option<DateTime<Utc>>,
    /// With this contact.
    pub contact: Option<ContactNumber>,
    /// In this role; nothing: in any.
    pub role: Option<ContactRole>,
    /// Beginning with this text, in A-labels and any case.
    pub prefix: Option<String>,
    /// Held by an unfinished operation, or not.
    pub busy: Option<bool>,
}

/// What a list of names is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameSort {
    /// The name.
    #[default]
    Name,
    /// The expiry; names without one come last.
    Expires,
    /// The creation; names without one come last.
    Created,
}

impl NameSort {
    const fn order(self) -> Order {
        let (by, by_type) = match self {
            Self::Name => ("name", "text"),
            Self::Expires => ("coalesce(expires, 'infinity')", "timestamptz"),
            Self::Created => ("coalesce(created, 'infinity')", "timestamptz"),
        };
        Order { by, by_type, key: "name", key_type: "text" }
    }
}

impl NameFilter {
    fn restrict(&self, query: &mut Conditions) {
        if self.standings.is_empty() {
            query.push(" and standing <> 'absent'");
        } else {
            let words: Vec<String> =
                self.standings.iter().map(|standing| standing.as_str().to_owned()).collect();
            query.push(" and standing = any(").push_bind(words).push(")");
        }
        if let Some(tld) = &self.tld {
            query.push(" and tld = ").push_bind(tld.trim_start_matches('.').to_ascii_lowercase());
        }
        if let Some(account) = self.account {
            query.push(" and account = ").push_bind(bigint(account.get()));
        }
        if let Some(from) = self.expires_from {
            query
                .push(" and coalesce(expires, 'infinity') >= ")
                .push_bind(from)
                .push(" and expires is not null");
        }
        if let Some(before) = self.expires_before {
            query.push(" and coalesce(expires, 'infinity') < ").push_bind(before);
        }
        if let Some(contact) = self.contact {
            let roles = self.role.map_or(ContactRole::ALL.to_vec(), |role| vec![role]);
            query.push(" and (false");
            for role in roles {
                query.push(format!(" or {} = ", role.column())).push_bind(bigint(contact.get()));
            }
            query.push(")");
        }
        if let Some(prefix) = &self.prefix {
            query.push(" and name like ").push_bind(starting_with(&prefix.to_ascii_lowercase()));
        }
        if let Some(busy) = self.busy {
            query.push(if busy { " and busy is not null" } else { " and busy is null" });
        }
    }
}

/// A name with its contacts.
#[derive(Clone, Debug, PartialEq)]
pub struct Whois {
    /// The name; its auth code stays sealed.
    pub name: NameRow,
    /// Its contacts, each once.
    pub contacts: Vec<ContactRow>,
}

impl Whois {
    /// The contact of a role.
    pub fn contact(&self, role: ContactRole) -> Option<&ContactRow> {
        let number = match role {
            ContactRole::Owner => self.name.owner,
            ContactRole::Admin => self.name.admin,
            ContactRole::Tech => self.name.tech,
            ContactRole::Billing => self.name.billing,
        }?;
        self.contacts.iter().find(|contact| contact.number == number)
    }
}

/// A name as `$1` with its contacts: the one statement that [`Views::whois`] stands for.
pub const STATEMENT: &str = "
select to_json(w)::text,
  coalesce((select array_agg(to_json(c)::text order by c.number) from contacts c
      where c.number in (w.owner, w.admin, w.tech, w.billing)), '{}')
from whois w where w.name = $1";

impl Views {
    /// A name with its contacts, in one statement. `sight` opens the contacts' data, not the auth code.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn whois(&self, name: &DomainName, sight: Sight) -> Result<Option<Whois>, ViewError> {
        let found: Option<(String, Vec<String>)> = sqlx::query_as(STATEMENT)
            .bind(name.as_str())
            .fetch_optional(self.pool())
            .await
            .map_err(ViewError::database("reading a name"))?;
        let Some((document, contacts)) = found else { return Ok(None) };
        let name: NameRow = serde_json::from_str(&document).map_err(ViewError::shape("whois"))?;
        if name.standing == Standing::Absent {
            return Ok(None);
        }
        let contacts = self.read_all("contacts", contacts, sight).await?;
        Ok(Some(Whois { name, contacts }))
    }

    /// A name with its contacts as they were at a moment, by the registrar's clock. What was erased since stays
    /// closed.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn whois_as_of(
        &self,
        name: &DomainName,
        at: DateTime<Utc>,
        sight: Sight,
    ) -> Result<Option<Whois>, ViewError> {
        let Some(name) = self.name_as_of(name, at).await? else { return Ok(None) };
        let mut numbers: Vec<ContactNumber> =
            [name.owner, name.admin, name.tech, name.billing].into_iter().flatten().collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut contacts = vec![];
        for number in numbers {
            contacts.extend(self.contact_as_of(number, at, sight).await?);
        }
        Ok(Some(Whois { name, contacts }))
    }

    /// A name as it was at a moment, by the registrar's clock.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn name_as_of(
        &self,
        name: &DomainName,
        at: DateTime<Utc>,
    ) -> Result<Option<NameRow>, ViewError> {
        let stream = StreamId::new("domain", name.as_str());
        let row: Option<NameRow> = self.was(&stream, at, Sight::Closed).await?;
        Ok(row.filter(|row| row.standing != Standing::Absent))
    }

    /// A name without its contacts; `sight` opens its auth code.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn name(&self, name: &DomainName, sight: Sight) -> Result<Option<NameRow>, ViewError> {
        let row: Option<NameRow> = self.one(name.as_str().to_owned(), sight).await?;
        Ok(row.filter(|row| row.standing != Standing::Absent))
    }

    /// Several names at once, in no particular order; those that were never ours are left out.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn names_by_name(&self, names: &[DomainName]) -> Result<Vec<NameRow>, ViewError> {
        let keys = names.iter().map(|name| name.as_str().to_owned()).collect();
        let mut rows: Vec<NameRow> = self.many(keys, Sight::Closed).await?;
        rows.retain(|row| row.standing != Standing::Absent);
        Ok(rows)
    }

    /// The names of each of several contacts, in any role, by name; at most `most` of each.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn names_of_contacts(
        &self,
        contacts: &[ContactNumber],
        most: u32,
    ) -> Result<Vec<(ContactNumber, NameRow)>, ViewError> {
        let numbers: Vec<i64> = contacts.iter().map(|number| bigint(number.get())).collect();
        let documents = sqlx::query_scalar(
            "select json_build_array(k.number, to_json(w))::text from unnest($1::bigint[]) as k (number)
             cross join lateral (
                 select * from whois where standing <> 'absent'
                     and (owner = k.number or admin = k.number or tech = k.number or billing = k.number)
                 order by name limit $2) w",
        )
        .bind(numbers)
        .bind(i64::from(most))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading the names of contacts"))?;
        self.read_all("whois", documents, Sight::Closed).await
    }

    /// The name of a registration in force or on its way (SOAP `id`).
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn name_of_registration(
        &self,
        number: RegistrationNumber,
    ) -> Result<Option<NameRow>, ViewError> {
        let documents: Vec<String> = sqlx::query_scalar(
            "select to_json(w)::text from whois w where number = $1 and standing <> 'gone'",
        )
        .bind(bigint(number.get()))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading a registration"))?;
        Ok(self.read_all("whois", documents, Sight::Closed).await?.pop())
    }

    /// A list of names.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn names(
        &self,
        filter: &NameFilter,
        sort: NameSort,
        paging: &Paging,
    ) -> Result<Page<NameRow>, ViewError> {
        let mut query = page::list("to_json(w)", "whois w", sort.order());
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, sort.order(), paging).await?;
        self.read_page("whois", page, Sight::Closed).await
    }

    /// The names that are ours and that an account manages or stands among the contacts of, by name; with an owner, those
    /// of that contact alone.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn services_of(
        &self,
        account: AccountNumber,
        owner: Option<ContactNumber>,
    ) -> Result<Vec<DomainName>, ViewError> {
        let names: Vec<String> = sqlx::query_scalar(
            "select name from whois
             where standing in ('active', 'expired', 'redemption', 'pending-delete')
               and (account = $1 or owner = $1 or admin = $1 or tech = $1 or billing = $1)
               and owner = coalesce($2, owner)
             order by name",
        )
        .bind(bigint(account.get()))
        .bind(owner.map(|owner| bigint(owner.get())))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("listing the services of an account"))?;
        Ok(names.iter().filter_map(|name| DomainName::parse(name).ok()).collect())
    }

    /// How many names a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_names(&self, filter: &NameFilter) -> Result<u64, ViewError> {
        let mut query = page::count("whois w");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }
}
