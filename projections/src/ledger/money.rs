//! Prepaid money, in double entry: what an account received lies on it until orders spend it.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::page::{self, Order, Page, Paging, listed};
use crate::stamp::Stamp;
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::money_account::Event;
use domain_model::values::{AccountNumber, Currency, InvoiceNumber, OrderNumber};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

pub(crate) const ENTRIES: Table =
    Table { name: "money_entries", key: "account, sequence", key_type: "bigint" };
pub(crate) const BALANCES: Table = Table { name: "money_balances", key: "account", key_type: "bigint" };

pub(crate) const SCHEMA: &str = "
create table if not exists money_balances (
  account    bigint      primary key,
  sequence   bigint      not null,
  currency   text,
  received   bigint      not null,
  available  bigint      not null,
  spent      bigint      not null,
  opened_at  timestamptz not null,
  changed_at timestamptz not null
);
create table if not exists money_entries (
  account      bigint      not null,
  sequence     bigint      not null,
  at           timestamptz not null,
  event_type   text        not null,
  order_number bigint,
  invoice      text,
  debit        text        not null,
  credit       text        not null,
  amount       bigint      not null,
  available    bigint      not null,
  spent        bigint      not null,
  means        text,
  reference    text,
  actor        text        not null,
  correlation  uuid        not null,
  primary key (account, sequence)
);
create index if not exists money_entries_at on money_entries (at);
create index if not exists money_entries_order on money_entries (order_number) where order_number is not null;
";

/// A book of a money account. Money comes from the first, and lies in the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoneyBook {
    /// What came from banks, less what went back.
    Received,
    /// What is to be spent.
    Balance,
    /// What paid orders.
    Spent,
}

impl MoneyBook {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Received, Self::Balance, Self::Spent];

    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Balance => "balance",
            Self::Spent => "spent",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|book| book.as_str() == word)
    }
}

/// The figures of a money account, in hundredths of a unit. `available + spent = received`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyRow {
    /// Whose.
    pub account: AccountNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Its currency.
    pub currency: Option<Currency>,
    /// Deposited and not withdrawn.
    pub received: i64,
    /// To be spent.
    pub available: i64,
    /// What paid orders.
    pub spent: i64,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Entries that are not written yet.
    #[serde(skip)]
    entries: Vec<MoneyEntryRow>,
}

/// A movement of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyEntryRow {
    /// Whose.
    pub account: AccountNumber,
    /// The event's number in the account's stream.
    pub sequence: i64,
    /// When, by the registrar's clock.
    pub at: DateTime<Utc>,
    /// `Deposited`, `Debited`, `GivenBack` or `Withdrawn`.
    pub event_type: String,
    /// The order that it paid.
    pub order_number: Option<OrderNumber>,
    /// The invoice of that, or the credit note that gave it back.
    pub invoice: Option<InvoiceNumber>,
    /// The book that is debited.
    pub debit: MoneyBook,
    /// The book that is credited.
    pub credit: MoneyBook,
    /// How much, in hundredths of a unit; never negative.
    pub amount: i64,
    /// To be spent after this.
    pub available: i64,
    /// Spent after this.
    pub spent: i64,
    /// By what means it came.
    pub means: Option<String>,
    /// What the payment is found by.
    pub reference: Option<String>,
    /// Who caused it.
    pub actor: String,
    /// The customer's request that it belongs to.
    pub correlation: Uuid,
}

impl MoneyEntryRow {
    /// What this does to the money that may be spent.
    pub fn change(&self) -> i64 {
        if self.debit == MoneyBook::Balance { -self.amount } else { self.amount }
    }
}

impl MoneyRow {
    fn entry(&mut self, event: &Event, stamp: &Stamp) -> Option<MoneyEntryRow> {
        use MoneyBook::{Balance, Received, Spent};
        let (event_type, debit, credit, amount) = match event {
            Event::Opened { .. } => return None,
            Event::Deposited { amount, .. } => ("Deposited", Received, Balance, amount.get()),
            Event::Debited { amount, .. } => ("Debited", Balance, Spent, amount.get()),
            Event::GivenBack { amount, .. } => ("GivenBack", Spent, Balance, amount.get()),
            Event::Withdrawn { amount, .. } => ("Withdrawn", Balance, Received, amount.get()),
        };
        for (book, change) in [(debit, -amount), (credit, amount)] {
            match book {
                Received => self.received -= change,
                Balance => self.available += change,
                Spent => self.spent += change,
            }
        }
        let (order_number, invoice) = match event {
            Event::Debited { order, invoice, .. } => (Some(*order), Some(*invoice)),
            Event::GivenBack { note, .. } => (None, Some(*note)),
            _ => (None, None),
        };
        let (means, reference) = match event {
            Event::Deposited { means, reference, .. } => (Some(means.to_string()), Some(reference.clone())),
            Event::Withdrawn { reference, .. } => (None, Some(reference.clone())),
            _ => (None, None),
        };
        Some(MoneyEntryRow {
            account: self.account,
            sequence: self.sequence + 1,
            at: stamp.at,
            event_type: event_type.to_owned(),
            order_number,
            invoice,
            debit,
            credit,
            amount,
            available: self.available,
            spent: self.spent,
            means,
            reference,
            actor: stamp.actor.clone(),
            correlation: stamp.correlation,
        })
    }
}

