//! The queries of the ledger.

use super::{BalanceRow, Book, EntryRow, MoneyTrialLine};
use crate::boxed;
use crate::error::ViewError;
use crate::page::{self, Item, Order, Page, Paging, listed};
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, Currency, OperationNumber};
use serde::Deserialize;
use sqlx::FromRow;

/// Where a points account stands at some point of its stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Books {
    /// Free to use.
    pub available: i64,
    /// Put aside.
    pub reserved: i64,
    /// Spent.
    pub spent: i64,
}

impl Books {
    /// What was bought and granted, plus or minus adjustments.
    pub fn total(&self) -> i64 {
        self.available + self.reserved + self.spent
    }
}

/// An account's entries over some time.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Before the first entry of the time.
    pub opening: Books,
    /// The entries, in the order of the account's stream, each with the balance after it.
    pub entries: Page<EntryRow>,
    /// After the last entry of the time.
    pub closing: Books,
}

/// One line of a trial balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialLine {
    /// Points of different currencies are not added up.
    pub currency: Option<Currency>,
    /// The book, over all accounts of the currency.
    pub book: Book,
    /// All debits.
    pub debit: i128,
    /// All credits.
    pub credit: i128,
}

/// A settlement whose operation is not known to be done by the fact that it names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UnprovenSettlement {
    /// Who paid.
    pub account: AccountNumber,
    /// The entry.
    pub sequence: i64,
    /// For what.
    pub operation: OperationNumber,
    /// By our transaction id.
    pub fact: String,
    /// How many.
    pub points: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// An operation that a registry confirmed, with a price that nobody settled.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UnpaidOperation {
    /// Who should have paid.
    pub account: AccountNumber,
    /// The operation.
    pub operation: OperationNumber,
    /// By our transaction id.
    pub fact: String,
    /// How many.
    pub points: i64,
    /// When it was confirmed.
    pub at: DateTime<Utc>,
}

/// What stands on one side only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orphans {
    /// Points that were spent on nothing that is known to be confirmed.
    pub settlements: Vec<UnprovenSettlement>,
    /// Confirmed operations that were not paid.
    pub operations: Vec<UnpaidOperation>,
}

/// The sums of all books.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialBalance {
    /// Entries up to this moment; none: all.
    pub as_of: Option<DateTime<Utc>>,
    /// By currency and book.
    pub lines: Vec<TrialLine>,
    /// Prepaid money, by currency and book.
    pub money: Vec<MoneyTrialLine>,
    /// Accounts whose balance of points or money is not what their entries say, or breaks its rule.
    pub out_of_balance: Vec<AccountNumber>,
}

impl TrialBalance {
    /// All debits of points.
    pub fn debit(&self) -> i128 {
        self.lines.iter().map(|line| line.debit).sum()
    }

    /// All credits of points.
    pub fn credit(&self) -> i128 {
        self.lines.iter().map(|line| line.credit).sum()
    }

    /// Debits equal credits in every currency, and no account is out of balance.
    pub fn is_balanced(&self) -> bool {
        let mut sums = std::collections::BTreeMap::<String, i128>::new();
        for line in &self.lines {
            *sums.entry(format!("{:?}", line.currency)).or_default() += line.debit - line.credit;
        }
        for line in &self.money {
            *sums.entry(format!("money {:?}", line.currency)).or_default() += line.debit - line.credit;
        }
        self.out_of_balance.is_empty() && sums.values().all(|sum| *sum == 0)
    }
}

/// In the order of the stream. The label of a settlement, release or refund is that of its reservation.
const ENTRY: &str = "json_build_array(to_json(e), coalesce(e.label, (select r.label from ledger_entries r \
    where r.operation = e.operation and r.account = e.account and r.label is not null \
    order by r.sequence desc limit 1)))";
const STREAM_ORDER: Order =
    Order { by: "e.sequence", by_type: "bigint", key: "e.account", key_type: "bigint" };

/// Reads `ledger_entries` and `points_balances` in one snapshot. `$1`: the horizon.
const TRIAL: &str = "
with books as (
  select e.account, x.book, sum(x.debit) as debit, sum(x.credit) as credit
  from ledger_entries e
  cross join lateral (values (e.debit, e.points, 0::bigint), (e.credit, 0::bigint, e.points))
      as x (book, debit, credit)
  where $1::timestamptz is null or e.at <= $1
  group by e.account, x.book
)
select b.currency, x.book, sum(x.debit)::text, sum(x.credit)::text
from books x left join points_balances b on b.account = x.account
group by b.currency, x.book order by b.currency, x.book";

