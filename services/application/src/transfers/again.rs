//! A transfer in is asked for, or asked for again: the SOAP paper's `domain_transfer` is both, and costs once.

use super::RequestTransfer;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::domains::sealed_code;
use crate::refusal::{NotTransferable, Refusal};
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::domain::{self, Domain};
use domain_model::operation::{self, Operation, Request};
use domain_model::policy::TldPolicy;
use domain_model::transfer::{Command, Transfer};
use domain_model::values::{AccountNumber, DomainName, OperationNumber, Sealed};
use journal::{StreamId, Streams};
use std::collections::HashSet;

impl Application {
    /// Asks for a transfer in. One of the same account that came to nothing is restarted under its number, with a new
    /// code where one is given; one whose votes are not in mails them again. An owner counts where the ending wants
    /// one named, and is not looked at elsewhere.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is kept then. A transfer that is at the registry is not asked for again.
    #[boxed]
    pub async fn transfer_domain(
        &self,
        mut asked: RequestTransfer,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let policy = self.rules(&asked.name, ask.cause.at)?;
        asked.owner = asked.owner.filter(|_| policy.transfer.owner_contact_required);
        let Some(number) = self.earlier_transfer(asked.account, &asked.name).await? else {
            return self.request_transfer(asked, ask).await;
        };
        let transfer = self.journal().load::<Transfer>(&number).await?.state;
        let accepted = match &transfer {
            Transfer::Voting(..) => self.ask_voters_again(number, &asked, ask).await?,
            Transfer::Failed(..) => self.restart_transfer(number, asked.auth_code, ask).await?,
            _ => return Err(Refusal::Domain(domain::Refusal::Busy(number)).into()),
        };
        let owner = transfer.inbound().map(|(terms, _)| terms.owner);
        let opened = Opened { operation: number, registration: None, owner };
        let Accepted { cursors, command, repeated, .. } = accepted;
        Ok(Accepted { value: opened, cursors, command, repeated })
    }

    /// The account's transfer of a name that is under way, or that came to nothing and was not given up.
    async fn earlier_transfer(
        &self,
        account: AccountNumber,
        name: &DomainName,
    ) -> Result<Option<OperationNumber>, AskError> {
        let state = self.journal().load::<Domain>(name).await?.state;
        if let Domain::Arriving(claim, _) = &state {
            return Ok((claim.account == account).then_some(claim.operation));
        }
        if matches!(state, Domain::Requested(..) | Domain::Held(_)) {
            return Ok(None);
        }
        self.last_failed_transfer(account, name).await
    }

    async fn last_failed_transfer(
        &self,
        account: AccountNumber,
        name: &DomainName,
    ) -> Result<Option<OperationNumber>, AskError> {
        let past = self.journal().read_stream(&StreamId::of::<Domain>(name)).await?;
        for recorded in past.iter().rev().filter(|recorded| recorded.event_type == "TransferInRequested") {
            if let domain::Event::TransferInRequested { claim } = recorded.decode()?
                && claim.account == account
            {
                let state = self.journal().load::<Operation>(&claim.operation).await?.state;
                return Ok(matches!(state, Operation::Failed { .. }).then_some(claim.operation));
            }
        }
        Ok(None)
    }

    /// The votes are not in: the code is proven anew, and whoever has not voted is asked again.
    pub(crate) async fn ask_voters_again(
        &self,
        number: OperationNumber,
        asked: &RequestTransfer,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let (name, at) = (&asked.name, ask.cause.at);
        let policy = self.rules(name, at)?;
        self.throttle(name, number, policy, at).await?;
        let known = self.journal().load::<Operation>(&number).await?.state;
        let known_code = known.dossier().and_then(|dossier| match &dossier.request {
            Request::TransferIn { auth_code, .. } => auth_code.as_ref().and_then(Sealed::value).cloned(),
            _ => None,
        });
        let code = asked.auth_code.clone().or(known_code);
        self.shown_for_transfer(name, code.as_ref(), policy, at).await?;
        let auth_code = asked.auth_code.clone().map(|code| sealed_code(name, code));
        let streams = Streams::new().with::<Operation>(&number).with::<Transfer>(&number);
        self.once(ask, streams, |work| {
            let restart = operation::Command::Restart { auth_code: auth_code.clone(), waits: true };
            work.execute::<Operation>(&number, &restart)?;
            let silent: Vec<_> = match work.state::<Transfer>(&number) {
                Transfer::Voting(_, ballots) => {
                    let silent = ballots.iter().filter(|(_, ballot)| ballot.vote.is_none());
                    silent.map(|(side, _)| *side).collect()
                }
                _ => vec![],
            };
            for side in silent {
                work.execute::<Transfer>(&number, &Command::Resend { side, at })?;
            }
            Ok(())
        })
        .await
    }

    /// So many requests and restarts for a name in a day are enough.
    pub(super) async fn throttle(
        &self,
        name: &DomainName,
        transfer: OperationNumber,
        policy: &TldPolicy,
        at: DateTime<Utc>,
    ) -> Result<(), AskError> {
        let since = at - TimeDelta::hours(policy.transfer.restart_window_hours.into());
        let limit = policy.transfer.restarts;
        let streams = [
            (StreamId::of::<Domain>(name), "TransferInRequested"),
            (StreamId::of::<Operation>(&transfer), "Restarted"),
        ];
        // A restart after a failure is in both, under one correlation.
        let mut requests = HashSet::new();
        for (stream, kind) in streams {
            let past = self.journal().read_stream(&stream).await?;
            let of_the_kind = past.iter().filter(|recorded| recorded.event_type == kind);
            let causes = of_the_kind.filter_map(|recorded| recorded.cause().ok());
            requests.extend(causes.filter(|cause| cause.at > since).map(|cause| cause.correlation));
        }
        if requests.len() >= usize::from(limit) {
            return Err(Refusal::from(NotTransferable::TooOften { limit }).into());
        }
        Ok(())
    }
}
