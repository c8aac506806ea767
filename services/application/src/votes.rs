//! Votes by mailed link: the link itself, what its page shows, and what its button does.
//!
//! A link's token is an HMAC under a server key of subject, side and serial: nothing secret is stored, a mail can be
//! sent again, and every link of a side works until its vote, its expiry or a change of its address.

mod link;

pub use link::Link;

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::boxed;
use crate::contact_changes::evidence_of;
use crate::ports::Part;
use crate::refusal::Refusal;
use chrono::{DateTime, Utc};
use domain_model::contact::{self, Contact};
use domain_model::contact_change::{self, ContactChange};
use domain_model::domain::MoveEnd;
use domain_model::trade::{self, Trade};
use domain_model::transfer::{self, Transfer};
use domain_model::values::{ContactNumber, DomainName, Locale, OperationNumber, Purpose, SealOwner, Sealed};
use domain_model::vote::{Ballot, Choice, Voter};
use domain_model::{Actor, Cause, Channel};
use std::net::IpAddr;
use uuid::Uuid;

/// What a page about a vote shows.
#[derive(Clone, Debug)]
pub struct BallotView {
    /// The name.
    pub name: DomainName,
    /// As what the visitor votes.
    pub part: Part,
    /// The language of the page.
    pub locale: Locale,
    /// Whom the change is with: the other owner, or the gaining account.
    pub other_party: Option<String>,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// Until when votes are taken.
    pub expires_at: DateTime<Utc>,
    /// How it stands.
    pub state: BallotState,
    /// The reseller's own name.
    pub brand: Option<String>,
}

/// How a vote stands for its voter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BallotState {
    /// May be cast.
    Open,
    /// Was cast; the word says how the whole stands: `Voting`, `Approved`, `Completed`, `Failed`.
    Voted {
        /// How.
        choice: Choice,
        /// The whole.
        whole: String,
    },
    /// Over without this vote: `Refused`, `Expired`, `Cancelled`, `Completed`.
    Over(String),
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum BallotError {
    /// Not a link of ours.
    #[error("this link is not valid")]
    Unknown,
    /// A newer mail has replaced it, or the address has changed.
    #[error("this link is no longer valid: a newer mail has replaced it")]
    Void,
    /// Nothing was changed.
    #[error("the vote was not taken: {0}")]
    Refused(Refusal),
    /// Ask again later.
    #[error("the vote could not be taken at this moment")]
    Unavailable(#[source] AskError),
}

impl From<AskError> for BallotError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Refused(
                Refusal::Trade(trade::Refusal::Vote(domain_model::vote::VoteRefusal::LinkVoid))
                | Refusal::Transfer(transfer::Refusal::Vote(domain_model::vote::VoteRefusal::LinkVoid))
                | Refusal::ContactChange(contact_change::Refusal::Vote(
                    domain_model::vote::VoteRefusal::LinkVoid,
                )),
            ) => Self::Void,
            AskError::Refused(refusal) => Self::Refused(refusal),
            other => Self::Unavailable(other),
        }
    }
}

