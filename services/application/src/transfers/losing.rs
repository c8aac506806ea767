//! What the registry says of a name that is still with another registrar: whether it may come, and its people.

use crate::application::Application;
use crate::ask::AskError;
use crate::ports::{AnswerData, DomainAtRegistry, RegistryCommand};
use crate::refusal::{NotTransferable, Refusal};
use chrono::{DateTime, Utc};
use domain_model::domain::{self, Domain};
use domain_model::policy::{TldPolicy, add_days};
use domain_model::transfer::Side;
use domain_model::values::{
    AuthCode, ContactInput, DomainName, Locale, NameServer, NameServers, OperationNumber, Purpose,
    RegistryContactId, SealOwner, Sealed,
};
use domain_model::vote::Party;
use std::collections::BTreeMap;

/// What the registry shows of a name that is to come.
pub(super) struct Seen {
    domain: DomainAtRegistry,
    owner: Option<ContactInput>,
    admin: Option<ContactInput>,
}

impl Seen {
    /// The owner's data, where the registry shows any.
    pub(super) fn owner(&self) -> Option<&ContactInput> {
        self.owner.as_ref()
    }

    /// The name servers that it has now, and keeps.
    pub(super) fn servers(&self) -> NameServers {
        NameServers::new(self.domain.servers.iter().cloned().map(NameServer::new).collect())
            .unwrap_or_default()
    }

    /// Who votes: owner and administrative contact, where the policy wants votes and the registry shows an address.
    /// They are persons of their own, under the transfer's key, until the name has come.
    pub(super) fn voters(&self, policy: &TldPolicy, transfer: OperationNumber) -> BTreeMap<Side, Party> {
        let party = |input: &ContactInput| {
            let email = input.email.parse().ok()?;
            let locale = input.locale.parse().unwrap_or(Locale::FALLBACK);
            let owner = SealOwner::new("transfer", transfer, Purpose::Contact);
            Some(Party { contact: None, email: Sealed::open(owner, email), locale })
        };
        [(Side::Owner, &self.owner), (Side::Admin, &self.admin)]
            .into_iter()
            .filter(|_| policy.transfer.votes)
            .filter_map(|(side, input)| Some((side, party(input.as_ref()?)?)))
            .collect()
    }
}

impl Application {
    /// Everything that the rules and the registry can say against a transfer in, and what it shows of the name.
    pub(super) async fn transferable(
        &self,
        name: &DomainName,
        auth_code: Option<&AuthCode>,
        policy: &TldPolicy,
        at: DateTime<Utc>,
    ) -> Result<DomainAtRegistry, AskError> {
        let no = |why: NotTransferable| -> AskError { Refusal::from(why).into() };
        if !policy.transfer.by_request {
            return Err(no(NotTransferable::NotByRequest));
        }
        if policy.transfer.code_required && auth_code.is_none() {
            return Err(no(NotTransferable::CodeMissing));
        }
        let known = self.journal().load::<Domain>(name).await?.state;
        if known.registration().is_some() {
            return Err(no(NotTransferable::Ours));
        }
        if let Some(operation) = known.unfinished() {
            return Err(Refusal::Domain(domain::Refusal::Busy(operation)).into());
        }
        self.shown_for_transfer(name, auth_code, policy, at).await
    }

    /// What the registry shows of a name to whoever has its code, and whether it would let it go.
    pub(super) async fn shown_for_transfer(
        &self,
        name: &DomainName,
        auth_code: Option<&AuthCode>,
        policy: &TldPolicy,
        at: DateTime<Utc>,
    ) -> Result<DomainAtRegistry, AskError> {
        let no = |why: NotTransferable| -> AskError { Refusal::from(why).into() };
        let registry = self.registries().for_name(name)?;
        let info = RegistryCommand::InfoDomain { name: name.clone(), auth_code: auth_code.cloned() };
        let answer = self.look(registry, info, None).await?;
        let domain = match (answer.code, answer.data) {
            (_, AnswerData::Domain(domain)) => *domain,
            (2303, _) => return Err(no(NotTransferable::NotRegistered)),
            (2201 | 2202, _) => return Err(no(NotTransferable::WrongCode)),
            (code @ (2200 | 2501 | 2502), _) => {
                return Err(no(NotTransferable::LoginRefused { code, message: answer.message }));
            }
            (code, _) => return Err(no(NotTransferable::NotShown { code, message: answer.message })),
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
    /// A registry knows no language: the country says it.
    async fn foreign_contact(
        &self,
        transfer: OperationNumber,
        name: &DomainName,
        id: Option<&RegistryContactId>,
        auth_code: Option<&AuthCode>,
    ) -> Result<Option<ContactInput>, AskError> {
        let Some(id) = id else { return Ok(None) };
        let registry = self.registries().for_name(name)?;
        let info = RegistryCommand::InfoContact { id: id.clone(), auth_code: auth_code.cloned() };
        let log = SealOwner::new("transfer", transfer, Purpose::Contact);
        let answer = self.look(registry, info, Some(log)).await?;
        let AnswerData::Contact(contact) = answer.data else { return Ok(None) };
        let mut details = contact.details;
        if details.locale.is_empty() {
            details.locale = spoken_in(&details.country).as_str().to_owned();
        }
        Ok(Some(details))
    }
}

/// The language in which somebody from a country is written to: one that letters and pages are in.
fn spoken_in(country: &str) -> Locale {
    const FRENCH: [&str; 16] =
        ["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "WF", "PF", "NC", "BL", "MF", "TF", "MC", "SN", "CI"];
    if FRENCH.iter().any(|french| country.eq_ignore_ascii_case(french)) { Locale::Fr } else { Locale::En }
}
