//! Changes of accounts of services, by our staff: asked for, answered for a side, mailed again, ended, started again.

use super::trades::{VoteChoice, by_operator};
use crate::caller::{application, support, visible};
use crate::payload::{DonePayload, Obstacle};
use crate::values::{DomainName, field};
use application::AskContactChange;
use async_graphql::{Context, Enum, InputObject, Object, Result};
use domain_model::contact_change::Side;
use domain_model::values::{AccountNumber, OperationNumber, Reason};

/// A side of a contact change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "ContactChangeParty")]
pub enum Party {
    /// The account that has the roles.
    From,
    /// The account that gets them.
    To,
}

impl From<Party> for Side {
    fn from(party: Party) -> Self {
        match party {
            Party::From => Self::From,
            Party::To => Self::To,
        }
    }
}

/// Accounts of a service to be changed; what is absent stays.
#[derive(Clone, Debug, InputObject)]
pub struct AskContactChangeInput {
    /// For whom it is asked.
    pub account: u64,
    /// The service.
    pub name: DomainName,
    /// The new administrative account.
    pub admin: Option<u64>,
    /// The new technical account.
    pub tech: Option<u64>,
    /// The new billing account.
    pub billing: Option<u64>,
}

/// An operator's answer for a side.
#[derive(Clone, Debug, InputObject)]
pub struct CastContactChangeVoteInput {
    /// Which task.
    pub change: u64,
    /// For which side.
    pub side: Party,
    /// Yes or no.
    pub choice: VoteChoice,
    /// Why an operator answers.
    pub reason: String,
    /// SHA-256 of the document that proves it, hexadecimal.
    pub evidence: Option<String>,
}

/// A side of a contact change that is mailed again.
#[derive(Clone, Debug, InputObject)]
pub struct ContactChangeSideInput {
    /// Which task.
    pub change: u64,
    /// Which side.
    pub side: Party,
}

/// A contact change to be ended or started again.
#[derive(Clone, Debug, InputObject)]
pub struct ContactChangeInput {
    /// Which task.
    pub change: u64,
    /// Why.
    pub reason: String,
}

/// Commands about changes of accounts of services.
#[derive(Default)]
pub struct ContactChanges;

#[Object(name = "ContactChangesCommands")]
impl ContactChanges {
    /// Ask the accounts of both sides whether roles of a service are to move. The payload's id holds the numbers of the
    /// tasks, apart by blanks.
    #[graphql(visible = "visible::support")]
    async fn ask_contact_change(
        &self,
        ctx: &Context<'_>,
        input: AskContactChangeInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let asked = AskContactChange {
            account: AccountNumber::new(input.account),
            name: input.name.0,
            admin: input.admin.map(AccountNumber::new),
            tech: input.tech.map(AccountNumber::new),
            billing: input.billing.map(AccountNumber::new),
        };
        let done = application(ctx).ask_contact_change(asked, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |numbers| {
            Some(numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        })
    }

    /// Answer for a side, with a reason; both accounts are told.
    #[graphql(visible = "visible::support")]
    async fn cast_contact_change_vote(
        &self,
        ctx: &Context<'_>,
        input: CastContactChangeVoteInput,
    ) -> Result<DonePayload> {
        let caller = support(ctx)?;
        let ask = caller.ask(ctx, Some(&input.reason));
        let number = OperationNumber::new(input.change);
        let done = match by_operator(caller, &input.reason, input.evidence.as_ref()) {
            Ok(voter) => application(ctx)
                .vote_on_contact_change(number, input.side.into(), input.choice.into(), voter, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(number.to_string()))
    }

    /// Mail a side its token again, to its address of today.
    #[graphql(visible = "visible::support")]
    async fn resend_contact_change(
        &self,
        ctx: &Context<'_>,
        input: ContactChangeSideInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let number = OperationNumber::new(input.change);
        let done = application(ctx).resend_contact_change(number, input.side.into(), &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |()| Some(number.to_string()))
    }

    /// End a contact change that nobody wants any more; both accounts are told.
    #[graphql(visible = "visible::support")]
    async fn cancel_contact_change(
        &self,
        ctx: &Context<'_>,
        input: ContactChangeInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let number = OperationNumber::new(input.change);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => {
                application(ctx).cancel_contact_change(number, reason, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(number.to_string()))
    }

    /// Start a contact change again that the registry or a rule refused; the answers stand.
    #[graphql(visible = "visible::support")]
    async fn restart_contact_change(
        &self,
        ctx: &Context<'_>,
        input: ContactChangeInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let number = OperationNumber::new(input.change);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(_) => application(ctx).restart_contact_change(number, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(number.to_string()))
    }
}
