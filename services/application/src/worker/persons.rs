//! Letters to a person about their own data.

use super::letters::reached_at;
use crate::application::Application;
use crate::ask::AskError;
use crate::ports::{Content, Letter};
use domain_model::contact::{Contact, Event};
use domain_model::values::{ContactDetails, ContactNumber};
use journal::StreamId;
use uuid::Uuid;

impl Application {
    /// Asks a person to confirm the data; not who has confirmed meanwhile, and not about data that has changed.
    pub(super) async fn verification_letter(
        &self,
        number: ContactNumber,
        serial: u32,
    ) -> Result<Option<Letter>, AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let Some(person) = contact.active() else { return Ok(None) };
        let Some(details) = person.details.value() else { return Ok(None) };
        if person.is_verified() || !person.links.accept(serial) {
            return Ok(None);
        }
        let branding = self.branding(person.account).await?;
        let base = branding.link_base.as_ref().unwrap_or(&self.settings().link_base).clone();
        let content = Content::Verification {
            handle: person.handle.clone(),
            registrant: details.clone(),
            link: format!("{base}/verify/{}", self.verification_token(number, serial)),
            by: person.verify_by,
        };
        let party = reached_at(number, details);
        Ok(self.letter_to(&party, format!("verification-{number}-{serial}"), branding, content))
    }

    /// Tells a person, at the former or at the new address, that a command changed it.
    pub(super) async fn address_letter(
        &self,
        number: ContactNumber,
        former: bool,
        command: Uuid,
    ) -> Result<Option<Letter>, AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let Some(person) = contact.active() else { return Ok(None) };
        let Some((before, after)) = self.data_around(number, command).await? else { return Ok(None) };
        let party = reached_at(number, if former { &before } else { &after });
        let branding = self.branding(person.account).await?;
        let which = if former { "former" } else { "new" };
        let id = format!("address-{number}-{which}-{}", command.simple());
        let content = Content::AddressChanged { handle: person.handle.clone(), former };
        Ok(self.letter_to(&party, id, branding, content))
    }

    /// A contact's data before and after a command amended it; nothing where it is erased.
    async fn data_around(
        &self,
        number: ContactNumber,
        command: Uuid,
    ) -> Result<Option<(ContactDetails, ContactDetails)>, AskError> {
        let vault = self.journal().vault();
        let mut before = None;
        for recorded in self.journal().read_stream(&StreamId::of::<Contact>(&number)).await? {
            let sealed = match recorded.open(vault).await? {
                Event::Registered { details, .. } | Event::Amended { details } => details,
                _ => continue,
            };
            let Some(details) = sealed.value() else { return Ok(None) };
            if recorded.command_id == command {
                return Ok(before.map(|before| (before, (**details).clone())));
            }
            before = Some((**details).clone());
        }
        Ok(None)
    }
}
