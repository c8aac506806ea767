//! Contacts: recorded, changed, deleted, erased.

mod care;
mod fields;
mod file;
mod fixed;
mod verification;

pub use fields::FieldStatus;
pub use file::ContactFile;
pub(crate) use verification::ToConfirm;
pub use verification::{Confirmation, VerificationError, VerificationMails, VerificationView};

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::domains::Opening;
use crate::jobs::{Job, LetterJob};
use crate::refusal::Refusal;
use chrono::{DateTime, Utc};
use domain_model::Actor;
use domain_model::account::{self, Account};
use domain_model::contact::{self, Command, Contact, Origin, Person};
use domain_model::domain::Domain;
use domain_model::operation::{Dossier, Operation, Request, Step};
use domain_model::policy::eligibility;
use domain_model::values::{
    AccountNumber, ContactDetails, ContactNumber, DomainName, FieldError, Purpose, Reason, Sealed, Tld,
};
use journal::{Sequence, StreamId, Streams};
use std::time::Duration;

/// How long a decision waits for views that lag.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether what a registrant confirms has changed: not how the person is written to, or what single endings ask.
pub(crate) fn of_registrant(before: &ContactDetails, after: &ContactDetails) -> bool {
    const OTHER: [&str; 4] = ["locale", "hide_email", "resale_consent", "identification"];
    before.changed_fields(after).iter().any(|field| !OTHER.contains(field))
}

