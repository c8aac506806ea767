//! A name is transferred in from another registrar.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::domains::{Opening, sealed_code, streams_of};
use crate::ports::{AnswerData, DomainAtRegistry, RegistryCommand, RegistryError};
use crate::refusal::{ContactRole, NotTransferable, Refusal};
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::contact::{self, Contact, Origin};
use domain_model::domain::{self, Claim, Domain};
use domain_model::operation::{Contacts, Request, Step};
use domain_model::policy::{TldPolicy, add_days};
use domain_model::transfer::{Command, Side, Terms, Transfer};
use domain_model::values::{
    AccountNumber, AuthCode, ContactDetails, ContactHandle, ContactInput, ContactNumber, DomainName,
    NameServer, NameServers, OperationNumber, Period, PricedAction, Purpose, RegistrationNumber,
    RegistryContactId, SealOwner, Sealed,
};
use domain_model::vote::Party;
use journal::{Sequence, StreamId};
use std::collections::BTreeMap;

/// What it takes to ask for a transfer in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestTransfer {
    /// Who asks, and pays.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
    /// The losing side's code.
    pub auth_code: Option<AuthCode>,
    /// The owner's contact here; made from the registry's data where absent.
    pub owner: Option<ContactNumber>,
}

/// What the registry shows of a name that is to come.
pub(super) struct Seen {
    domain: DomainAtRegistry,
    owner: Option<ContactInput>,
    admin: Option<ContactInput>,
}

const ONE_YEAR: u32 = 1;

