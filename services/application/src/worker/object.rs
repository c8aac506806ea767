//! A name under a lock stays: the registrar objects to its transfer by itself, with the lock as its reason.

use super::{Outcome, is_moot};
use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::jobs::Errand;
use crate::refusal::Refusal;
use domain_model::domain::{self, Domain};
use domain_model::transfer::{self, Transfer};
use domain_model::values::{OperationNumber, Reason};
use domain_model::vote::Choice;
use domain_model::{Actor, Channel};

impl Application {
    pub(super) async fn object(&self, number: OperationNumber, errand: &Errand) -> Result<Outcome, AskError> {
        let state = self.journal().load::<Transfer>(&number).await?.state;
        let Transfer::Announced(outbound, None) = state else { return Ok(Outcome::Done) };
        let held = self.journal().load::<Domain>(&outbound.name).await?.state;
        let lock = held.registration().and_then(|held| held.lock_at(outbound.announced_at));
        // Lifted by a person meanwhile: a person answers.
        let Some(lock) = lock else { return Ok(Outcome::Done) };
        let reason = Reason::parse(&lock.to_string()).expect("a lock in words is a reason");
        let cause = errand.cause(Actor::System, Channel::Internal, self.clock().now());
        let ask = Ask::new(cause.because(reason.as_str()));
        match self.answer_transfer_out(number, Choice::Refuse, Some(reason), &ask).await {
            Ok(_) => Ok(Outcome::Done),
            Err(AskError::Refused(Refusal::Domain(domain::Refusal::Busy(other)))) => {
                Ok(Outcome::Later(format!("operation {other} holds {}", outbound.name)))
            }
            // Answered, or over, in the meantime.
            Err(AskError::Refused(Refusal::Transfer(transfer::Refusal::Vote(_)))) => Ok(Outcome::Done),
            Err(AskError::Refused(Refusal::Domain(
                domain::Refusal::NotHeld | domain::Refusal::NoTransferOut,
            ))) => Ok(Outcome::Done),
            Err(error) if is_moot(&error) => Ok(Outcome::Done),
            Err(error) => Err(error),
        }
    }
}