impl From<journal::JournalError> for BallotError {
    fn from(error: journal::JournalError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl Application {
    /// The token of a link.
    pub fn vote_token(&self, link: Link) -> String {
        link.token(self.journal().vault())
    }

    /// What a link's page shows. Changes nothing.
    ///
    /// # Errors
    /// There is no such page, or no longer.
    #[boxed]
    pub async fn ballot(&self, token: &str) -> Result<BallotView, BallotError> {
        let link = Link::read(token, self.journal().vault()).ok_or(BallotError::Unknown)?;
        match link {
            Link::Trade { trade, side, serial } => self.trade_ballot(trade, side, serial).await,
            Link::Transfer { transfer, side, serial } => self.transfer_ballot(transfer, side, serial).await,
            Link::ContactChange { change, side, serial } => {
                self.contact_change_ballot(change, side, serial).await
            }
            Link::Move { operation } => self.move_ballot(operation).await,
        }
    }

    async fn trade_ballot(
        &self,
        number: OperationNumber,
        side: trade::Side,
        serial: u32,
    ) -> Result<BallotView, BallotError> {
        let state = self.journal().load::<Trade>(&number).await?.state;
        let (terms, ballots) = state.dossier().ok_or(BallotError::Unknown)?;
        let ballot = ballots.side(side);
        if !ballot.accepts_serial(serial) {
            return Err(BallotError::Void);
        }
        let (part, other) = match side {
            trade::Side::Owner => (Part::Owner, terms.new_owner),
            trade::Side::NewOwner => (Part::NewOwner, terms.owner),
        };
        let open = matches!(state, Trade::Voting(..)) && self.clock().now() < terms.expires_at;
        Ok(BallotView {
            name: terms.name.clone(),
            part,
            locale: ballot.party.locale,
            other_party: self.display_name(other).await?,
            requested_at: terms.requested_at,
            expires_at: terms.expires_at,
            state: ballot_state(ballot, open, state.word()),
            brand: self.brand(terms.account).await?,
        })
    }

    async fn transfer_ballot(
        &self,
        number: OperationNumber,
        side: transfer::Side,
        serial: u32,
    ) -> Result<BallotView, BallotError> {
        let state = self.journal().load::<Transfer>(&number).await?.state;
        let (terms, ballots) = state.inbound().ok_or(BallotError::Unknown)?;
        let ballot = ballots.get(&side).ok_or(BallotError::Unknown)?;
        if !ballot.accepts_serial(serial) {
            return Err(BallotError::Void);
        }
        let part = match side {
            transfer::Side::Owner => Part::TransferOwner,
            transfer::Side::Admin => Part::TransferAdmin,
        };
        let open = matches!(state, Transfer::Voting(..)) && self.clock().now() < terms.expires_at;
        let brand = self.brand(terms.account).await?;
        Ok(BallotView {
            name: terms.name.clone(),
            part,
            locale: ballot.party.locale,
            other_party: brand.clone().or(self.display_name(terms.account.own_contact()).await?),
            requested_at: terms.requested_at,
            expires_at: terms.expires_at,
            state: ballot_state(ballot, open, state.word()),
            brand,
        })
    }

    /// Casts the vote of a link, and shows how things stand then.
    ///
    /// # Errors
    /// The vote is not taken.
    #[boxed]
    pub async fn cast_by_link(
        &self,
        token: &str,
        choice: Choice,
        address: IpAddr,
    ) -> Result<BallotView, BallotError> {
        let link = Link::read(token, self.journal().vault()).ok_or(BallotError::Unknown)?;
        let at = self.clock().now();
        let address = address.to_string();
        match link {
            Link::Trade { trade, side, serial } => {
                let state = self.journal().load::<Trade>(&trade).await?.state;
                let (_, ballots) = state.dossier().ok_or(BallotError::Unknown)?;
                let ballot = ballots.side(side);
                let (actor, owner) = voter_of(ballot, trade, "trade");
                let cause = self.vote_cause(trade, actor, &address, at).await?;
                let voter = Voter::ByLink { serial, address: Sealed::open(owner, address) };
                self.vote_on_trade(trade, side, choice, voter, &Ask::new(cause)).await?;
            }
            Link::Transfer { transfer, side, serial } => {
                let state = self.journal().load::<Transfer>(&transfer).await?.state;
                let (_, ballots) = state.inbound().ok_or(BallotError::Unknown)?;
                let ballot = ballots.get(&side).ok_or(BallotError::Unknown)?;
                let (actor, owner) = voter_of(ballot, transfer, "transfer");
                let cause = self.vote_cause(transfer, actor, &address, at).await?;
                let voter = Voter::ByLink { serial, address: Sealed::open(owner, address) };
                self.vote_on_transfer(transfer, side, choice, voter, &Ask::new(cause)).await?;
            }
            Link::ContactChange { change, side, serial } => {
                let state = self.journal().load::<ContactChange>(&change).await?.state;
                let (terms, _) = state.dossier().ok_or(BallotError::Unknown)?;
                let account = terms.account(side);
                let actor = Actor::Registrant(account.own_contact());
                let ask = Ask::new(self.change_cause(change, actor, &address, at).await?);
                let address = Sealed::open(evidence_of(account), address);
                let voter = Voter::ByLink { serial, address };
                self.vote_on_contact_change(change, side, choice, voter, &ask).await?;
            }
            Link::Move { operation } => {
                self.move_link_stands(operation).await?;
                let story = self.move_story(operation).await?.ok_or(BallotError::Unknown)?;
                let actor = Actor::Registrant(story.asked.to.own_contact());
                let ask = Ask::new(self.vote_cause(operation, actor, &address, at).await?);
                match choice {
                    Choice::Accept => self.accept_reseller_move(operation, &ask).await?,
                    Choice::Refuse => self.end_reseller_move(operation, MoveEnd::Refused, &ask).await?,
                };
            }
        }
        self.ballot(token).await
    }

    /// The cause of a vote: it belongs to the request that it answers.
    async fn vote_cause(
        &self,
        operation: OperationNumber,
        actor: Actor,
        address: &str,
        at: DateTime<Utc>,
    ) -> Result<Cause, BallotError> {
        let correlation = self.correlation_of(operation).await?;
        Ok(Cause::new(actor, Channel::MailLink, at, correlation).from_address(address))
    }

    /// As [`Application::vote_cause`]: a contact change has no operation before both sides have accepted.
    async fn change_cause(
        &self,
        change: OperationNumber,
        actor: Actor,
        address: &str,
        at: DateTime<Utc>,
    ) -> Result<Cause, BallotError> {
        let correlation = self.first_of(&journal::StreamId::of::<ContactChange>(&change)).await?;
        Ok(Cause::new(actor, Channel::MailLink, at, correlation).from_address(address))
    }

    /// The request that an operation goes back to.
    pub(crate) async fn correlation_of(
        &self,
        operation: OperationNumber,
    ) -> Result<Uuid, journal::JournalError> {
        self.first_of(&journal::StreamId::of::<domain_model::operation::Operation>(&operation)).await
    }

    /// The request that a stream goes back to.
    async fn first_of(&self, stream: &journal::StreamId) -> Result<Uuid, journal::JournalError> {
        let first = self.journal().read_stream(stream).await?;
        let cause = first.first().and_then(|recorded| recorded.cause().ok());
        Ok(cause.map_or_else(Uuid::now_v7, |cause| cause.correlation))
    }

    /// How a contact is named to the other side of a vote.
    pub(crate) async fn display_name(
        &self,
        number: ContactNumber,
    ) -> Result<Option<String>, journal::JournalError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let details = contact.person().and_then(|person| person.details.value());
        Ok(details.map(|details| details.name().to_string()))
    }

    pub(crate) async fn brand(
        &self,
        account: domain_model::values::AccountNumber,
    ) -> Result<Option<String>, journal::JournalError> {
        let account = self.journal().load::<domain_model::account::Account>(&account).await?.state;
        Ok(account.profile().and_then(|profile| profile.branding.name.clone()))
    }
}

pub(crate) fn ballot_state(ballot: &Ballot, open: bool, whole: &str) -> BallotState {
    match &ballot.vote {
        Some(vote) => BallotState::Voted { choice: vote.choice, whole: whole.to_owned() },
        None if open => BallotState::Open,
        None if whole == "Voting" => BallotState::Over("Expired".to_owned()),
        None => BallotState::Over(whole.to_owned()),
    }
}

/// Who votes by a link, and whose key seals the evidence of it.
pub(crate) fn voter_of(ballot: &Ballot, number: OperationNumber, kind: &str) -> (Actor, SealOwner) {
    match ballot.party.contact {
        Some(contact) => {
            let owner = SealOwner { purpose: Purpose::Evidence, ..contact::seal_owner(contact) };
            (Actor::Registrant(contact), owner)
        }
        // A person that only the other registrar knows: of no contact number here.
        None => (Actor::Voter(number), SealOwner::new(kind, number, Purpose::Evidence)),
    }
}
