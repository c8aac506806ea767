//! A transfer between registrars.
//!
//! Inbound: `Absent → Voting → Submitted → Completed`, or `Refused`, `Expired`, `Failed` (and restarted).
//! One acceptance is enough, and any refusal ends it. Outbound: `Absent → Announced → Gone | Stayed`.

mod command;
mod event;
#[cfg(test)]
mod tests;

pub use command::{Command, Refusal};
pub use event::Event;

use crate::aggregate;
use crate::values::{AccountNumber, ContactNumber, DomainName, OperationNumber};
use crate::vote::{Ballot, Casting, Choice, Party, Vote, VoteRefusal, Voter};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who votes on a transfer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// The owner, as the losing registrar has it.
    Owner,
    /// The administrative contact, as the losing registrar has it.
    Admin,
}

/// What a transfer in is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The operation's number.
    pub number: OperationNumber,
    /// The name.
    pub name: DomainName,
    /// Who asked.
    pub account: AccountNumber,
    /// The owner's contact here.
    pub owner: ContactNumber,
    /// The rule that was applied.
    pub rule: String,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When the votes expire.
    pub expires_at: DateTime<Utc>,
}

impl Terms {
    /// Whether both are one request: what a restart changes does not count.
    fn is_same_request(&self, other: &Self) -> bool {
        *self == Self { expires_at: self.expires_at, ..other.clone() }
    }
}

/// The ballots of a transfer in: none where the registry has no addresses and the policy skips the vote.
pub type Ballots = BTreeMap<Side, Ballot>;

/// A transfer out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbound {
    /// Its number.
    pub number: OperationNumber,
    /// The name.
    pub name: DomainName,
    /// Who has managed it here.
    pub account: AccountNumber,
    /// The gaining registrar, by its id at the registry.
    pub gaining: String,
    /// When it was announced.
    pub announced_at: DateTime<Utc>,
    /// When the registry approves it by itself.
    pub answer_by: DateTime<Utc>,
}

/// How an inbound transfer ended without the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Setback {
    /// A voter said no.
    Refused(Side),
    /// No vote came in time.
    Expired,
    /// The registry or the losing registrar refused.
    Registry {
        /// EPP result code.
        code: u16,
    },
}

/// A transfer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Transfer {
    /// Never asked for.
    #[default]
    Absent,
    /// In: the owner or the administrative contact must accept.
    Voting(Terms, Ballots),
    /// In: at the registry.
    Submitted(Terms, Ballots),
    /// In: came to nothing, and may be restarted free of charge.
    Failed(Terms, Ballots, Setback),
    /// In: called off.
    Cancelled(Terms, Ballots),
    /// In: ours.
    Completed(Terms, Ballots),
    /// Out: announced by the registry.
    Announced(Outbound, Option<Choice>),
    /// Out: with the other registrar.
    Gone(Outbound),
    /// Out: came to nothing.
    Stayed(Outbound),
}

aggregate!(Transfer, "transfer", OperationNumber, Command, Event, Refusal);

impl Transfer {
    /// Terms and ballots of a transfer in.
    pub fn inbound(&self) -> Option<(&Terms, &Ballots)> {
        match self {
            Self::Voting(terms, ballots)
            | Self::Submitted(terms, ballots)
            | Self::Failed(terms, ballots, _)
            | Self::Cancelled(terms, ballots)
            | Self::Completed(terms, ballots) => Some((terms, ballots)),
            _ => None,
        }
    }

    /// A transfer out.
    pub fn outbound(&self) -> Option<&Outbound> {
        match self {
            Self::Announced(outbound, _) | Self::Gone(outbound) | Self::Stayed(outbound) => Some(outbound),
            _ => None,
        }
    }

