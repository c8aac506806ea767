//! What the application needs of the world outside: registries, mail, time, names in the DNS.
//!
//! Adapters implement these; nothing here knows a protocol.

mod clock;
mod mailer;
mod registry;

pub use clock::{Clock, ManualClock, RealClock};
pub use mailer::{Content, Letter, MailError, Mailer, Part, VoteOutcome};
pub use registry::{
    Answer, AnswerData, ContactAtRegistry, DomainAtRegistry, HostAtRegistry, MessageLog, PollData,
    PollMessage, RawMessage, Registry, RegistryCommand, RegistryError, TransferAtRegistry, TransferStatus,
    TransferVerb,
};
