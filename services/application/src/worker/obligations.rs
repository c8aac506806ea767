//! What is owed about names: planned when a name changes, done when its day comes, missed when it passes.

use super::Outcome;
use crate::application::Application;
use crate::ask::{Ask, AskError, AskKey};
use crate::domains::{ChangeDomain, DeleteDomain};
use crate::jobs::{Deadline, Errand, Job};
use crate::refusal::Refusal;
use chrono::{DateTime, Days, Utc};
use domain_model::contact::Contact;
use domain_model::domain::{Domain, Phase, Registration};
use domain_model::obligations::{Command, Discharge, Key, Kind, Obligations, Owed, Plan};
use domain_model::operation::DomainChanges;
use domain_model::values::{DomainName, EppStatus, StatusSet};
use domain_model::{Actor, Channel};
use journal::{StreamId, Streams};

impl Application {
    /// Opens what is owed about a name as it is now, and voids what is not owed any more.
    pub(super) async fn plan_obligations(
        &self,
        name: &DomainName,
        expired: Option<DateTime<Utc>>,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        let at = self.clock().now();
        let domain = self.journal().load::<Domain>(name).await?.state;
        let known = self.journal().load::<Obligations>(name).await?.state;
        let rules = self.rules(name, at)?;
        let confirm_by = match domain.registration() {
            Some(held) => self.to_confirm_by(held).await?,
            None => None,
        };
        let plan = match (domain.registration(), expired) {
            (None, _) => Plan::Ended,
            (Some(held), Some(expired)) if held.phase == Phase::Expired => {
                rules.owed_after_expiry(held, &known, confirm_by, expired)
            }
            (Some(held), _) => rules.owed(held, &known, confirm_by, at),
        };
        // What is confirmed is done, not moot.
        let confirmed = |owed: &&Owed| owed.is_outstanding() && owed.terms.key.kind == Kind::Verification;
        let confirmed = match confirm_by {
            None if plan != Plan::Ended => {
                known.iter().filter(confirmed).map(|owed| owed.terms.key).collect()
            }
            _ => vec![],
        };
        let done = confirmed.into_iter().map(|key| Command::Discharge { key, by: Discharge::FoundDone });
        let commands: Vec<Command> = done.chain([Command::Plan { plan, at }]).collect();
        let ask = Ask::new(errand.cause(Actor::Clock, Channel::Internal, at));
        self.on_obligations(name, &commands, &ask).await?;
        Ok(Outcome::Done)
    }

    /// Until when the owner of a name has to confirm the data; nothing where it is confirmed, or never had to be.
    async fn to_confirm_by(&self, held: &Registration) -> Result<Option<DateTime<Utc>>, AskError> {
        let owner = self.journal().load::<Contact>(&held.contacts.owner).await?.state;
        Ok(owner.person().and_then(|person| person.verify_by))
    }

    /// The day of an obligation passes.
    pub(super) async fn miss_obligation(
        &self,
        name: &DomainName,
        key: &Key,
        ask: &Ask,
    ) -> Result<(), AskError> {
        self.on_obligations(name, &[Command::Miss { key: *key, at: ask.cause.at }], ask).await
    }

    /// An operation that is owed is asked for, late rather than never.
    pub(super) async fn meet_obligation(
        &self,
        name: &DomainName,
        key: &Key,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let Some((_, held)) = self.outstanding(name, key).await? else { return Ok(()) };
        if key.kind == Kind::Verification {
            match self.to_confirm_by(&held).await? {
                None => return self.discharge(name, key, Discharge::FoundDone, ask).await,
                // Another owner's day: the plan of that change voids this one.
                Some(by) if by.date_naive() != key.about => return Ok(()),
                Some(_) => {}
            }
        }
        let as_key = AskKey {
            scope: "clock/obligations".to_owned(),
            key: format!("{name}/{key}/{}", held.number),
            fingerprint: key.to_string(),
        };
        let asked = self.owed_operation(name, key.kind, &held, &ask.clone().under(Some(as_key))).await;
        let by = match asked {
            Ok(discharge) => discharge,
            Err(AskError::Refused(Refusal::NoChange)) => self.held_already(name, key.kind, &held).await?,
            // Something holds the name, or a status forbids it: tried again the next day, and missed in public.
            Err(AskError::Refused(refusal)) => {
                tracing::warn!(name = %name, obligation = %key, why = %refusal, "tried again tomorrow");
                return self.again_tomorrow(name, key, ask).await;
            }
            Err(error) => return Err(error),
        };
        self.discharge(name, key, by, ask).await
    }

