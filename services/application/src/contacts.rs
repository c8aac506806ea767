//! Contacts: recorded, changed, deleted, erased.

mod care;

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::domains::Opening;
use crate::refusal::{ContactRole, Refusal};
use domain_model::contact::{self, Command, Contact, Origin};
use domain_model::domain::Domain;
use domain_model::operation::{Operation, Request, Step};
use domain_model::values::{
    AccountNumber, ContactDetails, ContactNumber, DomainName, Purpose, Reason, Sealed,
};
use journal::{Sequence, Streams};

impl Application {
    /// Records a contact under the next number.
    ///
    /// # Errors
    /// The account may not.
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

    /// Changes a contact's data, here and at every registry that has an object for it.
    ///
    /// # Errors
    /// It is not the account's, or not in use.
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
        let person = self.usable_contact(account, number, ContactRole::Owner).await?;
        let amend = Command::Amend { details: Sealed::open(contact::seal_owner(number), Box::new(details)) };
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
            dossiers.push(opening.dossier(self.next_operation().await?, ask.cause.at));
        }
        let streams = Streams::new().with::<Contact>(&number);
        let streams = dossiers.iter().fold(streams, |all, dossier| all.with::<Operation>(&dossier.number));
        self.once(ask, streams, |work| {
            if !work.execute::<Contact>(&number, &amend)?.is_empty() {
                for dossier in &dossiers {
                    work.open(dossier, false)?;
                }
            }
            Ok(number)
        })
        .await
    }

    /// Deletes a contact that no name uses.
    ///
    /// # Errors
    /// A name uses it.
    pub async fn delete_contact(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        ask: &Ask,
    ) -> Result<Accepted<ContactNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.usable_contact(account, number, ContactRole::Owner).await?;
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

    /// Whether the contact owns a name that is registered here now.
    ///
    /// # Errors
    /// The journal failed.
    pub async fn owns(&self, contact: ContactNumber, name: &DomainName) -> Result<bool, AskError> {
        let domain = self.journal().load::<Domain>(name).await?.state;
        Ok(domain.registration().is_some_and(|registration| registration.contacts.owner == contact))
    }
}
