//! Host objects inside our names (glue): created, changed, deleted.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::domains::{Opening, streams_of};
use crate::refusal::Refusal;
use crate::rights::Right;
use domain_model::domain::Registration;
use domain_model::host::{Command, Glue, Host};
use domain_model::operation::{Request, Step};
use domain_model::values::{
    AccountNumber, DomainName, FieldError, HostName, HostNumber, check_addresses, check_scope,
};
use journal::Sequence;
use std::net::IpAddr;

impl Application {
    /// A host as it is now.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn host(&self, host: &HostName) -> Result<Host, AskError> {
        Ok(self.journal().load::<Host>(host).await?.state)
    }

    /// Creates a host object inside one of the account's names.
    ///
    /// # Errors
    /// Whatever stands in the way.
    #[boxed]
    pub async fn create_host(
        &self,
        account: AccountNumber,
        host: HostName,
        addresses: Vec<IpAddr>,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let (name, registration) = self.name_around(account, &host).await?;
        self.checked_addresses(&host, &addresses)?;
        let number = self.next_operation().await?;
        let glue = Glue {
            number: HostNumber::new(self.journal().next_number(Sequence::Hosts).await?),
            account,
            domain: name,
            registry: registration.registry.clone(),
            addresses: addresses.clone(),
        };
        let step = Step::CreateHost { host: host.clone(), addresses: addresses.clone() };
        let request = Request::CreateHost { host: host.clone(), addresses };
        let opening = Opening {
            account,
            request,
            charge: None,
            registry: registration.registry,
            steps: vec![step],
            waits: false,
        };
        let dossier = opening.dossier(number, ask);
        let take = Command::Request { glue, operation: number };
        self.once(ask, streams_of(&dossier).with::<Host>(&host), |work| {
            work.execute::<Host>(&host, &take)?;
            work.open(&dossier, false)?;
            Ok(Opened { operation: number, registration: None, owner: None })
        })
        .await
    }

    /// Gives a host other addresses.
    ///
    /// # Errors
    /// Whatever stands in the way.
    #[boxed]
    pub async fn update_host(
        &self,
        account: AccountNumber,
        host: HostName,
        addresses: Vec<IpAddr>,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        self.checked_addresses(&host, &addresses)?;
        let request = Request::UpdateHost { host: host.clone(), addresses };
        self.on_host(account, host, request, Step::UpdateHost, ask).await
    }

    /// Deletes a host.
    ///
    /// # Errors
    /// Whatever stands in the way.
    #[boxed]
    pub async fn delete_host(
        &self,
        account: AccountNumber,
        host: HostName,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        let request = Request::DeleteHost { host: host.clone() };
        self.on_host(account, host, request, Step::DeleteHost, ask).await
    }

    async fn on_host(
        &self,
        account: AccountNumber,
        host: HostName,
        request: Request,
        step: Step,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let (_, registration) = self.name_around(account, &host).await?;
        let number = self.next_operation().await?;
        let opening = Opening {
            account,
            request,
            charge: None,
            registry: registration.registry,
            steps: vec![step],
            waits: false,
        };
        let dossier = opening.dossier(number, ask);
        self.once(ask, streams_of(&dossier).with::<Host>(&host), |work| {
            work.execute::<Host>(&host, &Command::Claim { operation: number })?;
            work.open(&dossier, false)?;
            Ok(Opened { operation: number, registration: None, owner: None })
        })
        .await
    }

    /// The account's name that a host lies in.
    async fn name_around(
        &self,
        account: AccountNumber,
        host: &HostName,
    ) -> Result<(DomainName, Registration), AskError> {
        let mut last = None;
        let labels: Vec<&str> = host.as_str().split('.').collect();
        for start in 0..labels.len().saturating_sub(1) {
            let Ok(name) = DomainName::parse(&labels[start..].join(".")) else { continue };
            match self.registration_for(account, &name, Right::Serve).await {
                Ok(registration) => return Ok((name, registration)),
                Err(AskError::Refused(refusal)) => last = Some(refusal),
                Err(other) => return Err(other),
            }
        }
        Err(last.unwrap_or(Refusal::Domain(domain_model::domain::Refusal::NotHeld)).into())
    }

    fn checked_addresses(&self, host: &HostName, addresses: &[IpAddr]) -> Result<(), AskError> {
        let wrong = |error: &dyn std::fmt::Display| {
            Refusal::Fields(vec![FieldError::new("addresses", "address", error.to_string())])
        };
        if addresses.is_empty() {
            return Err(wrong(&"at least one address is needed").into());
        }
        check_addresses(host, addresses).map_err(|error| wrong(&error))?;
        check_scope(host, addresses, self.settings().address_scope).map_err(|error| wrong(&error))?;
        Ok(())
    }
}
