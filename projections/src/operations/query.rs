//! The queries of operations.

use super::{OperationRow, PendingOperation, Progress};
use crate::boxed;
use crate::error::ViewError;
use crate::page::{self, Conditions, Item, Order, Page, Paging, counted, listed};
use crate::views::{Sight, Views, bigint};
use crate::votes::VoteRow;
use chrono::{DateTime, Months, Utc};
use domain_model::values::{AccountNumber, OperationNumber};
use journal::StreamId;
use uuid::Uuid;

/// Which operations. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct OperationFilter {
    /// Whose.
    pub account: Option<AccountNumber>,
    /// `action` of `api_status`: `Create`, `Renew` …
    pub action: Option<String>,
    /// `type` of `api_status`: `Domain`, `Host`, `Contact`.
    pub object: Option<String>,
    /// The name, host or contact.
    pub subject: Option<String>,
    /// How they go.
    pub progress: Vec<Progress>,
    /// Asked for at this moment or later.
    pub requested_from: Option<DateTime<Utc>>,
    /// Asked for before this moment.
    pub requested_before: Option<DateTime<Utc>>,
    /// Given up, or not.
    pub closed: Option<bool>,
    /// Of one customer's request.
    pub correlation: Option<Uuid>,
    /// Neither succeeded nor given up: what `api_pending_status` shows.
    pub pending: bool,
    /// Moves of names to this account, which it has not answered.
    pub moves_to: Option<AccountNumber>,
}

impl OperationFilter {
    /// The pending report: what was asked for in the last months before `at`, and is neither done nor given up.
    pub fn pending(months: u32, at: DateTime<Utc>) -> Self {
        let from = at.checked_sub_months(Months::new(months));
        Self { requested_from: from, pending: true, ..Self::default() }
    }

    /// Waiting or at a registry.
    pub fn unfinished() -> Self {
        let progress = Progress::ALL.into_iter().filter(|progress| progress.is_unfinished());
        Self { progress: progress.collect(), ..Self::default() }
    }

    fn restrict(&self, query: &mut Conditions) {
        if self.pending {
            query.push(" and not o.closed and o.progress <> 'succeeded'");
        }
        if let Some(account) = self.moves_to {
            // Of those that are pending, for which there is an index: they are few.
            query
                .push(" and not o.closed and o.progress <> 'succeeded'")
                .push(" and o.state #>> '{Waiting,0,request,MoveReseller,to}' = ")
                .push_bind(account.to_string());
        }
        if let Some(account) = self.account {
            query.push(" and o.account = ").push_bind(bigint(account.get()));
        }
        for (column, wanted) in
            [("action", &self.action), ("object", &self.object), ("subject", &self.subject)]
        {
            if let Some(wanted) = wanted {
                query.push(format!(" and o.{column} = ")).push_bind(wanted.clone());
            }
        }
        if !self.progress.is_empty() {
            let words: Vec<String> =
                self.progress.iter().map(|progress| progress.as_str().to_owned()).collect();
            query.push(" and o.progress = any(").push_bind(words).push(")");
        }
        if let Some(from) = self.requested_from {
            query.push(" and o.requested_at >= ").push_bind(from);
        }
        if let Some(before) = self.requested_before {
            query.push(" and o.requested_at < ").push_bind(before);
        }
        if let Some(closed) = self.closed {
            query.push(" and o.closed = ").push_bind(closed);
        }
        if let Some(correlation) = self.correlation {
            query.push(" and o.correlation = ").push_bind(correlation);
        }
    }
}

/// What a list of operations is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OperationSort {
    /// When they were asked for.
    #[default]
    Requested,
    /// When they last changed.
    Changed,
    /// Their numbers.
    Number,
}

impl OperationSort {
    const fn order(self) -> Order {
        let (by, by_type) = match self {
            Self::Requested => ("o.requested_at", "timestamptz"),
            Self::Changed => ("o.changed_at", "timestamptz"),
            Self::Number => ("o.number", "bigint"),
        };
        Order { by, by_type, key: "o.number", key_type: "bigint" }
    }
}

