//! The page on which a person lets an application in, or does not. Its link is `k1000-MAC`: whoever has it may look and
//! refuse, and grants with the login of an account.

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::boxed;
use crate::logins::NotLoggedIn;
use crate::refusal::Refusal;
use chrono::{DateTime, Days, Utc};
use domain_model::api_application::ApiApplication;
use domain_model::credential::{self, Command, Credential, Grant, Status};
use domain_model::values::{
    AccessRule, AccountNumber, ApplicationDescription, ApplicationName, CredentialNumber, Nichandle,
    Redirection,
};
use domain_model::{Actor, Cause, Channel};
use ipnet::IpNet;
use journal::Streams;
use secrecy::SecretString;
use std::net::IpAddr;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// 130 bits of the MAC, as in the links of votes.
const MAC_CHARACTERS: usize = 26;
/// Longer than any token of ours.
const LONGEST: usize = 96;

/// For how long a person lets an application in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// So many days.
    Days(u16),
    /// Until it is taken back.
    Unlimited,
}

impl Validity {
    /// What the page offers.
    pub const OFFERED: [Self; 5] =
        [Self::Days(1), Self::Days(7), Self::Days(30), Self::Days(365), Self::Unlimited];

    fn until(self, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::Days(days) => from.checked_add_days(Days::new(days.into())),
            Self::Unlimited => None,
        }
    }
}

/// What the page of a credential shows.
#[derive(Clone, Debug)]
pub struct CredentialPage {
    /// Who asks.
    pub application: ApplicationName,
    /// What it says that it does.
    pub description: ApplicationDescription,
    /// What it wants to call.
    pub rules: Vec<AccessRule>,
    /// From where; from anywhere where empty.
    pub allowed_from: Vec<IpNet>,
    /// How it stands.
    pub status: Status,
    /// Until when it may be granted.
    pub lapses_at: DateTime<Utc>,
    /// For whom it was granted.
    pub granted_by: Option<Nichandle>,
    /// Until when it was granted; for ever where absent.
    pub until: Option<DateTime<Utc>>,
    /// Where the person goes on.
    pub redirection: Option<Redirection>,
}

