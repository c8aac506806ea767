//! What is owed about names: planned when a name changes, done when its day comes, missed when it passes.

use super::Outcome;
use crate::application::Application;
use crate::ask::{Ask, AskError, AskKey};
use crate::domains::{ChangeDomain, DeleteDomain};
use crate::jobs::{Deadline, Errand, Job};
use crate::refusal::Refusal;
use chrono::{DateTime, Days, Utc};
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
        let plan = match (domain.registration(), expired) {
            (None, _) => Plan::Ended,
            (Some(held), Some(expired)) if held.phase == Phase::Expired => {
                rules.owed_after_expiry(held, expired)
            }
            (Some(held), _) => rules.owed(held, &known, at),
        };
        let ask = Ask::new(errand.cause(Actor::Clock, Channel::Internal, at));
        self.on_obligations(name, &Command::Plan { plan, at }, &ask).await?;
        Ok(Outcome::Done)
    }

    /// The day of an obligation passes.
    pub(super) async fn miss_obligation(
        &self,
        name: &DomainName,
        key: &Key,
        ask: &Ask,
    ) -> Result<(), AskError> {
        self.on_obligations(name, &Command::Miss { key: *key, at: ask.cause.at }, ask).await
    }

    /// An operation that is owed is asked for, late rather than never.
    pub(super) async fn meet_obligation(
        &self,
        name: &DomainName,
        key: &Key,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let Some((_, held)) = self.outstanding(name, key).await? else { return Ok(()) };
        let as_key = AskKey {
            scope: "clock/obligations".to_owned(),
            key: format!("{name}/{key}/{}", held.number),
            fingerprint: key.to_string(),
        };
        let asked = self.owed_operation(name, key.kind, &held, &ask.clone().under(Some(as_key))).await;
        let by = match asked {
            Ok(discharge) => discharge,
            Err(AskError::Refused(Refusal::NoChange)) => Discharge::FoundDone,
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
            Kind::Interruption => client.union(hold),
            Kind::Reinstatement => client.difference(hold),
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
        self.on_obligations(name, &Command::Discharge { key: *key, by }, ask).await
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

    async fn on_obligations(&self, name: &DomainName, command: &Command, ask: &Ask) -> Result<(), AskError> {
        self.once(ask, Streams::new().with::<Obligations>(name), |work| {
            work.execute::<Obligations>(name, command).map(|_| ())
        })
        .await?;
        Ok(())
    }
}