/// An operation and its votes, as one document.
const DOCUMENT: &str = "json_build_array(to_json(o), (select to_json(v) from votes v where v.number = o.number \
    and v.kind <> 'transfer-out' order by v.stream limit 1))";

type Pair = (OperationRow, Option<VoteRow>);

fn together((operation, vote): Pair) -> PendingOperation {
    PendingOperation { operation, vote }
}

impl Views {
    /// A list of operations, each with its votes.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn operations(
        &self,
        filter: &OperationFilter,
        sort: OperationSort,
        paging: &Paging,
    ) -> Result<Page<PendingOperation>, ViewError> {
        let mut query = page::list(DOCUMENT, "operations o", sort.order());
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, sort.order(), paging).await?;
        let page: Page<Pair> = self.read_page("operations", page, Sight::Closed).await?;
        let items = page
            .items
            .into_iter()
            .map(|item| Item { cursor: item.cursor, row: together(item.row) })
            .collect();
        Ok(Page { items, more: page.more })
    }

    /// How many operations a filter leaves: with [`OperationFilter::pending`], `retval` of `api_pending_status`.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_operations(&self, filter: &OperationFilter) -> Result<u64, ViewError> {
        let mut query = page::count("operations o");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }

    /// An operation with its votes; `sight` opens auth codes, addresses of voters and network addresses.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn operation(
        &self,
        number: OperationNumber,
        sight: Sight,
    ) -> Result<Option<PendingOperation>, ViewError> {
        let document: Option<String> =
            sqlx::query_scalar(&format!("select ({DOCUMENT})::text from operations o where o.number = $1"))
                .bind(bigint(number.get()))
                .fetch_optional(self.pool())
                .await
                .map_err(ViewError::database("reading an operation"))?;
        let rows: Vec<Pair> = self.read_all("operations", document.into_iter().collect(), sight).await?;
        Ok(rows.into_iter().next().map(together))
    }

    /// Several operations at once, in no particular order.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn operations_by_number(
        &self,
        numbers: &[OperationNumber],
    ) -> Result<Vec<OperationRow>, ViewError> {
        self.many(numbers.iter().map(ToString::to_string).collect(), Sight::Closed).await
    }

    /// Several operations at once with their votes, in no particular order.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn pending_by_number(
        &self,
        numbers: &[OperationNumber],
    ) -> Result<Vec<PendingOperation>, ViewError> {
        let numbers: Vec<i64> = numbers.iter().map(|number| bigint(number.get())).collect();
        let statement = format!("select ({DOCUMENT})::text from operations o where o.number = any($1)");
        let documents = sqlx::query_scalar(&statement).bind(numbers).fetch_all(self.pool()).await;
        let documents = documents.map_err(ViewError::database("reading operations"))?;
        let rows: Vec<Pair> = self.read_all("operations", documents, Sight::Closed).await?;
        Ok(rows.into_iter().map(together).collect())
    }

    /// The last operations about each of several names, hosts or contacts, the latest first; at most `most` of each.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn operations_of_subjects(
        &self,
        subjects: &[String],
        most: u32,
    ) -> Result<Vec<PendingOperation>, ViewError> {
        let statement = format!(
            "select ({DOCUMENT})::text from unnest($1::text[]) as k (subject) cross join lateral (
                 select * from operations where subject = k.subject order by number desc limit $2) o"
        );
        let query = sqlx::query_scalar(&statement).bind(subjects).bind(i64::from(most));
        let documents = query.fetch_all(self.pool()).await;
        let documents = documents.map_err(ViewError::database("reading operations"))?;
        let rows: Vec<Pair> = self.read_all("operations", documents, Sight::Closed).await?;
        Ok(rows.into_iter().map(together).collect())
    }

    /// An operation as it was at a moment, by the registrar's clock, with its votes as they were.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn operation_as_of(
        &self,
        number: OperationNumber,
        at: DateTime<Utc>,
        sight: Sight,
    ) -> Result<Option<PendingOperation>, ViewError> {
        let stream = StreamId::new("operation", &number.to_string());
        let Some(operation) = self.was::<OperationRow>(&stream, at, sight).await? else { return Ok(None) };
        let vote = self.vote_as_of(number, at, sight).await?;
        Ok(Some(PendingOperation { operation, vote }))
    }
}