    /// The state as people read it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Absent => "Absent",
            Self::Voting(..) => "Voting",
            Self::Submitted(..) => "Submitted",
            Self::Failed(_, _, Setback::Refused(_)) => "Refused",
            Self::Failed(_, _, Setback::Expired) => "Expired",
            Self::Failed(_, _, Setback::Registry { .. }) => "Failed",
            Self::Cancelled(..) => "Cancelled",
            Self::Completed(..) => "Completed",
            Self::Announced(..) => "Announced",
            Self::Gone(_) => "Gone",
            Self::Stayed(_) => "Stayed",
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Request { terms, voters }) => Ok(vec![Event::Requested {
                terms: Box::new(terms.clone()),
                voters: voters.clone().into_iter().collect(),
            }]),
            (Self::Absent, Command::Announce { outbound }) => {
                Ok(vec![Event::Announced { outbound: Box::new(outbound.clone()) }])
            }
            (Self::Absent, _) => Err(Refusal::Unknown),
            (_, Command::Request { terms, .. }) => match self.inbound() {
                Some((known, _)) if known.is_same_request(terms) => Ok(vec![]),
                _ => Err(Refusal::NumberTaken),
            },
            (_, Command::Announce { outbound }) => match self.outbound() {
                Some(known) if known.name == outbound.name => Ok(vec![]),
                _ => Err(Refusal::NumberTaken),
            },
            (Self::Announced(..) | Self::Gone(_) | Self::Stayed(_), command) => self.leaving(command),
            (_, command) => self.arriving(command),
        }
    }

    fn arriving(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Voting(terms, ballots), Command::Vote { side, choice, voter, at }) => {
                Self::vote(terms, ballots, *side, *choice, voter, *at)
            }
            (_, Command::Vote { side, choice, .. }) => {
                let cast = self.inbound().and_then(|(_, ballots)| ballots.get(side)?.vote.as_ref());
                match cast {
                    Some(vote) if vote.choice == *choice => Ok(vec![]),
                    _ => Err(Refusal::NotNow { state: self.word() }),
                }
            }
            (Self::Voting(terms, ballots), Command::Resend { side, at }) => {
                let ballot = ballots.get(side).ok_or(Refusal::NoBallot)?;
                match &ballot.vote {
                    _ if *at >= terms.expires_at => Err(Refusal::VotesExpired),
                    Some(vote) => Err(VoteRefusal::AlreadyVoted { choice: vote.choice }.into()),
                    None => Ok(vec![Event::BallotMailed { side: *side, serial: ballot.serial + 1 }]),
                }
            }
            (Self::Voting(_, ballots), Command::Remind { day }) => Ok(ballots
                .iter()
                .filter_map(|(side, ballot)| {
                    let serial = ballot.reminder(*day)?;
                    Some(Event::Reminded { side: *side, day: *day, serial })
                })
                .collect()),
            (Self::Voting(terms, _), Command::Expire { at }) if *at >= terms.expires_at => {
                Ok(vec![Event::Expired])
            }
            (Self::Voting(..), Command::Expire { .. }) => Err(Refusal::NotYet),
            (_, Command::Remind { .. } | Command::Expire { .. }) => Ok(vec![]),
            (Self::Submitted(..), Command::Fail { code, message }) => {
                Ok(vec![Event::Failed { code: *code, message: message.clone() }])
            }
            (Self::Failed(..), Command::Fail { .. }) => Ok(vec![]),
            (Self::Failed(_, ballots, _), Command::Restart { voters, expires_at }) => {
                Ok(vec![Self::restart(ballots, voters, *expires_at)])
            }
            (Self::Voting(..) | Self::Failed(..), Command::Cancel { reason }) => {
                Ok(vec![Event::Cancelled { reason: reason.clone() }])
            }
            (Self::Cancelled(..), Command::Cancel { .. }) => Ok(vec![]),
            (Self::Submitted(..), Command::Complete) => Ok(vec![Event::Completed]),
            (Self::Completed(..), Command::Complete) => Ok(vec![]),
            _ => Err(Refusal::NotNow { state: self.word() }),
        }
    }

    fn leaving(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Announced(_, Some(known)), Command::Answer { choice, .. }) if known == choice => {
                Ok(vec![])
            }
            (Self::Announced(_, Some(known)), Command::Answer { .. }) => {
                Err(VoteRefusal::AlreadyVoted { choice: *known }.into())
            }
            (Self::Announced(..), Command::Answer { choice: Choice::Refuse, reason: None }) => {
                Err(Refusal::ReasonNeeded)
            }
            (Self::Announced(..), Command::Answer { choice, reason }) => {
                Ok(vec![Event::Answered { choice: *choice, reason: reason.clone() }])
            }
            (Self::Announced(..), Command::Conclude { gone: true }) => Ok(vec![Event::Gone]),
            (Self::Announced(..), Command::Conclude { gone: false }) => Ok(vec![Event::Stayed]),
            (Self::Gone(_), Command::Conclude { gone: true })
            | (Self::Stayed(_), Command::Conclude { gone: false }) => Ok(vec![]),
            _ => Err(Refusal::NotNow { state: self.word() }),
        }
    }

    fn vote(
        terms: &Terms,
        ballots: &Ballots,
        side: Side,
        choice: Choice,
        voter: &Voter,
        at: DateTime<Utc>,
    ) -> Result<Vec<Event>, Refusal> {
        let casting = ballots.get(&side).ok_or(Refusal::NoBallot)?.cast(choice, voter);
        if casting == Ok(Casting::Repeated) {
            return Ok(vec![]);
        }
        if at >= terms.expires_at {
            return Err(Refusal::VotesExpired);
        }
        casting?;
        let cast = Event::VoteCast { side, vote: Vote { choice, voter: voter.clone(), at } };
        let outcome = match choice {
            Choice::Accept => Event::Accepted,
            Choice::Refuse => Event::Refused { side },
        };
        Ok(vec![cast, outcome])
    }

    /// An acceptance stands; a refusal or no vote at all is voted on again, by those whom the losing registrar
    /// shows today, or by the same where it shows nobody any more: a refusal is never passed over.
    fn restart(ballots: &Ballots, today: &BTreeMap<Side, Party>, expires_at: DateTime<Utc>) -> Event {
        let known = || ballots.iter().map(|(side, ballot)| (*side, ballot.party.clone())).collect();
        let voters: Vec<(Side, Party)> = match accepted(ballots) {
            true => vec![],
            false if today.is_empty() => known(),
            false => today.clone().into_iter().collect(),
        };
        Event::Restarted { votes_again: !voters.is_empty(), voters, expires_at }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Requested { terms, voters }) => {
                let ballots: Ballots =
                    voters.into_iter().map(|(side, party)| (side, Ballot::new(party))).collect();
                if ballots.is_empty() {
                    Self::Submitted(*terms, ballots)
                } else {
                    Self::Voting(*terms, ballots)
                }
            }
            (Self::Absent, Event::Announced { outbound }) => Self::Announced(*outbound, None),
            (Self::Voting(terms, ballots), event) => Self::voted(terms, ballots, event),
            (Self::Submitted(terms, ballots), Event::Failed { code, .. }) => {
                Self::Failed(terms, ballots, Setback::Registry { code })
            }
            (Self::Submitted(terms, ballots), Event::Completed) => Self::Completed(terms, ballots),
            (Self::Failed(terms, ballots, _), Event::Restarted { votes_again: true, voters, expires_at }) => {
                let serial = ballots.values().map(|ballot| ballot.serial).max().unwrap_or(0) + 1;
                let new_round = |(side, party)| (side, Ballot::in_new_round(party, serial));
                Self::Voting(Terms { expires_at, ..terms }, voters.into_iter().map(new_round).collect())
            }
            (Self::Failed(terms, ballots, _), Event::Restarted { votes_again: false, expires_at, .. }) => {
                Self::Submitted(Terms { expires_at, ..terms }, ballots)
            }
            (Self::Failed(terms, ballots, _), Event::Cancelled { .. }) => Self::Cancelled(terms, ballots),
            (Self::Announced(outbound, _), Event::Answered { choice, .. }) => {
                Self::Announced(outbound, Some(choice))
            }
            (Self::Announced(outbound, _), Event::Gone) => Self::Gone(outbound),
            (Self::Announced(outbound, _), Event::Stayed) => Self::Stayed(outbound),
            (state, _) => state,
        };
    }

    fn voted(terms: Terms, mut ballots: Ballots, event: Event) -> Self {
        match event {
            Event::VoteCast { side, vote } => {
                if let Some(ballot) = ballots.get_mut(&side) {
                    ballot.vote = Some(vote);
                }
            }
            Event::BallotMailed { side, serial } => {
                if let Some(ballot) = ballots.get_mut(&side) {
                    ballot.serial = serial;
                }
            }
            Event::Reminded { side, serial, day } => {
                if let Some(ballot) = ballots.get_mut(&side) {
                    ballot.serial = serial;
                    ballot.reminded.insert(day);
                }
            }
            Event::Accepted => return Self::Submitted(terms, ballots),
            Event::Refused { side } => return Self::Failed(terms, ballots, Setback::Refused(side)),
            Event::Expired => return Self::Failed(terms, ballots, Setback::Expired),
            Event::Cancelled { .. } => return Self::Cancelled(terms, ballots),
            _ => {}
        }
        Self::Voting(terms, ballots)
    }
}

fn accepted(ballots: &Ballots) -> bool {
    ballots.values().any(|ballot| ballot.vote.as_ref().is_some_and(|vote| vote.choice == Choice::Accept))
}
