//! The queries of votes: the desks of trades and transfers.

use super::{VoteKind, VoteRow};
use crate::boxed;
use crate::error::ViewError;
use crate::page::{self, Conditions, Order, Page, Paging, counted, listed};
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, ContactNumber, DomainName, OperationNumber};
use journal::StreamId;

/// Which trades and transfers. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct VoteFilter {
    /// What is voted on.
    pub kinds: Vec<VoteKind>,
    /// Somebody may still vote or answer, or not.
    pub open: Option<bool>,
    /// The state as people read it: `Voting`, `Approved` …
    pub state: Option<String>,
    /// Of this name.
    pub name: Option<DomainName>,
    /// Of this account.
    pub account: Option<AccountNumber>,
    /// With this contact as present or future owner.
    pub contact: Option<ContactNumber>,
    /// With a deadline before this moment.
    pub deadline_before: Option<DateTime<Utc>>,
}

/// What a list of votes is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VoteSort {
    /// When they were asked for.
    #[default]
    Requested,
    /// Their deadlines.
    Deadline,
}

impl VoteSort {
    const fn order(self) -> Order {
        let by = match self {
            Self::Requested => "requested_at",
            Self::Deadline => "coalesce(deadline, 'infinity')",
        };
        Order { by, by_type: "timestamptz", key: "number", key_type: "bigint" }
    }
}

impl VoteFilter {
    fn restrict(&self, query: &mut Conditions) {
        if !self.kinds.is_empty() {
            let words: Vec<String> = self.kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
            query.push(" and kind = any(").push_bind(words).push(")");
        }
        if let Some(open) = self.open {
            query.push(" and open = ").push_bind(open);
        }
        if let Some(state) = &self.state {
            query.push(" and state = ").push_bind(state.clone());
        }
        if let Some(name) = &self.name {
            query.push(" and name = ").push_bind(name.as_str().to_owned());
        }
        if let Some(account) = self.account {
            query.push(" and account = ").push_bind(bigint(account.get()));
        }
        if let Some(contact) = self.contact {
            query.push(" and ").push_bind(bigint(contact.get())).push(" in (owner, new_owner)");
        }
        if let Some(before) = self.deadline_before {
            query.push(" and deadline < ").push_bind(before);
        }
    }
}

impl Views {
    /// A list of trades and transfers; `sight` opens the voters' addresses.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn votes(
        &self,
        filter: &VoteFilter,
        sort: VoteSort,
        paging: &Paging,
        sight: Sight,
    ) -> Result<Page<VoteRow>, ViewError> {
        let mut query = page::list("to_json(v)", "votes v", sort.order());
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, sort.order(), paging).await?;
        self.read_page("votes", page, sight).await
    }

    /// How many a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_votes(&self, filter: &VoteFilter) -> Result<u64, ViewError> {
        let mut query = page::count("votes v");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }

    /// A trade.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn trade(&self, number: OperationNumber, sight: Sight) -> Result<Option<VoteRow>, ViewError> {
        self.one(format!("trade/{number}"), sight).await
    }

    /// A transfer in either direction.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn transfer(
        &self,
        number: OperationNumber,
        sight: Sight,
    ) -> Result<Option<VoteRow>, ViewError> {
        self.one(format!("transfer/{number}"), sight).await
    }

    /// Several trades and transfers at once, in no particular order.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn votes_by_number(
        &self,
        numbers: &[OperationNumber],
        sight: Sight,
    ) -> Result<Vec<VoteRow>, ViewError> {
        let keys =
            numbers.iter().flat_map(|number| [format!("trade/{number}"), format!("transfer/{number}")]);
        self.many(keys.collect(), sight).await
    }

    /// The last trades and transfers of each of several names, the latest first; at most `most` of each.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn votes_of_names(
        &self,
        names: &[DomainName],
        most: u32,
        sight: Sight,
    ) -> Result<Vec<VoteRow>, ViewError> {
        let names: Vec<&str> = names.iter().map(DomainName::as_str).collect();
        let documents = sqlx::query_scalar(
            "select to_json(v)::text from unnest($1::text[]) as k (name) cross join lateral (
                 select * from votes where name = k.name order by number desc limit $2) v",
        )
        .bind(names)
        .bind(i64::from(most))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading the votes of names"))?;
        self.read_all("votes", documents, sight).await
    }

    /// The trades of a name that have not ended for good: voted on, or failed or expired and open to a restart. The
    /// view may lag: whoever decides looks at the trade itself.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn open_trades(&self, name: &DomainName) -> Result<Vec<OperationNumber>, ViewError> {
        let numbers: Vec<i64> = sqlx::query_scalar(
            "select number from votes where kind = 'trade' and name = $1
                 and state in ('Voting', 'Failed', 'Expired') order by number",
        )
        .bind(name.as_str())
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("looking for the trades of a name"))?;
        Ok(numbers.into_iter().map(|number| OperationNumber::new(number.cast_unsigned())).collect())
    }

    /// The trades that a contact may vote on.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn open_trades_with(&self, contact: ContactNumber) -> Result<Vec<OperationNumber>, ViewError> {
        let numbers: Vec<i64> = sqlx::query_scalar(
            "select number from votes where kind = 'trade' and open and $1 in (owner, new_owner) order by number",
        )
        .bind(bigint(contact.get()))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("looking for the trades of a contact"))?;
        Ok(numbers.into_iter().map(|number| OperationNumber::new(number.cast_unsigned())).collect())
    }

    /// A trade or transfer as it was at a moment, by the registrar's clock.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn vote_as_of(
        &self,
        number: OperationNumber,
        at: DateTime<Utc>,
        sight: Sight,
    ) -> Result<Option<VoteRow>, ViewError> {
        for kind in ["trade", "transfer"] {
            let stream = StreamId::new(kind, &number.to_string());
            if let Some(row) = self.was::<VoteRow>(&stream, at, sight).await? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}
