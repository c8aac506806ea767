//! A request for data that the directory does not show (lawful access; RDRS in ICANN's words):
//! `Absent → Received ⇄ MoreAsked`, `Received → Granted | Refused`, `MoreAsked → Refused`, and either `→ Withdrawn`.
//!
//! The answer is owed by a day (NIS2, article 28(5)); a question to the requester does not stop the clock. Who asked, why,
//! and how the interests were weighed is sealed under a key of the request's own, which goes some years after its end. What
//! was disclosed is recorded as fields of a version of a contact; the copy of the values is sealed under the person's own key
//! for evidence, and goes with the person: accounting for a disclosure never outweighs an erasure.

mod command;
mod event;
mod filing;
#[cfg(test)]
pub(crate) mod tests;

pub use command::{Command, Refusal};
pub use event::Event;
pub use filing::{
    Disclosed, Fields, Filing, Held, LegalBasis, RefusalReason, Requester, RequesterKind, SubjectNotice,
    Terms,
};

use crate::aggregate;
use crate::operator::Login;
use crate::policy::{PersonItem, PersonRole, kept_until};
use crate::values::{ContactNumber, DisclosureNumber, Purpose, Reason, SealOwner, Sealed, Sha256Digest};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The key that seals who asked, why, and what was weighed.
pub fn seal_owner(request: DisclosureNumber) -> SealOwner {
    SealOwner::new("disclosure", request, Purpose::Disclosure)
}

/// The key that seals the copy of what was disclosed of a person: it goes with the person.
pub fn copy_owner(contact: ContactNumber) -> SealOwner {
    SealOwner { purpose: Purpose::Evidence, ..crate::contact::seal_owner(contact) }
}

/// A question to the requester, and what came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What was asked.
    pub question: Sealed<Reason>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What was answered.
    pub answer: Option<Sealed<Reason>>,
    /// The document that came with the answer.
    pub evidence: Option<Sha256Digest>,
}

/// A request as it was filed, and what has been asked about it since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// As it was filed.
    pub filing: Filing,
    /// Questions and answers, in order.
    pub exchanges: Vec<Exchange>,
    /// The desk was reminded.
    pub reminded: bool,
    /// The day passed without an answer.
    pub missed: bool,
    /// The key of the requester's data is destroyed.
    pub erased: bool,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided.
    pub by: Login,
    /// When.
    pub at: DateTime<Utc>,
    /// What it was.
    pub verdict: Verdict,
}

/// Yes or no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Data went to the requester.
    Disclosed {
        /// What of whom.
        disclosed: Vec<Disclosed>,
        /// How the interests were weighed.
        balance: Sealed<Reason>,
        /// Whether the registrant is told.
        notice: SubjectNotice,
    },
    /// None did.
    Refused {
        /// Why, as a word.
        because: RefusalReason,
        /// Why, to the requester.
        text: Sealed<Reason>,
    },
}

/// A request for data that the directory does not show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisclosureRequest {
    /// Never filed.
    #[default]
    Absent,
    /// The registrar's turn.
    Received(Box<Dossier>),
    /// The requester's turn.
    MoreAsked(Box<Dossier>),
    /// Data was disclosed.
    Granted(Box<Dossier>, Box<Decision>),
    /// No data was.
    Refused(Box<Dossier>, Box<Decision>),
    /// The requester took it back.
    Withdrawn(Box<Dossier>),
}

aggregate!(DisclosureRequest, "disclosure-request", DisclosureNumber, Command, Event, Refusal);

impl DisclosureRequest {
    /// What was filed, and what has been asked since.
    pub fn dossier(&self) -> Option<&Dossier> {
        match self {
            Self::Absent => None,
            Self::Received(dossier)
            | Self::MoreAsked(dossier)
            | Self::Granted(dossier, _)
            | Self::Refused(dossier, _)
            | Self::Withdrawn(dossier) => Some(dossier),
        }
    }

