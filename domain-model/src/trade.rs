//! An owner change: `Absent → Voting → Approved → Completed`, or `Refused`, `Expired`, `Cancelled`, `Failed`.
//!
//! A vote is cast once per side, by the token that was mailed to that side or by an operator with a reason.
//! Both sides must accept. Opening a link changes nothing.

mod command;
mod event;
#[cfg(test)]
mod tests;

pub use command::{Command, Refusal, ResendFacts, ResendRefusal};
pub use event::Event;

use crate::aggregate;
use crate::values::{AccountNumber, ContactNumber, DomainName, OperationNumber, RegistrationNumber};
use crate::vote::{Ballot, Casting, Choice, Party, Vote, Voter};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The two sides of a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// The present owner.
    Owner,
    /// The future owner.
    NewOwner,
}

impl Side {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Owner => Self::NewOwner,
            Self::NewOwner => Self::Owner,
        }
    }
}

/// How the consent of both is obtained, as the catalogue says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Procedure {
    /// Links by mail.
    Votes,
    /// A signed form of the registry, entered by an operator.
    RegistryForm,
}

/// What a trade is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The operation's number.
    pub number: OperationNumber,
    /// The name.
    pub name: DomainName,
    /// Its registration at the time.
    pub registration: RegistrationNumber,
    /// Who asked.
    pub account: AccountNumber,
    /// The present owner.
    pub owner: ContactNumber,
    /// The future owner.
    pub new_owner: ContactNumber,
    /// How consent is obtained.
    pub procedure: Procedure,
    /// The rule that was applied: `com@2016-12-01`.
    pub rule: String,
    /// Fingerprint of the auth code at the time of the request; another one later voids a resend.
    pub auth_code_mark: String,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When the votes expire.
    pub expires_at: DateTime<Utc>,
}

impl Terms {
    /// Whether both are one request: what a restart changes does not count.
    fn is_same_request(&self, other: &Self) -> bool {
        let Self { auth_code_mark, expires_at, .. } = self.clone();
        *self == Self { auth_code_mark, expires_at, ..other.clone() }
    }
}

/// The two ballots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballots {
    /// The present owner's.
    pub owner: Ballot,
    /// The future owner's.
    pub new_owner: Ballot,
}

impl Ballots {
    /// One side's ballot.
    pub fn side(&self, side: Side) -> &Ballot {
        match side {
            Side::Owner => &self.owner,
            Side::NewOwner => &self.new_owner,
        }
    }

    fn side_mut(&mut self, side: Side) -> &mut Ballot {
        match side {
            Side::Owner => &mut self.owner,
            Side::NewOwner => &mut self.new_owner,
        }
    }
}

/// How a trade ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The registry has the new owner.
    Completed,
    /// One side said no.
    Refused(Side),
    /// The votes were not in by the deadline.
    Expired,
    /// It was called off, or another trade of the name was faster.
    Cancelled,
}

/// An owner change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trade {
    /// Never asked for.
    #[default]
    Absent,
    /// The sides vote.
    Voting(Terms, Ballots),
    /// Both accepted: at the registry.
    Approved(Terms, Ballots),
    /// The registry refused it. It may be restarted.
    Failed(Terms, Ballots),
    /// Over.
    Ended(Terms, Ballots, Outcome),
}

aggregate!(Trade, "trade", OperationNumber, Command, Event, Refusal);

