//! What happened to a name.

use super::{Claim, Lock, LockKind, MoveEnd, Registration, ResellerMove, Verb};
use crate::domain_event;
use crate::operation::DomainChanges;
use crate::values::{AccountNumber, ContactNumber, DnsService, OperationNumber, Period, StatusSet};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What happened to a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A registration was accepted and goes to the registry.
    RegistrationRequested {
        /// Everything known about it.
        claim: Claim,
    },
    /// A transfer in was accepted; votes or the registry come next.
    TransferInRequested {
        /// Everything known about it.
        claim: Claim,
    },
    /// The registration or the transfer in came to nothing.
    RegistrationFailed {
        /// The operation.
        operation: OperationNumber,
        /// EPP result code or policy code.
        code: u16,
        /// The words as they came.
        message: String,
    },
    /// The registry registered it.
    Registered {
        /// What is now true.
        registration: Box<Registration>,
    },
    /// It came from another registrar.
    TransferredIn {
        /// What is now true.
        registration: Box<Registration>,
    },
    /// An operation took hold of the name.
    OperationClaimed {
        /// The operation.
        operation: OperationNumber,
        /// What it does.
        verb: Verb,
    },
    /// The operation let go without effect.
    OperationReleased {
        /// The operation.
        operation: OperationNumber,
    },
    /// Renewed at the registry.
    Renewed {
        /// The operation.
        operation: OperationNumber,
        /// Years.
        period: Period,
        /// The new expiry, as the registry says.
        expires: DateTime<Utc>,
    },
    /// Changed at the registry.
    Updated {
        /// The operation.
        operation: OperationNumber,
        /// What changed.
        changes: Box<DomainChanges>,
    },
    /// Deleted at the registry, and in redemption.
    Deleted {
        /// The operation.
        operation: OperationNumber,
        /// The end of redemption.
        until: DateTime<Utc>,
    },
    /// Redemption is over.
    DeletionPending {
        /// When the name is free.
        until: DateTime<Utc>,
    },
    /// Taken back from redemption.
    Restored {
        /// The operation.
        operation: OperationNumber,
        /// The expiry, as the registry says.
        expires: DateTime<Utc>,
    },
    /// The trade is done: it has another registrant.
    RegistrantChanged {
        /// The trade.
        operation: OperationNumber,
        /// Who it was.
        from: ContactNumber,
        /// Who it is.
        to: ContactNumber,
        /// The lock that follows, under the rule in force.
        lock: Option<Lock>,
        /// A new expiry, where a trade renews.
        expires: Option<DateTime<Utc>>,
    },
    /// Its expiry passed.
    Expired {
        /// The expiry that passed.
        expired: DateTime<Utc>,
    },
    /// Another registrar asked for it.
    TransferOutAnnounced {
        /// The outbound transfer.
        transfer: OperationNumber,
        /// When the registry approves it by itself.
        answer_by: DateTime<Utc>,
    },
    /// The outbound transfer came to nothing.
    TransferOutEnded {
        /// The outbound transfer.
        transfer: OperationNumber,
    },
    /// It is with another registrar.
    TransferredAway {
        /// The outbound transfer, where one was announced.
        transfer: Option<OperationNumber>,
        /// When.
        at: DateTime<Utc>,
    },
    /// The registry shows other statuses or another expiry than were known.
    Observed {
        /// All statuses as the registry shows them.
        statuses: StatusSet,
        /// The expiry as the registry shows it.
        expires: DateTime<Utc>,
    },
    /// A person decided that the registry is right about what was believed otherwise here.
    Corrected {
        /// What is believed now.
        changes: Box<DomainChanges>,
    },
    /// It is served in another way.
    ServiceSet {
        /// How.
        service: DnsService,
    },
    /// Another reseller was asked to take it.
    ResellerMoveAsked {
        /// Who, and until when.
        asked: Box<ResellerMove>,
    },
    /// Another reseller manages it, and has accepted to.
    ResellerMoved {
        /// The move's operation.
        operation: OperationNumber,
        /// Who managed it.
        from: AccountNumber,
        /// Who manages it.
        to: AccountNumber,
    },
    /// A move to another reseller came to nothing.
    ResellerMoveEnded {
        /// The move's operation.
        operation: OperationNumber,
        /// How.
        end: MoveEnd,
    },
    /// A lock was set.
    Locked {
        /// Which.
        lock: Lock,
    },
    /// A lock was lifted before its day.
    Unlocked {
        /// Which kind.
        kind: LockKind,
    },
    /// The name is free.
    Released {
        /// The operation, where the deletion took effect at once.
        operation: Option<OperationNumber>,
        /// When.
        at: DateTime<Utc>,
    },
}

domain_event!(Event {
    RegistrationRequested => "1.0", TransferInRequested => "1.0", RegistrationFailed => "1.0",
    Registered => "1.0", TransferredIn => "1.0", OperationClaimed => "1.0", OperationReleased => "1.0",
    Renewed => "1.0", Updated => "1.0", Deleted => "1.0", DeletionPending => "1.0", Restored => "1.0",
    RegistrantChanged => "1.0", Expired => "1.0", TransferOutAnnounced => "1.0", TransferOutEnded => "1.0",
    TransferredAway => "1.0", Observed => "1.0", Corrected => "1.0", ServiceSet => "1.0",
    ResellerMoveAsked => "1.0", ResellerMoved => "1.0", ResellerMoveEnded => "1.0",
    Locked => "1.0", Unlocked => "1.0", Released => "1.0",
});
