//! An order: `Absent → Unpaid ⇄ Announced → Paid (its lines: waiting → under way → delivered | failed | given up)`, or
//! `Unpaid → Paid | Cancelled | Expired`.
//!
//! An unpaid order does not touch the name, nor does one whose payment is only announced: it is paid when the money has
//! come in. A line of a paid one becomes an operation, whose end at the registry is
//! the line's: delivery is driven by the registry's answer, line by line. What is bought along with a name, such as
//! hosting, is a line of its own that goes with the name's.

mod command;
mod event;
mod status;
mod terms;
#[cfg(test)]
mod tests;

pub use command::{Command, Refusal};
pub use event::Event;
pub use status::Status;
pub use terms::{Announcement, Item, Line, Payment, Price, Terms, cost_of};

use crate::aggregate;
use crate::values::{OperationNumber, OrderNumber, Points};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far a line is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// To be started.
    #[default]
    Waiting,
    /// Its operation is accepted.
    UnderWay {
        /// Which.
        operation: OperationNumber,
    },
    /// Its registry has confirmed.
    Delivered {
        /// By which operation.
        operation: OperationNumber,
        /// Points that were given back since.
        refunded: Points,
    },
    /// It could not be delivered; its operation, if it has one, may be started again.
    Failed {
        /// The operation, if one was opened.
        operation: Option<OperationNumber>,
        /// A word or number for programs: of a refusal, or the registry's.
        code: String,
        /// In words.
        message: String,
    },
    /// It is not delivered, for good.
    GivenUp,
}

/// A paid order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// What was ordered.
    pub terms: Terms,
    /// How it was paid.
    pub payment: Payment,
    /// When.
    pub paid_at: DateTime<Utc>,
    /// How far each line is that has moved; by its place, from 0. A line that goes with another has no entry.
    pub progress: BTreeMap<u16, Progress>,
}

/// An order whose payment is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// What was ordered.
    pub terms: Terms,
    /// How it is to be paid.
    pub by: Announcement,
}

/// An order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// Never placed.
    #[default]
    Absent,
    /// Waits for its payment.
    Unpaid(Box<Terms>),
    /// Its payment is announced, and does not lapse while it is looked for.
    Announced(Box<Announced>),
    /// Is delivered, or was.
    Paid(Box<Delivery>),
    /// Called off before it was paid.
    Cancelled(Box<Terms>),
    /// Not paid in time.
    Expired(Box<Terms>),
}

aggregate!(Order, "order", OrderNumber, Command, Event, Refusal);

impl Order {
    /// What was ordered.
    pub fn terms(&self) -> Option<&Terms> {
        match self {
            Self::Absent => None,
            Self::Unpaid(terms) | Self::Cancelled(terms) | Self::Expired(terms) => Some(terms),
            Self::Announced(announced) => Some(&announced.terms),
            Self::Paid(delivery) => Some(&delivery.terms),
        }
    }

