//! Asking the registry what became of a command whose answer was lost. Nothing is repeated blindly.

use super::dispatch::{Done, Reply, is_failing};
use crate::application::Application;
use crate::ask::AskError;
use crate::poll::TRANSFER_REFUSED;
use crate::ports::{
    Answer, AnswerData, DomainAtRegistry, Registry, RegistryCommand, RegistryError, TransferAtRegistry,
    TransferStatus,
};
use chrono::TimeDelta;
use domain_model::contact;
use domain_model::operation::{DomainChanges, Dossier, Operation, Request, Step};
use domain_model::values::{ContactNumber, DomainName, EppStatus, HostName, SealOwner, Sealed};
use journal::StreamId;
use std::net::IpAddr;
use std::sync::Arc;

/// Object does not exist.
const NO_SUCH_OBJECT: u16 = 2303;
/// Object exists: somebody else's.
const EXISTS: u16 = 2302;
/// How far a registry's clock may be behind ours.
const CLOCKS_APART: TimeDelta = TimeDelta::minutes(1);

impl Application {
    /// What the registry shows of a step: done, pending, impossible, or nothing of it (`None`: send it again).
    pub(super) async fn resolve(&self, dossier: &Dossier, step: &Step) -> Result<Option<Reply>, AskError> {
        let registry = self.registries().get(&dossier.registry)?;
        match (step, &dossier.request) {
            (Step::CreateContact(number), _) => self.resolve_contact(registry, *number).await,
            (Step::CreateHost { host, addresses }, _) => self.resolve_host(registry, host, addresses).await,
            (Step::UpdateHost, Request::UpdateHost { host, addresses }) => {
                self.resolve_host(registry, host, addresses).await
            }
            (Step::DeleteHost, Request::DeleteHost { host }) => {
                let answer = self.query(registry, RegistryCommand::InfoHost { host: host.clone() }).await?;
                Ok((answer.code == NO_SUCH_OBJECT).then(|| Reply::Done(Done::default())))
            }
            // The same data again is the same data.
            (Step::UpdateContact(_), _) => Ok(None),
            (_, request) => match name_of(request) {
                Some(name) => self.resolve_name(registry, dossier, name).await,
                None => Ok(None),
            },
        }
    }

    async fn resolve_contact(
        &self,
        registry: &Arc<dyn Registry>,
        number: ContactNumber,
    ) -> Result<Option<Reply>, AskError> {
        let id = self.registry_contact_id(number);
        let info = RegistryCommand::InfoContact { id, auth_code: None };
        let owner = Some(contact::seal_owner(number));
        let answer = self.look(registry, info, owner).await?;
        Ok(match answer.data {
            AnswerData::Contact(found) if found.sponsor == registry.registrar() => {
                Some(Reply::Done(Done::default()))
            }
            AnswerData::Contact(_) => Some(Reply::Refused {
                code: EXISTS,
                message: "another registrar has a contact object of this id".to_owned(),
            }),
            _ if answer.code == NO_SUCH_OBJECT => None,
            _ => Some(Reply::Refused { code: answer.code, message: answer.message }),
        })
    }

    async fn resolve_host(
        &self,
        registry: &Arc<dyn Registry>,
        host: &HostName,
        addresses: &[IpAddr],
    ) -> Result<Option<Reply>, AskError> {
        let answer = self.query(registry, RegistryCommand::InfoHost { host: host.clone() }).await?;
        Ok(match answer.data {
            AnswerData::Host(found) => {
                let same = addresses.is_empty()
                    || (addresses.len() == found.addresses.len()
                        && addresses.iter().all(|address| found.addresses.contains(address)));
                same.then(|| Reply::Done(Done::default()))
            }
            _ => None,
        })
    }

    async fn query(
        &self,
        registry: &Arc<dyn Registry>,
        command: RegistryCommand,
    ) -> Result<Answer, AskError> {
        self.look(registry, command, None).await
    }

    /// Asks a registry something. An answer that it is failing is none.
    pub(crate) async fn look(
        &self,
        registry: &Arc<dyn Registry>,
        command: RegistryCommand,
        owner: Option<SealOwner>,
    ) -> Result<Answer, AskError> {
        let label = command.label();
        let answer = registry.send(command, &self.query_id(), owner).await?;
        if is_failing(answer.code) {
            let why = format!("{} {}", answer.code, answer.message);
            return Err(RegistryError::NotSent { registry: registry.id().clone(), label, why }.into());
        }
        Ok(answer)
    }

    async fn resolve_name(
        &self,
        registry: &Arc<dyn Registry>,
        dossier: &Dossier,
        name: &DomainName,
    ) -> Result<Option<Reply>, AskError> {
        let request = &dossier.request;
        if let Request::TransferIn { .. } | Request::AnswerTransfer { .. } = request {
            return self.resolve_transfer(registry, dossier, name).await;
        }
        let info = RegistryCommand::InfoDomain { name: name.clone(), auth_code: None };
        let answer = self.query(registry, info).await?;
        let found = match answer.data {
            AnswerData::Domain(found) => found,
            _ if answer.code == NO_SUCH_OBJECT && matches!(request, Request::Delete { .. }) => {
                return Ok(Some(Reply::Done(Done::default())));
            }
            _ if answer.code == NO_SUCH_OBJECT && matches!(request, Request::Create { .. }) => {
                return Ok(None);
            }
            _ if answer.code < 2000 => return Ok(None),
            _ => return Ok(Some(Reply::Refused { code: answer.code, message: answer.message })),
        };
        if found.sponsor != registry.registrar() {
            let message = format!("{name} is with another registrar");
            let code = if matches!(request, Request::Create { .. }) { EXISTS } else { 2201 };
            return Ok(Some(Reply::Refused { code, message }));
        }
        if is_undecided(request, &found) {
            return Ok(Some(Reply::Pending { svtrid: String::new() }));
        }
        let done = self.shows(dossier, &found);
        Ok(done.then(|| {
            let data = Some(AnswerData::Domain(found));
            Reply::Done(Done { svtrid: String::new(), data })
        }))
    }

