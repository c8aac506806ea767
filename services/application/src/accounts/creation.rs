//! Accounts that their holders open themselves (`POST /newAccount` of the contacts paper).

use crate::accounts::{Entry, OpenAccount};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use crate::secrets;
use domain_model::values::{AccountNumber, ContactDetails, FieldError, Nichandle, PriceClass, Subsidiary};
use domain_model::{account, nichandle};
use journal::Sequence;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How accounts are opened by their holders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccountSettings {
    /// What they pay: a class of accounts' prices.
    pub price_class: PriceClass,
    /// How their nichandles end: `ve174-ovh`.
    pub nichandle_suffix: String,
}

impl Default for NewAccountSettings {
    fn default() -> Self {
        Self { price_class: PriceClass::standard(), nichandle_suffix: "ovh".to_owned() }
    }
}

/// Characters of a password (NIST SP 800-63B asks for at least 8, and for no less than 64 to be taken).
pub const PASSWORD_LENGTH: RangeInclusive<usize> = 8..=128;

/// What it takes to open an account for oneself.
pub struct NewAccount {
    /// Where: it decides the currency.
    pub subsidiary: Subsidiary,
    /// Who: becomes the account's own contact.
    pub holder: ContactDetails,
    /// What the holder logs in with.
    pub password: SecretString,
}

/// An account that was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewlyOpened {
    /// Its number.
    pub number: AccountNumber,
    /// Its nichandle.
    pub nichandle: Nichandle,
}

/// Nichandles of accounts that were opened by hand may stand in the way of the next number.
const ATTEMPTS: usize = 20;

/// Refuses a password that is too short, or long enough to keep a processor busy.
fn check_password(password: &SecretString) -> Result<(), Refusal> {
    if PASSWORD_LENGTH.contains(&password.expose_secret().chars().count()) {
        return Ok(());
    }
    let (least, most) = (PASSWORD_LENGTH.start(), PASSWORD_LENGTH.end());
    let message = format!("a password has {least} to {most} characters");
    Err(Refusal::Fields(vec![FieldError::new("password", "password-length", message)]))
}

impl Application {
    /// Opens an account for whoever asks, under a nichandle made of initials and number: it can log in at once. The
    /// holder is mailed a link to confirm the data by.
    ///
    /// # Errors
    /// The password is too short.
    #[boxed]
    pub async fn create_account(
        &self,
        asked: NewAccount,
        ask: &Ask,
    ) -> Result<Accepted<NewlyOpened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        check_password(&asked.password)?;
        let NewAccount { subsidiary, holder, password } = asked;
        let password_hash = secrets::hash_password(password).await;
        let mut refused = Refusal::from(nichandle::Refusal::Taken);
        for _ in 0..ATTEMPTS {
            let number = AccountNumber::new(self.journal().next_number(Sequence::Parties).await?);
            let nichandle = self.nichandle_for(&holder, number)?;
            let opened = NewlyOpened { number, nichandle: nichandle.clone() };
            let open = OpenAccount {
                number: Some(number),
                nichandle,
                currency: subsidiary.currency(),
                price_class: self.settings().new_accounts.price_class.clone(),
                locale: holder.locale(),
                holder: holder.clone(),
            };
            let entry = Entry { password_hash: Some(password_hash.clone()), confirms: true };
            match self.enter(number, open, entry, opened, ask).await {
                Err(AskError::Refused(Refusal::Account(taken @ account::Refusal::Nichandle(_)))) => {
                    refused = taken.into();
                }
                answer => return answer,
            }
        }
        Err(refused.into())
    }

    fn nichandle_for(&self, holder: &ContactDetails, number: AccountNumber) -> Result<Nichandle, AskError> {
        let names = (holder.first_name(), holder.last_name(), holder.organisation());
        let suffix = &self.settings().new_accounts.nichandle_suffix;
        let nichandle = Nichandle::compose(names.0, names.1, names.2, number.get(), suffix);
        nichandle.map_err(|error| Refusal::Fields(vec![FieldError::at("name", &error)]).into())
    }
}
