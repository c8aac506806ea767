//! The link that a gaining reseller is mailed: what its page shows.

use super::MoveStory;
use crate::application::Application;
use crate::ask::AskError;
use crate::ports::Part;
use crate::votes::{BallotError, BallotState, BallotView};
use domain_model::account::Account;
use domain_model::contact::Contact;
use domain_model::domain::{MoveEnd, ResellerMove};
use domain_model::values::{AccountNumber, Locale, OperationNumber};
use domain_model::vote::Choice;

impl Application {
    /// What the page of a move's link shows. A link is void once the reseller has another address.
    pub(crate) async fn move_ballot(&self, number: OperationNumber) -> Result<BallotView, BallotError> {
        let MoveStory { name, asked, ended } = self.move_story(number).await?.ok_or(BallotError::Unknown)?;
        if ended.is_none() {
            self.move_link_stands(number).await?;
        }
        let late = self.clock().now() >= asked.expires_at;
        let voted = |choice, whole: &str| BallotState::Voted { choice, whole: whole.to_owned() };
        let state = match ended {
            None if late => BallotState::Over("Expired".to_owned()),
            None => BallotState::Open,
            Some(None) => voted(Choice::Accept, "Completed"),
            Some(Some(MoveEnd::Refused)) => voted(Choice::Refuse, "Refused"),
            Some(Some(MoveEnd::Expired)) => BallotState::Over("Expired".to_owned()),
            Some(Some(MoveEnd::Withdrawn | MoveEnd::Replaced | MoveEnd::NameLeft)) => {
                BallotState::Over("Cancelled".to_owned())
            }
        };
        Ok(BallotView {
            name,
            part: Part::NewReseller,
            locale: self.locale_of(asked.to).await?,
            other_party: self.reseller_name(asked.from).await?,
            requested_at: asked.asked_at,
            expires_at: asked.expires_at,
            state,
            // It is between the registrar and its resellers: neither speaks for the other.
            brand: None,
        })
    }

    /// The link of an open move still belongs to the reseller's address.
    pub(crate) async fn move_link_stands(&self, number: OperationNumber) -> Result<(), BallotError> {
        let open = self.open_move(number).await?;
        let asked = open.as_ref().and_then(|(_, held)| held.move_of(number));
        match asked {
            Some(asked) if !self.is_at(asked).await? => Err(BallotError::Void),
            _ => Ok(()),
        }
    }

    /// Whether the reseller is written to where the link went.
    pub(crate) async fn is_at(&self, asked: &ResellerMove) -> Result<bool, AskError> {
        let contact = self.journal().load::<Contact>(&asked.to.own_contact()).await?.state;
        let today = contact.active().and_then(|person| person.details.value()).map(|known| known.email());
        Ok(today.is_some() && asked.party.email.value() == today)
    }

    /// The name that a reseller goes by.
    pub(crate) async fn reseller_name(&self, account: AccountNumber) -> Result<Option<String>, AskError> {
        let brand = self.brand(account).await?;
        Ok(brand.or(self.display_name(account.own_contact()).await?))
    }

    pub(crate) async fn locale_of(&self, account: AccountNumber) -> Result<Locale, AskError> {
        let account = self.journal().load::<Account>(&account).await?.state;
        Ok(account.profile().map_or(Locale::Fr, |profile| profile.locale))
    }
}
