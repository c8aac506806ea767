//! Applications: registered with a key and a secret, revoked.

use super::keys;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use domain_model::account::{self, Account, credentials_of};
use domain_model::api_application::{self, ApiApplication, Command, Registration};
use domain_model::values::{
    AccountNumber, ApplicationDescription, ApplicationKey, ApplicationName, ApplicationNumber, Sealed,
};
use journal::{Sequence, Streams};
use serde::{Deserialize, Serialize};

/// A program that is to call the REST door.
#[derive(Clone, Debug)]
pub struct CreateApplication {
    /// Whose it is.
    pub account: AccountNumber,
    /// What it is called, for those who are asked to let it in.
    pub name: ApplicationName,
    /// What it does, for the same.
    pub description: ApplicationDescription,
}

/// A program that may ask for credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedApplication {
    /// Its number.
    pub number: ApplicationNumber,
    /// Its key, which is no secret.
    pub key: ApplicationKey,
    /// What it signs with: shown this once, and again to a repetition under the same idempotency key.
    pub secret: Sealed<String>,
}

/// Nothing is registered for an account that may not act.
pub(super) fn may_act(account: AccountNumber, state: &Account) -> Result<(), Refusal> {
    match state {
        Account::Open(_) => Ok(()),
        Account::Absent => Err(Refusal::Account(account::Refusal::Unknown)),
        Account::Suspended(_) | Account::Closed(_) => Err(Refusal::AccountNotOpen(account)),
    }
}

impl Application {
    /// Registers an application of an account.
    ///
    /// # Errors
    /// There is no such account, or it may not act.
    #[boxed]
    pub async fn create_application(
        &self,
        asked: CreateApplication,
        ask: &Ask,
    ) -> Result<Accepted<IssuedApplication>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let number = ApplicationNumber::new(self.journal().next_number(Sequence::Applications).await?);
        let CreateApplication { account, name, description } = asked;
        let secret = Sealed::open(credentials_of(account), keys::application_secret());
        let issued = IssuedApplication { number, key: keys::application_key(), secret: secret.clone() };
        let registration = Box::new(Registration { number, account, name, description, secret });
        let streams = Streams::new().with::<ApiApplication>(&issued.key).with::<Account>(&account);
        self.once(ask, streams, |work| {
            may_act(account, work.state::<Account>(&account))?;
            let register = Command::Register { registration: registration.clone() };
            work.execute::<ApiApplication>(&issued.key, &register)?;
            Ok(issued.clone())
        })
        .await
    }

    /// Lets an application call no more: every credential that it was granted ends.
    ///
    /// # Errors
    /// There is none of this key; or `of` names an account, and it is another's.
    #[boxed]
    pub async fn revoke_application(
        &self,
        key: &ApplicationKey,
        of: Option<AccountNumber>,
        ask: &Ask,
    ) -> Result<Accepted<ApplicationNumber>, AskError> {
        self.once(ask, Streams::new().with::<ApiApplication>(key), |work| {
            let known = work.state::<ApiApplication>(key).known();
            let known = known.filter(|known| of.is_none_or(|account| account == known.account));
            let number = known.ok_or(Refusal::ApiApplication(api_application::Refusal::Unknown))?.number;
            work.execute::<ApiApplication>(key, &Command::Revoke)?;
            Ok(number)
        })
        .await
    }

    /// What is known of an application, while it may call.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn api_application(&self, key: &ApplicationKey) -> Result<Option<Registration>, AskError> {
        Ok(self.journal().load::<ApiApplication>(key).await?.state.registered().cloned())
    }
}
