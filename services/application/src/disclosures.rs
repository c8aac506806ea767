//! The desk of requests for data that the directory does not show: filed, asked back, granted or refused.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use domain_model::Actor;
use domain_model::contact::{self, Contact};
use domain_model::disclosure_request::{
    Command, Decision, Disclosed, DisclosureRequest, Fields, Filing, Held, LegalBasis, Refusal as No,
    RefusalReason, Requester, RequesterKind, SubjectNotice, Terms, Verdict, copy_owner, seal_owner,
};
use domain_model::domain::{Domain, Registration};
use domain_model::operator::Login;
use domain_model::policy::{DisclosureDeadlines, PersonItem, PersonRole};
use domain_model::values::{
    ContactDetails, ContactNumber, DisclosureNumber, DomainName, Locale, Reason, Sealed, Sha256Digest,
};
use journal::{Sequence, Streams};
use std::collections::{BTreeMap, BTreeSet};

/// A request as it comes in.
#[derive(Clone, Debug)]
pub struct FileDisclosure {
    /// About which name.
    pub name: DomainName,
    /// Who asks.
    pub requester: Requester,
    /// As what.
    pub kind: RequesterKind,
    /// The language of the answer.
    pub locale: Locale,
    /// What is asked for.
    pub asked: Fields,
    /// What for.
    pub purpose: Reason,
    /// On what it rests.
    pub basis: LegalBasis,
    /// The number of the order, the article of the law.
    pub reference: Option<Reason>,
    /// SHA-256 of the document that came with it.
    pub evidence: Option<Sha256Digest>,
    /// Life, a critical infrastructure or a child is in danger.
    pub urgent: bool,
}

/// A request that is granted.
#[derive(Clone, Debug)]
pub struct GrantDisclosure {
    /// Which.
    pub request: DisclosureNumber,
    /// What is disclosed; everything that was asked for where nothing is named.
    pub fields: Option<Fields>,
    /// How the interests were weighed.
    pub balance: Reason,
    /// Whether the registrant is told.
    pub notice: SubjectNotice,
}

