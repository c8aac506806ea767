//! What an operator does for a contact: its data confirmed or to be confirmed, two records of one person made one.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::{ContactRole, Refusal};
use chrono::{DateTime, Utc};
use domain_model::contact::{self, Command, Contact};
use domain_model::values::{AccountNumber, ContactNumber, FieldError};
use journal::Streams;

impl Application {
    async fn on_contact(
        &self,
        number: ContactNumber,
        command: Command,
        ask: &Ask,
    ) -> Result<Accepted<ContactNumber>, AskError> {
        self.once(ask, Streams::new().with::<Contact>(&number), |work| {
            work.execute::<Contact>(&number, &command)?;
            Ok(number)
        })
        .await
    }

    /// Records that a person's data was confirmed by another way than the mailed link; why is in the ask's cause.
    ///
    /// # Errors
    /// The contact is not in use.
    #[boxed]
    pub async fn confirm_contact(
        &self,
        number: ContactNumber,
        ask: &Ask,
    ) -> Result<Accepted<ContactNumber>, AskError> {
        self.on_contact(number, Command::Verify { at: ask.cause.at, link: None }, ask).await
    }

    /// Records that a person lets the whole data stand in the public directory, or no longer; how that is known is in the
    /// ask's cause.
    ///
    /// # Errors
    /// The contact is not in use.
    #[boxed]
    pub async fn decide_publication(
        &self,
        number: ContactNumber,
        consent: bool,
        ask: &Ask,
    ) -> Result<Accepted<ContactNumber>, AskError> {
        self.on_contact(number, Command::DecidePublication { consent, at: ask.cause.at }, ask).await
    }

    /// Asks for a person's data to be confirmed until a day, by a mailed link.
    ///
    /// # Errors
    /// The contact is not in use, or the day is past.
    #[boxed]
    pub async fn require_confirmation(
        &self,
        number: ContactNumber,
        by: DateTime<Utc>,
        ask: &Ask,
    ) -> Result<Accepted<ContactNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        if by <= ask.cause.at {
            let error = FieldError::new("by", "past", "a moment to come is expected");
            return Err(Refusal::Fields(vec![error]).into());
        }
        let asked = self.to_confirm(number, ask.cause.at).await?;
        self.once(ask, Streams::new().with::<Contact>(&number), |work| {
            let required = work.execute::<Contact>(&number, &Command::RequireVerification { by })?;
            if let Some(asked) = asked.as_ref().filter(|_| !required.is_empty()) {
                asked.remind(work, number, by, ask.cause.at);
            }
            work.execute::<Contact>(&number, &Command::MailVerification { at: ask.cause.at })?;
            Ok(number)
        })
        .await
    }

    /// Makes a contact the same person as another of its account. Names keep the contact that they were given at their
    /// registry, so a contact that names use is not merged: give them the other one first.
    ///
    /// # Errors
    /// A name uses it; either is not in use, or another account's; both are the same.
    #[boxed]
    pub async fn merge_contacts(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        into: ContactNumber,
        ask: &Ask,
    ) -> Result<Accepted<ContactNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        if number == into {
            return Err(Refusal::Contact(contact::Refusal::IntoItself).into());
        }
        self.usable_contact(account, number, ContactRole::Owner).await?;
        if number == account.own_contact() {
            return Err(Refusal::OwnContact(number).into());
        }
        self.usable_contact(account, into, ContactRole::NewOwner).await?;
        let names = self.names_using(number).await?;
        if names > 0 {
            return Err(Refusal::ContactInUse { number, names }.into());
        }
        self.on_contact(number, Command::Merge { into }, ask).await
    }
}
