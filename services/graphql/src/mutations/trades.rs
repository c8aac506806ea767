//! Owner changes.

use super::domains::agreed;
use crate::caller::{Caller, application, support, visible};
use crate::payload::{DonePayload, Obstacle, OperationPayload};
use crate::values::{DomainName, field};
use application::RequestTrade;
use async_graphql::{Context, Enum, InputObject, Object, Result};
use domain_model::trade::Side;
use domain_model::values::{AccountNumber, ContactNumber, FieldError, OperationNumber, Reason, Sha256Digest};
use domain_model::vote::{Choice, Voter};

/// A vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum VoteChoice {
    /// Yes.
    Accept,
    /// No.
    Refuse,
}

impl From<VoteChoice> for Choice {
    fn from(choice: VoteChoice) -> Self {
        match choice {
            VoteChoice::Accept => Self::Accept,
            VoteChoice::Refuse => Self::Refuse,
        }
    }
}

/// A side of a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TradeSide {
    /// The present owner.
    Owner,
    /// The future owner.
    NewOwner,
}

impl From<TradeSide> for Side {
    fn from(side: TradeSide) -> Self {
        match side {
            TradeSide::Owner => Self::Owner,
            TradeSide::NewOwner => Self::NewOwner,
        }
    }
}

/// An owner change to be asked for.
#[derive(Clone, Debug, InputObject)]
pub struct RequestTradeInput {
    /// Who asks.
    pub account: u64,
    /// The name.
    pub name: DomainName,
    /// The future owner.
    pub new_owner: u64,
    /// The price that was agreed to, in cents of the account's currency before tax, as `quote` shows it: at any other the
    /// request is refused.
    pub agreed_price: Option<i64>,
}

/// An operator's vote for a side.
#[derive(Clone, Debug, InputObject)]
pub struct CastTradeVoteInput {
    /// Which trade.
    pub trade: u64,
    /// For which side.
    pub side: TradeSide,
    /// Yes or no.
    pub choice: VoteChoice,
    /// Why an operator votes.
    pub reason: String,
    /// SHA-256 of the document that proves it, hexadecimal.
    pub evidence: Option<String>,
}

/// A side of a trade.
#[derive(Clone, Debug, InputObject)]
pub struct TradeSideInput {
    /// Which trade.
    pub trade: u64,
    /// Which side.
    pub side: TradeSide,
}

/// A trade to be called off.
#[derive(Clone, Debug, InputObject)]
pub struct CancelTradeInput {
    /// Which trade.
    pub trade: u64,
    /// Why.
    pub reason: String,
}

/// A trade to be asked for again.
#[derive(Clone, Debug, InputObject)]
pub struct RestartTradeInput {
    /// Which trade.
    pub trade: u64,
}

/// An operator's vote, with what stands behind it.
pub(super) fn by_operator(
    caller: &Caller,
    reason: &str,
    evidence: Option<&String>,
) -> Result<Voter, Vec<FieldError>> {
    Ok(Voter::ByOperator {
        login: caller.login.to_string(),
        reason: field("reason", Reason::parse(reason))?,
        evidence: evidence.map(|text| field("evidence", Sha256Digest::parse(text))).transpose()?,
    })
}

/// Commands about owner changes.
#[derive(Default)]
pub struct Trades;

#[Object(name = "TradesCommands")]
impl Trades {
    /// Ask both owners for their consent.
    #[graphql(visible = "visible::support")]
    async fn request_trade(&self, ctx: &Context<'_>, input: RequestTradeInput) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let asked = RequestTrade {
            account: AccountNumber::new(input.account),
            name: input.name.0,
            new_owner: ContactNumber::new(input.new_owner),
        };
        OperationPayload::answer(match agreed(input.agreed_price) {
            Ok(price) => {
                application(ctx).request_trade(asked, &ask.at_price(price)).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        })
    }

    /// Vote for a side, with a reason; both sides are told.
    #[graphql(visible = "visible::support")]
    async fn cast_trade_vote(&self, ctx: &Context<'_>, input: CastTradeVoteInput) -> Result<DonePayload> {
        let caller = support(ctx)?;
        let ask = caller.ask(ctx, Some(&input.reason));
        let trade = OperationNumber::new(input.trade);
        let done = match by_operator(caller, &input.reason, input.evidence.as_ref()) {
            Ok(voter) => application(ctx)
                .vote_on_trade(trade, input.side.into(), input.choice.into(), voter, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(trade.to_string()))
    }

    /// Mail a side its link again.
    #[graphql(visible = "visible::support")]
    async fn resend_trade_ballot(&self, ctx: &Context<'_>, input: TradeSideInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let trade = OperationNumber::new(input.trade);
        let done = application(ctx).resend_trade_ballot(trade, input.side.into(), &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |()| Some(trade.to_string()))
    }

    /// Call a trade off.
    #[graphql(visible = "visible::support")]
    async fn cancel_trade(&self, ctx: &Context<'_>, input: CancelTradeInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let trade = OperationNumber::new(input.trade);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => application(ctx).cancel_trade(trade, reason, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(trade.to_string()))
    }

    /// Ask again for a trade that failed (the votes stand) or whose votes expired (they are cast anew).
    #[graphql(visible = "visible::support")]
    async fn restart_trade(&self, ctx: &Context<'_>, input: RestartTradeInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let trade = OperationNumber::new(input.trade);
        let done = application(ctx).restart_trade(trade, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |()| Some(trade.to_string()))
    }
}