    /// How it ended, where it was decided.
    pub fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Granted(_, decision) | Self::Refused(_, decision) => Some(decision),
            _ => None,
        }
    }

    /// Whether an answer is still owed.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Received(_) | Self::MoreAsked(_))
    }

    /// `received`, `more-asked`, `granted`, `refused` or `withdrawn`.
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Received(_) => "received",
            Self::MoreAsked(_) => "more-asked",
            Self::Granted(..) => "granted",
            Self::Refused(..) => "refused",
            Self::Withdrawn(_) => "withdrawn",
        }
    }

    /// Whether fields were asked for, all of them.
    ///
    /// # Errors
    /// The first that was not.
    pub fn only_asked(&self, fields: &Fields) -> Result<(), Refusal> {
        let filing = &self.dossier().ok_or(Refusal::Unknown)?.filing;
        fields.iter().try_for_each(|(role, items)| filing.was_asked(*role, items))
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::File { filing })
                if filing.asked.values().all(|items| items.is_empty()) =>
            {
                Err(Refusal::NothingAsked)
            }
            (Self::Absent, Command::File { filing }) => Ok(vec![Event::Filed { filing: filing.clone() }]),
            (Self::Absent, _) => Err(Refusal::Unknown),
            (state, Command::File { filing }) => match state.dossier() {
                Some(dossier) if dossier.filing == **filing => Ok(vec![]),
                _ => Err(Refusal::NumberTaken),
            },
            (Self::Received(dossier) | Self::MoreAsked(dossier), Command::Remind { at }) => {
                let due = !dossier.reminded && dossier.filing.terms.remind_at <= *at;
                Ok(if due { vec![Event::DeskReminded { at: *at }] } else { vec![] })
            }
            (Self::Received(dossier) | Self::MoreAsked(dossier), Command::Miss { at }) => {
                let due = dossier.filing.terms.due;
                Ok(if !dossier.missed && due <= *at { vec![Event::Missed { due }] } else { vec![] })
            }
            (_, Command::Remind { .. } | Command::Miss { .. }) => Ok(vec![]),
            (state, Command::EraseRequester) => state.erasing(),
            (Self::Received(dossier), Command::Ask { question, at }) => {
                let place = u32::try_from(dossier.exchanges.len()).unwrap_or(u32::MAX);
                Ok(vec![Event::MoreAsked { place, question: question.clone(), at: *at }])
            }
            (Self::MoreAsked(dossier), Command::Ask { question, .. }) => match dossier.exchanges.last() {
                Some(open) if open.question == *question => Ok(vec![]),
                _ => Err(Refusal::AnswerMissing),
            },
            (Self::MoreAsked(_), Command::Answer { answer, evidence, at }) => {
                Ok(vec![Event::Answered { answer: answer.clone(), evidence: evidence.clone(), at: *at }])
            }
            (Self::Received(dossier), Command::Answer { answer, evidence, .. }) => {
                match dossier.exchanges.last() {
                    Some(last) if last.answer.as_ref() == Some(answer) && last.evidence == *evidence => {
                        Ok(vec![])
                    }
                    _ => Err(Refusal::NothingWasAsked),
                }
            }
            (Self::MoreAsked(_), Command::Decide { decision }) if decision.is_grant() => {
                Err(Refusal::AnswerMissing)
            }
            (Self::Received(dossier) | Self::MoreAsked(dossier), Command::Decide { decision }) => {
                decision.fits(&dossier.filing)?;
                let kept_until = dossier.kept_until(decision.at);
                Ok(vec![Event::Decided { decision: decision.clone(), kept_until }])
            }
            (Self::Granted(_, known) | Self::Refused(_, known), Command::Decide { decision })
                if known.says_the_same(decision) =>
            {
                Ok(vec![])
            }
            (Self::Received(dossier) | Self::MoreAsked(dossier), Command::Withdraw { reason, at }) => {
                let kept_until = dossier.kept_until(*at);
                Ok(vec![Event::Withdrawn { reason: reason.clone(), kept_until }])
            }
            (Self::Withdrawn(_), Command::Withdraw { .. }) => Ok(vec![]),
            (
                _,
                Command::Ask { .. }
                | Command::Answer { .. }
                | Command::Decide { .. }
                | Command::Withdraw { .. },
            ) => Err(Refusal::Over(self.status())),
        }
    }

    /// The requester's data goes only after the end.
    fn erasing(&self) -> Result<Vec<Event>, Refusal> {
        match self.dossier() {
            Some(dossier) if dossier.erased => Ok(vec![]),
            Some(_) if self.is_open() => Err(Refusal::StillOpen),
            Some(_) => Ok(vec![Event::RequesterErased]),
            None => Err(Refusal::Unknown),
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Filed { filing }) => Self::Received(Box::new(Dossier {
                filing: *filing,
                exchanges: vec![],
                reminded: false,
                missed: false,
                erased: false,
            })),
            (Self::Received(mut dossier), Event::MoreAsked { question, at, .. }) => {
                dossier.exchanges.push(Exchange { question, asked_at: at, answer: None, evidence: None });
                Self::MoreAsked(dossier)
            }
            (Self::MoreAsked(mut dossier), Event::Answered { answer, evidence, .. }) => {
                if let Some(open) = dossier.exchanges.last_mut() {
                    (open.answer, open.evidence) = (Some(answer), evidence);
                }
                Self::Received(dossier)
            }
            (Self::Received(dossier) | Self::MoreAsked(dossier), Event::Decided { decision, .. }) => {
                match decision.verdict {
                    Verdict::Disclosed { .. } => Self::Granted(dossier, decision),
                    Verdict::Refused { .. } => Self::Refused(dossier, decision),
                }
            }
            (Self::Received(dossier) | Self::MoreAsked(dossier), Event::Withdrawn { .. }) => {
                Self::Withdrawn(dossier)
            }
            (mut state, event) => {
                if let Some(dossier) = state.dossier_mut() {
                    match event {
                        Event::DeskReminded { .. } => dossier.reminded = true,
                        Event::Missed { .. } => dossier.missed = true,
                        Event::RequesterErased => dossier.erased = true,
                        _ => {}
                    }
                }
                state
            }
        };
    }

    fn dossier_mut(&mut self) -> Option<&mut Dossier> {
        match self {
            Self::Absent => None,
            Self::Received(dossier)
            | Self::MoreAsked(dossier)
            | Self::Granted(dossier, _)
            | Self::Refused(dossier, _)
            | Self::Withdrawn(dossier) => Some(dossier),
        }
    }
}

