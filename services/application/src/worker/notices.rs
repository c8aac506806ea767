//! Notices that are owed to registrants: written when their day comes, and recorded as done once they went.

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::jobs::{Errand, LetterJob};
use crate::ports::{Content, Letter, RegistrationData};
use domain_model::domain::Registration;
use domain_model::obligations::{Discharge, Key, Kind};
use domain_model::policy::TldPolicy;
use domain_model::values::{ContactDetails, DomainName};
use domain_model::{Actor, Channel};

impl Application {
    /// The letter of a notice; none when it is not owed any more, or the registrant is gone.
    pub(super) async fn notice(&self, name: &DomainName, key: &Key) -> Result<Option<Letter>, AskError> {
        let Some((_, held)) = self.outstanding(name, key).await? else { return Ok(None) };
        let Some((party, details)) = self.owner_of(&held).await? else { return Ok(None) };
        let rules = self.rules(name, self.clock().now())?;
        let Some(content) = content(name, key, &held, details, rules) else { return Ok(None) };
        let branding = self.branding(held.account).await?;
        let id = format!("notice-{}-{}-{}", held.number, key.kind, key.about);
        Ok(self.letter_to(&party, id, branding, content))
    }

    /// A letter went: what was owed by it is done.
    pub(super) async fn letter_went(
        &self,
        job: &LetterJob,
        letter: &Letter,
        errand: &Errand,
    ) -> Result<(), AskError> {
        let LetterJob::Notice { name, key } = job else { return Ok(()) };
        let ask = Ask::new(errand.cause(Actor::Clock, Channel::Internal, self.clock().now()));
        match self.discharge(name, key, Discharge::Letter { id: letter.id.clone() }, &ask).await {
            // Waived or void while the letter was on its way.
            Err(AskError::Refused(_)) => Ok(()),
            other => other,
        }
    }
}

/// What a notice says. The expiry is the one that it is about: the registry may show a later one meanwhile.
fn content(
    name: &DomainName,
    key: &Key,
    held: &Registration,
    registrant: ContactDetails,
    rules: &TldPolicy,
) -> Option<Content> {
    let name = name.clone();
    let expires = key.about.and_time(held.paid_until().time()).and_utc();
    let expired = key.kind == Kind::ExpiredNotice;
    match key.kind {
        Kind::ExpiryNotice { .. } | Kind::ExpiredNotice => Some(Content::Expiry {
            name,
            expires,
            expired,
            interruption: rules.interruption_from(expires),
            deletion: rules.deletion_from(expires),
        }),
        Kind::DataReminder => {
            let servers = held.servers.hosts().cloned().collect();
            let (created, expires) = (held.created, held.paid_until());
            let data = RegistrationData { registrant, created, expires, servers };
            Some(Content::DataReminder { name, data: Box::new(data) })
        }
        Kind::Interruption
        | Kind::Reinstatement
        | Kind::Deletion
        | Kind::Verification
        | Kind::Resumption
        | Kind::DisclosureAnswer { .. } => None,
    }
}