impl Application {
    /// Records a request; the requester is told its number, and by when it is answered.
    ///
    /// # Errors
    /// It names no field.
    #[boxed]
    pub async fn file_disclosure(
        &self,
        asked: FileDisclosure,
        ask: &Ask,
    ) -> Result<Accepted<DisclosureNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let number = DisclosureNumber::new(self.journal().next_number(Sequence::Disclosures).await?);
        let domain = self.journal().load::<Domain>(&asked.name).await?.state;
        let held = domain.registration();
        let held = held.map(|held| Held { registration: held.number, account: held.account });
        let (at, urgent) = (ask.cause.at, asked.urgent);
        let rule = DisclosureDeadlines::embedded().on(at.date_naive());
        let sealed = |text| Sealed::open(seal_owner(number), text);
        let filing = Filing {
            name: asked.name,
            held,
            requester: Sealed::open(seal_owner(number), Box::new(asked.requester)),
            kind: asked.kind,
            locale: asked.locale,
            asked: asked.asked.into_iter().filter(|(_, items)| !items.is_empty()).collect(),
            purpose: sealed(asked.purpose),
            basis: asked.basis,
            reference: asked.reference.map(sealed),
            evidence: asked.evidence,
            urgent,
            terms: Terms {
                received_at: at,
                remind_at: rule.remind(at, urgent),
                due: rule.due(at, urgent),
                keep_days: rule.keep_days(),
                rule: rule.rule(),
            },
        };
        self.on_disclosure(number, &Command::File { filing: Box::new(filing) }, ask).await
    }

    /// Asks the requester for more, by mail. The answer stays due when it was.
    ///
    /// # Errors
    /// There is no such request; it waits for the answer to another question, or is over.
    #[boxed]
    pub async fn ask_disclosure_requester(
        &self,
        number: DisclosureNumber,
        question: Reason,
        ask: &Ask,
    ) -> Result<Accepted<DisclosureNumber>, AskError> {
        let question = Sealed::open(seal_owner(number), question);
        self.on_disclosure(number, &Command::Ask { question, at: ask.cause.at }, ask).await
    }

    /// Records what the requester answered.
    ///
    /// # Errors
    /// There is no such request; nothing was asked, or it is over.
    #[boxed]
    pub async fn record_disclosure_answer(
        &self,
        number: DisclosureNumber,
        answer: Reason,
        evidence: Option<Sha256Digest>,
        ask: &Ask,
    ) -> Result<Accepted<DisclosureNumber>, AskError> {
        let answer = Sealed::open(seal_owner(number), answer);
        self.on_disclosure(number, &Command::Answer { answer, evidence, at: ask.cause.at }, ask).await
    }

    /// Discloses fields to the requester, by mail. What of whom is recorded; fields that a person has not are left out.
    ///
    /// # Errors
    /// There is no such request; more would be disclosed than was asked for; nothing of it is held; the registration that
    /// it is about is not ours any more; it waits for the requester, or was answered otherwise.
    #[boxed]
    pub async fn grant_disclosure(
        &self,
        grant: GrantDisclosure,
        ask: &Ask,
    ) -> Result<Accepted<DisclosureNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let (number, by) = (grant.request, decider(ask)?);
        let state = self.journal().load::<DisclosureRequest>(&number).await?.state;
        let filing = &state.dossier().ok_or(Refusal::Disclosure(No::Unknown))?.filing;
        let fields = grant.fields.as_ref().unwrap_or(&filing.asked);
        let domain = self.journal().load::<Domain>(&filing.name).await?.state;
        let held = domain.registration();
        // The registration of that day, not whoever has the name since.
        let same = held.filter(|held| filing.held.is_some_and(|then| then.registration == held.number));
        let Some(registration) = same else {
            let gone = if state.is_open() { No::NoRegistration } else { No::Over(state.status()) };
            return Err(Refusal::Disclosure(gone).into());
        };
        let persons: Vec<_> =
            fields.iter().map(|(role, items)| (*role, contact_of(registration, *role), items)).collect();
        let streams = Streams::new().with::<DisclosureRequest>(&number).with::<Domain>(&filing.name);
        let streams =
            persons.iter().fold(streams, |streams, (_, contact, _)| streams.with::<Contact>(contact));
        let balance = Sealed::open(seal_owner(number), grant.balance.clone());
        self.once(ask, streams, |work| {
            let now = work.state::<Domain>(&filing.name).registration();
            // Somebody gave the name another contact meanwhile.
            let moved = |(role, contact, _): &(PersonRole, ContactNumber, _)| {
                now.is_none_or(|now| contact_of(now, *role) != *contact)
            };
            if persons.iter().any(moved) {
                return Err(Refusal::NameChanged);
            }
            let mut disclosed = vec![];
            for (role, contact, items) in &persons {
                let version = u64::try_from(work.version::<Contact>(contact)).unwrap_or_default();
                let person = work.state::<Contact>(contact).active();
                let details = person.and_then(|person| person.details.value());
                let Some((person, details)) = person.zip(details) else { continue };
                let copy = values_of(person, details, items);
                if !copy.is_empty() {
                    let items = copy.keys().copied().collect();
                    let copy = Sealed::open(copy_owner(*contact), copy);
                    disclosed.push(Disclosed { role: *role, contact: *contact, version, items, copy });
                }
            }
            let verdict =
                Verdict::Disclosed { disclosed, balance: balance.clone(), notice: grant.notice.clone() };
            let decision = Box::new(Decision { by: by.clone(), at: ask.cause.at, verdict });
            // What was named and is not asked for is refused, also where the person does not have it.
            work.state::<DisclosureRequest>(&number).only_asked(fields)?;
            work.execute::<DisclosureRequest>(&number, &Command::Decide { decision })?;
            Ok(number)
        })
        .await
    }

    /// Discloses nothing; the requester is told why, by mail.
    ///
    /// # Errors
    /// There is no such request, or it was answered otherwise.
    #[boxed]
    pub async fn refuse_disclosure(
        &self,
        number: DisclosureNumber,
        because: RefusalReason,
        text: Reason,
        ask: &Ask,
    ) -> Result<Accepted<DisclosureNumber>, AskError> {
        let verdict = Verdict::Refused { because, text: Sealed::open(seal_owner(number), text) };
        let decision = Box::new(Decision { by: decider(ask)?, at: ask.cause.at, verdict });
        self.on_disclosure(number, &Command::Decide { decision }, ask).await
    }

    /// The requester takes a request back.
    ///
    /// # Errors
    /// There is no such request, or it is answered.
    #[boxed]
    pub async fn withdraw_disclosure(
        &self,
        number: DisclosureNumber,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<DisclosureNumber>, AskError> {
        self.on_disclosure(number, &Command::Withdraw { reason, at: ask.cause.at }, ask).await
    }

    pub(crate) async fn remind_of_disclosure(
        &self,
        number: DisclosureNumber,
        ask: &Ask,
    ) -> Result<Accepted<DisclosureNumber>, AskError> {
        self.on_disclosure(number, &Command::Remind { at: ask.cause.at }, ask).await
    }

    pub(crate) async fn miss_disclosure(
        &self,
        number: DisclosureNumber,
        ask: &Ask,
    ) -> Result<Accepted<DisclosureNumber>, AskError> {
        self.on_disclosure(number, &Command::Miss { at: ask.cause.at }, ask).await
    }

    /// Destroys the key of whoever asked, once it has been kept long enough, and what the mailer keeps.
    pub(crate) async fn erase_requester(&self, number: DisclosureNumber, ask: &Ask) -> Result<(), AskError> {
        self.on_disclosure(number, &Command::EraseRequester, ask).await?;
        let owner = seal_owner(number);
        let purposes = [owner.purpose.as_str()];
        self.journal().vault().erase(&owner.owner, &purposes).await.map_err(journal::JournalError::from)?;
        if let Err(error) = self.mailer().forget(&owner).await {
            tracing::warn!(request = %number, error = %error, "kept mails were not removed");
        }
        Ok(())
    }

    async fn on_disclosure(
        &self,
        number: DisclosureNumber,
        command: &Command,
        ask: &Ask,
    ) -> Result<Accepted<DisclosureNumber>, AskError> {
        self.once(ask, Streams::new().with::<DisclosureRequest>(&number), |work| {
            work.execute::<DisclosureRequest>(&number, command)?;
            Ok(number)
        })
        .await
    }
}

