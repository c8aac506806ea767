//! Trades and transfers with their votes.

use super::list::{connection, paging, seen};
use crate::caller::{application, sight};
use crate::payload::view_failure;
use crate::values::DomainName;
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, OperationNumber};
use domain_model::vote::Voter;
use projections::View;
use projections::votes::{SideRow, VoteFilter, VoteKind, VoteRow, VoteSort};

/// One side of a vote.
#[derive(SimpleObject)]
pub struct BallotSide {
    /// owner, new-owner or admin.
    side: String,
    /// Its contact, where it is one of ours.
    contact: Option<u64>,
    /// Where its mails go; absent where the role does not see personal data.
    email: Option<String>,
    /// How often it was mailed.
    mails: u32,
    /// Accept or Refuse, once it has voted.
    vote: Option<String>,
    /// When it voted.
    voted_at: Option<DateTime<Utc>>,
    /// By link, or the operator who voted for it.
    voted_by: Option<String>,
    /// Why an operator voted.
    reason: Option<String>,
}

impl From<&SideRow> for BallotSide {
    fn from(row: &SideRow) -> Self {
        let vote = row.ballot.vote.as_ref();
        let (by, reason) = match vote.map(|vote| &vote.voter) {
            Some(Voter::ByLink { .. }) => (Some("link".to_owned()), None),
            Some(Voter::ByOperator { login, reason, .. }) => {
                (Some(format!("operator:{login}")), Some(reason.to_string()))
            }
            None => (None, None),
        };
        Self {
            side: row.side.as_str().to_owned(),
            contact: row.ballot.party.contact.map(|contact| contact.get()),
            email: row.ballot.party.email.value().map(ToString::to_string),
            mails: row.ballot.serial,
            vote: vote.map(|vote| format!("{:?}", vote.choice)),
            voted_at: vote.map(|vote| vote.at),
            voted_by: by,
            reason,
        }
    }
}

/// A trade or a transfer.
#[derive(SimpleObject)]
pub struct Consent {
    /// The operation's number.
    number: u64,
    /// trade, transfer-in or transfer-out.
    kind: String,
    /// Voting, Approved, Completed, Refused, Expired, Cancelled, Failed …
    state: String,
    /// Somebody may still vote or answer.
    open: bool,
    /// The name.
    name: Option<String>,
    /// Who asked.
    account: Option<u64>,
    /// The present owner.
    owner: Option<u64>,
    /// The future owner.
    new_owner: Option<u64>,
    /// The gaining registrar of a transfer out.
    gaining: Option<String>,
    /// When it was asked for.
    requested_at: DateTime<Utc>,
    /// Until when votes are taken.
    deadline: Option<DateTime<Utc>>,
    /// Who votes, and how.
    sides: Vec<BallotSide>,
}

impl From<VoteRow> for Consent {
    fn from(row: VoteRow) -> Self {
        Self {
            number: row.number.get(),
            kind: row.kind.as_str().to_owned(),
            open: row.open,
            name: row.name.as_ref().map(ToString::to_string),
            account: row.account.map(|account| account.get()),
            owner: row.owner.map(|contact| contact.get()),
            new_owner: row.new_owner.map(|contact| contact.get()),
            requested_at: row.requested_at,
            deadline: row.deadline,
            sides: row.sides.iter().map(BallotSide::from).collect(),
            state: row.state,
            gaining: row.gaining,
        }
    }
}

/// Trades and transfers.
#[derive(Default)]
pub struct Votes;

impl Votes {
    async fn list(
        ctx: &Context<'_>,
        filter: VoteFilter,
        first: Option<u32>,
        after: Option<String>,
    ) -> Result<Connection<String, Consent>> {
        let page = paging(first, after, true)?;
        let views = application(ctx).views();
        connection(views.votes(&filter, VoteSort::default(), &page, sight(ctx)?).await, Consent::from)
    }
}

#[Object(name = "VotesQueries")]
impl Votes {
    /// A trade.
    async fn trade(
        &self,
        ctx: &Context<'_>,
        number: u64,
        consistency: Option<String>,
    ) -> Result<Option<Consent>> {
        seen(ctx, View::Votes, consistency).await?;
        let found = application(ctx).views().trade(OperationNumber::new(number), sight(ctx)?).await;
        Ok(found.map_err(view_failure)?.map(Consent::from))
    }

    /// A transfer, in either direction.
    async fn transfer(
        &self,
        ctx: &Context<'_>,
        number: u64,
        consistency: Option<String>,
    ) -> Result<Option<Consent>> {
        seen(ctx, View::Votes, consistency).await?;
        let found = application(ctx).views().transfer(OperationNumber::new(number), sight(ctx)?).await;
        Ok(found.map_err(view_failure)?.map(Consent::from))
    }

    /// Trades, newest first.
    async fn trades(
        &self,
        ctx: &Context<'_>,
        open: Option<bool>,
        name: Option<DomainName>,
        account: Option<u64>,
        first: Option<u32>,
        after: Option<String>,
    ) -> Result<Connection<String, Consent>> {
        let (name, account) = (name.map(|name| name.0), account.map(AccountNumber::new));
        let filter =
            VoteFilter { kinds: vec![VoteKind::Trade], open, name, account, ..VoteFilter::default() };
        Self::list(ctx, filter, first, after).await
    }

    /// Transfers in both directions, newest first.
    async fn transfers(
        &self,
        ctx: &Context<'_>,
        open: Option<bool>,
        name: Option<DomainName>,
        account: Option<u64>,
        first: Option<u32>,
        after: Option<String>,
    ) -> Result<Connection<String, Consent>> {
        let (name, account) = (name.map(|name| name.0), account.map(AccountNumber::new));
        let kinds = vec![VoteKind::TransferIn, VoteKind::TransferOut];
        let filter = VoteFilter { kinds, open, name, account, ..VoteFilter::default() };
        Self::list(ctx, filter, first, after).await
    }
}
