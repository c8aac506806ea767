//! A step becomes a command to the registry, and its answer a reply.

use crate::application::Application;
use crate::ask::AskError;
use crate::domains::contact_log;
use crate::ports::{Answer, AnswerData, RegistryCommand, TransferVerb};
use crate::refusal::{ContactRole, Refusal};
use domain_model::contact::Contact;
use domain_model::domain::{Domain, Registration};
use domain_model::host::Host;
use domain_model::operation::{DomainChanges, Dossier, Request, Step};
use domain_model::values::{
    AuthCode, ClTrid, ContactDetails, ContactNumber, DomainName, HostName, Money, RegistryContactId,
    SealOwner, Sealed, StatusSet,
};

/// What a registry's answer means for a step.
pub(crate) enum Reply {
    /// Done.
    Done(Done),
    /// Answered later, by a message.
    Pending {
        /// The registry's transaction.
        svtrid: String,
    },
    /// The registry is failing: to be tried again.
    Temporary {
        /// EPP result code.
        code: u16,
        /// Its words.
        message: String,
    },
    /// No.
    Refused {
        /// EPP result code.
        code: u16,
        /// Its words.
        message: String,
    },
}

/// What is known of a step that is done.
#[derive(Default)]
pub(crate) struct Done {
    /// The registry's transaction; empty where it was learnt by asking.
    pub svtrid: String,
    /// What came with the answer.
    pub data: Option<AnswerData>,
}

/// The registry cannot execute a command at this moment (RFC 5730, section 3): 2400, and 2500 where it also closes
/// the connection, as before a maintenance. It says nothing about the object.
pub(super) fn is_failing(code: u16) -> bool {
    matches!(code, 2400 | 2500)
}

/// What a step comes to.
pub(super) enum Next {
    /// A command.
    Send(RegistryCommand),
    /// Nothing: everything that it would say is true already.
    TrueAlready(Done),
}

/// (old, new) contact object of a role.
type Moved = Option<(Option<RegistryContactId>, RegistryContactId)>;

/// Completed, and an action pending (RFC 5730, section 3).
const PENDING: u16 = 1001;
/// Object exists.
const EXISTS: u16 = 2302;
/// Object is not eligible for transfer: whoever asks sponsors it.
const ALREADY_SPONSOR: u16 = 2106;
/// Object pending transfer.
const TRANSFER_PENDING: u16 = 2300;

impl Application {
    /// Sends a step's command and reads what the answer means.
    pub(super) async fn dispatch(
        &self,
        dossier: &Dossier,
        step: &Step,
        cltrid: &ClTrid,
        attempt: u32,
    ) -> Result<Reply, AskError> {
        let registry = self.registries().get(&dossier.registry)?;
        let command = match self.command_for(dossier, step).await? {
            Next::Send(command) => command,
            Next::TrueAlready(done) => return Ok(Reply::Done(done)),
        };
        let answer = registry.send(command, cltrid, log_owner(dossier, step)).await?;
        match self.read_answer(dossier, step, answer).await? {
            // An earlier attempt may have taken effect late, and this one met what it did.
            refused @ Reply::Refused { .. } if attempt > 1 => {
                Ok(self.taken_effect(dossier, step).await?.unwrap_or(refused))
            }
            reply => Ok(reply),
        }
    }

    /// What the registry shows of a step, where it has taken effect or is about to.
    pub(super) async fn taken_effect(
        &self,
        dossier: &Dossier,
        step: &Step,
    ) -> Result<Option<Reply>, AskError> {
        let shown = self.resolve(dossier, step).await?;
        Ok(shown.filter(|reply| matches!(reply, Reply::Done(_) | Reply::Pending { .. })))
    }

