//! The consent to a trade or a transfer, with everything that proves it: who was asked, when and where, who answered,
//! and the events that say so, with the hash that the chain of the stream ends in.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use domain_model::invoice::Seller;
use domain_model::trade::{self, Procedure};
use domain_model::transfer;
use domain_model::values::{ContactNumber, Locale, Nichandle};
use domain_model::vote::{Party, Vote};
use journal::{JournalError, Recorded, StreamId};
use projections::votes::{VoteRow, VoteSide};
use projections::{Sight, ViewError};
use serde::de::DeserializeOwned;

/// Somebody who was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentParty {
    /// For which side.
    pub side: VoteSide,
    /// Who that is, where it is one of our contacts.
    pub contact: Option<ContactNumber>,
    /// Where the mails go; none: the person was erased.
    pub email: Option<String>,
    /// From this moment on.
    pub since: DateTime<Utc>,
}

/// A mail that asked for a vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentLetter {
    /// Whom.
    pub side: VoteSide,
    /// The number of the mail of this side.
    pub serial: u32,
    /// When it went out.
    pub at: DateTime<Utc>,
    /// Where it went.
    pub email: Option<String>,
    /// The day after the request whose reminder it is.
    pub reminder: Option<u16>,
}

/// A vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentVote {
    /// Whose.
    pub side: VoteSide,
    /// What, by whom, when.
    pub vote: Vote,
}

/// An event of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentEvent {
    /// Its number in the stream.
    pub sequence: i64,
    /// Its name.
    pub event_type: String,
    /// When it happened, by the registrar's clock.
    pub at: DateTime<Utc>,
    /// When it was written, in real time.
    pub recorded_at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// Through which door.
    pub channel: String,
    /// From which network address.
    pub address: Option<String>,
    /// Its link in the chain of the stream, in hexadecimal digits.
    pub hash: String,
}

/// The consent to a trade or a transfer.
#[derive(Clone, Debug)]
pub struct ConsentSheet {
    /// The trade or transfer as it stands, with its addresses opened.
    pub matter: VoteRow,
    /// Who asked, by nichandle.
    pub nichandle: Option<Nichandle>,
    /// Who was asked; again for every round of votes.
    pub parties: Vec<ConsentParty>,
    /// The mails, in order.
    pub letters: Vec<ConsentLetter>,
    /// The votes, in order; those of rounds that came to nothing too.
    pub votes: Vec<ConsentVote>,
    /// What happened, in order.
    pub events: Vec<ConsentEvent>,
    /// Who keeps the record.
    pub seller: Option<Seller>,
    /// In which language the account reads.
    pub locale: Locale,
    /// When this was put together, by the registrar's clock.
    pub made_at: DateTime<Utc>,
}

/// What is gathered from events.
#[derive(Default)]
struct Gathered {
    parties: Vec<ConsentParty>,
    letters: Vec<ConsentLetter>,
    votes: Vec<ConsentVote>,
}

impl Gathered {
    fn ask(&mut self, side: VoteSide, party: &Party, at: DateTime<Utc>, by_mail: bool) {
        let email = party.email.value().map(ToString::to_string);
        self.parties.push(ConsentParty { side, contact: party.contact, email, since: at });
        if by_mail {
            let last = self.letters.iter().rev().find(|letter| letter.side == side);
            let serial = last.map_or(1, |letter| letter.serial + 1);
            self.mail(side, serial, at, None);
        }
    }

    fn mail(&mut self, side: VoteSide, serial: u32, at: DateTime<Utc>, reminder: Option<u16>) {
        let party = self.parties.iter().rev().find(|party| party.side == side);
        let email = party.and_then(|party| party.email.clone());
        self.letters.push(ConsentLetter { side, serial, at, email, reminder });
    }

