//! What is still to be done, as data. A job is asked for in the transaction of the event that it follows from.

use crate::ports::VoteOutcome;
use chrono::{DateTime, Utc};
use domain_model::obligations::Key;
use domain_model::values::{
    AccountNumber, AdjustmentNumber, CartId, ContactNumber, DisclosureNumber, DomainName, OperationNumber,
    OrderNumber, Points,
};
use domain_model::vote::Choice;
use domain_model::{Actor, Cause, Channel, contact_change, trade, transfer};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One thing to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Job {
    /// Carry an operation on at the registry.
    Operation(OperationNumber),
    /// Write to somebody.
    Letter(LetterJob),
    /// A deadline.
    Deadline(Deadline),
    /// Give a name that has arrived by transfer its contacts of ours.
    Adopt(DomainName),
    /// Object to a transfer out of a name that one of our locks keeps.
    Object(OperationNumber),
    /// Create the hosts inside a name that was just registered, and delegate the name to them.
    Glue(OperationNumber),
    /// End the other trades of a name that has another owner now.
    EndRivals(OperationNumber),
    /// Void the vote links that went to an address that a contact no longer has.
    VoidLinks(ContactNumber),
    /// Remove what is kept of an erased person outside the journal.
    Forget(ContactNumber),
    /// Bring what is owed about a name in line with the name as it is.
    Plan {
        /// Which.
        name: DomainName,
        /// The expiry that has just passed, if that is why.
        expired: Option<DateTime<Utc>>,
    },
    /// Let go of the hosts inside a name that is no longer ours.
    Hosts(DomainName),
    /// Have the owner of a name confirm the data, where that is owed and not asked yet.
    AskOwner(DomainName),
    /// Bring what is owed about an owner's names in line with whether the data is confirmed.
    PlanOwned(ContactNumber),
    /// Give up the operation of a move that ended because the name has left.
    MoveOver(OperationNumber),
    /// Start the lines of an order that was paid.
    Deliver(OrderNumber),
    /// Bring the line of an order in line with the end of its operation.
    OrderFollows(OperationNumber),
    /// Carry out the change of an account of a service that both sides have accepted.
    ContactChange(OperationNumber),
    /// End what is asked for about the accounts of a name that has left, or has others now.
    EndContactChanges(DomainName),
}

/// Whom to write to, and why. Names and addresses are read when the letter is written, so that no job holds any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LetterJob {
    /// Please vote on a trade.
    TradeBallot {
        /// Which.
        trade: OperationNumber,
        /// Whose ballot.
        side: trade::Side,
        /// The serial of the link; the ballot's latest where absent.
        serial: Option<u32>,
        /// A reminder.
        reminder: bool,
    },
    /// How a trade ended.
    TradeEnded {
        /// Which.
        trade: OperationNumber,
        /// To whom.
        side: trade::Side,
        /// How.
        outcome: Outcome,
    },
    /// An operator voted on a trade.
    TradeVotedForYou {
        /// Which.
        trade: OperationNumber,
        /// To whom.
        to: trade::Side,
        /// For which side.
        side: trade::Side,
        /// Yes or no.
        choice: Choice,
    },
    /// Please vote on a transfer in.
    TransferBallot {
        /// Which.
        transfer: OperationNumber,
        /// Whose ballot.
        side: transfer::Side,
        /// The serial of the link; the ballot's latest where absent.
        serial: Option<u32>,
        /// A reminder.
        reminder: bool,
    },
    /// How a transfer in ended.
    TransferEnded {
        /// Which.
        transfer: OperationNumber,
        /// To whom.
        side: transfer::Side,
        /// How.
        outcome: Outcome,
    },
    /// An operator voted on a transfer in.
    TransferVotedForYou {
        /// Which.
        transfer: OperationNumber,
        /// To whom.
        to: transfer::Side,
        /// For which side.
        side: transfer::Side,
        /// Yes or no.
        choice: Choice,
    },
    /// Please take a name, to the reseller that it is to move to.
    MoveBallot(OperationNumber),
    /// How a move to another reseller ended.
    MoveEnded {
        /// Which.
        operation: OperationNumber,
        /// To the gaining reseller, not to the present one.
        gaining: bool,
        /// How.
        outcome: Outcome,
    },
    /// Another registrar asked for a name.
    TransferOut(OperationNumber),
    /// Please say whether an account of a service is to move: with the token.
    ContactChangeToken {
        /// Which task.
        change: OperationNumber,
        /// To whom.
        side: contact_change::Side,
        /// The serial of the token.
        serial: u32,
        /// A reminder.
        reminder: bool,
    },
    /// How a change of an account of a service ended.
    ContactChangeEnded {
        /// Which task.
        change: OperationNumber,
        /// To whom.
        to: contact_change::Side,
        /// How.
        outcome: Outcome,
    },
    /// An operator answered for a side of a contact change.
    ContactChangeAnsweredForYou {
        /// Which task.
        change: OperationNumber,
        /// To whom.
        to: contact_change::Side,
        /// For which side.
        side: contact_change::Side,
        /// Yes or no.
        choice: Choice,
    },
    /// A notice that is owed to the registrant of a name.
    Notice {
        /// Which name.
        name: DomainName,
        /// Which obligation.
        key: Key,
    },
    /// Please confirm your data.
    Verification {
        /// Whose.
        contact: ContactNumber,
        /// The serial of the link.
        serial: u32,
    },
    /// Points of an account run low.
    LowPoints {
        /// Whose.
        account: AccountNumber,
        /// What is free to use.
        available: Points,
        /// The level that it fell below.
        level: Points,
    },
    /// A contact is written to at another address: in the change that this job follows from.
    AddressChanged {
        /// Which contact.
        contact: ContactNumber,
        /// To the former address, not to the new one.
        former: bool,
    },
    /// What became of a request for data of persons: to the requester, or to the registrant whose data went out.
    Disclosure {
        /// Which.
        request: DisclosureNumber,
        /// What it says.
        news: DisclosureNews,
    },
}

