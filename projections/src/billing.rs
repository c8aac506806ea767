//! Invoices with their credit notes, and corrections of points that wait for a second pair of eyes.
//!
//! Buyers stay sealed, as they are in the journal.

mod query;

pub use query::{AdjustmentFilter, InvoiceFilter};

use crate::fold::{self, Horizon, Row, Table};
use crate::stamp::Stamp;
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::adjustment::{self, Adjustment};
use domain_model::invoice::{self, Invoice};
use domain_model::values::{AccountNumber, AdjustmentNumber, InvoiceNumber};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

pub(crate) const INVOICES: Table = Table { name: "invoices", key: "number", key_type: "text" };
pub(crate) const ADJUSTMENTS: Table = Table { name: "adjustments", key: "number", key_type: "bigint" };

pub(crate) const SCHEMA: &str = "
create table if not exists invoices (
  number     text        collate \"C\" primary key,
  sequence   bigint      not null,
  account    bigint,
  status     text        not null,
  state      json        not null,
  issued     date,
  due        date,
  issued_at  timestamptz not null,
  changed_at timestamptz not null,
  changed_by text        not null
);
create index if not exists invoices_account on invoices (account, issued_at);
create index if not exists invoices_issued on invoices (issued_at, number);
create index if not exists invoices_day on invoices (issued);
create index if not exists invoices_due on invoices (due) where status = 'due';
create table if not exists adjustments (
  number      bigint      primary key,
  sequence    bigint      not null,
  account     bigint,
  status      text        not null,
  state       json        not null,
  proposed_at timestamptz not null,
  decided_at  timestamptz,
  decided_by  text,
  declined    text
);
create index if not exists adjustments_waiting on adjustments (number) where status = 'waiting';
create index if not exists adjustments_account on adjustments (account, number);
";

/// An invoice or a credit note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// Its number.
    pub number: InvoiceNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Whose account it is about.
    pub account: Option<AccountNumber>,
    /// `due`, `paid`, `cancelled` or `credit-note`.
    pub status: String,
    /// All of it; the buyer is sealed.
    pub state: Invoice,
    /// The day of issue.
    pub issued: Option<NaiveDate>,
    /// The day by which it is to be paid.
    pub due: Option<NaiveDate>,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
}

impl Row for InvoiceRow {
    const TABLE: Table = INVOICES;
    const STREAMS: &'static [&'static str] = &["invoice"];
    type Event = invoice::Event;

    fn decode(event: &Recorded) -> Result<invoice::Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            number: stream.aggregate_id().parse()?,
            sequence: 0,
            account: None,
            status: String::new(),
            state: Invoice::Absent,
            issued: None,
            due: None,
            issued_at: stamp.at,
            changed_at: stamp.at,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: invoice::Event, stamp: &Stamp) {
        cqrs_es::Aggregate::apply(&mut self.state, event);
        if let Some(document) = self.state.document() {
            self.account = Some(document.account);
            (self.issued, self.due) = (Some(document.issued), Some(document.due));
        }
        self.state.status().clone_into(&mut self.status);
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
    }
}

/// A correction or gift of points for which one person is not enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdjustmentRow {
    /// Its number.
    pub number: AdjustmentNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Whose points.
    pub account: Option<AccountNumber>,
    /// `waiting`, `approved`, `declined` or `expired`.
    pub status: String,
    /// What was proposed.
    pub state: Adjustment,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// When it was decided, or its time was over.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// Why it was declined.
    pub declined: Option<String>,
}

impl Row for AdjustmentRow {
    const TABLE: Table = ADJUSTMENTS;
    const STREAMS: &'static [&'static str] = &["adjustment"];
    type Event = adjustment::Event;

    fn decode(event: &Recorded) -> Result<adjustment::Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            number: stream.aggregate_id().parse()?,
            sequence: 0,
            account: None,
            status: String::new(),
            state: Adjustment::Absent,
            proposed_at: stamp.at,
            decided_at: None,
            decided_by: None,
            declined: None,
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: adjustment::Event, stamp: &Stamp) {
        match &event {
            adjustment::Event::Proposed { proposal } => self.account = Some(proposal.account),
            adjustment::Event::Approved { by } => self.decided_by = Some(by.to_string()),
            adjustment::Event::Declined { by, reason } => {
                (self.decided_by, self.declined) = (Some(by.to_string()), Some(reason.to_string()));
            }
            adjustment::Event::Expired => {}
        }
        cqrs_es::Aggregate::apply(&mut self.state, event);
        self.state.status().clone_into(&mut self.status);
        self.decided_at = (self.status != "waiting").then_some(stamp.at);
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<InvoiceRow>(tx, batch, horizon).await?;
    fold::store(tx, INVOICES, &rows).await?;
    let rows = fold::fold::<AdjustmentRow>(tx, batch, horizon).await?;
    fold::store(tx, ADJUSTMENTS, &rows).await
}
