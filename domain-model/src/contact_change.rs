//! An account of a service moves (administrative, technical or billing):
//! `Absent → Voting → Approved → Completed`, or `Refused`, `Expired`, `Aborted`, `Failed`.
//!
//! The account that has the roles and the one that gets them each answer once, by the token that was mailed to them or
//! by an operator with a reason. Both must accept. Opening a link changes nothing. The number is that of the operation
//! which brings the change to the registry.

mod command;
mod event;
mod roles;
#[cfg(test)]
mod tests;

pub use command::{Command, Refusal};
pub use event::{Aborted, Event};
pub use roles::{AccountRole, AccountRoles};

use crate::aggregate;
use crate::values::{AccountNumber, DomainName, OperationNumber, RegistrationNumber};
use crate::vote::{Ballot, Casting, Choice, Party, Vote, VoteRefusal, Voter};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The two sides of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// The account that has the roles.
    From,
    /// The account that gets them.
    To,
}

impl Side {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::From, Self::To];

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::From => Self::To,
            Self::To => Self::From,
        }
    }

    /// The word in links and views.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
        }
    }
}

/// What a change is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The task's number, and that of the operation at the registry.
    pub number: OperationNumber,
    /// The service.
    pub name: DomainName,
    /// Its registration at the time.
    pub registration: RegistrationNumber,
    /// What moves.
    pub roles: AccountRoles,
    /// Who has it.
    pub from: AccountNumber,
    /// Who gets it.
    pub to: AccountNumber,
    /// Who asked.
    pub asked_by: AccountNumber,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// When the tokens expire.
    pub expires_at: DateTime<Utc>,
}

impl Terms {
    /// The account of a side.
    pub fn account(&self, side: Side) -> AccountNumber {
        match side {
            Side::From => self.from,
            Side::To => self.to,
        }
    }

    /// The side of an account, where it is one.
    pub fn side_of(&self, account: AccountNumber) -> Option<Side> {
        Side::BOTH.into_iter().find(|side| self.account(*side) == account)
    }

    /// Whether the account takes part: as a side, or as the one that asked. To anybody else there is no such task.
    pub fn concerns(&self, account: AccountNumber) -> bool {
        self.asked_by == account || self.side_of(account).is_some()
    }
}

/// The two ballots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballots {
    /// Of the account that has the roles.
    pub from: Ballot,
    /// Of the account that gets them.
    pub to: Ballot,
    /// The days and sides of mails that were asked for again, the last ones last.
    pub asked_again: Vec<(Side, DateTime<Utc>)>,
}

impl Ballots {
    fn new(from: Party, to: Party) -> Self {
        Self { from: Ballot::new(from), to: Ballot::new(to), asked_again: vec![] }
    }

    /// One side's ballot.
    pub fn side(&self, side: Side) -> &Ballot {
        match side {
            Side::From => &self.from,
            Side::To => &self.to,
        }
    }

    fn side_mut(&mut self, side: Side) -> &mut Ballot {
        match side {
            Side::From => &mut self.from,
            Side::To => &mut self.to,
        }
    }

    /// How many mails of a side were asked for again in the day before `at`.
    fn mailed_lately(&self, side: Side, at: DateTime<Utc>) -> usize {
        let lately = |then: &DateTime<Utc>| at - *then < TimeDelta::days(1);
        self.asked_again.iter().filter(|(of, then)| *of == side && lately(then)).count()
    }

    /// One reminder per side that has not answered; a second run of the same day sends none.
    fn reminders(&self, day: u16) -> Vec<Event> {
        let due = |side: Side| {
            let serial = self.side(side).reminder(day)?;
            Some(Event::Reminded { side, day, serial })
        };
        Side::BOTH.into_iter().filter_map(due).collect()
    }

    fn void_links(&self, side: Side) -> Vec<Event> {
        let ballot = self.side(side);
        let news = ballot.vote.is_none() && !ballot.is_void();
        if news { vec![Event::LinksVoided { side }] } else { vec![] }
    }
}

