//! What may be asked of a name, and why it says no.

use super::{Claim, Lock, LockKind, MoveEnd, Registration, ResellerMove};
use crate::operation::DomainChanges;
use crate::values::{ContactNumber, DnsService, EppStatus, OperationNumber, Period, StatusSet};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What an operation does to a name that is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Verb {
    /// Renew.
    Renew,
    /// Update.
    Update,
    /// Delete.
    Delete,
    /// Restore.
    Restore,
    /// Change the registrant.
    Trade,
    /// Answer an outbound transfer.
    AnswerTransfer,
}

/// What may be asked of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Take the name for a registration.
    RequestRegistration {
        /// Everything known about it.
        claim: Claim,
    },
    /// Take the name for a transfer in.
    RequestTransferIn {
        /// Everything known about it.
        claim: Claim,
    },
    /// The registration or the transfer in came to nothing.
    FailRegistration {
        /// The operation.
        operation: OperationNumber,
        /// EPP result code or policy code.
        code: u16,
        /// The words as they came.
        message: String,
    },
    /// The registry confirmed the registration.
    ConfirmRegistration {
        /// The operation.
        operation: OperationNumber,
        /// What is now true.
        registration: Box<Registration>,
    },
    /// The registry confirmed the transfer in.
    ConfirmTransferIn {
        /// The operation.
        operation: OperationNumber,
        /// What is now true.
        registration: Box<Registration>,
    },
    /// Take hold of the name for an operation.
    Claim {
        /// The operation.
        operation: OperationNumber,
        /// What it does.
        verb: Verb,
    },
    /// Take hold of the name for an update that only changes the registrar's own statuses, and lifts its own
    /// prohibition of updates (RFC 5731, section 2.3: such an update is not prohibited by what it lifts).
    ClaimToLift {
        /// The operation.
        operation: OperationNumber,
    },
    /// Let go without effect.
    Release {
        /// The operation.
        operation: OperationNumber,
    },
    /// The registry confirmed the renewal.
    ConfirmRenewal {
        /// The operation.
        operation: OperationNumber,
        /// Years.
        period: Period,
        /// The new expiry.
        expires: DateTime<Utc>,
    },
    /// The registry confirmed the update.
    ConfirmUpdate {
        /// The operation.
        operation: OperationNumber,
        /// What changed.
        changes: Box<DomainChanges>,
    },
    /// The registry confirmed the deletion.
    ConfirmDeletion {
        /// The operation.
        operation: OperationNumber,
        /// The end of redemption; absent when the name was free at once.
        redemption_until: Option<DateTime<Utc>>,
        /// When.
        at: DateTime<Utc>,
    },
    /// The registry confirmed the restore.
    ConfirmRestore {
        /// The operation.
        operation: OperationNumber,
        /// The expiry.
        expires: DateTime<Utc>,
    },
    /// The registry confirmed the new registrant.
    ConfirmTrade {
        /// The trade.
        operation: OperationNumber,
        /// The new owner.
        to: ContactNumber,
        /// The lock that follows.
        lock: Option<Lock>,
        /// A new expiry, where a trade renews.
        expires: Option<DateTime<Utc>>,
    },
    /// The expiry passed, or a day of the deletion did.
    PassDeadline {
        /// When.
        at: DateTime<Utc>,
        /// Days of pending delete, under the rule in force.
        pending_delete_days: u16,
    },
    /// Another registrar asked for it.
    AnnounceTransferOut {
        /// The outbound transfer.
        transfer: OperationNumber,
        /// When the registry approves it by itself.
        answer_by: DateTime<Utc>,
    },
    /// The outbound transfer came to nothing.
    EndTransferOut {
        /// The outbound transfer.
        transfer: OperationNumber,
    },
    /// The registry says that another registrar has it.
    TransferAway {
        /// When.
        at: DateTime<Utc>,
    },
    /// The registry shows this.
    Observe {
        /// All statuses.
        statuses: StatusSet,
        /// The expiry.
        expires: DateTime<Utc>,
    },
    /// Believe what the registry shows, by a person's decision. No operation may be under way: it would be told
    /// against what is believed.
    Correct {
        /// What is to be believed.
        changes: Box<DomainChanges>,
    },
    /// Serve it in another way. The registry has no part in it, yet what forbids an update forbids this.
    SetService {
        /// How.
        service: DnsService,
    },
    /// Ask another reseller to take the name; an open move to yet another one ends.
    AskMove {
        /// Who is asked, and until when.
        asked: Box<ResellerMove>,
    },
    /// The gaining reseller says yes.
    AcceptMove {
        /// The move's operation.
        operation: OperationNumber,
        /// When.
        at: DateTime<Utc>,
    },
    /// A move comes to nothing.
    EndMove {
        /// The move's operation.
        operation: OperationNumber,
        /// How.
        end: MoveEnd,
        /// When.
        at: DateTime<Utc>,
    },
    /// Set a lock.
    Lock {
        /// Which.
        lock: Lock,
    },
    /// Lift a lock.
    Unlock {
        /// Which kind.
        kind: LockKind,
    },
}

/// Why a name says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is ours already.
    #[error("the name is registered here already")]
    Registered,
    /// It is not ours.
    #[error("the name is not registered here")]
    NotHeld,
    /// Another operation is unfinished.
    #[error("operation {0} on this name is unfinished")]
    Busy(OperationNumber),
    /// A status forbids it.
    #[error("the status {0} forbids it")]
    StatusProhibits(EppStatus),
    /// Not in redemption.
    #[error("only a name in redemption can be restored")]
    NotRestorable,
    /// It is being deleted.
    #[error("the name is deleted and in redemption or pending delete")]
    Deleted,
    /// A transfer to another registrar is under way.
    #[error("another registrar has asked for the name")]
    LeavingByTransfer,
    /// No transfer to another registrar is under way.
    #[error("no transfer to another registrar is under way")]
    NoTransferOut,
    /// A dispute procedure is open: owner and registrar stay as they are.
    #[error("the name is locked for a dispute: it is neither traded nor deleted")]
    InDispute,
    /// The name is asked to go where it is.
    #[error("the name is with that reseller already")]
    SameReseller,
    /// The same reseller has been asked, and has not decided.
    #[error("operation {0} has asked that reseller already")]
    MoveOpen(OperationNumber),
    /// No such move is open.
    #[error("no move of the name by operation {0} is open")]
    NoMove(OperationNumber),
    /// The deadline of the move has passed.
    #[error("the move was to be accepted earlier")]
    MoveExpired,
    /// The deadline of the move has not passed.
    #[error("the move may still be accepted")]
    MoveNotExpired,
    /// That operation does not hold the name.
    #[error("operation {0} does not hold this name")]
    NotTheHolder(OperationNumber),
}
