//! Letters and errands about accounts of services that move. They are between the registrar and its accounts: the letters
//! are its own, under no reseller's brand.

use super::Outcome;
use super::hosts::VIEWS;
use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::contact_changes::{CarriedOut, part_of};
use crate::jobs::{Errand, LetterJob};
use crate::ports::{AccountMove, Content, Letter};
use crate::votes::Link;
use domain_model::account::Branding;
use domain_model::contact;
use domain_model::contact_change::{Command, ContactChange, Side, Terms};
use domain_model::values::{AccountNumber, ContactNumber, DomainName, OperationNumber, Sealed};
use domain_model::vote::Ballot;
use uuid::Uuid;

impl Application {
    /// The letter of a job about a contact change; none where there is nothing to say, or nobody to write to.
    pub(super) async fn contact_change_letter(
        &self,
        job: &LetterJob,
        occasion: Uuid,
    ) -> Result<Option<Letter>, AskError> {
        let (change, to) = match job {
            LetterJob::ContactChangeToken { change, side, .. } => (*change, *side),
            LetterJob::ContactChangeEnded { change, to, .. }
            | LetterJob::ContactChangeAnsweredForYou { change, to, .. } => (*change, *to),
            _ => return Ok(None),
        };
        let state = self.journal().load::<ContactChange>(&change).await?.state;
        let Some((terms, ballots)) = state.dossier() else { return Ok(None) };
        let (name, part) = (terms.name.clone(), part_of(to, terms.roles));
        let mark = format!("c{change}-{}-{}", to.as_str(), occasion.simple());
        let (id, content) = match job {
            LetterJob::ContactChangeToken { serial, reminder, .. } => {
                let open = matches!(state, ContactChange::Voting(..));
                return self.token_letter(terms, ballots.side(to), open, to, *serial, *reminder).await;
            }
            LetterJob::ContactChangeEnded { outcome, .. } => {
                (format!("ended-{mark}"), Content::VoteEnded { name, part, outcome: outcome.clone().into() })
            }
            LetterJob::ContactChangeAnsweredForYou { side, choice, .. } => {
                let side = part_of(*side, terms.roles);
                (format!("voted-{mark}"), Content::VotedForYou { name, part, side, choice: *choice })
            }
            _ => return Ok(None),
        };
        let Some(party) = self.account_reached(terms.account(to)).await? else { return Ok(None) };
        Ok(self.letter_to(&party, id, Branding::default(), content))
    }

    /// The token, while it may be used: a link belongs to the address that it was made for.
    async fn token_letter(
        &self,
        terms: &Terms,
        ballot: &Ballot,
        open: bool,
        side: Side,
        serial: u32,
        reminder: bool,
    ) -> Result<Option<Letter>, AskError> {
        if !open || ballot.vote.is_some() || !ballot.accepts_serial(serial) {
            return Ok(None);
        }
        let change = terms.number;
        let token = self.vote_token(Link::ContactChange { change, side, serial });
        let handle = async |account: AccountNumber| -> Result<String, AskError> {
            let known = self.nichandle_of(account).await?;
            Ok(known.map_or_else(|| account.to_string(), |handle| handle.to_string()))
        };
        let content = Content::ContactChange(Box::new(AccountMove {
            task: change,
            name: terms.name.clone(),
            roles: terms.roles,
            gains: side == Side::To,
            from: handle(terms.from).await?,
            to: handle(terms.to).await?,
            asked_by: handle(terms.asked_by).await?,
            link: format!("{}/contact-change/{token}", self.settings().link_base),
            token,
            expires_at: terms.expires_at,
            reminder,
        }));
        let id = format!("ballot-c{change}-{}-{serial}", side.as_str());
        let letter = self.letter_to(&ballot.party, id, Branding::default(), content);
        let mentions = vec![contact::seal_owner(terms.account(side.other()).own_contact())];
        Ok(letter.map(|letter| Letter { mentions, ..letter }))
    }

    /// Where an account is written to; nowhere where its holder is gone.
    async fn account_reached(
        &self,
        account: AccountNumber,
    ) -> Result<Option<domain_model::vote::Party>, AskError> {
        match self.account_party(account).await {
            Ok(party) => Ok(Some(party)),
            Err(AskError::Refused(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    pub(super) async fn run_contact_change(
        &self,
        number: OperationNumber,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        Ok(match self.carry_out_contact_change(number, &self.own_ask(errand)).await? {
            CarriedOut::Settled => Outcome::Done,
            CarriedOut::Busy(other) => Outcome::Later(format!("operation {other} holds the name")),
        })
    }

    pub(super) async fn run_end_contact_changes(
        &self,
        name: &DomainName,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        // What was asked for a moment ago must not be missed.
        self.views_caught_up(VIEWS).await?;
        self.end_contact_changes(name, &self.own_ask(errand)).await?;
        Ok(Outcome::Done)
    }

    /// An account is written to at another address: what was mailed to the old one answers no more.
    pub(super) async fn void_contact_change_links(
        &self,
        contact: ContactNumber,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let account = AccountNumber::new(contact.get());
        for number in self.views().open_contact_changes_with(account).await? {
            let state = self.journal().load::<ContactChange>(&number).await?.state;
            let ContactChange::Voting(terms, ballots) = &state else { continue };
            let Some(side) = terms.side_of(account) else { continue };
            let today = self.account_reached(account).await?;
            let today = today.as_ref().and_then(|party| Sealed::value(&party.email));
            if ballots.side(side).party.email.value() != today {
                self.on_contact_change(number, Command::VoidLinks { side }, ask).await?;
            }
        }
        Ok(())
    }
}
