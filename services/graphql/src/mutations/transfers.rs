//! Transfers between registrars.

use super::domains::{agreed, code};
use super::trades::{VoteChoice, by_operator};
use crate::caller::{application, support, visible};
use crate::payload::{DonePayload, Obstacle, OperationPayload};
use crate::values::{DomainName, field};
use application::RequestTransfer;
use async_graphql::{Context, Enum, InputObject, Object, Result};
use domain_model::transfer::Side;
use domain_model::values::{AccountNumber, ContactNumber, OperationNumber, Reason};

/// Who votes on a transfer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TransferSide {
    /// The owner.
    Owner,
    /// The administrative contact.
    Admin,
}

impl From<TransferSide> for Side {
    fn from(side: TransferSide) -> Self {
        match side {
            TransferSide::Owner => Self::Owner,
            TransferSide::Admin => Self::Admin,
        }
    }
}

/// A transfer in to be asked for.
#[derive(Clone, Debug, InputObject)]
pub struct RequestTransferInput {
    /// Who asks, and pays.
    pub account: u64,
    /// The name.
    pub name: DomainName,
    /// The losing side's code.
    #[graphql(secret)]
    pub auth_code: Option<String>,
    /// The owner's contact here; made from the registry's data where absent.
    pub owner: Option<u64>,
    /// The price that was agreed to, in cents of the account's currency before tax, as `quote` shows it: at any other the
    /// request is refused. Where absent, a premium name keeps within the account's limit.
    pub agreed_price: Option<i64>,
}

/// An operator's vote on a transfer in.
#[derive(Clone, Debug, InputObject)]
pub struct CastTransferVoteInput {
    /// Which transfer.
    pub transfer: u64,
    /// For which side.
    pub side: TransferSide,
    /// Yes or no.
    pub choice: VoteChoice,
    /// Why an operator votes.
    pub reason: String,
    /// SHA-256 of the document that proves it, hexadecimal.
    pub evidence: Option<String>,
}

/// A voter of a transfer in.
#[derive(Clone, Debug, InputObject)]
pub struct TransferSideInput {
    /// Which transfer.
    pub transfer: u64,
    /// Which side.
    pub side: TransferSide,
}

/// A transfer in to be asked for again.
#[derive(Clone, Debug, InputObject)]
pub struct RestartTransferInput {
    /// Which transfer.
    pub transfer: u64,
    /// A new code, where the first was wrong.
    #[graphql(secret)]
    pub auth_code: Option<String>,
}

/// A transfer with a reason.
#[derive(Clone, Debug, InputObject)]
pub struct CancelTransferInput {
    /// Which transfer.
    pub transfer: u64,
    /// Why.
    pub reason: String,
}

/// The answer to a transfer out.
#[derive(Clone, Debug, InputObject)]
pub struct AnswerTransferInput {
    /// Which transfer.
    pub transfer: u64,
    /// Accept: let the name go at once. Refuse: object.
    pub choice: VoteChoice,
    /// Why, for an objection.
    pub reason: Option<String>,
}

/// Commands about transfers.
#[derive(Default)]
pub struct Transfers;

#[Object(name = "TransfersCommands")]
impl Transfers {
    /// Ask for a transfer in.
    #[graphql(visible = "visible::support")]
    async fn request_transfer(
        &self,
        ctx: &Context<'_>,
        input: RequestTransferInput,
    ) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        OperationPayload::answer(match (code(input.auth_code.as_ref()), agreed(input.agreed_price)) {
            (Ok(auth_code), Ok(price)) => {
                let account = AccountNumber::new(input.account);
                let owner = input.owner.map(ContactNumber::new);
                let asked =
                    RequestTransfer { owner, ..RequestTransfer::new(account, input.name.0, auth_code) };
                application(ctx).request_transfer(asked, &ask.at_price(price)).await.map_err(Obstacle::from)
            }
            (Err(errors), _) | (_, Err(errors)) => Err(errors.into()),
        })
    }

    /// Vote for a side, with a reason; everybody concerned is told.
    #[graphql(visible = "visible::support")]
    async fn cast_transfer_vote(
        &self,
        ctx: &Context<'_>,
        input: CastTransferVoteInput,
    ) -> Result<DonePayload> {
        let caller = support(ctx)?;
        let ask = caller.ask(ctx, Some(&input.reason));
        let transfer = OperationNumber::new(input.transfer);
        let done = match by_operator(caller, &input.reason, input.evidence.as_ref()) {
            Ok(voter) => application(ctx)
                .vote_on_transfer(transfer, input.side.into(), input.choice.into(), voter, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(transfer.to_string()))
    }

    /// Mail a voter the link again.
    #[graphql(visible = "visible::support")]
    async fn resend_transfer_ballot(
        &self,
        ctx: &Context<'_>,
        input: TransferSideInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let transfer = OperationNumber::new(input.transfer);
        let done = application(ctx).resend_transfer_ballot(transfer, input.side.into(), &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |()| Some(transfer.to_string()))
    }

    /// Call a transfer in off.
    #[graphql(visible = "visible::support")]
    async fn cancel_transfer(&self, ctx: &Context<'_>, input: CancelTransferInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let transfer = OperationNumber::new(input.transfer);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => {
                application(ctx).cancel_transfer(transfer, reason, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(transfer.to_string()))
    }

    /// Ask again for a transfer in that came to nothing.
    #[graphql(visible = "visible::support")]
    async fn restart_transfer(&self, ctx: &Context<'_>, input: RestartTransferInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let transfer = OperationNumber::new(input.transfer);
        let done = match code(input.auth_code.as_ref()) {
            Ok(code) => application(ctx).restart_transfer(transfer, code, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(transfer.to_string()))
    }

    /// Answer a transfer out: let the name go at once, or object with a reason.
    #[graphql(visible = "visible::support")]
    async fn answer_transfer_out(
        &self,
        ctx: &Context<'_>,
        input: AnswerTransferInput,
    ) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, input.reason.as_deref());
        let transfer = OperationNumber::new(input.transfer);
        let reason = input.reason.map(|reason| field("reason", Reason::parse(&reason))).transpose();
        OperationPayload::answer(match reason {
            Ok(reason) => application(ctx)
                .answer_transfer_out(transfer, input.choice.into(), reason, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        })
    }
}
