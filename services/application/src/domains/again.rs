//! The same request again, at a door without keys (SOAP): it is answered with the first one's operation, and nothing is
//! done twice (DOMAIN, rule 2).

use super::{RegisterDomain, RenewDomain};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::refusal::Refusal;
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::domain::{self, Domain, Verb};
use domain_model::operation::{Dossier, Operation, Request};
use domain_model::values::{AccountNumber, DomainName, OperationNumber};
use journal::StreamId;

impl Application {
    /// As [`Application::register_domain`]; the same creation while the first is unfinished is the first.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is kept then.
    pub async fn register_domain_once(
        &self,
        asked: RegisterDomain,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.unfinished_creation(&asked).await? {
            return Ok(first);
        }
        match self.register_domain(asked.clone(), ask).await {
            // Somebody was faster: perhaps the same caller.
            Err(AskError::Refused(refusal)) if is_busy(&refusal) => {
                self.unfinished_creation(&asked).await?.ok_or(refusal.into())
            }
            other => other,
        }
    }

    async fn unfinished_creation(
        &self,
        asked: &RegisterDomain,
    ) -> Result<Option<Accepted<Opened>>, AskError> {
        let state = self.journal().load::<Domain>(&asked.name).await?.state;
        let Domain::Requested(claim, _) = &state else { return Ok(None) };
        let Some(dossier) = self.unfinished(claim.operation, asked.account).await? else { return Ok(None) };
        let same = match &dossier.request {
            Request::Create { period, contacts, servers, .. } => {
                (*period, *contacts, servers) == (asked.period, asked.contacts, &asked.servers)
            }
            _ => false,
        };
        Ok(same.then(|| first(claim.operation, Some(claim.number))))
    }

    /// As [`Application::renew_domain`]; the same renewal while the first is unfinished is the first, and for a short
    /// while after its acceptance too.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is kept then.
    pub async fn renew_domain_once(
        &self,
        asked: RenewDomain,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        let at = ask.cause.at;
        if let Some(first) = self.earlier_renewal(&asked, at).await? {
            return Ok(first);
        }
        match self.renew_domain(asked.clone(), ask).await {
            Err(AskError::Refused(refusal)) if is_busy(&refusal) => {
                self.earlier_renewal(&asked, at).await?.ok_or(refusal.into())
            }
            other => other,
        }
    }

    async fn earlier_renewal(
        &self,
        asked: &RenewDomain,
        at: DateTime<Utc>,
    ) -> Result<Option<Accepted<Opened>>, AskError> {
        let Some((operation, dossier)) = self.last_renewal(&asked.name).await? else { return Ok(None) };
        let same = matches!(&dossier.request, Request::Renew { period, .. } if *period == asked.period)
            && dossier.account == asked.account;
        if !same {
            return Ok(None);
        }
        let window = TimeDelta::from_std(self.settings().renewal_repeats).unwrap_or(TimeDelta::MAX);
        let recent = at - dossier.requested_at < window;
        let is_first = match self.journal().load::<Operation>(&operation).await?.state {
            Operation::Waiting(..) | Operation::Processing(..) => true,
            Operation::Done(..) => recent,
            Operation::Absent | Operation::Failed { .. } | Operation::Closed(_) => false,
        };
        Ok(is_first.then(|| first(operation, None)))
    }

    /// The last renewal that took hold of the name.
    async fn last_renewal(&self, name: &DomainName) -> Result<Option<(OperationNumber, Dossier)>, AskError> {
        let past = self.journal().read_stream(&StreamId::of::<Domain>(name)).await?;
        for recorded in past.iter().rev().filter(|recorded| recorded.event_type == "OperationClaimed") {
            if let domain::Event::OperationClaimed { operation, verb: Verb::Renew } = recorded.decode()? {
                let state = self.journal().load::<Operation>(&operation).await?.state;
                return Ok(state.dossier().map(|dossier| (operation, dossier.clone())));
            }
        }
        Ok(None)
    }

    /// The account's operation, while it is unfinished.
    async fn unfinished(
        &self,
        operation: OperationNumber,
        account: AccountNumber,
    ) -> Result<Option<Dossier>, AskError> {
        Ok(match self.journal().load::<Operation>(&operation).await?.state {
            Operation::Waiting(dossier, _) | Operation::Processing(dossier, _) => {
                Some(dossier).filter(|dossier| dossier.account == account)
            }
            _ => None,
        })
    }
}

fn is_busy(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Domain(domain::Refusal::Busy(_)) | Refusal::NameChanged)
}

fn first(
    operation: OperationNumber,
    registration: Option<domain_model::values::RegistrationNumber>,
) -> Accepted<Opened> {
    let value = Opened { operation, registration, owner: None };
    Accepted { value, cursors: vec![], command: None, repeated: true }
}