    async fn read_answer(&self, dossier: &Dossier, step: &Step, answer: Answer) -> Result<Reply, AskError> {
        let Answer { code, message, svtrid, data } = answer;
        if code == PENDING && *step == Step::DeleteDomain {
            // What is pending may be the deletion of a name in redemption, and no message follows: the name tells.
            let shown = self.resolve(dossier, step).await?;
            return Ok(shown
                .filter(|shown| matches!(shown, Reply::Done(_)))
                .unwrap_or(Reply::Pending { svtrid }));
        }
        if code == PENDING {
            return Ok(Reply::Pending { svtrid });
        }
        if code < 2000 {
            return Ok(Reply::Done(Done { svtrid, data: Some(data) }));
        }
        // A host of that name exists: whoever made it, a name can be delegated to it. A contact object is ours
        // when the registry says that we sponsor it.
        if code == EXISTS && matches!(dossier.request, Request::CreateHost { .. }) {
            return Ok(Reply::Refused { code, message });
        }
        if code == EXISTS
            && matches!(step, Step::CreateHost { .. } | Step::CreateContact(_))
            && let Some(reply) = self.resolve(dossier, step).await?
        {
            return Ok(reply);
        }
        // The name is with us already, or a transfer of it is under way: perhaps what we asked for before.
        if [ALREADY_SPONSOR, TRANSFER_PENDING].contains(&code)
            && *step == Step::RequestTransfer
            && let Some(reply) = self.resolve(dossier, step).await?
        {
            return Ok(reply);
        }
        if is_failing(code) {
            return Ok(Reply::Temporary { code, message });
        }
        Ok(Reply::Refused { code, message: format!("{} {message}", self.what(dossier, step)) })
    }

    /// What the step was about, as the papers print it before the registry's words: `ContactCreate BMN-151049`.
    fn what(&self, dossier: &Dossier, step: &Step) -> String {
        let subject = dossier.request.subject();
        match step {
            Step::CreateContact(number) => format!("ContactCreate {}", self.registry_contact_id(*number)),
            Step::UpdateContact(number) => format!("ContactUpdate {}", self.registry_contact_id(*number)),
            Step::CreateHost { host, .. } => format!("HostCreate {host}"),
            Step::UpdateHost => format!("HostUpdate {subject}"),
            Step::DeleteHost => format!("HostDelete {subject}"),
            Step::CreateDomain => format!("DomainCreate {subject}"),
            Step::RenewDomain => format!("DomainRenew {subject}"),
            Step::UpdateDomain => format!("DomainUpdate {subject}"),
            Step::DeleteDomain => format!("DomainDelete {subject}"),
            Step::RestoreDomain => format!("DomainReactivate {subject}"),
            Step::RequestTransfer => format!("DomainTransfer {subject} request"),
            Step::AnswerTransfer => format!("DomainTransfer {subject} answer"),
            Step::ChangeRegistrant => format!("DomainTrade {subject}"),
            Step::MoveReseller => format!("DomainUpdate {subject}"),
        }
    }

    /// The id that we give a contact's objects.
    pub(crate) fn registry_contact_id(&self, number: ContactNumber) -> RegistryContactId {
        let prefix = &self.settings().registry_contact_prefix;
        RegistryContactId::parse(&format!("{prefix}-{number}")).expect("a short prefix and a number fit")
    }

