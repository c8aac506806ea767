//! The same request again, at a door without keys (SOAP): it is answered with the first one's operation, and nothing is
//! done twice (DOMAIN, rule 2).

use super::{RegisterDomain, RenewDomain};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::refusal::Refusal;
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::domain::{self, Claim, Domain, Verb};
use domain_model::operation::{Dossier, Operation, Request};
use domain_model::values::{DomainName, OperationNumber};
use journal::StreamId;

impl Application {
    /// As [`Application::register_domain`]; the same creation while the first is unfinished is the first.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is kept then.
    #[boxed]
    pub async fn register_domain_once(
        &self,
        asked: RegisterDomain,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        let asked = self.delegated(asked)?;
        if let Some(first) = self.unfinished_creation(&asked).await? {
            return Ok(first);
        }
        match self.register_domain(asked.clone(), ask).await {
            // Somebody was faster: perhaps the same caller, and perhaps it is done by now.
            Err(AskError::Refused(refusal)) if is_taken(&refusal) => {
                self.creation_meanwhile(&asked, ask.cause.at).await?.ok_or(refusal.into())
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
        let same = self.is_same_creation(claim, asked).await?;
        Ok(same.then(|| first(claim.operation, Some(claim.number))))
    }

    /// The same creation, if it was unfinished at the moment `since`.
    async fn creation_meanwhile(
        &self,
        asked: &RegisterDomain,
        since: DateTime<Utc>,
    ) -> Result<Option<Accepted<Opened>>, AskError> {
        let past = self.journal().read_stream(&StreamId::of::<Domain>(&asked.name)).await?;
        for recorded in past.iter().rev() {
            match recorded.event_type.as_str() {
                "RegistrationRequested" => {
                    let domain::Event::RegistrationRequested { claim } = recorded.decode()? else { continue };
                    let same = self.is_same_creation(&claim, asked).await?;
                    return Ok(same.then(|| first(claim.operation, Some(claim.number))));
                }
                "Registered" if recorded.cause().is_ok_and(|cause| cause.at < since) => return Ok(None),
                "RegistrationFailed" => return Ok(None),
                _ => {}
            }
        }
        Ok(None)
    }

    async fn is_same_creation(&self, claim: &Claim, asked: &RegisterDomain) -> Result<bool, AskError> {
        let state = self.journal().load::<Operation>(&claim.operation).await?.state;
        let request = state.dossier().filter(|dossier| dossier.account == asked.account);
        Ok(match request.map(|dossier| &dossier.request) {
            Some(Request::Create { period, contacts, servers, service, privacy, .. }) => {
                (*period, *contacts, servers) == (asked.period, asked.contacts, &asked.servers)
                    && service.unwrap_or_default() == asked.service.unwrap_or_default()
                    && *privacy == asked.privacy
            }
            _ => false,
        })
    }

    /// As [`Application::renew_domain`]; the same renewal while the first is unfinished is the first, and for a short
    /// while after its acceptance too.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is kept then.
    #[boxed]
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
}

/// The name is somebody's now.
fn is_taken(refusal: &Refusal) -> bool {
    let ours = matches!(refusal, Refusal::Domain(domain::Refusal::Registered));
    ours || is_busy(refusal) || matches!(refusal, Refusal::NotAvailable { .. })
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
