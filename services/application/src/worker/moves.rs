//! Letters and errands about a name's move to another reseller. Both are the registrar's own partners: the letters are
//! its own, under no reseller's brand.

use super::Outcome;
use super::letters::reached_at;
use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::jobs::{self, Errand};
use crate::moves::MoveStory;
use crate::ports::{Content, Letter, Part};
use crate::votes::Link;
use domain_model::account::Branding;
use domain_model::contact::{self, Contact};
use domain_model::values::OperationNumber;
use domain_model::vote::Party;
use domain_model::{Actor, Channel};
use uuid::Uuid;

impl Application {
    /// Please take the name: a link, while the move is open and the reseller is where it was.
    pub(super) async fn move_ballot_letter(
        &self,
        number: OperationNumber,
    ) -> Result<Option<Letter>, AskError> {
        let Some((name, held)) = self.open_move(number).await? else { return Ok(None) };
        let Some(asked) = held.move_of(number) else { return Ok(None) };
        if !self.is_at(asked).await? {
            return Ok(None);
        }
        let other_party = self.reseller_name(asked.from).await?;
        let token = self.vote_token(Link::Move { operation: number });
        let content = Content::VoteRequest {
            name,
            part: Part::NewReseller,
            other_party,
            link: format!("{}/vote/{token}", self.settings().link_base),
            expires_at: asked.expires_at,
            reminder: false,
        };
        let letter = self.letter_to(&asked.party, format!("ballot-m{number}"), Branding::default(), content);
        let mentions = vec![contact::seal_owner(asked.from.own_contact())];
        Ok(letter.map(|letter| Letter { mentions, ..letter }))
    }

    /// How a move ended, to one of the two resellers.
    pub(super) async fn move_ended_letter(
        &self,
        number: OperationNumber,
        gaining: bool,
        outcome: &jobs::Outcome,
        occasion: Uuid,
    ) -> Result<Option<Letter>, AskError> {
        let Some(MoveStory { name, asked, .. }) = self.move_story(number).await? else { return Ok(None) };
        let (account, part) =
            if gaining { (asked.to, Part::NewReseller) } else { (asked.from, Part::Reseller) };
        let own = account.own_contact();
        let contact = self.journal().load::<Contact>(&own).await?.state;
        let Some(details) = contact.active().and_then(|person| person.details.value()) else {
            return Ok(None);
        };
        let party = Party { locale: self.locale_of(account).await?, ..reached_at(own, details) };
        let content = Content::VoteEnded { name, part, outcome: outcome.clone().into() };
        let id = format!("ended-m{number}-{part:?}-{}", occasion.simple()).to_lowercase();
        Ok(self.letter_to(&party, id, Branding::default(), content))
    }

    /// The name has left while it was to move.
    pub(super) async fn end_left_move(
        &self,
        number: OperationNumber,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        let ask = Ask::new(errand.cause(Actor::System, Channel::Internal, self.clock().now()));
        self.give_move_up(number, &ask).await.map(|()| Outcome::Done)
    }
}
