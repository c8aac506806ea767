//! Mailboxes: made, listed, deleted.

use super::still;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use crate::rights::Right;
use crate::secrets::{hash_password, password_matches};
use domain_model::domain::Domain;
use domain_model::mailboxes::{self, Command, Mailbox, Mailboxes};
use domain_model::values::{AccountNumber, DomainName, FieldError, MailboxName, Sealed};
use journal::Streams;
use secrecy::{ExposeSecret, SecretString};

/// Bytes of a mailbox's password.
const PASSWORD: std::ops::RangeInclusive<usize> = 6..=128;

/// What it takes to make a mailbox.
#[derive(Clone, Debug)]
pub struct CreateMailbox {
    /// Who asks.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
    /// What stands before the @.
    pub mailbox: MailboxName,
    /// What lets its owner in.
    pub password: SecretString,
    /// Its room, in megabytes; the usual where absent.
    pub quota: Option<u32>,
}

impl Application {
    /// The mailboxes of a name, in the order of their making.
    ///
    /// # Errors
    /// The name is not ours, or the account has no right to it.
    #[boxed]
    pub async fn mailboxes(
        &self,
        account: AccountNumber,
        name: &DomainName,
    ) -> Result<Vec<(MailboxName, Mailbox)>, AskError> {
        let held = self.registration_for(account, name, Right::Serve).await?;
        let all = self.journal().load::<Mailboxes>(name).await?.state;
        Ok(all.of(held.number).map(|(name, mailbox)| (name.clone(), mailbox.clone())).collect())
    }

    /// Makes a mailbox. The same one again changes nothing.
    ///
    /// # Errors
    /// The account may not; the password is too short or too long; another mailbox has that name; there would be too
    /// many, or too large ones.
    #[boxed]
    pub async fn create_mailbox(&self, asked: CreateMailbox, ask: &Ask) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.may_act(asked.account, ask).await?;
        let name = &asked.name;
        let held = self.served(asked.account, name).await?;
        if !PASSWORD.contains(&asked.password.expose_secret().len()) {
            let message = format!("a password has {} to {} bytes", PASSWORD.start(), PASSWORD.end());
            return Err(Refusal::Fields(vec![FieldError::new("password", "password-length", message)]).into());
        }
        let settings = &self.settings().services;
        let quota = asked.quota.unwrap_or(settings.mailbox_quota);
        let known = self.journal().load::<Mailboxes>(name).await?.state;
        let password_hash = match known.named(held.number, &asked.mailbox) {
            // Hashes of one password differ: it is the same request if the password fits the hash that is there.
            Some(known) if password_matches(asked.password.clone(), known.password_hash.clone()).await => {
                known.password_hash.clone()
            }
            Some(_) => return Err(Refusal::Mailboxes(mailboxes::Refusal::Exists).into()),
            None => hash_password(asked.password.clone()).await,
        };
        let sealed = Sealed::open(self.keeper(&held).await?, asked.mailbox);
        let mailbox = Mailbox { name: sealed, password_hash, quota, created: ask.cause.at };
        let create = Command::Create { registration: held.number, mailbox, limits: settings.mailboxes };
        self.once(ask, Streams::new().with::<Domain>(name).with::<Mailboxes>(name), |work| {
            still(work.state::<Domain>(name), &held)?;
            work.execute::<Mailboxes>(name, &create).map(|_| ())
        })
        .await
    }

    /// Deletes a mailbox, with what is in it. One that is not there is deleted already.
    ///
    /// # Errors
    /// The account may not.
    #[boxed]
    pub async fn delete_mailbox(
        &self,
        account: AccountNumber,
        name: &DomainName,
        mailbox: MailboxName,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.may_act(account, ask).await?;
        let held = self.registration_for(account, name, Right::Serve).await?;
        let delete = Command::Delete { registration: held.number, name: mailbox };
        self.once(ask, Streams::new().with::<Domain>(name).with::<Mailboxes>(name), |work| {
            still(work.state::<Domain>(name), &held)?;
            work.execute::<Mailboxes>(name, &delete).map(|_| ())
        })
        .await
    }
}