impl Application {
    /// Records a contact under the next number.
    ///
    /// # Errors
    /// The account may not.
    #[boxed]
    pub async fn register_contact(
        &self,
        account: AccountNumber,
        details: ContactDetails,
        ask: &Ask,
    ) -> Result<Accepted<ContactNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.open_account(account).await?;
        let number = ContactNumber::new(self.journal().next_number(Sequence::Parties).await?);
        let register = self.register_command(number, account, details)?;
        self.once(ask, Streams::new().with::<Contact>(&number), |work| {
            work.execute::<Contact>(&number, &register)?;
            Ok(number)
        })
        .await
    }

    /// What records a contact under a number.
    pub(crate) fn register_command(
        &self,
        number: ContactNumber,
        account: AccountNumber,
        details: ContactDetails,
    ) -> Result<Command, AskError> {
        Ok(Command::Register {
            account,
            handle: self.handle_for(&details, number)?,
            origin: Origin::Account,
            details: Sealed::open(contact::seal_owner(number), Box::new(details)),
        })
    }

    /// Changes a contact's data, here and at every registry that has an object for it. Whoever owns a generic name
    /// confirms the new data (DOMAIN: WAPS); who is written to at another address from now on is told at both.
    ///
    /// # Errors
    /// It is not the account's, or not in use; fields are fixed while names use the contact, or where owner changes are
    /// ordered the owner of a name would not be eligible any more. Staff corrects fixed fields too: who did stands in
    /// the event.
    #[boxed]
    pub async fn amend_contact(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        details: ContactDetails,
        ask: &Ask,
    ) -> Result<Accepted<ContactNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let person = self.active_contact_of(account, number).await?;
        let by_staff = matches!(ask.cause.actor, Actor::Operator(_) | Actor::System);
        let before = person.details.value();
        let (today, owner_changes) = (ask.cause.at.date_naive(), fixed::owner_changes(ask.cause.channel));
        let bound = |before: &ContactDetails| {
            fixed::may_be_bound(self.catalogue(), today, owner_changes, before, &details)
        };
        if let Some(before) = before.filter(|before| !by_staff && bound(before)) {
            self.bonds(number, today, owner_changes).await?.check(before, &details)?;
        }
        // Any change voids the links that are on their way: who has to confirm needs another.
        let asks = person.verify_by.is_some() || before.is_some_and(|before| of_registrant(before, &details));
        let asked = match asks {
            true => self.to_confirm(number, ask.cause.at).await?,
            false => None,
        };
        let moved = before.is_some_and(|before| before.email() != details.email());
        // An account's data is its own contact's: so is the language that it is written to in.
        let spoken = before.is_some_and(|before| before.locale() != details.locale());
        let locale = Some(details.locale()).filter(|_| spoken && number == account.own_contact());
        let dossiers = self.updates_of(account, number, &person, ask).await?;
        let amend = Command::Amend { details: Sealed::open(contact::seal_owner(number), Box::new(details)) };
        let streams = Streams::new().with::<Contact>(&number);
        let streams = dossiers.iter().fold(streams, |all, dossier| all.with::<Operation>(&dossier.number));
        let streams = if locale.is_some() { streams.with::<Account>(&account) } else { streams };
        self.once(ask, streams, |work| {
            if work.execute::<Contact>(&number, &amend)?.is_empty() {
                return Ok(number);
            }
            if let Some(locale) = locale {
                work.execute::<Account>(&account, &account::Command::SetLocale { locale })?;
            }
            for dossier in &dossiers {
                work.open(dossier, false)?;
            }
            if asked.is_some() && moved {
                for former in [true, false] {
                    let letter = LetterJob::AddressChanged { contact: number, former };
                    work.enqueue(Job::Letter(letter), &StreamId::of::<Contact>(&number), ask.cause.at);
                }
            }
            if let Some(asked) = &asked {
                asked.ask(work, number, ask.cause.at)?;
            }
            Ok(number)
        })
        .await
    }

    /// An operation for each registry that has an object for the contact.
    async fn updates_of(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        person: &Person,
        ask: &Ask,
    ) -> Result<Vec<Dossier>, AskError> {
        let mut dossiers = vec![];
        for registry in person.placed.keys() {
            let opening = Opening {
                account,
                request: Request::UpdateContact { contact: number },
                charge: None,
                registry: registry.clone(),
                steps: vec![Step::UpdateContact(number)],
                waits: false,
            };
            dossiers.push(opening.dossier(self.next_operation().await?, ask));
        }
        Ok(dossiers)
    }

    /// Deletes a contact that no name uses.
    ///
    /// # Errors
    /// It is not the account's, or not in use; a name uses it, or the account itself.
    #[boxed]
    pub async fn delete_contact(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        ask: &Ask,
    ) -> Result<Accepted<ContactNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.active_contact_of(account, number).await?;
        if number == account.own_contact() {
            return Err(Refusal::OwnContact(number).into());
        }
        // A name that was asked for a moment ago counts.
        self.views_caught_up(PATIENCE).await?;
        let names = self.names_using(number).await?;
        if names > 0 {
            return Err(Refusal::ContactInUse { number, names }.into());
        }
        self.once(ask, Streams::new().with::<Contact>(&number), |work| {
            work.execute::<Contact>(&number, &Command::Delete)?;
            Ok(number)
        })
        .await
    }

    /// Destroys a person's data: the event first, then the keys, then what is kept outside the journal. History
    /// still replays, and ledgers balance.
    ///
    /// # Errors
    /// There is no such contact.
    #[boxed]
    pub async fn erase_contact(
        &self,
        number: ContactNumber,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<ContactNumber>, AskError> {
        let accepted = self
            .once(ask, Streams::new().with::<Contact>(&number), |work| {
                work.execute::<Contact>(&number, &Command::Erase { reason: reason.clone() })?;
                Ok(number)
            })
            .await?;
        // The job that follows from the event does the same again, should this process end here.
        self.destroy_keys(number).await?;
        Ok(accepted)
    }

    /// Destroys the keys of a contact, of the transfer that brought it, and what the mailer keeps.
    pub(crate) async fn destroy_keys(&self, number: ContactNumber) -> Result<(), AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let mut owners = vec![contact::seal_owner(number).owner];
        if let Some(person) = contact.person()
            && let Origin::Transfer(operation) = person.origin
        {
            owners.push(format!("transfer:{operation}"));
        }
        // A batch mail that brought the person may be kept for a while longer: which one is not known, so all of the
        // account's that are answered go.
        if let Some(person) = contact.person() {
            self.journal().inbox().forget_of(person.account.get()).await?;
        }
        let vault = self.journal().vault();
        for owner in owners {
            vault.erase(&owner, &["contact", "evidence"]).await.map_err(journal::JournalError::from)?;
            for purpose in [Purpose::Contact, Purpose::Evidence] {
                let person = domain_model::values::SealOwner { owner: owner.clone(), purpose };
                if let Err(error) = self.mailer().forget(&person).await {
                    tracing::warn!(contact = %number, error = %error, "kept mails were not removed; tried again later");
                }
            }
        }
        Ok(())
    }

    /// What stands against a person as owner of names below an ending; nothing where they may.
    pub fn eligible_below(&self, details: &ContactDetails, tld: &Tld, at: DateTime<Utc>) -> Vec<FieldError> {
        match self.catalogue().tld_policy(tld, at.date_naive()) {
            Some(policy) => eligibility(policy, details),
            None => vec![FieldError::new(
                "tld",
                "tld-unknown",
                format!("names below .{tld} are not registered here"),
            )],
        }
    }

    /// Whether the contact owns a name that is registered here now.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn owns(&self, contact: ContactNumber, name: &DomainName) -> Result<bool, AskError> {
        let domain = self.journal().load::<Domain>(name).await?.state;
        Ok(domain.registration().is_some_and(|registration| registration.contacts.owner == contact))
    }
}
