//! Corrections and gifts: small ones at once, large ones with a second pair of eyes.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use chrono::Days;
use domain_model::adjustment::{self, Adjustment, Change, Proposal};
use domain_model::operator::Login;
use domain_model::points_account::{self, PointsAccount};
use domain_model::values::{AccountNumber, AdjustmentNumber, Points, Reason};
use domain_model::{Actor, EventSourced};
use journal::{Sequence, Streams};
use serde::{Deserialize, Serialize};

/// What became of a correction or gift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// Whose points.
    pub account: AccountNumber,
    /// It waits under this number until another person approves; absent: it is booked.
    pub waits: Option<AdjustmentNumber>,
}

fn booking(change: Change, reason: &Reason) -> points_account::Command {
    let reason = reason.clone();
    match change {
        Change::Adjust(by) => points_account::Command::Adjust { by, reason },
        Change::Grant(points) => points_account::Command::Grant { points, reason },
    }
}

impl Application {
    /// Grants points; above the limit of one operator it waits for another.
    ///
    /// # Errors
    /// The account has no points account.
    #[boxed]
    pub async fn grant_points(
        &self,
        account: AccountNumber,
        points: Points,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<Booked>, AskError> {
        self.change_points(account, Change::Grant(points), reason, ask).await
    }

    /// Corrects a balance up or down; above the limit of one operator it waits for another.
    ///
    /// # Errors
    /// The balance does not cover it.
    #[boxed]
    pub async fn adjust_points(
        &self,
        account: AccountNumber,
        by: i64,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<Booked>, AskError> {
        self.change_points(account, Change::Adjust(by), reason, ask).await
    }

    async fn change_points(
        &self,
        account: AccountNumber,
        change: Change,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<Booked>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let command = booking(change, &reason);
        if let Some(proposal) = self.needs_approval(account, change, &reason, ask).await? {
            return self.propose(proposal, &command, ask).await;
        }
        self.once(ask, Streams::new().with::<PointsAccount>(&account), |work| {
            work.execute::<PointsAccount>(&account, &command)?;
            Ok(Booked { account, waits: None })
        })
        .await
    }

    /// What would be proposed, where one operator is not enough. The registrar's own samples and deadlines are not an
    /// operator's.
    async fn needs_approval(
        &self,
        account: AccountNumber,
        change: Change,
        reason: &Reason,
        ask: &Ask,
    ) -> Result<Option<Proposal>, AskError> {
        let Actor::Operator(login) = &ask.cause.actor else { return Ok(None) };
        let state = self.journal().load::<PointsAccount>(&account).await?.state;
        let PointsAccount::Open(balance) = state else { return Ok(None) };
        let limit = self.settings().alone_up_to(balance.currency);
        if change.is_within(limit) {
            return Ok(None);
        }
        let days = Days::new(self.settings().points.adjustment_days.into());
        let expires_at = ask.cause.at + days;
        let proposer = operator(login)?;
        Ok(Some(Proposal { account, change, reason: reason.clone(), proposer, limit, expires_at }))
    }

    async fn propose(
        &self,
        proposal: Proposal,
        command: &points_account::Command,
        ask: &Ask,
    ) -> Result<Accepted<Booked>, AskError> {
        let account = proposal.account;
        let number = AdjustmentNumber::new(self.journal().next_number(Sequence::Adjustments).await?);
        let propose = adjustment::Command::Propose { proposal: Box::new(proposal) };
        let streams = Streams::new().with::<PointsAccount>(&account).with::<Adjustment>(&number);
        self.once(ask, streams, |work| {
            // What could not be booked now is not put before anybody.
            work.state::<PointsAccount>(&account).decide(command)?;
            work.execute::<Adjustment>(&number, &propose)?;
            Ok(Booked { account, waits: Some(number) })
        })
        .await
    }

    /// Books what another operator proposed, as far as the balance covers it now. Approved before: nothing happens.
    ///
    /// # Errors
    /// The same operator proposed it; it is declined or too late; the balance does not cover it any more.
    #[boxed]
    pub async fn approve_adjustment(
        &self,
        number: AdjustmentNumber,
        ask: &Ask,
    ) -> Result<Accepted<Booked>, AskError> {
        let by = approver(ask)?;
        let proposal = self.proposal(number).await?;
        let account = proposal.account;
        let approve = adjustment::Command::Approve { by, at: ask.cause.at };
        let book = booking(proposal.change, &proposal.reason);
        let streams = Streams::new().with::<PointsAccount>(&account).with::<Adjustment>(&number);
        self.once(ask, streams, |work| {
            if !work.execute::<Adjustment>(&number, &approve)?.is_empty() {
                work.execute::<PointsAccount>(&account, &book)?;
            }
            Ok(Booked { account, waits: None })
        })
        .await
    }

    /// Declines what waits for a second pair of eyes; whoever proposed it may take it back so.
    ///
    /// # Errors
    /// There is none, or it is booked or expired.
    #[boxed]
    pub async fn decline_adjustment(
        &self,
        number: AdjustmentNumber,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<Booked>, AskError> {
        let by = approver(ask)?;
        let account = self.proposal(number).await?.account;
        let decline = adjustment::Command::Decline { by, reason };
        self.once(ask, Streams::new().with::<Adjustment>(&number), |work| {
            work.execute::<Adjustment>(&number, &decline)?;
            Ok(Booked { account, waits: None })
        })
        .await
    }

    /// The time of an adjustment is over.
    pub(crate) async fn expire_adjustment(
        &self,
        number: AdjustmentNumber,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let expire = adjustment::Command::Expire { at: ask.cause.at };
        self.once(ask, Streams::new().with::<Adjustment>(&number), |work| {
            work.execute::<Adjustment>(&number, &expire).map(|_| ())
        })
        .await
        .map(|_| ())
    }

    async fn proposal(&self, number: AdjustmentNumber) -> Result<Proposal, AskError> {
        let state = self.journal().load::<Adjustment>(&number).await?.state;
        let unknown = Refusal::Adjustment(adjustment::Refusal::Unknown);
        state.proposal().cloned().ok_or_else(|| unknown.into())
    }
}

fn operator(login: &str) -> Result<Login, AskError> {
    login.parse().map_err(|_| Refusal::RoleNeeded("finance or admin").into())
}

/// Only a person approves.
fn approver(ask: &Ask) -> Result<Login, AskError> {
    match &ask.cause.actor {
        Actor::Operator(login) => operator(login),
        _ => Err(Refusal::RoleNeeded("finance or admin").into()),
    }
}