/// What a letter about a request for data of persons says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisclosureNews {
    /// It came in.
    Received,
    /// More is asked for: the question of this place, from 0.
    Question(u32),
    /// It is decided.
    Decided,
    /// To the registrant: data of yours was disclosed.
    Subject,
}

/// How a vote ended, as a job carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Done.
    Completed,
    /// Somebody refused.
    Refused,
    /// Not in time.
    Expired,
    /// Called off.
    Cancelled,
    /// The registry refused.
    Failed {
        /// EPP result code.
        code: u16,
        /// The words as they came.
        message: String,
    },
}

impl From<Outcome> for VoteOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Completed => Self::Completed,
            Outcome::Refused => Self::Refused,
            Outcome::Expired => Self::Expired,
            Outcome::Cancelled => Self::Cancelled,
            Outcome::Failed { code, message } => Self::Failed { code, message },
        }
    }
}

/// Something that falls due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deadline {
    /// Remind the sides of a trade that have not voted.
    TradeReminder {
        /// Which.
        trade: OperationNumber,
        /// The day after the request.
        day: u16,
    },
    /// The votes of a trade expire.
    TradeExpiry(OperationNumber),
    /// Remind the voters of a transfer.
    TransferReminder {
        /// Which.
        transfer: OperationNumber,
        /// The day after the request.
        day: u16,
    },
    /// The votes of a transfer expire.
    TransferExpiry(OperationNumber),
    /// A move to another reseller expires.
    MoveExpiry(OperationNumber),
    /// Remind the sides of a contact change that have not answered.
    ContactChangeReminder {
        /// Which task.
        change: OperationNumber,
        /// The day after the request.
        day: u16,
    },
    /// The tokens of a contact change expire.
    ContactChangeExpiry(OperationNumber),
    /// An adjustment that waits for a second pair of eyes expires.
    AdjustmentExpiry(AdjustmentNumber),
    /// The answer to a request for data of persons is due soon.
    DisclosureReminder(DisclosureNumber),
    /// It is due now.
    DisclosureDue(DisclosureNumber),
    /// Who asked for data of persons has been kept long enough.
    DisclosureKept(DisclosureNumber),
    /// An order was not paid in time.
    OrderExpiry(OrderNumber),
    /// A cart's time is over.
    CartExpiry(CartId),
    /// A name expires, or a day of its deletion comes.
    Domain(DomainName),
    /// Something that is owed about a name is to be done.
    Obligation {
        /// Which name.
        name: DomainName,
        /// Which obligation.
        key: Key,
    },
    /// Something that is owed about a name is missed unless it is done.
    ObligationDue {
        /// Which name.
        name: DomainName,
        /// Which obligation.
        key: Key,
    },
    /// Remind a person who has not confirmed the data.
    VerificationReminder {
        /// Whom.
        contact: ContactNumber,
        /// Until when it has to be confirmed: a reminder belongs to one request.
        by: DateTime<Utc>,
        /// The day after the request.
        day: u16,
    },
}

/// A job as it is stored: with the request that it goes back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// What is to be done.
    pub job: Job,
    /// The customer's request.
    pub correlation: Uuid,
    /// The command that it follows from.
    pub causation: Uuid,
}

impl Job {
    /// The kind, for claims and reports.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Operation(_) => "operation",
            Self::Letter(_) => "letter",
            Self::Deadline(_) => "deadline",
            Self::Adopt(_) => "adopt",
            Self::Object(_) => "objection",
            Self::Glue(_) => "glue",
            Self::EndRivals(_) => "rivals",
            Self::VoidLinks(_) => "links",
            Self::Forget(_) => "forget",
            Self::Plan { .. } => "plan",
            Self::Hosts(_) => "hosts",
            Self::AskOwner(_) => "owner",
            Self::PlanOwned(_) => "owned",
            Self::MoveOver(_) => "move",
            Self::Deliver(_) | Self::OrderFollows(_) => "order",
            Self::ContactChange(_) | Self::EndContactChanges(_) => "contact-change",
        }
    }
}

/// Every kind there is.
pub const KINDS: [&str; 16] = [
    "operation",
    "letter",
    "deadline",
    "adopt",
    "objection",
    "glue",
    "rivals",
    "links",
    "forget",
    "plan",
    "hosts",
    "owner",
    "owned",
    "move",
    "order",
    "contact-change",
];

impl Errand {
    /// The cause of what a worker does for this errand.
    pub fn cause(&self, actor: Actor, channel: Channel, at: DateTime<Utc>) -> Cause {
        Cause { causation: Some(self.causation), ..Cause::new(actor, channel, at, self.correlation) }
    }
}
