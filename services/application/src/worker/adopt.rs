//! What follows from a name that has come: its contacts become ours, hosts inside it are made, other trades end.

use super::hosts::VIEWS;
use super::{Outcome, is_moot};
use crate::application::Application;
use crate::ask::{Ask, AskError, AskKey, Opened};
use crate::domains::Opening;
use crate::jobs::Errand;
use crate::refusal::Refusal;
use domain_model::domain::{Domain, Verb};
use domain_model::operation::{DomainChanges, Operation, Request, Step};
use domain_model::policy::DelegationOf;
use domain_model::trade::Trade;
use domain_model::values::{DomainName, OperationNumber, Reason};
use domain_model::{Actor, Channel};

impl Application {
    pub(super) fn own_ask(&self, errand: &Errand) -> Ask {
        Ask::new(errand.cause(Actor::System, Channel::Internal, self.clock().now()))
    }

    /// A second run of the same job opens no second operation: it asks under the same key.
    fn follow_up_ask(&self, errand: &Errand) -> Ask {
        let key = format!("{}-{}", errand.job.kind(), errand.causation);
        let scope = "follow-up".to_owned();
        self.own_ask(errand).under(Some(AskKey { scope, fingerprint: key.clone(), key }))
    }

    /// The registry still shows the losing registrar's contacts on a name that came by transfer.
    pub(super) async fn adopt(&self, name: &DomainName, errand: &Errand) -> Result<Outcome, AskError> {
        let ask = self.follow_up_ask(errand);
        if self.answered::<Opened>(&ask).await?.is_some() {
            return Ok(Outcome::Done);
        }
        let Some(registration) = self.journal().load::<Domain>(name).await?.state.registration().cloned()
        else {
            return Ok(Outcome::Done);
        };
        if !self.rules(name, ask.cause.at)?.thick {
            return Ok(Outcome::Done);
        }
        let contacts = registration.contacts;
        let changes = DomainChanges {
            owner: Some(contacts.owner),
            admin: Some(contacts.admin),
            tech: Some(contacts.tech),
            ..DomainChanges::default()
        };
        let mut steps = self.new_contacts(registration.account, &changes, &registration, true).await?;
        steps.push(Step::UpdateDomain);
        let opening = Opening {
            account: registration.account,
            request: Request::Update { name: name.clone(), changes },
            charge: None,
            registry: registration.registry,
            steps,
            waits: false,
        };
        self.accept_follow_up(name, opening, &ask).await
    }

    async fn accept_follow_up(
        &self,
        name: &DomainName,
        opening: Opening,
        ask: &Ask,
    ) -> Result<Outcome, AskError> {
        match self.accept_on_held(ask, name, Verb::Update, opening).await {
            Ok(_) => Ok(Outcome::Done),
            Err(AskError::Refused(Refusal::Domain(domain_model::domain::Refusal::Busy(other)))) => {
                Ok(Outcome::Later(format!("operation {other} holds {name}")))
            }
            Err(other) => Err(other),
        }
    }

    /// Hosts inside a name can be created now that the name exists, and the name delegated to them.
    pub(super) async fn add_glue(
        &self,
        operation: OperationNumber,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        let ask = self.follow_up_ask(errand);
        if self.answered::<Opened>(&ask).await?.is_some() {
            return Ok(Outcome::Done);
        }
        let state = self.journal().load::<Operation>(&operation).await?.state;
        let Some(Request::Create { name, servers, .. }) = state.dossier().map(|dossier| &dossier.request)
        else {
            return Ok(Outcome::Done);
        };
        let held = self.journal().load::<Domain>(name).await?.state;
        let Some(registration) = held.registration() else { return Ok(Outcome::Done) };
        if servers.hosts().all(|host| registration.servers.contains(host)) {
            return Ok(Outcome::Done);
        }
        let policy = self.rules(name, ask.cause.at)?;
        let mut steps = self.checked_servers(name, servers, policy, DelegationOf::Update).await?;
        steps.push(Step::UpdateDomain);
        let changes = DomainChanges { servers: Some(servers.clone()), ..DomainChanges::default() };
        let opening = Opening {
            account: registration.account,
            request: Request::Update { name: name.clone(), changes },
            charge: None,
            registry: registration.registry.clone(),
            steps,
            waits: false,
        };
        self.accept_follow_up(name, opening, &ask).await
    }

    /// Links that went to a contact's former address vote no more.
    pub(super) async fn void_links(
        &self,
        contact: domain_model::values::ContactNumber,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        // A vote that was opened a moment ago must not be missed.
        self.views_caught_up(VIEWS).await?;
        for trade in self.open_trades_with(contact).await? {
            self.void_trade_links(trade, contact, &self.own_ask(errand)).await?;
        }
        self.void_contact_change_links(contact, &self.own_ask(errand)).await?;
        Ok(Outcome::Done)
    }

    /// One trade completing ends the others of the same name.
    pub(super) async fn end_rivals(
        &self,
        completed: OperationNumber,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        let state = self.journal().load::<Trade>(&completed).await?.state;
        let Some((terms, _)) = state.dossier() else { return Ok(Outcome::Done) };
        self.views_caught_up(VIEWS).await?;
        let reason = Reason::parse(&format!("trade {completed} of the same name was completed"))
            .expect("a short sentence is a reason");
        for rival in self.open_trades_of(&terms.name).await? {
            if rival != completed {
                match self.cancel_trade(rival, reason.clone(), &self.own_ask(errand)).await {
                    Ok(_) => {}
                    Err(error) if is_moot(&error) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Outcome::Done)
    }
}