const OUT_OF_BALANCE: &str = "
with last as (
  select distinct on (account) account, available, reserved, spent
  from ledger_entries order by account, sequence desc
), sums as (
  select account,
    sum(case 'available' when credit then points when debit then -points else 0 end) as available,
    sum(case 'reserved' when credit then points when debit then -points else 0 end) as reserved,
    sum(case 'spent' when credit then points when debit then -points else 0 end) as spent
  from ledger_entries group by account
)
select b.account from points_balances b
left join last l on l.account = b.account left join sums s on s.account = b.account
where b.available < 0 or b.available + b.reserved + b.spent <> b.bought + b.granted + b.adjusted
   or (b.available, b.reserved, b.spent)
       is distinct from (coalesce(l.available, 0), coalesce(l.reserved, 0), coalesce(l.spent, 0))
   or (b.available, b.reserved, b.spent)
       is distinct from (coalesce(s.available, 0), coalesce(s.reserved, 0), coalesce(s.spent, 0))
order by b.account";

/// A settlement and the confirmation of its operation are stored in one transaction. Where the operation's row is
/// behind the journal, nothing can be said yet: that is the watermark of both views, looked at where it matters.
const UNPROVEN: &str = "
select json_build_object('account', e.account, 'sequence', e.sequence, 'operation', e.operation, 'fact', e.fact,
    'points', e.points, 'at', e.at)::text
from ledger_entries e
left join operations o on o.number = e.operation
where e.fact is not null and (o.number is null or o.fact is distinct from e.fact)
  and not exists (select from events v where v.aggregate_type = 'operation'
      and v.aggregate_id = e.operation::text and v.sequence > coalesce(o.sequence, 0))
order by e.at, e.account, e.sequence limit 1000";

const UNPAID: &str = "
select json_build_object('account', o.account, 'operation', o.number, 'fact', o.fact, 'points', o.points,
    'at', o.changed_at)::text
from operations o
left join points_balances b on b.account = o.account
where o.fact is not null and o.points > 0
  and not exists (select from ledger_entries e
      where e.operation = o.number and e.fact = o.fact and e.account = o.account)
  and not exists (select from events v where v.aggregate_type = 'points-account'
      and v.aggregate_id = o.account::text and v.sequence > coalesce(b.sequence, 0))
order by o.changed_at, o.number limit 1000";

