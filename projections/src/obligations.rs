//! What is owed about names: open, done, missed. One row an obligation.

mod answers;

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::page::{self, Conditions, Order, Page, Paging, counted, listed};
use crate::stamp::Stamp;
use crate::views::{Sight, Views, bigint};
use answers::AnswerHead;
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::obligations::{Discharge, Event, Key, Terms};
use domain_model::values::{AccountNumber, DomainName, OperationNumber, RegistrationNumber};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::BTreeMap;

pub(crate) const TABLE: Table = Table { name: "obligations", key: "name, key", key_type: "text" };
pub(crate) const HEADS: Table = Table { name: "obligation_heads", key: "name", key_type: "text" };

pub(crate) const SCHEMA: &str = "
create table if not exists obligation_heads (
  name     text   collate \"C\" primary key,
  sequence bigint not null,
  state    json   not null
);
create table if not exists obligations (
  name         text        collate \"C\" not null,
  key          text        collate \"C\" not null,
  kind         text        not null,
  about        date        not null,
  registration bigint      not null,
  account      bigint      not null,
  from_day     timestamptz not null,
  due          timestamptz not null,
  rule         text        not null,
  standing     text        not null,
  missed       boolean     not null,
  letter       text,
  operation    bigint,
  reason       text,
  opened_at    timestamptz not null,
  settled_at   timestamptz,
  changed_by   text        not null,
  id           text        not null,
  primary key (name, key)
);
create index if not exists obligations_due on obligations (due, id);
create index if not exists obligations_account on obligations (account, due, id);
create index if not exists obligations_outstanding on obligations (due, id) where standing in ('open', 'missed');
create index if not exists obligations_missed on obligations (due, id) where standing = 'missed';
";

/// An obligation as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObligationRow {
    /// The name that it is about.
    pub name: DomainName,
    /// What is owed, and the day that it is about: `expiry-notice-30@2027-11-27`.
    pub key: Key,
    /// `expiry-notice-30`, `deletion` …
    pub kind: String,
    /// The day that it is about.
    pub about: NaiveDate,
    /// The registration that it is owed for.
    pub registration: RegistrationNumber,
    /// Who manages the name.
    pub account: AccountNumber,
    /// When it is to be done.
    pub from_day: DateTime<Utc>,
    /// After this it is missed.
    pub due: DateTime<Utc>,
    /// The rule that was applied.
    pub rule: String,
    /// `open`, `missed`, `discharged`, `waived`, `void`.
    pub standing: String,
    /// Whether its day passed before it was done.
    pub missed: bool,
    /// The letter that discharged it.
    pub letter: Option<String>,
    /// The operation that discharged it.
    pub operation: Option<OperationNumber>,
    /// Why it was waived.
    pub reason: Option<String>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was discharged, waived or found moot.
    pub settled_at: Option<DateTime<Utc>>,
    /// Who changed it last.
    pub changed_by: String,
    /// Name and key: keeps obligations of the same moment apart.
    pub id: String,
}

impl ObligationRow {
    fn opened(name: &DomainName, terms: Terms, stamp: &Stamp) -> Self {
        let Terms { key, registration, account, from, due, rule } = terms;
        Self {
            name: name.clone(),
            key,
            kind: key.kind.to_string(),
            about: key.about,
            registration,
            account,
            from_day: from,
            due,
            rule,
            standing: "open".to_owned(),
            missed: false,
            letter: None,
            operation: None,
            reason: None,
            opened_at: stamp.at,
            settled_at: None,
            changed_by: stamp.actor.clone(),
            id: format!("{name}/{key}"),
        }
    }

    fn settle(&mut self, standing: &str, stamp: &Stamp) {
        standing.clone_into(&mut self.standing);
        self.settled_at = (standing != "missed").then_some(stamp.at);
        self.changed_by.clone_from(&stamp.actor);
    }
}

/// What is known of a name's obligations: where its stream is, and the rows that are not written yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Head {
    name: DomainName,
    sequence: i64,
    state: BTreeMap<Key, ObligationRow>,
    #[serde(skip)]
    changed: BTreeMap<Key, ObligationRow>,
}