/// Only a person weighs interests.
fn decider(ask: &Ask) -> Result<Login, AskError> {
    let needed = || Refusal::RoleNeeded("support or admin").into();
    match &ask.cause.actor {
        Actor::Operator(login) => login.parse().map_err(|_| needed()),
        _ => Err(needed()),
    }
}

fn contact_of(registration: &Registration, role: PersonRole) -> ContactNumber {
    let contacts = &registration.contacts;
    match role {
        PersonRole::Registrant => contacts.owner,
        PersonRole::Admin => contacts.admin,
        PersonRole::Tech => contacts.tech,
        PersonRole::Billing => contacts.billing,
    }
}

/// What the registrar holds of it; what a person did not give is left out.
fn values_of(
    person: &contact::Person,
    details: &ContactDetails,
    items: &BTreeSet<PersonItem>,
) -> BTreeMap<PersonItem, String> {
    let value = |item: &PersonItem| match item {
        PersonItem::Handle => person.handle.to_string(),
        PersonItem::Name => details.name(),
        PersonItem::Organisation => details.organisation().to_owned(),
        PersonItem::Street => {
            details.address().street.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        PersonItem::City => details.city().to_owned(),
        PersonItem::Region => details.region().to_owned(),
        PersonItem::PostalCode => details.postal_code().to_owned(),
        PersonItem::Country => details.country().to_string(),
        PersonItem::Phone => details.phone().to_string(),
        PersonItem::Fax => details.fax().map(ToString::to_string).unwrap_or_default(),
        PersonItem::Email => details.email().to_string(),
    };
    items.iter().map(|item| (*item, value(item))).filter(|(_, value)| !value.is_empty()).collect()
}
