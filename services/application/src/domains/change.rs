//! A name that is ours is renewed, changed, deleted or restored.

use super::Opening;
use super::register::sealed_code;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::ports::FeeFor;
use crate::refusal::{ContactRole, Refusal};
use crate::rights::Right;
use domain_model::Actor;
use domain_model::domain::{self, Phase, Registration, Verb};
use domain_model::obligations::Obligations;
use domain_model::operation::{DomainChanges, Request, Step};
use domain_model::policy::DelegationOf;
use domain_model::values::{
    AccountNumber, AuthCode, DnsService, DomainName, EppStatus, FieldError, Period, PricedAction, SecDns,
    StatusSet,
};

/// What it takes to renew a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenewDomain {
    /// Who asks, and pays.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
    /// Years.
    pub period: Period,
}

/// What it takes to change a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeDomain {
    /// Who asks.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
    /// What changes, but for the code.
    pub changes: DomainChanges,
    /// A new code.
    pub auth_code: Option<AuthCode>,
}

/// What it takes to delete a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteDomain {
    /// Who asks.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
}

/// What it takes to restore a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreDomain {
    /// Who asks, and pays.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
}

const RESTORATION: FeeFor = FeeFor { action: PricedAction::Restore, period: None };

impl Application {
    /// Renews a name.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is kept then.
    #[boxed]
    pub async fn renew_domain(&self, asked: RenewDomain, ask: &Ask) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let policy = self.rules(&asked.name, at)?;
        let profile = self.open_account(asked.account).await?;
        let registration = self.registration_for(asked.account, &asked.name, Right::Manage).await?;
        // A year that the registry has added by itself is bought now.
        let paid_until = registration.paid_until();
        policy.renewal_expiry(paid_until, asked.period, at).map_err(Refusal::from)?;
        let renew = FeeFor { action: PricedAction::Renew, period: Some(asked.period) };
        let charge = self.charge(&profile, &asked.name, renew, ask).await?;
        let request =
            Request::Renew { name: asked.name.clone(), period: asked.period, current_expiry: paid_until };
        let opening = Opening {
            account: asked.account,
            request,
            charge,
            registry: registration.registry,
            steps: vec![Step::RenewDomain],
            waits: false,
        };
        self.accept_on_held(ask, &asked.name, Verb::Renew, opening).await
    }

    /// Changes a name: name servers, contacts but the owner, client statuses, code, DNSSEC.
    ///
    /// # Errors
    /// Whatever stands in the way; [`Refusal::NoChange`] where nothing would change.
    #[boxed]
    pub async fn change_domain(&self, asked: ChangeDomain, ask: &Ask) -> Result<Accepted<Opened>, AskError> {
        self.change_domain_and_service(asked, None, ask).await
    }

    /// As [`Application::change_domain`], and serves the name in another way, which the registry has no part in: where
    /// nothing else changes, the operation has nothing to send.
    ///
    /// # Errors
    /// As there; the slave's master cannot be reached from everywhere.
    #[boxed]
    pub async fn change_domain_and_service(
        &self,
        asked: ChangeDomain,
        service: Option<DnsService>,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let policy = self.rules(&asked.name, at)?;
        self.may_act(asked.account, ask).await?;
        let registration = self.registration_for(asked.account, &asked.name, Right::Manage).await?;
        let mut changes = asked.changes.clone();
        changes.auth_code = asked.auth_code.map(|code| sealed_code(&asked.name, code));
        let theirs = |wanted: StatusSet| wanted.difference(wanted.client_part()).iter().next();
        if let Some(status) = changes.client_statuses.and_then(theirs) {
            let message = format!("{status} is the registry's to set: client statuses only");
            return Err(
                Refusal::Fields(vec![FieldError::new("clientStatuses", "client-status", message)]).into()
            );
        }
        if let Some(service) = service {
            let comes_to_it = service != registration.service();
            let asked = changes.servers.take();
            let servers = self.servers_for(service, asked.clone(), comes_to_it)?;
            // Our servers do not sign: DNSSEC records would break the name there, and go.
            if servers != asked {
                changes.secdns = Some(SecDns::Ds(vec![]));
            }
            changes.servers = servers;
        }
        let changes = registration.differing(changes);
        let service = service.filter(|service| *service != registration.service());
        service.map(|service| self.checked_service(service)).transpose()?;
        if changes.is_empty() && service.is_none() {
            return Err(Refusal::NoChange.into());
        }
        self.stays_suspended(&asked.name, &registration, &changes, ask).await?;
        if let Some(secdns) = &changes.secdns {
            policy.check_dnssec(secdns).map_err(Refusal::from)?;
        }
        let mut steps = self.new_contacts(asked.account, &changes, &registration, policy.thick).await?;
        if let Some(servers) = &changes.servers {
            steps.extend(self.checked_servers(&asked.name, servers, policy, DelegationOf::Update).await?);
        }
        steps.push(Step::UpdateDomain);
        let opening = Opening {
            account: asked.account,
            request: Request::Update { name: asked.name.clone(), changes },
            charge: None,
            registry: registration.registry,
            steps,
            waits: false,
        };
        let serve = service.map(|service| domain::Command::SetService { service });
        self.accept_after(ask, &asked.name, serve, Verb::Update, opening).await
    }

    /// A name that is suspended until its owner confirms the data is given back by that, not by its reseller.
    async fn stays_suspended(
        &self,
        name: &DomainName,
        held: &Registration,
        changes: &DomainChanges,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let holds = |statuses: StatusSet| statuses.iter().any(|status| status == EppStatus::ClientHold);
        let lifts = changes.client_statuses.is_some_and(|wanted| !holds(wanted)) && holds(held.statuses);
        if !lifts || !matches!(ask.cause.actor, Actor::Reseller(_)) {
            return Ok(());
        }
        let known = self.journal().load::<Obligations>(name).await?.state;
        match known.suspended_since(held.number).next() {
            Some(since) => Err(Refusal::Suspended { name: name.clone(), since }.into()),
            None => Ok(()),
        }
    }

    /// The objects that the registry needs first for contacts that change.
    pub(crate) async fn new_contacts(
        &self,
        account: AccountNumber,
        changes: &DomainChanges,
        registration: &Registration,
        thick: bool,
    ) -> Result<Vec<Step>, AskError> {
        let roles = [
            (changes.owner, ContactRole::Owner),
            (changes.admin, ContactRole::Admin),
            (changes.tech, ContactRole::Tech),
            (changes.billing, ContactRole::Billing),
        ];
        let mut steps: Vec<Step> = vec![];
        for (number, role) in roles {
            let Some(number) = number else { continue };
            let person = self.usable_contact(account, number, role).await?;
            let step = Step::CreateContact(number);
            let known = person.placed.contains_key(&registration.registry) || steps.contains(&step);
            if thick && role != ContactRole::Billing && !known {
                steps.push(step);
            }
        }
        Ok(steps)
    }

    /// Deletes a name.
    ///
    /// # Errors
    /// Whatever stands in the way.
    #[boxed]
    pub async fn delete_domain(&self, asked: DeleteDomain, ask: &Ask) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.may_act(asked.account, ask).await?;
        let registration = self.registration_for(asked.account, &asked.name, Right::Manage).await?;
        let opening = Opening {
            account: asked.account,
            request: Request::Delete { name: asked.name.clone() },
            charge: None,
            registry: registration.registry,
            steps: vec![Step::DeleteDomain],
            waits: false,
        };
        self.accept_on_held(ask, &asked.name, Verb::Delete, opening).await
    }

    /// Whether a name could be restored now; nothing is kept, and points are not looked at.
    ///
    /// # Errors
    /// What stands in the way.
    #[boxed]
    pub async fn check_restorable(&self, asked: &RestoreDomain, ask: &Ask) -> Result<(), AskError> {
        let at = ask.cause.at;
        if !self.rules(&asked.name, at)?.restore {
            return Err(Refusal::NotOffered { what: "restore", name: asked.name.clone() }.into());
        }
        let profile = self.open_account(asked.account).await?;
        let held = self.registration_for(asked.account, &asked.name, Right::Manage).await?;
        match (held.busy, &held.phase) {
            (Some(operation), _) => Err(Refusal::Domain(domain::Refusal::Busy(operation)).into()),
            (None, Phase::Redemption { until }) if *until > at => {
                self.charge(&profile, &asked.name, RESTORATION, ask).await.map(|_| ())
            }
            (None, _) => Err(Refusal::Domain(domain::Refusal::NotRestorable).into()),
        }
    }

    /// Takes a name back from redemption.
    ///
    /// # Errors
    /// Whatever stands in the way.
    #[boxed]
    pub async fn restore_domain(
        &self,
        asked: RestoreDomain,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let policy = self.rules(&asked.name, at)?;
        if !policy.restore {
            return Err(Refusal::NotOffered { what: "restore", name: asked.name }.into());
        }
        let profile = self.open_account(asked.account).await?;
        let registration = self.registration_for(asked.account, &asked.name, Right::Manage).await?;
        let charge = self.charge(&profile, &asked.name, RESTORATION, ask).await?;
        let opening = Opening {
            account: asked.account,
            request: Request::Restore { name: asked.name.clone() },
            charge,
            registry: registration.registry,
            steps: vec![Step::RestoreDomain],
            waits: false,
        };
        self.accept_on_held(ask, &asked.name, Verb::Restore, opening).await
    }
}
