//! An invoice or a credit note, by its number: `Absent → Due → Paid`, each `→ Cancelled` by credit notes for all of it;
//! or `Absent → CreditNote`.
//!
//! An invoice carries everything that it was made of: seller, buyer, lines, the tax with the rule that was applied. It is
//! never changed; what is taken back of it is a credit note with a number of its own. Points that it sells are credited
//! when it is paid, and taken back with a credit note.

mod amounts;
mod command;
mod document;
mod event;

pub use amounts::{Amounts, CreditPart, LineError, line_of_points};
pub use command::{Command, Refusal};
pub use document::{BankDetails, Buyer, Document, InvoiceLine, Seller, seal_owner};
pub use event::{Event, Payment, PaymentMeans, PaymentMeansError};

use crate::aggregate;
use crate::values::{InvoiceKind, InvoiceNumber, Money, Points, Reason};
use serde::{Deserialize, Serialize};

/// An invoice or a credit note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Invoice {
    /// No such number.
    #[default]
    Absent,
    /// To be paid.
    Due(Box<Standing>),
    /// Paid.
    Paid(Box<Standing>),
    /// All of it was taken back.
    Cancelled(Box<Standing>),
    /// A credit note.
    CreditNote(Box<CreditNote>),
}

/// An invoice with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// As it was issued.
    pub document: Document,
    /// How it was paid.
    pub payment: Option<Payment>,
    /// What was taken back.
    pub credited: Amounts,
    /// Points that were taken back.
    pub points_credited: Points,
    /// The credit notes.
    pub notes: Vec<InvoiceNumber>,
}

/// A credit note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditNote {
    /// As it was issued; what it takes back are positive amounts.
    pub document: Document,
    /// Of which invoice.
    pub of: InvoiceNumber,
    /// Why.
    pub reason: Reason,
}

/// What a credit note takes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// The amounts, positive.
    pub amounts: Amounts,
    /// Points.
    pub points: Points,
    /// Points to be taken from the account: none where the invoice was not paid.
    pub points_taken: Points,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
}

aggregate!(Invoice, "invoice", InvoiceNumber, Command, Event, Refusal);

impl Invoice {
    /// As it was issued.
    pub fn document(&self) -> Option<&Document> {
        match self {
            Self::Absent => None,
            Self::Due(standing) | Self::Paid(standing) | Self::Cancelled(standing) => {
                Some(&standing.document)
            }
            Self::CreditNote(note) => Some(&note.document),
        }
    }

    /// An invoice with what became of it.
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            Self::Absent | Self::CreditNote(_) => None,
            Self::Due(standing) | Self::Paid(standing) | Self::Cancelled(standing) => Some(standing),
        }
    }

    /// `due`, `paid`, `cancelled` or `credit-note`.
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Due(_) => "due",
            Self::Paid(_) => "paid",
            Self::Cancelled(_) => "cancelled",
            Self::CreditNote(_) => "credit-note",
        }
    }

    /// What a credit note for a part of this invoice takes back.
    ///
    /// # Errors
    /// There is no such part left.
    pub fn credit(&self, part: &CreditPart) -> Result<Credit, Refusal> {
        match self {
            Self::Absent => Err(Refusal::Unknown),
            Self::CreditNote(_) => Err(Refusal::IsCreditNote),
            Self::Cancelled(_) => Err(Refusal::Cancelled),
            Self::Due(standing) => standing.credit(part, false),
            Self::Paid(standing) => standing.credit(part, true),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Issue { document }) => {
                checked(document, InvoiceKind::Invoice)?;
                Ok(vec![Event::Issued { document: document.clone() }])
            }
            (Self::Absent, Command::IssueCreditNote { document, of, reason }) => {
                checked(document, InvoiceKind::CreditNote)?;
                Ok(vec![Event::CreditNoteIssued {
                    document: document.clone(),
                    of: *of,
                    reason: reason.clone(),
                }])
            }
            (Self::Absent, _) => Err(Refusal::Unknown),
            (_, Command::Issue { .. } | Command::IssueCreditNote { .. }) => Err(Refusal::NumberTaken),
            (Self::CreditNote(_), _) => Err(Refusal::IsCreditNote),
            (Self::Due(_), Command::Pay { payment }) => Ok(vec![Event::Paid { payment: payment.clone() }]),
            (Self::Paid(standing), Command::Pay { payment })
                if standing.payment.as_ref() == Some(payment) =>
            {
                Ok(vec![])
            }
            (Self::Paid(_), Command::Pay { .. }) => Err(Refusal::AlreadyPaid),
            (Self::Cancelled(_), Command::Pay { .. }) => Err(Refusal::Cancelled),
            (_, Command::Credit { note, part }) => {
                if self.standing().is_some_and(|standing| standing.notes.contains(note)) {
                    return Ok(vec![]);
                }
                let Credit { amounts, points, .. } = self.credit(part)?;
                Ok(vec![Event::Credited { note: *note, amounts, points }])
            }
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Issued { document }) => {
                let credited = Amounts::nothing(document.amounts.net.currency());
                let standing = Standing {
                    document: *document,
                    payment: None,
                    credited,
                    points_credited: Points::ZERO,
                    notes: vec![],
                };
                Self::Due(Box::new(standing))
            }
            (Self::Absent, Event::CreditNoteIssued { document, of, reason }) => {
                Self::CreditNote(Box::new(CreditNote { document: *document, of, reason }))
            }
            (Self::Due(mut standing), Event::Paid { payment }) => {
                standing.payment = Some(payment);
                Self::Paid(standing)
            }
            (Self::Due(standing), Event::Credited { note, amounts, points }) => {
                standing.credited(note, &amounts, points, Self::Due)
            }
            (Self::Paid(standing), Event::Credited { note, amounts, points }) => {
                standing.credited(note, &amounts, points, Self::Paid)
            }
            (state, _) => state,
        };
    }
}

