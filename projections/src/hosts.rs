//! Hosts: name servers inside our names, with their addresses.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::page::{self, Conditions, Order, Page, Paging, counted, listed};
use crate::stamp::Stamp;
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::host::{Event, Glue, Host};
use domain_model::values::{AccountNumber, DomainName, HostName, HostNumber};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

pub(crate) const TABLE: Table = Table { name: "hosts", key: "name", key_type: "text" };

pub(crate) const SCHEMA: &str = "
create table if not exists hosts (
  name       text        collate \"C\" primary key,
  sequence   bigint      not null,
  state      json        not null,
  status     text        not null,
  number     bigint,
  account    bigint,
  domain     text        collate \"C\",
  changed_at timestamptz not null,
  changed_by text        not null
);
create index if not exists hosts_account on hosts (account, name);
create index if not exists hosts_domain on hosts (domain, name);
create index if not exists hosts_number on hosts (number);
";

/// A host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostRow {
    /// Its name, in A-labels.
    pub name: HostName,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Everything known of it.
    pub state: Host,
    /// `requested`, `held` or `absent`: deleted, or never created.
    pub status: String,
    /// SOAP `id`.
    pub number: Option<HostNumber>,
    /// Whose it is.
    pub account: Option<AccountNumber>,
    /// The name that it lies in.
    pub domain: Option<DomainName>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
}

impl HostRow {
    /// Number, account, addresses, where there is a host.
    pub fn glue(&self) -> Option<&Glue> {
        match &self.state {
            Host::Absent => None,
            Host::Requested(glue, _) | Host::Held(glue, _) => Some(glue),
        }
    }
}

impl Row for HostRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["host"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            name: stream.aggregate_id().parse()?,
            sequence: 0,
            state: Host::Absent,
            status: String::new(),
            number: None,
            account: None,
            domain: None,
            changed_at: stamp.at,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        cqrs_es::Aggregate::apply(&mut self.state, event);
        let status = match self.state {
            Host::Absent => "absent",
            Host::Requested(..) => "requested",
            Host::Held(..) => "held",
        };
        status.clone_into(&mut self.status);
        let glue = self.glue().cloned();
        self.number = glue.as_ref().map(|glue| glue.number);
        self.account = glue.as_ref().map(|glue| glue.account);
        self.domain = glue.map(|glue| glue.domain);
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<HostRow>(tx, batch, horizon).await?;
    fold::store(tx, TABLE, &rows).await
}

/// Which hosts, absent ones left out. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct HostFilter {
    /// Whose.
    pub account: Option<AccountNumber>,
    /// In this name.
    pub domain: Option<DomainName>,
}

impl HostFilter {
    fn restrict(&self, query: &mut Conditions) {
        query.push(" and status <> 'absent'");
        if let Some(account) = self.account {
            query.push(" and account = ").push_bind(bigint(account.get()));
        }
        if let Some(domain) = &self.domain {
            query.push(" and domain = ").push_bind(domain.as_str().to_owned());
        }
    }
}

const BY_NAME: Order = Order { by: "name", by_type: "text", key: "name", key_type: "text" };

impl Views {
    /// A host, unless it is absent.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn host(&self, name: &HostName) -> Result<Option<HostRow>, ViewError> {
        let row: Option<HostRow> = self.one(name.as_str().to_owned(), Sight::Closed).await?;
        Ok(row.filter(|row| row.glue().is_some()))
    }

    /// A host by its number (SOAP `id`).
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn host_by_number(&self, number: HostNumber) -> Result<Option<HostRow>, ViewError> {
        let found: Vec<String> = sqlx::query_scalar("select to_json(h)::text from hosts h where number = $1")
            .bind(bigint(number.get()))
            .fetch_all(self.pool())
            .await
            .map_err(ViewError::database("reading a host"))?;
        Ok(self.read_all("hosts", found, Sight::Closed).await?.pop())
    }

    /// A host as it was at a moment, by the registrar's clock, unless it was absent.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn host_as_of(&self, name: &HostName, at: DateTime<Utc>) -> Result<Option<HostRow>, ViewError> {
        let row: Option<HostRow> = self.was(&StreamId::new("host", name.as_str()), at, Sight::Closed).await?;
        Ok(row.filter(|row| row.glue().is_some()))
    }

    /// Several hosts at once, in no particular order; absent ones are left out.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn hosts_by_name(&self, names: &[HostName]) -> Result<Vec<HostRow>, ViewError> {
        let keys = names.iter().map(|name| name.as_str().to_owned()).collect();
        let mut rows: Vec<HostRow> = self.many(keys, Sight::Closed).await?;
        rows.retain(|row| row.glue().is_some());
        Ok(rows)
    }

    /// The hosts inside each of several names, by name; at most `most` of each.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn hosts_of_domains(&self, names: &[DomainName], most: u32) -> Result<Vec<HostRow>, ViewError> {
        let names: Vec<&str> = names.iter().map(DomainName::as_str).collect();
        let documents = sqlx::query_scalar(
            "select to_json(h)::text from unnest($1::text[]) as k (name) cross join lateral (
                 select * from hosts where domain = k.name and status <> 'absent' order by name limit $2) h",
        )
        .bind(names)
        .bind(i64::from(most))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading the hosts of names"))?;
        self.read_all("hosts", documents, Sight::Closed).await
    }

    /// A list of hosts, by name.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn hosts(&self, filter: &HostFilter, paging: &Paging) -> Result<Page<HostRow>, ViewError> {
        let mut query = page::list("to_json(h)", "hosts h", BY_NAME);
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, BY_NAME, paging).await?;
        self.read_page("hosts", page, Sight::Closed).await
    }

    /// How many hosts a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_hosts(&self, filter: &HostFilter) -> Result<u64, ViewError> {
        let mut query = page::count("hosts h");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }
}