impl Trade {
    /// Terms and ballots, wherever it stands.
    pub fn dossier(&self) -> Option<(&Terms, &Ballots)> {
        match self {
            Self::Absent => None,
            Self::Voting(terms, ballots)
            | Self::Approved(terms, ballots)
            | Self::Failed(terms, ballots)
            | Self::Ended(terms, ballots, _) => Some((terms, ballots)),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Request { terms, owner, new_owner }) => {
                Self::request(terms, owner, new_owner)
            }
            (Self::Absent, Command::Resend { .. }) => Err(ResendRefusal::NotOpen.into()),
            (Self::Absent, _) => Err(Refusal::Unknown),
            (_, Command::Request { terms, .. }) => match self.dossier() {
                Some((known, _)) if known.is_same_request(terms) => Ok(vec![]),
                _ => Err(Refusal::NumberTaken),
            },
            (Self::Voting(terms, ballots), Command::Vote { side, choice, voter, at }) => {
                Self::vote(terms, ballots, *side, *choice, voter, *at)
            }
            (_, Command::Vote { side, choice, .. }) => self.late_vote(*side, *choice),
            (Self::Voting(terms, ballots), Command::Resend { side, facts, at }) => {
                Self::resend(terms, ballots, *side, facts, *at)
            }
            // Ended by another trade of the name: that is what the one who asks has to know.
            (Self::Ended(terms, _, Outcome::Cancelled), Command::Resend { facts, .. }) => {
                Err(facts.why_ended(terms).into())
            }
            (_, Command::Resend { .. }) => Err(ResendRefusal::NotOpen.into()),
            (Self::Voting(_, ballots), Command::VoidLinks { side }) => Ok(ballots.void_links(*side)),
            (_, Command::VoidLinks { .. }) => Ok(vec![]),
            // A signed form has no link to be reminded of.
            (Self::Voting(terms, _), Command::Remind { .. })
                if terms.procedure == Procedure::RegistryForm =>
            {
                Ok(vec![])
            }
            (Self::Voting(_, ballots), Command::Remind { day }) => Ok(ballots.reminders(*day)),
            (Self::Voting(terms, _), Command::Expire { at }) if *at >= terms.expires_at => {
                Ok(vec![Event::Expired])
            }
            (Self::Voting(..), Command::Expire { .. }) => Err(Refusal::NotYet),
            (_, Command::Remind { .. } | Command::Expire { .. }) => Ok(vec![]),
            // An expired one could be restarted: when another trade of the name completes, it ends for good.
            (
                Self::Voting(..) | Self::Failed(..) | Self::Ended(_, _, Outcome::Expired),
                Command::Cancel { reason },
            ) => Ok(vec![Event::Cancelled { reason: reason.clone() }]),
            (Self::Ended(_, _, Outcome::Cancelled), Command::Cancel { .. }) => Ok(vec![]),
            (Self::Approved(..), Command::Complete) => Ok(vec![Event::Completed]),
            (Self::Ended(_, _, Outcome::Completed), Command::Complete) => Ok(vec![]),
            (Self::Approved(..), Command::Fail { code, message }) => {
                Ok(vec![Event::Failed { code: *code, message: message.clone() }])
            }
            (Self::Failed(..), Command::Fail { .. }) => Ok(vec![]),
            (Self::Failed(terms, _), Command::Restart { facts, .. }) => {
                facts.check_resume(terms)?;
                Ok(vec![Event::Resumed])
            }
            (
                Self::Ended(terms, _, Outcome::Expired),
                Command::Restart { owner, new_owner, facts, expires_at },
            ) => {
                facts.check_reopen(terms)?;
                Ok(vec![Event::Reopened {
                    owner: owner.clone(),
                    new_owner: new_owner.clone(),
                    auth_code_mark: facts.auth_code_mark.clone(),
                    expires_at: *expires_at,
                }])
            }
            _ => Err(Refusal::NotNow { state: self.word() }),
        }
    }

    fn request(terms: &Terms, owner: &Party, new_owner: &Party) -> Result<Vec<Event>, Refusal> {
        if terms.owner == terms.new_owner {
            return Err(Refusal::SameOwner);
        }
        Ok(vec![Event::Requested {
            terms: Box::new(terms.clone()),
            owner: Box::new(owner.clone()),
            new_owner: Box::new(new_owner.clone()),
        }])
    }

    fn vote(
        terms: &Terms,
        ballots: &Ballots,
        side: Side,
        choice: Choice,
        voter: &Voter,
        at: DateTime<Utc>,
    ) -> Result<Vec<Event>, Refusal> {
        let casting = ballots.side(side).cast(choice, voter);
        if casting == Ok(Casting::Repeated) {
            return Ok(vec![]);
        }
        if at >= terms.expires_at {
            return Err(Refusal::VotesExpired);
        }
        casting?;
        let on_paper = matches!(voter, Voter::ByOperator { evidence: Some(_), .. });
        if terms.procedure == Procedure::RegistryForm && !on_paper {
            return Err(Refusal::FormNeeded);
        }
        let mut events = vec![Event::VoteCast { side, vote: Vote { choice, voter: voter.clone(), at } }];
        let other = ballots.side(side.other()).vote.as_ref().map(|vote| vote.choice);
        match (choice, other) {
            (Choice::Refuse, _) => events.push(Event::Refused { side }),
            (Choice::Accept, Some(Choice::Accept)) => events.push(Event::Approved),
            (Choice::Accept, _) => {}
        }
        Ok(events)
    }

    /// A vote that comes when voting is over: the same again is silence, anything else is told why.
    fn late_vote(&self, side: Side, choice: Choice) -> Result<Vec<Event>, Refusal> {
        let cast = self.dossier().and_then(|(_, ballots)| ballots.side(side).vote.as_ref());
        match cast {
            Some(vote) if vote.choice == choice => Ok(vec![]),
            _ => Err(Refusal::NotNow { state: self.word() }),
        }
    }

    fn resend(
        terms: &Terms,
        ballots: &Ballots,
        side: Side,
        facts: &ResendFacts,
        at: DateTime<Utc>,
    ) -> Result<Vec<Event>, Refusal> {
        if at >= terms.expires_at {
            return Err(ResendRefusal::NotOpen.into());
        }
        if terms.procedure == Procedure::RegistryForm {
            return Err(Refusal::FormNeeded);
        }
        facts.check(terms, ballots)?;
        if let Some(vote) = &ballots.side(side).vote {
            return Err(crate::vote::VoteRefusal::AlreadyVoted { choice: vote.choice }.into());
        }
        Ok(vec![Event::BallotMailed { side, serial: ballots.side(side).serial + 1 }])
    }

    /// The state as people read it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Absent => "Absent",
            Self::Voting(..) => "Voting",
            Self::Approved(..) => "Approved",
            Self::Failed(..) => "Failed",
            Self::Ended(_, _, Outcome::Completed) => "Completed",
            Self::Ended(_, _, Outcome::Refused(_)) => "Refused",
            Self::Ended(_, _, Outcome::Expired) => "Expired",
            Self::Ended(_, _, Outcome::Cancelled) => "Cancelled",
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Requested { terms, owner, new_owner }) => {
                let ballots = Ballots { owner: Ballot::new(*owner), new_owner: Ballot::new(*new_owner) };
                Self::Voting(*terms, ballots)
            }
            (Self::Voting(terms, mut ballots), Event::VoteCast { side, vote }) => {
                ballots.side_mut(side).vote = Some(vote);
                Self::Voting(terms, ballots)
            }
            (Self::Voting(terms, mut ballots), Event::BallotMailed { side, serial }) => {
                ballots.side_mut(side).serial = serial;
                Self::Voting(terms, ballots)
            }
            (Self::Voting(terms, mut ballots), Event::LinksVoided { side }) => {
                ballots.side_mut(side).void_links();
                Self::Voting(terms, ballots)
            }
            (Self::Voting(terms, mut ballots), Event::Reminded { side, serial, day }) => {
                let ballot = ballots.side_mut(side);
                ballot.serial = serial;
                ballot.reminded.insert(day);
                Self::Voting(terms, ballots)
            }
            (Self::Voting(terms, ballots), Event::Approved)
            | (Self::Failed(terms, ballots), Event::Resumed) => Self::Approved(terms, ballots),
            (Self::Voting(terms, ballots), Event::Refused { side }) => {
                Self::Ended(terms, ballots, Outcome::Refused(side))
            }
            (Self::Voting(terms, ballots), Event::Expired) => Self::Ended(terms, ballots, Outcome::Expired),
            (
                Self::Voting(terms, ballots) | Self::Failed(terms, ballots) | Self::Ended(terms, ballots, _),
                Event::Cancelled { .. },
            ) => Self::Ended(terms, ballots, Outcome::Cancelled),
            (Self::Approved(terms, ballots), Event::Completed) => {
                Self::Ended(terms, ballots, Outcome::Completed)
            }
            (Self::Approved(terms, ballots), Event::Failed { .. }) => Self::Failed(terms, ballots),
            (
                Self::Ended(terms, ballots, _),
                Event::Reopened { owner, new_owner, auth_code_mark, expires_at },
            ) => {
                let ballots = Ballots {
                    owner: Ballot::in_new_round(*owner, ballots.owner.serial + 1),
                    new_owner: Ballot::in_new_round(*new_owner, ballots.new_owner.serial + 1),
                };
                Self::Voting(Terms { auth_code_mark, expires_at, ..terms }, ballots)
            }
            (state, _) => state,
        };
    }
}

impl Ballots {
    /// One reminder per side that has not voted; a second run of the same day sends none.
    fn reminders(&self, day: u16) -> Vec<Event> {
        [Side::Owner, Side::NewOwner]
            .into_iter()
            .filter_map(|side| {
                let serial = self.side(side).reminder(day)?;
                Some(Event::Reminded { side, day, serial })
            })
            .collect()
    }

    fn void_links(&self, side: Side) -> Vec<Event> {
        let ballot = self.side(side);
        let news = ballot.vote.is_none() && !ballot.is_void();
        if news { vec![Event::LinksVoided { side }] } else { vec![] }
    }
}
