//! The end of an operation: what the registry confirmed becomes true here, and points are spent or freed, in one
//! transaction.

use super::dispatch::Done;
use super::operation::ending_streams;
use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::jobs::Job;
use crate::ports::{AnswerData, DomainAtRegistry, RegistryCommand};
use crate::refusal::Refusal;
use crate::work::Work;
use chrono::{DateTime, Utc};
use domain_model::contact::{self, Contact};
use domain_model::contact_change;
use domain_model::domain::{self, Claim, Domain, Lock, LockKind, Phase, Registration};
use domain_model::host::{self, Host};
use domain_model::operation::{Command, Dossier, Operation, RegistryFact, Request, Step};
use domain_model::points_account::{self, PointsAccount};
use domain_model::policy::{LockCause, PolicyLock, TldPolicy};
use domain_model::trade::{self, Trade};
use domain_model::transfer::{self, Transfer};
use domain_model::values::{ClTrid, DomainName, NameServer, NameServers, StatusSet};
use journal::StreamId;

/// Object does not exist (RFC 5730, section 3).
const NO_SUCH_OBJECT: u16 = 2303;

/// What the registry confirmed, read before the transaction so that this has nothing left to ask.
pub(super) struct Confirmed {
    fact: RegistryFact,
    at: DateTime<Utc>,
    /// What it shows of the name, where that was asked.
    pub(super) shown: Option<DomainAtRegistry>,
    created: Option<DateTime<Utc>>,
    expires: Option<DateTime<Utc>>,
    policy: Option<TldPolicy>,
}

