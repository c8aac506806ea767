//! The contacts of an order: known ones, or ones that it brings along.

use super::{BatchMistake, NameOrder, Party};
use crate::application::Application;
use crate::ask::AskError;
use crate::orders::NewContact;
use domain_model::account::Profile;
use domain_model::contact::Contact;
use domain_model::operation::Contacts;
use domain_model::values::{
    AccountNumber, ContactDetails, ContactHandle, ContactNumber, Identification, Nichandle,
};
use journal::Sequence;
use projections::Sight;

/// The contacts of an order, and those of them that are new.
pub(super) struct Parties {
    pub contacts: Contacts,
    pub new: Vec<NewContact>,
}

/// Collects contacts and mistakes, each of them once.
struct Gathering<'a> {
    application: &'a Application,
    account: AccountNumber,
    profile: &'a Profile,
    new: Vec<(ContactDetails, NewContact)>,
    mistakes: Vec<BatchMistake>,
}

impl Application {
    /// The four contacts of an order; the account's own where none is named. All mistakes at once.
    pub(super) async fn parties(
        &self,
        account: AccountNumber,
        profile: &Profile,
        order: &NameOrder,
    ) -> Result<Result<Parties, Vec<BatchMistake>>, AskError> {
        let mut all = Gathering { application: self, account, profile, new: vec![], mistakes: vec![] };
        let owner = all.owner(order.owner.as_ref(), order.identification.as_ref()).await?;
        let admin = all.contact("admin", order.admin.as_ref()).await?;
        let tech = all.contact("tech", order.tech.as_ref()).await?;
        let billing = all.contact("billing", order.billing.as_ref()).await?;
        if !all.mistakes.is_empty() {
            return Ok(Err(all.mistakes));
        }
        let contacts = Contacts { owner, admin, tech, billing };
        Ok(Ok(Parties { contacts, new: all.new.into_iter().map(|(_, new)| new).collect() }))
    }
}

impl Gathering<'_> {
    /// The registrant is a contact of its own: an account's data is copied (DOMAIN: batch mail), and what the ending asks
    /// for is set on the copy.
    async fn owner(
        &mut self,
        party: Option<&Party>,
        identification: Option<&Identification>,
    ) -> Result<ContactNumber, AskError> {
        let own = self.account.own_contact();
        let known = match party {
            None => own,
            Some(Party::New(details)) => {
                return self.record("owner", (**details).clone(), identification).await;
            }
            Some(Party::Account(nichandle)) => self.of_account("owner", nichandle),
            Some(Party::Contact(handle)) => self.of_handle("owner", handle).await?,
        };
        if known != own && identification.is_none() {
            return Ok(known);
        }
        match self.application.journal().load::<Contact>(&known).await?.state.active() {
            Some(person) => match person.details.value() {
                Some(details) => self.record("owner", (**details).clone(), identification).await,
                None => Ok(self.mistake("owner", "a contact whose data is kept", known)),
            },
            None => Ok(self.mistake("owner", "a contact in use", known)),
        }
    }

    async fn contact(&mut self, role: &str, party: Option<&Party>) -> Result<ContactNumber, AskError> {
        match party {
            None => Ok(self.account.own_contact()),
            Some(Party::New(details)) => self.record(role, (**details).clone(), None).await,
            Some(Party::Account(nichandle)) => Ok(self.of_account(role, nichandle)),
            Some(Party::Contact(handle)) => self.of_handle(role, handle).await,
        }
    }

    /// Another account's data is not this one's to use.
    fn of_account(&mut self, role: &str, nichandle: &Nichandle) -> ContactNumber {
        let own = self.account.own_contact();
        if *nichandle == self.profile.nichandle {
            return own;
        }
        self.mistake(
            role,
            &format!("the account's own nichandle {}, or a contact's data", self.profile.nichandle),
            own,
        )
    }

    async fn of_handle(&mut self, role: &str, handle: &ContactHandle) -> Result<ContactNumber, AskError> {
        let rows = self.application.views().contacts_by_handle(handle, Sight::Closed).await?;
        let own = rows.into_iter().find(|row| row.account == Some(self.account));
        Ok(match own {
            Some(row) => row.number,
            None => self.mistake(role, "the handle of a contact of this account", self.account.own_contact()),
        })
    }

    /// A contact with this data; the same data in two roles is one contact.
    async fn record(
        &mut self,
        role: &str,
        details: ContactDetails,
        identification: Option<&Identification>,
    ) -> Result<ContactNumber, AskError> {
        let details = match identification {
            None => details,
            Some(identification) => {
                let mut input = details.to_input();
                let given = identification.iter().map(|(field, value)| (field.to_owned(), value.to_owned()));
                input.identification.extend(given);
                match ContactDetails::new(input) {
                    Ok(details) => details,
                    Err(errors) => {
                        let said: Vec<String> = errors.into_iter().map(|error| error.message).collect();
                        let key = "option.identification.method".to_owned();
                        self.mistakes.push(BatchMistake { key, expected: said.join("; ") });
                        return Ok(self.account.own_contact());
                    }
                }
            }
        };
        if let Some((_, same)) = self.new.iter().find(|(known, _)| *known == details) {
            return Ok(same.number);
        }
        let number = self.application.journal().next_number(Sequence::Parties).await?;
        let number = ContactNumber::new(number);
        match self.application.register_command(number, self.account, details.clone()) {
            Ok(register) => self.new.push((details, NewContact { number, register })),
            Err(AskError::Refused(refusal)) => {
                let key = format!("contact.{role}.name");
                self.mistakes.push(BatchMistake { key, expected: refusal.to_string() });
            }
            Err(other) => return Err(other),
        }
        Ok(number)
    }

    fn mistake(&mut self, role: &str, expected: &str, stand_in: ContactNumber) -> ContactNumber {
        let (key, expected) = (format!("contact.{role}.id"), expected.to_owned());
        self.mistakes.push(BatchMistake { key, expected });
        stand_in
    }
}