impl Standing {
    /// What is left of it.
    pub fn left(&self) -> Amounts {
        self.document.amounts.less(&self.credited)
    }

    /// Points that were not taken back.
    pub fn points_left(&self) -> Points {
        self.document.points.checked_sub(self.points_credited).unwrap_or_default()
    }

    fn credit(&self, part: &CreditPart, paid: bool) -> Result<Credit, Refusal> {
        let document = &self.document;
        let (left, points_left) = (self.left(), self.points_left());
        let (net, points, lines) = match part {
            CreditPart::Whole if self.notes.is_empty() => (left.net, points_left, document.lines.clone()),
            CreditPart::Whole if points_left.is_zero() => {
                (left.net, Points::ZERO, vec![document.remainder(left.net)])
            }
            CreditPart::Whole => {
                (left.net, points_left, vec![document.line_of_points(points_left, left.net)])
            }
            CreditPart::Points(points) if document.points.is_zero() => {
                return Err(Refusal::NoPoints(*points));
            }
            CreditPart::Points(points) if points.is_zero() => return Err(Refusal::Zero),
            CreditPart::Points(points) if *points > points_left => {
                return Err(Refusal::PointsTooHigh { asked: *points, left: points_left });
            }
            CreditPart::Points(points) => {
                let net = document.net_of_points(*points)?;
                (net, *points, vec![document.line_of_points(*points, net)])
            }
            CreditPart::Net(_) if !document.points.is_zero() => return Err(Refusal::InPoints),
            CreditPart::Net(net) => (*net, Points::ZERO, vec![document.remainder(*net)]),
        };
        if net.currency() != left.net.currency() {
            return Err(Refusal::OtherCurrency(left.net.currency()));
        }
        if net.amount() <= rust_decimal::Decimal::ZERO {
            return Err(Refusal::Zero);
        }
        if net.amount() > left.net.amount() {
            return Err(Refusal::AmountTooHigh { asked: net, left: left.net });
        }
        let amounts = document.amounts.part(&self.credited, net);
        Ok(Credit { amounts, points, points_taken: if paid { points } else { Points::ZERO }, lines })
    }

    fn credited(
        mut self: Box<Self>,
        note: InvoiceNumber,
        amounts: &Amounts,
        points: Points,
        open: impl FnOnce(Box<Self>) -> Invoice,
    ) -> Invoice {
        self.credited = self.credited.plus(amounts);
        self.points_credited = self.points_credited.checked_add(points).unwrap_or(self.document.points);
        self.notes.push(note);
        let nothing_left = self.left().net.amount().is_zero();
        if nothing_left { Invoice::Cancelled(self) } else { open(self) }
    }
}

/// A document is of its kind and adds up.
fn checked(document: &Document, kind: InvoiceKind) -> Result<(), Refusal> {
    if document.number.kind() != kind {
        return Err(Refusal::OtherKind(document.number));
    }
    if document.lines.is_empty() || document.amounts.net.amount() <= rust_decimal::Decimal::ZERO {
        return Err(Refusal::Zero);
    }
    let nets = document.lines.iter().map(|line| line.net.amount()).sum::<rust_decimal::Decimal>();
    let amounts = &document.amounts;
    let one_currency = document.lines.iter().all(|line| line.net.currency() == amounts.net.currency());
    let adds_up = nets == amounts.net.amount()
        && Money::new(nets + amounts.tax.amount(), amounts.net.currency()) == Ok(amounts.gross);
    if one_currency && adds_up { Ok(()) } else { Err(Refusal::DoesNotAddUp) }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