    fn hear_trade(&mut self, event: trade::Event, at: DateTime<Utc>, by_mail: &mut bool) {
        use trade::{Event, Side};
        match event {
            Event::Requested { terms, owner, new_owner } => {
                *by_mail = terms.procedure == Procedure::Votes;
                self.ask(Side::Owner.into(), &owner, at, *by_mail);
                self.ask(Side::NewOwner.into(), &new_owner, at, *by_mail);
            }
            Event::Reopened { owner, new_owner, .. } => {
                self.ask(Side::Owner.into(), &owner, at, *by_mail);
                self.ask(Side::NewOwner.into(), &new_owner, at, *by_mail);
            }
            Event::BallotMailed { side, serial } => self.mail(side.into(), serial, at, None),
            Event::Reminded { side, day, serial } => self.mail(side.into(), serial, at, Some(day)),
            Event::VoteCast { side, vote } => self.votes.push(ConsentVote { side: side.into(), vote }),
            Event::LinksVoided { .. }
            | Event::Approved
            | Event::Refused { .. }
            | Event::Expired
            | Event::Cancelled { .. }
            | Event::Completed
            | Event::Failed { .. }
            | Event::Resumed => {}
        }
    }

    fn hear_transfer(&mut self, event: transfer::Event, at: DateTime<Utc>) {
        use transfer::Event;
        match event {
            Event::Requested { voters, .. } | Event::Restarted { votes_again: true, voters, .. } => {
                voters.iter().for_each(|(side, party)| self.ask((*side).into(), party, at, true));
            }
            Event::BallotMailed { side, serial } => self.mail(side.into(), serial, at, None),
            Event::Reminded { side, day, serial } => self.mail(side.into(), serial, at, Some(day)),
            Event::VoteCast { side, vote } => self.votes.push(ConsentVote { side: side.into(), vote }),
            Event::Restarted { .. }
            | Event::Accepted
            | Event::Refused { .. }
            | Event::Expired
            | Event::Failed { .. }
            | Event::Cancelled { .. }
            | Event::Completed
            | Event::Announced { .. }
            | Event::Answered { .. }
            | Event::Gone
            | Event::Stayed => {}
        }
    }
}

impl Application {
    /// The consent to the trade or transfer of a stream, with its personal data opened as far as the keys exist:
    /// whoever shows it has that written down. Nothing where there is no such trade or transfer.
    ///
    /// # Errors
    /// The database failed, or an event cannot be read.
    #[boxed]
    pub async fn consent_sheet(&self, stream: &StreamId) -> Result<Option<ConsentSheet>, AskError> {
        let Ok(number) = stream.aggregate_id().parse() else { return Ok(None) };
        let is_trade = stream.aggregate_type() == "trade";
        let matter = match is_trade {
            true => self.views().trade(number, Sight::Open).await?,
            false => self.views().transfer(number, Sight::Open).await?,
        };
        let Some(matter) = matter else { return Ok(None) };
        let (mut gathered, mut events, mut by_mail) = (Gathered::default(), vec![], true);
        for event in self.journal().read_stream(stream).await? {
            let cause = event.open_cause(self.journal().vault()).await?;
            match is_trade {
                true => gathered.hear_trade(self.opened(&event).await?, cause.at, &mut by_mail),
                false => gathered.hear_transfer(self.opened(&event).await?, cause.at),
            }
            events.push(ConsentEvent {
                sequence: event.sequence,
                event_type: event.event_type.to_string(),
                at: cause.at,
                recorded_at: event.recorded_at,
                actor: cause.actor.to_string(),
                channel: cause.channel.as_str().to_owned(),
                address: cause.address,
                hash: HEXLOWER.encode(&event.hash),
            });
        }
        let account = match matter.account {
            Some(account) => self.views().account(account).await?,
            None => None,
        };
        let profile = account.as_ref().and_then(|account| account.profile());
        Ok(Some(ConsentSheet {
            nichandle: account.as_ref().and_then(|account| account.nichandle.clone()),
            locale: profile.map_or(Locale::En, |profile| profile.locale),
            seller: self.settings().seller.as_ref().map(|seller| seller.seller.clone()),
            matter,
            parties: gathered.parties,
            letters: gathered.letters,
            votes: gathered.votes,
            events,
            made_at: self.clock().now(),
        }))
    }

    /// An event with what is sealed in it, as far as the keys exist.
    async fn opened<E: DeserializeOwned>(&self, event: &Recorded) -> Result<E, AskError> {
        let payload = self.journal().vault().open_json(event.payload()?).await;
        let payload = payload.map_err(|error| AskError::Journal(JournalError::from(error)))?;
        let unreadable = |source| ViewError::Shape { view: "votes", source };
        serde_json::from_value(payload).map_err(|error| AskError::View(unreadable(error)))
    }
}