    async fn command_for(&self, dossier: &Dossier, step: &Step) -> Result<Next, AskError> {
        let nothing = || Next::TrueAlready(Done::default());
        Ok(Next::Send(match (&dossier.request, step) {
            (_, Step::CreateContact(number)) => {
                if self.is_placed(*number, dossier).await? {
                    return Ok(nothing());
                }
                let id = self.registry_contact_id(*number);
                let secret = self.journal().vault().mac("contact-auth-code", id.as_str().as_bytes());
                RegistryCommand::CreateContact {
                    details: Box::new(self.details_of(*number).await?),
                    auth_code: AuthCode::from_random(secret),
                    id,
                }
            }
            (_, Step::UpdateContact(number)) => RegistryCommand::UpdateContact {
                id: self.registry_contact_id(*number),
                details: Box::new(self.details_of(*number).await?),
            },
            (_, Step::CreateHost { host, addresses }) => {
                RegistryCommand::CreateHost { host: host.clone(), addresses: addresses.clone() }
            }
            (Request::UpdateHost { host, addresses }, _) => {
                let known = self.journal().load::<Host>(host).await?.state;
                let known = known.glue().map(|glue| glue.addresses.clone()).unwrap_or_default();
                RegistryCommand::UpdateHost {
                    host: host.clone(),
                    add: addresses.iter().filter(|a| !known.contains(a)).copied().collect(),
                    remove: known.iter().filter(|a| !addresses.contains(a)).copied().collect(),
                }
            }
            (Request::DeleteHost { host }, _) => RegistryCommand::DeleteHost { host: host.clone() },
            (Request::Create { .. }, _) => self.create_command(dossier)?,
            (Request::Renew { name, period, current_expiry }, _) => {
                return self.renew_command(dossier, name, *period, *current_expiry).await;
            }
            (Request::Update { changes, .. }, _) => {
                let command = self.update_command(dossier, changes).await?;
                return Ok(command.map_or_else(nothing, Next::Send));
            }
            (Request::Trade { to, .. }, _) => {
                let changes = DomainChanges { owner: Some(*to), ..DomainChanges::default() };
                let command = self.update_command(dossier, &changes).await?;
                return Ok(command.map_or_else(nothing, Next::Send));
            }
            (Request::Delete { name }, _) => RegistryCommand::DeleteDomain { name: name.clone() },
            (Request::Restore { name }, _) => RegistryCommand::RestoreDomain {
                name: name.clone(),
                deleted_at: self.deleted_at(name).await?,
                restored_at: self.clock().now(),
                fee: agreed_fee(dossier),
            },
            (Request::TransferIn { name, auth_code, period }, _) => RegistryCommand::TransferDomain {
                verb: TransferVerb::Request,
                name: name.clone(),
                auth_code: auth_code.as_ref().and_then(Sealed::value).cloned(),
                period: *period,
                fee: agreed_fee(dossier),
            },
            (Request::AnswerTransfer { name, approve, .. }, _) => RegistryCommand::TransferDomain {
                verb: if *approve { TransferVerb::Approve } else { TransferVerb::Reject },
                name: name.clone(),
                auth_code: None,
                period: None,
                fee: None,
            },
            (
                Request::CreateHost { .. } | Request::UpdateContact { .. } | Request::MoveReseller { .. },
                _,
            ) => return Ok(nothing()),
        }))
    }

    /// Contacts of ours in place of those that the registry still shows from the losing registrar.
    async fn adoption(
        &self,
        dossier: &Dossier,
        name: &DomainName,
        changes: &DomainChanges,
    ) -> Result<(Moved, Moved), AskError> {
        let shown = self.shown(dossier, name).await?;
        let moved = |new: Option<ContactNumber>, old: Option<RegistryContactId>| {
            let new = self.registry_contact_id(new?);
            (old.as_ref() != Some(&new)).then_some((old, new))
        };
        let (admin, tech) = shown.map(|shown| (shown.admin, shown.tech)).unwrap_or_default();
        Ok((moved(changes.admin, admin), moved(changes.tech, tech)))
    }

    fn create_command(&self, dossier: &Dossier) -> Result<RegistryCommand, AskError> {
        let Request::Create { name, period, contacts, servers, auth_code, language, declarations, .. } =
            &dossier.request
        else {
            return Err(Refusal::NoChange.into());
        };
        let thick = self.rules(name, dossier.requested_at)?.thick;
        let object = |number: ContactNumber| thick.then(|| self.registry_contact_id(number));
        Ok(RegistryCommand::CreateDomain {
            name: name.clone(),
            period: *period,
            servers: servers.hosts().filter(|host| !host.is_within(name)).cloned().collect(),
            registrant: object(contacts.owner),
            admin: object(contacts.admin),
            tech: object(contacts.tech),
            auth_code: auth_code.value().cloned().ok_or(Refusal::NoChange)?,
            secdns: None,
            language: language.clone(),
            fee: agreed_fee(dossier),
            claims_notice: declarations.as_ref().and_then(|declared| declared.claims_notice.clone()),
            allocation_token: declarations.as_ref().and_then(|declared| declared.token()).cloned(),
        })
    }

