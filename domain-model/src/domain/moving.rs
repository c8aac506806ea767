//! The move of a name to another reseller, which that reseller accepts first.
//!
//! An open move is like open votes: it holds nothing, and no operation at the registry waits for it.

use super::{Event, Phase, Refusal, Registration};
use crate::values::{AccountNumber, OperationNumber};
use crate::vote::Party;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A move that the gaining reseller has not decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResellerMove {
    /// The operation that asked for it.
    pub operation: OperationNumber,
    /// Who manages the name.
    pub from: AccountNumber,
    /// Who is asked to.
    pub to: AccountNumber,
    /// Where the gaining reseller's link goes.
    pub party: Party,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Until when it may be accepted.
    pub expires_at: DateTime<Utc>,
}

/// How a move ended without effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MoveEnd {
    /// The gaining reseller said no.
    Refused,
    /// It was taken back.
    Withdrawn,
    /// A move to yet another reseller was asked for.
    Replaced,
    /// Nobody decided in time.
    Expired,
    /// The name was deleted, or went to another registrar.
    NameLeft,
}

impl MoveEnd {
    /// In words, for the operation's message.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused by the gaining reseller",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced by a move to another reseller",
            Self::Expired => "not accepted by the deadline",
            Self::NameLeft => "the name has left",
        }
    }
}

impl Registration {
    /// The open move of that operation.
    pub fn move_of(&self, operation: OperationNumber) -> Option<&ResellerMove> {
        self.moving.as_deref().filter(|open| open.operation == operation)
    }

    /// Whether the name could be asked to move.
    ///
    /// # Errors
    /// What keeps it where it is.
    pub fn check_movable(&self) -> Result<(), Refusal> {
        if matches!(self.phase, Phase::Redemption { .. } | Phase::PendingDelete { .. }) {
            return Err(Refusal::Deleted);
        }
        if self.transfer_out.is_some() {
            return Err(Refusal::LeavingByTransfer);
        }
        if self.is_in_dispute() {
            return Err(Refusal::InDispute);
        }
        match self.statuses.update_prohibited_by() {
            Some(status) => Err(Refusal::StatusProhibits(status)),
            None => Ok(()),
        }
    }

    pub(super) fn ask_move(&self, asked: &ResellerMove) -> Result<Vec<Event>, Refusal> {
        match self.moving.as_deref() {
            Some(open) if open.operation == asked.operation => return Ok(vec![]),
            Some(open) if open.to == asked.to => return Err(Refusal::MoveOpen(open.operation)),
            _ => {}
        }
        if asked.to == self.account {
            return Err(Refusal::SameReseller);
        }
        self.check_movable()?;
        let ended = self
            .moving
            .as_deref()
            .map(|open| Event::ResellerMoveEnded { operation: open.operation, end: MoveEnd::Replaced });
        let asked = Event::ResellerMoveAsked { asked: Box::new(asked.clone()) };
        Ok(ended.into_iter().chain([asked]).collect())
    }

    /// The gaining reseller says yes: a status that forbids updates at the registry, which has no part in it, is no
    /// reason any more, a dispute is.
    pub(super) fn accept_move(
        &self,
        operation: OperationNumber,
        at: DateTime<Utc>,
    ) -> Result<Vec<Event>, Refusal> {
        let open = self.move_of(operation).ok_or(Refusal::NoMove(operation))?;
        if at >= open.expires_at {
            return Err(Refusal::MoveExpired);
        }
        if self.is_in_dispute() {
            return Err(Refusal::InDispute);
        }
        Ok(vec![Event::ResellerMoved { operation, from: self.account, to: open.to }])
    }

    pub(super) fn end_move(
        &self,
        operation: OperationNumber,
        end: MoveEnd,
        at: DateTime<Utc>,
    ) -> Result<Vec<Event>, Refusal> {
        let open = self.move_of(operation).ok_or(Refusal::NoMove(operation))?;
        match end {
            MoveEnd::Expired if at < open.expires_at => Err(Refusal::MoveNotExpired),
            _ => Ok(vec![Event::ResellerMoveEnded { operation, end }]),
        }
    }

    /// A name that leaves takes no open move with it.
    pub(super) fn without_move(&self, mut events: Vec<Event>) -> Vec<Event> {
        let leaves = |event: &Event| {
            matches!(event, Event::Deleted { .. } | Event::Released { .. } | Event::TransferredAway { .. })
        };
        if let (Some(open), Some(place)) = (self.moving.as_deref(), events.iter().position(leaves)) {
            let ended = Event::ResellerMoveEnded { operation: open.operation, end: MoveEnd::NameLeft };
            events.insert(place, ended);
        }
        events
    }
}
