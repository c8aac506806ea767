//! Reconciliation: what a registry shows of a name against what is believed, and what a person decides on it.
//!
//! Accepting and pushing ask the registry once more, so that nobody decides on what is no more. A push first believes
//! what the registry shows, and then changes it by an ordinary operation: it is told by difference against what is
//! believed, and where the operation fails, the truth is what is believed.

mod compare;

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::domains::{Opening, claim_for, streams_of};
use crate::ports::{AnswerData, DomainAtRegistry, RegistryCommand};
use crate::refusal::{ContactRole, Refusal};
use crate::work::Work;
use domain_model::domain::{self, Domain, Phase, Registration, Verb};
use domain_model::drift::{Command, Difference, Drift, Field, Object, Refusal as DriftRefusal, Standing};
use domain_model::operation::{DomainChanges, Request, Step};
use domain_model::policy::DelegationOf;
use domain_model::values::{
    DomainName, FieldError, HostName, NameServer, NameServers, Reason, RegistryContactId, SecDns,
    Sha256Digest,
};
use journal::Streams;
use std::collections::BTreeSet;

/// A person's decision about the drift of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecideDrift {
    /// The name.
    pub name: DomainName,
    /// About what; all that waits for a decision where nothing is named.
    pub fields: Vec<Field>,
    /// Why.
    pub reason: Reason,
}

/// What a name is told before a decision is recorded.
struct Belief {
    correct: DomainChanges,
    observe: domain::Command,
}