    /// How it stands.
    pub fn status(&self) -> Option<Status> {
        match self {
            Self::Absent => None,
            Self::Unpaid(_) => Some(Status::NotPaid),
            Self::Announced(_) => Some(Status::Announced),
            Self::Paid(delivery) => Some(delivery.status()),
            Self::Cancelled(_) => Some(Status::Cancelled),
            Self::Expired(_) => Some(Status::Expired),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Place { terms }) => Self::place(terms),
            (Self::Absent, _) => Err(Refusal::Unknown),
            (_, Command::Place { terms }) if self.terms() == Some(&**terms) => Ok(vec![]),
            (_, Command::Place { .. }) => Err(Refusal::NumberTaken),
            (Self::Announced(announced), command) => announced.decided(command),
            (Self::Unpaid(terms), Command::Pay { at, .. }) if *at >= terms.expires_at => {
                Err(Refusal::Over { status: Status::Expired })
            }
            (Self::Unpaid(_), Command::Pay { payment, at }) => {
                Ok(vec![Event::Paid { payment: payment.clone(), at: *at }])
            }
            (Self::Unpaid(terms), Command::Announce { by }) if by.at >= terms.expires_at => {
                Err(Refusal::Over { status: Status::Expired })
            }
            (Self::Unpaid(_), Command::Announce { by }) => {
                Ok(vec![Event::PaymentAnnounced { by: by.clone() }])
            }
            (Self::Unpaid(_), Command::RejectPayment { .. }) => Err(Refusal::NothingAnnounced),
            (Self::Unpaid(_), Command::Cancel { reason }) => {
                Ok(vec![Event::Cancelled { reason: reason.clone() }])
            }
            (Self::Unpaid(terms), Command::Expire { at }) if *at >= terms.expires_at => {
                Ok(vec![Event::Expired])
            }
            // Asked too early, or the order was paid or ended meanwhile.
            (_, Command::Expire { .. })
            | (Self::Cancelled(_), Command::Cancel { .. })
            | (Self::Paid(_), Command::Pay { .. } | Command::Announce { .. }) => Ok(vec![]),
            (Self::Unpaid(_), _) => Err(Refusal::NotPaid),
            (Self::Cancelled(_), _) => Err(Refusal::Over { status: Status::Cancelled }),
            (Self::Expired(_), _) => Err(Refusal::Over { status: Status::Expired }),
            (Self::Paid(delivery), command) => delivery.decided(command),
        }
    }

    fn place(terms: &Terms) -> Result<Vec<Event>, Refusal> {
        let goes_with = |line: &Line| line.with.is_none_or(|with| terms.line(with).is_some_and(Line::is_own));
        if !terms.lines.iter().any(Line::is_own) || !terms.lines.iter().all(goes_with) {
            return Err(Refusal::NoLine);
        }
        Ok(vec![Event::Placed { terms: Box::new(terms.clone()) }])
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Placed { terms }) => Self::Unpaid(terms),
            (Self::Unpaid(terms), Event::Paid { payment, at }) => {
                let progress = BTreeMap::new();
                Self::Paid(Box::new(Delivery { terms: *terms, payment, paid_at: at, progress }))
            }
            (Self::Unpaid(terms), Event::PaymentAnnounced { by }) => {
                Self::Announced(Box::new(Announced { terms: *terms, by }))
            }
            (Self::Announced(announced), Event::PaymentRejected { .. }) => {
                Self::Unpaid(Box::new(announced.terms))
            }
            (Self::Announced(announced), Event::Paid { payment, at }) => {
                let progress = BTreeMap::new();
                Self::Paid(Box::new(Delivery { terms: announced.terms, payment, paid_at: at, progress }))
            }
            (Self::Unpaid(terms), Event::Cancelled { .. }) => Self::Cancelled(terms),
            (Self::Unpaid(terms), Event::Expired) => Self::Expired(terms),
            (Self::Paid(mut delivery), event) => {
                delivery.evolve(event);
                Self::Paid(delivery)
            }
            (state, _) => state,
        };
    }
}

impl Announced {
    /// What was announced is received or rejected; until then the order neither ends nor is paid twice.
    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Pay { payment: payment @ Payment::Other { .. }, at } => {
                Ok(vec![Event::Paid { payment: payment.clone(), at: *at }])
            }
            Command::Announce { by } if self.by.is_same(by) => Ok(vec![]),
            Command::RejectPayment { reason, at } => {
                let lapsed = (*at >= self.terms.expires_at).then_some(Event::Expired);
                let rejected = Event::PaymentRejected { reason: reason.clone() };
                Ok(std::iter::once(rejected).chain(lapsed).collect())
            }
            Command::Pay { .. } | Command::Announce { .. } | Command::Cancel { .. } => {
                Err(Refusal::PaymentAnnounced)
            }
            Command::Expire { .. } => Ok(vec![]),
            _ => Err(Refusal::NotPaid),
        }
    }
}

impl Delivery {
    /// How far a line is, by its place: one that goes with another is as far as that.
    pub fn progress_of(&self, place: u16) -> Option<Progress> {
        let line = self.terms.line(place)?;
        Some(self.progress.get(&line.with.unwrap_or(place)).cloned().unwrap_or_default())
    }

    /// The lines that are still to be started, by their place.
    pub fn to_start(&self) -> impl Iterator<Item = (u16, &Line)> {
        self.own().filter(|(place, _)| self.progress.get(place).is_none_or(|far| *far == Progress::Waiting))
    }

    fn own(&self) -> impl Iterator<Item = (u16, &Line)> {
        (0u16..).zip(&self.terms.lines).filter(|(_, line)| line.is_own())
    }

