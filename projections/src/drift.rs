//! Where registries show of names something else than is believed. One row a name and field.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::page::{self, Conditions, Order, Page, Paging, counted, listed};
use crate::stamp::Stamp;
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::drift::{Difference, Event, Field, Subject};
use domain_model::values::{AccountNumber, DomainName, OperationNumber, RegistrationNumber};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::BTreeMap;

pub(crate) const TABLE: Table = Table { name: "drift", key: "name, field", key_type: "text" };
pub(crate) const HEADS: Table = Table { name: "drift_heads", key: "name", key_type: "text" };

pub(crate) const SCHEMA: &str = "
create table if not exists drift_heads (
  name     text   collate \"C\" primary key,
  sequence bigint not null,
  state    json   not null
);
create table if not exists drift (
  name         text        collate \"C\" not null,
  field        text        collate \"C\" not null,
  registration bigint      not null,
  account      bigint      not null,
  believed     text        not null,
  shown        text        not null,
  standing     text        not null,
  reason       text,
  operation    bigint,
  found_at     timestamptz not null,
  settled_at   timestamptz,
  changed_by   text        not null,
  id           text        not null,
  primary key (name, field)
);
create index if not exists drift_found on drift (found_at, id);
create index if not exists drift_open on drift (found_at, id) where standing = 'open';
";

/// A difference as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DriftRow {
    /// The name.
    pub name: DomainName,
    /// What differs: `expiry`, `name-servers` …
    pub field: String,
    /// The registration that differs.
    pub registration: RegistrationNumber,
    /// Who manages the name.
    pub account: AccountNumber,
    /// What was believed, in words.
    pub believed: String,
    /// What the registry showed, in words.
    pub shown: String,
    /// `open`, `accepted`, `pushed`, `ignored`, `vanished`.
    pub standing: String,
    /// Why a person decided so.
    pub reason: Option<String>,
    /// The operation that tells the registry.
    pub operation: Option<OperationNumber>,
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// When it was decided on, or had vanished.
    pub settled_at: Option<DateTime<Utc>>,
    /// Who changed it last.
    pub changed_by: String,
    /// Name and field: keeps differences of the same moment apart.
    pub id: String,
}

impl DriftRow {
    fn found(name: &DomainName, subject: Subject, difference: &Difference, stamp: &Stamp) -> Self {
        let field = difference.field();
        Self {
            name: name.clone(),
            field: field.to_string(),
            registration: subject.registration,
            account: subject.account,
            believed: difference.believed(),
            shown: difference.shown(),
            standing: "open".to_owned(),
            reason: None,
            operation: None,
            found_at: stamp.at,
            settled_at: None,
            changed_by: stamp.actor.clone(),
            id: format!("{name}/{field}"),
        }
    }
}

/// What a person decided, or a comparison found.
struct Settlement {
    standing: &'static str,
    reason: Option<String>,
    operation: Option<OperationNumber>,
}

/// What is known of a name's drift: where its stream is, and the rows that are not written yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Head {
    name: DomainName,
    sequence: i64,
    state: BTreeMap<Field, DriftRow>,
    #[serde(skip)]
    changed: BTreeMap<Field, DriftRow>,
}

impl Row for Head {
    const TABLE: Table = HEADS;
    const STREAMS: &'static [&'static str] = &["drift"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, _: &Stamp) -> Result<Self, FollowerError> {
        let name = stream.aggregate_id().parse()?;
        Ok(Self { name, sequence: 0, state: BTreeMap::new(), changed: BTreeMap::new() })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        let settled = |standing, reason, operation| Settlement { standing, reason, operation };
        let (fields, settlement) = match event {
            Event::Found { subject, differences } => {
                for difference in differences {
                    let row = DriftRow::found(&self.name, subject, &difference, stamp);
                    self.changed.insert(difference.field(), row.clone());
                    self.state.insert(difference.field(), row);
                }
                return;
            }
            Event::Accepted { fields, reason } => {
                (fields, settled("accepted", Some(reason.to_string()), None))
            }
            Event::Pushed { fields, operation, reason } => {
                (fields, settled("pushed", Some(reason.to_string()), Some(operation)))
            }
            Event::Ignored { fields, reason } => (fields, settled("ignored", Some(reason.to_string()), None)),
            Event::Vanished { fields } => (fields, settled("vanished", None, None)),
        };
        for field in fields {
            self.settle(field, &settlement, stamp);
        }
    }
}

impl Head {
    fn settle(&mut self, field: Field, settlement: &Settlement, stamp: &Stamp) {
        let Some(row) = self.state.get_mut(&field) else { return };
        settlement.standing.clone_into(&mut row.standing);
        row.reason.clone_from(&settlement.reason);
        row.operation = settlement.operation;
        row.settled_at = Some(stamp.at);
        row.changed_by.clone_from(&stamp.actor);
        self.changed.insert(field, row.clone());
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let mut heads = fold::fold::<Head>(tx, batch, horizon).await?;
    let rows: Vec<DriftRow> =
        heads.iter_mut().flat_map(|head| std::mem::take(&mut head.changed).into_values()).collect();
    fold::store(tx, TABLE, &rows).await?;
    fold::store(tx, HEADS, &heads).await
}

/// Which differences. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct DriftFilter {
    /// Of this name.
    pub name: Option<DomainName>,
    /// Of names of this account.
    pub account: Option<AccountNumber>,
    /// In this field.
    pub field: Option<Field>,
    /// `open`, `accepted`, `pushed`, `ignored`, `vanished`.
    pub standing: Option<String>,
}

impl DriftFilter {
    fn restrict(&self, query: &mut Conditions) {
        if let Some(name) = &self.name {
            query.push(" and name = ").push_bind(name.as_str().to_owned());
        }
        if let Some(account) = self.account {
            query.push(" and account = ").push_bind(bigint(account.get()));
        }
        if let Some(field) = self.field {
            query.push(" and field = ").push_bind(field.as_str());
        }
        if let Some(standing) = &self.standing {
            query.push(" and standing = ").push_bind(standing.clone());
        }
    }
}

const BY_FOUND: Order = Order { by: "found_at", by_type: "timestamptz", key: "id", key_type: "text" };

impl Views {
    /// A list of differences, by the moment in which they were found.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn drift(&self, filter: &DriftFilter, paging: &Paging) -> Result<Page<DriftRow>, ViewError> {
        let mut query = page::list("to_json(d)", "drift d", BY_FOUND);
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, BY_FOUND, paging).await?;
        self.read_page("drift", page, Sight::Closed).await
    }

    /// How many differences a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_drift(&self, filter: &DriftFilter) -> Result<u64, ViewError> {
        let mut query = page::count("drift d");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }
}
