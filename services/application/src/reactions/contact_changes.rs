//! What follows from a change of an account of a service.

use super::Next;
use crate::jobs::{Deadline, Job, LetterJob, Outcome};
use domain_model::contact_change::{Event, Side};
use domain_model::values::OperationNumber;
use domain_model::vote::Voter;

impl Next {
    /// Reminders are asked for by whoever asks the sides: how many there are is a setting.
    pub(super) fn contact_change(&mut self, event: &Event, id: &str) {
        let Ok(change) = id.parse::<OperationNumber>() else { return };
        match event {
            Event::Asked { terms, .. } => {
                for side in Side::BOTH {
                    self.token(change, side, 1, false);
                }
                self.then(terms.expires_at, Deadline::ContactChangeExpiry(change));
            }
            Event::BallotMailed { side, serial, .. } => self.token(change, *side, *serial, false),
            Event::Reminded { side, serial, .. } => self.token(change, *side, *serial, true),
            Event::VoteCast { side, vote } if matches!(vote.voter, Voter::ByOperator { .. }) => {
                for to in Side::BOTH {
                    let (side, choice) = (*side, vote.choice);
                    self.letter(LetterJob::ContactChangeAnsweredForYou { change, to, side, choice });
                }
            }
            Event::Approved | Event::Resumed => self.now(Job::ContactChange(change)),
            Event::Refused { .. } => self.contact_change_ended(change, &Outcome::Refused),
            Event::Expired => self.contact_change_ended(change, &Outcome::Expired),
            Event::Aborted { .. } => self.contact_change_ended(change, &Outcome::Cancelled),
            Event::Completed => self.contact_change_ended(change, &Outcome::Completed),
            Event::Failed { code, message } => {
                let outcome = Outcome::Failed { code: *code, message: message.clone() };
                self.contact_change_ended(change, &outcome);
            }
            Event::VoteCast { .. } | Event::LinksVoided { .. } => {}
        }
    }

    fn token(&mut self, change: OperationNumber, side: Side, serial: u32, reminder: bool) {
        self.letter(LetterJob::ContactChangeToken { change, side, serial, reminder });
    }

    /// Both accounts are told.
    fn contact_change_ended(&mut self, change: OperationNumber, outcome: &Outcome) {
        for to in Side::BOTH {
            self.letter(LetterJob::ContactChangeEnded { change, to, outcome: outcome.clone() });
        }
    }
}
