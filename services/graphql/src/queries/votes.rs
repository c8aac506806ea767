//! Trades and transfers with their votes.

use super::list::{Part, part, seen};
use crate::caller::{application, sight};
use crate::limits::rows;
use crate::objects::Consent;
use crate::payload::view_failure;
use crate::values::DomainName;
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, ContactNumber, OperationNumber};
use projections::View;
use projections::votes::{VoteFilter, VoteKind, VoteSort as Sort};

/// Which way a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TransferDirection {
    /// From another registrar to us.
    In,
    /// From us to another registrar.
    Out,
}

/// What a list of votes is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum VoteSort {
    /// When they were asked for.
    #[default]
    Requested,
    /// Their deadlines.
    Deadline,
}

/// Which trades or transfers, beside the arguments that both lists always had.
#[derive(Default, InputObject)]
pub struct VoteFilterInput {
    /// Voting, Approved, Completed, Refused, Expired, Cancelled, Failed …
    state: Option<String>,
    /// With this contact as present or future owner.
    contact: Option<u64>,
    /// With a deadline before this moment.
    deadline_before: Option<DateTime<Utc>>,
}

/// Trades and transfers.
#[derive(Default)]
pub struct Votes;

impl Votes {
    async fn list(
        ctx: &Context<'_>,
        more: VoteFilterInput,
        filter: VoteFilter,
        sort: VoteSort,
        part: Part,
    ) -> Result<Connection<String, Consent>> {
        let filter = VoteFilter {
            state: more.state,
            contact: more.contact.map(ContactNumber::new),
            deadline_before: more.deadline_before,
            ..filter
        };
        let sort = match sort {
            VoteSort::Requested => Sort::Requested,
            VoteSort::Deadline => Sort::Deadline,
        };
        let page = application(ctx).views().votes(&filter, sort, &part.paging, sight(ctx)?).await;
        part.connection(page, |row| Consent::of(row, None))
    }
}

#[Object(name = "VotesQueries")]
impl Votes {
    /// A trade, now or on any day.
    async fn trade(
        &self,
        ctx: &Context<'_>,
        number: u64,
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<Consent>> {
        seen(ctx, View::Votes, consistency).await?;
        let (views, number, sight) = (application(ctx).views(), OperationNumber::new(number), sight(ctx)?);
        let found = match as_of {
            Some(at) => views.vote_as_of(number, at, sight).await,
            None => views.trade(number, sight).await,
        };
        let consent = found.map_err(view_failure)?.map(|row| Consent::of(row, as_of));
        Ok(consent.filter(Consent::is_trade))
    }

    /// A transfer in either direction, now or on any day.
    async fn transfer(
        &self,
        ctx: &Context<'_>,
        number: u64,
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<Consent>> {
        seen(ctx, View::Votes, consistency).await?;
        let (views, number, sight) = (application(ctx).views(), OperationNumber::new(number), sight(ctx)?);
        let found = match as_of {
            Some(at) => views.vote_as_of(number, at, sight).await,
            None => views.transfer(number, sight).await,
        };
        let consent = found.map_err(view_failure)?.map(|row| Consent::of(row, as_of));
        Ok(consent.filter(|consent| !consent.is_trade()))
    }

    /// Trades, newest first.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn trades(
        &self,
        ctx: &Context<'_>,
        open: Option<bool>,
        name: Option<DomainName>,
        account: Option<u64>,
        #[graphql(default)] filter: VoteFilterInput,
        #[graphql(default)] sort: VoteSort,
        #[graphql(default = true)] descending: bool,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Consent>> {
        seen(ctx, View::Votes, consistency).await?;
        let (name, account) = (name.map(|name| name.0), account.map(AccountNumber::new));
        let kinds = vec![VoteKind::Trade];
        let trades = VoteFilter { kinds, open, name, account, ..VoteFilter::default() };
        Self::list(ctx, filter, trades, sort, part(first, after, last, before, descending)?).await
    }

    /// Transfers in both directions or in one, newest first.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn transfers(
        &self,
        ctx: &Context<'_>,
        open: Option<bool>,
        name: Option<DomainName>,
        account: Option<u64>,
        direction: Option<TransferDirection>,
        #[graphql(default)] filter: VoteFilterInput,
        #[graphql(default)] sort: VoteSort,
        #[graphql(default = true)] descending: bool,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Consent>> {
        seen(ctx, View::Votes, consistency).await?;
        let (name, account) = (name.map(|name| name.0), account.map(AccountNumber::new));
        let kinds = match direction {
            Some(TransferDirection::In) => vec![VoteKind::TransferIn],
            Some(TransferDirection::Out) => vec![VoteKind::TransferOut],
            None => vec![VoteKind::TransferIn, VoteKind::TransferOut],
        };
        let transfers = VoteFilter { kinds, open, name, account, ..VoteFilter::default() };
        Self::list(ctx, filter, transfers, sort, part(first, after, last, before, descending)?).await
    }
}