impl Application {
    /// A step is confirmed: on to the next, or the operation is done.
    pub(super) async fn step_done(
        &self,
        dossier: &Dossier,
        step: &Step,
        cltrid: &ClTrid,
        done: Done,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let last = dossier.steps.last() == Some(step);
        if last && !matches!(step, Step::CreateContact(_)) {
            return self.conclude(dossier, cltrid, done, ask).await;
        }
        let number = dossier.number;
        let mut streams = journal::Streams::new().with::<Operation>(&number);
        if let Step::CreateContact(contact) = step {
            streams = streams.with::<Contact>(contact);
        }
        let made = self.glue_of(dossier, step).await?;
        if let Some((host, _)) = &made {
            streams = streams.with::<Host>(host);
        }
        self.once(ask, streams, |work| {
            let step_done = Command::StepDone { cltrid: cltrid.clone(), svtrid: done.svtrid.clone() };
            work.execute::<Operation>(&number, &step_done)?;
            if let Step::CreateContact(contact) = step {
                let id = self.registry_contact_id(*contact);
                let place = contact::Command::Place { registry: dossier.registry.clone(), id };
                work.execute::<Contact>(contact, &place)?;
            }
            if let Some((host, glue)) = &made
                && *work.state::<Host>(host) == Host::Absent
            {
                let request = host::Command::Request { glue: glue.clone(), operation: number };
                work.execute::<Host>(host, &request)?;
                work.on_host(host, &host::Command::ConfirmCreation { operation: number })?;
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// The registry confirmed the whole.
    pub(crate) async fn conclude(
        &self,
        dossier: &Dossier,
        cltrid: &ClTrid,
        done: Done,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let confirmed = self.confirmed(dossier, cltrid, done, ask.cause.at).await?;
        let number = dossier.number;
        self.once(ask, ending_streams(dossier), |work| {
            let conclude = Command::Conclude { fact: confirmed.fact.clone() };
            if work.execute::<Operation>(&number, &conclude)?.is_empty() {
                return Ok(());
            }
            work.confirm(dossier, &confirmed)?;
            if dossier.charge.is_some() {
                let settle =
                    points_account::Command::Settle { operation: number, fact: confirmed.fact.clone() };
                work.execute::<PointsAccount>(&dossier.account, &settle)?;
            }
            Ok(())
        })
        .await?;
        if let Request::DeleteHost { host } = &dossier.request {
            self.known_hosts().invalidate(&(dossier.registry.clone(), host.clone()));
        }
        Ok(())
    }

    /// Gathers what the transaction needs; asks the registry where the answer itself does not say it.
    pub(super) async fn confirmed(
        &self,
        dossier: &Dossier,
        cltrid: &ClTrid,
        done: Done,
        at: DateTime<Utc>,
    ) -> Result<Confirmed, AskError> {
        let fact = RegistryFact {
            registry: dossier.registry.clone(),
            cltrid: cltrid.clone(),
            svtrid: done.svtrid,
            at,
        };
        let (mut created, mut expires, mut shown) = (None, None, None);
        match done.data {
            Some(AnswerData::Dates { created: c, expires: e }) => (created, expires) = (c, e),
            Some(AnswerData::Domain(domain)) => {
                (created, expires) = (domain.created, domain.expires);
                shown = Some(*domain);
            }
            _ => {}
        }
        let name = match &dossier.request {
            Request::Create { name, .. } | Request::Renew { name, .. } if expires.is_none() => Some(name),
            Request::Delete { name } | Request::Restore { name } | Request::TransferIn { name, .. } => {
                Some(name)
            }
            _ => None,
        };
        if let Some(name) = name.filter(|_| shown.is_none()) {
            shown = self.shown(dossier, name).await?;
            created = created.or(shown.as_ref().and_then(|shown| shown.created));
            expires = shown.as_ref().and_then(|shown| shown.expires).or(expires);
        }
        let policy = match dossier.request.subject() {
            domain_model::operation::Subject::Domain(name) => Some(self.rules(&name, at)?.clone()),
            _ => None,
        };
        Ok(Confirmed { fact, at, shown, created, expires, policy })
    }

    /// What the registry shows of a name that is ours; nothing when it has none.
    pub(super) async fn shown(
        &self,
        dossier: &Dossier,
        name: &DomainName,
    ) -> Result<Option<DomainAtRegistry>, AskError> {
        let registry = self.registries().get(&dossier.registry)?;
        let info = RegistryCommand::InfoDomain { name: name.clone(), auth_code: None };
        let answer = self.look(registry, info, None).await?;
        Ok(match answer.data {
            AnswerData::Domain(domain) => Some(*domain),
            _ => None,
        })
    }

    /// The registry refused, or a rule did: everything that was held is free again.
    pub(crate) async fn fail_operation(
        &self,
        dossier: &Dossier,
        cltrid: Option<&ClTrid>,
        code: u16,
        message: &str,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let number = dossier.number;
        self.once(ask, ending_streams(dossier), |work| {
            let fail = Command::Fail { cltrid: cltrid.cloned(), code, message: message.to_owned() };
            if work.execute::<Operation>(&number, &fail)?.is_empty() {
                return Ok(());
            }
            work.let_go(dossier, code, message)?;
            work.release_points(number)
        })
        .await?;
        if code == NO_SUCH_OBJECT {
            // Perhaps a host that was seen a short while ago.
            self.known_hosts().invalidate_all();
        }
        Ok(())
    }
}

impl Work<'_> {
    /// What was confirmed becomes true of the name, the host, the trade, the transfer.
    pub(super) fn confirm(&mut self, dossier: &Dossier, confirmed: &Confirmed) -> Result<(), Refusal> {
        let operation = dossier.number;
        let expires = confirmed.expires;
        let (name, command) = match &dossier.request {
            Request::Create { name, servers, .. } => {
                let registration = self.registered(name, dossier, confirmed)?;
                if servers.hosts().any(|host| host.is_within(name)) {
                    let stream = StreamId::of::<Domain>(name);
                    self.enqueue(Job::Glue(operation), &stream, confirmed.at);
                }
                (name, domain::Command::ConfirmRegistration { operation, registration })
            }
            Request::TransferIn { name, .. } => {
                self.execute::<Transfer>(&operation, &transfer::Command::Complete)?;
                let registration = self.registered(name, dossier, confirmed)?;
                (name, domain::Command::ConfirmTransferIn { operation, registration })
            }
            Request::Renew { name, period, current_expiry } => {
                let expires =
                    expires.unwrap_or(domain_model::policy::add_years(*current_expiry, period.years()));
                (name, domain::Command::ConfirmRenewal { operation, period: *period, expires })
            }
            Request::Update { name, changes } => {
                self.contact_change_hears(dossier, &contact_change::Command::Complete)?;
                let changes = Box::new(changes.clone());
                (name, domain::Command::ConfirmUpdate { operation, changes })
            }
            Request::Delete { name } => {
                let redemption_until = self.redemption_of(name, confirmed);
                let at = confirmed.at;
                (name, domain::Command::ConfirmDeletion { operation, redemption_until, at })
            }
            Request::Restore { name } => {
                let expires = expires.unwrap_or(self.expiry_of(name, confirmed.at));
                (name, domain::Command::ConfirmRestore { operation, expires })
            }
            Request::Trade { name, to } => {
                self.execute::<Trade>(&operation, &trade::Command::Complete)?;
                let policy = confirmed.policy.as_ref();
                let lock = policy.and_then(|policy| policy.trade_lock(confirmed.at, false)).map(lock_of);
                let renewed = policy.filter(|policy| policy.trade.renews_year).and(expires);
                (name, domain::Command::ConfirmTrade { operation, to: *to, lock, expires: renewed })
            }
            Request::AnswerTransfer { name, transfer, approve } => {
                let conclude = transfer::Command::Conclude { gone: *approve };
                self.execute::<Transfer>(transfer, &conclude)?;
                self.execute::<Domain>(name, &domain::Command::Release { operation })?;
                let end = if *approve {
                    domain::Command::TransferAway { at: confirmed.at }
                } else {
                    domain::Command::EndTransferOut { transfer: *transfer }
                };
                (name, end)
            }
            Request::CreateHost { host, .. } => {
                return self.on_host(host, &host::Command::ConfirmCreation { operation });
            }
            Request::UpdateHost { host, addresses } => {
                let addresses = addresses.clone();
                return self.on_host(host, &host::Command::ConfirmAddresses { operation, addresses });
            }
            Request::DeleteHost { host } => {
                return self.on_host(host, &host::Command::ConfirmDeletion { operation });
            }
            // A move is true, and its operation done, in one transaction: see `accept_reseller_move`.
            Request::UpdateContact { .. } | Request::MoveReseller { .. } => return Ok(()),
        };
        self.execute::<Domain>(name, &command).map(|_| ())
    }

    fn on_host(
        &mut self,
        host: &domain_model::values::HostName,
        command: &host::Command,
    ) -> Result<(), Refusal> {
        self.execute::<Host>(host, command).map(|_| ())
    }

    /// The registration that a creation or a transfer in makes.
    fn registered(
        &self,
        name: &DomainName,
        dossier: &Dossier,
        confirmed: &Confirmed,
    ) -> Result<Box<Registration>, Refusal> {
        let (Domain::Requested(claim, _) | Domain::Arriving(claim, _)) = self.state::<Domain>(name) else {
            return Err(Refusal::Domain(domain::Refusal::NotTheHolder(dossier.number)));
        };
        let created = confirmed.created.unwrap_or(confirmed.at);
        let period = dossier.request.period().map_or(1, |period| period.years());
        let expires = confirmed.expires.unwrap_or(domain_model::policy::add_years(created, period));
        let policy = confirmed.policy.as_ref();
        let (lock, auth_code, servers, statuses) = match &dossier.request {
            Request::TransferIn { auth_code, .. } => (
                policy.and_then(|policy| policy.transfer_lock(confirmed.at)),
                auth_code.clone(),
                confirmed.shown.as_ref().map_or_else(|| claim.servers.clone(), shown_servers),
                confirmed.shown.as_ref().map_or(StatusSet::EMPTY, |shown| shown.statuses),
            ),
            Request::Create { auth_code, .. } => (
                policy.and_then(|policy| policy.creation_lock(created)),
                Some(auth_code.clone()),
                outside(name, claim),
                confirmed.shown.as_ref().map_or(StatusSet::EMPTY, |shown| shown.statuses),
            ),
            _ => return Err(Refusal::NoChange),
        };
        Ok(Box::new(Registration {
            number: claim.number,
            account: claim.account,
            registry: dossier.registry.clone(),
            contacts: claim.contacts,
            servers,
            secdns: confirmed.shown.as_ref().and_then(|shown| shown.secdns.clone()),
            statuses,
            auth_code,
            created,
            expires,
            paid_until: None,
            held_since: confirmed.at,
            phase: Phase::Active,
            busy: None,
            locks: lock.map(lock_of).into_iter().collect(),
            transfer_out: None,
            service: claim.service,
            privacy: claim.privacy,
            moving: None,
        }))
    }

    /// The end of redemption; nothing when the registry has let the name go at once.
    fn redemption_of(&self, name: &DomainName, confirmed: &Confirmed) -> Option<DateTime<Utc>> {
        confirmed.shown.as_ref()?;
        let created = self.state::<Domain>(name).registration()?.created;
        let until = confirmed.policy.as_ref()?.redemption_until(created, confirmed.at);
        Some(until.max(confirmed.at))
    }

    fn expiry_of(&self, name: &DomainName, at: DateTime<Utc>) -> DateTime<Utc> {
        self.state::<Domain>(name).registration().map_or(at, |registration| registration.expires)
    }

    /// Everything that a failed operation held lets go.
    pub(crate) fn let_go(&mut self, dossier: &Dossier, code: u16, message: &str) -> Result<(), Refusal> {
        let operation = dossier.number;
        let message = message.to_owned();
        let fail = contact_change::Command::Fail { code, message: message.clone() };
        self.contact_change_hears(dossier, &fail)?;
        match &dossier.request {
            Request::Create { name, .. } => {
                let fail = domain::Command::FailRegistration { operation, code, message };
                self.execute::<Domain>(name, &fail)?;
            }
            Request::TransferIn { name, .. } => {
                let fail = domain::Command::FailRegistration { operation, code, message: message.clone() };
                self.execute::<Domain>(name, &fail)?;
                self.execute::<Transfer>(&operation, &transfer::Command::Fail { code, message })?;
            }
            Request::Trade { name, .. } => {
                self.execute::<Domain>(name, &domain::Command::Release { operation })?;
                self.execute::<Trade>(&operation, &trade::Command::Fail { code, message })?;
            }
            Request::Renew { name, .. }
            | Request::Update { name, .. }
            | Request::Delete { name }
            | Request::Restore { name }
            | Request::AnswerTransfer { name, .. } => {
                self.execute::<Domain>(name, &domain::Command::Release { operation })?;
            }
            Request::CreateHost { host, .. }
            | Request::UpdateHost { host, .. }
            | Request::DeleteHost { host } => {
                self.on_host(host, &host::Command::Release { operation })?;
            }
            Request::UpdateContact { .. } | Request::MoveReseller { .. } => {}
        }
        Ok(())
    }
}

/// The name servers that a name is created with: those inside it follow when it exists.
fn outside(name: &DomainName, claim: &Claim) -> NameServers {
    let servers = claim.servers.iter().filter(|server| !server.host.is_within(name)).cloned().collect();
    NameServers::new(servers).unwrap_or_default()
}

fn shown_servers(shown: &DomainAtRegistry) -> NameServers {
    NameServers::new(shown.servers.iter().cloned().map(NameServer::new).collect()).unwrap_or_default()
}

/// A lock as an event carries it: with the rule and the days that were applied.
fn lock_of(lock: PolicyLock) -> Lock {
    let kind = match lock.cause {
        LockCause::Creation => LockKind::Creation,
        LockCause::Transfer => LockKind::Transfer,
        LockCause::RegistrantChange => LockKind::RegistrantChange,
    };
    Lock { kind, since: lock.since, lifts: Some(lock.lifts), rule: lock.rule.to_string() }
}
