//! Letters about points.

use super::letters::reached_at;
use crate::application::Application;
use crate::ask::AskError;
use crate::ports::{Content, Letter};
use domain_model::account::{Account, Branding};
use domain_model::contact::Contact;
use domain_model::values::{AccountNumber, Points};
use uuid::Uuid;

impl Application {
    /// Tells the holder of an account that points ran low. It is the registrar who writes: the account is a customer's
    /// with it, whatever name its own customers see.
    pub(super) async fn low_points_letter(
        &self,
        account: AccountNumber,
        available: Points,
        level: Points,
        occasion: Uuid,
    ) -> Result<Option<Letter>, AskError> {
        let state = self.journal().load::<Account>(&account).await?.state;
        let Some(profile) = state.profile() else { return Ok(None) };
        let own = self.journal().load::<Contact>(&account.own_contact()).await?.state;
        let Some(holder) = own.active().and_then(|person| person.details.value()) else { return Ok(None) };
        let content = Content::LowPoints {
            nichandle: profile.nichandle.clone(),
            available,
            worth: self.points_as_money(available, profile.currency),
            level,
        };
        let mut party = reached_at(account.own_contact(), holder);
        // The account's language, not the contact's.
        party.locale = profile.locale;
        let id = format!("low-points-{account}-{}", occasion.simple());
        Ok(self.letter_to(&party, id, Branding::default(), content))
    }
}