/// Why there is no page, or why it did nothing.
#[derive(Debug, thiserror::Error)]
pub enum CredentialPageError {
    /// Not a link of ours, or the application was revoked.
    #[error("this link is not valid")]
    Unknown,
    /// The login was not taken; nothing was granted.
    #[error(transparent)]
    NotLoggedIn(#[from] NotLoggedIn),
    /// It has lapsed, or was answered otherwise: the page says how it stands.
    #[error("the request cannot be answered so any more")]
    Answered,
    /// Ask again later.
    #[error("the request could not be answered at this moment")]
    Unavailable(#[source] AskError),
}

impl<E: Into<AskError>> From<E> for CredentialPageError {
    fn from(error: E) -> Self {
        match error.into() {
            AskError::Refused(Refusal::Credential(credential::Refusal::Unknown)) => Self::Unknown,
            AskError::Refused(Refusal::Credential(_)) => Self::Answered,
            AskError::Refused(Refusal::AccountNotOpen(_)) => Self::NotLoggedIn(NotLoggedIn::NotOpen),
            AskError::Refused(_) => Self::Unknown,
            other => Self::Unavailable(other),
        }
    }
}

impl Application {
    /// The address of a credential's page.
    pub fn credential_link(&self, number: CredentialNumber) -> String {
        let subject = format!("k{number}");
        format!("{}/auth/credential/{subject}-{}", self.settings().link_base, self.credential_mac(&subject))
    }

    fn credential_mac(&self, subject: &str) -> String {
        let full = self.journal().vault().mac("credential-link", subject.as_bytes());
        let mut text = data_encoding::BASE32_NOPAD.encode(&full).to_ascii_lowercase();
        text.truncate(MAC_CHARACTERS);
        text
    }

    /// The credential of a link, if the server's key made it.
    fn linked_credential(&self, token: &str) -> Option<CredentialNumber> {
        let (subject, given) = token.rsplit_once('-').filter(|_| token.len() <= LONGEST)?;
        let expected = self.credential_mac(subject);
        let genuine: bool = expected.as_bytes().ct_eq(given.to_ascii_lowercase().as_bytes()).into();
        subject.strip_prefix('k').filter(|_| genuine)?.parse().ok()
    }

    /// What the page of a link shows. Changes nothing.
    ///
    /// # Errors
    /// There is no such page.
    #[boxed]
    pub async fn credential_page(&self, token: &str) -> Result<CredentialPage, CredentialPageError> {
        let number = self.linked_credential(token).ok_or(CredentialPageError::Unknown)?;
        let state = self.journal().load::<Credential>(&number).await?.state;
        let status = state.status(self.clock().now()).ok_or(CredentialPageError::Unknown)?;
        let wish = state.wish().ok_or(CredentialPageError::Unknown)?;
        let application = self.journal().load::<ApiApplication>(&wish.application).await?.state;
        let known = application.registered().ok_or(CredentialPageError::Unknown)?;
        let granted_by = match state.grant() {
            Some(grant) => {
                let account = self.journal().load::<domain_model::account::Account>(&grant.account).await?;
                account.state.profile().map(|profile| profile.nichandle.clone())
            }
            None => None,
        };
        let allowed = wish.allowed_from.as_ref().and_then(|networks| networks.value());
        Ok(CredentialPage {
            application: known.name.clone(),
            description: known.description.clone(),
            rules: wish.rules.clone(),
            allowed_from: allowed.cloned().unwrap_or_default(),
            status,
            lapses_at: wish.lapses_at,
            granted_by,
            until: state.grant().and_then(|grant| grant.until),
            redirection: wish.redirection.as_ref().and_then(|address| address.value()).cloned(),
        })
    }

    /// The person grants it with the login of an account: its nichandle or number, and its password.
    ///
    /// # Errors
    /// The login is wrong, locked, or of an account that may not act; the request has lapsed or was answered otherwise.
    #[boxed]
    pub async fn grant_by_link(
        &self,
        token: &str,
        login: &str,
        password: SecretString,
        validity: Validity,
        address: IpAddr,
    ) -> Result<CredentialPage, CredentialPageError> {
        let number = self.linked_credential(token).ok_or(CredentialPageError::Unknown)?;
        let account = self.account_of_login(login).await?;
        self.log_in(account, password, address).await??;
        let at = self.clock().now();
        let cause = Cause::new(Actor::Reseller(account), Channel::Rest, at, Uuid::now_v7());
        let ask = Ask::new(cause.from_address(address.to_string()));
        let grant = Grant { account, at, until: validity.until(at) };
        self.grant_credential(number, grant, &ask).await?;
        self.credential_page(token).await
    }

    /// The person refuses it.
    ///
    /// # Errors
    /// The request was granted.
    #[boxed]
    pub async fn refuse_by_link(&self, token: &str) -> Result<CredentialPage, CredentialPageError> {
        let number = self.linked_credential(token).ok_or(CredentialPageError::Unknown)?;
        // Nobody has said who they are: an address could never be shown to whom it belongs, nor erased for them.
        let cause = Cause::new(Actor::Visitor, Channel::Rest, self.clock().now(), Uuid::now_v7());
        self.once(&Ask::new(cause), Streams::new().with::<Credential>(&number), |work| {
            work.execute::<Credential>(&number, &Command::Refuse).map(|_| ())
        })
        .await?;
        self.credential_page(token).await
    }

    /// The account that a login names: by its number or its nichandle. Whoever names none is checked like any other, so
    /// that the answer says nothing about which there are.
    async fn account_of_login(&self, login: &str) -> Result<AccountNumber, AskError> {
        let login = login.trim();
        if let Ok(number) = login.parse() {
            return Ok(number);
        }
        let nobody = AccountNumber::new(0);
        let Ok(nichandle) = Nichandle::parse(login) else { return Ok(nobody) };
        let found = self.views().account_by_nichandle(&nichandle).await?;
        Ok(found.map_or(nobody, |row| row.number))
    }
}