    /// The difference between what is believed and what is wanted.
    async fn update_command(
        &self,
        dossier: &Dossier,
        changes: &DomainChanges,
    ) -> Result<Option<RegistryCommand>, AskError> {
        let (Request::Update { name, .. } | Request::Trade { name, .. }) = &dossier.request else {
            return Ok(None);
        };
        let held = self.journal().load::<Domain>(name).await?.state;
        let known = held.registration().ok_or(Refusal::Domain(domain_model::domain::Refusal::NotHeld))?;
        let (add_servers, remove_servers) = server_changes(known, changes);
        let wanted = changes.client_statuses.unwrap_or(known.statuses.client_part());
        let add_statuses = wanted.difference(known.statuses.client_part());
        let remove_statuses = known.statuses.client_part().difference(wanted);
        let thick = self.rules(name, dossier.requested_at)?.thick;
        let moved = |new: Option<ContactNumber>, old: ContactNumber| {
            let new = new.filter(|new| thick && *new != old)?;
            Some((Some(self.registry_contact_id(old)), self.registry_contact_id(new)))
        };
        let (admin, tech) = match &dossier.request {
            Request::Update { .. } if changes.owner.is_some() && thick => {
                self.adoption(dossier, name, changes).await?
            }
            _ => (moved(changes.admin, known.contacts.admin), moved(changes.tech, known.contacts.tech)),
        };
        let command = RegistryCommand::UpdateDomain {
            name: name.clone(),
            add_servers,
            remove_servers,
            add_statuses,
            remove_statuses,
            admin,
            tech,
            registrant: changes.owner.filter(|_| thick).map(|owner| self.registry_contact_id(owner)),
            auth_code: changes.auth_code.as_ref().and_then(Sealed::value).cloned(),
            secdns: changes.secdns.clone(),
        };
        let nothing = matches!(&command, RegistryCommand::UpdateDomain {
            add_servers, remove_servers, admin: None, tech: None, registrant: None, auth_code: None, secdns: None, ..
        } if add_servers.is_empty() && remove_servers.is_empty())
            && add_statuses == StatusSet::EMPTY
            && remove_statuses == StatusSet::EMPTY;
        Ok((!nothing).then_some(command))
    }

    async fn is_placed(&self, number: ContactNumber, dossier: &Dossier) -> Result<bool, AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        Ok(contact.person().is_some_and(|person| person.placed.contains_key(&dossier.registry)))
    }

    /// What the registry gets of a contact.
    async fn details_of(&self, number: ContactNumber) -> Result<ContactDetails, AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let details = contact.active().and_then(|person| person.details.value());
        let gone = Refusal::ContactInvalid { role: ContactRole::Owner, number };
        details.map(|details| self.published_details(number, details)).ok_or(gone.into())
    }

    async fn deleted_at(
        &self,
        name: &domain_model::values::DomainName,
    ) -> Result<chrono::DateTime<chrono::Utc>, AskError> {
        let past = self.journal().read_stream(&journal::StreamId::of::<Domain>(name)).await?;
        let deleted = past.iter().rev().find(|recorded| recorded.event_type == "Deleted");
        let at = deleted.and_then(|recorded| recorded.cause().ok()).map(|cause| cause.at);
        Ok(at.unwrap_or_else(|| self.clock().now()))
    }
}

/// The fee that goes with the command that costs.
pub(super) fn agreed_fee(dossier: &Dossier) -> Option<Money> {
    dossier.charge.as_ref().and_then(|charge| charge.fee)
}

/// Host objects to add and to remove.
fn server_changes(known: &Registration, changes: &DomainChanges) -> (Vec<HostName>, Vec<HostName>) {
    let Some(wanted) = &changes.servers else { return (vec![], vec![]) };
    let add = wanted.hosts().filter(|host| !known.servers.contains(host)).cloned().collect();
    let remove = known.servers.hosts().filter(|host| !wanted.contains(host)).cloned().collect();
    (add, remove)
}

/// Whose key seals the raw messages of a step.
fn log_owner(dossier: &Dossier, step: &Step) -> Option<SealOwner> {
    match (step, &dossier.request) {
        (Step::CreateContact(number) | Step::UpdateContact(number), _) => Some(contact_log(*number)),
        _ => None,
    }
}