impl Views {
    /// A points account's figures.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn points(&self, account: AccountNumber) -> Result<Option<BalanceRow>, ViewError> {
        self.one(account.to_string(), Sight::Closed).await
    }

    /// Several points accounts at once, in no particular order.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn points_by_account(&self, accounts: &[AccountNumber]) -> Result<Vec<BalanceRow>, ViewError> {
        self.many(accounts.iter().map(ToString::to_string).collect(), Sight::Closed).await
    }

    /// A points account's figures at a moment, by the registrar's clock.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn points_as_of(
        &self,
        account: AccountNumber,
        at: DateTime<Utc>,
    ) -> Result<Option<BalanceRow>, ViewError> {
        let stream = journal::StreamId::new("points-account", &account.to_string());
        self.was(&stream, at, Sight::Closed).await
    }

    /// An account's entries from a moment (included) to another (excluded), as known at `as_of`.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn statement(
        &self,
        account: AccountNumber,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        as_of: Option<DateTime<Utc>>,
        paging: &Paging,
    ) -> Result<Statement, ViewError> {
        let number = bigint(account.get());
        let mut query = page::list(ENTRY, "ledger_entries e", STREAM_ORDER);
        query.push(" and e.account = ").push_bind(number);
        if let Some(from) = from {
            query.push(" and e.at >= ").push_bind(from);
        }
        if let Some(to) = to {
            query.push(" and e.at < ").push_bind(to);
        }
        if let Some(as_of) = as_of {
            query.push(" and e.at <= ").push_bind(as_of);
        }
        let page = listed(self.pool(), query, STREAM_ORDER, paging).await?;
        let page: Page<(EntryRow, Option<String>)> =
            self.read_page("ledger_entries", page, Sight::Closed).await?;
        let items = page
            .items
            .into_iter()
            .map(|Item { cursor, row: (entry, label) }| Item { cursor, row: EntryRow { label, ..entry } });
        let entries = Page { items: items.collect(), more: page.more };
        let opening = match from {
            Some(from) => self.books_before(number, from, as_of).await?,
            None => Books::default(),
        };
        let end = to.unwrap_or(DateTime::<Utc>::MAX_UTC);
        let closing = self.books_before(number, end, as_of).await?;
        Ok(Statement { opening, entries, closing })
    }

    /// The entries of several operations at once, those of each in the order in which they were made.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn entries_of_operations(
        &self,
        operations: &[OperationNumber],
    ) -> Result<Vec<EntryRow>, ViewError> {
        let numbers: Vec<i64> = operations.iter().map(|number| bigint(number.get())).collect();
        let statement = format!(
            "select ({ENTRY})::text from ledger_entries e where e.operation = any($1) order by e.account, e.sequence"
        );
        let documents = sqlx::query_scalar(&statement).bind(numbers).fetch_all(self.pool()).await;
        let documents = documents.map_err(ViewError::database("reading the entries of operations"))?;
        let rows: Vec<(EntryRow, Option<String>)> =
            self.read_all("ledger_entries", documents, Sight::Closed).await?;
        Ok(rows.into_iter().map(|(entry, label)| EntryRow { label, ..entry }).collect())
    }

    async fn books_before(
        &self,
        account: i64,
        before: DateTime<Utc>,
        as_of: Option<DateTime<Utc>>,
    ) -> Result<Books, ViewError> {
        let unlimited = before == DateTime::<Utc>::MAX_UTC;
        let found: Option<Books> = sqlx::query_as(
            "select available, reserved, spent from ledger_entries
             where account = $1 and ($2::timestamptz is null or at < $2) and ($3::timestamptz is null or at <= $3)
             order by sequence desc limit 1",
        )
        .bind(account)
        .bind((!unlimited).then_some(before))
        .bind(as_of)
        .fetch_optional(self.pool())
        .await
        .map_err(ViewError::database("reading a balance"))?;
        Ok(found.unwrap_or_default())
    }

    /// The sums of all books up to a moment, and the accounts that are out of balance now. Reads every entry.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn trial_balance(&self, as_of: Option<DateTime<Utc>>) -> Result<TrialBalance, ViewError> {
        let failed = ViewError::database;
        let rows: Vec<(Option<String>, String, String, String)> = sqlx::query_as(TRIAL)
            .bind(as_of)
            .fetch_all(self.pool())
            .await
            .map_err(failed("adding up the ledger"))?;
        let mut lines = vec![];
        for (currency, book, debit, credit) in rows {
            let read = || {
                let currency = currency.map(|code| Currency::parse(&code)).transpose().ok()?;
                let (debit, credit) = (debit.parse().ok()?, credit.parse().ok()?);
                Some(TrialLine { currency, book: Book::parse(&book)?, debit, credit })
            };
            let odd = || sqlx::Error::Protocol("a line of the trial balance is no line".to_owned());
            lines.push(read().ok_or_else(odd).map_err(failed("adding up the ledger"))?);
        }
        let out: Vec<i64> = sqlx::query_scalar(OUT_OF_BALANCE)
            .fetch_all(self.pool())
            .await
            .map_err(failed("comparing balances with entries"))?;
        let (money, money_out) = self.money_trial(as_of).await?;
        let mut out_of_balance: Vec<_> = out
            .into_iter()
            .map(|number| AccountNumber::new(number.cast_unsigned()))
            .chain(money_out)
            .collect();
        out_of_balance.sort();
        out_of_balance.dedup();
        Ok(TrialBalance { as_of, lines, money, out_of_balance })
    }

    /// Settlements without a confirmed operation and confirmed operations without a settlement, as far as both views
    /// have followed the journal. At most 1,000 of each: one is too many.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn orphans(&self) -> Result<Orphans, ViewError> {
        let read = |statement| sqlx::query_scalar::<_, String>(statement).fetch_all(self.pool());
        let failed = ViewError::database;
        let settlements = read(UNPROVEN).await.map_err(failed("looking for unproven settlements"))?;
        let operations = read(UNPAID).await.map_err(failed("looking for unpaid operations"))?;
        Ok(Orphans {
            settlements: self.read_all("ledger_entries", settlements, Sight::Closed).await?,
            operations: self.read_all("operations", operations, Sight::Closed).await?,
        })
    }
}
