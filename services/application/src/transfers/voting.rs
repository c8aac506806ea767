//! A transfer in while it is voted on, and after it failed: votes, resends, expiry, restart.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::domains::sealed_code;
use crate::refusal::Refusal;
use domain_model::domain::{self, Claim, Domain};
use domain_model::operation::{self, Operation, Request};
use domain_model::policy::add_days;
use domain_model::transfer::{Command, Event, Side, Transfer};
use domain_model::values::{AuthCode, DomainName, OperationNumber, Reason, RegistrationNumber, Sealed};
use domain_model::vote::{Choice, Voter};
use journal::{Sequence, StreamId, Streams};

impl Application {
    /// Casts a vote on a transfer in. One acceptance is enough, and any refusal ends it.
    ///
    /// # Errors
    /// The vote is not taken.
    #[boxed]
    pub async fn vote_on_transfer(
        &self,
        number: OperationNumber,
        side: Side,
        choice: Choice,
        voter: Voter,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let at = ask.cause.at;
        self.hold_evidence(&StreamId::of::<Transfer>(&number), &voter).await?;
        let (streams, name) = self.arrival_streams(number).await?;
        self.once(ask, streams, |work| {
            let vote = Command::Vote { side, choice, voter: voter.clone(), at };
            for event in work.execute::<Transfer>(&number, &vote)? {
                match event {
                    Event::Accepted => {
                        work.execute::<Operation>(&number, &operation::Command::Proceed)?;
                    }
                    Event::Refused { .. } => {
                        work.arrival_failed(number, &name, "refused by a vote")?;
                    }
                    _ => {}
                }
            }
            Ok(())
        })
        .await
    }

    /// The streams that the end of a transfer in touches.
    async fn arrival_streams(&self, number: OperationNumber) -> Result<(Streams, DomainName), AskError> {
        let transfer = self.journal().load::<Transfer>(&number).await?.state;
        let (terms, _) =
            transfer.inbound().ok_or(Refusal::Transfer(domain_model::transfer::Refusal::Unknown))?;
        let streams = self.vote_streams(number).await?;
        Ok((streams.with::<Transfer>(&number).with::<Domain>(&terms.name), terms.name.clone()))
    }

    /// Mails a voter's link again.
    ///
    /// # Errors
    /// The mail is not sent.
    #[boxed]
    pub async fn resend_transfer_ballot(
        &self,
        number: OperationNumber,
        side: Side,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let resend = Command::Resend { side, at: ask.cause.at };
        self.once(ask, Streams::new().with::<Transfer>(&number), |work| {
            work.execute::<Transfer>(&number, &resend)?;
            Ok(())
        })
        .await
    }

    /// The votes' deadline has come.
    pub(crate) async fn expire_transfer(&self, number: OperationNumber, ask: &Ask) -> Result<(), AskError> {
        let at = ask.cause.at;
        let (streams, name) = self.arrival_streams(number).await?;
        self.once(ask, streams, |work| {
            if !work.execute::<Transfer>(&number, &Command::Expire { at })?.is_empty() {
                work.arrival_failed(number, &name, "no vote came by the deadline")?;
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Calls a transfer in off while it waits for votes or has failed.
    ///
    /// # Errors
    /// It is past that.
    #[boxed]
    pub async fn cancel_transfer(
        &self,
        number: OperationNumber,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let (streams, name) = self.arrival_streams(number).await?;
        let called_off = domain::Command::FailRegistration {
            operation: number,
            code: crate::trades::VOTED_DOWN,
            message: "called off".to_owned(),
        };
        self.once(ask, streams, |work| {
            work.execute::<Transfer>(&number, &Command::Cancel { reason: reason.clone() })?;
            work.execute::<Domain>(&name, &called_off)?;
            work.give_up(number)
        })
        .await
    }

    /// Asks again for a transfer that came to nothing: free of charge beyond the price of the first request, with
    /// a new code where that was wrong.
    ///
    /// # Errors
    /// It has not failed, or was asked for too often.
    #[boxed]
    pub async fn restart_transfer(
        &self,
        number: OperationNumber,
        auth_code: Option<AuthCode>,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let transfer = self.journal().load::<Transfer>(&number).await?.state;
        let (terms, _) =
            transfer.inbound().ok_or(Refusal::Transfer(domain_model::transfer::Refusal::Unknown))?;
        if !matches!(transfer, Transfer::Failed(..)) {
            let state = transfer.word();
            return Err(Refusal::Transfer(domain_model::transfer::Refusal::NotNow { state }).into());
        }
        let policy = self.rules(&terms.name, at)?.clone();
        self.throttle(&terms.name, number, &policy, at).await?;
        let known_code = match &self.journal().load::<Operation>(&number).await?.state {
            Operation::Failed { dossier, .. } => match &dossier.request {
                Request::TransferIn { auth_code, .. } => auth_code.as_ref().and_then(Sealed::value).cloned(),
                _ => None,
            },
            _ => None,
        };
        let code = auth_code.clone().or(known_code);
        let seen = self.seen(number, &terms.name, code.as_ref(), &policy, at).await?;
        let voters = seen.voters(&policy, number);
        let (contacts, privacy) = self.ordered_contacts(number, terms).await?;
        let registration =
            RegistrationNumber::new(self.journal().next_number(Sequence::Registrations).await?);
        let claim = Claim {
            number: registration,
            operation: number,
            account: terms.account,
            contacts,
            servers: seen.servers(),
            service: None,
            privacy,
        };
        let expires_at = add_days(at, policy.votes.expire_days);
        let code = auth_code.map(|code| sealed_code(&terms.name, code));
        let (streams, name) = self.arrival_streams(number).await?;
        let take = domain::Command::RequestTransferIn { claim };
        let restart = Command::Restart { voters, expires_at };
        self.once(ask, streams, |work| {
            let events = work.execute::<Transfer>(&number, &restart)?;
            let waits =
                events.iter().any(|event| matches!(event, Event::Restarted { votes_again: true, .. }));
            work.execute::<Domain>(&name, &take)?;
            work.restart_operation(number, code.clone(), waits)
        })
        .await
    }
}

impl crate::work::Work<'_> {
    /// The votes of a transfer in ended without a yes.
    fn arrival_failed(
        &mut self,
        number: OperationNumber,
        name: &DomainName,
        message: &str,
    ) -> Result<(), Refusal> {
        let fail = domain::Command::FailRegistration {
            operation: number,
            code: crate::trades::VOTED_DOWN,
            message: message.to_owned(),
        };
        self.execute::<Domain>(name, &fail)?;
        self.vote_failed(number, message)
    }
}