    async fn owed_operation(
        &self,
        name: &DomainName,
        kind: Kind,
        held: &Registration,
        ask: &Ask,
    ) -> Result<Discharge, AskError> {
        let client = held.statuses.client_part();
        let (account, hold) = (held.account, StatusSet::of(&[EppStatus::ClientHold]));
        let statuses = match kind {
            Kind::Interruption | Kind::Verification => client.union(hold),
            Kind::Reinstatement | Kind::Resumption if self.held_otherwise(name, kind, held).await? => {
                return Ok(Discharge::FoundDone);
            }
            Kind::Reinstatement | Kind::Resumption => client.difference(hold),
            _ => {
                let delete = DeleteDomain { account, name: name.clone() };
                let number = self.delete_domain(delete, ask).await?.value.operation;
                return Ok(Discharge::Operation { number });
            }
        };
        let changes = DomainChanges { client_statuses: Some(statuses), ..DomainChanges::default() };
        let change = ChangeDomain { account, name: name.clone(), changes, auth_code: None };
        let number = self.change_domain(change, ask).await?.value.operation;
        Ok(Discharge::Operation { number })
    }

    /// Whether the name stays on hold for the other of the two reasons that there are.
    async fn held_otherwise(
        &self,
        name: &DomainName,
        kind: Kind,
        held: &Registration,
    ) -> Result<bool, AskError> {
        let known = self.journal().load::<Obligations>(name).await?.state;
        Ok(match kind {
            Kind::Reinstatement => known.suspended_since(held.number).next().is_some(),
            _ => known.interrupted_by(held.number).is_some(),
        })
    }

    /// Nothing had to be changed. A name that is suspended while its service is interrupted is on hold by the operation
    /// that interrupted it, and stays so when it is renewed.
    async fn held_already(
        &self,
        name: &DomainName,
        kind: Kind,
        held: &Registration,
    ) -> Result<Discharge, AskError> {
        let known = self.journal().load::<Obligations>(name).await?.state;
        let interrupted = known.interrupted_by(held.number).filter(|_| kind == Kind::Verification);
        Ok(interrupted.map_or(Discharge::FoundDone, |number| Discharge::Operation { number }))
    }

    /// An obligation that is still to be done, about a registration that is still ours.
    pub(super) async fn outstanding(
        &self,
        name: &DomainName,
        key: &Key,
    ) -> Result<Option<(Owed, Registration)>, AskError> {
        let known = self.journal().load::<Obligations>(name).await?.state;
        let domain = self.journal().load::<Domain>(name).await?.state;
        let (Some(owed), Some(held)) = (known.get(key), domain.registration()) else { return Ok(None) };
        let still = owed.is_outstanding() && owed.terms.registration == held.number;
        Ok(still.then(|| (owed.clone(), held.clone())))
    }

    /// It was done.
    pub(super) async fn discharge(
        &self,
        name: &DomainName,
        key: &Key,
        by: Discharge,
        ask: &Ask,
    ) -> Result<(), AskError> {
        self.on_obligations(name, &[Command::Discharge { key: *key, by }], ask).await
    }

    async fn again_tomorrow(&self, name: &DomainName, key: &Key, ask: &Ask) -> Result<(), AskError> {
        let stream = StreamId::of::<Obligations>(name);
        let due_at = ask.cause.at + Days::new(1);
        self.once(ask, Streams::new().with::<Obligations>(name), |work| {
            let again = Deadline::Obligation { name: name.clone(), key: *key };
            work.enqueue(Job::Deadline(again), &stream, due_at);
            Ok(())
        })
        .await?;
        Ok(())
    }

    async fn on_obligations(
        &self,
        name: &DomainName,
        commands: &[Command],
        ask: &Ask,
    ) -> Result<(), AskError> {
        self.once(ask, Streams::new().with::<Obligations>(name), |work| {
            commands.iter().try_for_each(|command| work.execute::<Obligations>(name, command).map(|_| ()))
        })
        .await?;
        Ok(())
    }
}
