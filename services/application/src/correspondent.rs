//! Whom to write to about an account.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use domain_model::account::{Account, Branding};
use domain_model::contact::{Contact, seal_owner};
use domain_model::values::{AccountNumber, EmailAddress, Locale, Nichandle, SealOwner};

/// The holder of an account as somebody who is written to.
#[derive(Clone)]
pub struct Correspondent {
    /// The account's name.
    pub nichandle: Nichandle,
    /// The registered address; none where the holder is gone.
    pub email: Option<EmailAddress>,
    /// Whose letters these are.
    pub person: SealOwner,
    /// The language of the account's mails.
    pub locale: Locale,
    /// In whose name the account is written to.
    pub branding: Branding,
}

impl Application {
    /// The holder of an account, with the address of this moment; nobody where there is no such account.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn correspondent(&self, account: AccountNumber) -> Result<Option<Correspondent>, AskError> {
        let held = self.journal().load::<Account>(&account).await?.state;
        let Some(profile) = held.profile() else { return Ok(None) };
        let number = account.own_contact();
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let details = contact.active().and_then(|person| person.details.value());
        Ok(Some(Correspondent {
            nichandle: profile.nichandle.clone(),
            email: details.map(|details| details.email().clone()),
            person: seal_owner(number),
            locale: profile.locale,
            branding: profile.branding.clone(),
        }))
    }
}