    /// Whether the registry shows what was asked for.
    fn shows(&self, dossier: &Dossier, found: &DomainAtRegistry) -> bool {
        match &dossier.request {
            // Ours with another code, or from before, is another registration, that this operation did not make.
            Request::Create { auth_code, .. } => {
                let its_code = match (auth_code.value(), &found.auth_code) {
                    (Some(given), Some(shown)) => given == shown,
                    _ => true,
                };
                let begun = dossier.requested_at - CLOCKS_APART;
                its_code && found.created.is_none_or(|created| created >= begun)
            }
            Request::Renew { period, current_expiry, .. } => {
                let renewed = domain_model::policy::add_years(*current_expiry, period.years());
                found.expires.is_some_and(|expires| expires >= renewed)
            }
            Request::Delete { .. } => found
                .rgp
                .iter()
                .any(|status| status.starts_with("redemption") || status.starts_with("pendingDelete")),
            Request::Restore { .. } => !found
                .rgp
                .iter()
                .any(|status| status.starts_with("redemption") || status.starts_with("pendingRestore")),
            Request::Update { changes, .. } => self.shows_changes(changes, found),
            Request::Trade { to, .. } => found.registrant == Some(self.registry_contact_id(*to)),
            _ => false,
        }
    }

    fn shows_changes(&self, changes: &DomainChanges, found: &DomainAtRegistry) -> bool {
        let servers = changes.servers.as_ref().is_none_or(|wanted| {
            wanted.len() == found.servers.len() && wanted.hosts().all(|host| found.servers.contains(host))
        });
        let statuses = changes.client_statuses.is_none_or(|wanted| wanted == found.statuses.client_part());
        let object = |new: Option<ContactNumber>, shown: &Option<_>| {
            new.is_none_or(|new| shown.as_ref() == Some(&self.registry_contact_id(new)))
        };
        let contacts = object(changes.owner, &found.registrant)
            && object(changes.admin, &found.admin)
            && object(changes.tech, &found.tech);
        let code = changes
            .auth_code
            .as_ref()
            .and_then(Sealed::value)
            .is_none_or(|new| found.auth_code.as_ref() == Some(new));
        let secdns = changes
            .secdns
            .as_ref()
            .is_none_or(|new| found.secdns.as_ref().map_or(new.is_empty(), |shown| shown == new));
        servers && statuses && contacts && code && secdns
    }

    async fn resolve_transfer(
        &self,
        registry: &Arc<dyn Registry>,
        dossier: &Dossier,
        name: &DomainName,
    ) -> Result<Option<Reply>, AskError> {
        let Some(found) = self.transfer_at(registry, name).await? else { return Ok(None) };
        let ours = found.gaining == registry.registrar();
        let approved = found.status.is_approval();
        Ok(match &dossier.request {
            Request::TransferIn { .. } if ours && found.status == TransferStatus::Pending => {
                Some(Reply::Pending { svtrid: String::new() })
            }
            Request::TransferIn { .. } if ours && approved => {
                let data = Some(AnswerData::Transfer(found));
                Some(Reply::Done(Done { svtrid: String::new(), data }))
            }
            // Over already: asking again would be another transfer.
            Request::TransferIn { .. } if ours && self.is_of_this_attempt(dossier, &found).await? => {
                let message = "the transfer was refused or called off".to_owned();
                Some(Reply::Refused { code: TRANSFER_REFUSED, message })
            }
            Request::AnswerTransfer { approve: true, .. } if approved => Some(Reply::Done(Done::default())),
            Request::AnswerTransfer { approve: false, .. }
                if found.status == TransferStatus::ClientRejected =>
            {
                Some(Reply::Done(Done::default()))
            }
            _ => None,
        })
    }

    /// Whether the transfer that a registry shows was asked for by the attempt under way, and not by one before it.
    async fn is_of_this_attempt(
        &self,
        dossier: &Dossier,
        found: &TransferAtRegistry,
    ) -> Result<bool, AskError> {
        let stream = StreamId::of::<Operation>(&dossier.number);
        let past = self.journal().read_stream(&stream).await?;
        let sent = past.iter().rev().find(|recorded| recorded.event_type == "StepSent");
        let sent = sent.and_then(|recorded| recorded.cause().ok()).map(|cause| cause.at);
        Ok(sent.is_none_or(|sent| found.requested + CLOCKS_APART >= sent))
    }
}

/// Whether the registry has accepted the command and not decided about it yet (1001): it says so by a message.
fn is_undecided(request: &Request, found: &DomainAtRegistry) -> bool {
    found.statuses.contains(match request {
        Request::Create { .. } => EppStatus::PendingCreate,
        Request::Renew { .. } => EppStatus::PendingRenew,
        Request::Update { .. } | Request::Trade { .. } => EppStatus::PendingUpdate,
        // With a status of RFC 3915 it is deleted, and on its way out.
        Request::Delete { .. } if found.rgp.is_empty() => EppStatus::PendingDelete,
        _ => return false,
    })
}

fn name_of(request: &Request) -> Option<&DomainName> {
    match request {
        Request::Create { name, .. }
        | Request::Renew { name, .. }
        | Request::Update { name, .. }
        | Request::Delete { name }
        | Request::Restore { name }
        | Request::Trade { name, .. }
        | Request::TransferIn { name, .. }
        | Request::AnswerTransfer { name, .. } => Some(name),
        _ => None,
    }
}