    fn status(&self) -> Status {
        let (mut waiting, mut under_way, mut delivered, mut failed, mut given_up) = (0, 0, 0, 0, 0);
        for (place, _) in self.own() {
            match self.progress.get(&place) {
                None | Some(Progress::Waiting) => waiting += 1,
                Some(Progress::UnderWay { .. }) => under_way += 1,
                Some(Progress::Delivered { .. }) => delivered += 1,
                Some(Progress::Failed { .. }) => failed += 1,
                Some(Progress::GivenUp) => given_up += 1,
            }
        }
        match (waiting, under_way, delivered, failed, given_up) {
            (_, 0, 0, 0, 0) => Status::Checking,
            (1.., ..) | (_, 1.., ..) => Status::Delivering,
            (0, 0, 1.., 0, 0) => Status::Delivered,
            (0, 0, 1.., ..) => Status::PartlyDelivered,
            (0, 0, 0, 1.., _) => Status::Failed,
            _ => Status::Cancelled,
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let (Command::Start { line, .. }
        | Command::Deliver { line, .. }
        | Command::Fail { line, .. }
        | Command::GiveUp { line, .. }
        | Command::Refund { line, .. }) = command
        else {
            // What is under way ends as its operation does.
            return Err(Refusal::Paid);
        };
        let line = *line;
        self.terms.line(line).filter(|known| known.is_own()).ok_or(Refusal::UnknownLine { line })?;
        let far = self.progress.get(&line).cloned().unwrap_or_default();
        match (command, far) {
            (Command::Start { operation, .. }, Progress::Waiting) => {
                Ok(vec![Event::LineStarted { line, operation: *operation }])
            }
            (Command::Start { operation, .. }, Progress::UnderWay { operation: known })
                if *operation == known =>
            {
                Ok(vec![])
            }
            (Command::Deliver { operation, .. }, Progress::UnderWay { operation: known })
            | (Command::Deliver { operation, .. }, Progress::Failed { operation: Some(known), .. })
                if *operation == known =>
            {
                Ok(vec![Event::LineDelivered { line, operation: known }])
            }
            (Command::Deliver { operation, .. }, Progress::Delivered { operation: known, .. })
                if *operation == known =>
            {
                Ok(vec![])
            }
            (Command::Fail { operation, code, message, .. }, Progress::Waiting) => {
                let (operation, code, message) = (*operation, code.clone(), message.clone());
                Ok(vec![Event::LineFailed { line, operation, code, message }])
            }
            (Command::Fail { operation, code, message, .. }, Progress::UnderWay { operation: known })
                if *operation == Some(known) =>
            {
                let (operation, code, message) = (*operation, code.clone(), message.clone());
                Ok(vec![Event::LineFailed { line, operation, code, message }])
            }
            (
                Command::Fail { operation, code, .. },
                Progress::Failed { operation: known, code: before, .. },
            ) if *operation == known && *code == before => Ok(vec![]),
            (Command::GiveUp { reason, .. }, Progress::Waiting | Progress::Failed { .. }) => {
                Ok(vec![Event::LineGivenUp { line, reason: reason.clone() }])
            }
            // A waiting operation that is closed takes its line along.
            (
                Command::GiveUp { operation: Some(operation), reason, .. },
                Progress::UnderWay { operation: known },
            ) if *operation == known => Ok(vec![Event::LineGivenUp { line, reason: reason.clone() }]),
            (Command::GiveUp { .. }, Progress::GivenUp) => Ok(vec![]),
            (Command::Refund { points, reason, .. }, Progress::Delivered { operation, refunded }) => {
                let left = self.points_of(line).checked_sub(refunded).unwrap_or_default();
                if *points > left || points.is_zero() {
                    return Err(Refusal::RefundTooHigh { line, left });
                }
                let (points, reason) = (*points, reason.clone());
                Ok(vec![Event::LineRefunded { line, operation, points, reason }])
            }
            _ => Err(Refusal::NotNow { line }),
        }
    }

    /// What a line costs with all that goes with it.
    pub fn points_of(&self, place: u16) -> Points {
        self.terms.cost_of(place).map(|(_, points)| points).unwrap_or_default()
    }

    fn evolve(&mut self, event: Event) {
        let (line, far) = match event {
            Event::LineStarted { line, operation } => (line, Progress::UnderWay { operation }),
            Event::LineDelivered { line, operation } => {
                (line, Progress::Delivered { operation, refunded: Points::ZERO })
            }
            Event::LineFailed { line, operation, code, message } => {
                (line, Progress::Failed { operation, code, message })
            }
            Event::LineGivenUp { line, .. } => (line, Progress::GivenUp),
            Event::LineRefunded { line, operation, points, .. } => {
                let before = match self.progress.get(&line) {
                    Some(Progress::Delivered { refunded, .. }) => *refunded,
                    _ => Points::ZERO,
                };
                let refunded = before.checked_add(points).unwrap_or(before);
                (line, Progress::Delivered { operation, refunded })
            }
            Event::Placed { .. }
            | Event::PaymentAnnounced { .. }
            | Event::PaymentRejected { .. }
            | Event::Paid { .. }
            | Event::Cancelled { .. }
            | Event::Expired => return,
        };
        self.progress.insert(line, far);
    }
}
