//! Credentials: asked for by an application, taken back. Granting is the page's.

use super::keys;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use domain_model::account::credentials_of;
use domain_model::api_application::{self, ApiApplication};
use domain_model::credential::{self, Command, Credential, Grant, Wish};
use domain_model::sign_in::evidence_of;
use domain_model::values::{
    AccessRule, AccountNumber, ApplicationKey, CredentialNumber, FieldError, Redirection, Sealed,
};
use ipnet::IpNet;
use journal::{Sequence, Streams};
use serde::{Deserialize, Serialize};

/// Rules, and networks, of a credential at most: a page shows them all, and every call looks at them.
const MOST: usize = 100;

/// What an application wants to do for an account that it does not know yet.
#[derive(Clone, Debug)]
pub struct RequestCredential {
    /// Who asks.
    pub application: ApplicationKey,
    /// What it wants to call.
    pub rules: Vec<AccessRule>,
    /// Where the person is sent afterwards.
    pub redirection: Option<Redirection>,
    /// From where it will call; from anywhere where absent.
    pub allowed_from: Option<Vec<IpNet>>,
}

/// A credential that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedCredential {
    /// Its number.
    pub number: CredentialNumber,
    /// What calls are signed with, once it is granted: shown this once.
    pub consumer_key: Sealed<String>,
}

impl RequestCredential {
    fn check(&self) -> Result<(), Refusal> {
        let mut wrong = vec![];
        if !(1..=MOST).contains(&self.rules.len()) {
            let expected = format!("1 to {MOST} rules are expected");
            wrong.push(FieldError::new("accessRules", "rules-number", expected));
        }
        if self.allowed_from.as_ref().is_some_and(|networks| !(1..=MOST).contains(&networks.len())) {
            let expected = format!("1 to {MOST} networks are expected, or none at all");
            wrong.push(FieldError::new("allowedIPs", "networks-number", expected));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Refusal::Fields(wrong)) }
    }
}

impl Application {
    /// Asks for a credential. It waits for a person to grant it on the page of [`Application::credential_link`].
    ///
    /// # Errors
    /// There is no such application; rules or networks are none or too many.
    #[boxed]
    pub async fn request_credential(
        &self,
        asked: RequestCredential,
        ask: &Ask,
    ) -> Result<Accepted<IssuedCredential>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        asked.check()?;
        let unknown = Refusal::ApiApplication(api_application::Refusal::Unknown);
        let owner = self.api_application(&asked.application).await?.ok_or(unknown.clone())?.account;
        let number = CredentialNumber::new(self.journal().next_number(Sequence::Credentials).await?);
        let consumer_key = Sealed::open(credentials_of(owner), keys::consumer_key(number));
        let networks = evidence_of(owner);
        let at = ask.cause.at;
        let wish = Box::new(Wish {
            application: asked.application.clone(),
            consumer_key: consumer_key.clone(),
            rules: asked.rules,
            redirection: asked.redirection.map(|address| Sealed::open(credentials_of(owner), address)),
            allowed_from: asked.allowed_from.map(|allowed| Sealed::open(networks, allowed)),
            requested_at: at,
            lapses_at: at + self.settings().access.answered_within,
        });
        let issued = IssuedCredential { number, consumer_key };
        let streams = Streams::new().with::<ApiApplication>(&asked.application).with::<Credential>(&number);
        self.once(ask, streams, |work| {
            work.state::<ApiApplication>(&asked.application).registered().ok_or(unknown.clone())?;
            work.execute::<Credential>(&number, &Command::Request { wish: wish.clone() })?;
            Ok(issued.clone())
        })
        .await
    }

    /// Grants a credential in the name of an account that has proven itself. The first grant counts.
    ///
    /// # Errors
    /// It has lapsed, was refused, or granted by another account; the account may not act.
    #[boxed]
    pub async fn grant_credential(
        &self,
        number: CredentialNumber,
        grant: Grant,
        ask: &Ask,
    ) -> Result<Accepted<CredentialNumber>, AskError> {
        use domain_model::account::Account;
        let account = grant.account;
        let streams = Streams::new().with::<Credential>(&number).with::<Account>(&account);
        self.once(ask, streams, |work| {
            super::applications::may_act(account, work.state::<Account>(&account))?;
            work.execute::<Credential>(&number, &Command::Grant { grant: grant.clone() })?;
            Ok(number)
        })
        .await
    }

    /// Takes a credential back: the next call with it is refused.
    ///
    /// # Errors
    /// There is none of this number, or it was not granted; or `of` names an account, and it is another's.
    #[boxed]
    pub async fn revoke_credential(
        &self,
        number: CredentialNumber,
        of: Option<AccountNumber>,
        ask: &Ask,
    ) -> Result<Accepted<CredentialNumber>, AskError> {
        self.once(ask, Streams::new().with::<Credential>(&number), |work| {
            let granted_by = work.state::<Credential>(&number).grant().map(|grant| grant.account);
            if of.is_some_and(|account| granted_by != Some(account)) {
                return Err(Refusal::Credential(credential::Refusal::Unknown));
            }
            work.execute::<Credential>(&number, &Command::Revoke)?;
            Ok(number)
        })
        .await
    }

    /// A credential as it stands.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn credential(&self, number: CredentialNumber) -> Result<Credential, AskError> {
        Ok(self.journal().load::<Credential>(&number).await?.state)
    }
}