/// How a change ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The service has the new account.
    Completed,
    /// One side said no.
    Refused(Side),
    /// The answers were not in by the deadline.
    Expired,
    /// It came to nothing for another reason.
    Aborted(Aborted),
}

/// A change of an account of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactChange {
    /// Never asked for.
    #[default]
    Absent,
    /// The sides answer.
    Voting(Terms, Ballots),
    /// Both accepted: to be done, or at the registry.
    Approved(Terms, Ballots),
    /// The registry or a rule refused it. Its operation may be restarted.
    Failed(Terms, Ballots),
    /// Over.
    Ended(Terms, Ballots, Outcome),
}

aggregate!(ContactChange, "contact-change", OperationNumber, Command, Event, Refusal);

impl ContactChange {
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
            (Self::Absent, Command::Ask { terms, from, to }) => Self::ask(terms, from, to),
            (Self::Absent, _) => Err(Refusal::Unknown),
            (_, Command::Ask { terms, .. }) => match self.dossier() {
                Some((known, _)) if known == &**terms => Ok(vec![]),
                _ => Err(Refusal::NumberTaken),
            },
            (Self::Voting(terms, ballots), Command::Vote { side, choice, voter, at }) => {
                Self::vote(terms, ballots, *side, *choice, voter, *at)
            }
            (_, Command::Vote { side, choice, .. }) => self.late_vote(*side, *choice),
            (Self::Voting(terms, ballots), Command::Resend { side, party, most, at }) => {
                Self::resend(terms, ballots, *side, party, *most, *at)
            }
            (Self::Voting(_, ballots), Command::VoidLinks { side }) => Ok(ballots.void_links(*side)),
            (_, Command::VoidLinks { .. }) => Ok(vec![]),
            (Self::Voting(_, ballots), Command::Remind { day }) => Ok(ballots.reminders(*day)),
            (Self::Voting(terms, _), Command::Expire { at }) if *at >= terms.expires_at => {
                Ok(vec![Event::Expired])
            }
            (Self::Voting(..), Command::Expire { .. }) => Err(Refusal::NotYet),
            (_, Command::Remind { .. } | Command::Expire { .. }) => Ok(vec![]),
            // What is under way at the registry is ended by its answer.
            (Self::Voting(..) | Self::Failed(..), Command::Abort { why }) => {
                Ok(vec![Event::Aborted { why: why.clone() }])
            }
            (Self::Approved(..), Command::Abort { why: why @ (Aborted::NameLeft | Aborted::RolesMoved) }) => {
                Ok(vec![Event::Aborted { why: why.clone() }])
            }
            (Self::Ended(_, _, Outcome::Aborted(_)), Command::Abort { .. }) => Ok(vec![]),
            // Restarted or shown by hand, the operation may succeed after all.
            (Self::Approved(..) | Self::Failed(..), Command::Complete) => Ok(vec![Event::Completed]),
            (Self::Ended(_, _, Outcome::Completed), Command::Complete) => Ok(vec![]),
            (Self::Approved(..), Command::Fail { code, message }) => {
                Ok(vec![Event::Failed { code: *code, message: message.clone() }])
            }
            (Self::Failed(..), Command::Fail { .. }) => Ok(vec![]),
            (Self::Failed(..), Command::Resume) => Ok(vec![Event::Resumed]),
            (Self::Approved(..), Command::Resume) => Ok(vec![]),
            _ => Err(Refusal::NotNow { state: self.word() }),
        }
    }

    fn ask(terms: &Terms, from: &Party, to: &Party) -> Result<Vec<Event>, Refusal> {
        if terms.from == terms.to || terms.roles.is_empty() {
            return Err(Refusal::NothingMoves);
        }
        let (terms, from, to) = (terms.clone(), from.clone(), to.clone());
        Ok(vec![Event::Asked { terms: Box::new(terms), from: Box::new(from), to: Box::new(to) }])
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
        let mut events = vec![Event::VoteCast { side, vote: Vote { choice, voter: voter.clone(), at } }];
        let other = ballots.side(side.other()).vote.as_ref().map(|vote| vote.choice);
        match (choice, other) {
            (Choice::Refuse, _) => events.push(Event::Refused { side }),
            (Choice::Accept, Some(Choice::Accept)) => events.push(Event::Approved),
            (Choice::Accept, _) => {}
        }
        Ok(events)
    }

    /// An answer that comes when it is over: the same again is silence, anything else is told why.
    fn late_vote(&self, side: Side, choice: Choice) -> Result<Vec<Event>, Refusal> {
        let cast = self.dossier().and_then(|(_, ballots)| ballots.side(side).vote.as_ref());
        match cast {
            Some(vote) if vote.choice == choice => Ok(vec![]),
            _ => Err(Refusal::NotNow { state: self.word() }),
        }
    }

    /// The mail goes to the address of today: where that is another one, what was mailed before is void.
    fn resend(
        terms: &Terms,
        ballots: &Ballots,
        side: Side,
        party: &Party,
        most: u32,
        at: DateTime<Utc>,
    ) -> Result<Vec<Event>, Refusal> {
        if at >= terms.expires_at {
            return Err(Refusal::VotesExpired);
        }
        let ballot = ballots.side(side);
        if let Some(vote) = &ballot.vote {
            return Err(VoteRefusal::AlreadyVoted { choice: vote.choice }.into());
        }
        if ballots.mailed_lately(side, at) >= most as usize {
            return Err(Refusal::MailedTooOften { most });
        }
        let moved = party.email.value() != ballot.party.email.value();
        let party = moved.then(|| Box::new(party.clone()));
        Ok(vec![Event::BallotMailed { side, serial: ballot.serial + 1, party, at }])
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
            Self::Ended(_, _, Outcome::Aborted(_)) => "Cancelled",
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Asked { terms, from, to }) => {
                Self::Voting(*terms, Ballots::new(*from, *to))
            }
            (Self::Voting(terms, mut ballots), event) => match ballots.evolve(event) {
                None => Self::Voting(terms, ballots),
                Some(Event::Approved) => Self::Approved(terms, ballots),
                Some(Event::Refused { side }) => Self::Ended(terms, ballots, Outcome::Refused(side)),
                Some(Event::Expired) => Self::Ended(terms, ballots, Outcome::Expired),
                Some(Event::Aborted { why }) => Self::Ended(terms, ballots, Outcome::Aborted(why)),
                Some(_) => Self::Voting(terms, ballots),
            },
            (Self::Approved(terms, ballots) | Self::Failed(terms, ballots), Event::Completed) => {
                Self::Ended(terms, ballots, Outcome::Completed)
            }
            (Self::Approved(terms, ballots) | Self::Failed(terms, ballots), Event::Aborted { why }) => {
                Self::Ended(terms, ballots, Outcome::Aborted(why))
            }
            (Self::Approved(terms, ballots), Event::Failed { .. }) => Self::Failed(terms, ballots),
            (Self::Failed(terms, ballots), Event::Resumed) => Self::Approved(terms, ballots),
            (state, _) => state,
        };
    }
}

impl Ballots {
    /// What an event does to the ballots; gives back what is about the whole.
    fn evolve(&mut self, event: Event) -> Option<Event> {
        match event {
            Event::VoteCast { side, vote } => self.side_mut(side).vote = Some(vote),
            Event::BallotMailed { side, serial, party, at } => {
                self.asked_again.push((side, at));
                let ballot = self.side_mut(side);
                ballot.serial = serial;
                if let Some(party) = party {
                    ballot.party = *party;
                    ballot.valid_from = serial;
                }
            }
            Event::Reminded { side, serial, day } => {
                let ballot = self.side_mut(side);
                ballot.serial = serial;
                ballot.reminded.insert(day);
            }
            Event::LinksVoided { side } => self.side_mut(side).void_links(),
            whole => return Some(whole),
        }
        None
    }
}