impl Application {
    /// Compares what the registry shows of a name with what is believed; answers what waits for a decision then.
    ///
    /// # Errors
    /// The name is not ours, is being deleted, is leaving, or an operation on it is unfinished; the registry could not
    /// be asked, or does not show the name.
    #[boxed]
    pub async fn reconcile(&self, name: &DomainName, ask: &Ask) -> Result<Accepted<Vec<Field>>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let domain = self.journal().load::<Domain>(name).await?.state;
        let known = self.journal().load::<Drift>(name).await?.state;
        let (compare, held) = match (comparable(&domain), known.subject()) {
            (Ok(held), _) => {
                let subject = compare::subject(held);
                let differences = self.differences(name, held, ask).await?;
                (Command::Compare { subject, differences }, Some(held))
            }
            // Of a name that has left, nothing differs any more.
            (Err(domain::Refusal::NotHeld), Some(subject))
                if known.iter().any(|one| one.is_outstanding()) =>
            {
                (Command::Compare { subject, differences: vec![] }, None)
            }
            (Err(refusal), _) => return Err(Refusal::from(refusal).into()),
        };
        self.once(ask, Streams::new().with::<Domain>(name).with::<Drift>(name), |work| {
            unchanged(work, name, held)?;
            work.execute::<Drift>(name, &compare)?;
            let open = work.state::<Drift>(name).iter().filter(|one| one.standing == Standing::Open);
            Ok(open.map(|one| one.difference.field()).collect())
        })
        .await
    }

    /// Believes what the registry shows.
    ///
    /// # Errors
    /// Nothing of it waits, it has changed since, or it cannot be believed just so; whatever stands in the way of
    /// [`Application::reconcile`].
    #[boxed]
    pub async fn accept_drift(&self, asked: DecideDrift, ask: &Ask) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let (held, seen) = self.seen_again(&asked, ask).await?;
        seen.iter().try_for_each(Difference::acceptable).map_err(Refusal::from)?;
        for (role, number) in seen.iter().filter_map(contact_of) {
            self.usable_contact(held.account, number, role).await?;
        }
        let belief = Belief::of(&held, seen.iter())?;
        let accept = Command::Accept { differences: seen, reason: asked.reason };
        let name = &asked.name;
        self.once(ask, Streams::new().with::<Domain>(name).with::<Drift>(name), |work| {
            unchanged(work, name, Some(&held))?;
            belief.take(work, name)?;
            work.execute::<Drift>(name, &accept).map(|_| ())
        })
        .await
    }

    /// Tells the registry what is believed, by an update.
    ///
    /// # Errors
    /// As for [`Application::accept_drift`], and whatever forbids an update of the name.
    #[boxed]
    pub async fn push_drift(&self, asked: DecideDrift, ask: &Ask) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let (held, seen) = self.seen_again(&asked, ask).await?;
        seen.iter().try_for_each(Difference::pushable).map_err(Refusal::from)?;
        let name = &asked.name;
        let policy = self.rules(name, ask.cause.at)?;
        let changes = wanted(&held, &seen);
        let mut steps = self.new_contacts(held.account, &changes, &held, policy.thick).await?;
        if let Some(servers) = &changes.servers {
            steps.extend(self.checked_servers(name, servers, policy, DelegationOf::Update).await?);
        }
        steps.push(Step::UpdateDomain);
        let opening = Opening {
            account: held.account,
            request: Request::Update { name: name.clone(), changes },
            charge: None,
            registry: held.registry.clone(),
            steps,
            waits: false,
        };
        let number = self.next_operation().await?;
        let dossier = opening.dossier(number, ask);
        // The registry is asked which contacts ours replace: those need not be believed on the way.
        let told_by_difference = |one: &&Difference| !matches!(one.field(), Field::Admin | Field::Tech);
        let belief = Belief::of(&held, seen.iter().filter(told_by_difference))?;
        let push = Command::Push { differences: seen, operation: number, reason: asked.reason };
        let opened = Opened { operation: number, registration: None, owner: None };
        self.once(ask, streams_of(&dossier).with::<Domain>(name).with::<Drift>(name), |work| {
            unchanged(work, name, Some(&held))?;
            belief.take(work, name)?;
            work.execute::<Domain>(name, &claim_for(&dossier.request, number, Verb::Update))?;
            work.open(&dossier, false)?;
            work.execute::<Drift>(name, &push)?;
            Ok(opened)
        })
        .await
    }

    /// Leaves the difference as it is: it stays silent until the registry shows something else.
    ///
    /// # Errors
    /// Nothing of it waits, or it has changed since.
    #[boxed]
    pub async fn ignore_drift(&self, asked: DecideDrift, ask: &Ask) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let known = self.journal().load::<Drift>(&asked.name).await?.state;
        let differences = known.chosen(&asked.fields).map_err(Refusal::from)?;
        let ignore = Command::Ignore { differences, reason: asked.reason };
        self.once(ask, Streams::new().with::<Drift>(&asked.name), |work| {
            work.execute::<Drift>(&asked.name, &ignore).map(|_| ())
        })
        .await
    }

    /// What a person decides on, as the registry shows it at this moment.
    async fn seen_again(
        &self,
        asked: &DecideDrift,
        ask: &Ask,
    ) -> Result<(Registration, Vec<Difference>), AskError> {
        let before = self.journal().load::<Drift>(&asked.name).await?.state;
        let seen = before.chosen(&asked.fields).map_err(Refusal::from)?;
        let mut cause = ask.cause.clone();
        // The reason is the decision's, not the comparison's.
        cause.reason = None;
        self.reconcile(&asked.name, &Ask::new(cause)).await?;
        let after = self.journal().load::<Drift>(&asked.name).await?.state;
        for difference in &seen {
            let field = difference.field();
            let now = after.chosen(&[field]).map_err(Refusal::from)?;
            if now != [difference.clone()] {
                return Err(Refusal::from(DriftRefusal::Changed { field }).into());
            }
        }
        let domain = self.journal().load::<Domain>(&asked.name).await?.state;
        let held = comparable(&domain).map_err(Refusal::from)?;
        Ok((held.clone(), seen))
    }

    async fn differences(
        &self,
        name: &DomainName,
        held: &Registration,
        ask: &Ask,
    ) -> Result<Vec<Difference>, AskError> {
        let registry = self.registries().get(&held.registry)?;
        let shown = self.at_registry(name, held).await?;
        let thick = self.rules(name, ask.cause.at)?.thick;
        Ok(compare::compare(registry.registrar(), held, shown.as_ref(), thick, |id| self.contact_object(id)))
    }

    /// A name as its registry shows it; nothing where the registry does not know it.
    async fn at_registry(
        &self,
        name: &DomainName,
        held: &Registration,
    ) -> Result<Option<DomainAtRegistry>, AskError> {
        const NO_SUCH_OBJECT: u16 = 2303;
        let registry = self.registries().get(&held.registry)?;
        let info = RegistryCommand::InfoDomain { name: name.clone(), auth_code: None };
        let answer = self.look(registry, info, None).await?;
        match answer.data {
            AnswerData::Domain(shown) => Ok(Some(*shown)),
            _ if answer.code == NO_SUCH_OBJECT => Ok(None),
            _ => {
                let (code, message) = (answer.code, answer.message);
                Err(Refusal::NotShown { name: name.clone(), code, message }.into())
            }
        }
    }

    /// Whose contact object it is.
    fn contact_object(&self, id: Option<&RegistryContactId>) -> Object {
        let Some(id) = id else { return Object::Nobody };
        let prefix = &self.settings().registry_contact_prefix;
        let number = id.as_str().strip_prefix(prefix.as_str()).and_then(|rest| rest.strip_prefix('-'));
        match number.and_then(|number| number.parse().ok()) {
            Some(number) if self.registry_contact_id(number) == *id => Object::Ours(number),
            _ => {
                let mac = self.journal().vault().mac("drift-contact-object", id.as_str().as_bytes());
                Object::Foreign(Sha256Digest::from_bytes(mac))
            }
        }
    }
}

