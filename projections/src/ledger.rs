//! The ledger: every movement of points in double entry; and that of prepaid money, in books of its own.
//!
//! Each event of a points account that moves points is one entry: so many points from the debited book of the account
//! to the credited one. Debits and credits are therefore equal in every entry, and in any sum of entries. Running
//! balances follow the order of the account's stream, which is the order in which they were true.

mod money;
mod query;

pub(crate) use money::{BALANCES as MONEY_BALANCES, ENTRIES as MONEY_ENTRIES, SCHEMA as MONEY_SCHEMA};
pub use money::{MoneyBook, MoneyEntryRow, MoneyRow, MoneyTrialLine};
pub use query::{Books, Orphans, Statement, TrialBalance, TrialLine, UnpaidOperation, UnprovenSettlement};

use crate::fold::{self, Horizon, Row, Table};
use crate::stamp::Stamp;
use chrono::{DateTime, Utc};
use domain_model::operation::RegistryFact;
use domain_model::points_account::Event;
use domain_model::values::{AccountNumber, Currency, OperationNumber};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

pub(crate) const ENTRIES: Table =
    Table { name: "ledger_entries", key: "account, sequence", key_type: "bigint" };
pub(crate) const BALANCES: Table = Table { name: "points_balances", key: "account", key_type: "bigint" };

pub(crate) const SCHEMA: &str = "
create table if not exists points_balances (
  account    bigint      primary key,
  sequence   bigint      not null,
  currency   text,
  bought     bigint      not null,
  granted    bigint      not null,
  adjusted   bigint      not null,
  available  bigint      not null,
  reserved   bigint      not null,
  spent      bigint      not null,
  opened_at  timestamptz not null,
  changed_at timestamptz not null
);
create table if not exists ledger_entries (
  account     bigint      not null,
  sequence    bigint      not null,
  at          timestamptz not null,
  event_type  text        not null,
  operation   bigint,
  label       text,
  debit       text        not null,
  credit      text        not null,
  points      bigint      not null,
  available   bigint      not null,
  reserved    bigint      not null,
  spent       bigint      not null,
  reference   text,
  reason      text,
  fact        text,
  actor       text        not null,
  correlation uuid        not null,
  primary key (account, sequence)
);
create index if not exists ledger_entries_at on ledger_entries (at);
create index if not exists ledger_entries_operation on ledger_entries (operation) where operation is not null;
create index if not exists ledger_entries_settled on ledger_entries (operation, fact) where fact is not null;
";

/// A book of a points account. Points come from the first three and lie in the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Book {
    /// What was paid for.
    Bought,
    /// What was given.
    Granted,
    /// Corrections, up and down.
    Adjusted,
    /// Free to use.
    Available,
    /// Put aside for operations under way.
    Reserved,
    /// Paid for what a registry confirmed.
    Spent,
}

impl Book {
    /// All six.
    pub const ALL: [Self; 6] =
        [Self::Bought, Self::Granted, Self::Adjusted, Self::Available, Self::Reserved, Self::Spent];

    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bought => "bought",
            Self::Granted => "granted",
            Self::Adjusted => "adjusted",
            Self::Available => "available",
            Self::Reserved => "reserved",
            Self::Spent => "spent",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|book| book.as_str() == word)
    }
}

/// The figures of a points account. `available + reserved + spent = bought + granted + adjusted`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceRow {
    /// Whose.
    pub account: AccountNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Its currency, at 100 points a unit.
    pub currency: Option<Currency>,
    /// Paid for.
    pub bought: i64,
    /// Given.
    pub granted: i64,
    /// Corrections, signed.
    pub adjusted: i64,
    /// Free to use.
    pub available: i64,
    /// Put aside.
    pub reserved: i64,
    /// Settled and not refunded.
    pub spent: i64,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Entries that are not written yet.
    #[serde(skip)]
    entries: Vec<EntryRow>,
}

impl BalanceRow {
    /// Bought plus granted plus or minus adjusted: `granted` of the rule `available + reserved + spent = granted`.
    pub fn total(&self) -> i64 {
        self.bought + self.granted + self.adjusted
    }

    /// Whether the rule holds.
    pub fn is_balanced(&self) -> bool {
        self.available >= 0 && self.available + self.reserved + self.spent == self.total()
    }

    fn book(&mut self, book: Book) -> (&mut i64, bool) {
        match book {
            Book::Bought => (&mut self.bought, true),
            Book::Granted => (&mut self.granted, true),
            Book::Adjusted => (&mut self.adjusted, true),
            Book::Available => (&mut self.available, false),
            Book::Reserved => (&mut self.reserved, false),
            Book::Spent => (&mut self.spent, false),
        }
    }

    /// Points leave the books that they lie in by a debit and enter them by a credit; the books that they come from
    /// count what they gave.
    fn post(&mut self, posting: &Posting) {
        let (book, source) = self.book(posting.debit);
        *book += if source { posting.points } else { -posting.points };
        let (book, source) = self.book(posting.credit);
        *book += if source { -posting.points } else { posting.points };
    }
}