impl Row for MoneyRow {
    const TABLE: Table = BALANCES;
    const STREAMS: &'static [&'static str] = &["money-account"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            account: stream.aggregate_id().parse()?,
            sequence: 0,
            currency: None,
            received: 0,
            available: 0,
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
        let entry = self.entry(&event, stamp);
        self.entries.extend(entry);
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let mut rows = fold::fold::<MoneyRow>(tx, batch, horizon).await?;
    let entries: Vec<_> = rows.iter_mut().flat_map(|row| std::mem::take(&mut row.entries)).collect();
    fold::add(tx, ENTRIES, &entries).await?;
    fold::store(tx, BALANCES, &rows).await
}

/// One line of a trial balance of money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyTrialLine {
    /// Which currency.
    pub currency: Option<Currency>,
    /// The book, over all accounts of the currency.
    pub book: MoneyBook,
    /// All debits, in hundredths of a unit.
    pub debit: i128,
    /// All credits.
    pub credit: i128,
}

const STREAM_ORDER: Order =
    Order { by: "e.sequence", by_type: "bigint", key: "e.account", key_type: "bigint" };

/// `$1`: the horizon.
const TRIAL: &str = "
with books as (
  select e.account, x.book, sum(x.debit) as debit, sum(x.credit) as credit
  from money_entries e
  cross join lateral (values (e.debit, e.amount, 0::bigint), (e.credit, 0::bigint, e.amount))
      as x (book, debit, credit)
  where $1::timestamptz is null or e.at <= $1
  group by e.account, x.book
)
select b.currency, x.book, sum(x.debit)::text, sum(x.credit)::text
from books x left join money_balances b on b.account = x.account
group by b.currency, x.book order by b.currency, x.book";

const OUT_OF_BALANCE: &str = "
with sums as (
  select account,
    sum(case 'received' when debit then amount when credit then -amount else 0 end) as received,
    sum(case 'balance' when credit then amount when debit then -amount else 0 end) as available,
    sum(case 'spent' when credit then amount when debit then -amount else 0 end) as spent
  from money_entries group by account
)
select b.account from money_balances b left join sums s on s.account = b.account
where b.available < 0 or b.spent < 0 or b.available + b.spent <> b.received
   or (b.received, b.available, b.spent)
       is distinct from (coalesce(s.received, 0), coalesce(s.available, 0), coalesce(s.spent, 0))
order by b.account";

impl Views {
    /// The figures of a money account.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn money(&self, account: AccountNumber) -> Result<Option<MoneyRow>, ViewError> {
        self.one(account.to_string(), Sight::Closed).await
    }

    /// The movements of a money account from a moment (included) to another (excluded), in the order of its stream,
    /// each with the balance after it.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn money_entries(
        &self,
        account: AccountNumber,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        paging: &Paging,
    ) -> Result<Page<MoneyEntryRow>, ViewError> {
        let mut query = page::list("to_json(e)", "money_entries e", STREAM_ORDER);
        query.push(" and e.account = ").push_bind(bigint(account.get()));
        if let Some(from) = from {
            query.push(" and e.at >= ").push_bind(from);
        }
        if let Some(to) = to {
            query.push(" and e.at < ").push_bind(to);
        }
        let page = listed(self.pool(), query, STREAM_ORDER, paging).await?;
        self.read_page("money_entries", page, Sight::Closed).await
    }

    /// The sums of the books of money up to a moment, and the accounts that are out of balance now.
    pub(super) async fn money_trial(
        &self,
        as_of: Option<DateTime<Utc>>,
    ) -> Result<(Vec<MoneyTrialLine>, Vec<AccountNumber>), ViewError> {
        let failed = ViewError::database;
        let rows: Vec<(Option<String>, String, String, String)> = sqlx::query_as(TRIAL)
            .bind(as_of)
            .fetch_all(self.pool())
            .await
            .map_err(failed("adding up prepaid money"))?;
        let read = |(currency, book, debit, credit): (Option<String>, String, String, String)| {
            let currency = currency.map(|code| Currency::parse(&code)).transpose().ok()?;
            let (debit, credit) = (debit.parse().ok()?, credit.parse().ok()?);
            Some(MoneyTrialLine { currency, book: MoneyBook::parse(&book)?, debit, credit })
        };
        let odd = || sqlx::Error::Protocol("a line of the trial balance is no line".to_owned());
        let lines: Result<Vec<_>, _> = rows.into_iter().map(|row| read(row).ok_or_else(odd)).collect();
        let lines = lines.map_err(failed("adding up prepaid money"))?;
        let out: Vec<i64> = sqlx::query_scalar(OUT_OF_BALANCE)
            .fetch_all(self.pool())
            .await
            .map_err(failed("comparing balances of money with entries"))?;
        let out = out.into_iter().map(|number| AccountNumber::new(number.cast_unsigned()));
        Ok((lines, out.collect()))
    }
}