/// A registration that can be compared: nothing is on its way that would change it.
fn comparable(domain: &Domain) -> Result<&Registration, domain::Refusal> {
    if let Some(operation) = domain.unfinished() {
        return Err(domain::Refusal::Busy(operation));
    }
    let held = domain.registration().ok_or(domain::Refusal::NotHeld)?;
    match held.phase {
        Phase::Redemption { .. } | Phase::PendingDelete { .. } => Err(domain::Refusal::Deleted),
        Phase::Active | Phase::Expired if held.transfer_out.is_some() => {
            Err(domain::Refusal::LeavingByTransfer)
        }
        Phase::Active | Phase::Expired => Ok(held),
    }
}

/// What the registry was compared with must still be what is believed.
fn unchanged(work: &Work<'_>, name: &DomainName, held: Option<&Registration>) -> Result<(), Refusal> {
    if work.state::<Domain>(name).registration() == held { Ok(()) } else { Err(Refusal::NameChanged) }
}

/// A contact of ours that the registry shows in another role than is believed.
fn contact_of(difference: &Difference) -> Option<(ContactRole, domain_model::values::ContactNumber)> {
    match difference {
        Difference::Admin { shown: Object::Ours(number), .. } => Some((ContactRole::Admin, *number)),
        Difference::Tech { shown: Object::Ours(number), .. } => Some((ContactRole::Tech, *number)),
        _ => None,
    }
}

impl Belief {
    /// What the registry shows, as far as a name can hold it.
    fn of<'d>(held: &Registration, seen: impl Iterator<Item = &'d Difference>) -> Result<Self, Refusal> {
        let mut correct = DomainChanges::default();
        let (mut statuses, mut expires) = (held.statuses, held.expires);
        for difference in seen {
            match difference {
                Difference::Expiry { shown, .. } => expires = *shown,
                Difference::ClientStatuses { shown, .. } => statuses = statuses.with_client_part(*shown),
                Difference::ServerStatuses { shown, .. } => {
                    statuses = shown.union(statuses.client_part());
                }
                Difference::NameServers { shown, .. } => correct.servers = Some(servers(held, shown)?),
                Difference::SecDns { shown, .. } => correct.secdns = Some(records(shown.as_ref())),
                Difference::Admin { shown: Object::Ours(number), .. } => correct.admin = Some(*number),
                Difference::Tech { shown: Object::Ours(number), .. } => correct.tech = Some(*number),
                Difference::Admin { .. }
                | Difference::Tech { .. }
                | Difference::Registrant { .. }
                | Difference::Sponsor { .. } => {}
            }
        }
        Ok(Self { correct, observe: domain::Command::Observe { statuses, expires } })
    }

    fn take(&self, work: &mut Work<'_>, name: &DomainName) -> Result<(), Refusal> {
        let correct = domain::Command::Correct { changes: Box::new(self.correct.clone()) };
        work.execute::<Domain>(name, &correct)?;
        work.execute::<Domain>(name, &self.observe)?;
        Ok(())
    }
}

/// What an update has to bring about, so that the registry shows what was believed.
fn wanted(held: &Registration, seen: &[Difference]) -> DomainChanges {
    let mut changes = DomainChanges::default();
    for difference in seen {
        match difference {
            Difference::NameServers { .. } => changes.servers = Some(held.servers.clone()),
            Difference::ClientStatuses { believed, .. } => changes.client_statuses = Some(*believed),
            Difference::SecDns { believed, .. } => changes.secdns = Some(records(believed.as_ref())),
            // With an owner among the changes, the registry is asked which objects they replace.
            Difference::Registrant { .. } | Difference::Admin { .. } | Difference::Tech { .. } => {
                changes.owner = Some(held.contacts.owner);
                changes.admin = Some(held.contacts.admin);
                changes.tech = Some(held.contacts.tech);
            }
            Difference::Sponsor { .. } | Difference::Expiry { .. } | Difference::ServerStatuses { .. } => {}
        }
    }
    changes
}

/// Name servers by their hosts; the addresses of those that are known stay known.
fn servers(held: &Registration, hosts: &BTreeSet<HostName>) -> Result<NameServers, Refusal> {
    let known = |host: &HostName| held.servers.iter().find(|server| server.host == *host).cloned();
    let all = hosts.iter().map(|host| known(host).unwrap_or_else(|| NameServer::new(host.clone())));
    NameServers::new(all.collect())
        .map_err(|error| Refusal::Fields(vec![FieldError::new("fields", "name-servers", error.to_string())]))
}

/// DNSSEC records as an update words them: none is an empty list.
fn records(secdns: Option<&SecDns>) -> SecDns {
    secdns.cloned().unwrap_or(SecDns::Ds(vec![]))
}