impl Application {
    /// Whether a transfer in could be asked for now; nothing is kept.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn check_transferable(
        &self,
        name: &DomainName,
        auth_code: Option<&AuthCode>,
        at: DateTime<Utc>,
    ) -> Result<(), AskError> {
        let policy = self.rules(name, at)?.clone();
        self.transferable(name, auth_code, &policy, at).await.map(|_| ())
    }

    /// Asks for a transfer in: the owner or the administrative contact must accept, then the registry is asked.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is kept then.
    pub async fn request_transfer(
        &self,
        asked: RequestTransfer,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let policy = self.rules(&asked.name, at)?.clone();
        let profile = self.open_account(asked.account).await?;
        self.throttle(&asked.name, &policy, at).await?;
        let number = self.next_operation().await?;
        let seen = self.seen(number, &asked.name, asked.auth_code.as_ref(), &policy, at).await?;
        let (owner, new_owner) = self.arriving_owner(&asked, &seen, number).await?;
        let period = policy.transfer.adds_year.then(|| Period::new(ONE_YEAR).expect("one year is a period"));
        let charge = self.quote(&profile, &asked.name, PricedAction::Transfer, period, at).await?;
        let registration =
            RegistrationNumber::new(self.journal().next_number(Sequence::Registrations).await?);
        let own = asked.account.own_contact();
        let claim = Claim {
            number: registration,
            operation: number,
            account: asked.account,
            contacts: Contacts { owner, admin: own, tech: own, billing: own },
            servers: NameServers::new(seen.domain.servers.iter().cloned().map(NameServer::new).collect())
                .unwrap_or_default(),
        };
        let voters = if policy.transfer.votes { voters(&seen, number) } else { BTreeMap::new() };
        let waits = !voters.is_empty();
        let opening = Opening {
            account: asked.account,
            request: Request::TransferIn {
                name: asked.name.clone(),
                auth_code: asked.auth_code.clone().map(|code| sealed_code(&asked.name, code)),
                period,
            },
            charge,
            registry: self.registries().for_name(&asked.name)?.id().clone(),
            steps: vec![Step::RequestTransfer],
            waits,
        };
        let dossier = opening.dossier(number, at);
        let terms = Terms {
            number,
            name: asked.name.clone(),
            account: asked.account,
            owner,
            rule: policy.rule.to_string(),
            requested_at: at,
            expires_at: add_days(at, policy.votes.expire_days),
        };
        let opened = Opened { operation: number, registration: Some(registration), owner: Some(owner) };
        let streams = streams_of(&dossier)
            .with::<Transfer>(&number)
            .with::<Domain>(&asked.name)
            .with::<Contact>(&owner);
        let take = domain::Command::RequestTransferIn { claim };
        let request = Command::Request { terms, voters };
        self.once(ask, streams, |work| {
            if let Some(register) = &new_owner {
                work.execute::<Contact>(&owner, register)?;
            }
            work.execute::<Domain>(&asked.name, &take)?;
            work.open(&dossier, waits)?;
            work.execute::<Transfer>(&number, &request)?;
            Ok(opened)
        })
        .await
    }

    /// Everything that the registry can say against it, and what it shows of the name.
    async fn transferable(
        &self,
        name: &DomainName,
        auth_code: Option<&AuthCode>,
        policy: &TldPolicy,
        at: DateTime<Utc>,
    ) -> Result<DomainAtRegistry, AskError> {
        if policy.transfer.code_required && auth_code.is_none() {
            return Err(Refusal::from(NotTransferable::CodeMissing).into());
        }
        if self.journal().load::<Domain>(name).await?.state.registration().is_some() {
            return Err(Refusal::from(NotTransferable::Ours).into());
        }
        let registry = self.registries().for_name(name)?;
        let info = RegistryCommand::InfoDomain { name: name.clone(), auth_code: auth_code.cloned() };
        let answer = registry.send(info, &self.query_id(), None).await?;
        let no = |why: NotTransferable| -> AskError { Refusal::from(why).into() };
        let domain = match (answer.code, answer.data) {
            (_, AnswerData::Domain(domain)) => *domain,
            (2303, _) => return Err(no(NotTransferable::NotRegistered)),
            (2201 | 2202, _) => return Err(no(NotTransferable::WrongCode)),
            (_, _) => return Err(no(NotTransferable::NotRegistered)),
        };
        if domain.sponsor == registry.registrar() {
            return Err(no(NotTransferable::Ours));
        }
        if domain.statuses.pending().is_some() {
            return Err(no(NotTransferable::Pending));
        }
        if domain.statuses.transfer_prohibited_by().is_some() {
            return Err(no(NotTransferable::Locked));
        }
        let young = |since: Option<DateTime<Utc>>, days: u16| {
            since.is_some_and(|since| days > 0 && at < add_days(since, days))
        };
        let rules = &policy.transfer;
        for (since, days) in
            [(domain.created, rules.after_creation_days), (domain.transferred, rules.after_transfer_days)]
        {
            if young(since, days) {
                return Err(no(NotTransferable::TooYoung { days }));
            }
        }
        Ok(domain)
    }

    /// The name and its people, as the registry shows them to whoever has the code.
    pub(super) async fn seen(
        &self,
        transfer: OperationNumber,
        name: &DomainName,
        code: Option<&AuthCode>,
        policy: &TldPolicy,
        at: DateTime<Utc>,
    ) -> Result<Seen, AskError> {
        let domain = self.transferable(name, code, policy, at).await?;
        let owner = self.foreign_contact(transfer, name, domain.registrant.as_ref(), code).await?;
        let admin = self.foreign_contact(transfer, name, domain.admin.as_ref(), code).await?;
        Ok(Seen { domain, owner, admin })
    }

    /// A contact object of another registrar, opened by the name's code; nothing where the registry shows none.
    async fn foreign_contact(
        &self,
        transfer: OperationNumber,
        name: &DomainName,
        id: Option<&RegistryContactId>,
        auth_code: Option<&AuthCode>,
    ) -> Result<Option<ContactInput>, RegistryError> {
        let Some(id) = id else { return Ok(None) };
        let registry = self.registries().for_name(name)?;
        let info = RegistryCommand::InfoContact { id: id.clone(), auth_code: auth_code.cloned() };
        let log = SealOwner::new("transfer", transfer, Purpose::Contact);
        let answer = registry.send(info, &self.query_id(), Some(log)).await?;
        Ok(match answer.data {
            AnswerData::Contact(contact) => Some(contact.details),
            _ => None,
        })
    }

    /// The contact that will own the name here: the one that was named, or one made from the registry's data.
    async fn arriving_owner(
        &self,
        asked: &RequestTransfer,
        seen: &Seen,
        transfer: OperationNumber,
    ) -> Result<(ContactNumber, Option<contact::Command>), AskError> {
        if let Some(owner) = asked.owner {
            self.usable_contact(asked.account, owner, ContactRole::Owner).await?;
            return Ok((owner, None));
        }
        let unreadable = || Refusal::from(NotTransferable::OwnerUnreadable);
        let input = seen.owner.clone().ok_or_else(unreadable)?;
        let details = ContactDetails::new(input).map_err(|_| unreadable())?;
        let number = ContactNumber::new(self.journal().next_number(Sequence::Parties).await?);
        let handle = self.handle_for(&details, number)?;
        let register = contact::Command::Register {
            account: asked.account,
            handle,
            origin: Origin::Transfer(transfer),
            details: Sealed::open(contact::seal_owner(number), Box::new(details)),
        };
        Ok((number, Some(register)))
    }

    /// The handle of a new contact: initials, number, suffix.
    pub(crate) fn handle_for(
        &self,
        details: &ContactDetails,
        number: ContactNumber,
    ) -> Result<ContactHandle, AskError> {
        let suffix = &self.settings().handle_suffix;
        ContactHandle::compose(
            details.first_name(),
            details.last_name(),
            details.organisation(),
            number.get(),
            suffix,
        )
        .map_err(|error| {
            Refusal::Fields(vec![domain_model::values::FieldError::new(
                "handle",
                "syntax",
                error.to_string(),
            )])
            .into()
        })
    }

    /// So many requests and restarts for a name in a day are enough.
    pub(super) async fn throttle(
        &self,
        name: &DomainName,
        policy: &TldPolicy,
        at: DateTime<Utc>,
    ) -> Result<(), AskError> {
        let since = at - TimeDelta::hours(policy.transfer.restart_window_hours.into());
        let limit = policy.transfer.restarts;
        let past = self.journal().read_stream(&StreamId::of::<Domain>(name)).await?;
        let recent = past
            .iter()
            .filter(|recorded| recorded.event_type == "TransferInRequested")
            .filter(|recorded| recorded.cause().is_ok_and(|cause| cause.at > since))
            .count();
        if recent >= usize::from(limit) {
            return Err(Refusal::from(NotTransferable::TooOften { limit }).into());
        }
        Ok(())
    }
}

/// Who votes: owner and administrative contact, where the registry shows an address. They are persons of their own,
/// under the transfer's key, until the name has come.
pub(super) fn voters(seen: &Seen, transfer: OperationNumber) -> BTreeMap<Side, Party> {
    let party = |input: &ContactInput| {
        let email = input.email.parse().ok()?;
        let locale = input.locale.parse().unwrap_or_else(|_| {
            if input.country.eq_ignore_ascii_case("fr") {
                domain_model::values::Locale::Fr
            } else {
                domain_model::values::Locale::En
            }
        });
        let owner = SealOwner::new("transfer", transfer, Purpose::Contact);
        Some(Party { contact: None, email: Sealed::open(owner, email), locale })
    };
    [(Side::Owner, &seen.owner), (Side::Admin, &seen.admin)]
        .into_iter()
        .filter_map(|(side, input)| Some((side, party(input.as_ref()?)?)))
        .collect()
}