impl Row for Head {
    const TABLE: Table = HEADS;
    const STREAMS: &'static [&'static str] = &["obligations"];
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
        let key = match &event {
            Event::Opened { terms } => terms.key,
            Event::Discharged { key, .. }
            | Event::Missed { key, .. }
            | Event::Waived { key, .. }
            | Event::Voided { key, .. } => *key,
        };
        if let Event::Opened { terms } = event {
            self.state.insert(key, ObligationRow::opened(&self.name, terms, stamp));
        } else if let Some(row) = self.state.get_mut(&key) {
            change(row, event, stamp);
        }
        self.changed.extend(self.state.get(&key).map(|row| (key, row.clone())));
        // What is over is only read from the table.
        self.state.retain(|_, row| matches!(row.standing.as_str(), "open" | "missed"));
    }
}

fn change(row: &mut ObligationRow, event: Event, stamp: &Stamp) {
    match event {
        Event::Opened { .. } => {}
        Event::Missed { .. } => {
            row.missed = true;
            row.settle("missed", stamp);
        }
        Event::Discharged { by, .. } => {
            match by {
                Discharge::Letter { id } => row.letter = Some(id),
                Discharge::Operation { number } => row.operation = Some(number),
                Discharge::FoundDone => {}
            }
            row.settle("discharged", stamp);
        }
        Event::Waived { reason, .. } => {
            row.reason = Some(reason.to_string());
            row.settle("waived", stamp);
        }
        Event::Voided { .. } => row.settle("void", stamp),
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let mut heads = fold::fold::<Head>(tx, batch, horizon).await?;
    let rows: Vec<ObligationRow> =
        heads.iter_mut().flat_map(|head| std::mem::take(&mut head.changed).into_values()).collect();
    fold::store(tx, TABLE, &rows).await?;
    fold::store(tx, HEADS, &heads).await?;
    let heads = fold::fold::<AnswerHead>(tx, batch, horizon).await?;
    let rows: Vec<ObligationRow> = heads.iter().filter_map(|head| head.row().cloned()).collect();
    fold::store(tx, TABLE, &rows).await?;
    fold::store(tx, HEADS, &heads).await
}

/// Which obligations. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct ObligationFilter {
    /// About this name.
    pub name: Option<DomainName>,
    /// About names of this account.
    pub account: Option<AccountNumber>,
    /// Due before this moment.
    pub due: Option<DateTime<Utc>>,
    /// Missed, whether done late or not; or never missed.
    pub missed: Option<bool>,
    /// Still to be done; or not any more.
    pub outstanding: Option<bool>,
    /// `expiry-notice-30`, `deletion` …
    pub kind: Option<String>,
}

impl ObligationFilter {
    fn restrict(&self, query: &mut Conditions) {
        if let Some(name) = &self.name {
            query.push(" and name = ").push_bind(name.as_str().to_owned());
        }
        if let Some(account) = self.account {
            query.push(" and account = ").push_bind(bigint(account.get()));
        }
        if let Some(due) = self.due {
            query.push(" and due < ").push_bind(due);
        }
        if let Some(missed) = self.missed {
            query.push(" and missed = ").push_bind(missed);
        }
        match self.outstanding {
            Some(true) => {
                query.push(" and standing in ('open', 'missed')");
            }
            Some(false) => {
                query.push(" and standing not in ('open', 'missed')");
            }
            None => {}
        }
        if let Some(kind) = &self.kind {
            query.push(" and kind = ").push_bind(kind.clone());
        }
    }
}

const BY_DUE: Order = Order { by: "due", by_type: "timestamptz", key: "id", key_type: "text" };

impl Views {
    /// A list of obligations, by the day on which they are due.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn obligations(
        &self,
        filter: &ObligationFilter,
        paging: &Paging,
    ) -> Result<Page<ObligationRow>, ViewError> {
        let mut query = page::list("to_json(o)", "obligations o", BY_DUE);
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, BY_DUE, paging).await?;
        self.read_page("obligations", page, Sight::Closed).await
    }

    /// How many obligations a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_obligations(&self, filter: &ObligationFilter) -> Result<u64, ViewError> {
        let mut query = page::count("obligations o");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }
}
