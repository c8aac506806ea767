//! What is kept of a contact, for the account that it belongs to.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::refusal::Refusal;
use crate::rights::LastChange;
use data_encoding::HEXLOWER;
use domain_model::contact::{self, Contact, Person};
use domain_model::values::{AccountNumber, ContactDetails, ContactHandle, ContactNumber, EmailAddress};
use journal::{Recorded, StreamId};
use projections::Sight;

/// Hexadecimal digits of a stand-in address: `eb94fe20.151049@contacts.nospam.free.org`.
const STAND_IN_DIGITS: usize = 8;

/// A contact with when it was recorded and last changed.
#[derive(Clone, Debug)]
pub struct ContactFile {
    /// Its number.
    pub number: ContactNumber,
    /// Everything known of it.
    pub contact: Contact,
    /// Its recording.
    pub recorded: LastChange,
    /// The last change of its data or its status; a registry's object and a confirmation are none.
    pub changed: LastChange,
}

impl ContactFile {
    /// What is known, whatever became of it.
    ///
    /// # Errors
    /// It never was: no file is made of one that was not.
    pub fn person(&self) -> Result<&Person, AskError> {
        Ok(self.contact.person().ok_or(Refusal::Contact(contact::Refusal::Unknown))?)
    }

    /// Its data, unless it was erased.
    pub fn details(&self) -> Option<&ContactDetails> {
        self.contact.person()?.details.value().map(|details| &**details)
    }
}

impl Application {
    /// A contact of an account, whatever became of it.
    ///
    /// # Errors
    /// There is none of that number, or it is another account's.
    #[boxed]
    pub async fn contact_of(
        &self,
        account: AccountNumber,
        number: ContactNumber,
    ) -> Result<Contact, AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        match contact.person() {
            None => Err(Refusal::Contact(contact::Refusal::Unknown).into()),
            Some(person) if person.account != account => {
                Err(Refusal::NotYours { what: format!("contact {number}"), account }.into())
            }
            Some(_) => Ok(contact),
        }
    }

    /// A contact of an account that can be used and changed.
    ///
    /// # Errors
    /// As [`Self::contact_of`], or it is deleted, merged or erased.
    #[boxed]
    pub async fn active_contact_of(
        &self,
        account: AccountNumber,
        number: ContactNumber,
    ) -> Result<Person, AskError> {
        let contact = self.contact_of(account, number).await?;
        let status = contact.status();
        let person = contact.active().cloned();
        Ok(person.ok_or(Refusal::Contact(contact::Refusal::NotActive { status }))?)
    }

    /// The data of an account's contact, for a new contact of its own: what an order makes of the contact that it names,
    /// so that each name has an owner contact that is no other's.
    ///
    /// # Errors
    /// As [`Self::active_contact_of`].
    #[boxed]
    pub async fn copy_of_contact(
        &self,
        account: AccountNumber,
        number: ContactNumber,
    ) -> Result<ContactDetails, AskError> {
        let person = self.active_contact_of(account, number).await?;
        // Data that reads closed was erased, though the event that says so may be on its way.
        let erased = || Refusal::Contact(contact::Refusal::NotActive { status: "Erased" });
        let details = person.details.value().ok_or_else(erased)?;
        Ok((**details).clone())
    }

    /// A contact of an account, with when it was recorded and last changed.
    ///
    /// # Errors
    /// As [`Self::contact_of`].
    #[boxed]
    pub async fn contact_file(
        &self,
        account: AccountNumber,
        number: ContactNumber,
    ) -> Result<ContactFile, AskError> {
        let contact = self.contact_of(account, number).await?;
        let events = self.journal().read_stream(&StreamId::of::<Contact>(&number)).await?;
        let data = |event: &&Recorded| {
            !matches!(event.event_type.as_str(), "Placed" | "Verified" | "VerificationRequired")
        };
        let unknown = || Refusal::Contact(contact::Refusal::Unknown);
        let (first, last) = (events.first(), events.iter().rev().find(data));
        Ok(ContactFile {
            number,
            contact,
            recorded: self.change(first.ok_or_else(unknown)?).await?,
            changed: self.change(last.ok_or_else(unknown)?).await?,
        })
    }

    /// The account's contact with a handle; the one in use, where merging left several.
    ///
    /// # Errors
    /// There is none; the database failed.
    #[boxed]
    pub async fn contact_by_handle(
        &self,
        account: AccountNumber,
        handle: &ContactHandle,
    ) -> Result<ContactNumber, AskError> {
        let mut rows = self.views().contacts_by_handle(handle, Sight::Closed).await?;
        rows.retain(|row| row.account == Some(account));
        rows.sort_by_key(|row| row.state.active().is_none());
        let first = rows.first().map(|row| row.number);
        Ok(first.ok_or(Refusal::Contact(contact::Refusal::Unknown))?)
    }

    /// The address that stands at registries and in public directories for a contact that hides its own (`hash_email`):
    /// stable, and without the server's key nobody tells it from the number. Mail to it is forwarded, see
    /// [`Application::forward_mail`].
    pub fn stand_in_address(&self, number: ContactNumber) -> EmailAddress {
        let mac = self.journal().vault().mac("stand-in-address", number.to_string().as_bytes());
        let digits = HEXLOWER.encode(&mac);
        let local = format!("{}.{number}", &digits[..STAND_IN_DIGITS]);
        let address = EmailAddress::parse(&format!("{local}@{}", self.settings().stand_in_domain));
        address.expect("the configuration's check leaves room before the domain")
    }

    /// A contact's data as registries and the public get it: at the stand-in address, where the own one is hidden. Our
    /// own letters always go to the own one.
    pub fn published_details(&self, number: ContactNumber, details: &ContactDetails) -> ContactDetails {
        match details.hide_email() {
            true => details.clone().reached_at(self.stand_in_address(number)),
            false => details.clone(),
        }
    }
}