impl Filing {
    fn was_asked(&self, role: PersonRole, items: &BTreeSet<PersonItem>) -> Result<(), Refusal> {
        let asked = self.asked.get(&role);
        match items.iter().find(|item| !asked.is_some_and(|asked| asked.contains(item))) {
            Some(item) => Err(Refusal::NotAsked { role, item: *item }),
            None => Ok(()),
        }
    }
}

impl Dossier {
    fn kept_until(&self, ended: DateTime<Utc>) -> DateTime<Utc> {
        kept_until(ended, self.filing.terms.keep_days)
    }
}

impl Decision {
    fn is_grant(&self) -> bool {
        matches!(self.verdict, Verdict::Disclosed { .. })
    }

    /// Nothing is disclosed that was not asked for, and a grant discloses something.
    fn fits(&self, filing: &Filing) -> Result<(), Refusal> {
        let Verdict::Disclosed { disclosed, .. } = &self.verdict else { return Ok(()) };
        if disclosed.iter().all(|part| part.items.is_empty()) {
            return Err(Refusal::NothingDisclosed);
        }
        disclosed.iter().try_for_each(|part| filing.was_asked(part.role, &part.items))
    }

    /// The same answer, whoever gives it again: the contact may have changed since, the fields and the words have not.
    fn says_the_same(&self, other: &Self) -> bool {
        match (&self.verdict, &other.verdict) {
            (
                Verdict::Disclosed { disclosed, balance, notice },
                Verdict::Disclosed { disclosed: others, balance: other_balance, notice: other_notice },
            ) => {
                let fields = |parts: &[Disclosed]| -> Vec<_> {
                    parts.iter().map(|part| (part.role, part.contact, part.items.clone())).collect()
                };
                fields(disclosed) == fields(others) && balance == other_balance && notice == other_notice
            }
            (
                Verdict::Refused { because, text },
                Verdict::Refused { because: other_because, text: other_text },
            ) => because == other_because && text == other_text,
            _ => false,
        }
    }
}