/// A movement of points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRow {
    /// Whose.
    pub account: AccountNumber,
    /// The event's number in the account's stream.
    pub sequence: i64,
    /// When, by the registrar's clock.
    pub at: DateTime<Utc>,
    /// `Bought`, `Granted`, `Adjusted`, `Reserved`, `Settled`, `Released`, `Refunded`, `Returned`.
    pub event_type: String,
    /// The operation that it is for.
    pub operation: Option<OperationNumber>,
    /// What is bought: `create example.com 1Y`. Known from the reservation on.
    pub label: Option<String>,
    /// The book that is debited.
    pub debit: Book,
    /// The book that is credited.
    pub credit: Book,
    /// How many; never negative.
    pub points: i64,
    /// Free to use after this.
    pub available: i64,
    /// Put aside after this.
    pub reserved: i64,
    /// Spent after this.
    pub spent: i64,
    /// The document that a purchase or a return is booked under.
    pub reference: Option<String>,
    /// Why, where a person decided.
    pub reason: Option<String>,
    /// The registry's confirmation that a settlement names, by our transaction id.
    pub fact: Option<String>,
    /// Who caused it.
    pub actor: String,
    /// The customer's request that it belongs to.
    pub correlation: Uuid,
}

impl EntryRow {
    /// What this does to the points that are free to use.
    pub fn change(&self) -> i64 {
        match (self.debit, self.credit) {
            (Book::Available, _) => -self.points,
            (_, Book::Available) => self.points,
            _ => 0,
        }
    }
}

/// What an event means in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Posting {
    debit: Book,
    credit: Book,
    points: i64,
    operation: Option<OperationNumber>,
    label: Option<String>,
    reference: Option<String>,
    reason: Option<String>,
    fact: Option<String>,
}

impl Posting {
    fn new(debit: Book, credit: Book, points: i64) -> Self {
        Self {
            debit,
            credit,
            points,
            operation: None,
            label: None,
            reference: None,
            reason: None,
            fact: None,
        }
    }

    fn for_operation(self, operation: OperationNumber) -> Self {
        Self { operation: Some(operation), ..self }
    }

    fn confirmed(self, fact: &RegistryFact) -> Self {
        Self { fact: Some(fact.cltrid.to_string()), ..self }
    }

    /// Nothing for an event that moves no points.
    fn of(event: &Event) -> Option<(&'static str, Self)> {
        use Book::{Adjusted, Available, Bought, Granted, Reserved, Spent};
        Some(match event {
            Event::Opened { .. } | Event::LowPointsSet { .. } | Event::RanLow { .. } => return None,
            Event::Returned { points, reference } => {
                let posting = Self::new(Available, Bought, points.get());
                ("Returned", Self { reference: Some(reference.clone()), ..posting })
            }
            Event::Bought { points, reference } => {
                let posting = Self::new(Bought, Available, points.get());
                ("Bought", Self { reference: Some(reference.clone()), ..posting })
            }
            Event::Granted { points, reason } => {
                let posting = Self::new(Granted, Available, points.get());
                ("Granted", Self { reason: Some(reason.to_string()), ..posting })
            }
            Event::Adjusted { by, reason } => {
                let (debit, credit) = if *by < 0 { (Available, Adjusted) } else { (Adjusted, Available) };
                let posting = Self::new(debit, credit, by.abs());
                ("Adjusted", Self { reason: Some(reason.to_string()), ..posting })
            }
            Event::Reserved { operation, points, label } => {
                let posting = Self::new(Available, Reserved, points.get()).for_operation(*operation);
                ("Reserved", Self { label: Some(label.clone()), ..posting })
            }
            Event::Settled { operation, points, fact } => (
                "Settled",
                Self::new(Reserved, Spent, points.get()).for_operation(*operation).confirmed(fact),
            ),
            Event::Released { operation, points } => {
                ("Released", Self::new(Reserved, Available, points.get()).for_operation(*operation))
            }
            Event::Refunded { operation, points, reason } => {
                let posting = Self::new(Spent, Available, points.get()).for_operation(*operation);
                ("Refunded", Self { reason: Some(reason.to_string()), ..posting })
            }
        })
    }
}

impl Row for BalanceRow {
    const TABLE: Table = BALANCES;
    const STREAMS: &'static [&'static str] = &["points-account"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            account: stream.aggregate_id().parse()?,
            sequence: 0,
            currency: None,
            bought: 0,
            granted: 0,
            adjusted: 0,
            available: 0,
            reserved: 0,
            spent: 0,
            opened_at: stamp.at,
            changed_at: stamp.at,
            entries: vec![],
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        if let Event::Opened { currency } = &event {
            self.currency = Some(*currency);
        }
        self.changed_at = stamp.at;
        let Some((event_type, posting)) = Posting::of(&event) else { return };
        self.post(&posting);
        self.entries.push(EntryRow {
            account: self.account,
            sequence: self.sequence + 1,
            at: stamp.at,
            event_type: event_type.to_owned(),
            operation: posting.operation,
            label: posting.label,
            debit: posting.debit,
            credit: posting.credit,
            points: posting.points,
            available: self.available,
            reserved: self.reserved,
            spent: self.spent,
            reference: posting.reference,
            reason: posting.reason,
            fact: posting.fact,
            actor: stamp.actor.clone(),
            correlation: stamp.correlation,
        });
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let mut rows = fold::fold::<BalanceRow>(tx, batch, horizon).await?;
    let entries: Vec<EntryRow> = rows.iter_mut().flat_map(|row| std::mem::take(&mut row.entries)).collect();
    fold::add(tx, ENTRIES, &entries).await?;
    fold::store(tx, BALANCES, &rows).await?;
    money::apply(tx, batch, horizon).await
}
