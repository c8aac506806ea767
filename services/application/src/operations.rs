//! Operations as such: restarted, given up.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::contact_changes::with_contact_change;
use crate::refusal::Refusal;
use crate::transfers::RequestTransfer;
use crate::worker::operation::ending_streams;
use domain_model::contact_change;
use domain_model::domain::{self, Claim, Domain, MoveEnd, Verb};
use domain_model::host::{self, Host};
use domain_model::operation::{self, Dossier, Operation, Request};
use domain_model::values::{AuthCode, OperationNumber, Reason, RegistrationNumber};
use journal::Sequence;

impl Application {
    /// Starts a failed operation again: its price is put aside again, and its name taken again. Trades and transfers
    /// have ways of their own, since votes may be needed.
    ///
    /// # Errors
    /// It has not failed, or something else holds the name by now.
    #[boxed]
    pub async fn restart_operation(
        &self,
        number: OperationNumber,
        auth_code: Option<AuthCode>,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let state = self.journal().load::<Operation>(&number).await?.state;
        let Some(dossier) = state.dossier().cloned() else {
            return Err(Refusal::Operation(operation::Refusal::Unknown).into());
        };
        match &dossier.request {
            Request::Trade { .. } => self.restart_trade(number, ask).await,
            Request::TransferIn { .. } => self.restart_transfer(number, auth_code, ask).await,
            _ => self.restart_plain(&dossier, ask).await,
        }
    }

    /// Moves an operation on: one that failed is restarted, one that waits for votes asks again whoever has not voted.
    /// One that is under way or done needs nothing.
    ///
    /// # Errors
    /// What stands in the way; there is no such operation.
    #[boxed]
    pub async fn ask_again(&self, number: OperationNumber, ask: &Ask) -> Result<(), AskError> {
        let state = self.journal().load::<Operation>(&number).await?.state;
        match (&state, state.dossier().map(|dossier| &dossier.request)) {
            (Operation::Waiting(..), Some(Request::Trade { .. })) => self.ask_sides_again(number, ask).await,
            (Operation::Waiting(dossier, _), Some(Request::TransferIn { name, .. })) => {
                let (account, name) = (dossier.account, name.clone());
                let asked = RequestTransfer::new(account, name, None);
                self.ask_voters_again(number, &asked, ask).await.map(|_| ())
            }
            (Operation::Processing(..) | Operation::Done(..), _) => Ok(()),
            _ => self.restart_operation(number, None, ask).await.map(|_| ()),
        }
    }

    async fn restart_plain(&self, dossier: &Dossier, ask: &Ask) -> Result<Accepted<()>, AskError> {
        let number = dossier.number;
        let streams = crate::domains::streams_of(dossier);
        match &dossier.request {
            Request::Create { name, contacts, servers, service, privacy, .. } => {
                let registration =
                    RegistrationNumber::new(self.journal().next_number(Sequence::Registrations).await?);
                let claim = Claim {
                    number: registration,
                    operation: number,
                    account: dossier.account,
                    contacts: *contacts,
                    servers: servers.clone(),
                    service: *service,
                    privacy: *privacy,
                };
                let take = domain::Command::RequestRegistration { claim };
                self.once(ask, streams.with::<Domain>(name), |work| {
                    work.restart_operation(number, None, false)?;
                    work.execute::<Domain>(name, &take).map(|_| ())
                })
                .await
            }
            Request::Renew { name, .. } => self.restart_on_name(dossier, name, Verb::Renew, ask).await,
            Request::Update { name, .. } => self.restart_on_name(dossier, name, Verb::Update, ask).await,
            Request::Delete { name } => self.restart_on_name(dossier, name, Verb::Delete, ask).await,
            Request::Restore { name } => self.restart_on_name(dossier, name, Verb::Restore, ask).await,
            Request::AnswerTransfer { name, .. } => {
                self.restart_on_name(dossier, name, Verb::AnswerTransfer, ask).await
            }
            Request::UpdateHost { host, .. } | Request::DeleteHost { host } => {
                let claim = host::Command::Claim { operation: number };
                self.once(ask, streams.with::<Host>(host), |work| {
                    work.restart_operation(number, None, false)?;
                    work.execute::<Host>(host, &claim).map(|_| ())
                })
                .await
            }
            Request::CreateHost { .. } | Request::UpdateContact { .. } => {
                self.once(ask, streams, |work| work.restart_operation(number, None, false)).await
            }
            // A reseller who said no, or nothing, is asked anew.
            Request::Trade { .. } | Request::TransferIn { .. } | Request::MoveReseller { .. } => {
                Err(Refusal::Operation(operation::Refusal::NotFailed).into())
            }
        }
    }

    async fn restart_on_name(
        &self,
        dossier: &Dossier,
        name: &domain_model::values::DomainName,
        verb: Verb,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let operation = dossier.number;
        let streams = crate::domains::streams_of(dossier).with::<Domain>(name);
        self.once(ask, with_contact_change(streams, dossier), |work| {
            work.restart_operation(operation, None, false)?;
            work.contact_change_hears(dossier, &contact_change::Command::Resume)?;
            let claim = crate::domains::claim_for(&dossier.request, operation, verb);
            work.execute::<Domain>(name, &claim).map(|_| ())
        })
        .await
    }

    /// Calls an operation off that has not been sent yet: everything that it held is free again. Votes are called off as
    /// the trade or the transfer that they belong to; what failed is given up.
    ///
    /// # Errors
    /// It was sent to the registry, or is over.
    #[boxed]
    pub async fn cancel_operation(
        &self,
        number: OperationNumber,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let state = self.journal().load::<Operation>(&number).await?.state;
        let Some(dossier) = state.dossier().cloned() else {
            return Err(Refusal::Operation(operation::Refusal::Unknown).into());
        };
        match (&state, &dossier.request) {
            (Operation::Failed { .. }, _) => return self.close_operation(number, ask).await,
            (Operation::Waiting(..), Request::Trade { .. }) => {
                return self.cancel_trade(number, reason, ask).await;
            }
            (Operation::Waiting(..), Request::TransferIn { .. }) => {
                return self.cancel_transfer(number, reason, ask).await;
            }
            (Operation::Waiting(..), Request::MoveReseller { .. }) => {
                return self.end_reseller_move(number, MoveEnd::Withdrawn, ask).await;
            }
            _ => {}
        }
        let (code, message) = (crate::trades::VOTED_DOWN, format!("called off: {reason}"));
        self.once(ask, ending_streams(&dossier), |work| {
            let fail = operation::Command::Fail { cltrid: None, code, message: message.clone() };
            if !work.execute::<Operation>(&number, &fail)?.is_empty() {
                work.let_go(&dossier, code, &message)?;
            }
            work.give_up(number)
        })
        .await
    }

    /// Gives a failed operation up: it leaves the pending report.
    ///
    /// # Errors
    /// It has not failed.
    #[boxed]
    pub async fn close_operation(
        &self,
        number: OperationNumber,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let state = self.journal().load::<Operation>(&number).await?.state;
        if matches!(state, Operation::Waiting(..)) {
            // What waits for votes is called off as a trade or a transfer.
            return Err(Refusal::Operation(operation::Refusal::NotNow { state: "Waiting" }).into());
        }
        let streams = journal::Streams::new().with::<Operation>(&number);
        self.once(ask, streams, |work| {
            work.execute::<Operation>(&number, &operation::Command::Close).map(|_| ())
        })
        .await
    }
}
